"""The smaller XML formats give texts, times and directions as their programs meant them, and survive breaks."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from reading import ARCHIVES, read, skips, texts, written

from service.messages import Direction

FIRST = datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)
SAMPLES = ["go_sms_pro/home_made/no_id_and_emoji.xml", "titanium/messages.xml", "windows_phone/surrogates.msg"]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_first_was_received_and_the_second_sent(name: str) -> None:
    first, second, *_ = read(ARCHIVES / name)
    assert (first.time, first.direction, second.direction) == (FIRST, Direction.IN, Direction.OUT)


def test_go_sms_pro_writes_emoji_as_codes() -> None:
    assert texts(read(ARCHIVES / SAMPLES[0]))[0].endswith("😡 🙂\n第二行 1+g2")
    assert texts(read(ARCHIVES / "go_sms_pro/message-vault/gosms_sys_smoke.xml"))[0] == "smoke hello 👋"


def test_titaniums_numbers_are_those_of_their_threads() -> None:
    records = read(ARCHIVES / SAMPLES[1])
    assert [record.sender for record in records] == ["106900000001"] * 2 + ["13800000001"] * 2
    assert texts(records)[2:] == ["明天上午 😂", ""]


def test_base64_that_is_none_is_kept_and_remarked(tmp_path: Path) -> None:
    content = (ARCHIVES / SAMPLES[1]).read_text(encoding="utf-8").replace("5piO5aSp", "明天")
    assert "not the base64" in read(written(tmp_path, content))[2].remark


def test_windows_phone_names_recipients_of_what_was_sent() -> None:
    assert [record.sender for record in read(ARCHIVES / SAMPLES[2])] == ["+8613800000001", "13800000002, 13800000003"]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_break_costs_only_the_message_that_it_is_in(tmp_path: Path, name: str) -> None:
    content = (ARCHIVES / name).read_text(encoding="utf-8")
    whole = texts(read(ARCHIVES / name))
    records = read(written(tmp_path, content.replace("好的</", "好的<<", 1)))
    assert texts(records)[0] == whole[0]
    assert skips(records)
    assert len(texts(records)) >= len(whole) - 1


def test_threads_of_something_else_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="its root is <threads>"):
        read(written(tmp_path, "<?xml version='1.0'?><threads><thread/></threads>"))
