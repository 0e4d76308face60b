"""Reasons: the stretches of the original text that spoke for a column of the model, and how strongly.

Each feature found gives its share of the column's score evenly to the characters it covers; a reason is a stretch of
whole words that together gained most above the text's average (Kadane's maximum-sum run), taken again and again until
little is left. Nearly all of a harmful text speaks for harm: without the average to beat, reasons covered 70 % of it,
now 46 % (exam).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from model.features import length
from model.normalize import Trace
from model.scorer import GRID, Scorer
from model.segment import cut

MOST = 3
"""Reasons given for one column."""

LEAST = 0.25
"""A further reason must carry at least this share of what the strongest one carries."""


@dataclass(frozen=True, slots=True)
class Reason:
    """`original[start:end]`, what it spoke for (a label or a tag) and its part of that column's log-odds."""

    start: int
    end: int
    text: str
    weight: float
    spoke_for: str


class Explanation:
    """Where the model's features stand in one text; gives the reasons of any column from that."""

    def __init__(self, original: str, trace: Trace, scorer: Scorer) -> None:
        self._original = original
        self._trace = trace
        self._model = scorer.model
        self._hits = scorer.hits(trace.text)
        times = Counter(feature for feature, _, _ in self._hits)
        self._parts = [times[feature] * (end - start) for feature, start, end in self._hits]
        self._words = _places(cut(trace.text))
        self._length = GRID * length(trace.text)

    def reasons(self, column: str, *, against: str | None = None, most: int = MOST) -> list[Reason]:
        """The strongest stretches of the original for `column`, less `against` where two labels are weighed."""
        words, gains = self._words, self._gains(column, against)
        gained = [sum(gains[start:end]) for start, end in words]
        average = max(0.0, sum(gains) / max(1, len(gains)))
        above = [gain - average * (end - start) for gain, (start, end) in zip(gained, words, strict=True)]
        found = []
        for first, last in _strongest(above, most):
            while last - first > 1 and self._is_sign(words[last - 1]):
                last -= 1
            while last - first > 1 and self._is_sign(words[first]):
                first += 1
            start, end = self._trace.span(words[first][0], words[last - 1][1])
            weight = sum(gained[first:last]) / self._length
            found.append(Reason(start, end, self._original[start:end], round(weight, 3), column))
        return found

    def _is_sign(self, word: tuple[int, int]) -> bool:
        return not self._trace.text[word[0]].isalnum()

    def _gains(self, column: str, against: str | None) -> list[float]:
        """What each character gained: features add their share where they begin and take it back where they end."""
        steps = [0.0] * (len(self._trace.text) + 1)
        for (_, start, end), part, weight in zip(self._hits, self._parts, self._gained(column, against), strict=True):
            share = weight / part
            steps[start] += share
            steps[end] -= share
        return list(accumulate(steps[:-1]))

    def _gained(self, column: str, against: str | None) -> Iterator[int]:
        """For each hit its feature's weight."""
        weights, columns = self._model.weights, self._model.columns
        width, at = len(columns), columns.index(column)
        if against is None:
            return (weights[feature * width + at] for feature, _, _ in self._hits)
        less = columns.index(against) - at
        places = (feature * width + at for feature, _, _ in self._hits)
        return (weights[place] - weights[place + less] for place in places)


def _places(words: Sequence[str]) -> list[tuple[int, int]]:
    """Where each word stands; in order."""
    ends = list(accumulate(map(len, words)))
    return [(end - len(word), end) for word, end in zip(words, ends, strict=True)]


def _strongest(gains: list[float], most: int) -> list[tuple[int, int]]:
    """The runs of words, in order, that gained most."""
    found: list[tuple[int, int, float]] = []
    while len(found) < most:
        start, end, gain = _best_run(gains)
        if gain <= 0 or (found and gain < LEAST * found[0][2]):
            break
        found.append((start, end, gain))
        gains[start:end] = [float("-inf")] * (end - start)
    return sorted((start, end) for start, end, _ in found)


def _best_run(gains: Sequence[float]) -> tuple[int, int, float]:
    best, best_start, best_end = 0.0, 0, 0
    total, start = 0.0, 0
    for at, gain in enumerate(gains):
        if total <= 0:
            total, start = 0.0, at
        total += gain
        if total > best:
            best, best_start, best_end = total, start, at + 1
    return best_start, best_end, best
