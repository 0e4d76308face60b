"""Text with a line above each message that says when and from whom it came is read message by message."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from reading import ARCHIVES, read, texts, written

from service.archives import read_archive
from service.errors import NotAnArchiveError
from service.messages import Direction

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    "above",
    [
        "13800000001  2024-05-01 20:56:00",
        "13800000001\t2024/5/1 20:56",
        "+86 138-0000-0001 2024.05.01 20:56:00 ",
        "2024-05-01 20:56:00 13800000001",
    ],
)
@pytest.mark.parametrize("between", ["", "\n"])
def test_a_number_and_a_time_above_the_text_are_its_own(tmp_path: Path, above: str, between: str) -> None:
    for end in ("\n", "\r\n"):
        content = f"{above}\n你好\n在吗\n{between}{above}\n再见\n".replace("\n", end)
        first, second = read(written(tmp_path, content, "sms.txt"))
        assert (first.text, second.text) == (f"你好{end}在吗", "再见")
        assert first.sender.replace("-", "").replace(" ", "")[-11:] == "13800000001"
        assert first.time == datetime(2024, 5, 1, 20, 56, tzinfo=SHANGHAI)
        assert (first.direction, first.remark) == (Direction.UNKNOWN, None)


def test_a_damaged_line_above_a_text_is_told_of(tmp_path: Path) -> None:
    sample = (ARCHIVES / "transcripts/number_and_time.txt").read_text()
    for damaged in ("13800000002  2024-05-02 O9:03:00", "138OOOOO002  2024-05-02 09:03:00"):
        (message,) = read(written(tmp_path, sample.replace("13800000002  2024-05-02 09:03:00", damaged)))
        assert "another message may begin there" in message.remark


def test_a_list_of_numbers_and_times_is_no_transcript(tmp_path: Path) -> None:
    with pytest.raises(NotAnArchiveError, match="text=COLUMN"):
        read_archive(written(tmp_path, "13800000001\t2024-05-01 20:56:00\n" * 3))
    single = "13800000001 2024-05-01 20:56:00 你好\n13800000001 2024-05-01 20:57:00 再见\n"
    assert texts(read(written(tmp_path, single))) == single.splitlines()


def test_a_missed_call_within_a_message_of_another_shape_begins_none(tmp_path: Path) -> None:
    above = "9/13/2020 8:26:40 PM from 10086:\n"
    content = f"{above}以下号码呼叫过您\n13800000001 2020-09-13 20:20\n\n{above}再见\n"
    assert texts(read(written(tmp_path, content))) == ["以下号码呼叫过您\n13800000001 2020-09-13 20:20", "再见"]
