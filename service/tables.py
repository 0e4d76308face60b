"""Writes findings as a table: CSV for spreadsheets, JSON lines for programs; one row for every message.

JSON lines hold everything exactly as sent. In CSV a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage
return (or a full-width form of these signs) gets an apostrophe in front: a spreadsheet would run it as a formula, and
the text of a message is written by somebody else. That holds for numbers such as `+86138…` too; whoever needs the exact
text takes JSON lines.
"""

import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TextIO

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

ENCODINGS = {".csv": "utf-8-sig", ".jsonl": "utf-8"}
"""Excel takes a CSV without byte order mark for GBK."""

FORMULA = tuple("=+-@\t\r＝＋－＠")
"""What a cell begins with that a spreadsheet takes for a formula (OWASP, CSV Injection)."""

Write = Callable[[Mapping[str, Any]], object]


def write(scan: Scan, path: Path, model: str) -> int:
    """Scans to the end, writes one row for every message into `path`, and returns how many there were.

    The ending of the path, .csv or .jsonl, says which format; `model` is the version that judges. Only whole rows are
    written, so that whatever ends the run early leaves a valid file; Ctrl-C raises StoppedError, which says how far it
    came. Raises InputError for another ending, or rather than overwrite what is scanned, and ServiceError if the path
    cannot be written.
    """
    writer = writer_for(path)
    if path.exists() and any(path.samefile(each) for each in scan.paths):
        raise InputError(f"{path} is what is scanned; write to another file")
    count = 0
    try:
        with path.open("w", encoding=ENCODINGS[path.suffix.lower()], errors="backslashreplace", newline="") as stream:
            write_row = writer(stream)
            for found in scan:
                if isinstance(found, Finding):
                    write_row(row(found, model))
                    count += 1
    except KeyboardInterrupt:
        raise StoppedError(f"stopped; {path} holds the first {count:,} messages, in whole rows") from None
    except OSError as error:
        raise ServiceError(f"{path} cannot be written ({error.strerror}); {count:,} messages were") from None
    return count


def writer_for(path: Path) -> Callable[[TextIO], Write]:
    """What writes rows in the format that the path ends with. Raises InputError for another ending."""
    writers = {".csv": _csv, ".jsonl": _jsonl}
    if path.suffix.lower() not in writers:
        raise InputError(f"{path} ends with neither .csv nor .jsonl; name the file so that it says what to write")
    return writers[path.suffix.lower()]


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


def _jsonl(stream: TextIO) -> Write:
    return lambda fields: stream.write(json.dumps(fields, ensure_ascii=False) + "\n")


def _csv(stream: TextIO) -> Write:
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    return lambda fields: writer.writerow([_cell(fields[column]) for column in COLUMNS])


def _cell(value: object) -> object:
    """A value as a cell: lists joined by blanks, text that looks like a formula disarmed."""
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "'" + value if isinstance(value, str) and value.startswith(FORMULA) else value
