"""Reasons: the stretches of the original text that spoke for a column of the model, and how strongly.

Each feature found gives its share of the column's score to the word in the middle of where it stands; a reason is a
stretch of whole words that together gained most above the text's average (Kadane's maximum-sum run), taken again and
again until little is left. Nearly all of a harmful text speaks for harm: without the average to beat, reasons covered
70 % of it, now 46 % (exam).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import sub

from model.normalize import Trace
from model.scorer import GRID, Read, Scorer

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
    """What each word of one text gave to each column; gives the reasons of any column from that."""

    def __init__(self, original: str, trace: Trace, read: Read, scorer: Scorer) -> None:
        self._original = original
        self.trace, self.read = trace, read
        self._columns = scorer.columns
        self._ends = list(accumulate(map(len, read.words), initial=0))
        self._widths = list(map(float, map(len, read.words)))  # floats by floats take half the time of whole numbers
        self._length = GRID * read.length
        self._gains = scorer.gains(read)

    def reasons(self, column: str, *, against: str | None = None, most: int = MOST) -> list[Reason]:
        """The strongest stretches of the original for `column`, less `against` where two labels are weighed."""
        gains, ends = self._gained(column), self._ends
        if against is not None:
            gains = list(map(sub, gains, self._gained(against)))
        average = max(0, sum(gains)) / ends[-1]
        above = [gain - average * width for gain, width in zip(gains, self._widths, strict=True)]
        found = []
        for first, last in _strongest(above, most):
            while last - first > 1 and self._is_sign(last - 1):
                last -= 1
            while last - first > 1 and self._is_sign(first):
                first += 1
            start, end = self.trace.span(ends[first], ends[last])
            weight = sum(gains[first:last]) / self._length
            found.append(Reason(start, end, self._original[start:end], round(weight, 3), column))
        return found

    def _is_sign(self, word: int) -> bool:
        return not self.trace.text[self._ends[word]].isalnum()

    def _gained(self, column: str) -> Sequence[int]:
        """What each word gave to a column."""
        return self._gains[self._columns.index(column) :: len(self._columns)]


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
