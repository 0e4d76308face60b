"""Databases are read without a write and without running anything in them, and times and directions come out right."""

import shutil
import sqlite3
import tarfile
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from reading import ARCHIVES, read, skips, texts, written

from service.archives import read_archive
from service.archives.attributed import body_of
from service.errors import ArchiveError, NotAnArchiveError
from service.messages import Direction, Message

HOME_MADE = ARCHIVES / "databases/home_made"
FIRST = datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)


def test_androids_own_database_reads_as_its_source_says() -> None:
    records = read(ARCHIVES / "databases/plaso/mmssms.db")
    directions = [record.direction for record in records if isinstance(record, Message)]
    assert directions.count(Direction.IN) == 4
    assert directions.count(Direction.OUT) == 5
    assert records[0].time == datetime.fromtimestamp(1383065788.038, UTC)
    assert records[-1].time == datetime.fromtimestamp(1383066977.250, UTC)


@pytest.mark.parametrize(
    ("name", "senders"),
    [
        ("huawei_sms_tb.db", ["106900000001", "13800000001"]),
        ("mmssms_utf16.db", ["106900000001", "13800000001"]),
        ("logical_extraction.db", ["106900000001", "13800000001"]),
    ],
)
def test_every_kind_of_table_gives_sender_time_and_direction(name: str, senders: list[str]) -> None:
    first, second = read(HOME_MADE / name)
    assert [first.sender, second.sender] == senders
    assert (first.time, first.direction, second.direction) == (FIRST, Direction.IN, Direction.OUT)


def test_an_mms_has_its_parts_in_order_and_its_time_from_seconds() -> None:
    mms = read(HOME_MADE / "mmssms_with_mms.db")[3]
    assert mms.text.endswith("😡\n第二段")
    assert (mms.sender, mms.time) == ("13800000002", datetime(2020, 9, 13, 12, 29, 40, tzinfo=UTC))


def with_mms(tmp_path: Path, script: str) -> Path:
    """An mmssms.db with the tables of SMS and MMS, and what a script adds."""
    path = tmp_path / "mmssms.db"
    with closing(sqlite3.connect(path)) as writer:
        writer.executescript("CREATE TABLE sms (address, date, body, type);")
        writer.executescript("CREATE TABLE pdu (_id, date, msg_box, m_type, sub);")
        writer.executescript(script)
    return path


def test_an_mms_that_was_sent_names_whom_it_went_to(tmp_path: Path) -> None:
    path = with_mms(
        tmp_path,
        """
            CREATE TABLE addr (msg_id, address, type);
            INSERT INTO pdu VALUES (1, 1600000000, 2, 128, 'a'), (2, 1600000000, 1, 132, 'b'),
                (3, 1600000000, 2, 128, 'c'), (4, 1600000000, 1, 132, 'd');
            INSERT INTO addr VALUES (1, '13800000000', 137), (1, '13800000001', 151), (2, '13800000000', 151),
                (2, '13800000002', 137), (3, '13800000000', 137), (4, '13800000000', 151);
        """,
    )
    assert [message.sender for message in read(path)] == ["13800000001", "13800000002", None, None]


def test_an_mms_whose_sentence_is_elsewhere_gives_it_or_says_so(tmp_path: Path) -> None:
    path = with_mms(
        tmp_path,
        """
            CREATE TABLE part (mid, seq, ct, text, _data);
            INSERT INTO pdu VALUES (1, 1600000000, 1, 132, '首家上线'), (2, 1600000000, 1, 132, NULL),
                (3, 1600000000, 1, 132, 'NoSubject');
            INSERT INTO part VALUES (1, 0, 'image/jpeg', NULL, '/1.jpg'),
                (2, 0, 'text/plain; charset=utf-8', '正文', NULL),
                (3, 0, 'text/plain', NULL, '/3.txt');
        """,
    )
    picture, marked, outside = read(path)
    assert (picture.text, picture.remark) == ("首家上线", None)
    assert (marked.text, marked.remark) == ("正文", None)
    assert outside.text == ""
    assert "not in this database" in outside.remark


