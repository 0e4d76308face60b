"""The trained linear model, compiled for single texts: no scikit-learn, scipy or numpy is needed to score.

A column (a label or a tag) scores `sum(w[f] for f in the text's features) / length + intercept`: TF-IDF and a dot
product, nothing else. The weights hold the features' idf already. They are multiples of 1/GRID, so that a feature's
weights for all columns fit into one Python integer, 32 bits a column: one sum of integers scores every column at
once, and exactly, in whatever order.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, repeat
from operator import itemgetter

from ahocorasick_rs import AhoCorasick, Implementation

from model.cues import APART, EDGE, Clauses, outline_places, read_cues, sequence_features
from model.features import WORD, is_named, length
from model.labels import LABELS, Label
from model.lanes import Rows
from model.normalize import normalize
from model.segment import cut

GRID = 1 << 15
"""Weights are whole numbers of 1/32,768; a finer grid does not change a label of the exam."""

REMEMBERED = 20_000
"""Cue sequences whose features are kept: 95 % of everyday messages repeat one of few sequences."""


@dataclass(frozen=True, slots=True)
class LinearModel:
    """What training leaves behind.

    `features` hold the character n-grams first, then words and cues, so that a match of the automaton is a feature.
    `columns` are the labels in their order, then the tags. `weights` hold, feature after feature, one number a column
    in units of 1/GRID, idf included; `intercepts` one per column. Label scores are divided by `temperature`;
    `block_from` is the probability of not being normal from which a message is blocked, `tags_from` the log-odds from
    which a tag is given, `recipe` the fingerprint of what turned texts into features.
    """

    features: tuple[str, ...]
    columns: tuple[str, ...]
    weights: array[int]
    intercepts: Mapping[str, float]
    temperature: float
    block_from: float
    tags_from: Mapping[str, float]
    recipe: str


_FIRST = itemgetter(0)

Hit = tuple[int, int, int]
"""A feature of the model found in a normalised text, and the stretch [start, end) where it stands."""


@dataclass(frozen=True, slots=True)
class Read:
    """What the model sees of a text: its distinct features and what their weights are divided by.

    A word that is no feature stands as the number after the last feature, whose weights are nought.
    """

    features: list[int]
    length: float


class Scorer:
    """Scores texts with a LinearModel; safe to share between threads: all that changes is a memory of cue sequences."""

    def __init__(self, model: LinearModel) -> None:
        self.model = model
        grams = [feature for feature in model.features if not is_named(feature)]
        self._automaton = AhoCorasick(grams, implementation=Implementation.ContiguousNFA)
        self._words: dict[str, int] = {}
        self._pairs: dict[tuple[str, str], int] = {}
        self._named: dict[str, int] = {}
        for at, feature in enumerate(model.features[len(grams) :], len(grams)):
            self._file(feature, at)
        self._rows = Rows(model.weights + array("i", bytes(4 * len(model.columns))), len(model.columns))
        self._nothing = repeat(len(model.features))
        self._cues: dict[Clauses, tuple[int, ...]] = {}

    def _file(self, feature: str, at: int) -> None:
        """Files a word, pair of words or cue where `read` looks for it."""
        word = feature[1:]
        if not feature.startswith(WORD):
            self._named[feature] = at
        elif " " in word[1:]:
            second = word.index(" ", 1) + 1
            self._pairs[word[: second - 1], word[second:]] = at
        else:
            self._words[word] = at

    def named(self, name: str) -> int | None:
        """The number of a cue feature, or None if the model does not hold it."""
        return self._named.get(name)

    def probabilities(self, text: str) -> dict[Label, float]:
        """The calibrated probability of each label, for an original text."""
        return self.label_probabilities(self.read(normalize(text)))

    def read(self, plain: str) -> Read:
        """The model's features that a normalised text holds, and its length."""
        reading = read_cues(plain)
        words = cut(plain)
        features = [
            *set(map(_FIRST, self._matches(plain, reading.outline))),
            *map(self._words.get, set(words), self._nothing),
            *map(self._pairs.get, set(pairwise(words)), self._nothing),
            *self._cue_numbers(reading.clauses),
        ]
        return Read(features, length(plain))

    def _matches(self, plain: str, outline: str) -> list[Hit]:
        """Where n-grams of the model stand in a text followed by its outline."""
        both = f"{EDGE}{plain}{EDGE}{APART}{EDGE}{outline}{EDGE}"
        return self._automaton.find_matches_as_indexes(both, overlapping=True)

    def _cue_numbers(self, clauses: Clauses) -> tuple[int, ...]:
        if (known := self._cues.get(clauses)) is not None:
            return known
        named = self._named
        numbers = tuple(named[name] for name in sequence_features(clauses) if name in named)
        if len(self._cues) < REMEMBERED:
            self._cues[clauses] = numbers
        return numbers

    def label_probabilities(self, read: Read) -> dict[Label, float]:
        """The calibrated probability of each label."""
        return self._probabilities(self._rows.first_three(read.features), read.length)

    def _probabilities(self, sums: tuple[int, int, int], length: float) -> dict[Label, float]:
        normal, harassment, threat = (
            (total / (GRID * length) + intercept) / self.model.temperature
            for total, intercept in zip(sums, self._label_intercepts, strict=True)
        )
        top = max(normal, harassment, threat)
        normal, harassment, threat = math.exp(normal - top), math.exp(harassment - top), math.exp(threat - top)
        total = normal + harassment + threat
        return {Label.NORMAL: normal / total, Label.HARASSMENT: harassment / total, Label.THREAT: threat / total}

    @cached_property
    def _label_intercepts(self) -> tuple[float, ...]:
        return tuple(self.model.intercepts[label] for label in LABELS)

    def scores(self, read: Read) -> dict[str, float]:
        """The log-odds of every column."""
        model, unit = self.model, GRID * read.length
        return {
            name: total / unit + model.intercepts[name]
            for name, total in zip(model.columns, self._rows.every(read.features), strict=True)
        }

    def hits(self, plain: str) -> list[Hit]:
        """Every place in a normalised text where an n-gram, word or pair of words of the model stands."""
        end = len(plain)
        spots = [(0, 0), *((at, at + 1) for at in range(end)), (end, end), (end, end)]
        spots += [(0, 0), *outline_places(plain), (end, end)]
        places = (
            (at, spots[first][0], spots[last - 1][1])
            for at, first, last in self._matches(plain, read_cues(plain).outline)
        )
        hits = [hit for hit in places if hit[1] < hit[2]]  # an edge alone covers no character
        hits.extend(self._word_hits(cut(plain)))
        return hits

    def _word_hits(self, words: list[str]) -> Iterator[Hit]:
        start, before, before_start = 0, "", 0
        for word in words:
            end = start + len(word)
            if (at := self._words.get(word)) is not None:
                yield at, start, end
            if (at := self._pairs.get((before, word))) is not None:
                yield at, before_start, end
            start, before, before_start = end, word, start
