"""The benchmark of texts among others: what it puts together, and that reading sentences finds more."""

import random

import pytest
from conftest import DATA
from typer import BadParameter

from benchmarks.buried import ARRANGEMENTS, main, measured
from model.classifier import Fitted
from model.judging import Judge
from model.labels import Label
from model.samples import Sample


@pytest.mark.parametrize("name", ARRANGEMENTS)
def test_every_text_is_in_what_is_put_together(name: str) -> None:
    text = ARRANGEMENTS[name]("要找的", ["合法"], ["平常"], random.Random(0))
    assert "要找的" in text
    assert len(text) > len("要找的") or name == "alone"


def test_sentences_find_what_whole_texts_hide(small: Fitted, exam: list[Sample]) -> None:
    judge = Judge(small.model)
    lawful = [sample.text for sample in exam if sample.label is Label.NORMAL][:60]
    harmful = [sample.text for sample in exam if sample.label is Label.THREAT][:60]
    table = measured([judge, Judge(small.model, by_sentence=False)], harmful, lawful, ["晚上一起吃饭吗", "明天见"])
    names, ours, whole, *_ = ([*column.cells] for column in table.columns)
    found = dict(zip(names, zip(map(_share, ours), map(_share, whole), strict=True), strict=True))
    assert list(found) == list(ARRANGEMENTS)
    assert all(sentences >= texts for sentences, texts in found.values())
    assert found["between two lawful ones"][0] > found["between two lawful ones"][1] + 10


def _share(cell: object) -> float:
    return float(str(cell).removesuffix("%"))


def test_without_texts_of_every_kind_nothing_is_measured() -> None:
    with pytest.raises(BadParameter, match="at least one of each"):
        main(DATA / "samples" / "close-calls.jsonl", DATA / "exam.jsonl")
