"""Splits delimited text into rows as a stream, and does not let one stray quote swallow the rows after it."""

import csv
import re
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MOST_LINES = 1_000
"""Lines of one quoted field; a quote that is still open after so many was not meant as one."""

NOTHING = "\x1f"
"""A delimiter that no text holds: every line is one field."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_END = re.compile(r"[\r\n]*\Z")


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one row; literal if its quotes had to be taken as characters."""

    fields: list[str]
    literal: bool = False


def lines(chunks: Iterable[str]) -> Iterator[str]:
    r"""The lines of a text that comes in chunks, each with its end: \n, \r\n or \r, and no other of Unicode's."""
    pending: list[str] = []
    for chunk in chunks:
        if "\n" in chunk or "\r" in chunk or (pending and pending[-1].endswith("\r")):
            found = _LINE.findall("".join((*pending, chunk)))
            pending = [found.pop()]  # it may go on in the next chunk
            yield from found
        else:
            pending.append(chunk)
    yield from _LINE.findall("".join(pending))


def allow_long_fields() -> None:
    """Lets csv read fields of any length; one base64 column would break the run at 131,072 characters."""
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))


def rows(given: Iterable[str], delimiter: str, width: int = 0) -> Iterator[Row]:
    """Every row of the lines; blank lines are none.

    A row in which quotes contradict themselves, or which swallowed other rows (it spans lines and has not `width`
    fields, which its first line alone has), is read again with quotes as plain characters.
    """
    allow_long_fields()
    feed = _Feed(given)
    while not feed.over():
        yield from _strict(feed, delimiter, width)


def _strict(feed: "_Feed", delimiter: str, width: int) -> Iterator[Row]:
    """Rows up to the first one that must be read literally, and that one."""
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    try:
        for fields in reader:
            if len(feed.taken) > 1 and width and len(fields) != width and len(_literal(feed, delimiter)) == width:
                break
            feed.taken.clear()
            if any(fields):
                yield Row(fields)
        else:
            return
    except csv.Error:
        if not feed.taken:
            return
    fields = _literal(feed, delimiter)
    feed.put_back()
    if any(fields):
        yield Row(fields, literal=True)


def _literal(feed: "_Feed", delimiter: str) -> list[str]:
    return _END.sub("", feed.taken[0]).split(delimiter)


class _Feed(Iterator[str]):
    """Lines for a csv reader that remembers those of the present row, so that all but the first can be put back."""

    def __init__(self, given: Iterable[str]) -> None:
        self._given = iter(given)
        self._back: deque[str] = deque()
        self.taken: list[str] = []

    def __next__(self) -> str:
        if len(self.taken) >= MOST_LINES:
            raise StopIteration
        line = self._back.popleft() if self._back else next(self._given)
        self.taken.append(line)
        return line

    def put_back(self) -> None:
        """Gives back all lines taken but the first."""
        self._back.extendleft(reversed(self.taken[1:]))
        self.taken.clear()

    def over(self) -> bool:
        """Whether there are no more lines."""
        if not self._back and (line := next(self._given, None)) is not None:
            self._back.append(line)
        return not self._back
