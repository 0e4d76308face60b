"""What `adb shell content query --uri content://sms` prints is read message by message, whatever a text holds."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from reading import ARCHIVES, read, skips, texts, written

from service.archives import read_archive
from service.archives.source import Options
from service.errors import NoColumnError, NotAnArchiveError
from service.messages import Direction

IN, OUT = Direction.IN, Direction.OUT


def row(number: int, /, **values: object) -> str:
    return f"Row: {number} " + ", ".join(f"{name}={value}" for name, value in values.items()) + "\n"


def test_text_sender_time_and_direction_are_those_of_the_columns() -> None:
    first, sent, last = read(ARCHIVES / "queried/sms.txt")
    assert first.text == (
        "【安心花】您的账户已逾期, type=2, 请点 https://a.cn/?a=1, b=2\n第二行, service_center=NULL, 回T退订"
    )
    assert (first.sender, first.direction, first.remark) == ("10690000", IN, None)
    assert first.time == datetime(2024, 7, 14, 22, 53, 13, 123_000, tzinfo=UTC)
    assert first.sent == datetime(2024, 7, 14, 22, 53, 12, tzinfo=UTC)
    assert (sent.text, sent.sender, sent.sent, sent.direction) == ("知道了", "13800000002", None, OUT)
    assert (last.text, last.remark) == ("您尾号1234的卡入账1元", None)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_columns_may_be_few_and_in_any_order(tmp_path: Path, encoding: str, end: str) -> None:
    content = row(0, body="你好, date=1", type=1, address=10086, date=1599999990000)
    content += row(1, body="再见\n\n在吗", type=2, address=10010, date=1599999990000)
    first, second = read(written(tmp_path, content.replace("\n", end).encode(encoding)))
    assert (first.text, first.sender, first.direction) == ("你好, date=1", "10086", IN)
    assert (second.text, second.sender, second.direction) == (f"再见{end}{end}在吗", "10010", OUT)
    assert first.time == second.time
    assert first.remark is second.remark is None


def test_a_text_that_stands_last_ends_where_the_next_row_begins(tmp_path: Path) -> None:
    content = row(0, address=10086, type=1, body="第一\nRow by row, a=1") + row(1, address=1, type=2, body="二\n\n")
    assert texts(read(written(tmp_path, content))) == ["第一\nRow by row, a=1", "二"]


def test_a_single_row_keeps_in_its_text_what_is_no_column_of_a_phone(tmp_path: Path) -> None:
    (message,) = read(written(tmp_path, row(0, _id=1, address=1, vendor=2, body="见 a, b=2, c=3", locked=0, seen=1)))
    assert (message.text, message.sender) == ("见 a, b=2, c=3", "1")


def test_queries_one_after_another_have_columns_of_their_own(tmp_path: Path) -> None:
    content = row(0, _id=1, address=1, body="一", seen=1) + row(1, _id=2, address=2, body="二", seen=1)
    records = read(
        written(tmp_path, content + row(0, type=2, body="三", address=3) + row(1, type=2, body="四", address=4))
    )
    assert [(each.text, each.sender, each.direction) for each in records] == [
        *(("一", "1", Direction.UNKNOWN), ("二", "2", Direction.UNKNOWN)),
        *(("三", "3", OUT), ("四", "4", OUT)),
    ]


def test_what_says_null_is_not_there_and_the_trash_is_told(tmp_path: Path) -> None:
    content = row(0, address="NULL", date="NULL", type=1, body="NULL", deleted=0)
    empty, deleted = read(written(tmp_path, content + row(1, address=1, date=1, type=1, body="旧", deleted=1)))
    assert (empty.text, empty.sender, empty.time) == ("", None, None)
    assert "trash" in deleted.why


def test_lines_above_and_damaged_rows_are_told(tmp_path: Path) -> None:
    sample = (ARCHIVES / "queried/sms.txt").read_text(encoding="utf-8")
    above, *others = read(written(tmp_path, f"$ adb shell content query --uri content://sms\n{sample}"))
    assert "above the first" in above.why
    assert len(texts(others)) == 3
    for old, new in (("\nRow: 1", "Row: 1"), ("Row: 1", "Rov: 1"), ("Row: 1 _id", "Row: 1 _ib")):
        first, _ = read(written(tmp_path, sample.replace(old, new)))
        assert "another message may begin there" in first.remark
    _, textless, _ = read(written(tmp_path, sample.replace("body=知", "bodi=知")))
    assert "text" in textless.why
    _, typeless, _ = read(written(tmp_path, sample.replace("type=2, reply", "tyqe=2, reply")))
    assert (typeless.text, typeless.direction) == ("知道了", Direction.UNKNOWN)
    assert "columns instead of" in typeless.remark


def test_a_query_of_something_else_is_refused_with_the_right_one(tmp_path: Path) -> None:
    path = written(tmp_path, row(0, _id=1, number=10086, date=1599999990000, duration=3, type=1))
    with pytest.raises(NotAnArchiveError, match="content://sms"):
        read_archive(path)


def test_a_column_that_is_asked_for_holds_the_text(tmp_path: Path) -> None:
    path = written(tmp_path, row(0, _id=1, data="你好", type=1) + row(1, _id=2, data="再见", type=2))
    assert texts(list(read_archive(path, Options(columns={"text": "data"})))) == ["你好", "再见"]
    with pytest.raises(NoColumnError):
        read_archive(path, Options(columns={"text": "none"}))


def test_a_row_that_is_too_long_is_cut_off_and_told(tmp_path: Path) -> None:
    path = written(tmp_path, row(0, address=1, type=1, body="你好\n" * 100) + row(1, address=1, type=1, body="再见"))
    first, second = read(path, record=50)
    assert "cut off" in first.remark
    assert (second.text, second.remark) == ("再见", None)
    assert skips([first, second]) == []
