"""Normalises texts in C (`normal.c`), where it was built; says the same as `normalize.py`."""

from __future__ import annotations

import ctypes
import re
import weakref
from array import array
from functools import cache

from model.folding import CAPITALS, COMMON, COMPATIBLE, SPLITTING, SUSPECT, WHOLE, family, table
from model.native import FAMILIES, address, decoded, done, library, named, points
from model.normalize import Trace
from model.search import QuickSearch, quick_search
from model.suspicion import QuickSuspects, quick_suspects

KELVIN = "\u212a"
"""The only other capital that a glance makes a common letter of, k."""

_WHOLE, _SPLITTING = 1, 2
UNSEARCHED, _NARROW = -2, -3
"""Disguised words are to be searched for, but the search is not there yet; there is too little room."""


class Glance:
    """Normalises texts with the library; safe to share between threads.

    Nothing in it changes but that the search comes, once, while the interpreter's lock keeps others out of the library.
    """

    def __init__(self, found: ctypes.PyDLL, suspects: QuickSuspects) -> None:
        self.handle = done(found.normal_new(suspects.handle) or -1)
        weakref.finalize(self, found.normal_free, self.handle).atexit = False
        self._suspects = suspects  # else they might be freed
        self._library = found
        self._take_folds()
        self._take_families()
        for kind, signs in ((_WHOLE, WHOLE), (_SPLITTING, SPLITTING)):
            self._take_kind(kind, signs)
        self._room, self._read = found.normal_room_each(self.handle), found.normal_read
        self._searches: list[QuickSearch] = []

    def _take_folds(self) -> None:
        folds = table()
        plain, sizes = points("".join(folds.values()) + "\0"), bytes(map(len, folds.values()))
        signs = array("I", folds)
        done(self._library.normal_take_folds(self.handle, address(signs), sizes, len(sizes), plain))

    def _take_families(self) -> None:
        every = {*table(), *(point for first, last in COMPATIBLE for point in range(first, last + 1))}
        telling = [sign for sign in map(chr, every) if SUSPECT.match(sign) and family(sign)]
        bits = array("H", (1 << FAMILIES.index(family(sign)) for sign in telling))
        signs = array("I", map(ord, telling))
        done(self._library.normal_take_families(self.handle, address(signs), address(bits), len(bits)))

    def _take_kind(self, kind: int, signs: str) -> None:
        """Notes of which kind characters are: those named and, at a glance, those folded to them."""
        is_such = re.compile(f"[{signs}]")
        folded = [*CAPITALS, *(ord(sign) for sign, _ in COMMON), ord(KELVIN)]
        alike = [point for point in folded if is_such.match(table()[point])]
        every = "".join(map(chr, range(0x10000)))
        ranges = [(match.start(), match.end() - 1) for match in re.finditer(f"[{signs}]+", every)]
        numbers = array("I", (number for each in (*ranges, *zip(alike, alike, strict=True)) for number in each))
        done(self._library.normal_take_kind(self.handle, address(numbers), len(numbers) // 2, kind))

    def traced(self, text: str) -> Trace:
        """The text as the model reads it and the way back."""
        given, room = points(text), len(text) * 2
        size = _NARROW
        while size < 0:
            told = array("I", bytes(12 * room + 4))
            size = self._read(self.handle, given, len(text), address(told), room)
            if size == UNSEARCHED:
                self.begin_to_search()
            elif size == _NARROW:
                room = max(len(text) * self._room, 2 * room)
            else:
                done(size)
        plain, starts = decoded(told[:size]), told[room : room + size]
        return Trace(plain, starts, told[2 * room : 2 * room + size], named(told[3 * room]))

    def begin_to_search(self) -> None:
        """Hands over what finds disguised words, from the first text on that may hold any: it takes 20 ms."""
        if (search := quick_search()) is None:
            raise RuntimeError("the library is gone that was here before")
        self._searches.append(search)  # else it might be freed
        done(self._library.normal_take_search(self.handle, search.handle))


@cache
def glance() -> Glance | None:
    """The same for all, as nothing in it changes; None where the library was not built."""
    found, suspects = library(), quick_suspects()
    return None if found is None or suspects is None else Glance(found, suspects)
