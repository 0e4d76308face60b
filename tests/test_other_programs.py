"""Google Voice, SMS Backup+ and Nokia give texts, times and directions as their programs meant them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from reading import ARCHIVES, read, skips, texts, written

from service.errors import ArchiveError
from service.messages import Direction

FIRST = datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)


def test_google_voice_tells_times_by_their_offset_and_the_owner_by_name() -> None:
    records = read(ARCHIVES / "google_voice/takeout/sms.html")
    assert [record.direction for record in records] == [Direction.OUT] * 2 + [Direction.IN] * 3
    assert records[0].time == datetime(2022, 7, 1, 1, 6, 39, 894_000, tzinfo=UTC)
    assert (records[2].sender, records[2].name, records[2].text) == ("+333", "Tony Smehrik", "💚")


def test_google_voice_keeps_line_breaks_and_knows_chinese_owners() -> None:
    first, second = read(ARCHIVES / "google_voice/home_made/line_breaks.html")
    assert (first.text, first.time) == ("明天不还钱，\n就去你单位 & 你家 😡", FIRST)
    assert second.direction is Direction.OUT


def test_a_page_with_an_odd_declaration_is_read(tmp_path: Path) -> None:
    content = (ARCHIVES / "google_voice/home_made/line_breaks.html").read_text(encoding="utf-8")
    assert len(texts(read(written(tmp_path, content.replace("<!DOCTYPE ", "<![DOCTYPE "))))) == 2


def test_a_page_that_is_too_large_is_refused() -> None:
    with pytest.raises(ArchiveError, match="too large"):
        read(ARCHIVES / "google_voice/takeout/sms.html", record=10)


def test_sms_backup_plus_takes_the_time_in_milliseconds_and_names_from_headers() -> None:
    (message,) = read(ARCHIVES / "mails/quoted_printable.eml")
    assert (message.text.splitlines()[1], message.time) == ("第二行", FIRST)
    assert (message.sender, message.name, message.direction) == ("13800000001", "王姐", Direction.IN)


def test_an_mbox_gives_its_mails_without_what_the_mbox_added() -> None:
    first, sent, call, other, mms = read(ARCHIVES / "mails/archive.mbox")
    assert first.text == texts(read(ARCHIVES / "mails/quoted_printable.eml"))[0]
    assert (sent.text, sent.direction) == ("From 开头的一行\n第二行", Direction.OUT)
    assert "CALLLOG" in call.why
    assert "not of SMS Backup+" in other.why
    assert (mms.text[:4], mms.direction) == ("【菜鸟驿", Direction.IN)


@pytest.mark.parametrize("charset", ["no-such-charset", "utf-8", "gb18030", "idna", "utf-\ufffd"])
def test_a_mail_with_a_wrong_charset_reads_all_the_same(tmp_path: Path, charset: str) -> None:
    head = f"X-smssync-type: 1\nX-smssync-address: 1\nContent-Type: text/plain; charset={charset}\n\n"
    assert texts(read(written(tmp_path, head.encode() + "还款，否则".encode("gb18030")))) == ["还款，否则"]


def test_nokia_has_the_text_last_and_bad_dates_cost_only_themselves() -> None:
    _, first, sent, dateless, short, last = read(ARCHIVES / "nokia/pc_suite.csv")
    assert (first.sender, first.direction, first.zone_assumed) == ("+8613800000001", Direction.IN, True)
    assert first.time == datetime(2020, 9, 13, 12, 26, tzinfo=UTC)
    assert (sent.sender, sent.direction) == ("+8613800000002", Direction.OUT)
    assert "cannot be read" in dateless.remark
    assert "3 columns" in short.why
    assert last.text == "bad \ufffd byte"


def test_nokia_suite_writes_texts_over_several_lines() -> None:
    first, sent, draft = read(ARCHIVES / "nokia/suite.csv")
    assert first.text.endswith("😡\n第二行")
    assert (sent.sender, sent.direction, draft.direction) == ("13800000002", Direction.OUT, Direction.OUT)
    assert skips([first]) == []


def test_gammu_joins_the_parts_of_a_long_message_in_their_order() -> None:
    first, sent, long, report, cut = read(ARCHIVES / "gammu/long_messages.smsbackup")
    assert (first.text, first.sender, first.time) == ("明天见 " + "还款" * 60, "+8613800000001", FIRST)
    assert (sent.text, sent.direction) == ("好的，知道了", Direction.OUT)
    assert long.text == "【安心花】您的账户已逾期，请于今日18点前处理，否则将联系您的紧急联系人😡"
    assert (first.zone_assumed, long.zone_assumed, long.direction) == (True, False, Direction.IN)
    assert "delivery report" in report.why
    assert (cut.text, cut.sender) == ("只剩第一部分", "安心花")
    assert cut.remark == "2 of 3 parts of this message are missing"


def gammu(at: int, text: str, time: str) -> str:
    """A section with one of two parts, all with the same number and reference."""
    return (
        f'[SMSBackup000]\nPDU = Deliver\nNumber = "95588"\nDateTime = {time}\nUDH = 0500030702{at:02}\n'
        f"Text00 = {text.encode('utf-16-be').hex()}\n"
    )


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        ([(1, "甲一", "20200101T100000"), (1, "乙一", "20210101T100000"), (2, "乙二", "")], ["甲一", "乙一乙二"]),
        ([(1, "甲一", "20200101T100000"), (2, "乙二", "20210101T100001")], ["甲一", "乙二"]),
        ([(1, "甲一", "20200101T235959"), (2, "甲二", "20200102T000001")], ["甲一甲二"]),
        ([(2, "甲二", "unknown"), (1, "甲一", "20200102T000001")], ["甲一甲二"]),
    ],
)
def test_gammu_joins_no_parts_of_different_messages(
    tmp_path: Path, sections: list[tuple[int, str, str]], expected: list[str]
) -> None:
    records = read(written(tmp_path, "\n".join(gammu(*section) for section in sections)))
    assert texts(records) == expected
    assert all("1 of 2 parts" in str(record.remark) for record in records if len(record.text) == 2)


def test_a_damaged_text_of_gammu_costs_only_itself(tmp_path: Path) -> None:
    content = (
        (ARCHIVES / "gammu/long_messages.smsbackup").read_text(encoding="utf-8").replace("Text00 = 6", "Text00 = x", 1)
    )
    assert len(texts(read(written(tmp_path, content)))) == 3


def test_a_conversation_that_sms_backup_plus_archived_gives_its_messages() -> None:
    first, sent = read(ARCHIVES / "mails/conversation.eml")
    assert (first.text, first.time, first.direction) == ("明天不还钱，\n就去你单位", FIRST, Direction.IN)
    assert (first.sender, first.zone_assumed) == ("王姐", True)
    assert (sent.text, sent.sender, sent.direction) == ("知道了", None, Direction.OUT)


def test_a_transcript_gives_what_stands_below_each_line_with_time_and_number() -> None:
    first, sent = read(ARCHIVES / "transcripts/to_and_from.txt")
    assert (first.text, first.sender, first.time) == ("明天不还钱，\r\n就去你单位", "+8613800000001", FIRST)
    assert (first.direction, sent.direction, sent.text) == (Direction.IN, Direction.OUT, "知道了")


@pytest.mark.parametrize("byte", [0, *b"\t\n\r 9:x\x7f\x81\xff"])
@pytest.mark.parametrize(
    ("name", "begin", "end"),
    [("transcripts/to_and_from.txt", b"9/13", b":\r\n"), ("mails/conversation.eml", b"2020-09-13", b"- Me")],
)
def test_a_damaged_line_above_a_message_is_told(tmp_path: Path, name: str, begin: bytes, end: bytes, byte: int) -> None:
    content = (ARCHIVES / name).read_bytes()
    for at in range(content.rindex(begin) - 1, content.rindex(end) + len(end)):
        records = read(written(tmp_path, content[:at] + bytes([byte]) + content[at + 1 :]))
        told = skips(records) or "damaged" in (records[0].remark or "")
        assert len(texts(records)) == 2 or told, at
        assert "知道了" in texts(records)[-1] or told, at


@pytest.mark.parametrize(
    "line",
    [
        "2020-09-13 20:26",
        "9/13/2020 8:26 PM:",
        "9/13/2020 8:26:40 from A bank",
        "于 9/13/2020 8:26 PM 到",
        "from 9 to 5:",
    ],
)
def test_times_within_a_sentence_are_no_damaged_line(tmp_path: Path, line: str) -> None:
    (record,) = read(written(tmp_path, f"9/13/2020 8:26:40 PM from 1:\n您好：{line}起还款，谢谢。\n"))
    assert record.remark is None


@pytest.mark.parametrize(
    "line", ["2020-09-13 20:26:40 您的快递已到", "2020-09-13起", "9:00:00 - 到", "2020-09-13 20:26"]
)
def test_times_in_a_conversation_are_no_damaged_line(tmp_path: Path, line: str) -> None:
    content = (ARCHIVES / "mails/conversation.eml").read_text(encoding="utf-8")
    assert [each.remark for each in read(written(tmp_path, content.replace("就去你单位", line)))] == [None, None]


def test_lines_above_the_first_message_of_a_conversation_are_told(tmp_path: Path) -> None:
    content = (ARCHIVES / "mails/conversation.eml").read_text(encoding="utf-8")
    records = read(written(tmp_path, content.replace("20:26:40 - ", "20:26:40, ")))
    assert texts(records) == ["知道了"]
    assert skips(records) == ["lines above the first with a time and a name; that of their message may be damaged"]


def test_lines_above_the_first_message_of_a_transcript_are_told(tmp_path: Path) -> None:
    content = "9/13/2020 8:26:40 PM from 1:\n你好\n"
    assert texts(read(written(tmp_path, "\n \t" + content))) == ["你好"]
    assert skips(read(written(tmp_path, content), encoding="utf-16-le")) == [
        "lines above the first with a time and a number; that of their message may be damaged"
    ]


def test_a_text_of_a_transcript_that_is_cut_off_says_so(tmp_path: Path) -> None:
    content = "9/13/2020 8:26:40 PM from 1:\n" + "你好\n" * 19
    (record,) = read(written(tmp_path, content), record=30)
    assert (record.text, record.remark) == ("你好\n" * 9 + "你好", "the text is too long and was cut off")


def test_mails_within_mails_without_end_cost_only_themselves(tmp_path: Path) -> None:
    deep = "Content-Type: message/rfc822\n\n" * 2_000
    mbox = f"From a\nX-smssync-type: 1\n{deep}\nhi\n\nFrom b\nX-smssync-type: 1\n\nb\n"
    assert texts(read(written(tmp_path, mbox, "sms.mbox")))[-1] == "b"
