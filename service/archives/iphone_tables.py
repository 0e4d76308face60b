"""Reads the tables of the iPhone's sms.db and the Mac's chat.db."""

from collections.abc import Iterator

from service.archives.attributed import body_of
from service.archives.connection import Database, Row, string
from service.archives.records import Given
from service.archives.subjects import with_subject

_COLUMNS = (
    *("text", "attributedBody", "date", "is_from_me", "handle_id"),
    *("item_type", "associated_message_type", "subject"),
)
_EPOCH = 978_307_200
"""2001-01-01 UTC, from which Apple counts, in seconds since 1970."""

_NANOSECONDS = 10**11
"""Above this a date counts nanoseconds, below it seconds, as it did before iOS 11."""


def fits(database: Database) -> bool:
    """Whether the database has Apple's tables; those of chats may be missing."""
    return database.has("message", "date", "is_from_me") and database.has("handle", "id")


def records(database: Database) -> Iterator[Given | str]:
    """Every message of every service, filtered senders included."""
    handles = {string(row["rowid"]): string(row["id"]) for row in database.rows("handle", "rowid", "id")}
    for row in database.rows("message", *_COLUMNS):
        yield _skipped(row) or _message(row, handles)


def _skipped(row: Row) -> str | None:
    kind = row["associated_message_type"]
    if isinstance(kind, int) and 2000 <= kind < 4000:
        return "a tapback (a reaction to a message), not a message"
    if row["item_type"] not in (None, 0):
        return "an event in a group, not a message"
    return None


def _message(row: Row, handles: dict[str, str]) -> Given:
    text, remark = string(row["text"]), None
    if not text and isinstance(row["attributedBody"], bytes):
        text, remark = body_of(row["attributedBody"])
    return Given(
        text=with_subject(string(row["subject"]), text.replace("\ufffc", "")),  # which stands for an attachment
        senders=(handles.get(string(row["handle_id"])),),
        times=(_since_1970(row["date"]),),
        from_me=(string(row["is_from_me"]),),
        remark=remark,
    )


def _since_1970(date: object) -> str:
    """A date of Apple's as one that `moment` understands; empty where it is not known.

    >>> _since_1970(588813210539788032), _since_1970(469908586), _since_1970(0)
    ('1567120410539788', '1448215786', '')
    """
    if not isinstance(date, int | float) or not 0 < date < 2**63:
        return ""
    return str(int(date) + _EPOCH if date < _NANOSECONDS else int(date) // 1000 + _EPOCH * 10**6)
