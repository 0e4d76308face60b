"""Learns the second layer from what models made of samples that they had not seen.

Needs scikit-learn and numpy; nothing that serves imports this module.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from scipy.special import expit, log_softmax
from sklearn.neural_network import MLPClassifier

from model.averaging import AT_ONCE, LABEL_OF, Floats, label_scores
from model.labels import LABELS
from model.stack import Stack

LEARNERS, HIDDEN = 4, 12
"""Networks whose logits are averaged, which makes them one, and hidden units of each: narrow ones swing less together.

Six times 2 of 24, four times 4 of 12 and 3 of 16 units, each with other seeds (177,189 samples, whole texts): macro-F1
0.969 to 0.975, 0.972 to 0.975 and 0.969 to 0.972 on the exam, 0.902 to 0.927, always 0.927 and always 0.927 on clear
real messages. Twelve of 24 gave 0.974 and 0.927, and so did one network of 48 that had learnt their mean.
`max(0, x)` in place of tanh is better on the exam and worse on real messages (log loss of the mean of four networks of
48 0.055 and 0.233, of tanh 0.056 and 0.218).
"""

ROUNDS, STEP = 30, 0.003
"""How often each goes through the samples, and its learning rate.

Kept is the mean of its weights after each round of the last half. Of 24,520 everyday messages 290, 326 and 358 came out
likelier harmful than not in three trainings with other seeds and the last weights, 311, 313 and 320 with such means.
"""

BATCH, STEPS = 1024, 40
"""The most samples of a step, and the least steps of a round; see half_hidden.py."""

DECIMALS = 6
"""Of each weight; with fewer digits the file is half as long."""


def inputs(scores: Floats) -> Floats:
    """What the second layer sees, a row a text, from the scores of all columns: those of the labels come first."""
    return np.hstack([label_scores(scores[:, : len(LABEL_OF)]), scores])


def fit_stack(scores: Floats, labels: NDArray[np.int_]) -> Stack:
    """The second layer, from the scores of all columns of texts that were unseen by what gave these scores."""
    seen = inputs(scores)
    middle, spread = seen.mean(axis=0), seen.std(axis=0) + 1e-6
    rows = (seen - middle) / spread
    with ThreadPoolExecutor(AT_ONCE) as pool:
        learners = [*pool.map(partial(_taught, rows, labels), range(LEARNERS))]
    opened = np.hstack([each.coefs_[0] for each in learners]) / spread[:, None]
    thresholds = np.hstack([each.intercepts_[0] for each in learners]) - middle @ opened
    closed = np.vstack([each.coefs_[1] for each in learners]) / LEARNERS
    leanings = np.mean([each.intercepts_[1] for each in learners], axis=0) - closed.sum(axis=0)
    return Stack(_rows(2 * opened), _row(2 * thresholds), _rows(2 * closed), _row(leanings))  # tanh as a logistic


def log_probabilities(stack: Stack, scores: Floats) -> Floats:
    """The logarithms of the labels' probabilities, a row a text, from the scores of all columns."""
    hidden = expit(inputs(scores) @ np.array(stack.opened) + np.array(stack.thresholds))
    logs: Floats = log_softmax(hidden @ np.array(stack.closed) + np.array(stack.leanings), axis=1)
    return logs


@dataclass(frozen=True, slots=True)
class Stacked:
    """All columns, and the second layer over them; `coef` and `intercept` have one row a column."""

    coef: Floats
    intercept: Floats
    stack: Stack

    def scores(self, matrix: scipy.sparse.csr_matrix) -> Floats:
        """One row a text, one column a column of the model."""
        scores: Floats = matrix @ self.coef.T + self.intercept
        return scores

    def probabilities(self, matrix: scipy.sparse.csr_matrix) -> Floats:
        """One row a text, one column a label."""
        shares: Floats = np.exp(log_probabilities(self.stack, self.scores(matrix)))
        return shares


def _taught(rows: Floats, labels: NDArray[np.int_], chance: int) -> MLPClassifier:
    learner = MLPClassifier((HIDDEN,), "tanh", alpha=1e-3, learning_rate_init=STEP, random_state=chance)
    learner.batch_size = max(1, min(BATCH, len(rows) // STEPS))
    mixing = np.random.default_rng(chance)
    late = []
    for done in range(ROUNDS):
        order = mixing.permutation(len(rows))
        learner.partial_fit(rows[order], labels[order], classes=np.arange(len(LABELS)))
        if done >= ROUNDS // 2:
            late.append([*map(np.copy, (*learner.coefs_, *learner.intercepts_))])
    means = [np.mean(weights, axis=0) for weights in zip(*late, strict=True)]
    learner.coefs_, learner.intercepts_ = means[:2], means[2:]
    return learner


def _rows(matrix: Floats) -> tuple[tuple[float, ...], ...]:
    return tuple(map(_row, matrix))


def _row(numbers: Floats) -> tuple[float, ...]:
    return tuple(numbers.round(DECIMALS).tolist())
