"""Opens tar files, and the backups of Android and MIUI that are tar files behind a few lines."""

import re
import tarfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from itertools import islice
from typing import BinaryIO, cast

from service.archives import unwrapping
from service.archives.beside import LOG, database_of
from service.archives.members import DAMAGE, Budget, Member, Readable, said, shown
from service.archives.source import Options, Source
from service.archives.streams import Inflated
from service.errors import ArchiveError, LockedError
from service.messages import Kind, Place, Skipped

ANDROID = b"ANDROID BACKUP\n"

MIUI = b"MIUI BACKUP\n"

_APPS = "apps/"
_OF_MESSAGES = re.compile(r"apps/com\.android\.(?:providers\.telephony|mms)/(?!_)(?!.*miui_att/)")
"""Paths of the messages in an Android backup, without what describes the app and without attachments."""

_BROKEN = "is cut off or damaged here; what was to follow is missing: copy it again"

_LINE = 400
"""Bytes within which a line of a backup's beginning ends."""

_HEADER, _ROUNDS = 9, 6
"""Lines of an encrypted backup's beginning, and which of them, from 0, says how often its password is hashed."""


def is_tar(head: bytes) -> bool:
    """Whether it begins as a tar file."""
    return head[257:262] == b"ustar"


def files(source: Source, options: Options, budget: Budget) -> Iterator[Member | Skipped]:
    """Every file in the tar file. Raises ArchiveError if it cannot be opened at all."""
    with ExitStack() as stack:
        path = stack.enter_context(source.local())
        try:
            archive = stack.enter_context(tarfile.open(path, "r:"))
        except DAMAGE as error:
            raise ArchiveError(said(error)) from None

        def member(info: tarfile.TarInfo) -> Member:
            return Member(source, info.name, _unpacking(archive, info), packed=info.size, budget=budget)

        named = _named(archive, options.entries)
        try:
            for info in archive:
                budget.enter()
                place = Place(f"{source.name}!{shown(info.name)}", 0)
                if info.name.startswith(_APPS) and not _OF_MESSAGES.match(info.name):
                    yield Skipped(place, "a file of a backup that is not one of messages", Kind.FOREIGN)
                elif database_of(info.name) in named:
                    continue
                elif _is_plain(info):
                    found = member(info)
                    if log := named.get(info.name + LOG):
                        found.log = member(log)
                    yield found
                elif not info.isdir():
                    yield Skipped(place, "a link, a device or a file with holes", Kind.FOREIGN)
            if not _has_ended(archive):
                yield Skipped(Place(source.name, 0), f"the tar file {_BROKEN}")
        except DAMAGE as error:
            yield Skipped(Place(source.name, 0), f"the tar file {said(error)}")


def _named(archive: tarfile.TarFile, most: int) -> dict[str, tarfile.TarInfo]:
    """The first files by their names; where the tar file is damaged, those in front of that."""
    named: dict[str, tarfile.TarInfo] = {}
    with suppress(*DAMAGE):  # found again, and told, by the walk over the same files
        named.update((info.name, info) for info in islice(archive, most) if _is_plain(info))
    return named


def _is_plain(info: tarfile.TarInfo) -> bool:
    return info.isreg() and not info.issparse()


def _has_ended(archive: tarfile.TarFile) -> bool:
    """Whether reading stopped at a block of zeros, which ends a tar file; `tarfile` stops without a word elsewhere."""
    stream = cast(BinaryIO, archive.fileobj)
    stream.seek(archive.offset)
    return stream.read(tarfile.BLOCKSIZE) == bytes(tarfile.BLOCKSIZE)


def _unpacking(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Callable[[], Readable]:
    return lambda: cast(Readable, archive.extractfile(info))


def backup(source: Source, options: Options, budget: Budget) -> Iterator[Member]:
    """The tar file that an Android or MIUI backup holds. Raises LockedError if it is encrypted and stays so."""
    head = source.head()
    start = head.find(ANDROID)
    if start < 0:
        raise ArchiveError("is a MIUI backup in a form that is not known; back up the messages again")
    lines = _lines(head)
    unpack = _behind(source, start + sum(len(line) + 1 for line in lines[:4]), packed=lines[2].strip() == b"1")
    if is_encrypted(head):
        unpack = _decrypting(source, start, lines, options)
    yield Member(source, "backup.tar", unpack, packed=source.size, budget=budget)


def is_encrypted(head: bytes) -> bool:
    """Whether a backup that begins like this is encrypted."""
    return ANDROID in head and _lines(head)[3].strip() != b"none"


def _lines(head: bytes) -> list[bytes]:
    """The lines in front of the tar: name, version, packing, cipher, and of an encrypted one salts, rounds and keys."""
    lines = [line[:_LINE] for line in head[head.find(ANDROID) :].split(b"\n", _HEADER)[:_HEADER]]
    return lines + [b""] * (_HEADER - len(lines))


def _decrypting(source: Source, start: int, lines: list[bytes], options: Options) -> Callable[[], Readable]:
    if lines[3].strip() != unwrapping.CIPHER:
        raise LockedError("is an encrypted backup of a kind that is not known; back up again without a password")
    unwrapping.command()
    password = options.password
    if password is None:
        raise LockedError("is an encrypted backup; give its password, or back up again without one")
    rounds = lines[_ROUNDS].strip()
    if not rounds.isdigit() or int(rounds) > unwrapping.MOST_ROUNDS:
        raise ArchiveError("is an encrypted backup whose beginning is damaged; copy it again")
    return lambda: unwrapping.Decrypted(source, start, password)


def _behind(source: Source, start: int, *, packed: bool) -> Callable[[], Readable]:
    def unpack() -> Readable:
        stream: BinaryIO = source.open()
        stream.read(start)
        return Inflated(stream) if packed else stream

    return unpack
