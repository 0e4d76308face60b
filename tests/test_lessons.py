"""What a training learns stands there once, and is none of what measures it."""

import json
import re
from pathlib import Path

import pytest

from model.errors import TrainingError
from model.lessons import read_lessons

SAID = {"明天一起吃饭吧，老地方见": "normal", "再不还款就把你欠钱的事告诉你爸妈": "contact_threat", "好的": "normal"}


def written(file: Path, samples: dict[str, str]) -> Path:
    """A file of texts with their labels."""
    rows = ({"text": text, "label": label} for text, label in samples.items())
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return file


def test_samples_are_read_in_their_order(tmp_path: Path) -> None:
    file = written(tmp_path / "mine.jsonl", SAID)
    exam = written(tmp_path / "exam.jsonl", {"您已逾期3天": "normal"})
    assert [sample.text for sample in read_lessons(file, {"the exam": exam})] == [*SAID]


def test_samples_that_are_measured_on_are_counted_and_the_first_is_named(tmp_path: Path) -> None:
    exam = written(tmp_path / "exam.jsonl", {"再不还-款就把你欠钱的事告诉你爸媽": "contact_threat", "好的": "normal"})
    file = written(tmp_path / "mine.jsonl", SAID)
    with pytest.raises(TrainingError) as refused:
        read_lessons(file, {"the exam": exam})
    assert str(refused.value) == f"2 samples stand in the exam too, first {file}, line 2; leave the exam out"


def test_a_folder_that_holds_the_exam_is_refused(tmp_path: Path) -> None:
    exam = written(tmp_path / "exam.jsonl", {"您已逾期3天": "normal"})
    written(tmp_path / "mine.jsonl", SAID)
    with pytest.raises(TrainingError, match=r"^1 sample stands in the exam too, first .*exam\.jsonl, line 1;"):
        read_lessons(tmp_path, {"the exam": exam})


def test_samples_that_stand_twice_are_counted_and_the_first_is_named(tmp_path: Path) -> None:
    written(tmp_path / "a.jsonl", SAID)
    two = written(tmp_path / "b.jsonl", {"您已逾期3天": "normal", "您已逾期5天": "normal"})
    written(tmp_path / "c.jsonl", {"好的": "normal", "您好": "normal"})
    with pytest.raises(TrainingError) as refused:
        read_lessons(tmp_path, {})
    assert str(refused.value) == (
        f"2 samples stand twice, first {two}, line 2, as {two}, line 1; keep one of each "
        "(compared as a model reads them, without disguises and exact numbers)"
    )


def test_samples_with_two_labels_are_counted_apart(tmp_path: Path) -> None:
    one = written(tmp_path / "a.jsonl", SAID)
    two = written(tmp_path / "b.jsonl", {"明天一起吃饭吧，老地方见": "collection_harassment", "好的": "normal"})
    with pytest.raises(TrainingError) as refused:
        read_lessons(tmp_path, {})
    assert str(refused.value) == (
        f"1 sample stands under another label too, first {two}, line 1, as {one}, line 1; keep the true one; "
        f"1 sample stands twice, first {two}, line 2, as {one}, line 3; keep one of each "
        "(compared as a model reads them, without disguises and exact numbers)"
    )


def test_a_text_that_stands_in_several_places_is_no_other_for_that(tmp_path: Path) -> None:
    file = written(tmp_path / "mine.jsonl", SAID)
    file.write_text(file.read_text("utf-8") * 3, "utf-8")
    with pytest.raises(TrainingError, match=rf"^6 samples stand twice, first {re.escape(str(file))}, line 4, as "):
        read_lessons(file, {})
