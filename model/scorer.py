"""The trained linear model, compiled for single texts: no scikit-learn, scipy or numpy is needed to score.

A column (a label or a tag) scores `sum(w[f] for f in the text's features) / length + intercept`: TF-IDF and a dot
product, nothing else. The weights hold the features' idf already. They are multiples of 1/GRID, so that a feature's
weights for all columns fit into one Python integer, 32 bits a column: one sum of integers scores every column at
once, and exactly, in whatever order.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise, repeat
from operator import add, itemgetter
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from model.cues import APART, EDGE, IN_ORDER, TOGETHER, Clause, Reading, company, read_cues, successions
from model.features import WORD, is_named, length
from model.labels import LABELS, Label
from model.lanes import Rows
from model.normalize import normalize
from model.segment import cut
from model.sieve import SieveModel

GRID = 1 << 10
"""Weights are whole numbers of 1/1,024, which fit into 16 bits."""


@dataclass(frozen=True, slots=True)
class LinearModel:
    """What training leaves behind.

    `features` hold the character n-grams first, then words and cues, so that a match of the automaton is a feature.
    `columns` are the labels in their order, then the tags. `weights` hold, feature after feature, one number a column
    in units of 1/GRID, idf included; `intercepts` one per column. Label scores are divided by `temperature`;
    `block_from` is the probability of not being normal from which a message is blocked, `tags_from` the log-odds from
    which a tag is given, `sieve` clears ordinary texts beforehand, `recipe` is the fingerprint of what turned texts
    into features.
    """

    features: tuple[str, ...]
    columns: tuple[str, ...]
    weights: array[int]
    intercepts: Mapping[str, float]
    temperature: float
    block_from: float
    tags_from: Mapping[str, float]
    sieve: SieveModel
    recipe: str


_FIRST = itemgetter(0)

NOWHERE = -1
"""The place of what stands at an edge of a text and not in a word."""


class Read(NamedTuple):
    """What the model sees of a text, from one pass over it.

    `sums` are what its distinct features weigh together, in each column; they are divided by `length`. The rest says
    where they stand: `matches` are numbers of n-grams and the stretches where they stand in the framed text followed
    by its framed outline.
    """

    sums: list[int]
    length: float
    classes: Clause
    words: list[str]
    cues: Reading
    matches: list[tuple[int, int, int]]


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
        self.rows = Rows(array("i", [*model.weights, *repeat(0, len(model.columns))]), len(model.columns))
        self._nothing = repeat(len(model.features))
        self._offsets = tuple(model.intercepts[label] / model.temperature for label in LABELS)

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

    def probabilities(self, text: str) -> dict[Label, float]:
        """The calibrated probability of each label, for an original text."""
        return self.label_probabilities(self.read(normalize(text)))

    def read(self, plain: str) -> Read:
        """What the model sees of a normalised text."""
        cues, words = read_cues(plain), cut(plain)
        classes = company(cues.clauses)
        both = f"{EDGE}{plain}{EDGE}{APART}{EDGE}{cues.outline}{EDGE}"
        matches = self._automaton.find_matches_as_indexes(both, overlapping=True)
        features = [
            *set(map(_FIRST, matches)),
            *map(self._words.get, set(words), self._nothing),
            *map(self._pairs.get, set(pairwise(words)), self._nothing),
            *map(self._cues.get, classes, self._nothing),
            *map(self._together.get, combinations(classes, 2), self._nothing),
            *map(self._in_order.get, successions(cues.clauses), self._nothing),
        ]
        return Read(self.rows.sums(features), length(plain), classes, words, cues, matches)

    def label_probabilities(self, read: Read) -> dict[Label, float]:
        """The calibrated probability of each label."""
        scale = GRID * read.length * self.model.temperature
        normal, harassment, threat = map(add, map(scale.__rtruediv__, read.sums), self._offsets)
        top = max(normal, harassment, threat)
        normal, harassment, threat = math.exp(normal - top), math.exp(harassment - top), math.exp(threat - top)
        total = normal + harassment + threat
        return {Label.NORMAL: normal / total, Label.HARASSMENT: harassment / total, Label.THREAT: threat / total}

    def tag_scores(self, read: Read) -> dict[str, float]:
        """The log-odds of every tag."""
        model, unit = self.model, GRID * read.length
        tags, totals = model.columns[len(LABELS) :], read.sums[len(LABELS) :]
        return {tag: total / unit + model.intercepts[tag] for tag, total in zip(tags, totals, strict=True)}

    def places(self, read: Read) -> dict[int, int]:
        """For each n-gram, word and pair of words of a text the word in the middle of where it first stands.

        Words are counted from 0; what stands at an edge alone is NOWHERE. Giving a feature to all the characters that
        it covers, wherever it stands, marks the same stretches within noise and costs three times as much.
        """
        middles = _middles(read)
        places = {feature: middles[start + end] for feature, start, end in reversed(read.matches)}
        words, last = read.words, len(read.words) - 1
        first = dict(zip(reversed(words), range(last, -1, -1), strict=True))
        places.update(zip(map(self._words.get, first, self._nothing), first.values(), strict=False))
        first_pairs = dict(zip(pairwise(reversed(words)), range(last, 0, -1), strict=True))
        for (second, before), at in first_pairs.items():
            if (feature := self._pairs.get((before, second))) is not None:
                places[feature] = at if len(second) > len(before) else at - 1
        places.pop(len(self.model.features), None)
        return places


def _middles(read: Read) -> list[int]:
    """The word in the middle of a match, by the sum of the match's start and end."""
    inner: list[int] = []
    for at, word in enumerate(read.words):
        inner += [at, at] * len(word)
    outlined: list[int] = []
    done = 0
    for start, end in read.cues.spots:
        outlined += inner[2 * done : 2 * start]
        outlined += [inner[start + end - 1]] * 2
        done = end
    outlined += inner[2 * done :]
    return [*_framed(inner), NOWHERE, NOWHERE, *_framed(outlined)]


def _framed(middles: list[int]) -> list[int]:
    """The same of a text with its edges; what is half an edge belongs to the word beside it."""
    return [NOWHERE, NOWHERE, middles[0] if middles else NOWHERE, *middles, NOWHERE]
