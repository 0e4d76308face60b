"""Tables of web pages read as the same tables in CSV would, and other pages are refused by name."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from reading import ARCHIVES, read, skips, texts, written

from service.archives import read_archive
from service.archives.source import Options
from service.archives.web_tables import LARGEST
from service.errors import ArchiveError, NotAnArchiveError
from service.messages import Direction

ROWS = "<tr><th>号码<th>时间<th>内容<tr><td>1069<td>2020-09-13 20:26:40<td>{}"


def test_cells_keep_their_line_breaks_and_signs() -> None:
    other, first, sent = read(ARCHIVES / "web_tables/recovered.html")
    assert first.text == "再不还款就告诉你爸妈😡\n和单位&同事"
    assert (first.sender, first.direction, first.remark) == ("106900000001", Direction.IN, None)
    assert first.time == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)
    assert (sent.name, sent.direction) == ("王姐", Direction.OUT)
    assert first.place.source == f"{ARCHIVES / 'web_tables/recovered.html'}!2"
    assert "not one of messages" in other.why


def test_a_page_that_a_website_calls_a_workbook_is_read_in_its_encoding() -> None:
    first, second = read(ARCHIVES / "web_tables/website.xls")
    assert (first.text, second.sender) == ("再不还款就告诉你爸妈", "106900000002")


@pytest.mark.parametrize(
    "page",
    [
        "<table>{}</table>",
        "<html><body><table>{}",
        "<?xml version='1.0'?>\n<!DOCTYPE html>\n<HTML><TABLE BORDER=1>{}</TABLE></HTML>",
        "<html><table><tr><td>导出时间<td>2020-10-01</table><table>{}</table></html>",
        "<html><table><tr><td><table>{}</table></td></tr></table></html>",
    ],
)
def test_a_table_is_found_wherever_it_stands(tmp_path: Path, page: str) -> None:
    records = read(written(tmp_path, page.format(ROWS.format("你好")), "a.html"))
    assert texts(records) == ["你好"]
    assert [record.sender for record in records if record.place.record] == ["1069"]


@pytest.mark.parametrize(
    "page",
    [
        "<html><table><tr><td>菜单<td>内容</table>今天的新闻</html>",
        "<html><table><tr><td>时间<td>价格<tr><td>2020-01-01<td>5</table></html>",
        "<html><table></table></html>",
    ],
)
def test_a_page_without_a_table_of_messages_is_refused(tmp_path: Path, page: str) -> None:
    with pytest.raises(NotAnArchiveError, match="a web page without a table of messages"):
        read_archive(written(tmp_path, page, "a.html"))


def test_a_column_can_be_named(tmp_path: Path) -> None:
    path = written(tmp_path, "<table><tr><td>甲<td>乙<tr><td>1069<td>你好</table>", "a.html")
    records = read_archive(path, Options(columns={"text": "乙"}))
    assert [each.text for each in records if each.place.record] == ["你好"]


def test_what_is_damaged_is_told(tmp_path: Path) -> None:
    content = (ARCHIVES / "web_tables/recovered.html").read_text(encoding="utf-8")
    for damaged in ("<tr><td>王姐", "<td>13800000001"):
        records = read(written(tmp_path, content.replace(damaged, damaged.replace("<t", "<x", 1)), "a.html"))
        assert len(texts(records)) == 2 or len(skips(records)) > 1 or any(each.remark for each in records[1:])


def test_a_hostile_page_costs_little_and_a_huge_one_is_refused(tmp_path: Path) -> None:
    begun = time.monotonic()
    for content in ("<br>" * 500_000, "<table>" * 100_000, "a&#128;" * 200_000, "<td>" * 200_000):
        assert len(read(written(tmp_path, f"<table>{ROWS.format('a')}<td>{content}", "a.html"))) >= 1
    assert time.monotonic() - begun < 60
    with pytest.raises(ArchiveError, match="1,000 tables"):
        read_archive(written(tmp_path, "<html>" + "<table><tr><td>a</table>" * 1_001, "a.html"))
    with pytest.raises(ArchiveError, match="too large"):
        read_archive(written(tmp_path, b"<html><table>" + b" " * LARGEST, "a.html"))
