"""An encrypted Android backup is read by hoardy-adb, where that is, with its password; else it says what to do."""

import io
import tarfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from reading import ARCHIVES, read, texts, written

from service.archives import read_archive, unwrapping
from service.archives.source import Options
from service.errors import ArchiveError, LockedError

sealed = pytest.importorskip("sealed", reason="pycryptodome comes with the extra iphone")

needs_hoardy = pytest.mark.skipif(
    find_spec("hoardy_adb") is None, reason="hoardy-adb is not there: it is GPL, so it is in no lock; pip install it"
)
PAYLOAD = (ARCHIVES / "keyed/adb_payload.json").read_bytes()


def tar() -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        info = tarfile.TarInfo("apps/com.android.providers.telephony/d_f/000000_sms_backup")
        info.size = len(PAYLOAD)
        archive.addfile(info, io.BytesIO(PAYLOAD))
    return stream.getvalue()


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return written(tmp_path, sealed.android_backup(tar(), "密码 1"), "backup.ab")


@needs_hoardy
def test_with_its_password_it_reads_as_the_payload_would(backup: Path) -> None:
    assert texts(read(backup, password="密码 1")) == texts(read(ARCHIVES / "keyed/adb_payload.json"))


@needs_hoardy
def test_a_miui_backup_reads_the_same(backup: Path, tmp_path: Path) -> None:
    lines = "MIUI BACKUP\n2\ncom.android.mms 短信\n-1\n0\n".encode()
    path = written(tmp_path, lines + backup.read_bytes(), "sms.bak")
    assert texts(read(path, password="密码 1")) == texts(read(ARCHIVES / "keyed/adb_payload.json"))


@needs_hoardy
@pytest.mark.parametrize(
    ("password", "said"), [(None, "give its password"), ("falsch", r"backup\.ab is encrypted.*not the right one")]
)
def test_without_the_right_password_it_is_refused_and_says_so(backup: Path, password: str | None, said: str) -> None:
    with pytest.raises(LockedError, match=said):
        read_archive(backup, Options(password=password))


@needs_hoardy
def test_a_damaged_one_gives_what_stood_before_or_is_refused(backup: Path, tmp_path: Path) -> None:
    content = backup.read_bytes()
    for length in (20, 100, 400, 700, len(content) - 100, len(content) - 1):
        with pytest.raises(ArchiveError):
            read_archive(written(tmp_path, content[:length]), Options(password="密码 1"))


@needs_hoardy
def test_nothing_decrypted_stays_behind(backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    before = set(tmp_path.rglob("*"))
    records = read_archive(backup, Options(password="密码 1"))
    next(records)
    assert set(tmp_path.rglob("*")) > before
    list(records)
    assert set(tmp_path.rglob("*")) == before


@needs_hoardy
def test_a_backup_that_asks_for_days_is_refused(tmp_path: Path) -> None:
    content = sealed.android_backup(tar(), "p").replace(b"\n1000\n", b"\n99999999999\n")
    with pytest.raises(ArchiveError, match="beginning is damaged"):
        read_archive(written(tmp_path, content), Options(password="p"))


def test_without_the_program_it_says_what_to_install(backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unwrapping, "find_spec", lambda name: None)
    monkeypatch.setattr(unwrapping.shutil, "which", lambda name: None)
    with pytest.raises(LockedError, match=r"backup\.ab is an encrypted Android backup.*-m pip install hoardy-adb"):
        read_archive(backup, Options(password="密码 1"))
