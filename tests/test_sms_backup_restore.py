"""The XML of SMS Backup & Restore reads as the phone had it, however it was written, broken or cut off."""

import tracemalloc
from dataclasses import replace
from datetime import UTC
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import ARCHIVES, read, skips, texts, written

from service.archives.documents import Reading, Shape
from service.archives.elements import Break, Element, elements
from service.archives.mending import mend, without_data
from service.archives.pieces import SIZE, cut, plain
from service.archives.sms_backup_restore import RECORDS, SHAPE
from service.messages import Direction, Message, Skipped


def smses(*inner: str) -> str:
    return "<?xml version='1.0' encoding='UTF-8'?>\n<smses>\n" + "\n".join(inner) + "\n</smses>\n"


def test_emoji_written_as_halves_read_as_emoji() -> None:
    folder = ARCHIVES / "sms_backup_restore/ragibson"
    assert texts(read(folder / "utf16_encoding.xml")) == texts(read(folder / "utf16_encoding_corrected.xml"))


def test_a_file_cut_off_gives_what_there_is_and_says_where_it_stops() -> None:
    *messages, last, stop = read(ARCHIVES / "sms_backup_restore/devadvance/sms_and_mms.xml")
    assert len(messages) == 49
    assert isinstance(last, Message)
    assert "incomplete" in str(last.remark)
    assert "line 136" in stop.why


@pytest.mark.parametrize(
    ("kind", "said"), [("134", "a delivery report"), ("136", "a read report"), ("130", "announced")]
)
def test_a_report_on_an_mms_is_no_message(tmp_path: Path, kind: str, said: str) -> None:
    mms = '<mms date="1600000000000" msg_box="1" address="1" m_type="{}" sub="{}"><parts/></mms>'
    report, picture, subject = read(
        written(tmp_path, smses(*map(mms.format, (kind, "132", "130"), ("null", "null", "还钱"))))
    )
    assert said in report.why
    assert [(each.text, each.place.record) for each in (picture, subject)] == [("", 2), ("还钱", 3)]


def test_an_sms_keeps_what_the_phone_wrote() -> None:
    message = read(ARCHIVES / "sms_backup_restore/devadvance/sms_small.xml")[0]
    assert message.direction is Direction.IN
    assert not message.zone_assumed
    assert message.sent is not None
    assert message.remark is None


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('body="null" date="1600000000000" type="1"', ("", Direction.IN, 2020)),
        ('body="a" date="1600000000" type="3"', ("a", Direction.OUT, 2020)),
        ('body="a" date="oops" type="9"', ("a", Direction.UNKNOWN, None)),
        ('body="R&D &nbsp; &#1;&#55357;"', ("R&D &nbsp; \ufffd\ufffd", Direction.UNKNOWN, None)),
        ('body="a\x02&#10;b" date="0"', ("a\ufffd\nb", Direction.UNKNOWN, None)),
    ],
)
def test_odd_attributes_are_read_all_the_same(tmp_path: Path, attributes: str, expected: tuple) -> None:
    (message,) = read(written(tmp_path, smses(f"<sms {attributes}/>")))
    year = message.time.year if message.time else None
    assert (message.text, message.direction, year) == expected
    assert (message.remark is None) is (year is not None)


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("首家上线", ["首家上线\n点此领取", "首家上线"]),
        ("".join(map(chr, "首家上线".encode())), ["首家上线\n点此领取", "首家上线"]),
        ("点此领取", ["点此领取", "点此领取"]),
        ("null", ["点此领取", ""]),
        ("NoSubject", ["点此领取", ""]),
        ("(无主题)", ["点此领取", ""]),
    ],
)
def test_the_subject_of_an_mms_stands_above_its_text(tmp_path: Path, subject: str, expected: list[str]) -> None:
    part = '<parts><part seq="0" ct="{}" text="点此领取"/></parts>'
    mms = f'<mms date="1600000000000" msg_box="1" sub="{subject}">{part}</mms>'
    path = written(tmp_path, f"<smses>{mms.format('text/plain')}{mms.format('image/png')}</smses>")
    assert texts(read(path)) == expected


