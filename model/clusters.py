"""Clusters of words that keep the same company: a pair of clusters tells what no pair of these words has told yet.

clusters.txt holds those of the samples' words, one cluster a line; `python -m benchmarks.clusters` writes it.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

OTHERS, ENDS = 0, 1
"""The clusters of words that stand in no line, and of both ends of a text; the first line's comes behind."""

FIRST_SIGN = 0xF0000
"""The code point that stands for the first cluster: a private one, of which no word is made."""


def cluster_pairs(words: Sequence[str]) -> list[str]:
    """The clusters of neighbouring words, and of a text's ends: two signs each, one pair more than there are words."""
    known = _cluster_of()
    signs = (chr(FIRST_SIGN + each) for each in (ENDS, *(known.get(word, OTHERS) for word in words), ENDS))
    return list(map("".join, pairwise(signs)))


def cluster_lines() -> str:
    """The clusters as they are written, one a line, with blanks between its words."""
    return files("model").joinpath("clusters.txt").read_text("utf-8")


@cache
def _cluster_of() -> dict[str, int]:
    lines = cluster_lines().split("\n")
    return {word: number for number, line in enumerate(lines, ENDS + 1) for word in line.split()}
