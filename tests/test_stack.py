"""The second layer: the same numbers whoever works them out, and what it learns that no column can."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.neural_network import MLPClassifier

from model import stacking
from model.labels import LABELS, TEXT_TAGS
from model.stack import Stack, probabilities
from model.stacking import LEARNERS, fit_stack, inputs, log_probabilities
from model.subclasses import Subclass

COLUMNS = len(Subclass) + len(TEXT_TAGS)


@pytest.fixture(scope="module")
def stack() -> Stack:
    """One that learnt that either of two tags makes harassment, but not both of them."""
    drawing = np.random.default_rng(0)
    scores = drawing.normal(size=(4_000, COLUMNS))
    either = (scores[:, -1] > 0) != (scores[:, -2] > 0)
    return fit_stack(scores, np.where(either, 1, 0))


def told(stack: Stack, scores: np.ndarray) -> list[float]:
    (row,) = inputs(scores[None])
    return [*probabilities(stack, row.tolist()).values()]


@given(seed=st.integers(0, 1_000), size=st.floats(0, 1_000))
def test_python_and_numpy_say_the_same(stack: Stack, seed: int, size: float) -> None:
    scores = size * np.random.default_rng(seed).normal(size=COLUMNS)
    (logs,) = log_probabilities(stack, scores[None])
    assert told(stack, scores) == pytest.approx(np.exp(logs), abs=1e-9)
    assert sum(told(stack, scores)) == pytest.approx(1)


def test_it_learns_what_no_sum_of_scores_can(stack: Stack) -> None:
    scores = np.zeros((4, COLUMNS))
    scores[:, -2:] = [[-1.5, -1.5], [-1.5, 1.5], [1.5, -1.5], [1.5, 1.5]]
    assert [max(LABELS, key=dict(zip(LABELS, told(stack, each), strict=True)).__getitem__) for each in scores] == [
        LABELS[at] for at in (0, 1, 1, 0)
    ]


def test_the_same_scores_give_the_same_layer(stack: Stack) -> None:
    scores = np.random.default_rng(1).normal(size=(500, COLUMNS))
    labels = np.arange(500) % 3
    assert fit_stack(scores, labels) == fit_stack(scores, labels)


def test_probabilities_are_told_however_far_scores_lie(stack: Stack) -> None:
    assert sum(told(stack, np.full(COLUMNS, -1e6))) == pytest.approx(1)
    assert sum(told(stack, np.full(COLUMNS, 1e6))) == pytest.approx(1)


def test_what_is_kept_is_the_mean_of_the_late_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each learner's hidden weights are those after the third and fourth of four rounds, halfway between."""
    seen: dict[int, list[np.ndarray]] = {}
    learn = MLPClassifier.partial_fit

    def watched(self: MLPClassifier, rows: np.ndarray, *rest: np.ndarray, **named: np.ndarray) -> MLPClassifier:
        learner = learn(self, rows, *rest, **named)
        seen.setdefault(self.random_state, []).append(self.coefs_[1].copy())
        return learner

    monkeypatch.setattr(MLPClassifier, "partial_fit", watched)
    monkeypatch.setattr(stacking, "ROUNDS", 4)
    scores = np.random.default_rng(0).normal(size=(400, COLUMNS))
    kept = fit_stack(scores, (scores[:, 0] > 0).astype(int))
    late = ((seen[at][2] + seen[at][3]) / 2 for at in range(LEARNERS))
    expected = np.vstack([2 * weights / LEARNERS for weights in late])
    assert np.array(kept.closed) == pytest.approx(expected, abs=1e-6)