def test_reports_on_an_mms_and_mere_announcements_are_no_messages(tmp_path: Path) -> None:
    path = with_mms(
        tmp_path,
        """
            CREATE TABLE part (mid, seq, ct, text, _data);
            INSERT INTO pdu VALUES (1, 1600000000, 1, 134, NULL), (2, 1600000000, 1, 136, NULL),
                (3, 1600000000, 1, 130, NULL), (4, 1600000000, 1, 130, '再不还钱就上门'), (5, 1600000000, 1, 130, NULL);
            INSERT INTO part VALUES (5, 0, 'text/plain', NULL, '/5.txt');
        """,
    )
    delivered, seen, announced, titled, outside = read(path)
    assert ["delivery report" in delivered.why, "read report" in seen.why, "announced" in announced.why] == [True] * 3
    assert titled.text == "再不还钱就上门"
    assert "not in this database" in outside.remark


def test_the_subject_of_an_imessage_stands_above_its_text(tmp_path: Path) -> None:
    path = tmp_path / "sms.db"
    with closing(sqlite3.connect(path)) as writer:
        writer.executescript("""
            CREATE TABLE handle (id);
            CREATE TABLE message (text, date, is_from_me, handle_id, subject);
            INSERT INTO message VALUES ('点此领取', 6e17, 0, 0, '首家上线'), ('￼', 6e17, 0, 0, '首家上线'),
                ('晚饭吃什么', 6e17, 0, 0, NULL);
        """)
    assert texts(read(path)) == ["首家上线\n点此领取", "首家上线", "晚饭吃什么"]


def test_an_iphone_keeps_long_texts_in_attributed_bodies() -> None:
    first, long, sent, tapback, event, cut = read(HOME_MADE / "iphone_attributed_body.db")
    assert (first.time, first.sender, first.direction) == (FIRST, "106900000002", Direction.IN)
    assert len(long.text.encode()) > 127
    assert long.text.endswith("妥善处理 🙏")
    assert sent.direction is Direction.OUT
    assert "tapback" in tapback.why
    assert "group" in event.why
    assert cut.time is None
    assert "cut off" in str(cut.remark)


def test_in_a_group_the_sender_is_who_wrote_the_message_and_not_the_group() -> None:
    first, second, own, event = read(HOME_MADE / "iphone_group_chat.db")
    assert (first.sender, second.sender) == ("106900000002", "+8613800000001")
    assert (first.name, own.sender, own.direction) == (None, None, Direction.OUT)
    assert "event in a group" in event.why


def test_an_old_iphone_counts_seconds_and_has_no_chats() -> None:
    (message,) = read(HOME_MADE / "iphone_seconds.db")
    assert message.time == datetime(2015, 11, 22, 18, 9, 46, tzinfo=UTC)


