"""Reads the messages of an encrypted iPhone backup, as iTunes and Finder make it, with its password."""

import plistlib
import struct
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.parsers.expat import ExpatError

from service.archives import databases
from service.archives.connection import opened, string
from service.archives.source import Options, Source
from service.errors import ArchiveError, LackingKeyError, LockedError, NotAnArchiveError
from service.extras import remedy
from service.messages import Message, Skipped

NAME = "encrypted iPhone backup"

KEYS = "Manifest.plist"
"""The file that says whether a backup is encrypted, and holds its keys."""

MESSAGES = "3d0d7e5fb2ce288813306e4d4636395e047a3d28"
"""What the backup calls `HomeDomain-Library/SMS/sms.db`, its SHA-1."""

WITHOUT = "is an iPhone backup without messages, as when iCloud keeps them; switch that off and back up again"

DAMAGE = (
    *(ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError),
    *(OSError, ExpatError, struct.error),
)
"""What a property list or a set of keys raises that is damaged or hostile."""

_DOMAIN, _PATH = "HomeDomain", "Library/SMS/sms.db"
_SWITCH_OFF = "switch off `Encrypt local backup` (加密本地备份) in iTunes or Finder and back up again"


class Sealed(Source):
    """The encrypted database of messages in a backup; it begins as the list of keys does without which it is none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(stored(folder, MESSAGES) or folder / KEYS)

    def head(self) -> bytes:
        """The first bytes of the list of keys."""
        return Source(self.folder / KEYS).head()


def recognises(head: bytes) -> bool:
    """Whether it is the property list that goes with a backup."""
    return head.startswith((b"bplist00", b"<?xml")) and b"IsEncrypted" in head


def read(source: Source, options: Options) -> Iterator[Message | Skipped]:
    """Every message of a Sealed source. Raises LockedError for a password that is missing or wrong."""
    if not isinstance(source, Sealed):
        raise NotAnArchiveError(f"{source.name} is the list of keys of an iPhone backup; give the whole folder with it")
    if options.password is None:
        raise LockedError(f"{source.folder} is an encrypted iPhone backup; give its password, or {_SWITCH_OFF}")
    with TemporaryDirectory(prefix="jingxin-") as folder:
        try:
            database = _decrypted(source.folder, options.password, Path(folder))
        except (LockedError, NotAnArchiveError):
            raise
        except (ArchiveError, *DAMAGE) as error:
            what = str(error)[:100] or type(error).__name__
            raise ArchiveError(f"{source.folder} is a damaged iPhone backup ({what}); back up again") from None
        plain = Source(database)
        plain.name = source.name
        yield from databases.read(plain, options)
        source.position = source.size


def is_encrypted(folder: Path) -> bool:
    """Whether the backup in a folder says that it is encrypted."""
    try:
        manifest = plistlib.loads((folder / KEYS).read_bytes())
    except DAMAGE:
        return False
    return isinstance(manifest, dict) and bool(manifest.get("IsEncrypted"))


def stored(folder: Path, name: str) -> Path | None:
    """The file of a backup by the name that its list gives it; older backups have no folders inside."""
    return next((path for path in (folder / name[:2] / name, folder / name) if path.is_file()), None)


def listed(source: Source) -> tuple[str, bytes]:
    """The name of the database of messages by a backup's list of files, and what the list says of it."""
    with opened(source) as database:
        for row in database.rows("Files", "fileID", "domain", "relativePath", "file"):
            if string(row["relativePath"]) == _PATH and string(row["domain"]) == _DOMAIN:
                name, said = string(row["fileID"]), row["file"]
                return name if name.isalnum() else MESSAGES, said if isinstance(said, bytes) else b""
    return MESSAGES, b""


def _decrypted(backup: Path, password: str, folder: Path) -> Path:
    """The database of messages, decrypted into the folder."""
    utils = _package()
    manifest = plistlib.loads((backup / KEYS).read_bytes())
    keys = utils.BackupKeyBag(manifest["BackupKeyBag"])
    if not keys.unlock_with_passphrase(password.encode()):
        raise LockedError(f"{backup} is an encrypted iPhone backup, and the password given is not the right one")
    wrapped = manifest["ManifestKey"]
    key = keys.unwrap_key_for_class(int.from_bytes(wrapped[:4], "little"), wrapped[4:])
    utils.aes_decrypt_chunked(in_filename=backup / "Manifest.db", key=key, out_filepath=folder / "Manifest.db")
    name, said = listed(Source(folder / "Manifest.db"))
    file = stored(backup, name)
    if file is None or not said:
        raise NotAnArchiveError(f"{backup} {WITHOUT}")
    about = utils.FilePlist(said)
    key = keys.unwrap_key_for_class(about.protection_class, about.encryption_key)
    utils.aes_decrypt_chunked(in_filename=file, key=key, out_filepath=folder / "sms.db")
    return folder / "sms.db"


def _package() -> Any:  # noqa: ANN401 - the package has no types
    """The parts of iphone-backup-decrypt; its EncryptedBackup prints, and reads a stranger's SQL without a guard."""
    try:
        return import_module("iphone_backup_decrypt.utils")
    except ImportError:
        raise LackingKeyError(
            f"this is an encrypted iPhone backup; to read it, {remedy('iphone')}, or {_SWITCH_OFF}", "iphone"
        ) from None
