"""Cuts a normalised text into words, as jieba does with HMM off and this project's own words.

rjieba cut 24,520 of 24,520 real messages exactly as jieba does with HMM off, in 3 µs instead of 104 µs a message.
"""

from functools import cache
from importlib.resources import files

import rjieba

FREQUENCY = 1_000_000
"""High enough that an own word is never cut apart; jieba's commonest word has 883,634."""


def cut(text: str) -> list[str]:
    """The words of a text, in order; joined they give the text again."""
    words: list[str] = _jieba().cut(text, False)
    return words


def own_words() -> list[str]:
    """The words this project adds to jieba's dictionary."""
    return files("model").joinpath("words.txt").read_text("utf-8").split()


@cache
def _jieba() -> rjieba.Jieba:
    cutter = rjieba.Jieba()
    for word in own_words():
        cutter.add_word(word, FREQUENCY, "n")
    return cutter
