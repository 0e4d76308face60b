"""Weights for every subclass out of two learners: logistic regression, and small steps over half-hidden texts.

The first learns the labels, the second the subclasses, and what the first gives a label goes to each subclass of it.

The second learner sees each text with a part of its features hidden, another part in every round, so that it cannot
lean on few strong words; it takes steps of its own size for each feature, so that rare ones count. Each alone does
about as well; their sum, which costs nothing more to serve, does better: with labels in place of subclasses, some
30,000 samples and 100,000 features, macro-F1 on the exam was 0.951 and 0.950 alone, 0.956 together, and on thirds of
the samples left out in turn 0.926 for the first and 0.945 for both. A hidden layer of 48 in place of the second one
gave no more.

Needs scikit-learn, numpy and scipy; nothing that serves imports this module.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Self

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from model.labels import LABELS
from model.subclasses import SOFTNESS, SUBCLASSES

Floats = NDArray[np.float64]

LABEL_OF = np.repeat(np.arange(len(LABELS)), [len(SUBCLASSES[label]) for label in LABELS])
"""The label of each subclass, both by their number."""

STRENGTH = 10.0
"""Inverse of the regularisation strength (scikit-learn's C)."""

ROUNDS = 6
"""How often the second learner goes through the samples; 3 to 12 differed within noise."""

HIDDEN = 0.4
"""The share of a text's features that it does not see."""

STEP = 0.007
"""Its learning rate; 0.005 to 0.01 differed within noise."""

BATCH, STEPS = 1024, 40
"""The most samples of a step, and the least steps of a round, for which fewer samples make a step if there are few.

With 256 or 512 a step, and STEP 0.005 and 0.007, the exam's log loss was the same within 0.001, after three times and
one and a half times as long.
"""

CHANCES = 6
"""How often the second learner learns from the start, each time with other parts hidden.

One alone swings. With three, two models of the same 93,978 samples scored 0.965 and 0.970 on the exam (log loss 0.080
and 0.078); with all six it was 0.969 (0.078), with nine 0.967 (0.077).
"""

AT_ONCE = min(4, os.cpu_count() or 1)
"""Chances that learn at once, in threads: numpy and scipy let go of Python's lock.

Fits with liblinear could not: all of them draw from one generator, and would differ from time to time.
"""


class Mixture:
    """Weights for every subclass; labels are scored by the sum of what speaks for their subclasses."""

    coef_: Floats
    intercept_: Floats

    def __init__(self, chances: int = CHANCES) -> None:
        self.chances = chances

    def fit(self, matrix: scipy.sparse.csr_matrix, subclasses: NDArray[np.int_], weights: Floats) -> Self:
        """Learns from rows whose subclasses are given by number; every label must occur, a subclass need not.

        `weights` say what each row counts beside the others.
        """
        weights = weights / weights.max()
        first = LogisticRegression(C=STRENGTH, max_iter=400).fit(matrix, LABEL_OF[subclasses], weights)
        self.coef_, self.intercept_ = first.coef_[LABEL_OF], first.intercept_[LABEL_OF]
        narrow = matrix.astype(np.float32)
        learn = partial(_half_hidden, narrow, subclasses, weights)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for second in pool.map(learn, range(self.chances)):
                self.coef_ += SOFTNESS / self.chances * second.coefs_[0].T
                self.intercept_ += SOFTNESS / self.chances * second.intercepts_[0]
        return self

    def subclass_scores(self, matrix: scipy.sparse.csr_matrix) -> Floats:
        """One row a text, one column a subclass."""
        scores: Floats = matrix @ self.coef_.T + self.intercept_
        return scores

    def decision_function(self, matrix: scipy.sparse.csr_matrix) -> Floats:
        """One row a text, one column a label."""
        return label_scores(self.subclass_scores(matrix))

    def predict(self, matrix: scipy.sparse.csr_matrix) -> NDArray[np.int_]:
        """The number of each text's label."""
        likeliest: NDArray[np.int_] = self.decision_function(matrix).argmax(axis=1)
        return likeliest


def label_scores(scores: Floats) -> Floats:
    """What the subclasses of each label say of it together, from rows of the scores of all subclasses."""
    each = [logsumexp(scores[:, at == LABEL_OF] / SOFTNESS, axis=1) for at in range(len(LABELS))]
    return SOFTNESS * np.stack(each, axis=1)


def _half_hidden(
    matrix: scipy.sparse.csr_matrix, subclasses: NDArray[np.int_], weights: Floats, chance: int
) -> MLPClassifier:
    """The second learner; a row that counts a quarter is seen in a quarter of the rounds."""
    learner = MLPClassifier((), alpha=0.0, learning_rate_init=STEP, random_state=chance)
    hiding = np.random.default_rng(chance)
    for _ in range(ROUNDS):
        seen = np.flatnonzero(hiding.random(len(weights)) < weights)
        partly, learner.batch_size = matrix[seen], max(1, min(BATCH, len(seen) // STEPS))
        partly.data = partly.data * (hiding.random(partly.nnz, np.float32) >= HIDDEN) / np.float32(1 - HIDDEN)
        learner.partial_fit(partly, subclasses[seen], classes=np.arange(len(LABEL_OF)))
    return learner
