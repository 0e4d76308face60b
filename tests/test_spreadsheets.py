"""Workbooks read as the same tables in CSV would, and a hostile one harms nothing."""

import importlib.util
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from reading import ARCHIVES, read, skips, texts, written

from service.archives import read_archive
from service.archives.source import Options
from service.archives.worksheets import cell
from service.errors import ArchiveError, InputError, NotAnArchiveError
from service.messages import Direction

SHEETS = ARCHIVES / "spreadsheets"
spec = importlib.util.spec_from_file_location("make_samples", ARCHIVES / "make_samples.py")
assert spec
assert spec.loader
make_samples = importlib.util.module_from_spec(spec)
spec.loader.exec_module(make_samples)


def test_dates_numbers_and_line_ends_come_out_as_they_were_typed() -> None:
    first, second, sent, other = read(SHEETS / "two_sheets.xlsx")
    assert (first.sender, first.name, first.direction) == ("106900000001", "安心花", Direction.IN)
    assert (first.time, first.zone_assumed) == (datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC), True)
    assert second.text.endswith("😡\r\n第二行")
    assert (sent.text, sent.direction) == ("=1+1 只是文字", Direction.OUT)
    assert sent.place.source == f"{SHEETS / 'two_sheets.xlsx'}!短信"
    assert (other.place.source, other.place.record) == (f"{SHEETS / 'two_sheets.xlsx'}!编号", 0)


@pytest.mark.parametrize("name", ["dates_and_floats.xls", "two_sheets.xlsx"])
def test_old_and_new_workbooks_keep_the_same_moment(name: str) -> None:
    assert read(SHEETS / name)[0].time == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)


def test_dates_of_a_workbook_that_counts_from_1904_are_read_as_it_shows_them(tmp_path: Path) -> None:
    """The same numbers stand for days 1,462 later."""
    later = datetime(2024, 9, 14, 12, 26, 40, tzinfo=UTC)
    old = (SHEETS / "dates_and_floats.xls").read_bytes()
    assert old.count(b"\x22\0\2\0\0\0") == 1
    assert read(written(tmp_path, old.replace(b"\x22\0\2\0\0\0", b"\x22\0\2\0\1\0")))[0].time == later
    with zipfile.ZipFile(SHEETS / "two_sheets.xlsx") as new:
        parts = [(name, new.read(name)) for name in new.namelist()]
    flagged = [(name, part.replace(b"<sheets>", b'<workbookPr date1904="1"/><sheets>')) for name, part in parts]
    assert read(written(tmp_path, make_samples.zipped(*flagged)))[0].time == later


@pytest.mark.parametrize(("flag", "year"), [('date1904="1"', 2024), ('date1904="true"', 2024), ('date1904="0"', 2020)])
def test_bare_days_of_a_workbook_that_counts_from_1904_are_read_so(tmp_path: Path, flag: str, year: int) -> None:
    rows = make_samples.sheet_rows(("号码", "接收时间", "内容"), (44087.0, 44087.5, "你好"), ("1", 1.6e12, 44087.0))
    with zipfile.ZipFile(io.BytesIO(make_samples.workbook(表=rows.replace('s="1"', 's="0"')))) as new:
        parts = [(name, new.read(name)) for name in new.namelist()]
    flagged = [(name, part.replace(b"<sheets>", f"<workbookPr {flag}/><sheets>".encode())) for name, part in parts]
    number, text = read(written(tmp_path, make_samples.zipped(*flagged)))
    assert (number.sender, number.time.year, text.text, text.time.year) == ("44087", year, "44087", 2020)


def test_columns_can_be_named(tmp_path: Path) -> None:
    rows = make_samples.sheet_rows(("甲", "乙"), ("1", "你好"), ("2", "再见"))
    path = written(tmp_path, make_samples.workbook(表=rows), "a.xlsx")
    with pytest.raises(NotAnArchiveError, match="text=COLUMN"):
        read_archive(path)
    assert texts(read(path, columns={"text": "乙", "sender": "1"})) == ["你好", "再见"]


def test_a_column_that_was_named_need_only_be_in_one_sheet(tmp_path: Path) -> None:
    texts_ = make_samples.sheet_rows(("Msg", "Phone"), ("你好", "1"))
    other = make_samples.sheet_rows(("说明",), ("导出于2020年",))
    for sheets in ({"短信": texts_, "说明": other}, {"说明": other, "短信": texts_}):
        path = written(tmp_path, make_samples.workbook(**sheets), "a.xlsx")
        records = read(path, columns={"text": "Msg"})
        assert (texts(records), skips(records)) == (
            ["你好"],
            ["has no column 'Msg' (1 columns, no header that is known); name one by header or number"],
        )
    with pytest.raises(InputError, match="no column 'Nobody'"):
        read_archive(path, Options(columns={"text": "Nobody"}))


def test_a_title_above_the_header_is_passed_over(tmp_path: Path) -> None:
    rows = make_samples.sheet_rows(("我的短信", "", ""), ("日期", "号码", "内容"), ("2020-09-13", "1", "你好"))
    path = written(tmp_path, make_samples.workbook(表=rows), "a.xlsx")
    for columns in ({}, {"text": "内容"}):
        records = read(path, columns=columns)
        assert (texts(records), len(skips(records))) == (["你好"], 1)


