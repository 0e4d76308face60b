"""The compiled part of this package, where `hatch_build.py` found a compiler for it; without it Python does the same.

Texts go in as code points of 32 bits, numbers come out in buffers that the caller holds. The library keeps nothing of
its own that changes. Of what calls are given they keep handles alone, which the caller must keep alive as long.
"""

from __future__ import annotations

import ctypes
import hashlib
import sys
from array import array
from codecs import utf_32_be_decode, utf_32_be_encode, utf_32_le_decode, utf_32_le_encode
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent

LIBRARY = FOLDER / "libjingxin.so"

FAMILIES = (
    *("emoji", "full_width", "homophone", "initials", "inserted_signs", "leet", "look_alike", "pinyin", "reordered"),
    *("repeated", "split", "traditional", "zero_width"),
)
"""The disguises that are told in bits, in the order in which they are named; as in normal.h."""

WIDTH = 4
"""Bytes of a code point."""

encoded = utf_32_le_encode if sys.byteorder == "little" else utf_32_be_encode
_decoded = utf_32_le_decode if sys.byteorder == "little" else utf_32_be_decode

_POINTER, _BYTES, _SIZE, _PLACE = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_ssize_t

_FUNCTIONS: dict[str, tuple[type | None, tuple[type, ...]]] = {
    "reading_new": (_POINTER, ()),
    "reading_free": (None, (_POINTER,)),
    "reading_take_words": (ctypes.c_int, (_POINTER, _BYTES, _SIZE)),
    "reading_take_clusters": (ctypes.c_int, (_POINTER, _BYTES, _SIZE)),
    "reading_take_classes": (ctypes.c_int, (_POINTER, _BYTES, _SIZE, _POINTER, _BYTES, _SIZE)),
    "reading_take_cues": (ctypes.c_int, (_POINTER, _BYTES, _SIZE, _POINTER, _SIZE)),
    "reading_take_features": (ctypes.c_int, (_POINTER, _BYTES, _SIZE, _POINTER, _SIZE, _SIZE)),
    "reading_take_pairs": (
        ctypes.c_int,
        (_POINTER, _BYTES, _POINTER, _SIZE, ctypes.c_double, ctypes.c_double),
    ),
    "reading_odds": (ctypes.c_double, (_POINTER, _BYTES, _SIZE)),
    "reading_owes": (ctypes.c_int, (_POINTER, _BYTES, _SIZE)),
    "reading_take_letters": (ctypes.c_int, (_POINTER, _BYTES, _SIZE)),
    "reading_take_trigrams": (ctypes.c_int, (_POINTER, _BYTES, _SIZE)),
    "reading_known": (ctypes.c_double, (_POINTER, _BYTES, _SIZE)),
    "reading_room": (_SIZE, (_POINTER,)),
    "reading_room_each": (_SIZE, (_POINTER,)),
    "reading_rows": (_PLACE, (_POINTER, _BYTES, _SIZE, _POINTER)),
    "reading_read": (ctypes.c_int, (_POINTER, _BYTES, _SIZE, _POINTER)),
    "reading_take_limits": (ctypes.c_int, (_POINTER, ctypes.c_double, ctypes.c_double, ctypes.c_double)),
    "reading_runs": (_PLACE, (_POINTER, _BYTES, _SIZE, _POINTER, _POINTER, _SIZE, _POINTER)),
    "reading_take_rules": (
        ctypes.c_int,
        (_POINTER, _POINTER, _POINTER, _POINTER, _POINTER, _BYTES, _POINTER, _SIZE),
    ),
    "thousandths": (ctypes.c_double, (ctypes.c_double,)),
    "assess_room": (_SIZE, (_POINTER,)),
    "assess_plain": (ctypes.c_int, (_POINTER, _BYTES, _SIZE, ctypes.c_int, _POINTER)),
    "suspects_new": (_POINTER, ()),
    "suspects_free": (None, (_POINTER,)),
    "suspects_take": (ctypes.c_int, (_POINTER, _BYTES, _SIZE, ctypes.c_int)),
    "suspects_settle": (ctypes.c_int, (_POINTER,)),
    "suspects_find": (_PLACE, (_POINTER, _BYTES, _SIZE, _POINTER)),
    "search_new": (_POINTER, (_POINTER,)),
    "search_free": (None, (_POINTER,)),
    "search_take_words": (ctypes.c_int, (_POINTER, _BYTES, _SIZE, _SIZE, _SIZE)),
    "search_take_listed": (ctypes.c_int, (_POINTER, ctypes.c_int, _BYTES, _SIZE)),
    "search_take_rows": (ctypes.c_int, (_POINTER, ctypes.c_int, _BYTES, _SIZE)),
    "search_take_neighbours": (ctypes.c_int, (_POINTER, _BYTES, _SIZE, *[_POINTER] * 5)),
    "search_take_thirds": (ctypes.c_int, (_POINTER, _BYTES, _SIZE, _POINTER)),
    "search_take_spellings": (ctypes.c_int, (_POINTER, _BYTES, _SIZE, *[_POINTER] * 3)),
    "search_settle": (ctypes.c_int, (_POINTER,)),
    "search_told": (_PLACE, (_POINTER, _BYTES, _SIZE, ctypes.c_uint32, _POINTER)),
    "search_words_from": (_PLACE, (_POINTER, _BYTES, _SIZE, _SIZE, _POINTER, _SIZE)),
    "normal_new": (_POINTER, (_POINTER,)),
    "normal_free": (None, (_POINTER,)),
    "normal_take_folds": (ctypes.c_int, (_POINTER, _POINTER, _BYTES, _SIZE, _BYTES)),
    "normal_take_families": (ctypes.c_int, (_POINTER, _POINTER, _POINTER, _SIZE)),
    "normal_take_kind": (ctypes.c_int, (_POINTER, _POINTER, _SIZE, ctypes.c_int)),
    "normal_room_each": (_SIZE, (_POINTER,)),
    "normal_take_search": (ctypes.c_int, (_POINTER, _POINTER)),
    "normal_read": (_PLACE, (_POINTER, _BYTES, _SIZE, _POINTER, _SIZE)),
    "look_through": (ctypes.c_int64, (_POINTER, _BYTES, _SIZE)),
}
"""What each function of the library gives and takes."""


