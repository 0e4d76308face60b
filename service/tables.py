"""Writes findings as a table: CSV, JSON lines or Parquet; one row for every message.

JSON lines hold everything exactly as sent. In CSV a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage
return (or a full-width form of these signs) gets an apostrophe in front: a spreadsheet would run it as a formula, and
the text of a message is written by somebody else. That holds for numbers such as `+86138…` too; whoever needs the exact
text takes JSON lines, or Parquet, which has the columns of the CSV.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from model.judging import Judgement
from service.clock import known
from service.columns import Columns
from service.duplicates import SENDERS
from service.errors import InputError, ServiceError, StoppedError
from service.messages import Message, Sheet
from service.scan import Finding, Scan
from service.schemas import as_fields

COLUMNS = (
    *("source", "record", "time", "sent", "direction", "sender", "name", "text"),
    *("label", "category", "verdict", "score", "tags", "reason", "model"),
    "remark",
)

JUDGED = (
    *("label", "category", "verdict", "score", "probabilities", "tags"),
    *("reasons", "reason", "disguises", "model"),
)
"""The fields of a judgement, as HTTP and the command line give them."""

OWN = COLUMNS[COLUMNS.index("label") : -1]
"""The columns of a judgement; all others are the message's own."""

FORMULA = tuple("=+-@\t\r＝＋－＠")
"""What a cell begins with that a spreadsheet takes for a formula (OWASP, CSV Injection)."""

_QUOTED = re.compile('[",\r\n]')


def write(scan: Scan, path: Path, model: str) -> int:
    """Scans to the end, writes one row for every message into `path`, and returns how many there were.

    The ending of the path, .csv, .jsonl or .parquet, says which format; `model` is the version that judges. Only whole
    rows are written, so that whatever ends the run early leaves a valid file; Ctrl-C raises StoppedError, which says
    how far it came. Raises InputError for another ending, for Parquet without its package, or rather than overwrite
    what is scanned, and ServiceError if the path cannot be written.
    """
    form = form_of(path)
    refuse_overwriting(path, scan.paths)
    count = 0
    try:
        with form.opened(path) as put:
            for found in scan:
                if isinstance(found, Finding):
                    message = found.message
                    put(encoded(form.line(message, form.cell(message.text), form.judged(found.judgement, model))))
                    count += 1
    except KeyboardInterrupt:
        raise StoppedError(f"stopped; {path} holds the first {count:,} messages, in whole rows") from None
    except OSError as error:
        raise ServiceError(f"{path} cannot be written ({error.strerror or error}); {count:,} messages were") from None
    return count


def refuse_overwriting(path: Path, scanned: Iterable[Path]) -> None:
    """Raises InputError if the file to write is one that is scanned."""
    if path.exists() and any(path.samefile(each) for each in scanned):
        raise InputError(f"{path} is what is scanned; write to another file")


def row(found: Finding, model: str) -> dict[str, Any]:
    """A finding as plain fields, the same for every message; those of the judgement are None where there is none."""
    if found.judgement is None:
        return _fields(found.message) | dict.fromkeys(JUDGED)
    return _fields(found.message) | as_fields(found.judgement, model)


def _fields(message: Message) -> dict[str, Any]:
    return _before_text(message) | {"text": message.text} | _after_text(message)


def _before_text(message: Message) -> dict[str, Any]:
    return {
        "source": message.place.source,
        "record": message.place.record,
        "time": _written(message, message.time) or None,
        "sent": _written(message, message.sent) or None,
        "direction": message.direction.value,
        "sender": message.sender,
        "name": message.name,
    }


def _written(message: Message, moment: datetime | None) -> str:
    """A time of a message, the day alone where no more is known; empty for none."""
    return known(moment, zone_assumed=message.zone_assumed).isoformat() if moment else ""


def _after_text(message: Message) -> dict[str, Any]:
    return {"zone_assumed": message.zone_assumed, "remark": message.remark}


Put = Callable[[bytes], object]


class Form(Protocol):
    """A format of tables: how a file is opened, and the lines of messages, which it is given encoded.

    What a text and its judgement add to a line is made apart, so that it need not be made again for a text that comes
    again.
    """

    native: str
    """The function of the library that makes the same lines."""

    def opened(self, path: Path) -> AbstractContextManager[Put]:
        """A file to write, which holds whole rows however that ends."""

    def cell(self, text: str) -> str:
        """A text as it stands in a line."""

    def judged(self, judgement: Judgement | None, model: str) -> str:
        """The part of a line that a judgement gives."""

    def line(self, message: Message, cell: str, judged: str) -> str:
        """The line of a message."""

    def lines(self, sheet: Sheet, judged: Iterable[str]) -> str:
        """The lines of messages by columns."""


