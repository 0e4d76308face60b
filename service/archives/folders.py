"""Finds the files to read in a folder; of an iPhone backup only the one with the messages."""

import plistlib
from collections.abc import Iterator
from pathlib import Path
from xml.parsers.expat import ExpatError

from service.archives.connection import opened, string
from service.archives.source import Source
from service.errors import ArchiveError, NotAnArchiveError

MESSAGES = "3d0d7e5fb2ce288813306e4d4636395e047a3d28"
"""What the backup calls `HomeDomain-Library/SMS/sms.db`, its SHA-1."""

_ADDED = ("-wal", "-shm", "-journal")
"""Endings of what SQLite keeps beside a database."""

_ENCRYPTED = (
    "is an encrypted iPhone backup; switch off `Encrypt local backup` (加密本地备份) in iTunes or Finder, back up "
    "again, and give that folder"
)


def files_in(folder: Path) -> Iterator[Path]:
    """Every file below the folder in order, without hidden ones and without what belongs to a database beside it.

    Raises ArchiveError for an iPhone backup that is encrypted or holds no messages.
    """
    if is_iphone_backup(folder):
        yield messages_of(folder)
        return
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from files_in(path)
        elif path.is_file() and not _belongs(path):
            yield path


def _belongs(path: Path) -> bool:
    return any(
        path.name.endswith(ending) and path.with_name(path.name.removesuffix(ending)).is_file() for ending in _ADDED
    )


def is_iphone_backup(folder: Path) -> bool:
    """Whether iTunes or Finder wrote the folder; before iOS 10 the list of files was one of its own kind."""
    return (folder / "Info.plist").is_file() and any((folder / f"Manifest.{kind}").is_file() for kind in ("db", "mbdb"))


def messages_of(folder: Path) -> Path:
    """The database of messages in an iPhone backup. Raises ArchiveError if it is encrypted or has none."""
    if _is_encrypted(folder):
        raise ArchiveError(f"{folder} {_ENCRYPTED}")
    for name in (_listed(folder), MESSAGES):
        for path in (folder / name[:2] / name, folder / name):
            if path.is_file():
                return path
    raise NotAnArchiveError(
        f"{folder} is an iPhone backup without messages, as when iCloud keeps them; switch that off and back up again"
    )


def _is_encrypted(folder: Path) -> bool:
    try:
        manifest = plistlib.loads((folder / "Manifest.plist").read_bytes())
    except (OSError, ValueError, plistlib.InvalidFileException, ExpatError, OverflowError, RecursionError):
        return False
    return isinstance(manifest, dict) and bool(manifest.get("IsEncrypted"))


def _listed(folder: Path) -> str:
    """The name that the backup's own list gives the database of messages."""
    try:
        with opened(Source(folder / "Manifest.db")) as database:
            for row in database.rows("Files", "fileID", "relativePath"):
                if string(row["relativePath"]) == "Library/SMS/sms.db":
                    name = string(row["fileID"])
                    return name if name.isalnum() else MESSAGES
    except (ArchiveError, OSError):
        pass
    return MESSAGES
