"""A folder gives its files in order; an iPhone backup only its messages, or says why there are none."""

import os
import plistlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from reading import ARCHIVES, read, texts, written

from service.archives import read_archive
from service.archives.folders import sources_at, sources_in
from service.archives.iphone_backups import MESSAGES
from service.errors import ArchiveError, InputError
from service.messages import Skipped
from service.report import Wishes, report
from service.scan import Finding, scan
from service.verifying import verify
from tests.archived import NOW, Words, archive

DATABASE = ARCHIVES / "databases/home_made/iphone_attributed_body.db"


def backup(folder: Path, *, encrypted: bool = False, name: str = MESSAGES) -> Path:
    home = folder / "00008030-001"
    (home / name[:2]).mkdir(parents=True)
    (home / "aa").mkdir()
    (home / "aa" / ("a" * 40)).write_bytes(b"\x89PNG")
    (home / "Info.plist").write_bytes(plistlib.dumps({"Device Name": "x"}))
    (home / "Manifest.plist").write_bytes(plistlib.dumps({"IsEncrypted": encrypted}, fmt=plistlib.FMT_BINARY))
    shutil.copyfile(DATABASE, home / name[:2] / name)
    with closing(sqlite3.connect(home / "Manifest.db")) as manifest:
        manifest.execute("CREATE TABLE Files (fileID, domain, relativePath, flags, file)")
        manifest.execute("INSERT INTO Files VALUES (?, 'HomeDomain', 'Library/SMS/sms.db', 1, NULL)", (name,))
        manifest.commit()
    return home


@pytest.mark.parametrize("name", [MESSAGES, "ab" * 20])
def test_an_iphone_backup_gives_its_messages_only(tmp_path: Path, name: str) -> None:
    home = backup(tmp_path, name=name)
    assert [source.path for source in sources_in(tmp_path)] == [home / name[:2] / name]
    assert texts(list(read_archive(next(sources_in(home))))) == texts(read(DATABASE))


def test_an_encrypted_backup_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="加密本地备份"):
        read_archive(next(sources_in(backup(tmp_path, encrypted=True))))


def test_a_backup_without_messages_says_why(tmp_path: Path) -> None:
    home = backup(tmp_path)
    (home / MESSAGES[:2] / MESSAGES).unlink()
    with pytest.raises(ArchiveError, match="iCloud"):
        list(sources_in(home))


def test_damaged_lists_do_not_matter(tmp_path: Path) -> None:
    home = backup(tmp_path)
    (home / "Manifest.db").write_bytes(b"SQLite format 3\0" + b"?" * 200)
    (home / "Manifest.plist").write_bytes(b"bplist00" + b"?" * 50)
    assert [source.path.name for source in sources_in(home)] == [MESSAGES]


def test_other_folders_give_every_file_but_hidden_ones_and_what_belongs_to_a_database(tmp_path: Path) -> None:
    for name in ("b/2.xml", "a.db", "a.db-wal", "a.db-shm", ".hidden", "z-wal"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
    (tmp_path / "b" / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert [source.path.relative_to(tmp_path).as_posix() for source in sources_in(tmp_path)] == [
        "a.db",
        "b/2.xml",
        "z-wal",
    ]


def test_a_folder_that_may_not_be_entered_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Denied by hand, as the tests may run as root, whom nothing is denied."""
    closed = tmp_path / "closed"
    closed.mkdir()
    open_ = written(tmp_path, "{}", "open.json")
    entered = Path.iterdir

    def iterdir(folder: Path) -> Iterator[Path]:
        if folder == closed:
            raise PermissionError(13, "Permission denied")
        return entered(folder)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    assert [source.path for source in sources_in(tmp_path)] == [closed, open_]
    with pytest.raises(ArchiveError, match="cannot be opened"):
        read(closed)


def test_a_link_is_followed_only_to_what_lies_in_the_folder_unless_it_was_named(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    inside = written(folder, "内容\n你好\n", "a.csv")
    outside = written(tmp_path, "内容\n秘密\n", "secret.csv")
    (folder / "sub" / "inner.csv").symlink_to(inside)
    (folder / "sub" / "outer.csv").symlink_to(outside)
    *found, skipped = scan([folder], Words())
    assert [each.message.text for each in found if isinstance(each, Finding)] == ["你好", "你好"]
    assert isinstance(skipped, Skipped)
    assert skipped.why.endswith("outer.csv is a link out of the folder; give its target by itself")
    assert [each.path for each in sources_at(folder / "sub" / "outer.csv")] == [folder / "sub" / "outer.csv"]
    assert texts(read(folder / "sub" / "outer.csv")) == ["秘密"]


def test_a_report_takes_nothing_from_the_target_of_a_link_out_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    archive(folder)
    (folder / "link.csv").symlink_to(written(tmp_path, "内容\n废物\n", "secret.csv"))
    made = report([folder], tmp_path / "out", Words(), "v1", wishes=Wishes(pdf=False), now=NOW)
    assert [source.name for source in made.evidence.sources] == ["短信.jsonl"]
    assert [skip.place.source for skip in made.evidence.summary.skips] == ["link.csv"]
    assert verify(made.folder, [folder]).intact


def test_a_pipe_is_refused_as_it_cannot_be_read_again(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="save it to a file"):
        read(tmp_path / "pipe")
