"""Reads SQLite databases: Android's mmssms.db, the iPhone's sms.db, Huawei's sms_tb, SmsForwarder's and others."""

import re
from collections.abc import Iterator
from typing import Protocol

from service.archives import android_tables, iphone_tables, vendor_tables
from service.archives.connection import MAGIC, Database, opened
from service.archives.foreign import CHATS
from service.archives.records import Given, message_of
from service.archives.source import Options, Source
from service.errors import ArchiveError, NotAnArchiveError
from service.messages import Message, Place, Skipped

NAME = "SQLite database"


class Tables(Protocol):
    """What a module that knows the tables of some program offers."""

    def fits(self, database: Database) -> bool:
        """Whether the database has those tables."""

    def records(self, database: Database) -> Iterator[Given | str]:
        """Every row as a message, or why it is none."""


_KINDS: tuple[Tables, ...] = (iphone_tables, android_tables, vendor_tables)
_EXPORT = "export the messages with the app SMS Backup & Restore, as XML, and give that file"
_WECHAT = f"a database of WeChat, which is not read; {CHATS}"
_CHAT = re.compile(r"(?:chat|msg)_[0-9a-f]{32}")
"""The table of a conversation, as WeChat has one for each in newer versions and on the iPhone."""

_OTHERS = {
    "parts": f"a database of Google Messages, which is not read; {_EXPORT}",
    "logs": f"a log database of Samsung, which holds only the beginning of each message; {_EXPORT}",
    "calls": "a call log, not messages; give the database with the messages",
    "raw_contacts": "a database of contacts, not messages; give the database with the messages",
    "abperson": "a database of contacts, not messages; give sms.db",
}


def recognises(head: bytes) -> bool:
    """Whether it is an SQLite database."""
    return head.startswith(MAGIC)


def read(source: Source, options: Options) -> Iterator[Message | Skipped]:
    """Every row of the tables that hold messages; of a damaged one, what can be read, and what is wrong."""
    try:
        with opened(source) as database:
            number = 0
            for number, found in enumerate(_records(database), 1):
                place = Place(source.name, number)
                yield Skipped(place, found) if isinstance(found, str) else message_of(found, place, options.timezone)
            source.position = source.size
            yield from (Skipped(Place(source.name, 0), problem) for problem in database.problems)
    except NotAnArchiveError as error:
        raise NotAnArchiveError(f"{source.name} is {error}") from None
    except ArchiveError as error:
        raise ArchiveError(f"{source.name} {error}") from None


def _records(database: Database) -> Iterator[Given | str]:
    for kind in _KINDS:
        if kind.fits(database):
            return kind.records(database)
    if _is_wechat(database):
        raise NotAnArchiveError(_WECHAT)
    tables = [name.casefold() for name in database.tables]
    known = next((sentence for name, sentence in _OTHERS.items() if name in tables), None)
    shown = ", ".join(database.tables)[:100] or "none"
    raise NotAnArchiveError(known or f"an SQLite database without messages (its tables: {shown}); {_EXPORT}")


def _is_wechat(database: Database) -> bool:
    if database.has("message", "talker", "content") or database.has("MSG", "strtalker"):
        return True
    return any(_CHAT.fullmatch(name.casefold()) for name in database.tables)
