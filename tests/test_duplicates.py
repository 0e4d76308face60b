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
