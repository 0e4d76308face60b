"""What reads and sieves texts for the judge: `reading.c` where it was built, else Python, which says the same."""

from __future__ import annotations

import ctypes
import weakref
from array import array
from collections.abc import Sequence
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from model.cues import CLAUSE_ENDS, DEBT, FIRST_SIGN, NO_DEBT, NONE, cue_words
from model.disguises import found_words
from model.features import length
from model.gains import Asked, Run
from model.glance import Glance, glance
from model.linear import LinearModel
from model.native import address, done, library, points
from model.normalize import Trace
from model.reading import SlowReader
from model.scorer import Scorer
from model.segment import word_lists
from model.sieve import DOUBT, STEP, Sieve, SieveModel

_STOP, _NO_CUE = -2, -3
"""What stands for a class where a clause ends, and where a word holds a cue by accident; as in reading.c."""

_WIDTH = 4
"""Bytes of a code point."""

_MOST = itemgetter(2)

LETTERS_END = 0x40000
"""No letter or digit of Unicode lies beyond."""


def scorer_and_sieve(model: LinearModel) -> tuple[Scorer, Sieve]:
    """What scores texts with a model, and what clears them beforehand."""
    if (found := library()) is None or (first := glance()) is None:
        return Scorer(model, SlowReader(model).read), Sieve(model.sieve)
    reader = QuickReader(found, model)
    return Scorer(model, reader.read), QuickSieve(reader, model.sieve, first)


class QuickReader:
    """Reads texts for a LinearModel with the library; safe to share between threads, as nothing in it changes."""

    def __init__(self, found: ctypes.PyDLL, model: LinearModel) -> None:
        self.columns = len(model.columns)
        self.library = found
        self.handle = done(found.reading_new() or -1)
        weakref.finalize(self, found.reading_free, self.handle).atexit = False
        self._take_words()
        self._take_cues()
        self._take_features(model)
        self._take_pairs(model.sieve)
        done(found.reading_take_letters(self.handle, _letters(), len(_letters())))
        self._room, self._room_each = 8 * found.reading_room(self.handle), 8 * found.reading_room_each(self.handle)
        self._read, self._runs = found.reading_read, found.reading_runs

    def _take_words(self) -> None:
        for words in map(points, word_lists()):
            done(self.library.reading_take_words(self.handle, words, len(words) // _WIDTH))

    def _take_cues(self) -> None:
        classes: dict[str, str | None] = dict.fromkeys(CLAUSE_ENDS)
        for name, words in cue_words():
            classes |= dict.fromkeys(words, name)
        signs = {name: ord(FIRST_SIGN) + at for at, name in enumerate(dict.fromkeys(filter(None, classes.values())))}
        names = sorted({NO_DEBT, *signs} - {NONE})
        self._take_classes(names, array("I", [signs.get(name, 0) for name in names]))
        numbers: dict[str | None, int] = {None: _STOP, NONE: _NO_CUE} | {name: at for at, name in enumerate(names)}
        lines, each = points("\n".join(classes)), array("h", map(numbers.__getitem__, classes.values()))
        done(self.library.reading_take_cues(self.handle, lines, len(lines) // _WIDTH, address(each), len(each)))

    def _take_classes(self, names: list[str], signs: array[int]) -> None:
        lines, owes = points("\n".join(names)), bytes(name in DEBT for name in names)
        size = len(lines) // _WIDTH
        done(self.library.reading_take_classes(self.handle, lines, size, address(signs), owes, len(names)))

    def _take_features(self, model: LinearModel) -> None:
        names, weights, rows = points("\n".join(model.features)), address(model.weights), len(model.features)
        size = len(names) // _WIDTH
        done(self.library.reading_take_features(self.handle, names, size, weights, rows, self.columns))

    def _take_pairs(self, sieve: SieveModel) -> None:
        pairs, weights = points("".join(sieve.weights)), array("i", sieve.weights.values())
        if len(pairs) != 2 * _WIDTH * len(weights):
            raise ValueError("a sieve weighs what is no pair of characters; run `jingxin train`")
        done(
            self.library.reading_take_pairs(
                self.handle, pairs, address(weights), len(weights), sieve.intercept, float(STEP)
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
        size = len(text) // _WIDTH
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


class QuickSieve(Sieve):
    """Weighs texts with the library."""

    def __init__(self, reader: QuickReader, model: SieveModel, glance: Glance) -> None:
        self.model = model
        self.clear_at_a_glance_below = model.clear_below - DOUBT
        self._reader = reader  # else it might be freed
        self._odds, self._owes, self._handle = reader.library.reading_odds, reader.library.reading_owes, reader.handle
        self._first, self._normal, self._glance = reader.library.first_look, glance.handle, glance
        limits = self.clear_at_a_glance_below, model.clear_debtless_below, model.clear_below
        done(reader.library.reading_take_limits(reader.handle, *limits))

    def look(self, text: str, *, searched: bool = False) -> int:
        """What an original text comes to, as far as the library can tell; see `Sieve.look`."""
        return done(self._first(self._normal, self._handle, points(text), len(text), searched))

    def traced(self, text: str, *, searched: bool = False) -> Trace | None:
        """An original text as the model reads it, unless it must be searched for disguised words."""
        return self._glance.traced(text, searched=searched)

    def holds_none(self, text: str) -> bool:
        """Whether an original text was searched for disguised words, and holds none."""
        return not found_words(self._glance.before_search(text))

    def odds(self, plain: str) -> float:
        """The log-odds that a text, normalised or only glanced at, is harmful."""
        odds: float = self._odds(self._handle, points(plain), len(plain))
        return odds

    def clears(self, plain: str, odds: float) -> bool:
        """Whether a normalised text with these odds is plainly ordinary."""
        model = self.model
        if odds >= model.clear_debtless_below:
            return odds < model.clear_below
        return odds < model.clear_below or not self._owes(self._handle, points(plain), len(plain))


@cache
def _letters() -> bytes:
    """A bit for each code point, the lowest first: whether it is a letter or a digit."""
    flags = "".join(map("01".__getitem__, map(str.isalnum, map(chr, range(LETTERS_END)))))
    return int(flags[::-1], 2).to_bytes(LETTERS_END // 8, "little")
