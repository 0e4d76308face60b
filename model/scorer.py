"""The trained linear model, compiled for single texts: no scikit-learn, scipy or numpy is needed to score.

A column (a label or a tag) scores `sum(w[f] for f in the text's features) / length + intercept`: TF-IDF and a dot
product, nothing else. The weights hold the features' idf already. They are multiples of 1/GRID, so that their sums are
exact, in whatever order they are added up (`reading.py`, or `reading.c` where it was built).
"""

import math
from collections.abc import Callable

from model.labels import LABELS, Label
from model.linear import GRID, LinearModel
from model.normalize import normalize
from model.reading import Read


class Scorer:
    """Scores texts with a LinearModel; safe to share between threads, as nothing in it changes."""

    def __init__(self, model: LinearModel, read: Callable[[str], Read]) -> None:
        """`read` tells what the model sees of a normalised text."""
        self.columns = model.columns
        self.read = read
        self._intercepts = [model.intercepts[column] for column in model.columns]
        self._temperature = model.temperature

    def probabilities(self, text: str) -> dict[Label, float]:
        """The calibrated probability of each label, for an original text."""
        return self.label_probabilities(self.read(normalize(text)))

    def label_probabilities(self, read: Read) -> dict[Label, float]:
        """The calibrated probability of each label."""
        unit, heat = GRID * read.length, self._temperature
        labels = zip(read.sums, self._intercepts[: len(LABELS)], strict=False)
        normal, harassment, threat = [(total / unit + intercept) / heat for total, intercept in labels]
        top = max(normal, harassment, threat)
        normal, harassment, threat = math.exp(normal - top), math.exp(harassment - top), math.exp(threat - top)
        total = normal + harassment + threat
        return {Label.NORMAL: normal / total, Label.HARASSMENT: harassment / total, Label.THREAT: threat / total}

    def tag_scores(self, read: Read) -> list[float]:
        """The log-odds of every tag, in the order of the columns."""
        unit, first = GRID * read.length, len(LABELS)
        tags = zip(read.sums[first:], self._intercepts[first:], strict=True)
        return [total / unit + intercept for total, intercept in tags]
