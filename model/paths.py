"""Follows the words worth disguising through a text, whatever stands there for their characters.

A word is a path of characters; each may stand there as it is, by anything that model.characters knows, or behind signs.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from model.characters import ANYWHERE, COMMON, DIGITS, TOO_COMMON, Readings
from model.letters import is_boundary
from model.sightings import Change, Found
from model.tree import Node, followed, tree

STOPS = (*",;:!?。、.\"'“”‘’—", "()", "[]")
"""What stands between characters of a word only in disguise, but between other characters everywhere."""

_BETWEEN = re.compile("[\\s!-/:-@\\[-`{-~\u00a1-\u00bf×÷\u02b0-\u02ff\u2010-\u2bff\u3001-\u3020\ufe30-\ufe6f]{1,4}")
_IN_NUMBERS = frozenset("0123456789:.,-/%")
_AS_LETTERS = str.maketrans("01345@$9", "oieasasg"), str.maketrans("01345@$9", "oleasasg")


Way = tuple[int, Node, tuple[Change, ...]]
"""How far a text was read, the step reached, and what was changed so far."""

Step = tuple[int, Node, Change | None]
"""The same for one character."""

Names = tuple[dict[str, float], dict[str, list[tuple[str, float]]]]
"""What an emoji may stand for, and how surely: single characters, and words by their first character."""


class Paths:
    """The words worth disguising, ready to be found."""

    def __init__(self, words: Sequence[str], readings: Readings, drawn: Mapping[str, str]) -> None:
        """`drawn` holds signs that stand for whole words."""
        self._root = tree(words)
        self._readings = readings
        self._drawn = drawn
        self._begin_parts = {parts[:2] for parts in readings.parts}
        self._after: dict[str, frozenset[str]] = {}
        self._named: dict[str, Names] = {}
        self._weights: dict[str, float] = {}

    def words_from(self, plain: str, at: int) -> Iterator[Found]:
        """The words that may begin at this place; a spelt one neither begins nor ends within other letters."""
        if not self._may_begin(plain, at):
            return
        for end, node, changes in self._ways(plain, at, self._root, ()):
            if not _is_letter(plain[end - 1]) or is_boundary(plain, end):
                turned_too = (*changes, Change("reordered", 0.8)) if node.out_of_order else changes
                yield Found(at, end, node.word, turned_too)

    def _may_begin(self, plain: str, at: int) -> bool:
        """Whether a word may begin at this place, as far as two characters can tell; spares nine searches of ten."""
        first, second = plain[at], plain[at + 1 : at + 2]
        if not is_han(first):
            if not _is_letter(first):
                return True
            if not is_boundary(plain, at):
                return False
        if not is_han(second) or first == second or first + second in self._begin_parts:
            return True
        if (after := self._after.get(first)) is None:
            after = frozenset().union(
                *(self._root[char].keys() for char in self._readings.may_be(first) & self._root.keys())
            )
            self._after[first] = after
        if not after.isdisjoint(self._readings.may_be(second)):
            return True
        return plain[at + 1 : at + 3] in self._begin_parts

    def _ways(self, plain: str, at: int, node: Node, changes: tuple[Change, ...]) -> Iterator[Way]:
        """All ways to read on from this place to the end of a word."""
        for end, then, change in self._steps(plain, at, node, changes[-1].family if changes else ""):
            now = changes if change is None else (*changes, change)
            if then.word:
                yield end, then, now
            if end < len(plain):
                if then and self._may_go_on(plain, end, then):
                    yield from self._ways(plain, end, then, now)
                if plain[end] == plain[end - 1] or not _is_word(plain[end]):
                    yield from self._on(plain, end, then, now)

    def _may_go_on(self, plain: str, at: int, node: Node) -> bool:
        """Whether what stands at this place may be the next character of a word; spares most of the search."""
        sign = plain[at]
        if not (is_han(sign) or _is_letter(sign)) or not node.keys().isdisjoint(self._readings.may_be(sign)):
            return True
        return plain[at : at + 2] in self._begin_parts

    def _on(self, plain: str, at: int, node: Node, changes: tuple[Change, ...]) -> Iterator[Way]:
        """The same past signs, or past the same character again."""
        if plain[at] == plain[at - 1] and is_han(plain[at]):
            end = at
            while end < len(plain) and plain[end] == plain[at]:
                end += 1
            changes = (*changes, Change("repeated", 0.6))
            if node.word:
                yield end, node, changes
        elif node and (between := _BETWEEN.match(plain, at)):
            end = between.end()
            if end < len(plain) and is_han(plain[at - 1]) and is_han(plain[end]):
                changes = (*changes, Change("inserted_signs", 0.7 if between[0] in STOPS else 0.8))
        else:
            return
        if node and end < len(plain):
            yield from self._ways(plain, end, node, changes)

    def _steps(self, plain: str, at: int, node: Node, last: str) -> Iterator[Step]:
        """All ways to read one character of a word at this place; `last` is how the one before was disguised."""
        sign = plain[at]
        if sign in node:
            yield at + 1, node[sign], None
        if is_han(sign):
            meant = self._readings.meant(sign)
            if chars := node.keys() & meant.keys():
                weight = self._weight(sign)
                for char in chars:
                    yield at + 1, node[char], Change(meant[char], weight)
        if sign.isascii():
            if sign.isalnum():
                yield from self._spelt(plain, at, node, last)
            return
        yield from self._in_parts(plain, at, node)
        if not is_han(sign):
            yield from self._drawn_from(plain, at, node, last)

    def _in_parts(self, plain: str, at: int, node: Node) -> Iterator[Step]:
        if plain[at : at + 2] not in self._begin_parts:
            return
        weight = 1.3 if self._readings.rank(plain[at]) >= COMMON else 1.0
        for end in range(at + 2, min(at + 3, len(plain)) + 1):
            for char in self._readings.parts.get(plain[at:end], ()):
                if char in node:
                    yield end, node[char], Change("split", weight)

    def _drawn_from(self, plain: str, at: int, node: Node, last: str) -> Iterator[Step]:
        """Emoji for a word or, unless the last one was such, for one of its characters."""
        for end in range(at + 1, min(at + 4, len(plain)) + 1):
            if (names := self._names(plain[at:end])) is None:
                continue
            chars, words = names
            for char in node.keys() & chars.keys():
                if last != "emoji" or chars[char] >= 1:
                    yield end, node[char], Change("emoji", chars[char])
            for first in node.keys() & words.keys():
                for word, weight in words[first]:
                    if (then := followed(node, word)) is not None:
                        yield end, then, Change("emoji", weight)

    def _names(self, emoji: str) -> Names | None:
        if emoji not in self._readings.emoji and emoji not in self._drawn:
            return None
        if (known := self._named.get(emoji)) is None:
            self._named[emoji] = known = names_of(emoji, self._readings, self._drawn)
        return known

    def _spelt(self, plain: str, at: int, node: Node, last: str) -> Iterator[Step]:
        """A digit by its sound, a letter as an initial, letters and digits as a sound; initials go with initials."""
        sign, sounds = plain[at], self._readings.sounds
        within = at > 0 and _is_letter(plain[at - 1]) and not is_boundary(plain, at)
        if sign.isdigit():
            if plain[at + 1 : at + 2] not in _IN_NUMBERS and (not at or plain[at - 1] not in _IN_NUMBERS):
                for char in node.keys() & {char for sound in DIGITS[sign] for char in sounds.get(sound, ())}:
                    yield at + 1, node[char], Change("leet", 0.45)
        elif not within or last == "initials":
            change = Change("initials", 0.3 if sign == "x" else 0.7)
            for char in node.keys() & self._readings.initials.get(sign, frozenset()):
                yield at + 1, node[char], change
        if within and last == "initials":
            return
        for piece, spelt, family in _syllables(plain, at):
            for char in node.keys() & sounds.get(spelt, frozenset()):
                yield at + len(piece), node[char], Change(family, 1.0 if len(piece) == 2 else 1.2)

    def _weight(self, sign: str) -> float:
        if (known := self._weights.get(sign)) is None:
            self._weights[sign] = known = weight_of(self._readings.rank(sign))
        return known


def names_of(emoji: str, readings: Readings, drawn: Mapping[str, str]) -> Names:
    """What an emoji may stand for: its names, characters of them, and what sounds like a name of one character."""
    names = readings.emoji.get(emoji, "").split()
    found: dict[str, float] = {}
    for name in names:
        found |= {char: 0.7 for char in name if char not in found} | {name: 1.0}
        if len(name) == 1:
            meant = readings.meant(name)
            found |= {char: 0.8 for char, by in meant.items() if by == "homophone" and char not in found}
    if emoji in drawn:  # by hand, and so instead of the words by which an emoji is described
        found = {path: weight for path, weight in found.items() if len(path) == 1} | {drawn[emoji]: 1.1}
    chars = {path: weight for path, weight in found.items() if len(path) == 1}
    words: dict[str, list[tuple[str, float]]] = {}
    for path, weight in found.items():
        if len(path) > 1:
            words.setdefault(path[0], []).append((path, weight))
    return chars, words


def weight_of(rank: int) -> float:
    """The rarer a character, the less does it stand somewhere by accident."""
    bounds = ((ANYWHERE, 0.2), (TOO_COMMON, 0.5), (1000, 0.7), (COMMON, 1.0))
    return next((weight for bound, weight in bounds if rank < bound), 1.3)


def _syllables(plain: str, at: int) -> Iterator[tuple[str, str, str]]:
    """Letters and digits from this place on, the letters they stand for, and the disguise."""
    for end in range(at + 2, min(at + 6, len(plain)) + 1):
        piece = plain[at:end]
        if not (piece.isascii() and piece.isalnum()):
            return
        if piece.isalpha():
            yield piece, piece, "pinyin"
        elif not piece.isdigit():
            yield from ((piece, piece.translate(table), "leet") for table in _AS_LETTERS)


def is_han(sign: str) -> bool:
    """Whether this is a Han character."""
    return "\u3400" <= sign <= "\u9fff"


def _is_word(sign: str) -> bool:
    """Whether this is a Han character, a letter or a digit, which no sign between characters is."""
    return is_han(sign) or (sign.isascii() and sign.isalnum())


def _is_letter(sign: str) -> bool:
    return "a" <= sign <= "z"
