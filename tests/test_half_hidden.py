"""Small steps over half-hidden texts end near what speaks for each class, and do so again."""

import numpy as np
import scipy.sparse

from model.half_hidden import Adam, fit_half_hidden

ROWS = scipy.sparse.csr_matrix(
    np.tile(np.eye(4, dtype=np.float32)[[0, 1, 2, 3]] + np.eye(4)[3].astype(np.float32), (64, 1))
)
CLASSES = np.tile([0, 1, 2, 2], 64)


def test_each_feature_speaks_for_its_class() -> None:
    coef, intercept = fit_half_hidden(ROWS, CLASSES, np.ones(len(CLASSES)), chance=0, count=3)
    assert coef.shape == (4, 3)
    assert intercept.shape == (3,)
    assert coef[:3].argmax(axis=1).tolist() == [0, 1, 2]


def test_the_same_chance_gives_the_same_weights_and_another_others() -> None:
    first, again, other = (fit_half_hidden(ROWS, CLASSES, np.ones(len(CLASSES)), at, 3)[0] for at in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_what_weighs_nothing_is_not_seen() -> None:
    weights = np.where(CLASSES == 1, 0.0, 1.0)
    coef, intercept = fit_half_hidden(ROWS, CLASSES, weights, chance=0, count=3)
    assert coef[1].tolist() == [0, 0, 0]
    assert intercept.argmin() == 1


def test_what_is_learnt_from_stays_as_it_was() -> None:
    before = ROWS.copy()
    fit_half_hidden(ROWS, CLASSES, np.ones(len(CLASSES)), chance=0, count=3)
    assert (before != ROWS).nnz == 0


def test_the_first_step_is_as_long_for_every_slope() -> None:
    """Adam divides a slope by the root of its mean square."""
    weights, adam = np.zeros(3, np.float32), Adam(3)
    adam.step(weights, np.array([1e-3, 5.0, -2.0], np.float32))
    assert np.allclose(weights, weights[0] * np.array([1, 1, -1]), rtol=1e-3)
    assert weights[0] < 0
