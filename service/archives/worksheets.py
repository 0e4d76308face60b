"""Turns a workbook into one CSV file a sheet; a program of its own, as a hostile workbook can end its process.

A cell in the last row and column makes calamine 0.9 ask for 500 GB and abort, which no `except` can catch.
Cells formatted as dates come as dates, also where a workbook counts days from 1904. `times` takes bare numbers for days
since 1900; so of an XLSX that counts from 1904 those below a header of times are written as such. Of others, calamine
does not tell how they count.
"""

import csv
import datetime
import json
import re
import sys
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TextIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from service.confined import REFUSED, confine

_KEPT = 10**15
"""Excel keeps fifteen digits of a number."""

_TEXTS = ("内容", "正文", "短信", "消息", "文本", "body", "content", "text", "message")
"""How the header of a column of texts ends."""

_TIMES = ("时间", "日期", "date", "time", "timestamp")
"""How the header of a column of times ends."""

_LATER = 1_462
"""Days from the first that is counted from 1900 to the first from 1904."""

_DAYS = 100_000
"""What is less is a count of days, rather than of seconds or more."""

_FROM_1904 = re.compile(rb"<(?:\w+:)?workbookPr\s[^>]*?date1904\s*=\s*[\"'](?:1|true)[\"']")
_WORKBOOK, _MOST = "xl/workbook.xml", 1 << 20
"""The part of an XLSX that says so, and how many bytes of it are looked at."""

Tall = Mapping[int, list[tuple[int, int]]]
"""By row, the columns of cells that were merged with those below, and their last rows."""

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def main(workbook: str, folder: str) -> int:
    """Writes `0.csv`, `1.csv` … and their sheets' names as `names.json`; returns REFUSED if it is no workbook."""
    confine()
    try:
        book = CalamineWorkbook.from_path(workbook)
        late = _is_from_1904(workbook)
        for number, name in enumerate(book.sheet_names):
            with (Path(folder) / f"{number}.csv").open("w", encoding="utf-8", newline="") as stream:
                sheet = book.get_sheet_by_name(name)
                given: Iterable[Sequence[object]] = sheet.iter_rows()
                rows = ([cell(value) for value in row] for row in (_since_1900(given) if late else given))
                _write(stream, (row for row in spread(rows, _tall(sheet)) if any(row)))
    except (CalamineError, OSError, ValueError) as error:
        sys.stderr.write(str(error))
        return REFUSED
    (Path(folder) / "names.json").write_text(json.dumps(book.sheet_names), encoding="utf-8")
    return 0


def _is_from_1904(workbook: str) -> bool:
    try:
        with zipfile.ZipFile(workbook) as parts, parts.open(_WORKBOOK) as part:
            return _FROM_1904.search(part.read(_MOST)) is not None
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, KeyError, RuntimeError, EOFError):  # XLS, or damaged
        return False


def _since_1900(rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
    """The rows, with counts of days below a header of times as if they counted from 1900."""
    times: set[int] = set()
    for row in rows:
        times = times or _of([each if isinstance(each, str) else "" for each in row], _TIMES)
        yield [_later(each) if at in times else each for at, each in enumerate(row)]


def _later(value: object) -> object:
    return value + _LATER if isinstance(value, float) and 0 < value < _DAYS else value


def _tall(sheet: CalamineSheet) -> Tall:
    """The cells that were merged with those below; `iter_rows` begins with the first row, but not with column A."""
    left = (sheet.start or (0, 0))[1]
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (top, column), (bottom, _) in sheet.merged_cell_ranges or ():
        if bottom > top and column >= left:
            found[top].append((column - left, bottom))
    return found


def spread(rows: Iterable[list[str]], tall: Tall) -> Iterator[list[str]]:
    """The rows, with what a cell of several rows says in each of them that says something else besides.

    A text stays where it is, as it would be another message; so no cell is spread above the header of the texts.

    >>> list(spread([["号码", "内容"], ["1", "a"], ["", "b"], ["", ""]], {1: [(0, 3)]}))
    [['号码', '内容'], ['1', 'a'], ['1', 'b'], ['', '']]
    """
    held: dict[int, tuple[int, str]] = {}
    texts: set[int] = set()
    for at, row in enumerate(rows):
        texts = texts or _of(row, _TEXTS)
        own = any(row)
        for column, bottom in tall.get(at, ()):
            if texts and column not in texts and column < len(row):
                held[column] = (bottom, row[column])
        for column, (bottom, value) in held.items():
            if own and at <= bottom:
                row[column] = row[column] or value
        yield row


def _of(row: list[str], names: tuple[str, ...]) -> set[int]:
    """The columns whose names end so, if the row is a header rather than a title."""
    named = {column for column, each in enumerate(row) if each.strip().casefold().endswith(names)}
    return named if sum(map(bool, row)) > 1 else set()


def _write(stream: TextIO, rows: Iterator[list[str]]) -> None:
    """Writes the rows, if there are any, below a line that says what stands between their fields."""
    if first := next(rows, None):
        stream.write("sep=,\n")
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(chain([first], rows))


def cell(value: object) -> str:
    r"""A cell as text: numbers as they were typed, line ends and controls without Excel's escapes.

    A number of more digits than a spreadsheet keeps is written as what it kept, rather than with others in their place.

    >>> cell(13800138000.0), cell("a_x000D_b"), cell(datetime.datetime(2020, 9, 13, 20, 26))
    ('13800138000', 'a\rb', '2020-09-13 20:26:00')
    """
    if isinstance(value, str):
        return (
            _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)
            .encode("utf-16", "surrogatepass")
            .decode("utf-16", "replace")
        )
    if isinstance(value, float) and value.is_integer():
        return str(int(value)) if abs(value) < _KEPT else f"{value:.14E}"
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ")
    return str(value)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
