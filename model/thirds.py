"""What it costs that a character stands behind two others: pairs alone leave too much open where letters are initials.

thirds.txt counts the threes of all samples; `python -m benchmarks.neighbours` writes it beside neighbours.txt. Each
line holds two characters, by what a third is dearer that is not listed, and those that are, by what they cost.
"""

from dataclasses import dataclass
from functools import cache

from model.neighbours import STEP, grade_of, graded, neighbours
from model.sections import whole


@dataclass(frozen=True, slots=True)
class Thirds:
    """What it costs, behind two characters, that a third follows: more than behind the second alone, or as listed."""

    more: int
    listed: dict[int, int]


@cache
def thirds() -> dict[tuple[int, int], Thirds]:
    """What is known to stand behind pairs, all by number (`model.neighbours`)."""
    number = neighbours().numbers
    found = {}
    for line in whole("thirds.txt").splitlines():
        pair, more, *groups = line.split(" ")
        listed = {number.get(char, 0): STEP * grade for grade, chars in graded(groups) for char in chars}
        found[number.get(pair[0], 0), number.get(pair[1], 0)] = Thirds(STEP * grade_of(more), listed)
    return found
