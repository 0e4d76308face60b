"""Reasons: the stretches of the original text that spoke for its label or for a tag, and how strongly.

Each feature found gives its share of a column's score to the word in the middle of where it stands; a reason is a
stretch of whole words that together gained most (`gains.py`).
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from model.normalize import Trace
from model.scorer import Stretch

_made = tuple.__new__
"""What the constructor of a NamedTuple calls, in half the time."""


class Reason(NamedTuple):
    """`original[start:end]`, what it spoke for (a label or a tag) and its part of that column's log-odds.

    A frozen dataclass takes 0.6 µs to make instead of 0.1: of the three or four of a harmful text that shows.
    """

    start: int
    end: int
    text: str
    weight: float
    spoke_for: str


def reasons(original: str, names: Sequence[str], stretches: Iterable[Stretch]) -> tuple[Reason, ...]:
    """The stretches of an original text as reasons; `names` are those of what they speak for."""
    return tuple(
        [_made(Reason, (start, end, original[start:end], weight, names[at])) for at, start, end, weight in stretches]
    )


def traced_back(trace: Trace, stretches: Iterable[Stretch]) -> list[Stretch]:
    """Where the stretches of a normalised text stood in the original."""
    return [(at, *trace.span(start, end), weight) for at, start, end, weight in stretches]
