"""Weights for every subclass out of two learners: logistic regression, and small steps over half-hidden texts.

The first learns the labels, the second the subclasses, and what the first gives a label goes to each subclass of it.

The second learner sees each text with a part of its characters and features hidden (half_hidden.py). Each alone does
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

from model.half_hidden import fit_half_hidden
from model.labels import LABELS
from model.subclasses import SOFTNESS, SUBCLASSES

Floats = NDArray[np.float64]

LABEL_OF = np.repeat(np.arange(len(LABELS)), [len(SUBCLASSES[label]) for label in LABELS])
"""The label of each subclass, both by their number."""

STRENGTH = 10.0
"""Inverse of the regularisation strength (scikit-learn's C)."""

CHANCES = 8
"""How often the second learner learns from the start, each time with other parts hidden: one alone swings.

With 138,785 samples the log loss of one, two, three and six was 0.0624, 0.0617, 0.0613 and 0.0608 on the exam. With
177,189, and the same second layer, three times four gave a macro-F1 of 0.968 to 0.972 there, twice eight 0.971.
"""

AT_ONCE = min(4, os.cpu_count() or 1)
"""What is learnt at once, in threads: numpy and scipy let go of Python's lock."""


class Mixture:
    """Weights for every subclass; labels are scored by the sum of what speaks for their subclasses."""

    coef_: Floats
    intercept_: Floats

    def __init__(self, chances: int = CHANCES) -> None:
        """`chances` tells how often the second learner learns."""
        self.chances = chances

    def fit(
        self,
        matrix: scipy.sparse.csr_matrix,
        subclasses: NDArray[np.int_],
        weights: Floats,
        characters: scipy.sparse.csr_matrix,
    ) -> Self:
        """Learns from rows whose subclasses are given by number; every label must occur, a subclass need not.

        `weights` say what each row counts beside the others, `characters` which of them stand in each feature.
        """
        weights = weights / weights.max()
        narrow = scipy.sparse.csr_matrix((matrix.data.astype(np.float32), matrix.indices, matrix.indptr), matrix.shape)
        learn = partial(fit_half_hidden, narrow, subclasses, weights, characters, count=len(LABEL_OF))
        with ThreadPoolExecutor(AT_ONCE) as pool:
            learning = pool.submit(
                LogisticRegression(C=STRENGTH, max_iter=400).fit, matrix, LABEL_OF[subclasses], weights
            )
            seconds = pool.map(learn, range(self.chances))
            first = learning.result()
            self.coef_, self.intercept_ = first.coef_[LABEL_OF], first.intercept_[LABEL_OF]
            for coef, intercept in seconds:
                self.coef_ += SOFTNESS / self.chances * coef.T
                self.intercept_ += SOFTNESS / self.chances * intercept
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