@pytest.mark.parametrize("length", [0, 1, 127, 128, 40_000, 70_000])
def test_attributed_bodies_of_any_length(length: int) -> None:
    body = b"x" * length
    mark = (
        bytes([length])
        if length < 128
        else (b"\x81" + length.to_bytes(2, "little") if length < 65536 else b"\x82" + length.to_bytes(4, "little"))
    )
    blob = b"\x04\x0bstreamtyped\x84\x08NSString\x01\x94\x84\x01+" + mark + body + b"\x86"
    assert body_of(blob) == (body.decode(), None)
    for end in range(0, len(blob), max(1, len(blob) // 40)):
        assert body.decode().startswith(body_of(blob[:end])[0])


def test_messages_that_are_only_in_the_log_beside_the_database_are_read(tmp_path: Path) -> None:
    path = tmp_path / "mmssms.db"
    with closing(sqlite3.connect(path)) as writer:
        writer.executescript("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;")
        writer.execute("CREATE TABLE sms (address, date, body, type)")
        writer.execute("INSERT INTO sms VALUES ('1', 1600000000000, '最新的', 1)")
        writer.commit()
        copy = tmp_path / "copy"
        copy.mkdir()
        for each in tmp_path.glob("mmssms.db*"):
            shutil.copyfile(each, copy / each.name)
    before = {each.name: each.read_bytes() for each in copy.iterdir()}
    assert texts(read(copy / "mmssms.db")) == ["最新的"]
    assert {each.name: each.read_bytes() for each in copy.iterdir()} == before
    with pytest.raises(NotAnArchiveError, match="keep it beside the database"):
        read_archive(copy / "mmssms.db-wal")


def with_log(folder: Path, rows: int) -> tuple[Path, Path]:
    """A database whose table is still in its log alone, and that log."""
    path = folder / "work.db"
    with closing(sqlite3.connect(path)) as writer:
        writer.executescript("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;")
        writer.execute("CREATE TABLE sms (address, date, body, type)")
        writer.executemany(
            "INSERT INTO sms VALUES ('1', 1600000000000, ?, 1)", [(f"第{each}条",) for each in range(rows)]
        )
        writer.commit()
        files = (folder / "mmssms.db", folder / "mmssms.db-wal")
        for name, file in zip(("work.db", "work.db-wal"), files, strict=True):
            shutil.copyfile(folder / name, file)
    return files


def test_a_log_far_larger_than_its_database_is_read_to_the_end(tmp_path: Path) -> None:
    database, log = with_log(tmp_path, 3000)
    assert log.stat().st_size > 10 * database.stat().st_size
    records = read(database)
    assert (len(texts(records)), skips(records)) == (3000, [])


def test_a_log_that_is_packed_with_its_database_is_read_with_it(tmp_path: Path) -> None:
    database, log = with_log(tmp_path, 6)
    for files in ([database, log], [log, database]):
        with zipfile.ZipFile(tmp_path / "both.zip", "w") as packed:
            for file in files:
                packed.write(file, f"数据库/{file.name}")
        with tarfile.open(tmp_path / "both.tar.gz", "w:gz") as tar:
            for file in files:
                tar.add(file, f"data/{file.name}")
        for packs in ("both.zip", "both.tar.gz"):
            records = read(tmp_path / packs)
            assert (len(texts(records)), skips(records)) == (6, [])


@pytest.mark.parametrize(
    "script",
    [
        "CREATE TABLE t (a); CREATE VIEW sms AS SELECT a AS address, a AS body, a AS date FROM t",
        "CREATE VIRTUAL TABLE sms USING fts5(address, body, date)",
        "CREATE TABLE sms (address, date, body AS (upper(x)), x)",
        "CREATE TABLE sms (address, date, x)",
        "CREATE TABLE other (address)",
    ],
)
def test_what_would_run_or_is_not_there_is_refused(tmp_path: Path, script: str) -> None:
    path = tmp_path / "sms.db"
    with closing(sqlite3.connect(path)) as writer:
        writer.executescript(script)
    with pytest.raises(ArchiveError, match=r"sms\.db "):
        read_archive(path)


def test_names_that_are_not_utf8_do_no_harm(tmp_path: Path) -> None:
    content = (HOME_MADE / "huawei_sms_tb.db").read_bytes()
    for name in (b"CREATE TABLE sms_tb", b"address TEXT", b"sms_tb"):
        path = written(tmp_path, content.replace(name, b"\xa5" * len(name)))
        with pytest.raises(ArchiveError):
            read(path)


def test_a_damaged_database_says_so(tmp_path: Path) -> None:
    path = tmp_path / "sms.db"
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("CREATE TABLE sms (address, date, body, type)")
        writer.executemany("INSERT INTO sms VALUES ('1', 1600000000000, ?, 1)", [("还款" * 200,)] * 100)
        writer.commit()
    content = path.read_bytes()
    at = 4096 * 8
    records = read(written(tmp_path, content[:at] + bytes(4096) + content[at + 4096 :], "damaged.db"))
    assert 0 < len(texts(records)) < 100
    assert "damaged" in skips(records)[0]
    for end in range(4096, len(content), 997):
        records = read(written(tmp_path, content[:end], "cut.db"))
        assert f"{len(content) - end:,} bytes are missing" in skips(records)[0]
    assert texts(records)[:90] == ["还款" * 200] * 90


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("EnMicroMsg.db", "message (msgId, type, isSend, createTime, talker, content)"),
        ("MSG0.db", "MSG (localId, IsSender, CreateTime, StrTalker, StrContent)"),
        ("message_0.db", f"Msg_{'0af1' * 8} (local_id, create_time, message_content)"),
        ("MM.sqlite", f"Chat_{'0af1' * 8} (MesLocalID, CreateTime, Message, Des)"),
    ],
)
def test_a_database_of_wechat_is_refused_with_what_to_do(tmp_path: Path, name: str, table: str) -> None:
    """Decrypted or not."""
    with closing(sqlite3.connect(tmp_path / name)) as writer:
        writer.execute(f"CREATE TABLE {table}")
    with pytest.raises(NotAnArchiveError, match="is a database of WeChat, which is not read; export the chats"):
        read(tmp_path / name)
    if name.endswith(".db"):
        with pytest.raises(NotAnArchiveError, match="is an encrypted database of WeChat; export the chats"):
            read(written(tmp_path, bytes(range(256)) * 40, name))
