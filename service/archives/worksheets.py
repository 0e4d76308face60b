"""Turns a workbook into one CSV file a sheet; a program of its own, as a hostile workbook can end its process.

A cell in the last row and column makes calamine 0.9 ask for 500 GB and abort, which no `except` can catch.
Cells formatted as dates come as dates, also where a workbook counts days from 1904; as calamine does not tell which
ones do, `times` takes bare numbers for days since 1900.
"""

import csv
import datetime
import json
import re
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TextIO

from python_calamine import CalamineError, CalamineWorkbook

from service.confined import REFUSED, confine

_KEPT = 10**15
"""Excel keeps fifteen digits of a number."""

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def main(workbook: str, folder: str) -> int:
    """Writes `0.csv`, `1.csv` … and their sheets' names as `names.json`; returns REFUSED if it is no workbook."""
    confine()
    try:
        book = CalamineWorkbook.from_path(workbook)
        for number, name in enumerate(book.sheet_names):
            with (Path(folder) / f"{number}.csv").open("w", encoding="utf-8", newline="") as stream:
                rows = ([cell(value) for value in row] for row in book.get_sheet_by_name(name).iter_rows())
                _write(stream, (row for row in rows if any(row)))
    except (CalamineError, OSError, ValueError) as error:
        sys.stderr.write(str(error))
        return REFUSED
    (Path(folder) / "names.json").write_text(json.dumps(book.sheet_names), encoding="utf-8")
    return 0


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
