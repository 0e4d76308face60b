"""Reads rare characters, and parts that stand apart, as the common character that is meant, whatever the word.

Only signs that nobody types but to disguise are looked at; suspects.txt lists them. 旹 before 候 is 时, 亻尔 is 你.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from model.characters import rows
from model.segment import cut

REMEMBERED = 4_000
"""Signs whose meanings are remembered; finding those of one in the table takes 5 ms."""

LIKELIEST = 8
"""So many common characters are tried for a rare one."""


class Glyph(NamedTuple):
    """A character read from what stands at [start, end) of a text, and the disguise."""

    start: int
    end: int
    char: str
    family: str


class Glyphs:
    """Reads glyphs and remembers what they may mean."""

    def __init__(self) -> None:
        self._meanings: dict[str, tuple[str, ...]] = {}

    def read(self, plain: str, places: Iterable[int]) -> Iterator[Glyph]:
        """What can be read so at these places of a text, from left to right, none over another."""
        pieces = {place: _pieces(plain, place) for place in places}
        meanings = self._meanings_of({plain[start:end] for spans in pieces.values() for start, end in spans})
        at = 0
        for place, spans in pieces.items():
            found = next((one for one in _readings(plain, place, spans, meanings) if one.start >= at), None)
            if found is not None:
                yield found
                at = found.end

    def _meanings_of(self, signs: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """What each of these signs may mean, the commonest characters first."""
        known = {sign: meant for sign in signs if (meant := self._meanings.get(sign)) is not None}
        if len(known) < len(signs):
            known |= _found({*signs} - known.keys())
            if len(self._meanings) < REMEMBERED:
                self._meanings |= known
        return known


def _pieces(plain: str, at: int) -> list[tuple[int, int]]:
    """Where parts of a character may stand around this place, the longest first, and the place itself."""
    spans = [(start, start + length) for start in (at, at - 1) for length in (3, 2)]
    return [*((start, end) for start, end in spans if start >= 0 and at < end <= len(plain)), (at, at + 1)]


def _readings(
    plain: str, at: int, spans: Iterable[tuple[int, int]], meanings: Mapping[str, tuple[str, ...]]
) -> Iterator[Glyph]:
    """The ways to read the sign at this place: with signs beside it as parts, or alone where that makes a word."""
    for start, end in spans:
        for char in meanings[plain[start:end]]:
            if end - start > 1:
                yield Glyph(start, end, char, "split")
            elif _makes_a_word(plain, at, char):
                yield Glyph(start, end, char, "look_alike")


def _makes_a_word(plain: str, at: int, char: str) -> bool:
    """Whether a longer word is cut around this place if the character stands there."""
    before, after = plain[max(0, at - 2) : at], plain[at + 1 : at + 3]
    end = 0
    for word in cut(before + char + after):
        end += len(word)
        if end > len(before):
            return len(word) > 1 and not word.isascii()
    return False


def _found(signs: set[str]) -> dict[str, tuple[str, ...]]:
    """What the table of characters says of these signs."""
    found: dict[str, list[str]] = {sign: [] for sign in signs}
    for char, others in rows("alike"):
        for other in signs.intersection(others):
            found[other].append(char)
    for char, listed in rows("parts"):
        for parts in signs.intersection(listed.split(" ")):
            found[parts].append(char)
    return {sign: tuple(chars[:LIKELIEST]) for sign, chars in found.items()}
