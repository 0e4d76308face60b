"""The trained linear model, compiled for single texts: no scikit-learn, scipy or numpy is needed to score.

A column (a subclass or a tag) scores `sum(w[f] for f in the text's features) / length + intercept`: TF-IDF and a dot
product, nothing else; how probable that makes each label, a second layer tells (`stack.py`). The weights hold the
features' idf already. They are multiples of 1/GRID, so that their sums are exact, in whatever order they are added up
(`reading.py`, or `reading.c` where it was built).

What the scores come to is told in numbers; `assess.c` says the same, to the last bit.
"""

from collections.abc import Callable, Iterable, Sequence
from operator import sub
from typing import NamedTuple

from model.certainty import THREAT_BESIDE
from model.gains import ALONE, Asked
from model.labels import LABELS, THIRD_PARTY, Label
from model.linear import GRID, LinearModel
from model.normalize import normalize
from model.reading import Read
from model.sieve import Seen
from model.stack import probabilities
from model.subclasses import PLACES, Subclass, label_scores
from model.sureness import is_sure

MOST = 3
"""Reasons given for the label."""

THREATENING = frozenset({*THIRD_PARTY, "debt_disclosure"})
"""Tags of threats alone."""

LABEL_BITS, TAG_BITS = 2, 4
"""Of the number that tells label and tags; as in assess.c."""

Stretch = tuple[int, int, int, float]
"""What it speaks for (the place among the label and the tags), where it starts and ends, its part of the log-odds."""


class Assessment(NamedTuple):
    """What a model makes of a text.

    `probabilities` are those of LABELS. `found` is the label's place among these and above it, TAG_BITS each, the tags'
    places from 1 on, the clearest lowest; see `tags_in`.
    """

    probabilities: Sequence[float]
    found: int
    stretches: Sequence[Stretch]


class Scorer:
    """Scores texts with a LinearModel; safe to share between threads, as nothing in it changes."""

    def __init__(self, model: LinearModel, read: Callable[[str], Read]) -> None:
        """`read` tells what the model sees of a normalised text."""
        self.read = read
        self.tags = model.columns[len(Subclass) :]
        self._intercepts = [model.intercepts[column] for column in model.columns]
        self._stack = model.stack
        self._tags_from = [model.tags_from[tag] for tag in self.tags]
        self._trigrams = model.trigrams

    def probabilities(self, text: str) -> dict[Label, float]:
        """The calibrated probability of each label, for an original text."""
        return self.label_probabilities(self.scores(self.read(normalize(text))))

    def scores(self, read: Read) -> list[float]:
        """The score of every column, in their order."""
        unit = GRID * read.length
        return [total / unit + intercept for total, intercept in zip(read.sums, self._intercepts, strict=True)]

    def label_probabilities(self, scores: Sequence[float]) -> dict[Label, float]:
        """The calibrated probability of each label, from the scores of all columns."""
        return probabilities(self._stack, [*label_scores(scores[: len(Subclass)]), *scores])

    def assess(self, plain: str, *, disguised: bool = False) -> Assessment:
        """What the model makes of a normalised text, in which perhaps words had been disguised.

        Where it speaks of stretches, of those of this text.
        """
        read = self.read(plain)
        scores = self.scores(read)
        probabilities = self.label_probabilities(scores)
        if (label := label_given(plain, probabilities, self._trigrams, disguised)) is Label.NORMAL:
            return Assessment(tuple(probabilities.values()), 0, ())
        tags, unit = self._given(label, scores), GRID * read.length
        runs = read.runs(_asked(label, tags, scores))
        stretches = [(at, start, end, round(gained / unit, 3)) for at, start, end, gained in runs]
        return Assessment(tuple(probabilities.values()), _found(label, tags), stretches)

    def look(self, text: str) -> int:
        """What an original text comes to, where something quicker than Python can tell: see `Seen`.

        All in one number: the answer, from 3 bits on the disguises undone, from SEEN_ODDS on the log-odds as they are
        told, in notches above the least.
        """
        return Seen.ASK

    def assessed(self) -> Assessment:
        """What the model makes of the text that this thread looked at last, if that was found worth reading."""
        raise NotImplementedError("in Python no text is read at a first look")

    def _given(self, label: Label, scores: Sequence[float]) -> list[int]:
        """The tags whose log-odds suffice, the clearest first; threats, and they alone, speak of third parties."""
        over = list(map(sub, scores[len(Subclass) :], self._tags_from))
        given = [tag for tag, more in enumerate(over) if more >= 0]
        if label is not Label.THREAT:
            given = [tag for tag in given if self.tags[tag] not in THREATENING]
        elif not any(self.tags[tag] in THIRD_PARTY for tag in given):
            given.append(max(map(self.tags.index, THIRD_PARTY), key=over.__getitem__))
        return sorted(given, key=over.__getitem__, reverse=True)


def _asked(label: Label, tags: Sequence[int], scores: Sequence[float]) -> list[Asked]:
    """What reasons are sought for: the label's foremost subclass, more than the normal one, and each tag."""
    ours, normal = (max(PLACES[each], key=scores.__getitem__) for each in (label, Label.NORMAL))
    return [(ours, normal, MOST), *((len(Subclass) + tag, ALONE, 1) for tag in tags)]


def _found(label: Label, tags: Iterable[int]) -> int:
    """A label and tags in one number, see `Assessment`."""
    above = sum((tag + 1) << (TAG_BITS * at) for at, tag in enumerate(tags))
    return above << LABEL_BITS | LABELS.index(label)


def tags_in(found: int) -> list[int]:
    """The places of the tags that an assessment found, the clearest first."""
    places, rest = [], found >> LABEL_BITS
    while rest:
        places.append(rest % (1 << TAG_BITS) - 1)
        rest >>= TAG_BITS
    return places


def label_given(plain: str, probabilities: dict[Label, float], trigrams: bytes, disguised: bool) -> Label:
    """The likeliest label, or a threat beside it; but normal where harm is not sure enough.

    `trigrams` is the filter of those that samples hold.
    """
    label = max(probabilities, key=probabilities.__getitem__)
    harm = 1 - probabilities[Label.NORMAL]
    if label is Label.HARASSMENT and probabilities[Label.THREAT] >= THREAT_BESIDE * probabilities[label]:
        label = Label.THREAT
    if label is Label.NORMAL or is_sure(harm, plain, trigrams, disguised=disguised):
        return label
    return Label.NORMAL
