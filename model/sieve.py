"""A quick first look that clears what is plainly ordinary, so that most messages need no closer reading.

It weighs single characters and pairs of them, nothing else, in a fifth of the time that reading for the model takes.
What it does not clear goes to the model, whose word alone can call a message harmful; so the sieve raises no false
alarm, and it may clear at most a given share of harmful samples (`sifting.py`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import repeat
from operator import add

from model.cues import EDGE
from model.features import length
from model.labels import Label

STEP = 1 << 10
"""Weights are whole numbers of 1/1,024, so that their sum is exact in any order."""

_NOTHING = repeat(0)


@dataclass(frozen=True, slots=True)
class SieveModel:
    """What training leaves behind.

    `weights` hold characters and pairs of characters in units of 1/STEP; they and `intercept` add up to the log-odds
    of harm, already tempered. Texts below `clear_below` are cleared. `harassment` is the share of it among harm.
    """

    weights: Mapping[str, int]
    intercept: float
    clear_below: float
    harassment: float


class Sieve:
    """Weighs texts with a SieveModel; safe to share between threads, as nothing in it changes."""

    def __init__(self, model: SieveModel) -> None:
        self.model = model
        self._weight = model.weights.get

    def odds(self, plain: str) -> float:
        """The log-odds that a normalised text is harmful."""
        return sum(map(self._weight, grams(plain), _NOTHING)) / (STEP * length(plain)) + self.model.intercept

    def clears(self, plain: str) -> dict[Label, float] | None:
        """The probability of each label where a normalised text is plainly ordinary, else None."""
        odds = self.odds(plain)
        if odds >= self.model.clear_below:
            return None
        harm = 1 / (1 + math.exp(-odds))
        harassment = harm * self.model.harassment
        return {Label.NORMAL: 1 - harm, Label.HARASSMENT: harassment, Label.THREAT: harm - harassment}


def grams(plain: str) -> set[str]:
    """The distinct characters of a normalised text and its distinct pairs of neighbours, edges included."""
    framed = f"{EDGE}{plain}{EDGE}"
    found = set(map(add, framed, framed[1:]))
    found.update(framed)
    return found
