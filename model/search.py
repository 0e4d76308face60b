"""Finds disguised words in C (`search.c`), where it was built; says the same as `disguises.py`.

Its tables are filled, in C too, when the first text is searched.
"""

from __future__ import annotations

import ctypes
import weakref
from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from string import ascii_lowercase, digits

from model.native import WIDTH, address, decoded, done, library, named, points
from model.neighbours import neighbours
from model.respelling import LONGEST_WORD, LUCK, PRICES, spellings
from model.sections import entries, lines, whole
from model.segment import word_lists
from model.suspicion import FOREMOST, QuickSuspects, quick_suspects

Undone = tuple[int, int, str, str]
"""A disguised word in a text: its start and end, the word, the disguises."""

MOST_CHARACTERS = 640
"""Different characters in all of them, at most; WANTED in search.h."""

_DICTIONARY, _EVERYDAY, _HONEST = range(3)
"""Kinds of words; as in seeking.c."""

_SECTIONS = ("common", "sounds", "alike", "parts")
_DRAWN, _EMOJI = 4, 5
"""Sections of characters.txt and their numbers, and the signs of disguises.txt; as in meanings.c."""

_TOLD = 4
"""Numbers that tell of a word, before its characters."""

_Take = Callable[[int, int, bytes, int], int]


class QuickSearch:
    """Finds disguised words with the library; safe to share between threads, as nothing in it changes."""

    def __init__(self, found: ctypes.PyDLL, suspects: QuickSuspects) -> None:
        self.handle = done(found.search_new(suspects.handle) or -1)
        weakref.finalize(self, found.search_free, self.handle).atexit = False
        self._suspects = suspects  # else they might be freed
        self._take_words(found)
        self._take_rows(found.search_take_rows)
        self._take_neighbours(found)
        self._take_thirds(found)
        self._take_spellings(found)
        done(found.search_settle(self.handle))
        self._told = found.search_told

    def undone(self, plain: str, *, doubted: int = 0) -> list[Undone]:
        """The disguised words of a text, which may not be longer than is searched.

        Of one in doubt, phrases too: `doubted` is 1 then, or more by the number of a draw.
        """
        told = array("I", bytes(4 * (_TOLD + LONGEST_WORD) * len(plain)))
        count = done(self._told(self.handle, points(plain), len(plain), doubted, address(told)))
        found: list[Undone] = []
        at = 0
        for _ in range(count):
            start, end, families, size = told[at : at + _TOLD]
            at += _TOLD + size
            found.append((start, end, decoded(told[at - size : at]), " ".join(named(families))))
        return found

    def _take_words(self, found: ctypes.PyDLL) -> None:
        words, phrases = entries("disguises.txt", "words"), entries("disguises.txt", "phrases")
        every = [*words, *phrases]
        if odd := next((word for word in every if not is_searchable(word)), None):
            raise ValueError(f"disguises.txt lists {odd!r}; a word to search for is 2 to {LONGEST_WORD} Han characters")
        if (different := len({*"".join(every)})) > MOST_CHARACTERS:
            raise ValueError(
                f"the words and phrases of disguises.txt hold {different} characters; at most {MOST_CHARACTERS}"
            )
        each = points("\n".join(every))
        done(found.search_take_words(self.handle, each, len(each) // WIDTH, FOREMOST, len(phrases)))
        for listed in word_lists():
            self._give(found.search_take_listed, _DICTIONARY, [listed])
        self._give(found.search_take_listed, _EVERYDAY, entries("suspects.txt", "everyday"))
        self._give(found.search_take_listed, _HONEST, entries("disguises.txt", "honest"))

    def _take_rows(self, take: _Take) -> None:
        for number, section in enumerate(_SECTIONS):
            self._give(take, number, lines("characters.txt", section))
        signs = [pair.split("=") for pair in entries("disguises.txt", "signs")]
        _refuse_odd(signs)
        self._give(take, _DRAWN, map(" ".join, signs))
        self._give(take, _EMOJI, lines("characters.txt", "emoji"))

    def _take_neighbours(self, found: ctypes.PyDLL) -> None:
        table = neighbours()
        every = "\0" + table.characters[1:]
        numbers = map(address, (table.seldom, table.crowd, table.starts, table.followers, table.grades))
        done(found.search_take_neighbours(self.handle, points(every), len(every), *numbers))

    def _take_thirds(self, found: ctypes.PyDLL) -> None:
        each, luck = points(whole("thirds.txt")), array("h", LUCK)
        done(found.search_take_thirds(self.handle, each, len(each) // WIDTH, address(luck)))

    def _take_spellings(self, found: ctypes.PyDLL) -> None:
        told = spellings()
        number = {sound: at for at, sound in enumerate(told.sounding)}
        kinds = [
            told.sounding.values(),
            (map(number.__getitem__, told.sounds.get(at, ())) for at in range(len(neighbours().characters))),
            (told.initials.get(letter, ()) for letter in ascii_lowercase),
            (map(number.__getitem__, told.digits[digit]) for digit in digits),
        ]
        lists = [_joined(each) for each in kinds]
        starts, members = zip(*((address(start), address(member)) for start, member in lists), strict=True)
        sounds, prices = points("\n".join(told.sounding)), array("i", PRICES)
        every = array("Q", starts), array("Q", members)
        done(
            found.search_take_spellings(
                self.handle, sounds, len(sounds) // WIDTH, *map(address, every), address(prices)
            )
        )

    def _give(self, take: _Take, kind: int, listed: Iterable[str]) -> None:
        each = points("\n".join(listed))
        done(take(self.handle, kind, each, len(each) // WIDTH))


def _joined(lists: Iterable[Iterable[int]]) -> tuple[array[int], array[int]]:
    """Numbers one after the other, and where each list of them starts, and the last one ends."""
    starts, members = array("I", [0]), array("H")
    for each in lists:
        members.extend(each)
        starts.append(len(members))
    return starts, members


def _refuse_odd(signs: Sequence[Sequence[str]]) -> None:
    known: set[str] = set()
    for sign, word in signs:
        if sign in known or not 0 < len(word) <= LONGEST_WORD:
            raise ValueError(
                f"disguises.txt lists {sign}={word}; a sign stands there once, for 1 to {LONGEST_WORD} characters"
            )
        known.add(sign)


def is_searchable(word: str) -> bool:
    """Whether the library can search for a word."""
    return 2 <= len(word) <= LONGEST_WORD and all("\u3400" <= char <= "\u9fff" for char in word)


@cache
def quick_search() -> QuickSearch | None:
    """The same for all, as nothing in it changes; None where the library was not built."""
    found, suspects = library(), quick_suspects()
    return None if found is None or suspects is None else QuickSearch(found, suspects)
