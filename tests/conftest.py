"""What several tests need: the project's data, and models trained once for all workers that share a run."""

import os
import pickle
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from model.classifier import Fitted, fit
from model.judging import Judge
from model.samples import Sample, read_samples
from model.store import Store

settings.register_profile("project", deadline=None, derandomize=True)
settings.load_profile("project")  # no test is timed, and a run can be repeated

DATA = Path(__file__).parents[1] / "data"

FEW = slice(None, None, 30)
"""Of all samples: quick to learn from, and good enough where any model will do."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts one file that needs the model of all samples first, and the others last.

    With `--dist loadfile --no-loadscope-reorder` one worker trains it while others run what needs no such model, and
    none waits for long.
    """
    waiting = list(dict.fromkeys(item.path for item in items if "fitted" in getattr(item, "fixturenames", ())))
    items.sort(key=lambda item: 0 if item.path in waiting[:1] else 2 if item.path in waiting else 1)


def fit_once(samples: Sequence[Sample], name: str, factory: pytest.TempPathFactory) -> Fitted:
    """Trains in one worker, and gives the others what that one left behind."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return fit(samples)
    kept = factory.getbasetemp().parent / f"{name}.pickle"
    with FileLock(f"{kept}.lock"):
        if not kept.exists():
            kept.write_bytes(pickle.dumps(fit(samples)))
        fitted: Fitted = pickle.loads(kept.read_bytes())
    return fitted


@pytest.fixture(scope="session")
def samples() -> list[Sample]:
    return list(read_samples(DATA / "samples"))


@pytest.fixture(scope="session")
def exam() -> list[Sample]:
    return list(read_samples(DATA / "exam.jsonl"))


@pytest.fixture(scope="session")
def fitted(samples: list[Sample], tmp_path_factory: pytest.TempPathFactory) -> Fitted:
    """The model that the project's own samples give."""
    return fit_once(samples, "fitted", tmp_path_factory)


@pytest.fixture(scope="session")
def judge(fitted: Fitted) -> Judge:
    return Judge(fitted.model)


@pytest.fixture(scope="session")
def small(samples: list[Sample], tmp_path_factory: pytest.TempPathFactory) -> Fitted:
    """A model trained on FEW samples."""
    return fit_once(samples[FEW], "small", tmp_path_factory)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "models")


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, small: Fitted) -> Path:
    """A JINGXIN_HOME whose champion is the small model."""
    folder = tmp_path_factory.mktemp("home")
    store = Store(folder / "models")
    scorecard = {"macro_f1": 0.5}
    store.promote(store.save(small.model, {"samples": {"count": 1}, "exam": {"scorecard": scorecard}}))
    return folder


@pytest.fixture
def copied(home: Path, tmp_path: Path) -> Store:
    """A copy of the models of `home`, in a JINGXIN_HOME at `tmp_path`, that a test may change."""
    shutil.copytree(home / "models", tmp_path / "models")
    return Store(tmp_path / "models")
