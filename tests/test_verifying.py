"""What was edited, removed, added or moved in a folder of evidence is found and named."""

import csv
import json
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from service.archives.iphone_backups import MESSAGES
from service.errors import InputError
from service.ledger import digest_of
from service.report import Wishes, report
from service.verifying import verify
from tests.archived import NOW, Words, archive, reported
from tests.test_folders import backup


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return reported(tmp_path).folder


def rows(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "messages.jsonl").read_text("utf-8").splitlines()]


def put(folder: Path, changed: list[dict]) -> None:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in changed)
    (folder / "messages.jsonl").write_text(text, "utf-8")


def test_what_nobody_touched_is_intact(folder: Path) -> None:
    found = verify(folder, [folder.parent / "短信.jsonl"])
    assert found.intact
    assert found.problems == ()
    assert (found.files, found.messages) == (5, len(rows(folder)))
    assert (folder / "manifest.sha256").read_text() == f"{found.seal}  manifest.json\n"


def test_an_edited_message_is_named(folder: Path) -> None:
    changed = rows(folder)
    changed[2]["text"] += "！"
    put(folder, changed)
    problems = verify(folder).problems
    assert "message 3 was edited: its digest does not fit" in problems
    assert "messages.jsonl was edited: its SHA-256 is not that of the manifest" in problems
    assert "messages.csv: message 3 differs from messages.jsonl in text" in problems
    assert not any("message 2" in each or "message 4" in each for each in problems)


def test_an_edited_message_with_a_new_digest_is_found_by_its_neighbour(folder: Path) -> None:
    changed = rows(folder)
    changed[2]["text"] += "！"
    changed[2]["digest"] = digest_of(changed[2])
    put(folder, changed)
    assert "message 4 does not follow message 3: one of them was made anew" in verify(folder).problems


def test_a_chain_made_anew_does_not_fit_the_manifest(folder: Path) -> None:
    changed = rows(folder)
    changed[0]["text"] = "anders"
    for at, row in enumerate(changed):
        row["previous"] = changed[at - 1]["digest"] if at else row["previous"]
        row["digest"] = digest_of(row)
    put(folder, changed)
    assert f"message {len(changed)} was made anew: the manifest knows another digest for it" in verify(folder).problems


@pytest.mark.parametrize("number", [1, 3, 7])
def test_a_removed_message_is_named(folder: Path, number: int) -> None:
    changed = rows(folder)
    assert len(changed) == 7
    del changed[number - 1]
    put(folder, changed)
    problems = verify(folder).problems
    assert f"message {number} was removed" in problems
    assert not any("edited: its digest" in each for each in problems)


def test_moved_messages_are_named(folder: Path) -> None:
    changed = rows(folder)
    changed[1], changed[2] = changed[2], changed[1]
    put(folder, changed)
    assert "message 2 was moved: it stands behind message 3" in verify(folder).problems


def test_an_added_message_is_named(folder: Path) -> None:
    changed = rows(folder)
    put(folder, [*changed, {**changed[-1], "number": 8}, changed[0], {"number": "x"}])
    problems = verify(folder).problems
    assert "message 8 was added or stands there twice" in problems
    assert "message 1 was added or stands there twice" in problems
    assert "messages.jsonl, line 10 was edited: it is no row any more" in problems


def test_the_table_is_compared_cell_by_cell(folder: Path) -> None:
    path = folder / "messages.csv"
    lines = path.read_bytes().split(b"\r\n")
    path.write_bytes(b"\r\n".join([*lines[:2], *lines[3:]]))
    assert "messages.csv: message 2 was removed" in verify(folder).problems
    path.write_bytes(b"\r\n".join(lines).replace(b"13700000001", b"13700000002"))
    assert any(each.endswith("differs from messages.jsonl in sender") for each in verify(folder).problems)
    path.write_bytes(b"\xff\xfe\x00")
    assert "messages.csv was edited: it is no table any more" in verify(folder).problems


def test_a_number_of_any_length_is_no_row_of_the_table(folder: Path) -> None:
    """Python makes no number of more than 4,300 digits."""
    path = folder / "messages.csv"
    path.write_bytes(path.read_bytes() + b"9" * 5_000 + b"\r\n")
    problems = verify(folder).problems
    assert "messages.csv was edited: its SHA-256 is not that of the manifest" in problems
    assert any(each.startswith("messages.csv: row 999") for each in problems)


def test_a_cell_of_any_length_is_compared(tmp_path: Path) -> None:
    folder = reported(tmp_path, [("废物" * 70_000, 0, "1069")]).folder
    before = csv.field_size_limit(131_072)
    try:
        assert verify(folder).intact
    finally:
        csv.field_size_limit(before)


def test_files_that_were_edited_removed_or_added_are_named(folder: Path) -> None:
    (folder / "report.html").write_text("x", "utf-8")
    (folder / "messages.csv").unlink()
    (folder / "photo.png").write_bytes(b"x")
    assert verify(folder).problems == (
        "report.html was edited: its SHA-256 is not that of the manifest",
        "messages.csv was removed",
        "photo.png was added: the manifest does not know it",
    )


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "desktop.ini", "12321/.DS_Store", "thumbs.db"])
def test_what_a_file_manager_leaves_in_a_folder_is_named_and_is_no_change(folder: Path, name: str) -> None:
    (folder / "12321").mkdir()
    (folder / name).write_bytes(b"x")
    found = verify(folder)
    assert found.intact
    assert found.problems == ()
    assert found.remarks == (f"{name} is not part of the evidence: file managers leave such a file in folders",)