class JsonLines:
    """One JSON object a line."""

    native = "json_lines"

    def opened(self, path: Path) -> AbstractContextManager[Put]:
        """A file without a header."""
        return _file(path, b"")

    def judged(self, judgement: Judgement | None, model: str) -> str:
        """The last fields of the object."""
        fields = as_fields(judgement, model) if judgement else dict.fromkeys(JUDGED)
        return json.dumps(fields, ensure_ascii=False)[1:]

    def cell(self, text: str) -> str:
        """A string of JSON."""
        return json.dumps(text, ensure_ascii=False)

    def line(self, message: Message, cell: str, judged: str) -> str:
        """The whole object."""
        before = json.dumps(_before_text(message), ensure_ascii=False)[1:-1]
        after = json.dumps(_after_text(message), ensure_ascii=False)[1:-1]
        return f'{{{before}, "text": {cell}, {after}, {judged}\n'

    def lines(self, sheet: Sheet, judged: Iterable[str]) -> str:
        """One object after another."""
        return "".join(map(self.line, sheet.messages(), map(self.cell, sheet.texts), judged))


class Csv:
    """A table as spreadsheets read it."""

    native = "csv_lines"

    def opened(self, path: Path) -> AbstractContextManager[Put]:
        """A file with a header; Excel takes a CSV without byte order mark for GBK."""
        return _file(path, f"{','.join(COLUMNS)}\r\n".encode("utf-8-sig"))

    def judged(self, judgement: Judgement | None, model: str) -> str:
        """The last cells of the row."""
        fields = as_fields(judgement, model) if judgement else dict.fromkeys(JUDGED)
        return ",".join([quoted(plain(fields[column])) for column in OWN])

    def cell(self, text: str) -> str:
        """The text, quoted if need be."""
        return quoted(text)

    def line(self, message: Message, cell: str, judged: str) -> str:
        """The whole row."""
        time, sent, place = _written(message, message.time), _written(message, message.sent), message.place
        told = f"{_quoted_again(place.source)},{place.record},{time},{sent},{message.direction.value}"
        people = f"{_quoted_again(message.sender)},{_quoted_again(message.name)}"
        return f"{told},{people},{cell},{judged},{quoted(message.remark)}\r\n"

    def lines(self, sheet: Sheet, judged: Iterable[str]) -> str:
        """One row after another, in half the time that `line` takes for each."""
        source = quoted(sheet.first.source)
        times = [time.isoformat() for time in sheet.times]
        sents = [sent.isoformat() if sent else "" for sent in sheet.sents]
        people = map(_quoted_again, sheet.senders), map(_quoted_again, sheet.names)
        records = range(sheet.first.record, sheet.first.record + len(sheet))
        columns = records, times, sents, sheet.directions, *people, map(quoted, sheet.texts), judged
        return "".join(
            [
                f"{source},{record},{time},{sent},{direction},{sender},{name},{text},{told},\r\n"
                for record, time, sent, direction, sender, name, text, told in zip(*columns, strict=True)
            ]
        )


class Parquet(JsonLines):
    """Typed columns; on the way to them a message is a line of JSON."""

    @contextmanager
    def opened(self, path: Path) -> Iterator[Put]:
        """A Parquet file. Raises InputError if the package for it is missing."""
        with Columns(path, COLUMNS) as columns:

            def put(lines: bytes) -> None:
                for line in lines.splitlines():
                    columns.add(json.loads(line))

            yield put


FORMS: Mapping[str, type[Form]] = {".csv": Csv, ".jsonl": JsonLines, ".parquet": Parquet}


def form_of(path: Path) -> Form:
    """The format that a path ends with. Raises InputError for another ending."""
    if path.suffix.lower() not in FORMS:
        raise InputError(f"{path} ends with neither {' nor '.join(FORMS)}; name the file so that it says what to write")
    return FORMS[path.suffix.lower()]()


@contextmanager
def _file(path: Path, header: bytes) -> Iterator[Put]:
    """A file that ends with the last whole row where Ctrl-C came in the midst of one."""
    whole = 0
    with path.open("wb") as stream:

        def put(lines: bytes) -> None:
            nonlocal whole
            stream.write(lines)
            whole += len(lines)

        put(header)
        try:
            yield put
        except KeyboardInterrupt:
            stream.truncate(whole)
            raise


def encoded(lines: str) -> bytes:
    r"""Lines as bytes; half a surrogate pair, which has no UTF-8, as `\udxxx`, in JSON the escape it came from."""
    return lines.encode("utf-8", "backslashreplace")


def disarmed(value: str) -> str:
    """A cell that no spreadsheet runs."""
    return "'" + value if value.startswith(FORMULA) else value


def quoted(value: str | None) -> str:
    r"""A value as a cell: disarmed if it looks like a formula, and in quotes where it must be.

    >>> quoted("=1, 2")
    '"\'=1, 2"'
    """
    if not value:
        return ""
    value = disarmed(value)
    return '"' + value.replace('"', '""') + '"' if _QUOTED.search(value) else value


_quoted_again = lru_cache(SENDERS)(quoted)
"""For what comes again and again: sources, senders and names."""


def plain(value: object) -> str:
    """A value as text: lists joined by blanks, nothing for None."""
    return " ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
