"""What the model sees of a text, in Python: it stands for `reading.c` where that was not built, and says the same.

The features' weights for all columns are packed into one Python integer, 32 bits a column: one sum of integers scores
every column at once.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate, compress, count
from operator import add, itemgetter, lt, not_
from sys import intern
from typing import NamedTuple, Protocol

from ahocorasick_rs import AhoCorasick, Implementation

from model.clusters import cluster_pairs
from model.cues import EDGE, IN_ORDER, TOGETHER, Clause, Clauses, Reading, company, holds_cue, read_cues, successions
from model.features import WORD, is_named, length
from model.gains import Asked, Gains, Run
from model.lanes import Lanes, Rows
from model.linear import LinearModel
from model.segment import cut

_FIRST = itemgetter(0)

NOWHERE = -1
"""The place of what stands at an edge of a text and not in a word."""


Match = tuple[int, int, int]
"""The number of an n-gram, and the stretch [start, end) where it stands."""


class Read(Protocol):
    """What the model sees of a text: what its distinct features weigh together, in each column, and its length.

    The sums are in units of 1/GRID; they are to be divided by the length.
    """

    @property
    def sums(self) -> Sequence[int]:
        """Of each column."""

    @property
    def length(self) -> float:
        """As `features.length` counts it."""

    def runs(self, asked: Sequence[Asked]) -> list[Run]:
        """The runs of words that gained most for each of what is asked for; see `Gains.runs`."""


class SlowRead(NamedTuple):
    """The same from one pass in Python, and where the features stand.

    `grams` are numbers of n-grams and the stretches where they stand in the framed text, `outlined` those that hold a
    cue and where they stand in its framed outline.
    """

    sums: list[int]
    length: float
    plain: str
    words: list[str]
    pairs: list[str]
    cues: Reading
    grams: list[Match]
    outlined: list[Match]
    reader: SlowReader

    def gains(self) -> Gains:
        """What each word gave to each column."""
        ends = list(accumulate(map(len, self.words), initial=0))
        return Gains(self.plain, ends, self.reader.gains(self), self.reader.columns)

    def runs(self, asked: Sequence[Asked]) -> list[Run]:
        """The runs of words that gained most for each of what is asked for."""
        return self.gains().runs(asked)


class SlowReader:
    """Reads texts for a LinearModel.

    A feature is looked up to find its row of weights, packed (see `Lanes`); those that no table holds weigh nothing.
    """

    def __init__(self, model: LinearModel) -> None:
        self.columns = len(model.columns)
        self._lanes = Lanes(model.weights, self.columns)
        first_name = bisect_left(model.features, True, key=is_named)
        first_number = first_name * self.columns
        grams, numbers = model.features[:first_name], model.weights[:first_number]
        outlined = list(map(bool, map(holds_cue, grams)))
        plain = array("I", compress(count(), map(not_, outlined)))
        signed = array("I", compress(count(), outlined))
        self._grams = _Grams(map(grams.__getitem__, plain), Rows(self._lanes, numbers, plain))
        self._outlined = _Grams(map(grams.__getitem__, signed), Rows(self._lanes, numbers, signed))
        self._words: dict[str, int] = {}
        self._cues: dict[str, int] = {}
        self._together: dict[str, dict[str, int]] = {}
        self._in_order: dict[tuple[str, str], int] = {}
        packed = self._lanes.packed(model.weights[first_number:])
        for feature, row in zip(model.features[first_name:], packed, strict=True):
            if feature.startswith(WORD):
                self._words[feature[1:]] = row
            else:
                self._file_cue(feature[1:], row)

    def _file_cue(self, name: str, row: int) -> None:
        """Files a cue or pair of cues where `read` looks for it; that names are interned saves comparing them."""
        if TOGETHER in name:
            first, second = name.split(TOGETHER)
            self._together.setdefault(intern(first), {})[intern(second)] = row
        elif IN_ORDER in name:
            first, second = name.split(IN_ORDER)
            self._in_order[intern(first), intern(second)] = row
        else:
            self._cues[intern(name)] = row

    def read(self, plain: str) -> SlowRead:
        """What the model sees of a normalised text."""
        cues, words = read_cues(plain), cut(plain)
        classes, pairs = company(cues.clauses), cluster_pairs(words)
        grams, outlined = self._grams.matches(plain), self._outlined.matches(cues.outline)
        total = self._grams.sum(grams) + self._outlined.sum(outlined)
        total += sum(filter(None, map(self._words.get, {*words, *pairs})))
        total += self._cue_sum(classes, cues.clauses)
        return SlowRead(self._lanes.unpacked(total), length(plain), plain, words, pairs, cues, grams, outlined, self)

    def _cue_sum(self, classes: Clause, clauses: Clauses) -> int:
        """What a text's cues and pairs of cues weigh together."""
        total = sum(filter(None, map(self._cues.get, classes)))
        total += sum(filter(None, map(self._in_order.get, successions(clauses))))
        for at, first in enumerate(classes, 1):
            if (partners := self._together.get(first)) is not None:
                total += sum(filter(None, map(partners.get, classes[at:])))
        return total

    def gains(self, read: SlowRead) -> array[int]:
        """What each word of a text gave to each column in units of 1/GRID: one number a column, word after word.

        A feature speaks once, for the word in the middle of where it first stands. Giving it to all characters that it
        covers, wherever it stands, marks the same stretches within noise and takes more than twice as long. Cues, and
        what stands at an edge alone, speak for no word.
        """
        gains = [0] * (len(read.words) + 1)  # the last one is NOWHERE
        for grams, places in zip((self._grams, self._outlined), self.places(read), strict=True):
            for word, row in zip(places.values(), grams.rows(places), strict=True):
                gains[word] += row
        for names in _name_places(read.words, read.pairs):
            for word, known in zip(names.values(), map(self._words.get, names), strict=True):
                if known is not None:
                    gains[word] += known
        return self._lanes.all_unpacked(gains[:-1])

    def places(self, read: SlowRead) -> tuple[dict[int, int], dict[int, int]]:
        """For each n-gram of a text and of its outline the word in the middle of where it first stands, or NOWHERE."""
        inner = [at for at, word in enumerate(read.words) for _ in range(2 * len(word))]
        middles, outlined = _framed(inner), _framed(_outlined(inner, read.cues.spots))
        return (
            {gram: middles[start + end] for gram, start, end in reversed(read.grams)},
            {gram: outlined[start + end] for gram, start, end in reversed(read.outlined)},
        )