def test_a_file_that_only_looks_like_one_of_a_file_manager_is_a_change(folder: Path) -> None:
    (folder / "Thumbs.db.html").write_bytes(b"x")
    (folder / "._report.html").write_bytes(b"x")
    assert len(verify(folder).problems) == 2


def test_what_the_manifest_names_is_evidence_whatever_it_is_called(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["outputs"]["desktop.ini"] = {"bytes": 1, "sha256": "0" * 64}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    (folder / "desktop.ini").write_bytes(b"x")
    found = verify(folder)
    assert "desktop.ini was edited: its SHA-256 is not that of the manifest" in found.problems
    assert found.remarks == ()


def test_the_manifest_is_sealed(folder: Path) -> None:
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace("jingxin report", "jingxin scan"), "utf-8")
    assert verify(folder).problems == ("manifest.json was edited: it does not fit manifest.sha256",)
    (folder / "manifest.sha256").unlink()
    assert verify(folder).problems == ("manifest.sha256 is missing",)


def test_a_file_added_in_a_folder_below_is_named(folder: Path) -> None:
    (folder / "below").mkdir()
    (folder / "below" / "photo.png").write_bytes(b"x")
    assert verify(folder).problems == ("below/photo.png was added: the manifest does not know it",)


def test_evidence_of_an_older_version_is_still_intact() -> None:
    """A digest as it was once made: another rule for it would call all evidence that was handed in changed."""
    row = {"number": 1, "text": "【某花】废物", "name": None, "score": 1.0, "tags": ["insult"], "digest": "any"}
    assert digest_of(row) == "d3da22715e463c571a32e9929b6e687029cb10c3857fb9df0d05dedec2632d7c"


def test_an_archive_that_was_changed_since_is_named(folder: Path) -> None:
    path = archive(folder.parent)
    path.write_bytes(path.read_bytes() + b"\n")
    (problem,) = verify(folder, [path]).problems
    assert problem == "短信.jsonl is not one of the sources of the manifest, or has been changed since"


@pytest.fixture
def phone(tmp_path: Path) -> Path:
    """A database of which all messages still stand in its log, and what a Mac leaves beside it."""
    phone = tmp_path / "phone"
    phone.mkdir()
    with closing(sqlite3.connect(tmp_path / "mmssms.db")) as open_:
        open_.execute("PRAGMA journal_mode = WAL")
        open_.execute("CREATE TABLE sms (address TEXT, body TEXT, date INTEGER, type INTEGER)")
        open_.execute("INSERT INTO sms VALUES ('1069', '废物，还钱', 1780000000000, 1)")
        open_.commit()
        for name in ("mmssms.db", "mmssms.db-wal", "mmssms.db-shm"):
            shutil.copyfile(tmp_path / name, phone / name)
    (phone / ".DS_Store").write_bytes(b"x")
    return phone


@pytest.mark.parametrize("given", [".", "mmssms.db"])
def test_a_log_of_changes_beside_a_database_is_a_source_too(phone: Path, given: str) -> None:
    made = report([phone / given], phone.parent / "out", Words(), "v1", wishes=Wishes(pdf=False), now=NOW)
    assert [source.name for source in made.evidence.sources] == ["mmssms.db", "mmssms.db-wal"]
    assert made.evidence.exhibits[0].message.place.source == "mmssms.db"
    assert verify(made.folder, [phone / given]).intact
    with (phone / "mmssms.db-wal").open("ab") as log:
        log.write(b"x")
    (problem,) = verify(made.folder, [phone / given]).problems
    assert problem == "mmssms.db-wal is not one of the sources of the manifest, or has been changed since"


def test_of_an_iphone_backup_only_what_was_read_is_checked(tmp_path: Path) -> None:
    home = backup(tmp_path)
    made = report([home], tmp_path / "out", Words(), "v1", wishes=Wishes(pdf=False), now=NOW)
    assert verify(made.folder, [home]).intact
    (home / MESSAGES[:2] / MESSAGES).unlink()
    (problem,) = verify(made.folder, [home]).problems
    assert "an iPhone backup without messages" in problem


@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"outputs": {}}'])
def test_what_is_no_evidence_is_refused(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "manifest.json").write_text(content, "utf-8")
    with pytest.raises(InputError, match="give a folder that a report wrote"):
        verify(tmp_path)


def test_no_damage_goes_unseen_or_crashes_the_check(folder: Path) -> None:
    chance = random.Random(1)
    whole = {path: path.read_bytes() for path in sorted(folder.iterdir())}
    for _ in range(400):
        path = chance.choice(list(whole))
        at = chance.randrange(len(whole[path]))
        put_in = chance.choice([b"1", b"{}", b"\xff", b"\n", b'"', b"1e999", "²".encode(), b"-"])
        damaged = whole[path][:at] + put_in + whole[path][at + chance.randrange(3) :]
        if damaged.split() != whole[path].split():
            path.write_bytes(damaged)
            try:
                intact = verify(folder).intact
            except InputError:
                intact = path.name != "manifest.json"
            assert not intact, (path.name, at)
            path.write_bytes(whole[path])
    assert verify(folder).intact
