"""Parquet reads as the JSON of its rows would, or says which package it needs."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from reading import ARCHIVES, read, skips, texts, written

from service.archives import read_archive
from service.columns import Columns
from service.errors import ArchiveError
from service.messages import Direction

SAMPLE = ARCHIVES / "parquet/messages.parquet"


def test_rows_have_sender_time_and_direction() -> None:
    pytest.importorskip("pyarrow")
    first, sent, _ = read(SAMPLE)
    assert (first.sender, first.time) == ("106900000001", datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC))
    assert (first.zone_assumed, sent.sender, sent.direction) == (False, None, Direction.OUT)


def test_a_file_that_is_cut_off_is_refused_by_name(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    with pytest.raises(ArchiveError, match="damaged Parquet file"):
        read_archive(written(tmp_path, SAMPLE.read_bytes()[:-9]))


def test_without_its_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ArchiveError, match=r"run \S+ -m pip install pyarrow"):
        read_archive(SAMPLE)


def test_a_file_damaged_half_way_gives_what_stood_before(tmp_path: Path) -> None:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "damaged.parquet"
    table = arrow.table({"body": [f"{'还款' * 40}{at * 7919 % 1000}" for at in range(2_000)]})
    parquet.write_table(table, path, row_group_size=1_000, compression="zstd", use_dictionary=False)
    begin = parquet.ParquetFile(path).metadata.row_group(1).column(0).data_page_offset
    content = bytearray(path.read_bytes())
    content[begin : begin + 8] = b"\xff" * 8
    path.write_bytes(content)
    records = read(path)
    assert len(texts(records)) == 1_000
    assert len(skips(records)) == 1
    assert "what was to follow is missing" in skips(records)[0]


def test_a_page_whose_checksum_is_wrong_is_not_taken_for_what_was_sent(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "written.parquet"
    with Columns(path, ("text",)) as columns:
        columns.add({"text": "".join(map(chr, range(0x4E00, 0x4F00)))})
    content = bytearray(path.read_bytes())
    column = parquet.ParquetFile(path).metadata.row_group(0).column(0)
    content[column.dictionary_page_offset + column.total_compressed_size - 1] ^= 1
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match="CRC"):
        read_archive(path)


@pytest.mark.parametrize("ending", ["os.abort()", "raise BaseException('a text')", "bytearray(1 << 33)"])
def test_a_process_that_is_ended_costs_no_more_than_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    program = written(tmp_path, f"import os\nfrom service.confined import confine\nconfine()\n{ending}", "program.py")
    monkeypatch.setattr("service.archives.groups_of_rows.__file__", str(program))
    with pytest.raises(ArchiveError, match="damaged or too large") as refused:
        read_archive(SAMPLE)
    assert "a text" not in str(refused.value)
