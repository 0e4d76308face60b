"""Finds out how a delimited text is laid out: its delimiter, its header and which column holds what."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from itertools import chain
from statistics import mode

from service.archives.prose import is_code, is_prose
from service.archives.records import ALIASES, bare_names, plain_name
from service.archives.rows import NOTHING, lines, rows
from service.archives.times import moment
from service.errors import NoColumnError, NotAnArchiveError

DELIMITERS = ",\t;|"

_FIRST = 20
"""Rows of which one may be the header; those above it are a title or comments."""

_SAMPLE = 20
_LONGEST = 20
"""Characters of a cell in a header of which only the column with the text is known."""

_NEITHER = ("", "序号", "编号", "id", "no", "no.", "#", "label", "会话id", "是否未读")
"""Headers of columns that hold neither who wrote, nor when, nor which way."""

_OFTEN_LONGER = ("text", "sender", "time")
"""What people head by more than its name, as 催收内容（原文）; a 骚扰类型 is no direction."""

_LINES, _LONGEST_TIME, _TIMES = 200, 80, 0.1
"""Lines of a text that are looked at for times, how long they are at most, and which share of them shows something."""

_BESIDE = re.compile(r"[(（].*[)）]\s*\Z| (?:to|from) .*", re.DOTALL)
_SEPARATOR = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
_PHONE = re.compile(r'\s*(?:=")?\+?[\d\- ]{5,20}"?\s*')

_KNOWN = frozenset(chain.from_iterable(ALIASES.values()))

Columns = Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a delimited text is laid out; `columns` are positions by field, best first, `above` the rows before data.

    `told` says that a line before all rows names the delimiter.
    """

    delimiter: str
    columns: Columns
    width: int = 0
    above: int = 0
    header: Sequence[str] = field(default=())
    told: bool = False

    @property
    def titles(self) -> int:
        """How many rows stand above the header."""
        return self.above - bool(self.header)

    @property
    def lacking(self) -> tuple[str, ...]:
        """The fields no column is known to hold, though some column's use is not known."""
        named = _named(self.header) or ["?"] * self.width
        used = {at for columns in self.columns.values() for at in columns}
        if all(at in used or plain_name(name) in _NEITHER for at, name in enumerate(named)):
            return ()
        fields = {"direction": ("direction", "from_me"), "time": ("time", "sent"), "sender": ("sender",)}
        return tuple(field for field, keys in fields.items() if not any(key in self.columns for key in keys))

    def shown(self) -> str:
        """The header, or only the number of columns: without a header the first row is somebody's message."""
        return ", ".join(self.header)[:200] if self.header else f"{self.width} columns, no header that is known"

    def column(self, name: str) -> int | None:
        """The position of the column with a header as ALIASES has it."""
        plain = [plain_name(each) for each in self.header]
        return plain.index(name) if name in plain else None


def layout_of(head: str, asked: Mapping[str, str], name: str) -> Layout:
    """The layout of the text that begins with `head`.

    Raises NoColumnError if a column that was asked for is not there, and NotAnArchiveError for a document, and for a
    table that does not show which column holds the text.
    """
    separator = _SEPARATOR.match(head)
    body = head[separator.end() :] if separator else head
    tried = [_tried(body, each, asked) for each in (separator[1] if separator else DELIMITERS)]
    best = max(tried, key=lambda layout: (*_rank(layout, asked), layout.width if asked else 0))
    best = replace(best, told=separator is not None)
    if asked:
        return _asked(best, body, asked, name)
    if "text" in best.columns and (separator or not best.titles or not is_prose(body, name)):
        return best
    table = best if (best.columns and not best.titles) or (separator and best.width > 1) else _table(body, tried)
    if table:
        raise NotAnArchiveError(
            f"{name} is a table that does not show which of its columns holds the text "
            f"({table.shown()}); say so with text=COLUMN, by header or number"
        )
    if not separator and (what := _no_list(body, name)):
        raise NotAnArchiveError(
            f"{name} is {what}, not a list of messages; give an export, or if every line is a message, write 内容 in a "
            "line above the first"
        )
    return Layout(separator[1] if separator else NOTHING, {"text": (0,)}, 1, told=separator is not None)


def _no_list(body: str, name: str) -> str | None:
    """What lines of text are rather than messages, and how that shows; None if they may be messages."""
    if is_prose(body, name):
        return "a document, as by its headings or wrapped lines"
    if is_code(body):
        return "a log, a program or its settings, as by signs in most lines"
    return "text whose lines belong together, as by times in lines of their own" if _has_times_between(body) else None


def _has_times_between(body: str) -> bool:
    """Whether some of its first lines hold a time and nothing else but who wrote it, or what stands in brackets."""
    lines = [line for line in body.splitlines() if line.strip()][:_LINES]
    bare = (_BESIDE.sub("", line) for line in lines if ":" in line and len(line) <= _LONGEST_TIME)
    times = sum(moment(line, UTC) is not None for line in bare)
    return times > 1 and times >= len(lines) * _TIMES


def header_again(row: Sequence[str], layout: Layout, asked: Mapping[str, str]) -> Layout | None:
    """The layout from here on if the row is the header once more, or that of another table; else None."""
    cells = [each for each in row if each.strip()]
    if len(cells) < 2 or max(map(len, cells)) > _LONGEST:
        return None
    if row == layout.header:
        return layout
    if not all(plain_name(each) in _KNOWN or each in asked.values() for each in cells):
        return None
    columns = _columns(row) | {key: at for key, name in asked.items() if (at := _positions(_named(row), name))}
    return replace(layout, columns=columns, width=len(row), header=row) if {"text"} < {*columns} else None


