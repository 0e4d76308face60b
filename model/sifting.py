"""Learns the sieve that clears ordinary messages before the model reads them.

Needs scikit-learn, numpy and scipy; nothing that serves imports this module.
"""

from collections.abc import Sequence

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from model.calibration import Floats, temperature
from model.labels import Label
from model.normalize import normalize
from model.samples import Sample
from model.sieve import STEP, SieveModel, grams
from model.weighting import weighted

STRENGTH = 1.0
"""Inverse of the regularisation strength (scikit-learn's C)."""

LEAST_SAMPLES = 3
"""A gram must stand in this many samples."""

MOST_GRAMS = 30_000
"""Grams kept, those that move most texts most; with 15,000 more threats of the exam were cleared."""

STRETCHES = 6
"""Parts of the samples left out in turn. They are stretches, not a shuffle: files follow each other, each by one hand,
and the sieve must hold for hands that it has not seen (with shuffled parts it cleared six times what was allowed).
"""

MAY_BE_MISSED = 5 / 1000
"""The share of the harmful samples that the sieve may clear."""


def fit_sieve(samples: Sequence[Sample]) -> tuple[SieveModel, dict[str, int]]:
    """A sieve, and counts of what it clears unseen."""
    harmful = np.array([int(sample.label is not Label.NORMAL) for sample in samples])
    matrix, idf, names = _heaviest(*_vectors([normalize(sample.text) for sample in samples]), harmful)
    unseen = np.zeros(len(samples))
    for seen, other in KFold(STRETCHES).split(samples):
        unseen[other] = _logistic().fit(matrix[seen], harmful[seen]).decision_function(matrix[other])
    heat = temperature(np.column_stack([np.zeros(len(samples)), unseen]), harmful)
    fitted = _logistic().fit(matrix, harmful)
    weights = np.rint(fitted.coef_[0] * idf / heat * STEP).astype(int)
    harassment = sum(sample.label is Label.HARASSMENT for sample in samples)
    below = _threshold(unseen[harmful == 1] / heat)
    model = SieveModel(
        weights={name: int(weight) for name, weight in zip(names, weights, strict=True) if weight},
        intercept=float(fitted.intercept_[0] / heat),
        clear_below=below,
        harassment=harassment / int(harmful.sum()),
    )
    cleared = unseen / heat < below
    return model, {
        "normal_cleared": int(cleared[harmful == 0].sum()),
        "harmful_cleared": int(cleared[harmful == 1].sum()),
    }


def _vectors(texts: Sequence[str]) -> tuple[scipy.sparse.csr_matrix, Floats, NDArray[np.object_]]:
    """Rows of idf weights of the grams present, divided by the text's length; the idf of each gram; the grams.

    Without idf, which lets the rare ones weigh more, the sieve lost four times as many threats.
    """
    counter = CountVectorizer(analyzer=grams, lowercase=False, binary=True, min_df=LEAST_SAMPLES, dtype=np.float64)
    counts = counter.fit_transform(texts)
    idf = TfidfTransformer(norm=None).fit(counts).idf_
    return weighted(counts, idf, texts), idf, counter.get_feature_names_out()


def _heaviest(
    matrix: scipy.sparse.csr_matrix, idf: Floats, names: NDArray[np.object_], harmful: NDArray[np.int_]
) -> tuple[scipy.sparse.csr_matrix, Floats, NDArray[np.object_]]:
    weights = np.abs(_logistic().fit(matrix, harmful).coef_[0]) * np.sqrt(matrix.getnnz(axis=0))
    kept = np.sort(np.argsort(-weights, kind="stable")[:MOST_GRAMS])
    return matrix[:, kept], idf[kept], names[kept]


def _logistic() -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, solver="liblinear", dual=True, max_iter=2_000, tol=1e-3, random_state=0)


def _threshold(odds: Floats) -> float:
    """The log-odds below which MAY_BE_MISSED of these harmful samples lie."""
    return round(float(np.quantile(odds, MAY_BE_MISSED)), 4)
