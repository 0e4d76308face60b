"""VMG and VMSG read whatever their line ends, encodings and missing ends are."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from reading import ARCHIVES, read, skips, texts, written

from service.messages import Direction

VMG = ARCHIVES / "vmg"
WHEN = datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)


def test_a_soft_line_end_inside_a_character_harms_nothing() -> None:
    long, second, sent, last = read(VMG / "quoted_printable.vmsg")
    assert long.text.endswith("请您务必接听并妥善处理 🙏")
    assert second.text.endswith("😡\n第二行 a=1")
    assert (sent.direction, sent.sender) == (Direction.OUT, "13800000001")
    assert (last.text, last.time, last.zone_assumed) == ("http://x.example/?a=1", WHEN, False)
    assert "no end" in last.remark


def test_lines_that_end_with_cr_and_a_blank_read_the_same() -> None:
    assert texts(read(VMG / "cr_and_blank.vmsg")) == texts(
        [read(VMG / "quoted_printable.vmsg")[0], read(VMG / "gb18030_plain.vmsg")[0]]
    )


def test_nokias_time_is_the_one_in_utc_and_its_body_may_look_like_properties() -> None:
    (message,) = read(VMG / "nokia_utf16.vmg")
    assert (message.text, message.sender) == ("第一行 😂\nDate: 明天上午", "+8613800000001")
    assert (message.time, message.zone_assumed, message.direction) == (WHEN, False, Direction.IN)
    (sent,) = read(VMG / "nokia_utf16_sent.vmg")
    assert (sent.sender, sent.direction) == ("+8613800000002", Direction.OUT)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Subject;ENCODING=BASE64:5L2g5aW9", "你好"),
        ("Subject;ENCODING=BASE64:no base64 at all", "no base64 at all"),
        ("Subject;ENCODING=QUOTED-PRINTABLE:=C4=E3=BA=C3", "你好"),
        ("Subject;ENCODING=QUOTED-PRINTABLE:=C4=E3=BA=C3\nX-KPAS_FOO:1", "你好"),
        ("Subject;ENCODING=QUOTED-PRINTABLE:=E4=BD= \n=A0=E5=A5=BD", "你好"),
        ("Subject;ENCODING=QUOTED-PRINTABLE:=E4=BD=A0\n\n=E5=A5=BD\nX-KPAS_FOO:1\nEND:VENV", "你\n\n好"),
        ("Subject;ENCODING=QUOTED-PRINTABLE:a=\nDate: b", "aDate: b"),
        ("Subject;ENCODING=QUOTED-PRINTABLE:", ""),
        ("Subject:", ""),
        ("X-MMS-PART-COUNT:1", ""),
    ],
)
def test_bodies_as_they_may_be_written(tmp_path: Path, subject: str, text: str) -> None:
    card = f"BEGIN:VMSG\nBEGIN:VBODY\nX-BOX:INBOX\nDate:2020/09/13 20:26:40\n{subject}\nEND:VBODY\nEND:VMSG\n"
    assert texts(read(written(tmp_path, card * 2))) == [text] * 2


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("TEXT;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E4=BD=A0=\n=E5=A5=BD", "你好"),
        ("Date:13.09.2020 20:26:40\nTEXT;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=E4=BD=A0=E5=A5=BD", "你好"),
        ("Date:13.09.2020 20:26:40\ntext;1:你好", "text;1:你好"),
        ("你好\n\n第二行: a", "你好\n\n第二行: a"),
        ("unknown:1\nSubject:你好", "你好"),
    ],
)
def test_a_body_without_a_date_or_by_the_name_of_text_is_not_lost(tmp_path: Path, body: str, text: str) -> None:
    head = "BEGIN:VMSG\nX-IRMC-BOX:INBOX\nX-SS-DT:20200913T122640Z\nBEGIN:VCARD\nTEL:1\nORG:x\nEND:VCARD\n"
    tail = f"BEGIN:VENV\nBEGIN:VBODY\n{body}\nEND:VBODY\nEND:VENV\nEND:VMSG\n"
    (message,) = read(written(tmp_path, head + tail))
    assert (message.text, message.time, message.zone_assumed) == (text, WHEN, False)


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
@pytest.mark.parametrize("cut", [1, 2])
def test_a_damaged_character_costs_no_other_and_is_told(tmp_path: Path, codec: str, cut: int) -> None:
    data = "您的验证码是一二三四，请勿泄露".encode(codec)[: -1 if codec == "gb18030" else -cut]
    body = "".join(f"={byte:02X}" for byte in data)
    subject = f"Subject;ENCODING=QUOTED-PRINTABLE;CHARSET={codec.upper()}:{body}"
    (message,) = read(written(tmp_path, f"BEGIN:VMSG\nBEGIN:VBODY\n{subject}\nEND:VBODY\nEND:VMSG\n"))
    assert message.text == "您的验证码是一二三四，请勿泄\ufffd"
    assert "damaged" in message.remark


def test_what_stands_between_messages_is_skipped(tmp_path: Path) -> None:
    card = "BEGIN:VMSG\nBEGIN:VBODY\nSubject:a\nEND:VBODY\nEND:VMSG\n"
    records = read(written(tmp_path, card + card.replace("BEGIN:VMSG", "BEGIN?VMSG") + card))
    assert (texts(records), len(skips(records))) == (["a", "a"], 1)
