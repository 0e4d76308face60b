"""What reads and sieves texts for the judge: `reading.c` where it was built, else Python, which says the same."""

from __future__ import annotations

import ctypes
import threading
from array import array
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import chain
from operator import itemgetter
from struct import Struct
from typing import NamedTuple

from model.certainty import (
    DOUBTED,
    DRAWS,
    LITTLE,
    SURE_ALONE,
    SURE_ANEW,
    SURE_BESIDE_CODE,
    SURE_DRAWN,
    SURE_DRAWN_ANEW,
    SURE_DRAWN_TORN,
    SURE_SAYING_LITTLE,
    SURE_TORN,
    THREAT_BESIDE,
)
from model.cues import SURE
from model.feature_reader import FeatureReader
from model.features import length
from model.gains import Asked, Run
from model.glance import Glance, glance
from model.labels import LABELS, THIRD_PARTY
from model.linear import LinearModel
from model.native import WIDTH, address, done, encoded, library, points
from model.reading import SlowReader
from model.scorer import THREATENING, Assessment, Scorer
from model.sieve import DOUBT, SIEVE_GRID, Sieve, SieveModel
from model.subclasses import PLACES, SOFTNESS, Subclass
from model.trigrams import FAMILIAR, HALF

_MOST = itemgetter(2)

_THREATS_ONLY, _THIRD_PARTY = 1, 2
"""What a tag is; as in reading.h."""

_HEADER = Struct("3dqq")
_EACH = Struct("3qd")
_FIRST, _DOUBLES = 5, 4
"""An assessment without its stretches, and each of them; as in assess.h."""

_NEVER = 2.0
"""No probability is as high."""

LETTERS_END = 0x40000
"""No letter or digit of Unicode lies beyond."""


def scorer_and_sieve(model: LinearModel, *, by_sentence: bool = True) -> tuple[Scorer, Sieve]:
    """What scores texts with a model, by their sentences too, and what clears them beforehand."""
    if (found := library()) is None or (first := glance()) is None:
        return Scorer(model, SlowReader(model).read), Sieve(model.sieve)
    reader = QuickReader(found, model)
    return QuickScorer(model, reader, first, SURE_ALONE if by_sentence else _NEVER), QuickSieve(reader, model.sieve)


class QuickReader(FeatureReader):
    """Reads texts for a LinearModel with the library; safe to share between threads, as nothing in it changes."""

    def __init__(self, found: ctypes.PyDLL, model: LinearModel) -> None:
        self.columns = len(model.columns)
        super().__init__(found, model.features, model.weights, self.columns)
        self._take_pairs(model.sieve)
        done(found.reading_take_trigrams(self.handle, model.trigrams, len(model.trigrams)))
        done(found.reading_take_letters(self.handle, _letters(), len(_letters())))
        self._room, self._room_each = 8 * found.reading_room(self.handle), 8 * found.reading_room_each(self.handle)
        self._read, self._runs = found.reading_read, found.reading_runs

    def _take_pairs(self, sieve: SieveModel) -> None:
        pairs, weights = points("".join(sieve.weights)), array("i", sieve.weights.values())
        if len(pairs) != 2 * WIDTH * len(weights):
            raise ValueError("a sieve weighs what is no pair of characters; run `jingxin train`")
        done(
            self.library.reading_take_pairs(
                self.handle, pairs, address(weights), len(weights), sieve.intercept, float(SIEVE_GRID)
            )
        )

    def read(self, plain: str) -> QuickRead:
        """What the model sees of a normalised text."""
        size, text = len(plain), points(plain)
        held = array("q", bytes(self._room + size * self._room_each))
        done(self._read(self.handle, text, size, address(held)))
        return QuickRead(held[: self.columns], length(plain), text, held, self)

    def runs(self, text: bytes, held: array[int], asked: Sequence[Asked]) -> list[Run]:
        """The runs of words that gained most for each of what is asked for."""
        questions, told = array("i", chain.from_iterable(asked)), array("q", bytes(32 * sum(map(_MOST, asked))))
        size = len(text) // WIDTH
        count = done(self._runs(self.handle, text, size, address(held), address(questions), len(asked), address(told)))
        numbers = iter(told[: 4 * count])
        return list(zip(numbers, numbers, numbers, numbers, strict=True))


class QuickRead(NamedTuple):
    """What the model sees of a text; `held` is for the library."""

    sums: array[int]
    length: float
    text: bytes
    held: array[int]
    reader: QuickReader

    def runs(self, asked: Sequence[Asked]) -> list[Run]:
        """The runs of words that gained most for each of what is asked for."""
        return self.reader.runs(self.text, self.held, asked)


