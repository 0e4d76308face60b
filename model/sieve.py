"""A quick first look that clears what is plainly ordinary, so that most messages need no closer reading.

It weighs pairs of neighbouring characters, nothing else, in a twentieth of the time that reading for the model takes.
What it does not clear goes to the model, whose word alone can call a message harmful; so the sieve raises no false
alarm, and it may clear only few of the harmful samples that the model finds (`sifting.py`).
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import chain, pairwise

from model.cues import EDGE, speaks_of_debt
from model.features import length
from model.labels import Label

SIEVE_GRID = 1 << 6
"""Weights are whole numbers of 1/64: their sum is exact in any order, and few differ, so that they share objects."""

NOTCHES = 8
"""The log-odds of what is cleared are told to the eighth, so that few different answers need be made."""

LEAST_ODDS = -16.0
"""Log-odds below this are told as this."""

DOUBT = 1.0
"""So much lower than where debts are spoken of must the log-odds lie of a text whose disguises nobody has undone yet.

With what `sifting.MARGIN` takes off, 2.0 in all. Of the harmful texts of the exam, each disguised by every family, and
2,002 by two, 15,204 in all, none that was found before was cleared so; with 1.0 in all one was, with 0.75 three.
"""

SEEN_DISGUISES, SEEN_ODDS = 3, 19
"""From which bit on these are told by `Scorer.look`."""


class Seen(IntEnum):
    """What a text comes to at a look, AGAIN if only in doubt or in one sentence; as in looking.h."""

    ASK = 0
    ORDINARY = 1
    TOO_SHORT = 2
    NO_CHINESE = 3
    READ = 4
    AGAIN = 5


_LAST = "\uffff"
_UNITS = f"utf-16-{'le' if sys.byteorder == 'little' else 'be'}"


@dataclass(frozen=True, slots=True)
class SieveModel:
    """What training leaves behind.

    `weights` hold pairs of characters in units of 1/SIEVE_GRID; they and `intercept` add up to the log-odds of harm,
    already tempered. Texts below `clear_below` are cleared, and below `clear_debtless_below` those in which no word
    speaks of a debt. `harassment` is the share of it among harm.
    """

    weights: Mapping[str, int]
    intercept: float
    clear_below: float
    clear_debtless_below: float
    harassment: float


class Sieve:
    """Weighs texts with a SieveModel; safe to share between threads, as nothing in it changes."""

    def __init__(self, model: SieveModel) -> None:
        self.model = model
        self.clear_at_a_glance_below = model.clear_below - DOUBT
        shared = {weight: weight for weight in model.weights.values()}
        self._weight = {_number(pair): shared[weight] for pair, weight in model.weights.items()}.get

    def odds(self, plain: str) -> float:
        """The log-odds that a text, normalised or only glanced at, is harmful."""
        found = sum(filter(None, map(self._weight, _numbers(f"{EDGE}{plain}{EDGE}"))))
        return found / (SIEVE_GRID * length(plain)) + self.model.intercept

    def clears(self, plain: str, odds: float) -> bool:
        """Whether a normalised text with these odds is plainly ordinary."""
        model = self.model
        return odds < model.clear_below or (odds < model.clear_debtless_below and not self.owes(plain))

    def owes(self, plain: str) -> bool:
        """Whether a word of a normalised text speaks of a debt."""
        return speaks_of_debt(plain)

    def probabilities(self, odds: float) -> dict[Label, float]:
        """The probability of each label at these log-odds of harm."""
        harm = 1 / (1 + math.exp(-odds))
        harassment = harm * self.model.harassment
        return {Label.NORMAL: 1 - harm, Label.HARASSMENT: harassment, Label.THREAT: harm - harassment}


def notched(odds: float) -> float:
    """The log-odds as they are told."""
    return max(LEAST_ODDS, round(odds * NOTCHES) / NOTCHES)


def pairs(plain: str) -> list[str]:
    """The pairs of neighbouring characters of a normalised text, edges included, as often as they stand there.

    What UTF-16 writes with two units (emoji, mostly) is read over.
    """
    framed = f"{EDGE}{plain}{EDGE}"
    return [first + second for first, second in pairwise(framed) if max(first, second) <= _LAST]


def _number(pair: str) -> int:
    return memoryview(pair.encode(_UNITS)).cast("I")[0]


def _numbers(framed: str) -> chain[int]:
    """One number for every two neighbouring units of UTF-16.

    To look up numbers takes two thirds of the time that making strings of two characters and looking up those does.
    """
    units = memoryview(framed.encode(_UNITS, "surrogatepass"))
    odd = len(units) & 2
    return chain(units[: len(units) - odd].cast("I"), units[2 : len(units) - 2 + odd].cast("I"))
