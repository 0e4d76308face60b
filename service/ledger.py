"""The messages of evidence as rows, each chained to the one before it, so that a changed or missing row shows.

A row's digest is the SHA-256 of its fields, `previous` among them, as JSON with sorted keys and no white space;
`previous` is the digest of the row before, for the first row the digest of the sources. messages.jsonl holds the rows
exactly. messages.csv holds the columns below; where a cell would run as a formula in a spreadsheet it has an apostrophe
in front and its column is named under `disarmed`, so that the exact text can be had back.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from service.duplicates import number_key
from service.evidence import Evidence, Exhibit, SourceFile
from service.groups import Group
from service.patterns import ARCHIVE_TAGS
from service.scan import Finding
from service.tables import FORMULA, disarmed, plain, row

COLUMNS = (
    *("number", "time", "sent", "direction", "sender", "name", "signature", "text", "label", "category", "score"),
    *(
        "tags",
        "reason",
        "campaign",
        "model",
        "source",
        "record",
        "text_sha256",
        "previous",
        "digest",
        "remark",
        "disarmed",
    ),
)

BOM = b"\xef\xbb\xbf"

SENDERS = (
    *("kind", "name", "count", "reminders", "besides", "first", "last", "days", "busiest_day", "on_busiest_day"),
    *ARCHIVE_TAGS,
    *("others", "other_names", "contact"),
    *(f"hour_{hour:02d}" for hour in range(24)),
)

Row = dict[str, Any]


def rows(evidence: Evidence) -> Iterator[Row]:
    """Every exhibit as a row, in order, each with the digest of the one before and its own."""
    previous = origin(evidence.sources)
    for exhibit in evidence.exhibits:
        fields = _fields(exhibit, evidence) | {"previous": previous}
        previous = digest_of(fields)
        yield fields | {"digest": previous}


def origin(sources: Iterable[SourceFile]) -> str:
    """What the first row is chained to: the digest of the digests of all sources."""
    return digest_of({"sources": [source.sha256 for source in sources]})


def digest_of(fields: Mapping[str, Any]) -> str:
    """The SHA-256 of fields but `digest`, as JSON with sorted keys and no white space."""
    given = {name: value for name, value in fields.items() if name != "digest"}
    return hashlib.sha256(json.dumps(given, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def as_jsonl(rows: Iterable[Row]) -> bytes:
    """The rows as JSON lines."""
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in rows).encode()


def as_csv(rows: Iterable[Row]) -> bytes:
    """The rows as CSV that spreadsheets open, with a byte order mark."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    writer.writerows(cells(each) for each in rows)
    return BOM + stream.getvalue().encode()


def senders_csv(evidence: Evidence) -> bytes:
    """One row for each signature and each sender: counts, days, hours and the other names; empty what is not known."""
    found: list[list[object]] = []
    for kind, group in _groups(evidence):
        counts = (
            group.count,
            group.reminders,
            group.besides,
            group.first or "",
            group.last or "",
            len(group.days) or "",
        )
        tags = map(group.tagged, ARCHIVE_TAGS)
        others = (len(group.others), " ".join(group.others))
        contact = evidence.contacts.get(number_key(group.name), "") if kind == "sender" else ""
        hours = group.hours if any(group.hours) else [""] * len(group.hours)
        found.append([kind, group.name, *counts, *(group.busiest or ("", "")), *tags, *others, contact, *hours])
    return _table(SENDERS, found)


def days_csv(evidence: Evidence) -> bytes:
    """One row for each day on which a signature or a sender sent harmful messages."""
    return _table(
        ("kind", "name", "day", "count"),
        ([kind, group.name, day, count] for kind, group in _groups(evidence) for day, count in group.days.items()),
    )


def _groups(evidence: Evidence) -> Iterator[tuple[str, Group]]:
    yield from (("signature", group) for group in evidence.patterns.signatures)
    yield from (("sender", group) for group in evidence.patterns.senders)


def _table(head: Sequence[str], lines: Iterable[Sequence[object]]) -> bytes:
    """Lines as CSV, formulas disarmed."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(head)
    writer.writerows([disarmed(plain(value)) for value in line] for line in lines)
    return BOM + stream.getvalue().encode()


def cells(fields: Row) -> Sequence[str]:
    """A row's cells in the order of the columns, formulas disarmed."""
    values = {column: plain(fields.get(column)) for column in COLUMNS[:-1]}
    formulas = [column for column, value in values.items() if value.startswith(FORMULA)]
    return [*map(disarmed, values.values()), " ".join(formulas)]


def _fields(exhibit: Exhibit, evidence: Evidence) -> Row:
    found = row(Finding(exhibit.message, exhibit.judgement), evidence.making.model)
    text = exhibit.message.text.encode()
    return {
        "number": exhibit.number,
        **found,
        "tags": list(exhibit.tags),
        "signature": exhibit.signature,
        "campaign": exhibit.campaign,
        "masked": evidence.masked,
        # the digest of what a mask hides would give it away: there are only so many telephone numbers
        "text_sha256": None if evidence.masked else hashlib.sha256(text).hexdigest(),
    }
