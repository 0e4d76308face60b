"""Finds out how a delimited text is laid out: its delimiter, its header and which column holds what."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC

from service.archives.prose import is_prose
from service.archives.records import ALIASES, plain_name
from service.archives.rows import NOTHING, lines, rows
from service.archives.times import moment
from service.errors import InputError, NotAnArchiveError

DELIMITERS = ",\t;|"

_SEPARATOR = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
_PHONE = re.compile(r'\s*(?:=")?\+?[\d\- ]{5,20}"?\s*')

_SLASHED = re.compile(r"\s*(\d{1,2})/\d{1,2}/\d{4}")

Columns = Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a delimited text is laid out; `columns` are positions by field, best first, `above` the rows before data.

    `day_first` says that 5/12/2020 is in December, as other rows have a first number above 12.
    """

    delimiter: str
    columns: Columns
    width: int = 0
    above: int = 0
    header: Sequence[str] = field(default=())
    day_first: bool = False

    def column(self, name: str) -> int | None:
        """The position of the column with a header as ALIASES has it."""
        plain = [plain_name(each) for each in self.header]
        return plain.index(name) if name in plain else None


def layout_of(head: str, asked: Mapping[str, str], name: str) -> Layout:
    """The layout of the text that begins with `head`.

    Raises InputError if a column that was asked for is not there, and NotAnArchiveError for a document, and for a table
    that does not show which column holds the text.
    """
    separator = _SEPARATOR.match(head)
    above = 1 if separator else 0
    body = head[separator.end() :] if separator else head
    tried = [_tried(body, each, above) for each in (separator[1] if separator else DELIMITERS)]
    best = max(tried, key=lambda layout: (len(layout.columns), layout.width if asked else 0))
    if asked:
        return _dated(_asked(best, body, asked, name), body)
    if "text" in best.columns:
        return _dated(best, body)
    table = best if best.columns or (separator and best.width > 1) else _table(body, tried)
    if table:
        raise NotAnArchiveError(
            f"{name} is a table that does not show which of its columns holds the text "
            f"({_shown(table)}); say so with text=COLUMN, by header or number"
        )
    if not separator and is_prose(body, name):
        raise NotAnArchiveError(
            f"{name} is a document, as by its headings or wrapped lines, not a list of messages; give an export, or if "
            "every line is a message, write 内容 in a line above the first"
        )
    return Layout(separator[1] if separator else NOTHING, {"text": (0,)}, 1, above)


def _tried(body: str, delimiter: str, above: int) -> Layout:
    """What the first row says if this is the delimiter."""
    first = _rows(body, delimiter, 1)
    header = first[0] if first else []
    columns = _columns([plain_name(each) for each in header])
    if len(columns) < 2 and not (len(header) == 1 and "text" in columns):
        columns = {}
    return Layout(delimiter, columns, len(header), above + bool(columns), header if columns else ())


def _dated(layout: Layout, body: str) -> Layout:
    """The layout with how its days are written, as far as the rows show it."""
    columns = (*layout.columns.get("time", ()), *layout.columns.get("sent", ()))
    if not columns or "/" not in body:
        return layout
    cells = (row.fields[at] for row in rows(lines([body]), layout.delimiter) for at in columns if at < len(row.fields))
    return replace(layout, day_first=any((found := _SLASHED.match(cell)) and int(found[1]) > 12 for cell in cells))


def _columns(names: Sequence[str]) -> dict[str, tuple[int, ...]]:
    found = {key: tuple(names.index(alias) for alias in aliases if alias in names) for key, aliases in ALIASES.items()}
    if found["sent"] == found["time"][:1]:  # the only time there is
        found["sent"] = ()
    return {key: positions for key, positions in found.items() if positions}


def _rows(body: str, delimiter: str, count: int) -> list[list[str]]:
    return [row.fields for row, _ in zip(rows(lines([body]), delimiter), range(count), strict=False)]


def _asked(best: Layout, body: str, asked: Mapping[str, str], name: str) -> Layout:
    """The layout with the columns that were asked for in place of those that were found."""
    first = next(iter(_rows(body, best.delimiter, 1)), [])
    named = [each.strip('\ufeff" ') for each in first]
    above = best.above - bool(best.columns)
    has_header = bool(best.columns) or any(column in named for column in asked.values() if not column.isdecimal())
    columns = dict(best.columns)
    for key, column in asked.items():
        if column.isdecimal() and 1 <= int(column) <= len(first):  # before the header, as a first row may hold a 1
            columns[key] = (int(column) - 1,)
        elif column in named:
            columns[key] = (named.index(column),)
        else:
            raise InputError(f"{name} has no column {column!r}; its columns are {', '.join(named)[:200]}")
    if "text" not in columns:
        raise InputError(f"{name} shows no column with the text; name it with text=COLUMN")
    return Layout(best.delimiter, columns, len(first), above + has_header, first if has_header else ())


def _table(body: str, tried: Sequence[Layout]) -> Layout | None:
    """The layout under which the first rows have a column of times or numbers; a list of texts has none."""
    for layout in tried:
        sample = _rows(body, layout.delimiter, 20)
        widths = {len(row) for row in sample}
        if len(sample) > 1 and len(widths) == 1 and widths != {1}:
            columns = list(zip(*sample[1:], strict=True))  # the first row may be a header
            if any(all(_PHONE.fullmatch(cell) or moment(cell, UTC) for cell in column) for column in columns):
                return layout
    return None


def _shown(layout: Layout) -> str:
    """The header, or only the number of columns: without a header the first row is somebody's message."""
    return ", ".join(layout.header)[:200] if layout.header else f"{layout.width} columns, no header"