def test_an_mms_joins_its_text_parts_in_their_order(tmp_path: Path) -> None:
    mms = (
        '<mms date="1600000000" msg_box="1" address="1~2"><parts>'
        '<part seq="1" ct="text/plain" text="second"/><part seq="-1" ct="application/smil" text="no"/>'
        '<part seq="0" ct="text/plain" text="first"/></parts>'
        '<addrs><addr address="insert-address-token" type="151"/><addr address="2" type="137"/></addrs></mms>'
    )
    (message,) = read(written(tmp_path, smses(mms)))
    assert (message.text, message.sender, message.direction) == ("first\nsecond", "2", Direction.IN)


@pytest.mark.parametrize(
    "broken",
    [
        '<sms body="2" body="2"/>',
        '<sms body="2 <b>" date="1"/>',
        '<sms body="2 date="1"/>',
        '<sms body="2',
        "<sms body=2/>",
        '<mms><parts><part ct="text/plain" text="2" text="2"/></parts></mms>',
        '<call number="1"/>',
        'sms body="2"/>',
    ],
)
def test_one_broken_element_costs_one_record(tmp_path: Path, broken: str) -> None:
    records = read(written(tmp_path, smses('<sms body="1" date="1600000000"/>', broken, '<sms body="3"/>')))
    assert [text for text in texts(records) if text] == ["1", "3"]
    assert len(skips(records)) == 1
    assert [record.place.record for record in records][-1] == 3


def test_a_message_that_was_never_closed_does_not_hide_the_next(tmp_path: Path) -> None:
    records = read(written(tmp_path, smses('<sms body="1">', '<sms body="2"/>')))
    assert texts(records) == ["1", "2"]
    assert len(skips(records)) == 1


def test_messages_that_were_never_closed_hide_none_however_many_they_are(tmp_path: Path) -> None:
    assert len(texts(read(written(tmp_path, smses(*['<sms body="1">'] * 200))))) == 200


PART = '<part ct="text/plain" text="2"/>'


@pytest.mark.parametrize(
    "endless",
    [PART + "<a>" * 1_000_000, PART * 50_000, PART + "x" * 40_000_000, PART + "<a/>" * 1_000_000 + "</mms>"],
    ids=["depth", "parts", "text", "closed"],
)
def test_a_message_without_end_is_held_up_to_a_limit_and_costs_no_other(tmp_path: Path, endless: str) -> None:
    path = written(tmp_path, smses('<sms body="1"/>', f'<mms date="1600000000000">{endless}', '<sms body="3"/>'))
    tracemalloc.start()
    records = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [text[:1] for text in texts(records)] == ["1", "2", "3"]
    assert ["more than" in why for why in skips(records)[:1]] == [True]
    assert peak < 300_000_000


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_xml_in_any_encoding_reads_the_same(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, smses('<sms body="催收：还款😂" date="1600000000000"/>').encode(encoding))
    assert texts(read(path)) == ["催收：还款😂"]


def test_mending_and_cutting_do_not_depend_on_where_chunks_end() -> None:
    xml = smses(
        '<sms body="R&D &#55357;&#56834; &#xD83D;&#xDE02;&#1; &amp;lt; ￿"/>',
        "<sms body='not a part: <part data=\"kept\"'/>".replace("<part", "&lt;part"),
        '<mms><parts><part seq="0" text=\'say data="x"\' data = "QUJD\nREVG"  ct="a"/>',
        "<part\tdata='QQ=='/></parts></mms>",
    ).encode()
    whole = b"".join(map(mend, cut(without_data([xml]), RECORDS)))
    assert b"QUJD" not in whole
    assert b"QQ==" not in whole
    assert whole.count(b"\n") == xml.count(b"\n")
    assert b'data="x"' in whole
    for size in range(1, 40):
        chunks = [xml[at : at + size] for at in range(0, len(xml), size)]
        assert b"".join(map(mend, cut(without_data(chunks), RECORDS))) == whole, size


