"""The compiled part of this package, where `hatch_build.py` found a compiler for it; without it Python does the same.

The library keeps nothing of its own but sets of marks, and no call keeps what it was given. How it is loaded stands in
model/native.py as well: what reads archives knows nothing of models.
"""

from __future__ import annotations

import ctypes
import hashlib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent

LIBRARY = FOLDER / "libjingxin_scan.so"

_POINTER, _BYTES, _SIZE = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t
_PLACE, _LONG = ctypes.c_ssize_t, ctypes.c_int64

_FUNCTIONS: dict[str, tuple[type | None, tuple[type, ...]]] = {
    "count_starts": (_SIZE, (_BYTES, _SIZE, _BYTES, _SIZE)),
    "count_lines": (_SIZE, (_BYTES, _SIZE)),
    "utf8_rest": (_PLACE, (_BYTES, _SIZE)),
    "marks_new": (_POINTER, ()),
    "marks_free": (None, (_POINTER,)),
    "marks_add": (_PLACE, (_POINTER, _POINTER, _SIZE)),
    "sms_read": (_PLACE, (_POINTER,)),
    "sheet_find": (_SIZE, (_POINTER, _POINTER)),
    "sheet_day": (_LONG, (_POINTER, _POINTER)),
    "sheet_room": (_SIZE, (_POINTER, _POINTER)),
    "csv_lines": (_SIZE, (_POINTER, _POINTER)),
    "json_lines": (_SIZE, (_POINTER, _POINTER)),
}
"""What each function of the library gives and takes."""


@cache
def library() -> ctypes.PyDLL | None:
    """The library, or None where there is none that was built from the very sources that stand here."""
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
