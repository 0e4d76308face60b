"""The benchmark of frames: what it puts around texts, and that it tells what that changes."""

import pytest
from conftest import DATA
from typer import BadParameter

from benchmarks.frames import FRAMES, main, measured
from model.classifier import Fitted
from model.framing import FRONTS, OPT_OUTS
from model.judging import Judge
from model.labels import Label
from model.samples import Sample

TEXT = "您好，欠款1200元，今天必须还！"


@pytest.mark.parametrize("name", FRAMES)
def test_every_frame_but_one_changes_the_text(name: str) -> None:
    assert (FRAMES[name](TEXT) == TEXT) is (name == "as it is")


@pytest.mark.parametrize("name", FRAMES)
def test_no_frame_is_one_that_was_learnt(name: str) -> None:
    added = FRAMES[name]("您好").replace("您好", "")
    assert not any(opt_out in added for opt_out in OPT_OUTS)
    assert added not in FRONTS


def test_a_row_tells_what_is_found_and_flagged(small: Fitted, exam: list[Sample]) -> None:
    harmful = [sample.text for sample in exam if sample.label is Label.THREAT][:40]
    table = measured(Judge(small.model), harmful, ["您本月账单120元"], ["晚上一起吃饭吗"])
    names, found, lawful, everyday = ([*column.cells] for column in table.columns)
    assert names == [*FRAMES]
    assert all(float(str(share).removesuffix("%")) > 50 for share in found)
    assert {*lawful} == {"0.0%"}
    assert {*everyday} == {"0.00%"}


def test_without_texts_of_every_kind_nothing_is_measured() -> None:
    with pytest.raises(BadParameter, match="at least one of each"):
        main(DATA / "samples" / "close-calls.jsonl", DATA / "exam.jsonl")
