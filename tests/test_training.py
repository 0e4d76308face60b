"""Retraining measures now, lets the gate decide, and writes down what happened."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import DATA

from model import training
from model.errors import StoreError, TrainingError
from model.gate import GateError
from model.linear import LinearModel
from model.samples import read_samples, teaching_digest
from model.store import Store
from model.training import Course, train
from tests.little import lines, little, set_floor


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return Course.of(little(tmp_path / "data"))


def test_the_first_model_becomes_champion_and_is_journalled(store: Store, course: Course) -> None:
    said: list[str] = []
    trained = train(store, course, say=said.append)
    assert trained.decision.promoted
    assert store.champion() == trained.version
    assert [entry["version"] for entry in store.journal()] == [trained.version]
    assert any("training on" in sentence for sentence in said)


def test_the_card_says_what_the_model_was_made_of(store: Store, course: Course) -> None:
    card = store.card(train(store, course).version)
    assert card["samples"]["digest"] == teaching_digest(read_samples(course.samples))
    assert card["exam"]["scorecard"]["count"] > 100
    assert card["block_counts"]["normal"] > 0
    assert "scikit-learn" in card["libraries"]


def test_what_cannot_be_journalled_does_not_serve(store: Store, course: Course) -> None:
    (store.folder / "journal.jsonl").mkdir(parents=True)
    with pytest.raises(StoreError, match=r"journal\.jsonl cannot be written"):
        train(store, course)
    assert store.versions()
    assert store.champion() is None


def test_a_challenger_that_is_no_better_is_refused(store: Store, course: Course) -> None:
    first = train(store, course)
    second = train(store, course)
    assert second.version == first.version
    assert not second.decision.promoted
    assert store.champion() == first.version
    assert [entry["promoted"] for entry in store.journal()] == [True, False]


class Raced(Store):
    """A store in which another training promotes its model while this one stores its own."""

    def save(self, model: LinearModel, about: Mapping[str, Any]) -> str:
        version = super().save(model, about)
        self.promote(version)
        return version


def test_a_champion_that_came_meanwhile_is_compared_with_too(tmp_path: Path, course: Course) -> None:
    store = Raced(tmp_path / "models")
    decision = train(store, course).decision
    assert not decision.promoted
    assert "is not better than" in decision.sentences[-1]
    assert [(entry["promoted"], entry["parent"]) for entry in store.journal()] == [(False, None)]


def test_a_champion_that_cannot_be_measured_is_named(store: Store, course: Course) -> None:
    champion = train(store, course).version
    (store.folder / champion / "stack.json").unlink()
    course.samples.joinpath("some.jsonl").write_text("".join(lines(course.samples / "some.jsonl")[::2]), "utf-8")
    retrained = train(store, course)
    assert retrained.decision.promoted
    assert f"not compared with the champion: model {champion} cannot be read" in retrained.decision.sentences[0]


def test_a_floor_is_kept_unless_a_reason_is_given(store: Store, course: Course) -> None:
    set_floor(course.gate.parent, 1.0)
    assert not train(store, course).decision.promoted
    assert store.champion() is None
    assert train(store, course, lowered="the first model").decision.promoted
    assert "floors lowered: the first model" in list(store.journal())[-1]["sentences"]


def test_a_changed_exam_stops_the_training(store: Store, course: Course) -> None:
    course.exam.write_text(course.exam.read_text("utf-8") + '{"text": "好的收到", "label": "normal"}\n', "utf-8")
    with pytest.raises(GateError, match="may only change as a whole"):
        train(store, course)
    assert store.versions() == []


@pytest.mark.parametrize(
    ("name", "told"), [("exam.jsonl", "the exam"), ("held-out/passed-on.jsonl", "what is held out")]
)
def test_what_measures_is_never_learnt(
    store: Store, course: Course, monkeypatch: pytest.MonkeyPatch, name: str, told: str
) -> None:
    """Not even where somebody gives the whole data folder as samples."""
    monkeypatch.setattr(training, "fit", None)
    measure = course.gate.parent / name
    measure.parent.mkdir(exist_ok=True)
    if not measure.exists():
        measure.write_text(lines(DATA / name)[0], "utf-8")
    (course.samples / "more.jsonl").write_text(lines(measure)[0], "utf-8")
    with pytest.raises(TrainingError, match=rf"^1 sample stands in {told} too, first .*more\.jsonl, line 1;"):
        train(store, course)
    assert store.versions() == []


def test_nothing_is_learnt_for_a_store_that_cannot_be_written(
    tmp_path: Path, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "fit", None)
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="JINGXIN_HOME"):
        train(Store(tmp_path / "file" / "models"), course)
