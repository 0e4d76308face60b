"""No archive, however it was made up, takes more than a time that grows with its length."""

from datetime import UTC
from pathlib import Path
from time import process_time

import pytest
from reading import read, texts, written

from service.archives.catalogue import PLAIN
from service.archives.foreign import refusal
from service.archives.source import HEAD
from service.archives.times import moment

BOUND = 1.0
"""Seconds of the processor; what is linear takes a hundredth."""

BEGINNINGS = ("", "a", "{", "[{", "<", "<?xml?>", "<smses>", "[SMSBackup000]", ";", "From a", "时间,内容\n")
UNITS = ("\n", " ", "\t", "\r\n", ",", ";", "a\n", ";a\n", "a: b\n", "<?", "}", '"', "1", "内容", "[SMSBackup0]\n")

TIMES = ("2013年12月26日", "2013-12-26 20:56", "Thu Dec 26", "Dec 26, 2013 8:56", "Thu Dec 26 20:56:00 EST")


@pytest.mark.parametrize("written_time", TIMES)
@pytest.mark.parametrize("unit", [" ", "1", "a", "."])
def test_no_time_takes_long(written_time: str, unit: str) -> None:
    begun = process_time()
    assert moment(f"{written_time}{unit * 20_000}x", UTC) is None
    assert process_time() - begun < BOUND


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_no_file_takes_long_to_be_recognised_or_refused(beginning: str) -> None:
    for unit in UNITS:
        head = (beginning + unit * HEAD).encode()[: HEAD - 2] + b"b\n"
        begun = process_time()
        refusal(head)
        [reader.recognises(head) for reader in PLAIN]
        assert process_time() - begun < BOUND, unit


def test_blanks_behind_a_broken_record_take_no_long(tmp_path: Path) -> None:
    blanks = " " * 100_000
    path = written(tmp_path, f'[{{"body":"a"}},{{"body": x}}{blanks},{blanks}{{"body":"b"}}, {{"body": x}}{blanks}]')
    begun = process_time()
    assert texts(read(path)) == ["a", "b"]
    assert process_time() - begun < BOUND
