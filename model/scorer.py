"""The trained linear model, compiled for single texts: no scikit-learn, scipy or numpy is needed to score.

A column (a subclass or a tag) scores `sum(w[f] for f in the text's features) / length + intercept`: TF-IDF and a dot
product, nothing else. The weights hold the features' idf already. They are multiples of 1/GRID, so that their sums are
exact, in whatever order they are added up (`reading.py`, or `reading.c` where it was built).
"""

from collections.abc import Callable

from model.labels import Label
from model.linear import GRID, LinearModel
from model.normalize import normalize
from model.reading import Read
from model.subclasses import PLACES, Subclass, label_probabilities


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
        return label_probabilities(self._scores(read, 0, len(Subclass)), self._temperature)

    def foremost(self, read: Read) -> dict[Label, int]:
        """The column of the subclass that speaks loudest for each label."""
        scores = self._scores(read, 0, len(Subclass))
        return {label: max(places, key=scores.__getitem__) for label, places in PLACES.items()}

    def tag_scores(self, read: Read) -> list[float]:
        """The log-odds of every tag, in the order of the columns."""
        return self._scores(read, len(Subclass), len(self.columns))

    def _scores(self, read: Read, first: int, last: int) -> list[float]:
        unit = GRID * read.length
        columns = zip(read.sums[first:last], self._intercepts[first:last], strict=True)
        return [total / unit + intercept for total, intercept in columns]
