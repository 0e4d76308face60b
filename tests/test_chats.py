"""Chats that were saved as text are read message by message, with the time and the name that begin each."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from reading import ARCHIVES, read, skips, texts, written

from service.archives import read_archive
from service.archives.turns import shape_of
from service.errors import NotAnArchiveError
from service.messages import Direction, Message

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST = datetime(2024, 5, 1, 20, 56, 12, tzinfo=SHANGHAI)
OUT, UNKNOWN = Direction.OUT, Direction.UNKNOWN

ABOVE = "2024-05-01 20:56:12 {}\n{}\n\n"


def found(records: list) -> list[tuple]:
    return [(each.text, each.sender, each.time, each.direction) for each in records if isinstance(each, Message)]


@pytest.mark.parametrize("name", ["qq", "wechat_mail", "beside"])
def test_each_message_has_its_time_and_who_wrote_it(name: str) -> None:
    records = read(ARCHIVES / f"chats/{name}.txt")
    messages = [each for each in records if isinstance(each, Message)]
    assert messages[0].text.splitlines() == ["再不还款就告诉你爸妈", "和单位同事"]
    assert [each.text for each in messages[1::2]] == ["请不要再打给我", "知道了"]
    own = None if name == "beside" else "小王"
    assert [each.sender for each in messages] == ["李经理", own, "李经理", own]
    assert [each.direction for each in messages] == [UNKNOWN, UNKNOWN if own else OUT] * 2
    assert [each.time.strftime("%m-%d %H:%M") for each in messages] == [
        *("05-01 09:03", "05-01 20:56", "05-02 20:57", "05-02 20:58")
    ]
    assert not any(each.remark for each in messages)


@pytest.mark.parametrize(
    "shape",
    [
        ABOVE,
        "2024-05-01 20:56:12 {}(10001)\n{}\n\n",
        "2024/5/1 20:56:12  {}\n{}\n",
        "2024年5月1日 20:56:12 {}\n{}\n",
        "{} 2024-05-01 20:56:12\n{}\n\n",
        "{}(wxid_abc) 2024-05-01 20:56:12\n{}\n\n",
        "{}  2024年5月1日 晚上8:56:12\n{}\n",
        "{}, [2024/5/1 20:56:12]\n{}\n\n",
        "[2024-05-01 20:56:12] {}: {}\n",
        "2024-05-01 20:56:12 {}：{}\n",
        "2024/5/1 20:56:12 - {}: {}\n",
        "\u200e[2024/5/1 20:56:12] {}: {}\n",
        "{}(2024-05-01 20:56:12): {}\n",
        "2024-05-01T20:56:12 {}: {}\n",
        "—————  2024-05-01  —————\n\n\n{}  20:56:12\n\n{}\n\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_time_and_a_name_begin_a_message_however_they_are_written(tmp_path: Path, shape: str, encoding: str) -> None:
    said = [("李经理", "今天18:00前不还，\n\n就去你单位"), ("小王", "在吗"), ("李经理", "在\t的")]
    content = "".join(shape.format(who, text) for who, text in said).replace(
        "\u200e", "" if encoding == "gb18030" else "\u200e"
    )
    records = read(written(tmp_path, content.encode(encoding), "a.txt"))
    assert [(text, time, way) for text, _, time, way in found(records)] == [(text, FIRST, UNKNOWN) for _, text in said]
    assert [sender.partition("(")[0] for _, sender, _, _ in found(records)] == [who for who, _ in said]
    assert not skips(records)


@pytest.mark.parametrize("shape", [ABOVE, "[2024-05-01 20:56:12] {}: {}\n"])
def test_the_owner_is_known_by_chinese_words_alone(tmp_path: Path, shape: str) -> None:
    content = shape.format("13800000001", "你好") + shape.format("我", "请不要再打") + shape.format("Me", "还钱")
    records = read(written(tmp_path, content, "a.txt"))
    assert found(records) == [
        *(("你好", "13800000001", FIRST, UNKNOWN), ("请不要再打", None, FIRST, OUT), ("还钱", "Me", FIRST, UNKNOWN))
    ]


@pytest.mark.parametrize("shape", [ABOVE, "[2024-05-01 20:56:12] {}: {}\n"])
def test_a_word_for_a_direction_is_no_name(tmp_path: Path, shape: str) -> None:
    content = shape.format("接收", "你好") + shape.format("发送", "在") + shape.format("接收", "还钱")
    assert [(sender, way.value) for _, sender, _, way in found(read(written(tmp_path, content)))] == [
        *((None, "in"), (None, "out"), (None, "in"))
    ]


def test_a_time_without_its_year_is_told_and_the_message_kept(tmp_path: Path) -> None:
    content = "张三 05-01 20:56:12\n你好\n\n李四 05-01 20:57:12\n再见\n"
    first, second = read(written(tmp_path, content))
    assert (first.text, first.sender, first.time, second.text) == ("你好", "张三", None, "再见")
    assert "'05-01 20:56:12' cannot be read" in first.remark


def test_what_stands_above_is_told_and_a_picture_without_a_text_is_a_message(tmp_path: Path) -> None:
    content = (
        "聊天记录\n" + "=" * 60 + "\n" + ABOVE.format("李经理", "你好") + ABOVE.format("李经理", "").rstrip() + "\n"
    )
    records = read(written(tmp_path, content, "a.txt"))
    assert texts(records) == ["你好", ""]
    assert skips(records) == ["lines above the first message, which are none: 2"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2024-05-01 20:56:12 小王", "2024-05-01 2O:56:12 小王"),
        ("2024-05-01 20:56:12 小王", "2024-05-01 20:56:12\n小王"),
        ("\n2024-05-01 20:56:12 小王", "2024-05-01 20:56:12 小王"),
    ],
)
def test_a_damaged_line_of_time_and_name_is_told_of(tmp_path: Path, old: str, new: str) -> None:
    content = "".join(ABOVE.format(who, "你好") for who in ("李经理", "小王", "李经理", "小王"))
    records = read(written(tmp_path, content.replace("\n\n", "\n").replace(old, new, 1), "a.txt"))
    assert len(records) == 3
    assert "another message may begin there" in records[0].remark


def test_a_damaged_first_line_is_told_of(tmp_path: Path) -> None:
    content = "".join(ABOVE.format(who, "你好") for who in ("李经理", "小王", "李经理"))
    records = read(written(tmp_path, content.replace("2024", "2O24", 1), "a.txt"))
    assert len(texts(records)) == 2
    assert skips(records) == ["lines above the first with a time and a name; that of their message may be damaged"]


@pytest.mark.parametrize(
    "content",
    [
        "2024-05-01 20:56:12 您的快递已到驿站\n2024-05-01 20:57:12 您的验证码是1234\n",
        "2024-05-01 20:56 温馨提示：请还款\n2024-05-02 20:56 重要通知：再不还款\n",
        "2024-05-01 20:56:12 您的账户已逾期十二天请您务必尽快处理\n否则\n2024-05-02 20:56:12 你欠的钱\n快\n",
        "您好 20:56\n再见\n您好 20:57\n再见\n",
    ],
)
def test_messages_that_begin_with_a_time_are_no_chat(tmp_path: Path, content: str) -> None:
    assert texts(read(written(tmp_path, content, "a.txt"))) == content.splitlines()


def test_a_log_is_no_chat(tmp_path: Path) -> None:
    content = "2024-05-01 20:56:12 INFO server: 已启动\n2024-05-01 20:56:13 ERROR server: 失败\n" * 3
    assert shape_of(content) is None
    content = "2024-05-01 20:56:12 nginx: started (1)\n2024-05-01 20:56:13 nginx: failed; x=1\n" * 3
    with pytest.raises(NotAnArchiveError, match="a log"):
        read_archive(written(tmp_path, content, "a.txt"))


def test_a_long_line_is_looked_at_in_no_time(tmp_path: Path) -> None:
    for line in ("a" + " " * 1_000_000, "1" * 1_000_000, "2024-05-01 " * 100_000):
        content = ABOVE.format("甲", "你好") * 2 + ABOVE.format("甲", line)
        assert len(texts(read(written(tmp_path, content, "a.txt")))) == 3


def test_a_message_that_is_too_long_is_cut_off_and_told(tmp_path: Path) -> None:
    content = ABOVE.format("甲", "你好") + ABOVE.format("甲", "还钱\n" * 100) + ABOVE.format("乙", "好")
    first, second, last = read(written(tmp_path, content, "a.txt"), record=60)
    assert len(second.text) < 100
    assert "cut off" in second.remark
    assert first.remark is last.remark is None


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            "李经理: 还钱\n我: 别再发了\n李经理: 那就告诉你爸妈\n",
            [("李经理", "还钱"), (None, "别再发了"), ("李经理", "那就告诉你爸妈")],
        ),
        ("我：在\n快说\n王五：再不还：上门\n", [(None, "在\n快说"), ("王五", "再不还：上门")]),
        ("13800138000：还钱\n106900000001：还钱\n", [("13800138000", "还钱"), ("106900000001", "还钱")]),
        (
            "甲经理：\n还钱\n今天\n\n小王:\n好\n\n甲经理:\n快\n",
            [("甲经理", "还钱\n今天"), ("小王", "好"), ("甲经理", "快")],
        ),
        ("我：\n好\n\n李四：\n快\n", [(None, "好"), ("李四", "快")]),
    ],
)
def test_a_chat_without_times_is_read_where_names_are_surely_such(
    tmp_path: Path, content: str, expected: list[tuple[str | None, str]]
) -> None:
    """Before, each line was a message, with the name in its text and what the owner wrote judged too."""
    records = read(written(tmp_path, content, "a.txt"))
    assert [(each.sender, each.text) for each in records] == expected
    assert all(
        each.time is each.remark is None and (each.direction == "out") == (each.sender is None) for each in records
    )


@pytest.mark.parametrize(
    "content",
    [
        "尊敬的客户：\n您已逾期\n\n尊敬的用户：\n您已逾期\n\n尊敬的客户：\n请还款\n",
        "温馨提示：您已逾期\n温馨提示：请还款\n还款通知：请还款\n",
        "张三：欠款三千\n李四：欠款五百\n张三：欠款六千\n",
        "20240501：请还款\n20240502：请还款\n",
        "内容：\n请还款\n\n短信：\n请还款\n\n内容：\n请还款\n",
        "我：请还款\n您已逾期\n您已逾期，请还款\n请还款\n",
    ],
)
def test_messages_that_begin_with_words_and_a_colon_are_no_chat(tmp_path: Path, content: str) -> None:
    assert texts(read(written(tmp_path, content, "a.txt"))) == list(filter(None, content.splitlines()))


def test_what_looks_like_another_name_within_a_chat_without_times_is_told(tmp_path: Path) -> None:
    content = "我：在\n张三：还钱\n温馨提示：明天\n我：好\n"
    _, other, _ = read(written(tmp_path, content, "a.txt"))
    assert "another message may begin there" in other.remark
