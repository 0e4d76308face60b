"""Tells which archives need a password before anything in them can be read."""

import zipfile
from pathlib import Path

from service.archives import tars, zips
from service.archives.folders import sources_at
from service.archives.iphone_backups import Sealed
from service.archives.members import DAMAGE
from service.archives.source import Source
from service.errors import ArchiveError


def is_locked(path: Path) -> bool:
    """Whether it is, or has in it, an encrypted iPhone backup, Android backup or ZIP file; not one that is packed."""
    return any(map(_is_locked, sources_at(path)))


def _is_locked(source: Source) -> bool:
    if isinstance(source, Sealed):
        return True
    try:
        head = source.head()
    except ArchiveError:  # whoever reads it says so
        return False
    if head.startswith(zips.MAGIC):
        return _has_locked(source.path)
    return head.startswith((tars.ANDROID, tars.MIUI)) and tars.is_encrypted(head)


def _has_locked(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return any(info.flag_bits & 1 for info in archive.infolist())
    except DAMAGE:
        return False
