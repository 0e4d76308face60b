"""Finds messages that archives hold more than once, within a file and across files.

Full, incremental and split backups overlap, and the same message differs in `+86`, blanks and the contact's name. Two
messages are one if time to the second, the last ten digits of the number, direction and text without white space agree.

Where an archive keeps days or minutes only, the second is made up, and nothing within a file tells a copy from a text
that was sent again, which is what collectors do. There the first of a file may be a copy of the first of another, the
second of the second, and so on: what overlaps is left out, and no more is than one file holds of it.
"""

from __future__ import annotations

import ctypes
import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from weakref import finalize

from model.native import address
from service.messages import Direction, Message, Sheet
from service.native import library

DIGITS = 10
"""Digits of a number that count: eleven would tell +86 13800000000 from a 0086 one cut short, fewer mix up senders."""

SENDERS = 16_384
"""Senders that are remembered."""

SPREAD = 0x9E3779B97F4A7C15
"""Odd, so that no two times give the same mark, and large, so that it fills all 64 bits."""

STEP = 0xD1B54A32D192ED03
"""The same for repeats within a file."""

BUCKETS, WIDTH = 1 << 16, 6
"""The lower 16 bits of a mark choose a bucket; its other 6 bytes are kept there."""

_NOT_DIGITS = re.compile(r"[^0-9]")


@lru_cache(SENDERS)
def number_key(sender: str | None) -> str:
    """What is the same for all ways to write a number: its last ten digits, or the name where it is none.

    >>> number_key("+86 138-0000-0001") == number_key("13800000001")
    True
    """
    digits = _NOT_DIGITS.sub("", sender or "")[-DIGITS:]
    return digits if len(digits) > 2 else "".join((sender or "").split()).casefold()


def mark_of(message: Message, text: int | None = None) -> int | None:
    """What two copies of one message have in common, in 64 bits, the same in every process.

    None without a time, since nothing then tells copy from repeat. `text` is the mark of the text where it is known.
    """
    if message.time is None:
        return None
    own = text_mark(message.text) if text is None else text
    return (own + party_mark(message.sender, message.direction) + int(message.time.timestamp()) * SPREAD) % (1 << 64)


def is_rough(message: Message) -> bool:
    """Whether the second of a message is not known: it was written for people, without a zone, and reads as :00.

    Counts since 1970, of which sheets and what the library reads are made, have their seconds even at :00. In a table
    with all of its seconds one in sixty reads so too: a copy of such a one within its own file is taken for a repeat,
    which shows a message twice where the other mistake would lose one.
    """
    time = message.time
    return time is not None and message.zone_assumed and time.second == time.microsecond == 0


def marks_of(sheet: Sheet, texts: Iterable[int]) -> list[int]:
    """The same for messages by columns, given the marks of their texts."""
    parties = map(party_mark, sheet.senders, sheet.directions)
    seconds = [int(time.timestamp()) for time in sheet.times]
    return [
        (text + party + second * SPREAD) % (1 << 64)
        for text, party, second in zip(texts, parties, seconds, strict=True)
    ]


def text_mark(text: str) -> int:
    """A text without its white space in 64 bits."""
    return digest("".join(text.split()))


@lru_cache(SENDERS)
def party_mark(sender: str | None, direction: Direction) -> int:
    """Who it is that wrote, or was written to, in 64 bits."""
    return digest(f"{number_key(sender)} {direction.value}")


def digest(text: str) -> int:
    """A text in 64 bits: of ten million texts two are the same with a chance of one in 400,000."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


class Marks:
    """A set of 64-bit numbers in 9 bytes each once there are a million, where Python's own takes 65."""

    def __init__(self) -> None:
        self._rests = [b""] * BUCKETS
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, mark: int) -> bool:
        """Adds a number and says whether it is new."""
        at, rest = mark % BUCKETS, (mark // BUCKETS).to_bytes(WIDTH, "little")
        rests = self._rests[at]
        found = rests.find(rest)
        while found >= 0 and found % WIDTH:  # found across the border of two
            found = rests.find(rest, found + 1)
        if found < 0:
            self._rests[at] = rests + rest
            self._count += 1
        return found < 0

    def add_all(self, marks: array[int]) -> int:
        """Adds numbers and says how many of them are not new."""
        return sum(not self.add(mark) for mark in marks)


class QuickMarks:
    """The same in the library, for many numbers at once."""

    def __init__(self, quick: ctypes.PyDLL) -> None:
        self._quick = quick
        self._marks = quick.marks_new()
        if not self._marks:
            raise MemoryError("there is no memory for the marks by which copies are known")
        finalize(self, quick.marks_free, self._marks)

    def add(self, mark: int) -> bool:
        """Adds a number and says whether it is new."""
        return not self.add_all(array("Q", [mark]))

    def add_all(self, marks: array[int]) -> int:
        """Adds numbers and says how many of them are not new."""
        repeats = int(self._quick.marks_add(self._marks, address(marks), len(marks)))
        if repeats < 0:
            raise MemoryError("there is no memory for the marks by which copies are known")
        return repeats


def marks() -> Marks | QuickMarks:
    """A set of marks, without any."""
    quick = library()
    return Marks() if quick is None else QuickMarks(quick)


@dataclass(slots=True)
class Duplicates:
    """Remembers what passed, and counts what passed before."""

    count: int = 0
    _seen: Marks | QuickMarks = field(default_factory=marks)
    _archives: int = 0
    _again: dict[int, int] = field(default_factory=dict)

    def begin(self) -> None:
        """Another archive begins, which may be the same file once more."""
        self._archives += 1
        self._again.clear()

    def repeats(self, message: Message) -> bool:
        """Whether the message passed before."""
        mark = mark_of(message)
        if mark is not None and is_rough(message):
            return self.saw_rough(mark, message.place.source)
        return self.saw(mark)

    def saw(self, mark: int | None) -> bool:
        """Whether a message with this mark passed before; what has none never did."""
        if mark is None or self._seen.add(mark):
            return False
        self.count += 1
        return True

    def saw_rough(self, mark: int, source: str) -> bool:
        """The same for a message without its second: whether another file held as many of them."""
        here = (mark + digest(f"{self._archives} {source}")) % (1 << 64)
        if not self._seen.add(here):
            self._again[here] = self._again.get(here, 0) + 1
        return self.saw((mark + self._again.get(here, 0) * STEP) % (1 << 64))

    def saw_all(self, marks: Iterable[int | None]) -> None:
        """The same as `saw` for many at once."""
        known = marks if isinstance(marks, array) else array("Q", [mark for mark in marks if mark is not None])
        self.count += self._seen.add_all(known)
