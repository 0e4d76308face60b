"""Reads a doubted text anew, as if anything in it might be spelt another way: whatever makes the likeliest text.

A text is a row of places, and each way to read what stands there, or what stands there together with what follows, goes
from one place to another: as it stands, as a word worth disguising, or as any character of its sound, its letters, its
parts. Each has a price, and so has each character behind the two before it then (`model.thirds`); the cheapest way
through wins, and what it reads otherwise than it stands is told. It is found place by place (Viterbi's
algorithm), with the cheapest MOST_WAYS that end in different pairs of characters.

What is nearly as likely is read in a draw: each way to read something is a little cheaper or dearer then, by luck, and
so each draw may read a text otherwise, as often as it is likely (perturb-and-MAP, Papandreou and Yuille 2011).

respelling.c does the same, and must say the same: prices are whole numbers, and of equals the first one wins.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, islice, pairwise, product
from math import log
from typing import NamedTuple

from model.characters import DIGITS, rows
from model.letters import LONGEST, MESSENGER, is_spelt
from model.native import FAMILIES
from model.neighbours import UNIT, neighbours
from model.paths import is_han
from model.thirds import thirds

LONGEST_WORD = 8
"""Characters of a word worth disguising, or of an emoji's name; as in normal.h."""

MOST_WAYS = 12
"""So many ways to read a text up to some place are kept. With 24, 0.05 points more were found in initials, and it
took 161 µs a doubted text instead of 112."""

FARTHEST_WAY = 128
"""Nor is any kept that costs so much more than the cheapest: as much is found without, in 144 µs."""

MOST_SOUNDING, MOST_INITIAL = 20, 60
"""So many characters of a sound, and of an initial, are tried, the commonest first. With 40 and 150 as many texts were
found, and it took 53 µs a doubted text instead of 35."""

MOST_LETTERS = 5
"""Longer runs of letters and digits are no initials, only sounds from beginning to end, or what they are."""

MOST_SPELT, MOST_OPEN = 60, 120
"""So many letters of a text are read as what they may spell, and so many characters as others of their sound, the first
ones: 1,000 characters that are made to be slow take 1.8 ms so, without 7.3."""

AS_SOUND, AS_PINYIN, AS_INITIAL, AS_LETTER, AS_DIGIT = 144, 11, 40, 80, 64
"""What it costs to read a character as another one of its sound, if it does not stand well where it stands; letters as
a sound; a letter as an initial; to leave a letter, or a digit beside one; to read a single digit as it sounds.

16 are one part of a natural logarithm. With 80 and 112 for a sound, 16 and 14 everyday messages of 24,520 were flagged
that are not disguised, with 144 as many as without, 12; disguised texts were found as often."""

AS_GLYPH, AS_DRAWING, AS_JOINED, AS_PICTURED, AS_SIGN = 8, 8, 16, 16, 80
"""What it costs to read rare characters, and signs listed by hand for a word; to join parts, and to name an emoji; to
leave a part or an emoji as it is."""

BY_WORDS = {
    "emoji": 8,
    "full_width": 32,
    "homophone": 48,
    "initials": 24,
    "inserted_signs": 16,
    "leet": 24,
    "look_alike": 32,
    "pinyin": 5,
    "reordered": 24,
    "repeated": 32,
    "split": 5,
    "traditional": 32,
    "zero_width": 32,
}
"""The same for each change within a word worth disguising. With 32 for initials, like any others would be, 0.3 points
fewer are found so, and two everyday messages fewer are flagged."""

PRICES = (
    *(MOST_WAYS, FARTHEST_WAY, MOST_SOUNDING, MOST_INITIAL, AS_SOUND, AS_PINYIN, AS_INITIAL, AS_LETTER, AS_DIGIT),
    *(AS_GLYPH, AS_DRAWING, AS_JOINED, AS_PICTURED, AS_SIGN, MOST_LETTERS, MOST_SPELT, MOST_OPEN),
    *map(BY_WORDS.__getitem__, FAMILIES),
)
"""In the order of search.h."""

WARMTH = 1.1
"""How much luck there is in a draw: with 1, ways are read as often as they are likely by their prices."""

_EULER = 0.5772156649
_CHANCES = 256