def _tried(body: str, delimiter: str, asked: Mapping[str, str]) -> Layout:
    """What the first rows say if this is the delimiter."""
    sample = _rows(body, delimiter, _FIRST + _SAMPLE)
    headers = (Layout(delimiter, _columns(row), len(row), at, row) for at, row in enumerate(sample[:_FIRST], 1))
    found = [layout for layout in headers if _is_header(layout, sample, asked)]
    without = Layout(delimiter, {}, mode(map(len, sample)) if sample else 0)
    return max(_of_first_table(found, sample), key=lambda layout: _rank(layout, asked), default=without)


def _of_first_table(found: Sequence[Layout], sample: Sequence[Sequence[str]]) -> Iterator[Layout]:
    """The headers but those below messages of the first one, as a second table may have more columns that are known."""
    for layout in found:
        between = sample[found[0].above : layout.titles]
        if not {"text"} < {*found[0].columns} or all(len(row) != found[0].width for row in between):
            yield layout


def _rank(layout: Layout, asked: Mapping[str, str]) -> tuple[int, int]:
    """How many of the columns that were asked for are in the header, and how many known ones."""
    return len({*asked.values()} & {*_named(layout.header)}), len(layout.columns)


def _is_header(layout: Layout, sample: Sequence[Sequence[str]], asked: Mapping[str, str]) -> bool:
    """Whether the row says what the columns hold, and rows above it are none of the table's."""
    if layout.titles and not all(_is_title(row, layout) for row in sample[: layout.titles]):
        return False
    if any(name in _named(layout.header) for name in asked.values() if not name.isdecimal()):
        return True
    if not layout.titles and (len(layout.columns) > 1 or (layout.width == 1 and "text" in layout.columns)):
        return True
    return "text" in layout.columns and layout.width > 1 and _heads(layout, sample[layout.above :])


def _is_title(row: Sequence[str], layout: Layout) -> bool:
    """Whether a row above the header has fewer cells that say something, or is a comment or no message by its cells."""
    return row[0].startswith("#") or sum(map(bool, row)) < sum(map(bool, layout.header)) or _has_no_time(row, layout)


def _has_no_time(row: Sequence[str], layout: Layout) -> bool:
    """Whether short cells as many as those of a header that knows the time hold none where messages have theirs."""
    if len(layout.columns) < 3 or "time" not in layout.columns or len(row) != layout.width:
        return False
    return max(map(len, row)) <= _LONGEST and not any(moment(row[at], UTC) for at in layout.columns["time"])


def _heads(layout: Layout, below: Sequence[Sequence[str]]) -> bool:
    """Whether it reads as a header, and most rows below are as wide, but for a last text with delimiters in it."""
    most = None if layout.columns["text"][-1] == layout.width - 1 else layout.width
    fitting = sum(layout.width <= len(row) <= (most or len(row)) for row in below)
    return (len(layout.columns) > 1 or max(map(len, layout.header)) <= _LONGEST) and fitting * 2 > len(below)


def _named(header: Sequence[str]) -> list[str]:
    return [each.strip('\ufeff" ') for each in header]


def _columns(header: Sequence[str]) -> dict[str, tuple[int, ...]]:
    names = [plain_name(each) for each in header]
    found = {key: tuple(at for alias in aliases for at in _positions(names, alias)) for key, aliases in ALIASES.items()}
    found |= {key: _by_bare_names(header, key) for key in _OFTEN_LONGER if not found[key]}
    if found["sent"] == found["time"][: len(found["sent"])]:  # the only time there is
        found["sent"] = ()
    return {key: positions for key, positions in found.items() if positions}


def _by_bare_names(header: Sequence[str], key: str) -> tuple[int, ...]:
    """The columns of which no header is an alias as it stands, but one is without what it says besides."""
    bare = [bare_names(each) for each in header]
    return tuple(dict.fromkeys(at for alias in ALIASES[key] for at, names in enumerate(bare) if alias in names))


def _positions(names: Sequence[str], name: str) -> tuple[int, ...]:
    return tuple(at for at, each in enumerate(names) if each == name)


def _rows(body: str, delimiter: str, count: int) -> list[list[str]]:
    return [row.fields for row, _ in zip(rows(lines([body]), delimiter), range(count), strict=False)]


def _asked(best: Layout, body: str, asked: Mapping[str, str], name: str) -> Layout:
    """The layout with the columns that were asked for in place of those that were found."""
    named = _named(best.header or next(iter(_rows(body, best.delimiter, 1)), []))
    columns = dict(best.columns)
    for key, column in asked.items():
        if column.isdecimal() and 1 <= int(column) <= best.width:  # before the header, as a first row may hold a 1
            columns[key] = (int(column) - 1,)
        elif column in named:
            columns[key] = _positions(named, column)
        else:
            raise NoColumnError(f"{name} has no column {column!r} ({best.shown()}); name one by header or number")
    if "text" not in columns:
        raise NoColumnError(f"{name} shows no column with the text; name it with text=COLUMN")
    return replace(best, columns=columns)


def _table(body: str, tried: Sequence[Layout]) -> Layout | None:
    """The layout under which the first rows have a column of times or numbers; a list of texts has none."""
    for layout in tried:
        sample = _rows(body, layout.delimiter, _SAMPLE)
        width = mode(map(len, sample)) if sample else 0
        wide = [row for row in sample if len(row) == width]  # a text with a delimiter in it makes one wider
        if len(wide) > 1 and width > 1 and len(wide) * 3 >= len(sample) * 2:
            columns = list(zip(*wide[1:], strict=True))  # the first row may be a header
            if any(all(_PHONE.fullmatch(cell) or moment(cell, UTC) for cell in column) for column in columns):
                return layout
    return None
