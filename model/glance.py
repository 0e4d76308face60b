"""Normalises texts in C (`normal.c`), where it was built; says the same as `normalize.py`.

What may hold disguised words is left to Python, which searches for them.
"""

from __future__ import annotations

import ctypes
import re
import weakref
from array import array
from codecs import utf_32_be_decode, utf_32_le_decode
from collections.abc import Callable
from functools import cache
from sys import byteorder

from model.folding import CAPITALS, COMMON, COMPATIBLE, SPLITTING, SUSPECT, WHOLE, family, table
from model.native import address, done, library, points
from model.normalize import Trace
from model.suspicion import QuickSuspects, quick_suspects

_decoded = utf_32_le_decode if byteorder == "little" else utf_32_be_decode

FAMILIES = ("full_width", "inserted_signs", "look_alike", "traditional", "zero_width")
"""The disguises that are told in bits, in the order in which they are named."""

KELVIN = "\u212a"
"""The only other capital that a glance makes a common letter of, k."""

_WHOLE, _SPLITTING = 1, 2
_SEARCH, _NARROW = -2, -3


class Glance:
    """Normalises texts with the library; safe to share between threads, as nothing in it changes."""

    def __init__(self, found: ctypes.PyDLL, suspects: QuickSuspects) -> None:
        self.handle = done(found.normal_new(suspects.handle, 1 << FAMILIES.index("inserted_signs")) or -1)
        weakref.finalize(self, found.normal_free, self.handle).atexit = False
        self._suspects = suspects  # else they might be freed
        self._library = found
        self._take_folds()
        self._take_families()
        for kind, named in ((_WHOLE, WHOLE), (_SPLITTING, SPLITTING)):
            self._take_kind(kind, named)
        self._room, self._read = found.normal_room_each(self.handle), found.normal_read
        self._before_search = found.normal_before_search

    def _take_folds(self) -> None:
        folds = table()
        plain, sizes = points("".join(folds.values()) + "\0"), bytes(map(len, folds.values()))
        signs = array("I", folds)
        done(self._library.normal_take_folds(self.handle, address(signs), sizes, len(sizes), plain))

    def _take_families(self) -> None:
        every = {*table(), *(point for first, last in COMPATIBLE for point in range(first, last + 1))}
        telling = [sign for sign in map(chr, every) if SUSPECT.match(sign) and family(sign)]
        bits = bytes(1 << FAMILIES.index(family(sign)) for sign in telling)
        signs = array("I", map(ord, telling))
        done(self._library.normal_take_families(self.handle, address(signs), bits, len(bits)))

    def _take_kind(self, kind: int, named: str) -> None:
        """Notes of which kind characters are: those named and, at a glance, those folded to them."""
        is_named = re.compile(f"[{named}]")
        folded = [*CAPITALS, *(ord(sign) for sign, _ in COMMON), ord(KELVIN)]
        alike = [point for point in folded if is_named.match(table()[point])]
        every = "".join(map(chr, range(0x10000)))
        ranges = [(match.start(), match.end() - 1) for match in re.finditer(f"[{named}]+", every)]
        numbers = array("I", (number for each in (*ranges, *zip(alike, alike, strict=True)) for number in each))
        done(self._library.normal_take_kind(self.handle, address(numbers), len(numbers) // 2, kind))

    def traced(self, text: str, *, searched: bool = False) -> Trace | None:
        """The text as the model reads it and the way back, or None where disguised words must be searched for first.

        `searched` if they were, and none was found.
        """
        size, room, told = self._told(self._read, text, searched)
        if size == _SEARCH:
            return None
        plain, starts = _decoded(told[:size])[0], told[room : room + size]
        return Trace(plain, starts, told[2 * room : 2 * room + size], named(told[3 * room]))

    def before_search(self, text: str) -> str:
        """The text in which disguised words are to be searched for."""
        size, _, told = self._told(self._before_search, text)
        return _decoded(told[:size])[0]

    def _told(self, call: Callable[..., int], text: str, *more: object) -> tuple[int, int, array[int]]:
        """What a function of the library gave and wrote, and the room that it was given for each part."""
        given, room = points(text), len(text) * 2
        told = array("I", bytes(12 * room + 4))
        size = call(self.handle, given, len(text), address(told), room, *more)
        if size == _NARROW:
            room = len(text) * self._room
            told = array("I", bytes(12 * room + 4))
            size = call(self.handle, given, len(text), address(told), room, *more)
        return size if size == _SEARCH else done(size), room, told


@cache
def named(bits: int) -> tuple[str, ...]:
    """The disguises that these bits tell of."""
    return tuple(name for at, name in enumerate(FAMILIES) if bits >> at & 1)


@cache
def glance() -> Glance | None:
    """The same for all, as nothing in it changes; None where the library was not built."""
    found, suspects = library(), quick_suspects()
    return None if found is None or suspects is None else Glance(found, suspects)
