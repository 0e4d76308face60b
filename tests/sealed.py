"""Makes small encrypted backups, as an iPhone and `adb backup` do, with the same keys every time."""

import hashlib
import plistlib
import sqlite3
import struct
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any

from Crypto.Cipher import AES
from Crypto.Util.Padding import pad

from service.archives.iphone_backups import MESSAGES

CLASS = 3
ZEROS = bytes(16)


def _block(tag: bytes, value: bytes | int) -> bytes:
    content = value if isinstance(value, bytes) else struct.pack(">L", value)
    return tag + struct.pack(">L", len(content)) + content


def _wrapped(key: bytes, by: bytes) -> bytes:
    return AES.new(by, AES.MODE_KW).seal(key)


def _encrypted(content: bytes, key: bytes, iv: bytes = ZEROS) -> bytes:
    return AES.new(key, AES.MODE_CBC, iv=iv).encrypt(pad(content, 16))


def _keys(password: str, class_key: bytes) -> bytes:
    """A keybag with one class; real ones ask for 10,000,000 and 10,000 rounds."""
    first = hashlib.pbkdf2_hmac("sha256", password.encode(), b"d" * 20, 20, 32)
    key = hashlib.pbkdf2_hmac("sha1", first, b"s" * 20, 10, 32)
    head = [("VERS", 5), ("TYPE", 1), ("UUID", b"u" * 16), ("HMCK", b"h" * 40), ("WRAP", 1), ("SALT", b"s" * 20)]
    rounds = [("ITER", 10), ("DPWT", 1), ("DPIC", 20), ("DPSL", b"d" * 20)]
    one = [("UUID", b"c" * 16), ("CLAS", CLASS), ("WRAP", 2), ("KTYP", 0), ("WPKY", _wrapped(class_key, key))]
    return b"".join(_block(tag.encode(), value) for tag, value in (*head, *rounds, *one))


def _record(size: int, key: bytes) -> bytes:
    """What the list of files says of one, as an NSKeyedArchiver writes it."""
    about: dict[str, Any] = {"Size": size, "ProtectionClass": CLASS, "EncryptionKey": plistlib.UID(2), "Mode": 0o100644}
    objects = ["$null", about, {"NS.data": struct.pack("<l", CLASS) + key}]
    return plistlib.dumps({"$objects": objects, "$top": {"root": plistlib.UID(1)}}, fmt=plistlib.FMT_BINARY)


def iphone_backup(folder: Path, database: bytes, password: str, *, path: str = "Library/SMS/sms.db") -> Path:
    """The folder of an encrypted backup with one file."""
    home = folder / "00008030-001"
    (home / MESSAGES[:2]).mkdir(parents=True)
    class_key, list_key, file_key = (bytes([at]) * 32 for at in b"clf")
    manifest = {
        "IsEncrypted": True,
        "BackupKeyBag": _keys(password, class_key),
        "ManifestKey": struct.pack("<l", CLASS) + _wrapped(list_key, class_key),
    }
    (home / "Info.plist").write_bytes(plistlib.dumps({"Device Name": "x"}))
    (home / "Manifest.plist").write_bytes(plistlib.dumps(manifest, fmt=plistlib.FMT_BINARY))
    (home / MESSAGES[:2] / MESSAGES).write_bytes(_encrypted(database, file_key))
    plain = folder / "plain.db"
    with closing(sqlite3.connect(plain)) as files:
        files.execute("CREATE TABLE Files (fileID, domain, relativePath, flags, file)")
        files.execute("INSERT INTO Files VALUES (?, 'CameraRollDomain', 'Media', 2, NULL)", ("ab" * 20,))
        said = _record(len(database), _wrapped(file_key, class_key))
        files.execute("INSERT INTO Files VALUES (?, 'HomeDomain', ?, 1, ?)", (MESSAGES, path, said))
        files.commit()
    (home / "Manifest.db").write_bytes(_encrypted(plain.read_bytes(), list_key))
    plain.unlink()
    return home


def android_backup(tar: bytes, password: str, *, rounds: int = 1_000) -> bytes:
    """An encrypted `.ab` of version 5 around a tar."""
    drawn = hashlib.shake_128(b"drawn").digest(64 + 64 + 16 + 16 + 32)
    salt, checked, iv, master_iv, master = drawn[:64], drawn[64:128], drawn[128:144], drawn[144:160], drawn[160:]
    # Java made characters of the key's bytes and wrote them as UTF-8, with the sign carried along.
    mangled = "".join(chr(byte if byte < 128 else byte | 0xFF00) for byte in master).encode()
    checksum = hashlib.pbkdf2_hmac("sha1", mangled, checked, rounds, 32)
    blob = b"\x10" + master_iv + b"\x20" + master + b"\x20" + checksum
    key = hashlib.pbkdf2_hmac("sha1", password.encode(), salt, rounds, 32)
    lines = [salt.hex(), checked.hex(), str(rounds), iv.hex(), _encrypted(blob, key, iv).hex()]
    head = "\n".join(["ANDROID BACKUP", "5", "1", "AES-256", *(line.upper() for line in lines), ""])
    return head.encode() + _encrypted(zlib.compress(tar), master, master_iv)
