"""The trained linear model, compiled for single texts: no scikit-learn, scipy or numpy is needed to score.

A column (a label or a tag) scores `sum(w[f] for f in the text's features) / length + intercept`: TF-IDF and a dot
product, nothing else. The weights hold the features' idf already.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import cast

from ahocorasick_rs import AhoCorasick, Implementation

from model.cues import cue_features
from model.features import EDGE, WORD, is_named, length, word_features
from model.labels import LABELS, Label
from model.normalize import normalize
from model.segment import cut


@dataclass(frozen=True, slots=True)
class LinearModel:
    """What training leaves behind.

    `features` hold the character n-grams first, then words and cues, so that a match of the automaton is a feature.
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


_FIRST = itemgetter(0)

Hit = tuple[int, int, int]
"""A feature of the model found in a normalised text, and the stretch [start, end) where it stands."""


@dataclass(frozen=True, slots=True)
class Read:
    """What the model sees of a text: its features and what their weights are divided by."""

    features: set[int]
    length: float


class Scorer:
    """Scores texts with a LinearModel; safe to share between threads, as nothing in it changes."""

    def __init__(self, model: LinearModel) -> None:
        self.model = model
        grams = [feature for feature in model.features if not is_named(feature)]
        self._automaton = AhoCorasick(grams, implementation=Implementation.ContiguousNFA)
        self._named = {feature: at for at, feature in enumerate(model.features[len(grams) :], len(grams))}
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
        found: set[int | None] = set(map(_FIRST, matches))
        found.update(map(self._named.get, word_features(cut(plain))))
        found.update(map(self._named.get, cue_features(plain)))
        found.discard(None)
        return Read(cast("set[int]", found), length(plain))

    def label_probabilities(self, read: Read) -> dict[Label, float]:
        """The calibrated probability of each label."""
        gathered = sum(map(self._pairs.__getitem__, read.features), 0j)
        margins = (gathered / read.length + self._bias) / self.model.temperature
        harassment, threat = margins.real, margins.imag
        top = max(0.0, harassment, threat)
        normal, harassment, threat = math.exp(-top), math.exp(harassment - top), math.exp(threat - top)
        total = normal + harassment + threat
        return {Label.NORMAL: normal / total, Label.HARASSMENT: harassment / total, Label.THREAT: threat / total}

    def column(self, name: str, read: Read) -> float:
        """The log-odds of a column."""
        weights = self.model.weights[name]
        return sum(map(weights.__getitem__, read.features)) / read.length + self.model.intercepts[name]

    def hits(self, plain: str) -> list[Hit]:
        """Every place in a normalised text where an n-gram, word or pair of words of the model stands."""
        end_of_text = len(plain)
        matches = self._automaton.find_matches_as_indexes(f"{EDGE}{plain}{EDGE}", overlapping=True)
        hits = [(at, max(start - 1, 0), min(end - 1, end_of_text)) for at, start, end in matches]
        hits = [hit for hit in hits if hit[1] < hit[2]]  # the edge alone covers no character
        hits.extend(self._word_hits(cut(plain)))
        return hits

    def _word_hits(self, words: list[str]) -> Iterator[Hit]:
        named, start, before, before_start = self._named, 0, "", 0
        for word in words:
            end = start + len(word)
            if (at := named.get(WORD + word)) is not None:
                yield at, start, end
            if (at := named.get(f"{WORD}{before} {word}")) is not None:
                yield at, before_start, end
            start, before, before_start = end, word, start
