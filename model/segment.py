"""Cuts a normalised text into words: the longest that begins first, of jieba's commoner words and this project's own.

jieba itself, or rjieba in its place, weighs all ways to cut a text against each other, for which it keeps a
dictionary of 32 MiB. On the exam and on real messages models of either cut differ within noise.
"""

from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind


def cut(text: str) -> list[str]:
    """The words of a text, in order; joined they give the text again.

    >>> cut("再不还款就告诉你同事")
    ['再', '不', '还款', '就', '告诉', '你', '同事']
    """
    words: list[str] = []
    at = 0
    for _, start, end in _finder()(text):
        words += text[at:start]
        words.append(text[start:end])
        at = end
    words += text[at:]
    return words


def word_lists() -> Iterator[str]:
    """The lists of words as they are written, one word a line."""
    for name in ("dictionary.txt", "words.txt"):
        yield files("model").joinpath(name).read_text("utf-8")


@cache
def _finder() -> Callable[[str], list[tuple[int, int, int]]]:
    automaton = AhoCorasick(
        [word for words in word_lists() for word in words.split()],
        matchkind=MatchKind.LeftmostLongest,
        implementation=Implementation.ContiguousNFA,
        store_patterns=False,
    )
    finder: Callable[[str], list[tuple[int, int, int]]] = automaton.find_matches_as_indexes
    return finder
