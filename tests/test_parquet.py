"""Parquet reads as the JSON of its rows would, or says which package it needs."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from reading import ARCHIVES, read, written

from service.archives import read_archive
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
    with pytest.raises(ArchiveError, match=r"pip install 'jingxin\[parquet\]'"):
        read_archive(SAMPLE)