def test_a_break_says_its_line() -> None:
    xml = b'<smses>\n<sms body="1"/>\n<sms x/>\n<sms body="3"/>\n<sms y/>\n</smses>'
    found = list(elements([xml], ("sms", "mms")))
    assert [each.line for each in found if isinstance(each, Break)] == [3, 5]
    assert [each.attributes["body"] for each in found if isinstance(each, Element)] == ["1", "3"]


VALUES = st.sampled_from(["", "null", "0", "1", "2", "7", "1600000000000", "0600000000000", "(Unknown)", "1600000000"])
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["body", "address", "date", "date_sent", "type", "contact_name", "name"]), VALUES | st.text("a1 &<")
)


@given(st.lists(ATTRIBUTES, min_size=1))
def test_reading_quickly_gives_what_reading_slowly_gives(records: list[dict[str, str]]) -> None:
    xml = [f"<sms {' '.join(f'{name}={quoteattr(value)}' for name, value in each.items())} />" for each in records]
    assert read_pieces(SHAPE, smses(*xml)) == read_pieces(replace(SHAPE, plain=None), smses(*xml))


def test_a_break_says_its_line_whoever_read_what_goes_before() -> None:
    """A carriage return by itself ends a line, for the parser and where it is passed over."""
    plain_ = '<sms body="a\rb\r\nc" type="1" date="1600000000000" />\n'
    xml = smses(*[plain_] * 3, "<sms x/>", *[plain_] * 3, "<sms y/>", plain_)
    for shape in (SHAPE, replace(SHAPE, plain=None)):
        whys = [record.why for record in read_pieces(shape, xml) if isinstance(record, Skipped)]
        assert ["line 15 " in whys[0], "line 28 " in whys[1]] == [True, True]


WRITTEN = st.sampled_from(
    ["", "null", "(Unknown)", "a\tb", "a\r\nb\rc\n", "&#10;&lt;&quot;", "&#55357;&#56842;R&D"]
) | (st.text("a\"'<\t\n还😂").map(lambda value: value.replace('"', "&quot;").replace("<", "&lt;")))
TIMES = st.sampled_from(["1600000000000", "1700000000123"])
ROWS = st.fixed_dictionaries(
    {"body": WRITTEN, "address": WRITTEN, "contact_name": WRITTEN, "x": WRITTEN},
    optional={"date_sent": st.just("0") | TIMES},
)
PLAIN = st.tuples(ROWS, st.fixed_dictionaries({"date": TIMES, "type": st.sampled_from("126")}), st.sampled_from('""\''))


@given(
    st.lists(PLAIN, min_size=1),
    st.permutations(range(7)),
    st.sampled_from([" />\n  ", "/>", " />x", "></sms>", ' y=""/>']),
)
def test_records_alike_read_together_give_what_each_gives(
    rows: list[tuple[dict[str, str], dict[str, str], str]], order: list[int], end: str
) -> None:
    """Values with quotes, line ends and references, some records in other quotes: all as a parser reads them."""
    records = []
    for given_, times, quote in rows:
        values = sorted((given_ | times).items(), key=lambda item: order[len(item[0]) % 7])
        written = [f"{name}={quote}{value.replace(quote, '&#39;')}{quote}" for name, value in values]
        records.append(f"<sms {' '.join(written)}{end}")
    piece = "".join(records)
    assert read_at_once(SHAPE, piece) == read_at_once(replace(SHAPE, plain=None), piece)


def test_a_smaller_than_sign_within_a_value_is_not_passed_over() -> None:
    """A record that lost its end, and was found within the value of another, would be taken for text."""
    plain_ = '<sms body="{}" type="1" date="1600000000000" />'
    for body in ("<sms ", "<sms body='", "<", "<!--"):
        piece = plain_.format("甲") + plain_.format(body) + plain_.format("乙")
        assert read_at_once(SHAPE, piece) == read_at_once(replace(SHAPE, plain=None), piece)


