"""Reads archives of messages: `read_archive` finds the reader that knows a file, and everything else follows from it.

A reader is one module with a `NAME`, `recognises(head)` and `read(source, options)`; adding a format is adding its
module to the catalogue, what makes it to the formats, and a sample to tests/archives.
"""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from service.archives import containers
from service.archives.catalogue import PLAIN, told
from service.archives.source import Options, Reader, Source
from service.messages import Message, Skipped

READERS: tuple[Reader, ...] = (containers, *PLAIN)


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
    return told(source, source.head(), READERS)
