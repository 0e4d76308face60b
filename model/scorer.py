"""The trained linear model, compiled for single texts: no scikit-learn, scipy or numpy is needed to score.

A column (a label or a tag) scores `sum(w[f] for f in the text's features) / length + intercept`: TF-IDF and a dot
product, nothing else. The weights hold the features' idf already.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, Implementation

from model.cues import CUE, cue_features
from model.features import EDGE, WORD, length, word_features
from model.labels import LABELS, Label
from model.normalize import normalize
from model.segment import cut


@dataclass(frozen=True, slots=True)
class LinearModel:
    """What training leaves behind.

    Per column (label or tag) a weight of 32 bits for each feature, idf included, and an intercept. Label scores are
    divided by `temperature`; `block_from` is the probability of not being normal from which a message is blocked,
    `tags_from` the log-odds from which a tag is given, `recipe` the fingerprint of what turned texts into features.
    """

    features: tuple[str, ...]
    weights: Mapping[str, array[float]]
    intercepts: Mapping[str, float]
    temperature: float
    block_from: float
    tags_from: Mapping[str, float]
    recipe: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A feature of the model found in a normalised text at [start, end)."""

    feature: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Read:
    """What the model sees of a text: its features and what their weights are divided by."""

    features: set[int]
    length: float


class Scorer:
    """Scores texts with a LinearModel; safe to share between threads, as nothing in it changes."""

    def __init__(self, model: LinearModel) -> None:
        self.model = model
        grams = [(feature, at) for at, feature in enumerate(model.features) if not feature.startswith((WORD, CUE))]
        self._gram_ids = [at for _, at in grams]
        self._automaton = AhoCorasick([gram for gram, _ in grams], implementation=Implementation.ContiguousNFA)
        self._named = {feature: at for at, feature in enumerate(model.features) if feature.startswith((WORD, CUE))}
        rows = zip(*(model.weights[label] for label in LABELS), strict=True)
        self._pairs = [complex(harassment - normal, threat - normal) for normal, harassment, threat in rows]
        base = model.intercepts[Label.NORMAL]
        self._bias = complex(model.intercepts[Label.HARASSMENT] - base, model.intercepts[Label.THREAT] - base)

    def named(self, name: str) -> int | None:
        """The number of a word or cue feature, or None if the model does not hold it."""
        return self._named.get(name)

    def probabilities(self, text: str) -> dict[Label, float]:
        """The calibrated probability of each label, for an original text."""
        return self.label_probabilities(self.read(normalize(text)))

    def read(self, plain: str) -> Read:
        """The model's features that a normalised text holds, and its length."""
        matches = self._automaton.find_matches_as_indexes(f"{EDGE}{plain}{EDGE}", overlapping=True)
        ids = self._gram_ids
        found = {ids[match[0]] for match in matches}
        named = self._named
        found.update(named[name] for name in word_features(cut(plain)) if name in named)
        found.update(named[name] for name in cue_features(plain) if name in named)
        return Read(found, length(plain))

    def label_probabilities(self, read: Read) -> dict[Label, float]:
        """The calibrated probability of each label."""
        gathered = sum(map(self._pairs.__getitem__, read.features), 0j)
        margins = (gathered / read.length + self._bias) / self.model.temperature
        harassment, threat = margins.real, margins.imag
        top = max(0.0, harassment, threat)
        exps = math.exp(-top), math.exp(harassment - top), math.exp(threat - top)
        total = sum(exps)
        return {label: value / total for label, value in zip(LABELS, exps, strict=True)}

    def column(self, name: str, read: Read) -> float:
        """The log-odds of a column."""
        weights = self.model.weights[name]
        return sum(map(weights.__getitem__, read.features)) / read.length + self.model.intercepts[name]

    def hits(self, plain: str) -> list[Hit]:
        """Every place in a normalised text where an n-gram, word or pair of words of the model stands."""
        framed = f"{EDGE}{plain}{EDGE}"
        hits = [
            Hit(self._gram_ids[at], max(start - 1, 0), min(end - 1, len(plain)))
            for at, start, end in self._automaton.find_matches_as_indexes(framed, overlapping=True)
        ]
        return [hit for hit in hits if hit.start < hit.end] + list(self._word_hits(plain))

    def _word_hits(self, plain: str) -> list[Hit]:
        words, at = cut(plain), 0
        ends = [at := at + len(word) for word in words]
        hits = []
        for place, word in enumerate(words):
            start = ends[place] - len(word)
            hits.append((f"{WORD}{word}", start, ends[place]))
            if place + 1 < len(words):
                hits.append((f"{WORD}{word} {words[place + 1]}", start, ends[place + 1]))
        return [Hit(self._named[name], start, end) for name, start, end in hits if name in self._named]