def read_at_once(shape: Shape, records: str) -> list[object]:
    """These records, given together."""
    reading = Reading("a.xml", UTC, shape)
    pieces = (b"<smses>", mend(records.encode()), b"</smses>")
    return [record for piece in pieces for record in reading.read(piece)] + [*reading.finish()]


@given(
    st.lists(
        st.sampled_from(
            [
                *('<sms body="a" type="1" date="1600000000000"/>', '<mms msg_box="1" date="1600000000000"/>', "stray"),
                *('<sms body="a"></sms>', "<sms body=", "<other/>", "<!-- ", " -->", "</smses>", '"/>', "&bad;", "<"),
                *("<![CDATA[ ", "]]>", "<?a ", "?>", " "),
            ]
        ),
        max_size=12,
    )
)
def test_broken_pieces_are_read_as_if_they_were_one(parts: list[str]) -> None:
    """Wherever reading changes between quick and slow, and back, nothing is lost, counted twice or moved."""
    assert read_pieces(SHAPE, smses(*parts)) == read_pieces(replace(SHAPE, plain=None), smses(*parts))


def read_pieces(shape: Shape, xml: str) -> list[object]:
    """The records of a document cut before each of them."""
    reading = Reading("a.xml", UTC, shape)
    starts = [at for at in range(1, len(xml)) if xml.startswith(("<sms ", "<mms "), at)]
    pieces = [xml[start:end] for start, end in pairwise([0, *starts, len(xml)])]
    return [record for piece in pieces for record in reading.read(mend(piece.encode()))] + [*reading.finish()]


def test_large_files_are_cut_into_pieces_of_whole_records() -> None:
    xml = smses(*(f'<sms body="{"还" * 100}{n}"/>' for n in range(SIZE // 100))).encode()
    chunks = [xml[at : at + 100_000] for at in range(0, len(xml), 100_000)]
    head, *pieces, last = cut(chunks, RECORDS)
    assert b"".join([head, *pieces, last]) == xml
    assert head.endswith(b"<smses>\n")
    assert pieces
    assert all(plain(piece, "sms", ("body",)) for piece in pieces)


def test_a_message_without_its_own_time_has_the_time_it_was_sent(tmp_path: Path) -> None:
    content = '<smses><sms address="1" date="0" date_sent="1600000000000" type="{}" body="a"/></smses>'
    for kind, remark in ((1, "time '0' cannot be read; only its send time is known"), (2, "time '0' cannot be read")):
        (message,) = read(written(tmp_path, content.format(kind)))
        assert (message.time, message.remark) == (message.sent, remark)
        assert message.time is not None


@pytest.mark.parametrize(
    ("address", "addresses", "sender"),
    [
        ("2~3", [("1", "137"), ("2", "151"), ("3", "151")], "2~3"),
        (None, [("1", "137"), ("2", "151"), ("3", "130")], "2~3"),
        (None, [("insert-address-token", "137"), ("2", "151")], "2"),
        (None, [("1", "137")], None),
    ],
)
@pytest.mark.parametrize("said", ['msg_box="2"', 'm_type="128"'])
def test_the_other_side_of_a_sent_group_message_is_who_received_it(
    tmp_path: Path, address: str | None, addresses: list[tuple[str, str]], sender: str | None, said: str
) -> None:
    inner = "".join(f'<addr address="{number}" type="{kind}"/>' for number, kind in addresses)
    given = f'address="{address}"' if address else ""
    mms = f'<mms {said} date="1600000000000" {given}>{PART}<addrs>{inner}</addrs></mms>'
    (message,) = read(written(tmp_path, smses(mms)))
    assert (message.sender, message.direction) == (sender, Direction.OUT)
