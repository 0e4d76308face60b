"""Cuts a normalised text into words: the longest that begins first, of jieba's commoner words and this project's own.

jieba itself, or rjieba in its place, weighs all ways to cut a text against each other, for which it keeps a
dictionary of 32 MiB. On the exam and on real messages models of either cut differ within noise.
"""

from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

TORN = 0.6
"""Such a share of a text's Han characters stands alone when the text is cut, where it falls apart.

So do 12 % of all everyday messages, not counting those that are plainly ordinary at a glance. Read in doubt for that
alone 97.6 % of recall are kept in homophones instead of 96.6, 97.6 in look-alikes instead of 97.1, 96.9 in initials
instead of 96.5, and none of 24,520 everyday messages more is flagged. Read in doubt whatever they are, with an earlier
model, 98.1 % were kept in homophones (without 97.0), and four more everyday messages flagged.
"""


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


def is_torn(plain: str) -> bool:
    """Whether a normalised text falls apart into single characters, as where others of their sound or shape stand.

    >>> is_torn("您以余其，欠宽三千"), is_torn("您已逾期，欠款三千")
    (True, False)
    """
    words = [word for word in cut(plain) if "\u3400" <= word[0] <= "\u9fff"]
    single = sum(len(word) == 1 for word in words)
    return single > 0 and single >= TORN * sum(map(len, words))


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
