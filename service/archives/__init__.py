"""Reads archives of messages: `read_archive` finds the reader that knows a file, and everything else follows from it.

A reader is one module with a `NAME`, `recognises(head)` and `read(source, options)`; adding a format is adding its
module to READERS and a sample to tests/archives.
"""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from service.archives import delimited, keyed, sms_backup_restore
from service.archives.foreign import refusal
from service.archives.source import Options, Reader, Source
from service.errors import NotAnArchiveError
from service.messages import Message, Skipped

READERS: tuple[Reader, ...] = (sms_backup_restore, keyed, delimited)


def read_archive(source: Source | Path | str, options: Options | None = None) -> Iterator[Message | Skipped]:
    """Every record of the file as a Message or a Skipped, in order and lazily.

    Raises NotAnArchiveError, naming what the file is and what to do, ArchiveError if it cannot be read, and InputError
    if the path or an option is wrong; all of them at once, before the first record is asked for.
    """
    source = source if isinstance(source, Source) else Source(Path(source))
    records = reader_of(source).read(source, options or Options())
    first = next(records, None)
    return iter(()) if first is None else chain([first], records)


def reader_of(source: Source) -> Reader:
    """The reader that recognises the file. Raises NotAnArchiveError if none does."""
    head = source.head()
    for reader in READERS:
        if reader.recognises(head):
            return reader
    what = refusal(head) or "a file of no known format; export the messages as CSV, JSON or XML"
    raise NotAnArchiveError(f"{source.name} is {what}")
