"""A file to read, how it is to be read, and what a reader is."""

import codecs
import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import TYPE_CHECKING, BinaryIO, Protocol, Self, cast
from zoneinfo import ZoneInfo

from service.errors import (
    ArchiveError,
    InputError,
    LackingError,
    LockedError,
    NoColumnError,
    NotAnArchiveError,
    ServiceError,
)
from service.messages import Kind, Message, Place, Skipped

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK = 1 << 20
"""Bytes read at once: enough for expat to be quick, and little enough to keep memory flat."""

HEAD = 1 << 16
"""Bytes by which a format is recognised."""

RECORD = 1 << 25
"""Bytes of one record: far more than a message has; an XML tag without end costs 8 s with these, 14 s with twice."""

FIELDS = ("text", "sender", "name", "time", "sent", "direction")
"""What a column can hold, as it may be named in `Options.columns`."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to read: the zone of times that name none, columns (or JSON keys) by field, and the encoding if it is known.

    A column is named by its header or by its number, from 1: `{"text": "内容", "time": "3"}`.

    `password` opens ZIP files, Android backups and iPhone backups. The rest are limits. For what is packed: how deep
    files may be packed into each other, how many there may be, how many bytes they may unpack to in all, and any of
    them to how many times its packed size. And for all: how many bytes of one record are held in memory.
    """

    timezone: tzinfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    password: str | None = field(default=None, repr=False)
    nesting: int = 5
    entries: int = 100_000
    unpacked: int = 8 << 30
    ratio: int = 250
    record: int = RECORD

    @classmethod
    def of(
        cls, timezone: str, columns: Iterable[str] = (), encoding: str | None = None, password: str | None = None
    ) -> Self:
        """The options as typed, columns as `text=内容`.

        Raises InputError for a zone, a field or an encoding that there is not.
        """
        try:
            zone = ZoneInfo(timezone)
        except (KeyError, ValueError, OSError):  # a folder of the zone database raises OSError
            raise InputError(f"timezone {timezone!r} is not known; give one such as Asia/Shanghai") from None
        codec = None if encoding is None else codec_of(encoding)
        return cls(zone, dict(map(_column, columns)), codec, password)


def codec_of(encoding: str) -> str:
    """The name of the codec. Raises InputError unless it is one of text that goes on after bytes it cannot decode."""
    try:
        "".encode(encoding)
        codecs.getincrementaldecoder(encoding)("surrogateescape").decode(b"", True)
        return codecs.lookup(encoding).name
    except (LookupError, UnicodeError, ValueError):
        raise InputError(f"encoding {encoding!r} is not known; give one such as utf-8, gb18030 or big5") from None


def _column(typed: str) -> tuple[str, str]:
    name, equals, column = typed.partition("=")
    if name not in FIELDS or not equals or not column:
        raise InputError(f"column {typed!r} is not understood; write FIELD=COLUMN, with a field of {', '.join(FIELDS)}")
    return name, column


class Source:
    """A file to read: its name for people, its size, and how many bytes the latest pass over it has read.

    `top` is the folder under which its name tells nothing of the computer: the one that was given, or its own.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.top = path.parent
        self.name = str(path)
        self.position = 0
        self.size = self._size()

    def _size(self) -> int:
        try:
            found = self.path.stat()
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", error)
            raise InputError(f"{self.name} cannot be found ({why}); give the path of an exported file") from None
        if not S_ISREG(found.st_mode) and not S_ISDIR(found.st_mode):
            raise InputError(f"{self.name} is a pipe or a device, which cannot be read again; save it to a file first")
        return found.st_size

    def open(self) -> BinaryIO:
        """The bytes from the start, counted in `position`. Raises ArchiveError where the file cannot be opened."""
        try:
            raw = _Counted(self)
        except OSError as error:
            raise ArchiveError(f"{self.name} cannot be opened ({error.strerror}); check what it is") from None
        self.position = 0
        return cast(BinaryIO, io.BufferedReader(raw, CHUNK))

    @contextmanager
    def local(self) -> Iterator[Path]:
        """A file on the disk with the same bytes, for what cannot be read as a stream."""
        yield self.path

    def head(self) -> bytes:
        """The first bytes, by which a format is recognised."""
        return next(self.chunks(HEAD), b"")

    def chunks(self, size: int = CHUNK) -> Iterator[bytes]:
        """All bytes, a chunk at a time. Raises ArchiveError where the disk does not give them."""
        with self.open() as stream:
            try:
                while chunk := stream.read(size):
                    yield chunk
            except OSError as error:
                raise ArchiveError(f"{self.name} cannot be read on ({error.strerror}); copy it and try again") from None


class _Counted(io.FileIO):
    """A file opened for reading that tells its source how many bytes were read."""

    def __init__(self, source: Source) -> None:
        super().__init__(source.path, "rb")
        self._source = source

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Reads into the buffer and counts."""
        count = super().readinto(buffer)
        self._source.position += count
        return count


class Reader(Protocol):
    """What a module that knows one archive format offers."""

    NAME: str

    def recognises(self, head: bytes) -> bool:
        """Whether a file that begins like this is of the format."""

    def read(self, source: Source, options: Options) -> Iterator[Message | Skipped]:
        """Every record as a Message or a Skipped, in the order of the archive."""


def refused(name: str, error: ServiceError, why: str | None = None) -> Skipped:
    """What stands in place of the messages of a file that is skipped for this error; `why` if that says it shorter."""
    lacking = error.extra if isinstance(error, LackingError) else None
    return Skipped(Place(name, 0), str(error) if why is None else why, _kind_of(error), lacking)


def _kind_of(error: ServiceError) -> Kind:
    if isinstance(error, LockedError):
        return Kind.LOCKED
    return Kind.FOREIGN if isinstance(error, (NotAnArchiveError, NoColumnError)) else Kind.DAMAGED