class _Grams:
    """N-grams of the model, each with its row of weights."""

    def __init__(self, grams: Iterable[str], rows: Rows) -> None:
        self.rows = rows
        self._automaton = AhoCorasick(grams, implementation=Implementation.ContiguousNFA, store_patterns=False)

    def matches(self, text: str) -> list[Match]:
        """Where they stand in a text with edges."""
        return self._automaton.find_matches_as_indexes(f"{EDGE}{text}{EDGE}", overlapping=True)

    def sum(self, matches: Sequence[Match]) -> int:
        """What those that were found weigh together, each once."""
        return sum(self.rows(set(map(_FIRST, matches))))


def _name_places(words: list[str], pairs: list[str]) -> tuple[dict[str, int], dict[str, int]]:
    """Where each word and each pair of clusters first stands; a pair at the longer word, as if read from its middle."""
    widths = [0, *map(len, words), 0]
    longer = list(map(add, count(-1), map(lt, widths, widths[1:])))
    return (
        dict(zip(reversed(words), reversed(range(len(words))), strict=True)),
        dict(zip(reversed(pairs), reversed(longer), strict=True)),
    )


def _outlined(inner: list[int], spots: Sequence[tuple[int, int]]) -> list[int]:
    """What `inner` is to a text, for its outline, in which one sign stands for each cue."""
    outlined, done = [], 0
    for start, end in spots:
        outlined += inner[2 * done : 2 * start]
        outlined += [inner[start + end - 1]] * 2
        done = end
    return outlined + inner[2 * done :]


def _framed(inner: list[int]) -> list[int]:
    """The word in the middle of a match, by the sum of the match's start and end in the text with edges.

    `inner` holds the word of each character twice, as sums grow by two from one character to the next. What is half an
    edge belongs to the word beside it.
    """
    return [NOWHERE, NOWHERE, inner[0] if inner else NOWHERE, *inner, NOWHERE]
