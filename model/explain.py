"""Reasons: the stretches of the original text that spoke for a column of the model, and how strongly.

Each feature found gives its share of the column's score to the word in the middle of where it stands; a reason is a
stretch of whole words that together gained most (`gains.py`).
"""

from dataclasses import dataclass

from model.linear import GRID
from model.normalize import Trace
from model.reading import Read

MOST = 3
"""Reasons given for one column."""


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

    def __init__(self, original: str, trace: Trace, read: Read, columns: tuple[str, ...]) -> None:
        self._original = original
        self.trace, self.read = trace, read
        self._columns = columns
        self._length = GRID * read.length
        self._gains = read.gains()

    def reasons(self, column: str, *, against: str | None = None, most: int = MOST) -> list[Reason]:
        """The strongest stretches of the original for `column`, less `against` where two labels are weighed."""
        gained = self._columns.index(column)
        other = None if against is None else self._columns.index(against)
        gains, found = self._gains, []
        for run in gains.runs(gained, other, most):
            first, last = self._without_signs(*run)
            start, end = self.trace.span(gains.ends[first], gains.ends[last])
            weight = gains.of((first, last), gained, other) / self._length
            found.append(Reason(start, end, self._original[start:end], round(weight, 3), column))
        return found

    def _without_signs(self, first: int, last: int) -> tuple[int, int]:
        """A run without the signs at its ends, unless it is nothing else."""
        while last - first > 1 and self._is_sign(last - 1):
            last -= 1
        while last - first > 1 and self._is_sign(first):
            first += 1
        return first, last

    def _is_sign(self, word: int) -> bool:
        return not self.trace.text[self._gains.ends[word]].isalnum()
