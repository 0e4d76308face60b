"""Copies are found within a file and across files, and counted whether they are left out or not."""

import json
from array import array
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service import native
from service.duplicates import BUCKETS, Duplicates, Marks, QuickMarks, mark_of
from service.messages import Direction, Message
from service.scan import Finding, scan
from tests.archived import FIRST, Words, finding

MESSAGE = finding("【某花】 您已逾期", sender="13800000001").message


@pytest.mark.parametrize(
    "copy",
    [
        replace(MESSAGE, sender="+86 138-0000-0001"),
        replace(MESSAGE, sender="008613800000001"),
        replace(MESSAGE, text="【某花】您已\n逾期 "),
        replace(MESSAGE, name="催收", time=FIRST + timedelta(milliseconds=700)),
    ],
)
def test_the_same_message_written_otherwise_is_a_copy(copy: Message) -> None:
    assert mark_of(copy) == mark_of(MESSAGE)


@pytest.mark.parametrize(
    "other",
    [
        replace(MESSAGE, sender="13800000002"),
        replace(MESSAGE, time=FIRST + timedelta(seconds=1)),
        replace(MESSAGE, direction=Direction.OUT),
        replace(MESSAGE, text="【某花】您未逾期"),
        replace(MESSAGE, sender="某银行"),
    ],
)
def test_another_message_is_no_copy(other: Message) -> None:
    assert mark_of(other) != mark_of(MESSAGE)


def test_without_a_time_nothing_is_a_copy() -> None:
    seen = Duplicates()
    assert [seen.repeats(replace(MESSAGE, time=None)) for _ in range(2)] == [False, False]


@pytest.mark.parametrize(("dedupe", "left"), [(False, 4), (True, 2)])
def test_copies_are_counted_either_way_and_left_out_if_wished(tmp_path: Path, dedupe: bool, left: int) -> None:
    records = [{"body": text, "address": "106900000001", "date": 1_600_000_000_000} for text in ("甲", "乙")]
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")
    running = scan([tmp_path], Words(), dedupe=dedupe)
    assert sum(isinstance(each, Finding) for each in running) == left
    assert (running.summary().messages, running.summary().duplicates) == (left, 2)
    assert running.summary().as_json()["duplicates"] == 2


DAY, MINUTE, SECOND = "2026-05-01", "2026/5/1 10:30", "2026-05-01 10:30:07"


def counted(folder: Path, *archives: list[str]) -> tuple[int, int]:
    """The messages and the copies among them of tables in which the same text came at these times."""
    for number, times in enumerate(archives):
        rows = "".join(f"{time},106900000001,再不还钱就告诉你爸妈\n" for time in times)
        (folder / f"{number}.csv").write_text(f"时间,号码,内容\n{rows}", "utf-8")
    running = scan([folder / f"{number}.csv" for number in range(len(archives))], Words(), dedupe=True)
    return sum(isinstance(each, Finding) for each in running), running.summary().duplicates


@pytest.mark.parametrize("written", [DAY, MINUTE, "2026年5月1日 10:30", "2026-05-01 10:30:00"])
def test_where_no_second_is_written_repeats_within_a_file_are_no_copies(tmp_path: Path, written: str) -> None:
    assert counted(tmp_path, [*[written] * 4, "2026-05-02"]) == (5, 0)


@pytest.mark.parametrize("written", [DAY, MINUTE])
def test_where_no_second_is_written_a_file_holds_copies_of_as_many_as_another(tmp_path: Path, written: str) -> None:
    assert counted(tmp_path, [written] * 3, [written] * 4, [written] * 2) == (4, 5)


def test_where_seconds_are_written_repeats_are_copies(tmp_path: Path) -> None:
    assert counted(tmp_path, [SECOND, SECOND, MINUTE], [SECOND, MINUTE]) == (2, 3)


def test_a_count_since_1970_has_its_seconds_even_where_they_are_none() -> None:
    """Else what other processes mark by columns, and what a phone writes at full minutes, would be marked otherwise."""
    seen = Duplicates()
    sharp = replace(MESSAGE, time=FIRST.replace(second=0))
    assert [seen.repeats(sharp) for _ in range(3)] == [False, True, True]


def test_the_same_file_twice_holds_everything_twice(tmp_path: Path) -> None:
    counted(tmp_path, [DAY, DAY, MINUTE, MINUTE, SECOND])
    running = scan([tmp_path / "0.csv", tmp_path / "0.csv"], Words(), dedupe=True)
    assert sum(isinstance(each, Finding) for each in running) == 5
    assert running.summary().duplicates == 5


@given(st.lists(st.integers(0, 2**64 - 1) | st.sampled_from([0, 1, 2**16, 2**24, 2**64 - 1])))
def test_marks_are_a_set(numbers: list[int]) -> None:
    marks, known = Marks(), set[int]()
    for number in numbers:
        assert marks.add(number) is (number not in known)
        known.add(number)
        assert len(marks) == len(known)


def test_marks_are_told_apart_in_a_full_bucket() -> None:
    """A number is not found across the border of two others."""
    marks = Marks()
    numbers = [BUCKETS * number for number in range(0, 70_000, 7)]
    assert all(map(marks.add, numbers))
    assert not any(map(marks.add, numbers))


@pytest.mark.skipif(native.library() is None, reason="there is no library; run hatch_build.py")
@given(st.lists(st.lists(st.integers(1, 2**64 - 1) | st.integers(1, 2**16).map(lambda n: n << 40), max_size=200)))
def test_marks_in_c_are_the_same_set(batches: list[list[int]]) -> None:
    library = native.library()
    assert library is not None
    quick, slow = QuickMarks(library), Marks()
    for batch in batches:
        marks = array("Q", batch)
        assert quick.add_all(marks) == slow.add_all(marks)
        assert all(quick.add(mark) is slow.add(mark) for mark in batch[:3])


def test_many_at_once_are_counted_as_one_by_one() -> None:
    chance = Random(1)
    marks = [chance.choice([None, chance.randrange(1, 5_000), chance.randrange(1, 2**64)]) for _ in range(40_000)]
    together, alone = Duplicates(), Duplicates()
    together.saw_all(marks)
    for mark in marks:
        alone.saw(mark)
    assert together.count == alone.count > 5_000
