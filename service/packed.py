"""Messages of one piece by columns in memory that the compiled part reads and fills; a message is no object there.

`sms.c` reads them, `lines.c` makes their lines. What is unusual is left to Python, piece by piece: whoever finds None
here reads the piece as if there were no library.
"""

from __future__ import annotations

import ctypes
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from model.native import address
from service.archives.documents import Piece
from service.archives.times import milliseconds
from service.duplicates import party_mark
from service.known import Known
from service.messages import Direction
from service.native import library
from service.tally import Tally

FIRST_DAY, LAST_DAY = 11_574, 84_005
"""Days since 1970 of the times that sms.c reads: from the first with 13 digits as milliseconds until 2199."""

UNKNOWN_DAY, CHANGING_DAY = -(1 << 15), 1 - (1 << 15)
"""Where minutes would stand: of a day that was not met yet, and of one in which they change."""

UNKNOWN, UNJUDGED = (1 << 32) - 1, (1 << 32) - 2
"""Where the number of what was told of a text would stand."""

_NONE = (1 << 32) - 1

LONGEST = 1 << 22
"""Bytes of a piece that is read so: what it is read into grows with the longest, and is kept. Most are 1 << 18 long."""

_OUT, _NAMELESS = 1, 2

_POINTER, _SIZE = ctypes.c_void_p, ctypes.c_size_t


class _Sheet(ctypes.Structure):
    """`sheet` of sheet.h."""

    _fields_ = (
        ("xml", ctypes.c_char_p),
        ("values", _POINTER),
        ("size", _SIZE),
        ("rows", _SIZE),
        *((name, _POINTER) for name in ("times", "sents", "texts", "senders", "marks", "spans", "said", "kinds")),
    )


class _Known(ctypes.Structure):
    """`known` of sheet.h."""

    _fields_ = (("digests", _POINTER), ("numbers", _POINTER), ("slots", _SIZE))


class _Table(ctypes.Structure):
    """`table` of sheet.h."""

    _fields_ = (
        ("source", ctypes.c_char_p),
        ("said", _POINTER),
        ("unjudged", ctypes.c_char_p),
        *((name, _POINTER) for name in ("ends", "offsets", "lines")),
        ("source_size", _SIZE),
        ("unjudged_size", _SIZE),
        ("first", ctypes.c_uint64),
    )


@dataclass(frozen=True, slots=True)
class Style:
    """How lines are made: by which function, and what stands for the source and for a text that was not judged."""

    function: str
    source: bytes
    unjudged: bytes


class Packing:
    """Reads pieces one after the other, all into the same memory, which grows with the largest."""

    def __init__(self) -> None:
        self._values = array("B")
        self._lines = array("B")
        self._zone: tzinfo | None = None
        self._offsets = array("h")

    def read(self, piece: Piece) -> Packed | None:
        """The messages of a piece, until the next one is read; None for one that takes Python."""
        plain = piece.shape.plain
        if (found := library()) is None or plain is None or plain.native is None or len(piece.xml) > LONGEST:
            return None
        packed = Packed(piece, _grown(self._values, 2 * len(piece.xml) + 64))
        if getattr(found, plain.native)(packed.address) != piece.count:
            return None
        return packed if self._are_days_known(found, packed, piece.zone) else None

    def _are_days_known(self, found: ctypes.PyDLL, packed: Packed, zone: tzinfo) -> bool:
        """Sees to it that the offset of every day is known; whether none is of a day in which it changes."""
        if zone != self._zone:
            self._zone, self._offsets = zone, array("h", [UNKNOWN_DAY]) * (LAST_DAY - FIRST_DAY + 1)
        while (day := found.sheet_day(packed.address, address(self._offsets))) > 0:
            self._offsets[day - FIRST_DAY] = _minutes(day, zone)
        return bool(day == 0)

    def lines(self, packed: Packed, known: Known, style: Style) -> bytes:
        """The lines of messages of whose texts all is known."""
        found = library()
        assert found is not None
        table = _Table(
            source=style.source,
            said=address(known.said),
            unjudged=style.unjudged,
            ends=address(known.ends),
            offsets=address(self._offsets),
            source_size=len(style.source),
            unjudged_size=len(style.unjudged),
            first=packed.first,
        )
        lines = _grown(self._lines, found.sheet_room(packed.address, ctypes.byref(table)))
        table.lines = address(lines)
        size = getattr(found, style.function)(packed.address, ctypes.byref(table))
        return memoryview(lines)[:size].tobytes()


