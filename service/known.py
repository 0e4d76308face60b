"""What was told of texts that were judged, found by their digest: twenty bytes a text, however long it is.

A dict of texts takes twenty times as much. Two texts with one digest are as rare here as among copies (`duplicates`).
"""

from __future__ import annotations

from array import array
from typing import NamedTuple

from model.labels import Label

SLOTS = 1 << 18
"""Places for texts, 5.2 MB of them; a search takes few steps while a quarter stays free."""

REMEMBERED = SLOTS * 3 // 4
"""Texts that are remembered, for when they come again, as advertisements and threats do; then all are forgotten."""

CHARACTERS = 4 << 20
"""Characters of parts of lines that are remembered: in JSON lines they quote what speaks for harm."""


class Told(NamedTuple):
    """What is known of a text: its label if it was judged, the part of a line that a judgement gives, and its mark.

    `unsure` says that it is called normal only as it says too little to be judged.
    """

    label: Label | None
    judged: str
    mark: int
    unsure: bool = False


class Known:
    """What was told of texts, by digests of 64 bits.

    `digests` are the places, `numbers` of each what was told there: its label in `labels`, in `unsure` whether that is
    for want of anything to judge by, and in `said`, the bytes of what stands in the line, up to where it ends, from the
    end before.
    """

    def __init__(self) -> None:
        self._forget()

    def find(self, digest: int) -> Told | None:
        """What was told of a text; None where it was not added, or is forgotten."""
        at = self._slot(digest)
        if not self.digests[at]:
            return None
        number = self.numbers[at]
        return Told(self.labels[number], self._judged[number], self._marks[at], self.unsure[number])

    def add(self, digest: int, told: Told) -> None:
        """Remembers what was told of a text."""
        if self._count >= REMEMBERED or self._characters >= CHARACTERS:
            self._forget()
        at = self._slot(digest)
        self._count += not self.digests[at]
        self.digests[at], self._marks[at], self.numbers[at] = digest or 1, told.mark, self._number(told)

    def _slot(self, digest: int) -> int:
        """Where a digest stands, or else the free slot where it would."""
        digests, digest = self.digests, digest or 1  # 0 marks what is free
        at = digest % SLOTS
        while (found := digests[at]) and found != digest:
            at = (at + 1) % SLOTS
        return at

    def _number(self, told: Told) -> int:
        """The number of what was said; of many ordinary texts it is the same."""
        number = self._numbered.setdefault((told.label, told.judged, told.unsure), len(self.labels))
        if number == len(self.labels):
            self.labels.append(told.label)
            self.unsure.append(told.unsure)
            self._judged.append(told.judged)
            self._characters += len(told.judged)
            self.said.frombytes(told.judged.encode("utf-8", "backslashreplace"))
            self.ends.append(len(self.said))
        return number

    def _forget(self) -> None:
        self.digests, self._marks = array("Q", bytes(8 * SLOTS)), array("Q", bytes(8 * SLOTS))
        self.numbers = array("I", bytes(4 * SLOTS))
        self.labels: list[Label | None] = []
        self.unsure: list[bool] = []
        self.said, self.ends = array("B"), array("I", [0])
        self._judged: list[str] = []
        self._numbered: dict[tuple[Label | None, str, bool], int] = {}
        self._count = self._characters = 0