LUCK = tuple(round(WARMTH * UNIT * (log(-log((each + 0.5) / _CHANCES)) + _EULER)) for each in range(_CHANCES))
"""By how much a way is dearer in a draw, each as often as the others: Gumbel's distribution turned round, about 0."""

_FACTORS, _WORD = (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F, 0x165667B1), 0xFFFFFFFF
"""What mixes numbers up, in 32 bits."""

_NOTHING = 0
"""The number of whatever is no character of the table."""

_LONGEST_SOUND, _LONGEST_SIGN = 6, 4
"""Letters of a sound, and signs of an emoji or of a character apart, at most."""

_LETTERS = {"0": "o", "1": "il", "2": "", "3": "e", "4": "a", "5": "s", "6": "", "7": "", "8": "", "9": "g"}
"""What letters a digit stands in for, as in letters.c."""

_NEARLY = {"4": ("shi",), "5": ("wo",), "8": ("bu",)}
"""What digits are also written for, though they sound only like it."""

_SPELT = re.compile("[0-9a-z]+")
_BEFORE = re.compile(r"[0-9a-z]*\Z")
_AFTER = re.compile("[0-9a-z]*")


class Respelt(NamedTuple):
    """What may be read at [start, end) of a text, by which disguises, and what that costs."""

    start: int
    end: int
    word: str
    families: tuple[str, ...]
    cost: int


class _Arc(NamedTuple):
    """A way from one place to another: what is read there, by number, and what it costs by itself."""

    start: int
    numbers: Sequence[int]
    cost: int
    read: Respelt | None


class _Way(NamedTuple):
    """A way to read a text up to some place, from the way `before`, and the two characters in which it ends."""

    cost: int
    ends: tuple[int, int]
    before: _Way | None
    read: Respelt | None


class Spellings:
    """How characters are spelt, by number: what sounds alike, what letters begin, what digits sound like."""

    def __init__(self) -> None:
        number = neighbours().numbers
        every = [(sound, sorted(number[char] for char in chars if char in number)) for sound, chars in rows("sounds")]
        self.sounding = dict(every)
        self.sounds: dict[int, list[str]] = {}
        begun: dict[str, set[int]] = {}
        for sound, chars in every:
            begun.setdefault(sound[0], set()).update(chars)
            for char in chars:
                self.sounds.setdefault(char, []).append(sound)
        self.initials = {letter: sorted(chars) for letter, chars in begun.items()}
        self.digits = {digit: (*sounds, *_NEARLY.get(digit, ())) for digit, sounds in DIGITS.items()}


@cache
def spellings() -> Spellings:
    """The same for all."""
    return Spellings()


