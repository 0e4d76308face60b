"""The words worth disguising as a tree: each character of a word is a step, and words that begin alike share steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise


class Node(dict[str, "Node"]):
    """A step on the way through the words, and the word that ends here, if any, in order or not."""

    __slots__ = ("out_of_order", "word")

    def __init__(self) -> None:
        super().__init__()
        self.word = ""
        self.out_of_order = False


def turned(word: str) -> Iterator[str]:
    """The word with two neighbouring characters swapped.

    >>> list(turned("通讯录"))
    ['讯通录', '通录讯']
    """
    for at, (first, second) in enumerate(pairwise(word)):
        if first != second:
            yield word[:at] + second + first + word[at + 2 :]


def neighbours(words: Iterable[str]) -> set[tuple[str, str]]:
    """The pairs of characters that follow each other in these words."""
    return {pair for word in words for pair in pairwise(word)}


def tree(words: Iterable[str]) -> Node:
    """The first step, from which all words begin, in order and with two neighbours swapped."""
    root = Node()
    for word in words:
        _path(root, word, word)
    for word in words:
        for other in turned(word):
            _path(root, other, word)
    return root


def followed(node: Node, path: str) -> Node | None:
    """The step at the end of a path, if there is one."""
    for char in path:
        if (then := node.get(char)) is None:
            return None
        node = then
    return node


def _path(root: Node, path: str, word: str) -> None:
    node = root
    for char in path:
        node = node.setdefault(char, Node())
    if not node.word:
        node.word, node.out_of_order = word, path != word
