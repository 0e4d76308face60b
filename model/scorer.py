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
from itertools import combinations, pairwise, repeat
from operator import add, itemgetter

from ahocorasick_rs import AhoCorasick, Implementation

from model.cues import APART, EDGE, IN_ORDER, TOGETHER, company, outline_places, read_cues, successions
from model.features import WORD, is_named, length
from model.labels import LABELS, Label
from model.lanes import Rows
from model.normalize import normalize
from model.segment import cut

GRID = 1 << 10
"""Weights are whole numbers of 1/1,024, which fit into 16 bits."""


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
    """Scores texts with a LinearModel; safe to share between threads, as nothing in it changes."""

    def __init__(self, model: LinearModel) -> None:
        self.model = model
        grams = [feature for feature in model.features if not is_named(feature)]
        self._automaton = AhoCorasick(grams, implementation=Implementation.ContiguousNFA)
        self._words: dict[str, int] = {}
        self._pairs: dict[tuple[str, str], int] = {}
        self._cues: dict[str, int] = {}
        self._together: dict[tuple[str, str], int] = {}
        self._in_order: dict[tuple[str, str], int] = {}
        for at, feature in enumerate(model.features[len(grams) :], len(grams)):
            self._file(feature, at)
        self._labels = Rows(_columns(model, slice(0, len(LABELS))), len(LABELS))
        self._tags = Rows(_columns(model, slice(len(LABELS), None)), len(model.columns) - len(LABELS))
        self._nothing = repeat(len(model.features))

    def _file(self, feature: str, at: int) -> None:
        """Files a word, pair of words, cue or pair of cues where `read` looks for it."""
        name = feature[1:]
        if not feature.startswith(WORD):
            self._file_cue(name, at)
        elif " " in name[1:]:
            second = name.index(" ", 1) + 1
            self._pairs[name[: second - 1], name[second:]] = at
        else:
            self._words[name] = at

    def _file_cue(self, name: str, at: int) -> None:
        for sign, pairs in ((TOGETHER, self._together), (IN_ORDER, self._in_order)):
            if sign in name:
                first, _, second = name.partition(sign)
                pairs[first, second] = at
                return
        self._cues[name] = at

    def cue(self, name: str) -> int | None:
        """The number of a class of cues, or None if the model does not hold it."""
        return self._cues.get(name)

    def probabilities(self, text: str) -> dict[Label, float]:
        """The calibrated probability of each label, for an original text."""
        return self.label_probabilities(self.read(normalize(text)))

    def read(self, plain: str) -> Read:
        """The model's features that a normalised text holds, and its length."""
        clauses, outline = read_cues(plain)
        words, classes = cut(plain), company(clauses)
        features = [
            *set(map(_FIRST, self._matches(plain, outline))),
            *map(self._words.get, set(words), self._nothing),
            *map(self._pairs.get, set(pairwise(words)), self._nothing),
            *map(self._cues.get, classes, self._nothing),
            *map(self._together.get, combinations(classes, 2), self._nothing),
            *map(self._in_order.get, successions(clauses), self._nothing),
        ]
        return Read(features, length(plain))

    def _matches(self, plain: str, outline: str) -> list[Hit]:
        """Where n-grams of the model stand in a text followed by its outline."""
        both = f"{EDGE}{plain}{EDGE}{APART}{EDGE}{outline}{EDGE}"
        return self._automaton.find_matches_as_indexes(both, overlapping=True)

    def label_probabilities(self, read: Read) -> dict[Label, float]:
        """The calibrated probability of each label."""
        return self._probabilities(self._labels.sums(read.features), read.length)

    def _probabilities(self, sums: list[int], length: float) -> dict[Label, float]:
        scale = GRID * length * self.model.temperature
        normal, harassment, threat = map(add, map(scale.__rtruediv__, sums), self._offsets)
        top = max(normal, harassment, threat)
        normal, harassment, threat = math.exp(normal - top), math.exp(harassment - top), math.exp(threat - top)
        total = normal + harassment + threat
        return {Label.NORMAL: normal / total, Label.HARASSMENT: harassment / total, Label.THREAT: threat / total}

    @cached_property
    def _offsets(self) -> tuple[float, ...]:
        return tuple(self.model.intercepts[label] / self.model.temperature for label in LABELS)

    def tag_scores(self, read: Read) -> dict[str, float]:
        """The log-odds of every tag."""
        model, unit = self.model, GRID * read.length
        tags, totals = model.columns[len(LABELS) :], self._tags.sums(read.features)
        return {tag: total / unit + model.intercepts[tag] for tag, total in zip(tags, totals, strict=True)}

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


def _columns(model: LinearModel, which: slice) -> array[int]:
    """Some columns of the weights, row after row, and a last row of noughts."""
    places = range(len(model.columns))[which]
    chosen = array("i", bytes(4 * len(places) * (len(model.features) + 1)))
    for at, column in enumerate(places):
        chosen[at : -len(places) : len(places)] = array("i", model.weights[column :: len(model.columns)])
    return chosen
