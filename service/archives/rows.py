"""Splits text into lines and rows as a stream; neither a stray quote nor a line without end swallows what follows."""

import csv
import re
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from service.archives.source import RECORD

MOST_LINES = 1_000
"""Lines of one quoted field; a quote that is still open after so many was not meant as one."""

NOTHING = "\x1f"
"""A delimiter that no text holds: every line is one field."""

CUT_OFF = "the text is too long and was cut off"
"""What is remarked on a message of which only the beginning was kept."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_END = re.compile(r"[\r\n]*\Z")


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one row; literal if its quotes had to be taken as characters; none if it is too long to be read.

    `written` is the row as it stands in the file, if its quotes are quotes.
    """

    fields: list[str]
    literal: bool = False
    too_long: str | None = None
    written: str = ""

    def is_quoted(self, at: int, delimiter: str) -> bool:
        """Whether the field there stands in quotes, so that no delimiter behind it is part of it."""
        field = self.fields[at].replace('"', '""') if at < len(self.fields) else ""
        return f'{delimiter}"{field}"{delimiter}' in f"{delimiter}{_END.sub('', self.written)}{delimiter}"


class Overlong(str):
    """The beginning of a line that is longer than a reader may hold: as much as it may."""

    __slots__ = ()

    @property
    def why(self) -> str:
        """Why it is not read as it stands, and what to do."""
        return f"a line of more than {len(self):,} characters; if it is a message, allow more with JINGXIN_MAX_RECORD"


def lines(chunks: Iterable[str], most: int = RECORD) -> Iterator[str]:
    r"""The lines of a text that comes in chunks, each with its end: \n, \r\n or \r, and no other of Unicode's.

    One of more than `most` characters is Overlong; the rest of it is let go as it comes.
    """
    pending: list[str] = []
    size = 0
    for chunk in chunks:
        if "\n" in chunk or "\r" in chunk or (pending and pending[-1].endswith("\r")):
            found = _LINE.findall("".join((*pending, chunk)))
            pending = [] if found[-1].endswith("\n") else [found.pop()]  # it may go on in the next chunk
            size = sum(map(len, pending))
            yield from _bounded(found, most)
        elif size <= most:
            pending.append(chunk)
            size += len(chunk)
    yield from _bounded(_LINE.findall("".join(pending)), most)


def _bounded(found: list[str], most: int) -> Iterator[str]:
    return (line if len(line) <= most else Overlong(line[:most]) for line in found)


def allow_long_fields() -> None:
    """Lets csv read fields of any length; one base64 column would break the run at 131,072 characters."""
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))


def rows(given: Iterable[str], delimiter: str, width: int = 0, most: int = RECORD) -> Iterator[Row]:
    """Every row of the lines; blank lines are none, and an Overlong one is a row by itself.

    A row in which quotes contradict themselves, or which swallowed other rows (it spans lines and has not `width`
    fields, which its first line alone has), or is longer than `most` characters, is read again with quotes as plain
    characters.
    """
    allow_long_fields()
    feed = _Feed(given, most)
    while (line := feed.peek()) is not None:
        if isinstance(line, Overlong):
            feed.drop()
            yield Row([], too_long=line.why)
        else:
            yield from _strict(feed, delimiter, width)


def _strict(feed: "_Feed", delimiter: str, width: int) -> Iterator[Row]:
    """Rows up to the first one that must be read literally, and that one."""
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    try:
        for fields in reader:
            if len(feed.taken) > 1 and width and len(fields) != width and len(_literal(feed, delimiter)) == width:
                break
            written = "".join(feed.taken)
            feed.let_go()
            if any(fields):
                yield Row(fields, written=written)
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
    """Lines for a csv reader that remembers those of the present row, so that all but the first can be put back.

    It ends before an Overlong one, and within a row of too many lines or characters.
    """

    def __init__(self, given: Iterable[str], most: int) -> None:
        self._given = iter(given)
        self._most = most
        self._back: deque[str] = deque()
        self._size = 0
        self.taken: list[str] = []

    def __next__(self) -> str:
        if len(self.taken) >= MOST_LINES or self._size >= self._most:
            raise StopIteration
        line = self._back.popleft() if self._back else next(self._given)
        if isinstance(line, Overlong):
            self._back.appendleft(line)
            raise StopIteration
        self.taken.append(line)
        self._size += len(line)
        return line

    def peek(self) -> str | None:
        """The next line, if there is one."""
        if not self._back and (line := next(self._given, None)) is not None:
            self._back.append(line)
        return self._back[0] if self._back else None

    def drop(self) -> None:
        """Passes over the next line."""
        self._back.popleft()

    def let_go(self) -> None:
        """Forgets the lines taken, as their row is read."""
        self.taken.clear()
        self._size = 0

    def put_back(self) -> None:
        """Gives back all lines taken but the first."""
        self._back.extendleft(reversed(self.taken[1:]))
        self.let_go()
