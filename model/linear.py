"""What training leaves behind, as data."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass

from model.sieve import SieveModel
from model.stack import Stack

GRID = 1 << 4
"""Weights are whole numbers of 1/16, which fit into 8 bits.

With 1/1,024 and 16 bits two of 1,602 labels on the exam are others, and everyday alarms 27 instead of 28.
"""


@dataclass(frozen=True, slots=True)
class LinearModel:
    """What training leaves behind.

    `features` hold the character n-grams first, then words and cues, so that a match of the automaton is a feature.
    `columns` are the subclasses in their order, then the tags. `weights` hold, feature after feature, one number a
    column in units of 1/GRID, idf included; `intercepts` one per column. `stack` makes probabilities of the labels out
    of what the columns score; `block_from` is the probability of not being normal from which a message is blocked,
    `tags_from` the log-odds from which a tag is given, `sieve` clears ordinary texts beforehand, `trigrams` is a filter
    of those that several samples hold, `recipe` is the fingerprint of what turned texts into features.
    """

    features: tuple[str, ...]
    columns: tuple[str, ...]
    weights: array[int]
    intercepts: Mapping[str, float]
    stack: Stack
    block_from: float
    tags_from: Mapping[str, float]
    sieve: SieveModel
    trigrams: bytes
    recipe: str