class Respelling:
    """Reads texts anew in Python."""

    def __init__(self) -> None:
        self._table, self._thirds = neighbours(), thirds()
        table = self._table
        self._number, self._listed = table.numbers, table.listed
        self._characters, self._seldom, self._crowd = table.characters, table.seldom, table.crowd
        self._spellings = spellings()
        self._joined = _turned((parts, char) for char, every in rows("parts") for parts in every.split(" "))
        self._pictured = _turned(
            (emoji, name)
            for emoji, names in rows("emoji")
            for name in names.split(" ")
            if len(emoji) <= _LONGEST_SIGN and 0 < len(name) <= LONGEST_WORD and all(map(is_han, name))
        )
        self._opens_joined = {parts[0] for parts in self._joined}
        self._opens_picture = {emoji[0] for emoji in self._pictured}

    def read(self, plain: str, words: Iterable[Respelt], draw: int = 0) -> list[Respelt]:
        """What is to be read otherwise than it stands in the cheapest way to read a text, in order.

        In a draw, which may have any number but 0, prices are off.
        """
        ending: dict[int, list[Respelt]] = {}
        for word in sorted(words, key=_order):
            ending.setdefault(word.end, []).append(word)
        open_places = self._open_places(plain)
        ways = [[_Way(0, (_NOTHING, _NOTHING), None, None)]]
        for end in range(1, len(plain) + 1):
            found: dict[tuple[int, int], _Way] = {}
            if plain[end - 1] == " " and _has_letter_beside(plain, end - 1):
                found = {way.ends: _Way(way.cost, way.ends, way, None) for way in ways[-1]}
            for arc in chain(self._arcs(plain, end, open_places), map(self._word, ending.get(end, ()))):
                self._go_on(found, ways[arc.start], arc, arc.cost + _luck(draw, arc, end))
            ways.append(_cheapest(found.values()))
        best = min(ways[-1], key=lambda way: way.cost + self._third(way.ends, _NOTHING))
        return [*_told(best)][::-1]

    def _open_places(self, plain: str) -> set[int]:
        """Where letters and characters stand that may be spelt another way."""
        letters = (at for at, sign in enumerate(plain) if "a" <= sign <= "z")
        others = (at for at, sign in enumerate(plain) if sign in self._number and not self._fits(plain, at))
        return {*islice(letters, MOST_SPELT), *islice(others, MOST_OPEN)}

    def _go_on(self, found: dict[tuple[int, int], _Way], before: Iterable[_Way], arc: _Arc, alone: int) -> None:
        """Takes each way on over an arc, unless a cheaper one is known that ends in the same two characters."""
        for way in before:
            cost, ends = way.cost + alone, way.ends
            for number in arc.numbers:
                cost += self._third(ends, number)
                ends = ends[1], number
            if (known := found.get(ends)) is None or cost < known.cost:
                found[ends] = _Way(cost, ends, way, arc.read)

    def _third(self, ends: tuple[int, int], number: int) -> int:
        """What it costs that a character stands behind two others."""
        if (known := self._thirds.get(ends)) is None:
            return self._pair(ends[1], number)
        cost = known.listed.get(number)
        return self._pair(ends[1], number) + known.more if cost is None else cost

    def _pair(self, first: int, second: int) -> int:
        cost = self._listed.get((first, second))
        return self._seldom[second] + self._crowd[first] if cost is None else cost

    def _arcs(self, plain: str, end: int, open_places: Container[int]) -> Iterator[_Arc]:
        """All ways to a place but for words worth disguising."""
        sign = plain[end - 1]
        if is_han(sign):
            yield from self._han(plain, end, end - 1 in open_places)
            yield from self._signs(plain, end)
        elif "a" <= sign <= "z":
            yield from self._letter(plain, end, end - 1 in open_places)
        elif "0" <= sign <= "9":
            yield from self._digit(plain, end)
        else:
            yield from self._signs(plain, end)
            if sign != " " or not _has_letter_beside(plain, end - 1):
                pictured = sign >= "\x80" and sign in self._opens_picture
                yield _as_it_stands(end, _NOTHING, AS_SIGN if pictured else 0)

    def _han(self, plain: str, end: int, is_open: bool) -> Iterator[_Arc]:
        here = self._number.get(plain[end - 1], _NOTHING)
        opens = here == _NOTHING and plain[end - 1] in self._opens_joined
        yield _as_it_stands(end, here, AS_SIGN if opens else 0)
        for sound in self._spellings.sounds.get(here, ()) if is_open else ():
            yield from self._any(end - 1, end, self._spellings.sounding[sound][:MOST_SOUNDING], "homophone", AS_SOUND)

    def _fits(self, plain: str, at: int) -> bool:
        """Whether a character stands well between its neighbours."""
        beside = pairwise(plain[max(0, at - 1) : at + 2])
        return all(self._table.has(*pair) for pair in beside if all(map(is_han, pair)))

    def _letter(self, plain: str, end: int, is_open: bool) -> Iterator[_Arc]:
        run = _run_around(plain, end - 1)
        yield _as_it_stands(end, _NOTHING, 0 if run == MESSENGER else AS_LETTER)
        if not is_open:
            return
        if len(run) <= MOST_LETTERS:
            initials = self._spellings.initials.get(plain[end - 1], [])
            yield from self._any(end - 1, end, initials[:MOST_INITIAL], "initials", AS_INITIAL)
        elif len(run) > LONGEST or not is_spelt(run):
            return
        yield from self._sounds(plain, end)

    def _digit(self, plain: str, end: int) -> Iterator[_Arc]:
        yield _as_it_stands(end, _NOTHING, AS_LETTER if _has_letter_beside(plain, end - 1) else 0)
        if not _has_digit_beside(plain, end - 1):
            for sound in self._spellings.digits[plain[end - 1]]:
                yield from self._any(end - 1, end, self._spellings.sounding[sound], "leet", AS_DIGIT)
        if len(_run_around(plain, end - 1)) <= LONGEST:
            yield from self._sounds(plain, end)

    def _sounds(self, plain: str, end: int) -> Iterator[_Arc]:
        """Letters, and digits for some of them, as what sounds so."""
        for start in range(end - 2, max(end - _LONGEST_SOUND, 0) - 1, -1):
            if not _SPELT.fullmatch(spelt := plain[start:end]):
                return
            if spelt.isdecimal():
                continue
            family = "pinyin" if spelt.isalpha() else "leet"
            for letters in product(*(_LETTERS.get(sign, sign) for sign in spelt)):
                yield from self._any(start, end, self._spellings.sounding.get("".join(letters), []), family, AS_PINYIN)

    def _signs(self, plain: str, end: int) -> Iterator[_Arc]:
        """Signs that stand for a character or a word, alone or together."""
        if plain[end - 1] < "\x80":
            return
        for start in range(end - 1, max(end - _LONGEST_SIGN, 0) - 1, -1):
            signs = plain[start:end]
            if start < end - 1 and "\u2e80" <= signs[0] <= "\u9fff":
                for char in self._joined.get(signs, ()):
                    yield self._word(Respelt(start, end, char, ("split",), AS_JOINED))
            if not is_han(signs[0]):
                for name in self._pictured.get(signs, ()):
                    yield self._word(Respelt(start, end, name, ("emoji",), AS_PICTURED))

    def _any(self, start: int, end: int, numbers: Iterable[int], family: str, cost: int) -> Iterator[_Arc]:
        for number in numbers:
            read = Respelt(start, end, self._characters[number], (family,), cost)
            yield _Arc(start, (number,), cost, read)

    def _word(self, read: Respelt) -> _Arc:
        return _Arc(read.start, [self._number.get(char, _NOTHING) for char in read.word], read.cost, read)


