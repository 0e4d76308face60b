"""Text that names each value in a line of its own is read message by message, however its lines are ordered."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from reading import ARCHIVES, read, skips, texts, written

from service.messages import Direction, Message

SHANGHAI = ZoneInfo("Asia/Shanghai")
IN, OUT = Direction.IN, Direction.OUT
FIRST, SECOND = datetime(2024, 5, 1, 20, 56, tzinfo=SHANGHAI), datetime(2024, 5, 2, 9, 3, tzinfo=SHANGHAI)
ONE = {"发件人": "10690001", "时间": "2024-05-01 20:56:00", "类型": "接收", "内容": "你好\n在吗"}
TWO = {"发件人": "10690002", "时间": "2024年5月2日 上午9:03", "类型": "发送", "内容": "再见"}


def block(values: dict[str, str], colon: str = "：") -> str:
    return "".join(f"{label}{colon}{value}\n" for label, value in values.items())


def found(records: list) -> list[tuple]:
    return [(each.text, each.sender, each.time, each.direction) for each in records if isinstance(each, Message)]


BOTH = [("你好\n在吗", "10690001", FIRST, IN), ("再见", "10690002", SECOND, OUT)]


@pytest.mark.parametrize("between", ["", "\n", "\n\n", "----------\n", "\n=====\n\n"])
@pytest.mark.parametrize("colon", ["：", ":", ": "])
def test_every_value_is_read_by_its_label(tmp_path: Path, colon: str, between: str) -> None:
    content = block(ONE, colon) + between + block(TWO, colon) + between
    for encoding in ("utf-8-sig", "gb18030"):
        records = read(written(tmp_path, content.encode(encoding), "sms.txt"))
        assert found(records) == BOTH
        assert not skips(records)


@pytest.mark.parametrize("labels", [["内容", "发件人", "时间", "类型"], ["时间", "内容", "类型", "发件人"]])
def test_the_text_need_not_stand_last(tmp_path: Path, labels: list[str]) -> None:
    content = "\n".join(block({label: each[label] for label in labels}) for each in (ONE, TWO))
    assert found(read(written(tmp_path, content))) == BOTH


@pytest.mark.parametrize("heading", ["序号：{}", "第{}条", "【{}】", "#{}"])
def test_what_counts_the_messages_is_no_part_of_them(tmp_path: Path, heading: str) -> None:
    blocks = [f"{heading.format(at)}\n{block(each)}" for at, each in enumerate([ONE, TWO], 9)]
    assert found(read(written(tmp_path, "".join(blocks)))) == BOTH


def test_a_title_is_told_of(tmp_path: Path) -> None:
    records = read(written(tmp_path, "我的短信\n========\n" + block(ONE) + block(TWO)))
    assert found(records) == BOTH
    assert skips(records) == ["lines above the first message, which are none: 1"]


def test_a_label_within_a_text_is_part_of_it_and_told_of() -> None:
    first, second = read(ARCHIVES / "labelled/blocks.txt")
    assert first.text.endswith("元\n时间：今天18点前")
    assert "another message may begin there" in first.remark
    assert (second.direction, second.remark) == (OUT, None)


def test_a_message_without_its_first_label_begins_behind_a_blank_line(tmp_path: Path) -> None:
    nobody = {label: value for label, value in TWO.items() if label != "发件人"}
    records = read(written(tmp_path, f"{block(ONE)}\n{block(nobody)}\n{block(ONE)}"))
    assert [each.sender for each in records] == ["10690001", None, "10690001"]
    assert texts(records) == ["你好\n在吗", "再见", "你好\n在吗"]


def test_a_message_without_a_text_is_told_of(tmp_path: Path) -> None:
    textless = {"发件人": "10690003", "时间": "2024-05-01"}
    records = read(written(tmp_path, block(ONE) + block(textless) + block(TWO)))
    assert found(records) == BOTH
    assert [each.place.record for each in records] == [1, 2, 3]
    assert skips(records) == ["none of its labels is that of a text"]


def test_blank_lines_within_a_text_are_kept_and_a_text_may_begin_below_its_label(tmp_path: Path) -> None:
    content = block(ONE | {"内容": "\n你好\n\n在吗\n\n"}) + block(TWO)
    assert texts(read(written(tmp_path, content))) == ["你好\n\n在吗", "再见"]


def test_english_labels_and_labels_that_were_asked_for(tmp_path: Path) -> None:
    english = "From: +8613800000001\nDate: 2024-05-01 20:56:00\nType: Received\nMessage: hi\n\n" * 2
    assert found(read(written(tmp_path, english))) == [("hi", "+8613800000001", FIRST, IN)] * 2
    other = "\n".join(block(each | {"对方": f"139{at}"}) for at, each in enumerate([ONE, TWO]))
    records = read(written(tmp_path, other), columns={"sender": "对方"})
    assert [(each.text, each.sender) for each in records] == [("你好\n在吗", "1390"), ("再见", "1391")]


@pytest.mark.parametrize(
    "content",
    [
        "时间：明天上午\n短信：请回复\n你好\n",
        "内容：你好\n内容：再见\n",
        "您好：请还款\n时间：2024-05-01\n再见\n",
        "电话：13800000001\n你好\n",
    ],
)
def test_messages_one_a_line_that_begin_like_a_label_stay_messages(tmp_path: Path, content: str) -> None:
    assert texts(read(written(tmp_path, content, "sms.txt"))) == content.splitlines()
