"""Reads a doubted text anew, as if anything in it might be spelt another way: whatever makes the likeliest text.

A text is a row of places, and each way to read what stands there, or what stands there together with what follows, goes
from one place to another: as it stands, as a word worth disguising, or as any character of its sound, its letters, its
parts. Each has a price, and so has each pair of characters that stand beside each other then (`model.neighbours`); the
cheapest way through wins, and what it reads otherwise than it stands is told. It is found place by place (Viterbi's
algorithm), with the cheapest MOST_WAYS that end in different characters.

respelling.c does the same, and must say the same: prices are whole numbers, and of equals the first one wins.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from functools import cache
from itertools import chain, islice, pairwise, product
from typing import NamedTuple

from model.characters import DIGITS, rows
from model.letters import LONGEST, MESSENGER, is_spelt
from model.native import FAMILIES
from model.neighbours import neighbours
from model.paths import is_han

LONGEST_WORD = 8
"""Characters of a word worth disguising, or of an emoji's name; as in normal.h."""

MOST_WAYS = 8
"""So many ways to read a text up to some place are kept. With 12 and 30 as much was found, with 4 less."""

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
    *(MOST_WAYS, MOST_SOUNDING, MOST_INITIAL, AS_SOUND, AS_PINYIN, AS_INITIAL, AS_LETTER, AS_DIGIT),
    *(AS_GLYPH, AS_DRAWING, AS_JOINED, AS_PICTURED, AS_SIGN, MOST_LETTERS, MOST_SPELT, MOST_OPEN),
    *map(BY_WORDS.__getitem__, FAMILIES),
)
"""In the order of search.h."""

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
    """A way from one place to another: the characters with which it begins and ends, and what it costs by itself."""

    start: int
    first: int
    last: int
    cost: int
    read: Respelt | None


class _Way(NamedTuple):
    """A way to read a text up to some place, from the way `before`."""

    cost: int
    last: int
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
        self._table = table = neighbours()
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

    def read(self, plain: str, words: Iterable[Respelt]) -> list[Respelt]:
        """What is to be read otherwise than it stands in the cheapest way to read a text, in order."""
        ending: dict[int, list[Respelt]] = {}
        for word in sorted(words, key=_order):
            ending.setdefault(word.end, []).append(word)
        open_places = self._open_places(plain)
        ways = [[_Way(0, _NOTHING, None, None)]]
        for end in range(1, len(plain) + 1):
            found: dict[int, _Way] = {}
            if plain[end - 1] == " " and _has_letter_beside(plain, end - 1):
                found = {way.last: _Way(way.cost, way.last, way, None) for way in ways[-1]}
            for arc in chain(self._arcs(plain, end, open_places), map(self._word, ending.get(end, ()))):
                self._go_on(found, ways[arc.start], arc)
            ways.append(_cheapest([*found.values()]))
        best = min(ways[-1], key=lambda way: way.cost + self._pair(way.last, _NOTHING))
        return [*_told(best)][::-1]

    def _open_places(self, plain: str) -> set[int]:
        """Where letters and characters stand that may be spelt another way."""
        letters = (at for at, sign in enumerate(plain) if "a" <= sign <= "z")
        others = (at for at, sign in enumerate(plain) if sign in self._number and not self._fits(plain, at))
        return {*islice(letters, MOST_SPELT), *islice(others, MOST_OPEN)}

    def _go_on(self, found: dict[int, _Way], before: list[_Way], arc: _Arc) -> None:
        """Takes the cheapest way to an arc, unless a cheaper one is known that ends in the same character."""
        if not before:
            return
        costs = [way.cost + self._pair(way.last, arc.first) for way in before]
        way, cost = before[costs.index(min(costs))], min(costs) + arc.cost
        if (known := found.get(arc.last)) is None or cost < known.cost:
            found[arc.last] = _Way(cost, arc.last, way, arc.read)

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
            yield _Arc(start, number, number, cost, read)

    def _word(self, read: Respelt) -> _Arc:
        numbers = [self._number.get(char, _NOTHING) for char in read.word]
        within = sum(self._pair(first, second) for first, second in pairwise(numbers))
        return _Arc(read.start, numbers[0], numbers[-1], read.cost + within, read)


def _order(word: Respelt) -> tuple[int, int, int, str]:
    return word.start, word.cost, sum(1 << FAMILIES.index(family) for family in word.families), word.word


def _turned(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """From what stands for something to all that it stands for."""
    found: dict[str, list[str]] = {}
    for signs, meant in pairs:
        found.setdefault(signs, []).append(meant)
    return found


def _as_it_stands(end: int, number: int, cost: int) -> _Arc:
    return _Arc(end - 1, number, number, cost, None)


def _cheapest(ways: list[_Way]) -> list[_Way]:
    return ways if len(ways) <= MOST_WAYS else sorted(ways, key=lambda way: (way.cost, way.last))[:MOST_WAYS]


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
