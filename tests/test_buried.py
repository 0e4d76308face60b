"""The benchmark of texts among others: what it puts together, and that reading sentences finds more."""

import random
from itertools import repeat
from pathlib import Path

import pytest
from conftest import DATA
from typer import BadParameter

from benchmarks.buried import ARRANGEMENTS, main, measured, told
from benchmarks.disguises import recall
from benchmarks.texts import labelled
from model.classifier import Fitted
from model.judging import Judge
from model.labels import Label
from model.samples import Sample


@pytest.mark.parametrize("name", ARRANGEMENTS)
def test_every_text_is_in_what_is_put_together(name: str) -> None:
    text = ARRANGEMENTS[name]("要找的", ["别的"], random.Random(0))
    assert "要找的" in text
    assert "别的" in text


def test_sentences_find_what_whole_texts_hide(small: Fitted, exam: list[Sample]) -> None:
    judge = Judge(small.model)
    lawful = [sample.text for sample in exam if sample.label is Label.NORMAL][:60]
    harmful = [sample.text for sample in exam if sample.label is Label.THREAT][:60]
    table = measured([judge, Judge(small.model, by_sentence=False)], harmful, lawful, ["晚上一起吃饭吗", "明天见"])
    names, ours, whole, *_ = ([*column.cells] for column in table.columns)
    found = dict(zip(names, zip(map(_share, ours), map(_share, whole), strict=True), strict=True))
    assert list(found) == ["alone", *(f"{kind}: {name}" for kind in ("lawful", "everyday") for name in ARRANGEMENTS)]
    assert all(sentences >= texts for sentences, texts in found.values())
    assert found["lawful: one on either side"][0] > found["lawful: one on either side"][1] + 10


def test_what_is_told_among_harassing_texts_is_told_for_what_it_is(small: Fitted, exam: list[Sample]) -> None:
    threats, harassing = (
        [sample.text for sample in exam if sample.label is label][:60] for label in (Label.THREAT, Label.HARASSMENT)
    )
    judge = Judge(small.model)
    names, threatening, harassment = ([*column.cells] for column in told(judge, threats, harassing).columns)
    assert list(names) == ["alone", *(f"harassing: {name}" for name in ARRANGEMENTS)]
    assert threatening[0] == f"{recall(judge, repeat(Label.THREAT, len(threats)), threats).exact:.1%}"
    behind = [threat + "。" + other for threat in threats for other in harassing]
    exact = recall(judge, repeat(Label.THREAT, len(behind)), behind).exact
    assert abs(_share(threatening[1]) - 100 * exact) < 20
    assert _share(harassment[1]) > 50


def _share(cell: object) -> float:
    return float(str(cell).removesuffix("%"))


def test_without_texts_of_every_kind_nothing_is_measured() -> None:
    with pytest.raises(BadParameter, match="at least one of each"):
        main(DATA / "samples" / "close-calls.jsonl", DATA / "exam.jsonl")


def test_without_threats_none_is_measured(tmp_path: Path) -> None:
    only = tmp_path / "harassing.jsonl"
    only.write_text('{"text": "还钱，不然弄死你", "label": "collection_harassment"}\n')
    with pytest.raises(BadParameter, match="contact_threat"):
        labelled(only, Label.THREAT)
