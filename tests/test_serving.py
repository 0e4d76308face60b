"""A server is ready quickly and stays small: what learns is never loaded into it."""

import logging
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import DATA

from model.errors import StoreError, TrainingError
from model.gate import GateError
from model.native import library
from model.store import Store
from service import serving
from service.serving import Serving, fill_store
from service.settings import Settings
from tests.little import lines, little, set_floor

HEAVY = ("sklearn", "scipy", "numpy", "jieba", "matplotlib")

SERVE = f"""
import asyncio, sys
from pathlib import Path
from service.app import create_app
from service.settings import Settings

async def serve():
    app = create_app(Settings(home=Path(sys.argv[1])))
    async with app.router.lifespan_context(app):
        judge, version = app.state.serving.current()
        judge.judge("再不还款就把你欠钱的事告诉你爸妈和单位同事，限今天18点前")

asyncio.run(serve())
print(*[name for name in {HEAVY} if name in sys.modules])
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return little(tmp_path / "data")


def fill(home: Path, course: Path) -> str:
    """Fills an empty store from a process that only serves; returns what that loaded and said."""
    script = (
        "import sys; from pathlib import Path; from service import serving; from service.settings import Settings\n"
        "serving.data_folder = lambda: Path(sys.argv[2]); serving.QUIET = 0.5\n"
        "serving.fill_store(Settings(home=Path(sys.argv[1])), lambda said: print(said, file=sys.stderr))\n"
        f"print(*[name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(home), str(course)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
    return done.stderr


def test_what_serves_loads_nothing_that_learns(home: Path) -> None:
    done = subprocess.run([sys.executable, "-c", SERVE, str(home)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_the_first_model_is_trained_by_another_process(tmp_path: Path, course: Path) -> None:
    said = fill(tmp_path, course)
    assert "training on" in said
    assert "still at work" in said
    assert f"model {Store(tmp_path / 'models').champion()} is ready: promoted" in said
    assert fill(tmp_path, course) == ""


@pytest.fixture
def foreign(copied: Store) -> tuple[Store, str, str]:
    """A store whose champion is of another recipe, an older version and the champion."""
    older = copied.champion()
    assert older is not None
    copied.note({"version": older, "promoted": True})
    copied.promote(copied.save(replace(copied.load().model, recipe="another"), {}))
    return copied, older, str(copied.champion())


def no_training(*_: object) -> None:
    raise AssertionError("it trains")


def test_a_model_that_served_and_runs_serves_again_instead_of_a_training(
    foreign: tuple[Store, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "_train_apart", no_training)
    store, older, champion = foreign
    refused = store.save(store.load(older).model, {"refused": True})
    store.note({"version": refused, "promoted": False})
    store.note({"version": champion, "promoted": True})
    said: list[str] = []
    fill_store(Settings(home=store.folder.parent), said.append)
    assert store.champion() == older
    entry = list(store.journal())[-1]
    assert (entry["version"], entry["parent"], entry["promoted"]) == (older, champion, True)
    assert said == [f"model {champion} was made by another feature recipe; model {older} serves again"]


@pytest.mark.parametrize("damage", ["weights.bin", "card.json", "../journal.jsonl"])
def test_a_model_that_cannot_be_read_does_not_serve_again(
    foreign: tuple[Store, str, str], monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    monkeypatch.setattr(serving, "_train_apart", no_training)
    store, older, _ = foreign
    (store.folder / older / damage).write_bytes(b"torn")
    with pytest.raises(AssertionError, match="it trains"):
        fill_store(Settings(home=store.folder.parent), lambda _: None)


def test_what_the_gate_says_of_the_first_model_is_told(
    tmp_path: Path, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "data_folder", lambda: course)
    set_floor(course, 1.0)
    with pytest.raises(TrainingError, match=r"the first model was refused: .*contact_threat"):
        fill_store(Settings(home=tmp_path), lambda _: None)


def test_what_goes_wrong_while_training_is_told(tmp_path: Path, course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "data_folder", lambda: course)
    (course / "exam.jsonl").write_text("".join(lines(DATA / "exam.jsonl")[:3]), "utf-8")
    with pytest.raises(GateError, match="the exam's digest"):
        fill_store(Settings(home=tmp_path), lambda _: None)


def test_the_first_request_finds_everything_loaded(home: Path) -> None:
    """Tables that are built on first use are built when the model is loaded."""
    from model import disguises
    from model.conduct import conducts
    from model.glance import glance
    from model.search import quick_search

    late = (conducts, disguises._search, disguises._suspicion) if library() is None else (conducts, quick_search)
    for tables in (*late, glance):
        tables.cache_clear()
    Serving(Store(home / "models")).current()
    assert all(tables.cache_info().currsize == 1 for tables in late)


def test_a_champion_that_cannot_be_used_changes_nothing_and_is_told_once(
    copied: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(serving, "FRESH", 0)
    serves = Serving(copied)
    before = serves.current()
    copied.promote(copied.save(replace(copied.load().model, recipe="another"), {}))
    with caplog.at_level(logging.ERROR):
        assert serves.current() == serves.current() == before
    assert [record.getMessage() for record in caplog.records] == [
        "the new champion cannot be used, the one before serves on: RecipeError"
    ]
    copied.promote(before[1])
    assert serves.current()[1] == before[1]


def test_a_champion_whose_features_cannot_be_looked_for_changes_nothing(
    copied: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody made it by hand; the reader in C does not tell that from a lack of memory."""
    monkeypatch.setattr(serving, "FRESH", 0)
    serves = Serving(copied)
    before = serves.current()
    model = copied.load().model
    copied.promote(copied.save(replace(model, features=("", *model.features[1:])), {}))
    if library() is not None:
        assert serves.current() == before
        with pytest.raises(StoreError, match=r"cannot be read, or memory is short; .*run `jingxin train`"):
            Serving(copied).current()


def test_a_pointer_that_is_damaged_while_serving_changes_nothing(
    copied: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "FRESH", 0)
    serves = Serving(copied)
    before = serves.current()
    (copied.folder / "champion").write_bytes(b"\xff")
    assert serves.current() == before
    copied.folder.rename(copied.folder.with_name("gone"))
    copied.folder.touch()
    assert serves.current() == before


def test_a_champion_that_comes_after_its_pointer_serves_once_it_is_there(
    copied: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Where a store is copied a worker may look in between; the others would then judge by another model."""
    now = 100.0
    monkeypatch.setattr(serving, "monotonic", lambda: now)
    serves = Serving(copied)
    before = serves.current()
    version = copied.save(copied.load().model, {"another": 1})
    copied.promote(version)
    (copied.folder / version).rename(tmp_path / "late")
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            now += 2 * serving.AGAIN
            assert serves.current() == before
    assert len(caplog.records) == 1
    (tmp_path / "late").rename(copied.folder / version)
    now += serving.AGAIN / 2
    assert serves.current() == before
    now += serving.AGAIN / 2
    assert serves.current()[1] == version
