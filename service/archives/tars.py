"""Opens tar files, and the backups of Android and MIUI that are tar files behind a few lines."""

import re
import tarfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import BinaryIO, cast

from service.archives.members import DAMAGE, Budget, Member, Readable, said, shown
from service.archives.source import Source
from service.archives.streams import Inflated
from service.errors import ArchiveError
from service.messages import Place, Skipped

ANDROID = b"ANDROID BACKUP\n"

MIUI = b"MIUI BACKUP\n"

_APPS = "apps/"
_OF_MESSAGES = re.compile(r"apps/com\.android\.(?:providers\.telephony|mms)/(?!_)(?!.*miui_att/)")
"""Paths of the messages in an Android backup, without what describes the app and without attachments."""

_LINE = 200
"""Bytes within which a line of a backup's beginning ends."""


def is_tar(head: bytes) -> bool:
    """Whether it begins as a tar file."""
    return head[257:262] == b"ustar"


def files(source: Source, budget: Budget) -> Iterator[Member | Skipped]:
    """Every file in the tar file. Raises ArchiveError if it cannot be opened at all."""
    with ExitStack() as stack:
        path = stack.enter_context(source.local())
        try:
            archive = stack.enter_context(tarfile.open(path, "r:"))
        except DAMAGE as error:
            raise ArchiveError(said(error)) from None
        try:
            for info in archive:
                budget.enter()
                place = Place(f"{source.name}!{shown(info.name)}", 0)
                if info.name.startswith(_APPS) and not _OF_MESSAGES.match(info.name):
                    yield Skipped(place, "a file of a backup that is not one of messages")
                elif info.isreg() and not info.issparse():
                    yield Member(source, info.name, _unpacking(archive, info), packed=info.size, budget=budget)
                elif not info.isdir():
                    yield Skipped(place, "a link, a device or a file with holes")
        except DAMAGE as error:
            yield Skipped(Place(source.name, 0), f"the tar file {said(error)}")


def _unpacking(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Callable[[], Readable]:
    return lambda: cast(Readable, archive.extractfile(info))


def backup(source: Source, budget: Budget) -> Iterator[Member]:
    """The tar file that an Android or MIUI backup holds. Raises ArchiveError if it is encrypted."""
    head = source.head()
    start = head.find(ANDROID)
    if start < 0:
        raise ArchiveError("is a MIUI backup in a form that is not known; back up the messages again")
    lines = [line[:_LINE].strip() for line in head[start:].split(b"\n", 4)[:4]]
    if len(lines) < 4 or lines[3] != b"none":
        raise ArchiveError("is an encrypted backup; back up again without a password")
    end = start + sum(len(line) + 1 for line in head[start:].split(b"\n", 4)[:4])
    yield Member(source, "backup.tar", _behind(source, end, packed=lines[2] == b"1"), packed=source.size, budget=budget)


def _behind(source: Source, start: int, *, packed: bool) -> Callable[[], Readable]:
    def unpack() -> Readable:
        stream: BinaryIO = source.open()
        stream.read(start)
        return Inflated(stream) if packed else stream

    return unpack
