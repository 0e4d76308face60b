"""A file within a container as a source of its own, and how much may be unpacked in all."""

import io
import lzma
import shutil
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from service.archives.beside import LOG
from service.archives.source import CHUNK, Options, Source
from service.errors import ArchiveError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

SLACK = 1 << 24
"""Bytes that any file may unpack to, whatever its packed size: what is small may well be repetitive."""

STEP = 1 << 16
"""Bytes unpacked at once, so that little is lost where a container is damaged."""

DAMAGE = (
    *(EOFError, OSError, RuntimeError, ValueError, OverflowError, struct.error),
    *(tarfile.TarError, zipfile.BadZipFile, zlib.error, lzma.LZMAError),
)
"""What the standard library raises over containers that are damaged, hostile or encrypted."""

_SIGNS = dict.fromkeys((*range(32), 127, *range(0x80, 0xA0), *range(0x202A, 0x202F)), "\ufffd")


class Readable(Protocol):
    """Whatever gives the next bytes."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""

    def close(self) -> None:
        """Gives back what it holds."""


class Budget:
    """What the containers of one file may still unpack to; shared by all that are packed into each other."""

    def __init__(self, options: Options) -> None:
        self.ratio = options.ratio
        self._entries, self._bytes = options.entries, options.unpacked
        self._limits = options

    def enter(self) -> None:
        """Takes one more file into account. Raises ArchiveError if there are too many."""
        self._entries -= 1
        if self._entries < 0:
            raise ArchiveError(f"holds more than {self._limits.entries:,} files; unpack it and give the right one")

    def spend(self, count: int) -> None:
        """Takes so many unpacked bytes into account. Raises ArchiveError if there are too many."""
        self._bytes -= count
        if self._bytes < 0:
            raise ArchiveError(
                f"unpacks to more than {self._limits.unpacked:,} bytes; unpack it and give the right file"
            )


class Member(Source):
    """A file within a container: unpacked as it is read, to the disk only where it cannot be read as a stream.

    `problem` says afterwards what was damaged; the bytes end there. `log` is the log of changes beside a database.
    """

    log: "Member | None" = None

    def __init__(
        self, outer: Source, name: str, unpack: Callable[[], Readable], *, packed: int, budget: Budget
    ) -> None:
        self.path = Path(shown(name))
        self.name = f"{outer.name}!{shown(name)}"
        self.size = packed
        self.position = 0
        self.problem: str | None = None
        self.budget = budget
        self._unpack = unpack
        self._peak = 0

    def open(self) -> BinaryIO:
        """The bytes from the start. Raises ArchiveError where they cannot be unpacked."""
        self.position = 0
        try:
            raw = self._unpack()
        except DAMAGE as error:
            raise ArchiveError(said(error)) from None
        return cast(BinaryIO, io.BufferedReader(_Unpacked(self, raw), CHUNK))

    @contextmanager
    def local(self) -> Iterator[Path]:
        """A private copy, with the log beside it, which is removed afterwards; its name is not the member's."""
        with TemporaryDirectory(prefix="jingxin-") as folder:
            copy = Path(folder) / "copy"
            self._unpack_to(copy)
            if self.log:
                self.log._unpack_to(copy.with_name(copy.name + LOG))
                self.problem = self.problem or self.log.problem
            yield copy

    def _unpack_to(self, path: Path) -> None:
        with self.open() as stream, path.open("wb") as target:
            shutil.copyfileobj(stream, target, CHUNK)

    def count(self, read: int) -> None:
        """Takes note of bytes that were read. Raises ArchiveError if they are more than a member may unpack to."""
        self.position += read
        if self.position > self._peak:
            self.budget.spend(self.position - self._peak)
            self._peak = self.position
            if self.position > max(SLACK, self.size * self.budget.ratio):
                raise ArchiveError(f"unpacks to more than {self.budget.ratio} times its size, as no archive does")


class _Unpacked(io.RawIOBase):
    """The bytes of a member, counted, and ending where they are damaged."""

    def __init__(self, member: Member, raw: Readable) -> None:
        self._member = member
        self._raw = raw

    def readable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """How many bytes were read."""
        return self._member.position

    def close(self) -> None:
        """Closes what it reads from."""
        self._raw.close()
        super().close()

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Reads into the buffer and counts."""
        view = memoryview(buffer).cast("B")
        try:
            data = self._raw.read(min(len(view), STEP))
        except DAMAGE as error:
            self._member.problem = said(error)
            return 0
        view[: len(data)] = data
        self._member.count(len(data))
        return len(data)


def shown(name: str) -> str:
    """A member's name with signs that would disturb a terminal or a table replaced.

    >>> shown("../a" + chr(27) + "b.xml")
    '../a�b.xml'
    """
    return name.encode("utf-8", "replace").decode()[:200].translate(_SIGNS)


def said(error: Exception) -> str:
    """What the standard library found wrong, as a sentence that says what to do."""
    what = str(error) or type(error).__name__
    return f"cannot be unpacked ({what[:100]}); it may be cut off or damaged: copy it again"
