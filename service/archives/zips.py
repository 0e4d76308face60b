"""Opens ZIP files and gives their entries as members, also encrypted ones."""

import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any

from service.archives.beside import LOG, database_of
from service.archives.members import DAMAGE, Budget, Member, Readable, said
from service.archives.source import Options, Source
from service.errors import ArchiveError, LackingKeyError, LockedError
from service.extras import remedy
from service.messages import Kind, Place, Skipped

MAGIC = b"PK\x03\x04"

_OFFICE = ("[Content_Types].xml", "_rels/", "docProps/", "xl/", "word/", "ppt/", "mimetype")
_AES = 99
_UTF8 = 0x800
_SMS_IE = "messages.ndjson"
_LOCKED = "is encrypted; give its password"


def first_name(head: bytes) -> str:
    """The name of the first entry of a ZIP file that begins like this."""
    return head[30 : 30 + int.from_bytes(head[26:28], "little")].decode("utf-8", "replace")


def is_office(head: bytes) -> bool:
    """Whether it begins as the ZIP files do that Office programs write."""
    return head.startswith(MAGIC) and first_name(head).startswith(_OFFICE)


def entries(source: Source, options: Options, budget: Budget) -> Iterator[Member | Skipped]:
    """Every file in the ZIP file, and Skipped for what is none to read. Raises ArchiveError if it cannot be opened."""
    with ExitStack() as stack:
        path = stack.enter_context(source.local())
        archive = stack.enter_context(_opened(path, options))
        infos = [info for info in archive.infolist() if not info.filename.endswith("/") or info.file_size]
        if infos and options.password is None and all(info.flag_bits & 1 for info in infos):
            raise LockedError(_LOCKED)
        alone = any(info.filename == _SMS_IE for info in infos)
        named = {info.filename: info for info in infos}

        def member(info: zipfile.ZipInfo) -> Member:
            return Member(source, _name(info), _unpacking(archive, info, options), packed=_packed(info), budget=budget)

        for info in infos:
            budget.enter()
            place = Place(f"{source.name}!{_name(info)}", 0)
            if stat.S_ISLNK(info.external_attr >> 16):
                yield Skipped(place, "a symbolic link, not a file", Kind.FOREIGN)
            elif alone and info.filename != _SMS_IE:
                yield Skipped(place, "an attachment, not a message", Kind.FOREIGN)
            elif database_of(info.filename) not in named:
                found = member(info)
                if log := named.get(info.filename + LOG):
                    found.log = member(log)
                yield found


def _packed(info: zipfile.ZipInfo) -> int:
    return max(0, info.compress_size)


def _opened(path: Path, options: Options) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(path)
        if any(info.compress_type == _AES for info in archive.infolist()) and options.password is not None:
            archive.close()
            archive = _aes().AESZipFile(path)
    except DAMAGE as error:
        raise ArchiveError(said(error)) from None
    return archive


def _aes() -> Any:  # noqa: ANN401 - the package has no types
    try:
        return import_module("pyzipper")
    except ImportError:
        raise LackingKeyError(f"is encrypted with AES; to read it, {remedy('encrypted')}", "encrypted") from None


def _unpacking(archive: zipfile.ZipFile, info: zipfile.ZipInfo, options: Options) -> Callable[[], Readable]:
    def unpack() -> Readable:
        if not info.flag_bits & 1:
            return archive.open(info)
        if options.password is None:
            raise LockedError(_LOCKED)
        try:
            return archive.open(info, pwd=options.password.encode())
        except (RuntimeError, NotImplementedError):
            raise LockedError("is encrypted, and the password given is not the right one") from None

    return unpack


def _name(info: zipfile.ZipInfo) -> str:
    """The entry's name; Windows in Chinese writes it as GBK without saying so."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        written = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for codec in ("utf-8", "gb18030"):
        try:
            return written.decode(codec)
        except UnicodeDecodeError:
            continue
    return info.filename