class _Looker(ctypes.Structure):
    """What a thread looks with; as in looking.h."""

    _fields_ = tuple((name, ctypes.c_void_p) for name in ("normal", "reading", "made", "other"))


class _Here(threading.local):
    """What each thread has of its own: room for what is made of a text, and what looks at texts and writes there."""

    def __init__(self, reader: QuickReader, glance: Glance) -> None:
        room = bytes(reader.library.assess_room(reader.handle))
        self.made, self._other = array("d", room), array("d", room)
        self._looker = _Looker(glance.handle, reader.handle, address(self.made), address(self._other))
        self.look: Callable[[bytes, int], int] = partial(reader.library.look_through, ctypes.addressof(self._looker))


class QuickScorer(Scorer):
    """Assesses texts with the library; safe to share between threads, as each has room of its own."""

    def __init__(self, model: LinearModel, reader: QuickReader, glance: Glance, sure_alone: float) -> None:
        super().__init__(model, reader.read)
        self._reader, self._glance = reader, glance  # else they might be freed
        self._handle, self._plain = reader.handle, reader.library.assess_plain
        self._take_rules(reader.library, sure_alone)
        self._here = _Here(reader, glance)

    def _take_rules(self, found: ctypes.PyDLL, sure_alone: float) -> None:
        draws = DRAWS, SURE_DRAWN, SURE_DRAWN_TORN, SURE_DRAWN_ANEW
        sure = SURE_BESIDE_CODE, sure_alone, SURE_SAYING_LITTLE, LITTLE, SURE_TORN, SURE_ANEW, *draws, FAMILIAR, HALF
        numbers, layer = array("d", (SOFTNESS, *SURE, THREAT_BESIDE, DOUBTED, *sure)), self._stack
        stack = array("d", chain(layer.thresholds, *layer.opened, layer.leanings, *layer.closed))
        places = array("i", [*(PLACES[label].start for label in LABELS), len(Subclass)])
        intercepts, tags_from = array("d", self._intercepts), array("d", self._tags_from)
        kinds = bytes((tag in THREATENING) * _THREATS_ONLY + (tag in THIRD_PARTY) * _THIRD_PARTY for tag in self.tags)
        scores = address(intercepts), address(tags_from)
        rules = address(numbers), address(places), *scores, kinds, address(stack), len(layer.thresholds)
        done(found.reading_take_rules(self._handle, *rules))

    def assess(self, plain: str, *, disguised: bool = False) -> Assessment:
        """What the model makes of a normalised text; see `Scorer.assess`."""
        done(self._plain(self._handle, points(plain), len(plain), disguised, address(self._here.made)))
        return self.assessed()

    def look(self, text: str) -> int:
        """What an original text comes to; see `Scorer.look`."""
        seen = self._here.look(encoded(text, "surrogatepass")[0], len(text))
        return seen if seen > 0 else self._searched(text, seen)

    def _searched(self, text: str, seen: int) -> int:
        """The same where nothing was there yet to search for disguised words."""
        done(seen)
        self._glance.begin_to_search()
        return done(self._here.look(points(text), len(text)))

    def assessed(self) -> Assessment:
        """What the model makes of the text that this thread looked at last, if that was found worth reading."""
        made = self._here.made
        normal, harassment, threat, found, count = _HEADER.unpack_from(made)
        stretches = tuple(_EACH.iter_unpack(made[_FIRST : _FIRST + count * _DOUBLES])) if count else ()
        return Assessment((normal, harassment, threat), found, stretches)


class QuickSieve(Sieve):
    """Weighs texts with the library."""

    def __init__(self, reader: QuickReader, model: SieveModel) -> None:
        self.model = replace(model, weights={})  # the library holds them
        self.clear_at_a_glance_below = model.clear_below - DOUBT
        self._reader = reader  # else it might be freed
        self._odds, self._owes, self._handle = reader.library.reading_odds, reader.library.reading_owes, reader.handle
        limits = self.clear_at_a_glance_below, model.clear_debtless_below, model.clear_below
        done(reader.library.reading_take_limits(reader.handle, *limits))

    def odds(self, plain: str) -> float:
        """The log-odds that a text, normalised or only glanced at, is harmful."""
        odds: float = self._odds(self._handle, points(plain), len(plain))
        return odds

    def owes(self, plain: str) -> bool:
        """Whether a word of a normalised text speaks of a debt."""
        return bool(self._owes(self._handle, points(plain), len(plain)))


@cache
def _letters() -> bytes:
    """A bit for each code point, the lowest first: whether it is a letter or a digit."""
    flags = "".join(map("01".__getitem__, map(str.isalnum, map(chr, range(LETTERS_END)))))
    return int(flags[::-1], 2).to_bytes(LETTERS_END // 8, "little")
