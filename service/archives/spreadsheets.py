"""Reads XLSX, XLS and ODS: every sheet with a column of texts, as the same table in CSV would be read."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from service.archives import delimited
from service.archives.source import Options, Source
from service.archives.zips import is_office
from service.confined import run
from service.errors import ArchiveError, NoColumnError, NotAnArchiveError
from service.messages import Kind, Message, Place, Skipped

NAME = "XLSX, XLS or ODS"

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_PROGRAM = Path(__file__).with_name("worksheets.py")
_COVER = re.compile(r"说明|封面|目录|须知|声明|简介|关于|read ?me|cover|about", re.IGNORECASE)
"""What a sheet is called that tells of the others."""

_TOLD = "by its name and its columns a cover, not messages, beside a sheet of messages"
_FAILED = "is no workbook that can be read ({}); save it as CSV (UTF-8) and give that"


def recognises(head: bytes) -> bool:
    """Whether it is of an Office program; which one, the workbook shows."""
    return head.startswith(OLD_OFFICE) or is_office(head)


def read(source: Source, options: Options) -> Iterator[Message | Skipped]:
    """Every row of every sheet that shows which column holds the texts; other sheets are Skipped.

    Raises NotAnArchiveError if no sheet does, or if it is some other file of Office, and NoColumnError if no sheet has
    the columns that were asked for.
    """
    with source.local() as path, TemporaryDirectory(prefix="jingxin-") as folder:
        sheets = _sheets(source, path, Path(folder))
        refused: list[Skipped] = []
        lacking: NoColumnError | None = None
        found = False
        covers = _covers(sheets, options)
        for sheet in sheets:
            if sheet in covers:
                refused.append(Skipped(Place(sheet.name, 0), _TOLD, Kind.FOREIGN))
                continue
            try:
                for record in delimited.read(sheet, options):
                    found = True
                    yield record
            except (NotAnArchiveError, NoColumnError) as error:
                why = str(error).removeprefix(f"{sheet.name} ").removeprefix("is ")
                refused.append(Skipped(Place(sheet.name, 0), why, Kind.FOREIGN))
                lacking = lacking or (error if isinstance(error, NoColumnError) else None)
        source.position = source.size
        if not found and lacking:
            raise lacking
        if not found:
            why = f"no sheet with messages: {refused[0].why}" if refused else "nothing in its sheets"
            raise NotAnArchiveError(f"{source.name} has {why}")
        yield from refused


def _covers(sheets: list[Source], options: Options) -> list[Source]:
    """The sheets called as covers are, with texts alone, beside one of messages with numbers or times.

    Where columns were asked for, none is passed over.
    """
    named = [sheet for sheet in sheets if _COVER.search(sheet.name.rpartition("!")[2])]
    if not named or options.columns:
        return []
    if not any(delimited.holds_messages(sheet, options) for sheet in sheets if sheet not in named):
        return []
    return [sheet for sheet in named if delimited.fields(sheet, options) == {"text"}]


def _sheets(source: Source, path: Path, folder: Path) -> list[Source]:
    """The sheets that are not empty, each as a CSV file."""
    if problem := run(_PROGRAM, path, folder):
        raise ArchiveError(f"{source.name} {_FAILED.format(problem)}")
    names: list[str] = json.loads((folder / "names.json").read_text(encoding="utf-8"))
    files = [Source(folder / f"{number}.csv") for number in range(len(names))]
    for file, name in zip(files, names, strict=True):
        file.name = f"{source.name}!{name}"
    return [file for file in files if file.size]
