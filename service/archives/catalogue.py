"""The readers of files that hold messages themselves, and how the right one is found."""

from collections.abc import Iterable

from service.archives import (
    chats,
    databases,
    delimited,
    gammu,
    go_sms_pro,
    google_voice,
    iphone_backups,
    keyed,
    labelled,
    mails,
    miui,
    nokia,
    parquet,
    queried,
    sms_backup_restore,
    spreadsheets,
    titanium,
    transcripts,
    vmg,
    web_tables,
    windows_phone,
)
from service.archives.foreign import LOCKED, refusal
from service.archives.source import Reader, Source
from service.errors import LockedError, NotAnArchiveError

PLAIN: tuple[Reader, ...] = (
    *(databases, iphone_backups, spreadsheets, web_tables, parquet, miui),
    *(sms_backup_restore, go_sms_pro, titanium, windows_phone, google_voice),
    *(vmg, gammu, transcripts, chats, queried, mails, nokia, keyed, labelled, delimited),
)
"""No two of them recognise the same file, so that their order is of no account."""


def told(source: Source, head: bytes, readers: Iterable[Reader]) -> Reader:
    """The one of the readers that recognises the file by its head. Raises NotAnArchiveError if none does.

    That is a LockedError where it is known to be encrypted.
    """
    for reader in readers:
        if reader.recognises(head):
            return reader
    what = refusal(head, source.name) or "a file of no known format; export the messages as CSV, JSON or XML"
    raise (LockedError if what in LOCKED else NotAnArchiveError)(f"{source.name} is {what}")
