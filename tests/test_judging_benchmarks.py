"""The benchmarks of judging: their tables have all rows, and what is compared does the same work."""

import csv
import gzip
import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks import judging, pruning
from benchmarks.rivals import has_fasttext
from model import classifier
from model.classifier import Fitted
from model.labels import LABELS
from model.normalize import normalize
from model.quick import scorer_and_sieve
from model.samples import Sample
from model.segment import cut
from model.stack import probabilities
from model.subclasses import Subclass, label_scores

EVERY = 100
"""The tests train on every hundredth sample: enough to run everything, and quick."""


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "LENGTHS", (8, 200))
    monkeypatch.setattr(judging, "CHARACTERS", 400)
    monkeypatch.setattr(judging, "UNITS", ("催*", "\u200b", "[1]"))


@pytest.fixture
def everyday(tmp_path: Path) -> Path:
    path = tmp_path / "everyday.jsonl.gz"
    lines = [json.dumps({"text": text, "label": "normal", "source": "x"}) for text in ("晚上一起吃饭吗", "到家了")]
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_the_plain_pipeline_scores_as_the_product_does(small: Fitted, exam: list[Sample]) -> None:
    """Else it would be compared with something that does more or less."""
    texts, model = [sample.text for sample in exam[::20]], small.model
    scorer, _ = scorer_and_sieve(model)
    for text, scores in zip(texts, judging.Plain(model, cut).scores(texts), strict=True):
        ours = scorer.scores(scorer.read(normalize(text)))
        assert list(scores) == pytest.approx(ours)
        labels = probabilities(model.stack, [*label_scores(scores[: len(Subclass)]), *scores])
        assert labels == pytest.approx(scorer.label_probabilities(ours))


@pytest.mark.usefixtures("few")
def test_judging_has_a_row_for_every_comparison_length_and_unit(
    everyday: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    judging.main(everyday, rounds=1, every=EVERY, out=tmp_path / "out")
    found = rows(tmp_path / "out" / "judging.csv")
    names = [row["what"] for row in found]
    assert all(float(row["value"]) > 0 for row in found)
    assert [row["goal"] for row in found if "÷" in row["what"]] == ["≥ 20", *["≥ 1"] * has_fasttext(), "≥ 0.35"]
    assert [name for name in names if name.endswith(" 8 characters")] == [
        "ms, normal, 8 characters",
        "ms, harmful, 8 characters",
    ]
    assert sorted(name.split("'")[1] for name in names if "repeated" in name) == ["[1]", "\\u200b", "催*"]
    assert (tmp_path / "out" / "judging.png").exists() is (find_spec("matplotlib") is not None)
    printed = capsys.readouterr().out
    assert "2 texts in the stream" in printed
    assert "'[1]'" in printed
    assert (judging.WITHOUT_FASTTEXT in printed) is not has_fasttext()


def test_texts_are_put_together_to_the_very_length() -> None:
    assert {len(text) for text in judging.put_together(["一二三", "四"], 7)} == {7}
    assert len(judging.put_together(["一"], judging.CHARACTERS * 2)) == 1


def test_without_a_file_the_stream_is_what_is_normal_in_the_exam(exam: list[Sample]) -> None:
    assert judging.stream(None, exam) == [sample.text for sample in exam if sample.label is LABELS[0]]


def test_pruning_has_a_row_for_every_size(everyday: Path, tmp_path: Path) -> None:
    before = classifier.MOST_FEATURES
    pruning.main(everyday, [500, 2_000], rounds=1, every=EVERY, out=tmp_path / "out")
    found = rows(tmp_path / "out" / "pruning.csv")
    assert [row["features"] for row in found] == ["500", "2000"]
    assert float(found[0]["megabytes"]) < float(found[1]["megabytes"])
    assert float(found[0]["cost"]) == 1
    assert all(0 < float(row["macro_f1"]) < 1 for row in found)
    assert before == classifier.MOST_FEATURES
    assert (tmp_path / "out" / "pruning.png").exists() is (find_spec("matplotlib") is not None)
