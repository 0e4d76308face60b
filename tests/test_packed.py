"""Pieces read and written in C give what Python gives, to the byte; what C leaves to Python is little."""

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from model.judging import Judgement
from model.labels import Label, Verdict
from service import native, packed
from service.archives.documents import Piece
from service.archives.sms_backup_restore import SHAPE
from service.known import REMEMBERED
from service.packed import Packing
from service.tables import form_of
from service.workers import Done, Worker

built = pytest.mark.skipif(native.library() is None, reason="there is no library; run hatch_build.py")

CHINA = ZoneInfo("Asia/Shanghai")
ZONES = [CHINA, *map(ZoneInfo, ("UTC", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns"))]


class Stub:
    """Calls a text a threat if it speaks of family, and is not sure of other short ones."""

    def judge(self, text: str) -> Judgement:
        label = Label.THREAT if "家人" in text else Label.NORMAL
        unsure = "太短" if label is Label.NORMAL and len(text) < 3 else None
        probabilities = {each: float(each is label) for each in Label}
        return Judgement(label, probabilities, Verdict.REVIEW, (), (), text[:3], (), unsure)


def piece_of(xml: str | bytes, zone: ZoneInfo = CHINA) -> Piece:
    written = xml.encode() if isinstance(xml, str) else xml
    return Piece(written, 'a,"b".xml', zone, SHAPE, 41, SHAPE.count(written))


def told(done: Done | None) -> object:
    return done and (done.lines, done.tally, list(done.marks), done.learnt, list(done.rough))


def both(pieces: list[Piece], ending: str) -> Iterator[tuple[object, object]]:
    """What two processes say of pieces, one of which has no library."""
    fast, slow = (Worker(Stub(), "v1", form_of(Path(f"a{ending}"))) for _ in range(2))
    for piece in pieces:
        first = fast.work(piece)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(packed, "library", lambda: None)
            yield told(first), told(slow.work(piece))


def assert_alike(*pieces: Piece) -> None:
    for ending in (".csv", ".jsonl"):
        for first, second in both(list(pieces), ending):
            assert first == second


ODD = [
    "null",
    "",
    "(Unknown)",
    "家人",
    "=1+1",
    "＝1",
    "＠a",
    '"',
    "'",
    ",",
    "&",
    "&amp;",
    "\n",
    "\t",
    "\r\n",
    "\u3000",
    "\x85",
    "\\",
    "😂",
]
VALUES = st.lists(
    st.sampled_from(ODD) | st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])), max_size=4
).map("".join)
NUMBERS = st.sampled_from(
    ["0", "1", "2", "6", "7", "", "null", "13800000001", "+86 138-0000-0001", "银行", "Bank Of", "a1"]
)
TIMES = st.integers(10**12 - 1, 10**13).map(str) | st.integers(1_600_000_000_000, 1_700_000_000_000).map(str)
NAMES = ("body", "address", "contact_name", "name", "date", "date_sent", "type", "read", "data")


@st.composite
def records(draw: st.DrawFn) -> str:
    """One record, most of them as the app writes it."""
    values = {
        "address": draw(NUMBERS | VALUES),
        "date": draw(TIMES),
        "type": draw(st.sampled_from("1111123456")),
        "body": draw(VALUES),
        "date_sent": draw(st.just("0") | TIMES),
        "contact_name": draw(st.just("(Unknown)") | VALUES),
    }
    if draw(st.integers(0, 9)) == 0:
        values[draw(st.sampled_from(NAMES))] = draw(VALUES | NUMBERS)
        values.pop(draw(st.sampled_from(NAMES)), None)
        values = dict(draw(st.permutations(list(values.items()))))
    ends = draw(st.sampled_from([" />\n", "/>", "/>\r\n  "]))
    return f"<sms {' '.join(f'{name}={quoteattr(value)}' for name, value in values.items())}{ends}"


@built
@settings(max_examples=150, deadline=None)
@given(st.lists(records(), min_size=1, max_size=8).map("".join), st.sampled_from(ZONES))
def test_any_records_give_the_same(xml: str, zone: ZoneInfo) -> None:
    piece = piece_of(xml, zone)
    assert_alike(piece, piece)


