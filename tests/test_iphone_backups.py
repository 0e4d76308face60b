"""An encrypted iPhone backup is read with its password, or says what is missing; nothing decrypted stays behind."""

import sys
from pathlib import Path

import pytest
from reading import ARCHIVES, read, texts

from service.archives import read_archive
from service.archives.folders import sources_in
from service.archives.iphone_backups import MESSAGES
from service.archives.locks import is_locked
from service.archives.source import Options
from service.errors import ArchiveError, LockedError, NotAnArchiveError
from service.messages import Message
from service.report import Wishes, report
from service.scan import Finding, scan
from service.verifying import verify
from tests.archived import Words

sealed = pytest.importorskip("sealed", reason="pycryptodome comes with the extra iphone")

DATABASE = ARCHIVES / "databases/home_made/iphone_attributed_body.db"


class Nobody:
    def judge(self, text: str) -> None:
        return None


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return sealed.iphone_backup(tmp_path, DATABASE.read_bytes(), "密码 1")


def test_the_sample_reads_with_its_password() -> None:
    assert texts(read_folder(ARCHIVES / "iphone_backups/home_made", "密码 1")) == texts(read(DATABASE))


def read_folder(folder: Path, password: str | None) -> list:
    (source,) = sources_in(folder)
    return list(read_archive(source, Options(password=password)))


def test_with_its_password_it_reads_as_the_database_would(backup: Path) -> None:
    records = read_folder(backup, "密码 1")
    assert texts(records) == texts(read(DATABASE))
    assert [(record.place.record, type(record)) for record in records] == [
        (record.place.record, type(record)) for record in read(DATABASE)
    ]
    assert records[0].place.source == str(backup / MESSAGES[:2] / MESSAGES)


def test_a_scan_of_the_folder_reads_it_and_names_the_file_that_lies_there(backup: Path) -> None:
    running = scan([backup], Nobody(), Options(password="密码 1"))  # type: ignore[arg-type]
    found = [each.message for each in running if isinstance(each, Finding)]
    assert [message.text for message in found] == texts(read(DATABASE))
    assert running.paths == (backup / MESSAGES[:2] / MESSAGES,)


def test_evidence_of_it_is_checked_against_it(backup: Path, tmp_path: Path) -> None:
    wishes, options = Wishes(pdf=False), Options(password="密码 1")
    folder = report([backup], tmp_path / "out", Words(), "v1", wishes=wishes, options=options).folder
    assert verify(folder, [backup]).intact


@pytest.mark.parametrize(
    ("password", "said"), [(None, "give its password, or switch off.*加密本地备份"), ("falsch", "not the right one")]
)
def test_without_the_right_password_it_is_refused_and_says_so(backup: Path, password: str | None, said: str) -> None:
    with pytest.raises(LockedError, match=said):
        list(scan([backup], Nobody(), Options(password=password)))  # type: ignore[arg-type]


def test_one_that_was_found_in_a_folder_is_skipped_with_the_reason(backup: Path) -> None:
    (backup.parent / "a.txt").write_text("内容\n你好\n", encoding="utf-8")
    running = scan([backup.parent], Nobody(), Options(password="falsch"))  # type: ignore[arg-type]
    assert len([each for each in running if isinstance(each, Finding)]) == 1
    assert "not the right one" in running.summary().skips[0].why


def test_without_its_package_it_says_what_to_install(backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "iphone_backup_decrypt.utils", None)
    with pytest.raises(LockedError, match=r"run \S+ -m pip install iphone-backup-decrypt"):
        read_folder(backup, "密码 1")


def test_a_backup_without_messages_says_why(tmp_path: Path) -> None:
    home = sealed.iphone_backup(tmp_path, b"x", "p", path="Library/Notes/notes.sqlite")
    with pytest.raises(NotAnArchiveError, match="iCloud"):
        read_folder(home, "p")


@pytest.mark.parametrize("name", ["Manifest.plist", "Manifest.db", f"{MESSAGES[:2]}/{MESSAGES}"])
@pytest.mark.parametrize("cut", [0, 7, 40, -16, -1])
def test_a_damaged_one_is_refused(backup: Path, name: str, cut: int) -> None:
    path = backup / name
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(ArchiveError):
        read_folder(backup, "密码 1")


def test_a_key_list_that_asks_for_days_is_refused(backup: Path) -> None:
    path = backup / "Manifest.plist"
    path.write_bytes(path.read_bytes().replace(b"DPIC\0\0\0\4\0\0\0\x14", b"DPIC\0\0\0\4\x7f\0\0\x14"))
    with pytest.raises(ArchiveError, match=r"damaged iPhone backup .*iteration count"):
        read_folder(backup, "密码 1")


def test_the_list_of_keys_alone_says_to_give_the_folder(backup: Path) -> None:
    with pytest.raises(NotAnArchiveError, match="give the whole folder"):
        read_archive(backup / "Manifest.plist")
    with pytest.raises(LockedError, match="encrypted iPhone backup; give the whole folder with its password"):
        read_archive(backup / MESSAGES[:2] / MESSAGES)


def test_nothing_decrypted_stays_behind(backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(backup.parent / "temporary"))
    (backup.parent / "temporary").mkdir()
    before = set(backup.parent.rglob("*"))
    (source,) = sources_in(backup)
    records = read_archive(source, Options(password="密码 1"))
    assert isinstance(next(records), Message)
    assert set(backup.parent.rglob("*")) > before
    list(records)
    assert set(backup.parent.rglob("*")) == before


def test_what_is_locked_is_told_before_it_is_read(backup: Path) -> None:
    assert is_locked(backup)
    assert is_locked(backup.parent)
    assert is_locked(ARCHIVES / "refused/encrypted.ab")
    assert not is_locked(ARCHIVES / "containers")
