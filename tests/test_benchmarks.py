"""The benchmarks of accuracy and of the learning curve: they run, count right and train what they say."""

import csv
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest
from threadpoolctl import threadpool_limits

from benchmarks import accuracy, learning_curve, plots
from benchmarks.ablations import ABLATIONS
from benchmarks.marks import HeldOut, Marks, mark, read_held_out
from benchmarks.rivals import COLLECTION_WORDS, THREAT_WORDS, filter_words, has_fasttext
from model.averaging import LABEL_OF, label_scores
from model.classifier import fit
from model.clusters import cluster_pairs
from model.cues import FIRST_SIGN, LAST_SIGN
from model.errors import SampleError
from model.features import WORD, extract
from model.labels import LABELS, Label
from model.samples import Sample

EVERY = 100
"""The tests train on every hundredth sample: enough to run everything, and quick."""

TEXTS = {
    "明天就打给你爸妈，让他们替你还": Label.THREAT,
    "再不还钱就告诉你单位": Label.THREAT,
    "你这个老赖，等着被抓吧": Label.HARASSMENT,
    "您的借款已逾期3天，请尽快还款": Label.NORMAL,
    "晚上一起吃饭吗，老地方见": Label.NORMAL,
}


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """For matrices this small more threads cost more than they bring, most of all on a busy machine."""
    with threadpool_limits(1):
        yield


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """A file whose last line is borderline."""
    lines = [{"text": text, "label": label, "borderline": "吃饭" in text} for text, label in TEXTS.items()]
    path = tmp_path / "labelled.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n\n", "utf-8")
    return path


@pytest.fixture
def lawful(tmp_path: Path) -> Path:
    path = tmp_path / "lawful.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps({"text": "晚上一起吃饭吗", "label": "normal", "source": "x"}).encode()))
    return path


def test_only_clear_leaves_borderline_lines_out(labelled: Path, lawful: Path) -> None:
    assert len(read_held_out(labelled).samples) == 5
    assert len(read_held_out(labelled, clear=True).samples) == 4
    assert not read_held_out(labelled).only_normal
    assert read_held_out(lawful) == HeldOut("lawful", (Sample("晚上一起吃饭吗", Label.NORMAL),))
    assert read_held_out(lawful).only_normal


def test_what_cannot_be_measured_on_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with pytest.raises(SampleError, match="is not there"):
        read_held_out(path)
    path.write_text("\n")
    with pytest.raises(SampleError, match="holds no sample"):
        read_held_out(path)
    path.write_text('\n{"text": "好", "label": "spam"}\n', "utf-8")
    with pytest.raises(SampleError, match="line 2: label 'spam'"):
        read_held_out(path)


def test_marks_are_counted_right() -> None:
    held = HeldOut("held", tuple(Sample(text, label) for text, label in TEXTS.items()))
    assert mark(lambda texts: [TEXTS[text] for text in texts], held) == Marks(1, 1, 0)
    answers = [Label.THREAT, Label.NORMAL, Label.HARASSMENT, Label.HARASSMENT, Label.NORMAL]
    assert mark(lambda texts: answers, held) == Marks((2 / 3 + 2 / 3 + 1 / 2) / 3, 1 / 2, 1 / 2)


def test_threats_go_first_in_the_keyword_filter() -> None:
    answer = filter_words([])
    assert answer(["您已逾期", "您已逾期，将联系家人", "吃饭"]) == [Label.HARASSMENT, Label.THREAT, Label.NORMAL]
    assert len({*THREAT_WORDS, *COLLECTION_WORDS}) == len(THREAT_WORDS) + len(COLLECTION_WORDS)


def test_an_ablation_that_leaves_nothing_out_is_our_own_first_layer(samples: list[Sample], exam: list[Sample]) -> None:
    """Else its settings have drifted from those of model/classifier.py."""
    texts = [sample.text for sample in exam[::2]]
    fitted = fit(samples[::EVERY])
    scores = fitted.layers.scores(fitted.vectors.transform(texts))[:, : len(LABEL_OF)]
    ours = [LABELS[at] for at in label_scores(scores).argmax(axis=1)]
    rebuilt = next(iter(ABLATIONS.values())).learn(samples[::EVERY])(texts)
    assert sum(one is not other for one, other in zip(ours, rebuilt, strict=True)) <= len(texts) // 200


def test_ablations_see_only_what_they_say() -> None:
    seen = [
        {feature for kind in reading.kinds for feature in kind(reading.plain("不会联系家 人 ABC"))}
        for reading in (ablation.reading for ablation in ABLATIONS.values())
    ]
    *learnt_otherwise, words, characters, without_cues, raw = seen
    everything = {*extract("不会联系家 人 ABC")}
    assert all(each == everything for each in learnt_otherwise)
    assert {"W联系", WORD + cluster_pairs(["联系", "家人"])[1]} <= words
    assert "系家人" in characters
    assert without_cues == words | characters
    assert all(re.search(f"^Q|[{FIRST_SIGN}-{LAST_SIGN}]", feature) for feature in everything - without_cues)
    assert "家 人" in raw - everything


def test_accuracy_has_a_row_for_every_method(labelled: Path, lawful: Path, capsys: pytest.CaptureFixture[str]) -> None:
    accuracy.main([labelled, lawful], clear=True, every=EVERY, shown_as_markdown=True)
    lines = capsys.readouterr().out.splitlines()
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    assert table[0] == [
        "method",
        *("labelled: macro-F1", "labelled: threat recall", "labelled: normal flagged", "lawful: normal flagged"),
        "seconds to train",
    ]
    assert [row[0] for row in table[2:]] == list(accuracy.methods())
    assert {len(row) for row in table} == {6}
    assert "labelled: 4, lawful: 1" in lines[len(table)]
    assert (accuracy.WITHOUT_FASTTEXT in lines) is not has_fasttext()
    assert accuracy.methods(ablations=False).keys() == accuracy.methods().keys() - ABLATIONS.keys()


def test_parts_are_nested_and_hold_the_labels_in_proportion(samples: list[Sample]) -> None:
    parts = [learning_curve.part(samples, share) for share in learning_curve.SHARES]
    assert parts[-1] == samples
    for smaller, larger in pairwise(parts):
        assert not Counter(s.text for s in smaller) - Counter(s.text for s in larger)
    assert parts[0] == learning_curve.part(samples, learning_curve.SHARES[0])
    assert parts[0] != learning_curve.part(samples, learning_curve.SHARES[0], seed=1)
    assert counted(parts[0]) == [-(-count // 8) for count in counted(samples)]


def counted(samples: Sequence[Sample]) -> list[int]:
    return [sum(sample.label is label for sample in samples) for label in LABELS]


def test_the_learning_curve_is_written_and_drawn(
    labelled: Path,
    lawful: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(learning_curve, "SHARES", (Fraction(1, 4), Fraction(1)))
    learning_curve.main([labelled, lawful], clear=False, every=EVERY, out=tmp_path / "out")
    with (tmp_path / "out" / "learning_curve.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["file"] for row in rows] == ["labelled", "lawful"] * 2
    assert sorted({int(row["samples"]) for row in rows}) == [int(row["samples"]) for row in rows[::2]]
    assert all(row["macro_f1"] and not other["macro_f1"] for row, other in zip(rows[::2], rows[1::2], strict=True))
    drawn = find_spec("matplotlib") is not None
    assert (tmp_path / "out" / "learning_curve.png").exists() is drawn
    assert (plots.WITHOUT_PLOT in capsys.readouterr().out) is not drawn