def _order(word: Respelt) -> tuple[int, int, int, str]:
    return word.start, word.cost, sum(1 << FAMILIES.index(family) for family in word.families), word.word


def _turned(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """From what stands for something to all that it stands for."""
    found: dict[str, list[str]] = {}
    for signs, meant in pairs:
        found.setdefault(signs, []).append(meant)
    return found


def _as_it_stands(end: int, number: int, cost: int) -> _Arc:
    return _Arc(end - 1, (number,), cost, None)


def _luck(draw: int, arc: _Arc, end: int) -> int:
    """By how much an arc is dearer in a draw: whatever its numbers, mixed up, happen to point at."""
    if not draw:
        return 0
    parts = draw, arc.start, end, arc.numbers[0], arc.numbers[-1]
    mixed = sum(part * factor for part, factor in zip(parts, _FACTORS, strict=True)) & _WORD
    mixed = (mixed ^ mixed >> 15) * 0x2C1B3C6D & _WORD
    mixed = (mixed ^ mixed >> 12) * 0x297A2D39 & _WORD
    return LUCK[(mixed ^ mixed >> 15) % _CHANCES]


def _cheapest(found: Iterable[_Way]) -> list[_Way]:
    ways = sorted(found, key=lambda way: (way.cost, way.ends))[:MOST_WAYS]
    return [way for way in ways if way.cost <= ways[0].cost + FARTHEST_WAY]


def _told(way: _Way | None) -> Iterator[Respelt]:
    """What is read otherwise than it stands, from the end on."""
    while way is not None:
        if way.read is not None:
            yield way.read
        way = way.before


def _has_letter_beside(plain: str, at: int) -> bool:
    return any("a" <= sign <= "z" for sign in plain[max(0, at - 1) : at] + plain[at + 1 : at + 2])


def _has_digit_beside(plain: str, at: int) -> bool:
    return any("0" <= sign <= "9" for sign in plain[max(0, at - 1) : at] + plain[at + 1 : at + 2])


def _run_around(plain: str, at: int) -> str:
    """The letters and digits in a row around a place; no more than are looked at, and one."""
    before, after = _BEFORE.search(plain, max(0, at - LONGEST - 1), at), _AFTER.match(plain, at, at + LONGEST + 2)
    return (before[0] if before else "") + (after[0] if after else "")