@cache
def library() -> ctypes.PyDLL | None:
    """The library, or None where there is none that was built from the very sources that stand here.

    It is called with the interpreter's lock held: most calls are over in less time than it takes to get it back.
    """
    try:
        found = ctypes.PyDLL(str(LIBRARY))
        sources = ctypes.c_char_p.in_dll(found, "native_sources").value
    except (OSError, ValueError):
        return None
    if sources != fingerprint().encode():
        return None
    for name, (gives, takes) in _FUNCTIONS.items():
        function = getattr(found, name)
        function.restype, function.argtypes = gives, takes
    return found


def fingerprint() -> str:
    """Of all sources in C, in the order of their names: what the library was told when it was built."""
    total = hashlib.sha256()
    for source in sorted(FOLDER.glob("*.[ch]")):
        total.update(source.read_bytes())
    return total.hexdigest()[:16]


def done(result: int) -> int:
    """What the library gave. Raises MemoryError where it could not do what it was asked to."""
    if result < 0:
        raise MemoryError("the compiled reader found no memory for a text or model, or a model it cannot read")
    return result


def address(numbers: array[int] | array[float]) -> int:
    """Where numbers stand in memory; they must not be let go of, or grow, before they were used there."""
    return numbers.buffer_info()[0]


def points(text: str) -> bytes:
    """The code points of a text, 32 bits each."""
    return encoded(text, "surrogatepass")[0]


def decoded(numbers: array[int]) -> str:
    """The text of these code points, none of which may be half a pair."""
    return _decoded(numbers)[0]


@cache
def named(bits: int) -> tuple[str, ...]:
    """The disguises that these bits tell of."""
    return tuple(name for at, name in enumerate(FAMILIES) if bits >> at & 1)