@pytest.mark.parametrize("rows", [(("由某助手导出",), ("请妥善保管",)), (("项目", "内容"), ("工具", "某助手"))])
def test_a_cover_beside_a_sheet_of_messages_is_none_and_told_of(
    tmp_path: Path, rows: tuple[tuple[str, ...], ...]
) -> None:
    cover = make_samples.sheet_rows(*rows)
    table = make_samples.sheet_rows(("号码", "时间", "内容"), ("1069", "2020-09-13 20:26", "你好"))
    records = read(written(tmp_path, make_samples.workbook(说明=cover, 短信=table), "a.xlsx"))
    assert (texts(records), len(skips(records))) == (["你好"], 1)
    assert "a cover" in skips(records)[0]
    listed = make_samples.sheet_rows(("再见",))
    assert texts(read(written(tmp_path, make_samples.workbook(其他=listed, 短信=table)))) == ["再见", "你好"]
    assert texts(read(written(tmp_path, make_samples.workbook(说明=listed)))) == ["再见"]
    assert texts(read(written(tmp_path, make_samples.workbook(说明=table, 短信=table)))) == ["你好"] * 2


@pytest.mark.parametrize(
    "cells",
    ['<c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c>', '<c r="ZZZZZ4294967295"/>', "<"],
)
def test_a_workbook_that_asks_for_all_memory_is_refused(tmp_path: Path, cells: str) -> None:
    path = written(tmp_path, make_samples.workbook(表=f'<row r="1">{cells}</row>'), "far.xlsx")
    with pytest.raises(ArchiveError, match=r"far\.xlsx"):
        read_archive(path)


def test_a_single_column_is_a_list_of_texts(tmp_path: Path) -> None:
    rows = make_samples.sheet_rows(("第一条，有逗号\n和换行",), ('第"二"条',))
    assert texts(read(written(tmp_path, make_samples.workbook(表=rows)))) == ["第一条，有逗号\n和换行", '第"二"条']


def test_a_workbook_inside_a_zip_is_read_where_it_lies(tmp_path: Path) -> None:
    content = make_samples.zipped(("备份/短信.xlsx", (SHEETS / "two_sheets.xlsx").read_bytes()))
    records = read(written(tmp_path, content, "outer.zip"))
    assert len(texts(records)) == 3
    assert len(skips(records)) == 1
    assert records[0].place.source.endswith("outer.zip!备份/短信.xlsx!短信")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.5, "1.5"),
        (True, "True"),
        ("_xD83D__xDE00_", "😀"),
        ("_x005F_x000D_", "_x000D_"),
        (7, "7"),
        (999_999_999_999_999.0, "999999999999999"),
        (106_980_001_234_567_890.0, "1.06980001234568E+17"),
        (-1e15, "-1.00000000000000E+15"),
    ],
)
def test_cells_as_text(value: object, text: str) -> None:
    assert cell(value) == text


def test_a_number_that_a_spreadsheet_shortened_shows_no_digits_it_does_not_know(tmp_path: Path) -> None:
    rows = make_samples.sheet_rows(
        ("号码", "时间", "内容"),
        (106_980_001_234_567_890.0, 1_600_000_000_000_000.0, "你好"),
        ("1069", make_samples.SERIAL, "再见"),
    )
    long, short = read(written(tmp_path, make_samples.workbook(表=rows), "a.xlsx"))
    assert (long.sender, long.time) == ("1.06980001234568E+17", datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC))
    assert long.remark == "the spreadsheet kept only the first digits of a number"
    assert (short.sender, short.remark) == ("1069", None)


def merged(*ranges: str, above: str = "", header: tuple[str, ...] = ("号码", "时间", "内容")) -> bytes:
    """A workbook of three messages with cells of several rows."""
    rows = make_samples.sheet_rows(
        *([(above, "", "")] if above else []),
        header,
        ("106900000001", "2020-09-13 20:26", "你好"),
        ("", "2020-09-13 20:27", "在吗"),
        ("", "2020-09-13 20:28", ""),
    )
    with zipfile.ZipFile(io.BytesIO(make_samples.workbook(表=rows))) as plain:
        parts = [(name, plain.read(name)) for name in plain.namelist()]
    cells = "".join(f'<mergeCell ref="{each}"/>' for each in ranges)
    end = f"</sheetData><mergeCells>{cells}</mergeCells>".encode()
    return make_samples.zipped(*((name, part.replace(b"</sheetData>", end)) for name, part in parts))


def test_a_cell_of_several_rows_holds_in_each_of_them_unless_it_is_a_text(tmp_path: Path) -> None:
    records = read(written(tmp_path, merged("A2:A4", "C3:C4"), "a.xlsx"))
    assert [(each.text, each.sender) for each in records] == [
        ("你好", "106900000001"),
        ("在吗", "106900000001"),
        ("", "106900000001"),
    ]
    titled = read(written(tmp_path, merged("A1:C1", "A3:A4", above="我的短信"), "b.xlsx"))
    assert [each.sender for each in titled[1:]] == ["106900000001", "106900000001", None]


def test_a_row_that_is_only_part_of_merged_cells_is_none(tmp_path: Path) -> None:
    rows = make_samples.sheet_rows(("号码", "内容"), ("1", "你好"), ("", ""), ("2", "再见"))
    with zipfile.ZipFile(io.BytesIO(make_samples.workbook(表=rows))) as plain:
        parts = [(name, plain.read(name)) for name in plain.namelist()]
    end = b'</sheetData><mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="B2:B3"/></mergeCells>'
    content = make_samples.zipped(*((name, part.replace(b"</sheetData>", end)) for name, part in parts))
    assert texts(read(written(tmp_path, content, "a.xlsx"))) == ["你好", "再见"]


def test_where_no_column_of_texts_is_known_no_cell_is_spread(tmp_path: Path) -> None:
    records = read(written(tmp_path, merged("A2:A4", header=("谁", "何时", "说了什么"))), columns={"text": "3"})
    assert texts(records)[-3:] == ["你好", "在吗", ""]