class Packed:
    """The messages of a piece by columns."""

    def __init__(self, piece: Piece, values: array[int]) -> None:
        rows = piece.count
        self.first = piece.number + 1
        self._zone = piece.zone
        self._values = values
        columns = [
            *(_column(code, rows) for code in "qqQQQ"),
            _column("I", 6 * rows),
            *(_column(code, rows) for code in "IB"),
        ]
        self._times, _, self.texts, self._senders, self._marks, self._spans, self._said, self._kinds = columns
        self._columns = columns  # else some might be freed
        self._sheet = _Sheet(piece.xml, address(values), len(piece.xml), rows, *map(address, columns))
        self.address = ctypes.byref(self._sheet)

    def __len__(self) -> int:
        return len(self._times)

    def find(self, known: Known) -> int:
        """Looks up what was told of each text; of how many nothing was."""
        found = library()
        assert found is not None
        table = _Known(address(known.digests), address(known.numbers), len(known.digests))
        return int(found.sheet_find(self.address, ctypes.byref(table)))

    def unknown(self) -> Iterator[tuple[int, str]]:
        """The digest of each text of which nothing was told, and itself."""
        for row, number in enumerate(self._said):
            if number == UNKNOWN:
                yield self.texts[row], self._value(6 * row)

    def _value(self, span: int) -> str:
        at, size = self._spans[span : span + 2]
        return "" if size == _NONE else self._values[at : at + size].tobytes().decode()

    def marks(self) -> Sequence[int]:
        """By which copies are known; see `duplicates.mark_of`."""
        for row in [row for row, kind in enumerate(self._kinds) if kind & _NAMELESS]:
            direction = Direction.OUT if self._kinds[row] & _OUT else Direction.IN
            party = party_mark(self._value(6 * row + 2), direction)
            self._marks[row] = (self._marks[row] + party) % (1 << 64)
        return self._marks

    def tally(self, known: Known) -> Tally:
        """What the messages add up to, where all is known of their texts."""
        counts = Counter(self._said)
        sent = self._kinds.count(_OUT) + self._kinds.count(_OUT | _NAMELESS)
        tally = Tally(messages=len(self), sent=sent, without_text=counts.pop(UNJUDGED, 0) - sent)
        for number, count in counts.items():
            if label := known.labels[number]:
                tally.labels[label] += count
            if known.unsure[number]:
                tally.unsure += count
        tally.senders = set(self._senders) - {0}
        tally.first, tally.last = (milliseconds(time, self._zone) for time in (min(self._times), max(self._times)))
        return tally


def _column(code: str, size: int) -> array[int]:
    return array(code, bytes(size * array(code).itemsize))


def _grown(numbers: array[int], size: int) -> array[int]:
    """An array of bytes that has at least so many."""
    if len(numbers) < size:
        numbers.frombytes(bytes(size - len(numbers)))
    return numbers


def _minutes(day: int, zone: tzinfo) -> int:
    """How far from Greenwich the times of a day are, or that this changes on it."""
    hours = range(day * 24, day * 24 + 25)
    offsets = {datetime.fromtimestamp(hour * 3600, zone).utcoffset() or timedelta() for hour in hours}
    minutes, rest = divmod(next(iter(offsets)), timedelta(minutes=1))
    return CHANGING_DAY if len(offsets) > 1 or rest else minutes
