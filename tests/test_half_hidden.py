"""Small steps over half-hidden texts end near what speaks for each class, and do so again."""

import numpy as np
import pytest
import scipy.sparse

from model import half_hidden
from model.half_hidden import Adam, fit_half_hidden

ROWS = scipy.sparse.csr_matrix(
    np.tile(np.eye(4, dtype=np.float32)[[0, 1, 2, 3]] + np.eye(4)[3].astype(np.float32), (64, 1))
)
CLASSES = np.tile([0, 1, 2, 2], 64)
NO_CHARACTERS = scipy.sparse.csr_matrix((4, 0), dtype=bool)


def test_each_feature_speaks_for_its_class() -> None:
    coef, intercept = fit_half_hidden(ROWS, CLASSES, np.ones(len(CLASSES)), NO_CHARACTERS, chance=0, count=3)
    assert coef.shape == (4, 3)
    assert intercept.shape == (3,)
    assert coef[:3].argmax(axis=1).tolist() == [0, 1, 2]


def test_the_same_chance_gives_the_same_weights_and_another_others() -> None:
    first, again, other = (
        fit_half_hidden(ROWS, CLASSES, np.ones(len(CLASSES)), NO_CHARACTERS, at, 3)[0] for at in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_what_weighs_nothing_is_not_seen() -> None:
    weights = np.where(CLASSES == 1, 0.0, 1.0)
    coef, intercept = fit_half_hidden(ROWS, CLASSES, weights, NO_CHARACTERS, chance=0, count=3)
    assert coef[1].tolist() == [0, 0, 0]
    assert intercept.argmin() == 1


def test_what_holds_a_hidden_character_is_not_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two features say the same of each class: one holds characters, of which any hides it, the other none."""
    rows = scipy.sparse.csr_matrix(np.tile(np.eye(2, dtype=np.float32).repeat(2, axis=1), (128, 1)))
    held = scipy.sparse.csr_matrix(np.array([[1, 1, 1], [0, 0, 0]] * 2, bool))
    coef, _ = fit_half_hidden(rows, np.tile([0, 1], 128), np.ones(256), held, chance=0, count=2)
    assert coef[1, 0] > coef[0, 0] > 0
    assert coef[3, 1] > coef[2, 1] > 0
    monkeypatch.setattr(half_hidden, "HIDDEN_CHARACTERS", 1.0)
    coef, _ = fit_half_hidden(rows, np.tile([0, 1], 128), np.ones(256), held, chance=0, count=2)
    assert coef[[0, 2]].tolist() == [[0, 0], [0, 0]]
    assert coef[1, 0] > 0 < coef[3, 1]


def test_what_is_learnt_from_stays_as_it_was() -> None:
    before = ROWS.copy()
    fit_half_hidden(ROWS, CLASSES, np.ones(len(CLASSES)), NO_CHARACTERS, chance=0, count=3)
    assert (before != ROWS).nnz == 0


def test_the_first_step_is_as_long_for_every_slope() -> None:
    """Adam divides a slope by the root of its mean square."""
    weights, adam = np.zeros(3, np.float32), Adam(3)
    adam.step(weights, np.array([1e-3, 5.0, -2.0], np.float32))
    assert np.allclose(weights, weights[0] * np.array([1, 1, -1]), rtol=1e-3)
    assert weights[0] < 0
