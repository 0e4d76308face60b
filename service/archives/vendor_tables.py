"""Reads the tables of SmsForwarder, and of the dumps that Chinese tools for logical extraction write."""

from collections.abc import Iterator

from service.archives.connection import Database, Row, string
from service.archives.records import Given

_EXTRACTED = ("phoneNumber", "name", "time", "shortType", "body", "theme")
_FORWARDED = ("type", "from", "content", "time", "sim_info", "call_type")
_KINDS = {"call": "a call, not a message", "app": "a notification of an app, not a message"}


def fits(database: Database) -> bool:
    """Whether the database has the tables of either."""
    return _is_extracted(database) or database.has("Msg", "from", "content")


def _is_extracted(database: Database) -> bool:
    return database.has("SMS", "phonenumber", "body")


def records(database: Database) -> Iterator[Given | str]:
    """Every message."""
    if _is_extracted(database):
        yield from map(_extracted, database.rows("SMS", *_EXTRACTED))
    else:
        yield from map(_forwarded, database.rows("Msg", *_FORWARDED))


def _extracted(row: Row) -> Given:
    return Given(
        text=string(row["body"]).rstrip("\0") or string(row["theme"]),
        senders=(string(row["phoneNumber"]),),
        names=(string(row["name"]),),
        times=(string(row["time"]),),
        directions=(string(row["shortType"]),),
    )


def _forwarded(row: Row) -> Given | str:
    """What the phone received and passed on; it passes on nothing that was sent."""
    kind = string(row["type"])
    if kind not in ("", "sms"):
        return _KINDS.get(kind, f"of the kind {kind[:20]!r}, not a message")
    return Given(
        text=string(row["content"]), senders=(string(row["from"]),), times=(string(row["time"]),), directions=("1",)
    )
