"""Reasons: the stretches of the original text that spoke for a column of the model, and how strongly.

Each feature found gives its share of the column's score to the word in the middle of where it stands; a reason is a
stretch of whole words that together gained most (`gains.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from model.gains import Asked
from model.linear import GRID
from model.normalize import Trace
from model.reading import Read


@dataclass(frozen=True, slots=True)
class Reason:
    """`original[start:end]`, what it spoke for (a label or a tag) and its part of that column's log-odds."""

    start: int
    end: int
    text: str
    weight: float
    spoke_for: str


class Explanation:
    """Gives the reasons of any columns of the model for one text."""

    def __init__(self, original: str, trace: Trace, read: Read) -> None:
        self._original = original
        self.trace, self.read = trace, read

    def reasons(self, names: Sequence[str], asked: Sequence[Asked]) -> tuple[Reason, ...]:
        """The strongest stretches of the original for each of what is asked for, by these names."""
        original, span, unit = self._original, self.trace.span, GRID * self.read.length
        found = []
        for at, first, last, gained in self.read.runs(asked):
            start, end = span(first, last)
            found.append(Reason(start, end, original[start:end], round(gained / unit, 3), names[at]))
        return tuple(found)
