"""Reasons: the stretches of the original text that spoke for a column of the model, and how strongly.

Each feature found gives its share of the column's score evenly to the characters it covers; a reason is a stretch of
characters that together gained most (Kadane's maximum-sum run), taken again and again until little is left.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from model.features import length
from model.normalize import Trace
from model.scorer import Hit, Scorer

MOST = 3
"""Reasons given for one column."""

LEAST = 0.15
"""A further reason must carry at least this share of what the strongest one carries."""

SHORTEST = 2
"""Characters of a reason."""


@dataclass(frozen=True, slots=True)
class Reason:
    """`original[start:end]`, what it spoke for (a label or a tag) and its part of that column's log-odds."""

    start: int
    end: int
    text: str
    weight: float
    spoke_for: str


def reasons(original: str, trace: Trace, scorer: Scorer, column: str, *, against: str | None = None) -> list[Reason]:
    """The strongest stretches of the original text for `column` (less `against`, where two labels are weighed)."""
    hits = scorer.hits(trace.text)
    gains = [gain / length(trace.text) for gain in _gains(hits, scorer, column, against, len(trace.text))]
    found = []
    for start, end, weight in _strongest(gains):
        first, last = trace.span(start, end)
        found.append(Reason(first, last, original[first:last], round(weight, 3), column))
    return found


def _gains(hits: Sequence[Hit], scorer: Scorer, column: str, against: str | None, size: int) -> list[float]:
    weights = scorer.model.weights
    times = Counter(hit.feature for hit in hits)
    gains = [0.0] * size
    for hit in hits:
        weight = weights[column][hit.feature] - (weights[against][hit.feature] if against else 0.0)
        share = weight / times[hit.feature] / (hit.end - hit.start)
        for at in range(hit.start, hit.end):
            gains[at] += share
    return gains


def _strongest(gains: list[float]) -> list[tuple[int, int, float]]:
    gains = list(gains)
    found: list[tuple[int, int, float]] = []
    while len(found) < MOST:
        start, end, weight = _best_run(gains)
        if end - start < SHORTEST or weight <= 0 or (found and weight < LEAST * found[0][2]):
            break
        found.append((start, end, weight))
        gains[start:end] = [float("-inf")] * (end - start)
    return sorted(found)


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
