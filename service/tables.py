"""Writes findings as a table: CSV, JSON lines or Parquet; one row for every message.

JSON lines hold everything exactly as sent. In CSV a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage
return (or a full-width form of these signs) gets an apostrophe in front: a spreadsheet would run it as a formula, and
the text of a message is written by somebody else. That holds for numbers such as `+86138…` too; whoever needs the exact
text takes JSON lines, or Parquet, which has the columns of the CSV.
"""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, TextIO

from service.columns import Columns
from service.errors import InputError, ServiceError, StoppedError
from service.scan import Finding, Scan
from service.schemas import as_fields

COLUMNS = (
    *("source", "record", "time", "sent", "direction", "sender", "name", "text"),
    *("label", "category", "verdict", "score", "tags", "reason", "model"),
)

JUDGED = (
    *("label", "category", "verdict", "score", "probabilities", "tags"),
    *("reasons", "reason", "disguises", "model"),
)
"""The fields of a judgement, as HTTP and the command line give them."""

FORMULA = tuple("=+-@\t\r＝＋－＠")
"""What a cell begins with that a spreadsheet takes for a formula (OWASP, CSV Injection)."""

Write = Callable[[Mapping[str, Any]], object]


def write(scan: Scan, path: Path, model: str) -> int:
    """Scans to the end, writes one row for every message into `path`, and returns how many there were.

    The ending of the path, .csv, .jsonl or .parquet, says which format; `model` is the version that judges. Only whole
    rows are written, so that whatever ends the run early leaves a valid file; Ctrl-C raises StoppedError, which says
    how far it came. Raises InputError for another ending, for Parquet without its package, or rather than overwrite
    what is scanned, and ServiceError if the path cannot be written.
    """
    opened = _opener(path)
    if path.exists() and any(path.samefile(each) for each in scan.paths):
        raise InputError(f"{path} is what is scanned; write to another file")
    count = 0
    try:
        with opened(path) as write_row:
            for found in scan:
                if isinstance(found, Finding):
                    write_row(row(found, model))
                    count += 1
    except KeyboardInterrupt:
        raise StoppedError(f"stopped; {path} holds the first {count:,} messages, in whole rows") from None
    except OSError as error:
        raise ServiceError(f"{path} cannot be written ({error.strerror or error}); {count:,} messages were") from None
    return count


def _opener(path: Path) -> Callable[[Path], AbstractContextManager[Write]]:
    """What opens a file of the format that the path ends with. Raises InputError for another ending."""
    openers = {".csv": _csv, ".jsonl": _jsonl, ".parquet": _parquet}
    if path.suffix.lower() not in openers:
        raise InputError(
            f"{path} ends with neither {' nor '.join(openers)}; name the file so that it says what to write"
        )
    return openers[path.suffix.lower()]


def row(found: Finding, model: str) -> dict[str, Any]:
    """A finding as plain fields, the same for every message; those of the judgement are None where there is none."""
    message = found.message
    fields = {
        "source": message.place.source,
        "record": message.place.record,
        "time": message.time.isoformat() if message.time else None,
        "sent": message.sent.isoformat() if message.sent else None,
        "direction": message.direction.value,
        "sender": message.sender,
        "name": message.name,
        "text": message.text,
        "zone_assumed": message.zone_assumed,
        "remark": message.remark,
    }
    if found.judgement is None:
        return fields | dict.fromkeys(JUDGED)
    return fields | as_fields(found.judgement, model)


@contextmanager
def _jsonl(path: Path) -> Iterator[Write]:
    with _text(path, "utf-8") as stream:
        yield lambda fields: stream.write(json.dumps(fields, ensure_ascii=False) + "\n")


@contextmanager
def _csv(path: Path) -> Iterator[Write]:
    with _text(path, "utf-8-sig") as stream:  # Excel takes a CSV without byte order mark for GBK
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        yield lambda fields: writer.writerow([_cell(fields[column]) for column in COLUMNS])


@contextmanager
def _parquet(path: Path) -> Iterator[Write]:
    with Columns(path, COLUMNS) as columns:
        yield columns.add


def _text(path: Path, encoding: str) -> TextIO:
    return path.open("w", encoding=encoding, errors="backslashreplace", newline="")


def _cell(value: object) -> object:
    """A value as a cell: lists joined by blanks, text that looks like a formula disarmed."""
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "'" + value if isinstance(value, str) and value.startswith(FORMULA) else value
