"""A line without end costs only itself: it is told of, what follows is read, and memory does not grow with it."""

import tracemalloc
from pathlib import Path

import pytest
from reading import read, written

from service.archives.rows import MOST_LINES, Overlong, lines, rows
from service.messages import Message, Skipped

MOST = 2_000
LONG = "4F60" * 1_000
TOLD = "a line of more than 2,000 characters; if it is a message, allow more with JINGXIN_MAX_RECORD"
CUT_OFF = "the text is too long and was cut off"

CARD = "BEGIN:VMSG\nBEGIN:VCARD\nTEL:{1}\nEND:VCARD\nBEGIN:VBODY\nDate:2024/01/02 10:00:00\n{0}\nEND:VBODY\nEND:VMSG\n"
STAMP = "5/17/2017 11:33:55 PM to +8613800000001:\n"
NOKIA = 'sms;deliver;"1";"";"";"2024.01.02 10:00";"";"{}"\n'
SECTION = '[SMSBackup000]\nPDU = Deliver\nDateTime = 20100126T205354\nState = Read\nNumber = "1"\nText00 = {}\n\n'
FORMATS = {
    "table": ("号码,内容\n", "1,{}\n"),
    "list": ("内容\n", "{}\n"),
    "json": ("", '{{"text":"{}","address":"1"}}\n'),
    "nokia": ("", NOKIA),
    "gammu": ("", SECTION),
}
CUT = {
    "transcript": STAMP + "{}\n",
    "vmg": CARD.replace("{1}", "1"),
}


def told(records: list[Message | Skipped]) -> list[tuple[int, str | None]]:
    return [(each.place.record, each.why if isinstance(each, Skipped) else each.remark) for each in records]


@pytest.mark.parametrize("name", FORMATS)
def test_a_message_in_a_line_without_end_is_skipped_with_its_place(tmp_path: Path, name: str) -> None:
    above, record = FORMATS[name]
    hello = "4F60597D"
    content = above + "".join(map(record.format, (hello, LONG, hello)))
    records = read(written(tmp_path, content), record=MOST)
    assert told(records) == [(1, None), (2, TOLD), (3, None)]
    assert told(read(written(tmp_path, content), record=MOST * 3)) == [(1, None), (2, None), (3, None)]


@pytest.mark.parametrize("name", CUT)
def test_a_text_in_a_line_without_end_is_cut_off_with_a_remark(tmp_path: Path, name: str) -> None:
    content = "".join(map(CUT[name].format, ("a", LONG, "b")))
    records = read(written(tmp_path, content), record=MOST)
    assert [(each.text[:4], len(each.text)) for each in records] == [("a", 1), ("4F60", MOST), ("b", 1)]
    assert told(records) == [(1, None), (2, CUT_OFF), (3, None)]


def test_a_number_without_end_is_told_of_too(tmp_path: Path) -> None:
    (record,) = read(written(tmp_path, CARD.format("a", "1" * 3_000)), record=MOST)
    assert (record.text, record.remark) == ("a", CUT_OFF)


def test_a_vmg_of_more_than_a_text_can_be_says_so(tmp_path: Path) -> None:
    (record,) = read(written(tmp_path, CARD.format("\n".join(["a" * 1_023] * 1_100), "1")))
    assert (len(record.text), record.remark) == (1_025 * 1_024 - 1, CUT_OFF)


@pytest.mark.parametrize("end", ["", "\n"])
@pytest.mark.parametrize("long", ["x" * 5_000_000, "xxxxxxxxx\n" * 500_000])
def test_what_of_a_mail_is_too_long_is_told_of_behind_it(tmp_path: Path, long: str, end: str) -> None:
    mail = "From a\nX-smssync-type: 1\nX-smssync-date: 1600000000000\n\n{}\n\n"
    content = "".join(map(mail.format, ("a", long, "b", long))) + end
    first, second, cut, third, last, cut_too = read(written(tmp_path, content), record=1 << 20)
    assert [each.text.strip() for each in (first, third)] == ["a", "b"]
    assert all(1 << 20 <= len(each.text) + 100 <= (2 << 20) + 100 for each in (second, last))
    assert cut.why.startswith("what goes beyond 1,048,576 bytes of the mail above")
    assert (cut.place.record, cut_too.why) == (3, cut.why)


def test_a_quote_that_is_never_closed_holds_no_more_than_a_record() -> None:
    table = ["1,2\n", '3,"4\n', *["5,6\n"] * 400]
    read_rows = [row.fields for row in rows(table, ",", 2, most=100)]
    assert len(table) < MOST_LINES
    assert read_rows == [["1", "2"], ["3", '"4'], *[["5", "6"]] * 400]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_do_not_depend_on_where_chunks_end(end: str) -> None:
    content = end.join(("abcd", "x" * 20, "", "efghi", "y" * 6, "z" * 30))
    whole = [(line, isinstance(line, Overlong)) for line in lines([content], 8)]
    assert [line for line, overlong in whole if overlong] == ["x" * 8, "z" * 8]
    for size in range(1, 40):
        chunks = (content[at : at + size] for at in range(0, len(content), size))
        assert [(line, isinstance(line, Overlong)) for line in lines(chunks, 8)] == whole


def test_memory_does_not_grow_with_a_line(tmp_path: Path) -> None:
    path = written(tmp_path, "号码,内容\n1," + "x" * (32 << 20) + "\n2,b\n")
    tracemalloc.start()
    records = read(path, record=1 << 20)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [type(each) for each in records] == [Skipped, Message]
    assert peak < 12 << 20, f"{peak:,} bytes"
