"""Which characters stand beside each other, and what it costs to read a pair: the rarer it is, the more.

neighbours.txt counts the pairs of all samples; `python -m benchmarks.neighbours` writes it. Costs are logarithms of
probabilities, turned round, in whole parts of UNIT: sums of them are the same in C as in Python.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import repeat
from math import log

from model.sections import lines

ANYTHING = "."
"""Whatever is no character of the table: signs, letters, digits, the ends of a text, and rarer characters."""

UNIT, STEP = 16, 8
"""Parts of a natural logarithm, and how many of them lie between two grades of the file."""

FIRST_GRADE, DEAREST = "A", 25
"""The letter of pairs that cost nothing, and what the dearest grade is: each letter costs STEP more."""

PRIOR = 20
"""So many times a follower was seen after each character besides, drawn from all characters: what a pair costs that is
not listed."""


def cost_of(probability: float) -> int:
    """What a pair costs, in grades."""
    return max(0, round(-log(probability) * UNIT / STEP))


def grade_of(letter: str) -> int:
    """The grade that a letter of the file stands for."""
    return ord(letter) - ord(FIRST_GRADE)


def graded(groups: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The grade of each group of the file, and its characters."""
    return ((grade_of(group[0]), group[1:]) for group in groups)


@dataclass(frozen=True)
class Neighbours:
    """Characters by number, the commonest first but for ANYTHING, which is 0; what pairs of them cost."""

    characters: str
    seldom: array[int]
    """What a pair costs that is not listed: by its second character, and by its first."""
    crowd: array[int]
    starts: array[int]
    """Where the followers of each character start in the next two, and where the last ones end."""
    followers: array[int]
    grades: array[int]

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each character."""
        return {char: number for number, char in enumerate(self.characters) if number}

    @cached_property
    def listed(self) -> dict[tuple[int, int], int]:
        """What each listed pair costs."""
        return {
            (first, self.followers[at]): STEP * self.grades[at]
            for first in range(len(self.characters))
            for at in range(self.starts[first], self.starts[first + 1])
        }

    def cost(self, first: str, second: str) -> int:
        """What it costs that two characters stand side by side; those that are not numbered are all as one."""
        pair = self.numbers.get(first, 0), self.numbers.get(second, 0)
        cost = self.listed.get(pair)
        return self.seldom[pair[1]] + self.crowd[pair[0]] if cost is None else cost

    def has(self, first: str, second: str) -> bool:
        """Whether two characters stand side by side in a sample; those that are not numbered are all as one."""
        return (self.numbers.get(first, 0), self.numbers.get(second, 0)) in self.listed


@cache
def neighbours() -> Neighbours:
    """The table of neighbours.txt."""
    return table_of(lines("neighbours.txt", "pairs"))


def table_of(told: Iterable[str]) -> Neighbours:
    """The table that these lines tell."""
    rows = [line.split(" ") for line in told]
    rows.sort(key=lambda row: row[0] != ANYTHING)
    number = {row[0]: at for at, row in enumerate(rows)}
    counts = [int(row[1]) for row in rows]
    total = sum(counts)
    seldom = array("H", (max(0, round(-UNIT * log(PRIOR * count / total))) for count in counts))
    crowd = array("H", (round(UNIT * log(count + PRIOR)) for count in counts))
    starts, followers, grades = array("I", [0]), array("H"), array("B")
    for row in rows:
        for grade, chars in graded(row[2:]):
            followers.extend(map(number.__getitem__, chars))
            grades.extend(repeat(grade, len(chars)))
        starts.append(len(followers))
    return Neighbours("".join(row[0] for row in rows), seldom, crowd, starts, followers, grades)