BITS = (
    "<sms",
    " ",
    "\n",
    'date="1600000000000"',
    'type="1"',
    "type='2'",
    'body="',
    '"',
    "'",
    "/>",
    ">",
    "<",
    "=",
    "&#55357;",
    "&#56834;",
)
MORE = (
    "&#x4E2D;",
    "&#X41;",
    "&#0;",
    "&#99999999999;",
    "&#1114112;",
    "&#9;",
    "&#13;",
    "&",
    "&lt;",
    "&nbsp;",
    "\x01",
    "\ufffe",
    "\uffff",
    "家人",
)
RAW = st.lists(st.sampled_from(BITS + MORE), max_size=12).map("".join)


@built
@settings(max_examples=250, deadline=None)
@given(RAW, RAW)
@example("&#55357;&#56834;&#55357;&#55357;&#56834;&#56834;&amp;#10;", "")
@example("", " ")
@example("&#xD83D;&#xDE02;&#x110000;&#xFFFE;&#123456789012;&#x123456789;&#;&#x;", "")
def test_anything_within_and_between_records_gives_the_same(within: str, between: str) -> None:
    whole = f'<sms date="1600000000000" type="1" body="{within}" />'
    assert_alike(piece_of(f"{whole}{between}{whole}"))
    assert_alike(piece_of(f"<sms {within} {between}/>"))
    assert_alike(piece_of(between))


@built
def test_what_phones_write_is_read_in_c() -> None:
    xml = (
        '<sms protocol="0" address="10086" date="1600000000123" type="1" subject="null" '
        'body="再不还就告诉家人 &#55357;&#56834;" toa="null" read="1" date_sent="1600000000000" '
        'readable_date="2020年9月13日" contact_name="(Unknown)" />\n'
        "<sms address='+86 138' date='1600000000123' type='2' body='他说\"好\"' />\n"
        '<sms address="银行" date="1600000000123" body="" type="1" date_sent="0" contact_name="妈妈" />\n'
    )
    assert Packing().read(piece_of(xml)) is not None
    assert_alike(piece_of(xml))


@built
@pytest.mark.parametrize("zone", ZONES)
def test_times_of_every_day_are_written_alike(zone: ZoneInfo) -> None:
    """On the days on which clocks are changed Python writes them."""
    day = 86_400_000
    times = [start + start // day % 7 * 1001 for start in range(1_577_836_800_000, 1_609_459_200_000, day)]
    times += [10**12, 4_294_967_295_999, 4_294_967_296_001, 7_258_118_399_999]
    whole = [f'<sms date="{time}" type="1" body="a" />' for time in times]
    assert_alike(*(piece_of(xml, zone) for xml in whole))
    read = [Packing().read(piece_of(xml, zone)) for xml in whole]
    assert read.count(None) <= (2 if zone.utcoffset(None) is None else 0)


@built
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("time", [7_258_118_400_000, 7_289_600_400_000, 7_289_654_400_000, 10**13 - 1])
def test_times_that_are_too_late_are_left_to_python(time: int, zone: ZoneInfo) -> None:
    """From 2200 on, at whose end there are no more times."""
    for dates in (f'date="{time}"', f'date="1600000000000" date_sent="{time}"'):
        piece = piece_of(f'<sms {dates} type="1" body="a" />', zone)
        assert Packing().read(piece) is None
        assert_alike(piece)


@built
def test_when_all_is_forgotten_in_the_midst_the_lines_are_the_same() -> None:
    xml = "".join(f'<sms date="1600000000000" type="1" body="{n}" />' for n in range(1_000))
    fast, slow = (Worker(Stub(), "v1", form_of(Path("a.csv"))) for _ in range(2))
    many = "".join(f'<sms date="1600000000000" type="1" body="a{n}" />' for n in range(REMEMBERED - 500))
    fast.work(piece_of(many))
    first, second = fast.work(piece_of(xml)), slow.work(piece_of(xml))
    assert first is not None
    assert second is not None
    assert (first.lines, first.tally, list(first.marks)) == (second.lines, second.tally, list(second.marks))


@pytest.mark.parametrize("content", [None, b"", b"no library"])
def test_what_is_no_library_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "libjingxin_scan.so"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setattr(native, "LIBRARY", path)
    assert native.library.__wrapped__() is None


@built
def test_a_library_of_other_sources_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever fetches new sources and does not build gets the same lines, if slower."""
    monkeypatch.setattr(native, "fingerprint", lambda: "0" * 16)
    assert native.library.__wrapped__() is None
