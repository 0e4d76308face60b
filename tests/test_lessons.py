"""What a training learns is none of what measures it."""

import json
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
