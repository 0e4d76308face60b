"""A word of disguises.txt that stands in a text, what was changed in it, and how well it fits."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import NamedTuple

REPLACED = frozenset({"homophone", "look_alike", "pinyin", "initials", "leet", "split", "emoji"})
"""Disguises in which something else stands for a character."""

MISREADABLE = frozenset({"homophone", "initials", "leet", "look_alike"})
"""Those that may be read amiss: what stands there may as well be meant for another word, or as it is."""

HALF_READ = MISREADABLE | {"emoji"}
"""Those of which some is left unread, as many words are not sought, so that what the model sees is less sure."""


class Change(NamedTuple):
    """How a character of a word is disguised, and how surely this is no accident: about 1 is sure enough."""

    family: str
    weight: float


@dataclass(frozen=True, slots=True)
class Found:
    """A word of disguises.txt at [start, end) of a text, and what was changed in it."""

    start: int
    end: int
    word: str
    changes: tuple[Change, ...]

    @property
    def weight(self) -> float:
        """How surely all its changes are no accident."""
        return added_up(change.weight for change in self.changes)

    @property
    def kept(self) -> int:
        """How many characters of the word stand as they should."""
        return len(self.word) - sum(change.family in REPLACED for change in self.changes)

    @property
    def fit(self) -> float:
        """How well the word fits: characters that stand as they should count fully, others by their weight."""
        return self.kept + added_up(change.weight - 0.5 for change in self.changes)

    @property
    def families(self) -> frozenset[str]:
        """The disguises of the word."""
        return frozenset(change.family for change in self.changes)


def added_up(numbers: Iterable[float]) -> float:
    """Their sum, rounded after each step as in C; from Python 3.12 on `sum` is more exact."""
    return reduce(add, numbers, 0.0)
