"""Reads the tables of web pages, which programs that recover messages write, and websites under the name of XLS."""

import csv
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

from service.archives import delimited
from service.archives.decoding import decide, head_text, texts
from service.archives.foreign import XML_ROOTS, refusal, root_of
from service.archives.source import Options, Source
from service.errors import ArchiveError, NotAnArchiveError
from service.messages import Kind, Message, Place, Skipped

NAME = "tables of a web page"

LARGEST = 1 << 24
"""Bytes of a page, all of which is in memory: some 60,000 messages."""

_MOST = 1_000
"""Tables of a page that are looked at."""

_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_TAG = re.compile(r"<(/?)(table|tr|td|th|br)\b[^<>]*+>", re.IGNORECASE)
_OTHER_TAG = re.compile(r"</?[a-z!][^<>]*+>", re.IGNORECASE)
_ROOTS = ("html", "table")
_MARKS = ("hChatLog", 'class="haudio"')
"""What pages of Google Voice have, which a reader of its own knows."""

_ANOTHER = "a table that is not one of messages, as no column is known to hold texts beside times or numbers"


def recognises(head: bytes) -> bool:
    """Whether it is a web page, or the part of one, with a table."""
    text = head_text(head)
    if text is None or (root_of(text) or "").lower() not in _ROOTS or any(mark in text for mark in _MARKS):
        return False
    return _TABLE.search(text) is not None and refusal(head) in (None, XML_ROOTS["html"])


def read(source: Source, options: Options) -> Iterator[Message | Skipped]:
    """Every row of every table whose header names a column of texts and one of times or numbers.

    Raises NotAnArchiveError if there is no such table.
    """
    if source.size > min(LARGEST, options.record):
        raise ArchiveError(f"{source.name} is too large for a web page ({source.size:,} bytes); save it as CSV")
    encoding = decide(source, options.encoding)
    with TemporaryDirectory(prefix="jingxin-") as folder:
        page = _Page("".join(texts(source, encoding)))
        given = [(number, rows) for number, rows in enumerate(page.tables) if rows]
        if len(given) > _MOST:
            raise ArchiveError(f"{source.name} has more than {_MOST:,} tables; save that of the messages as CSV")
        tables = [_written(rows, Path(folder) / f"{number}.csv") for number, rows in given]
        known = [_is_known(table, options) for table in tables]
        if not any(known):
            raise NotAnArchiveError(f"{source.name} is {XML_ROOTS['html']}")
        yield from encoding.warning(source)
        for table, holds_messages in zip(tables, known, strict=True):
            table.name = f"{source.name}!{table.path.stem}"
            if holds_messages:
                yield from delimited.read(table, options)
            else:
                yield Skipped(Place(table.name, 0), _ANOTHER, Kind.FOREIGN)


def _is_known(table: Source, options: Options) -> bool:
    """Whether it holds messages; where columns were asked for, that of the texts tells it alone."""
    if options.columns:
        return "text" in delimited.fields(table, options)
    return delimited.holds_messages(table, options)


def _written(rows: list[list[str]], path: Path) -> Source:
    """The table as a CSV file, below a line that says what stands between its fields."""
    with path.open("w", encoding="utf-8", errors="replace", newline="") as stream:
        stream.write("sep=,\n")
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(rows)
    return Source(path)


class _Page:
    """The cells of all tables of a page; of one within another, as a table of its own.

    The parser of the standard library takes minutes for a million tags without an end; here no `<` is in a tag.
    """

    def __init__(self, text: str) -> None:
        self.tables: list[list[list[str]]] = [[]]
        self._open = [0]
        self._cell: list[str] | None = None
        at = 0
        for tag in _TAG.finditer(text):
            self._add(text[at : tag.start()])
            self._take(tag[2].lower(), ends=bool(tag[1]))
            at = tag.end()
        self._add(text[at:])
        self._end_cell()
        self.tables = [[row for row in rows if any(row)] for rows in self.tables]

    @property
    def _rows(self) -> list[list[str]]:
        return self.tables[self._open[-1]]

    def _add(self, text: str) -> None:
        if self._cell is not None:
            self._cell.append(unescape(_OTHER_TAG.sub("", text)))

    def _take(self, tag: str, *, ends: bool) -> None:
        """Begins or ends a table, a row, a cell or a line."""
        if tag == "br":
            self._add("\n")
            return
        self._end_cell()
        if tag == "table" and not ends:
            self._open.append(len(self.tables))
            self.tables.append([])
        elif tag == "table" and len(self._open) > 1:
            self._open.pop()
        elif tag == "tr" and not ends:
            self._rows.append([])
        elif tag in ("td", "th") and not ends:
            self._cell = []

    def _end_cell(self) -> None:
        """Keeps the cell, if one is open, without the blanks around it."""
        if self._cell is not None:
            if not self._rows:
                self._rows.append([])
            self._rows[-1].append("".join(self._cell).strip())
            self._cell = None
