"""What several tests need: the project's data, and a small model trained once."""

from pathlib import Path

import pytest
from hypothesis import settings

from model.classifier import Fitted, fit
from model.judging import Judge
from model.samples import Sample, read_samples
from model.store import Store

settings.register_profile("project", deadline=None, derandomize=True)
settings.load_profile("project")  # no test is timed, and a run can be repeated

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="session")
def samples() -> list[Sample]:
    return list(read_samples(DATA / "samples"))


@pytest.fixture(scope="session")
def exam() -> list[Sample]:
    return list(read_samples(DATA / "exam.jsonl"))


@pytest.fixture(scope="session")
def fitted(samples: list[Sample]) -> Fitted:
    """The model that the project's own samples give."""
    return fit(samples)


@pytest.fixture(scope="session")
def judge(fitted: Fitted) -> Judge:
    return Judge(fitted.model)


@pytest.fixture(scope="session")
def small(samples: list[Sample]) -> Fitted:
    """A model trained on a tenth of the samples: quick, and good enough where any model will do."""
    return fit(samples[::10])


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
