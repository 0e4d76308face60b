"""Sums of rows of whole numbers, all columns at once: a row is one Python integer with a lane of bits for each column.

Adding two such integers adds every column. Measured: 90 ns a row of fifteen columns, against 35 ns
for each single column.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Collection, Iterable
from itertools import islice

NARROW, WIDE = 32, 64
"""Bits of a lane: as many as it takes to add up every row."""

CODES = {NARROW: ("i", "I"), WIDE: ("q", "Q")}
"""What `array` and `struct` call whole numbers of that many bits, with and without a sign."""


class Rows:
    """Rows of 32-bit whole numbers that can be summed by their places; exact, however many they are."""

    def __init__(self, numbers: array[int], columns: int) -> None:
        """`numbers` holds row after row, `columns` of them each."""
        greatest = max(1, max(numbers, default=1), -min(numbers, default=0))
        self._lane = NARROW if len(numbers) // columns * greatest < 1 << (NARROW - 1) else WIDE
        self._code, unsigned = CODES[self._lane]
        self._layout = struct.Struct(f"<{columns}{unsigned}")
        self._half = 1 << (self._lane - 1)
        self._bias = sum(self._half << (self._lane * at) for at in range(columns))
        self._most = (self._half - 1) // greatest
        self.packed = self._packed(numbers)

    def _packed(self, numbers: array[int]) -> list[int]:
        """Each row with every number in its lane; a negative one borrows from the next lane."""
        stored, size, bias = _little_endian(array(self._code, numbers)).tobytes(), self._layout.size, self._bias
        return [  # flipping the top bit of a two's complement number adds half of what a lane holds
            (int.from_bytes(stored[at : at + size], "little") ^ bias) - bias for at in range(0, len(stored), size)
        ]

    def sums(self, places: Collection[int]) -> list[int]:
        """The sum of each column over the rows in these places."""
        if len(places) <= self._most:
            return self._few(places)
        left, parts = iter(places), []
        while few := list(islice(left, self._most)):
            parts.append(self._few(few))
        return [sum(column) for column in zip(*parts, strict=True)]

    def _few(self, places: Collection[int]) -> list[int]:
        """The same for so few rows that no sum leaves its lane."""
        total = sum(map(self.packed.__getitem__, places), self._bias)
        half = self._half
        return [lane - half for lane in self._layout.unpack(total.to_bytes(self._layout.size, "little"))]

    def unpacked(self, sums: Iterable[int]) -> array[int]:
        """The numbers of some sums of `packed` rows, one after the other; a row may stand in a sum but once."""
        size, bias = self._layout.size, self._bias
        return _little_endian(
            array(self._code, b"".join([((each + bias) ^ bias).to_bytes(size, "little") for each in sums]))
        )


def _little_endian(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
