"""Learns from samples with scikit-learn: TF-IDF over words and n-grams, logistic regression for labels and tags.

Needs scikit-learn, numpy and scipy; nothing that serves imports this module.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits

from model.averaging import LABEL_OF, STRENGTH, Mixture
from model.calibration import Floats, block_threshold
from model.errors import TrainingError
from model.features import extract, is_named, recipe
from model.labels import LABELS, TEXT_TAGS, Label
from model.linear import GRID, LinearModel
from model.normalize import doubted, normalize
from model.samples import Sample
from model.sifting import fit_sieve
from model.stacking import Stacked, fit_stack, log_probabilities
from model.subclasses import Subclass, subclass
from model.weighting import weighted

Tags = Mapping[str, LogisticRegression]

LEAST_SAMPLES = 3
"""A feature must stand in this many samples.

With two there are 1.5 million to choose from instead of 0.9, but of the heaviest 100,000 only 607 stood in two.
"""

MOST_FEATURES = 180_000
"""Features kept, those with the heaviest weights first.

With 104,455 samples, whole texts read: log loss on the exam 0.081 with 60,000, 0.074 with 100,000, 0.066 with 200,000
and 0.063 with 400,000; of 24,520 everyday messages 240, 200, 140 and 134 in which harm was likelier than not. More
than these would make the model larger than 6 MiB.
"""

FOLDS = 3
"""Folds in which every sample is scored once by a model that has not seen it."""

FOLD_CHANCES = 3
"""Chances of the second learner in each fold: that spares a fifth of the training, and the odds differ little."""

ROUGHLY = 1e-2
"""Tolerance where a fit only chooses features: half the time, and the same choice within noise."""

IN_DOUBT = 0.25
"""What a sample counts once more as it reads in doubt (see judging.py), where that is something else.

With doubt as with disguises: a text that is misread stays what it is. Of 27 everyday messages flagged three fewer are,
and under two disguises at once 0.4 points more of recall are kept.
"""

TAG_STRENGTH = 3.0
"""STRENGTH of a tag: with 30 the F1 of tags was half a point less on the exam, and one on real messages.

Where samples of contrast counted whole for tags, F1 was 0.2 points less on the exam and 2.8 on real messages.
"""

TAG_TOLERANCE = 1e-2
"""With scikit-learn's 1e-4 the log-odds differ by less than 0.001 after half as much time again."""


PLACES = 9
"""Decimals of an intercept that are kept; beyond the twelfth two trainings on the same samples differ."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A trained model, the counts behind its thresholds, and what it was compiled from."""

    model: LinearModel
    counts: dict[str, int]
    vectors: TextVectors
    layers: Stacked

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """One row a text, one column a label, without the compiled model."""
        return self.layers.probabilities(self.vectors.transform(texts))


class TextVectors(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turns texts into rows of idf weights of the features present, divided by the text's `length`.

    Without a vocabulary it learns the features of at least LEAST_SAMPLES texts, and their idf.
    """

    def __init__(self, vocabulary: Sequence[str] | None = None, idf: Sequence[float] | None = None) -> None:
        self.vocabulary = vocabulary
        self.idf = idf

    def fit(self, texts: Sequence[str], y: object = None) -> Self:
        """Learns the features and their idf, unless they were given."""
        self.fit_transform(texts)
        return self

    def fit_transform(self, texts: Sequence[str], y: object = None) -> scipy.sparse.csr_matrix:
        """Learns, and turns the same texts into rows without reading them twice."""
        self._make_counter()
        counts = self.counter_.fit_transform(texts)
        if self.idf is None:
            self.idf_ = TfidfTransformer(norm=None).fit(counts).idf_
        return self._weighted(counts, texts)

    def transform(self, texts: Sequence[str]) -> scipy.sparse.csr_matrix:
        """One row a text, one column a feature."""
        return self._weighted(self.counter_.transform(texts), texts)

    def kept(self, columns: Sequence[int]) -> TextVectors:
        """The same with these columns only, in this order."""
        names = self.get_feature_names_out()
        fewer = TextVectors([str(names[at]) for at in columns], self.idf_[columns])
        fewer._make_counter()
        return fewer

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:
        """The features, in the order of the columns."""
        names: NDArray[np.object_] = self.counter_.get_feature_names_out()
        return names

    def _make_counter(self) -> None:
        least = 1 if self.vocabulary is not None else LEAST_SAMPLES
        self.counter_ = CountVectorizer(
            analyzer=extract, lowercase=False, binary=True, vocabulary=self.vocabulary, min_df=least, dtype=np.float64
        )
        if self.idf is not None:
            self.idf_ = np.asarray(self.idf)

    def _weighted(self, counts: scipy.sparse.csr_matrix, texts: Sequence[str]) -> scipy.sparse.csr_matrix:
        return weighted(counts, self.idf_, map(normalize, texts))


def fit(samples: Sequence[Sample]) -> Fitted:
    """Trains on the samples, in their order; the same samples give the same model.

    Raises TrainingError unless every label has at least as many samples as there are folds.
    """
    _refuse_too_few(samples)
    with threadpool_limits(1):  # two threads of BLAS take as long for a logistic regression, and sum up differently
        return _fitted(samples)


def _fitted(samples: Sequence[Sample]) -> Fitted:
    texts = [sample.text for sample in samples]
    subclasses = numbered_subclasses(samples)
    labels, weights = LABEL_OF[subclasses], np.array([sample.weight for sample in samples])
    every = TextVectors()
    matrix = every.fit_transform(texts)
    unseen = _unseen_scores(matrix, samples, subclasses, weights, every.idf_)
    stack = fit_stack(unseen, labels)
    opinions = log_probabilities(stack, unseen)
    columns = in_order(heaviest(matrix, labels, weights, every.idf_), matrix, every.get_feature_names_out())
    vectors, matrix = every.kept(columns), matrix[:, columns]
    classifier = Mixture().fit(*with_doubt(matrix, subclasses, weights, texts, vectors.transform))
    tags = _fit_tags(matrix, samples, weights)
    units = on_grid(np.vstack([classifier.coef_, *(each.coef_ for each in tags.values())]) * vectors.idf_)
    intercepts = _intercepts(classifier, tags)
    layers = Stacked(units / GRID / vectors.idf_, np.array([*intercepts.values()]), stack)
    sieve, cleared = fit_sieve(samples, opinions)
    block, behind = block_threshold(opinions, labels)
    model = LinearModel(
        features=tuple(map(str, vectors.get_feature_names_out())),
        columns=(*Subclass, *tags),
        weights=array("b", units.T.tobytes()),
        intercepts=intercepts,
        stack=stack,
        block_from=block,
        tags_from=_tag_thresholds(unseen, samples, weights),
        sieve=sieve,
        recipe=recipe(),
    )
    return Fitted(model, behind | cleared, vectors, layers)


def with_doubt(
    matrix: scipy.sparse.csr_matrix,
    subclasses: NDArray[np.int_],
    weights: Floats,
    texts: Sequence[str],
    rows_of: Callable[[Sequence[str]], scipy.sparse.csr_matrix],
) -> tuple[scipy.sparse.csr_matrix, NDArray[np.int_], Floats]:
    """Rows, subclasses and weights with those of the texts that read otherwise in doubt behind them."""
    doubts = {at: doubt for at, text in enumerate(texts) if (doubt := doubted(text).text) != normalize(text)}
    if not doubts:
        return matrix, subclasses, weights
    again = np.array(list(doubts))
    rows = scipy.sparse.vstack([matrix, rows_of(list(doubts.values()))], format="csr")
    return rows, np.append(subclasses, subclasses[again]), np.append(weights, IN_DOUBT * weights[again])


def on_grid(weights: Floats) -> NDArray[np.int8]:
    """Weights in units of 1/GRID; 8 bits hold up to 7.9, and one in forty features weighs more in some column."""
    return np.clip(np.rint(weights * GRID), -(2**7), 2**7 - 1).astype(np.int8)


def numbered_subclasses(samples: Sequence[Sample]) -> NDArray[np.int_]:
    """The number of each sample's subclass."""
    number = {each: at for at, each in enumerate(Subclass)}
    return np.array([number[subclass(sample.label, sample.tags, sample.kind)] for sample in samples])


def _intercepts(classifier: Mixture, tags: Tags) -> dict[str, float]:
    intercepts = {str(each): classifier.intercept_[at] for at, each in enumerate(Subclass)}
    intercepts |= {tag: fitted.intercept_[0] for tag, fitted in tags.items()}
    return {column: round(float(intercept), PLACES) for column, intercept in intercepts.items()}


def _refuse_too_few(samples: Sequence[Sample]) -> None:
    for label in LABELS:
        have = sum(sample.label is label for sample in samples)
        if have < FOLDS:
            raise TrainingError(f"{have} samples of {label}; at least {FOLDS} of each label are needed to train")


def heaviest(
    matrix: scipy.sparse.csr_matrix, labels: NDArray[np.int_], weights: Floats, idf: Floats
) -> NDArray[np.intp]:
    """The columns that stand in enough of these samples and that a first model gives the heaviest weights."""
    rough = LogisticRegression(C=STRENGTH, max_iter=400, tol=ROUGHLY).fit(matrix, labels, weights)
    heavy = np.abs(rough.coef_).max(axis=0) * idf * (matrix.getnnz(axis=0) >= LEAST_SAMPLES)
    return np.argsort(-heavy, kind="stable")[:MOST_FEATURES]


def in_order(columns: NDArray[np.intp], matrix: scipy.sparse.csr_matrix, names: NDArray[np.object_]) -> list[int]:
    """N-grams, then words and cues, the commonest first.

    What is common lies together in memory then, which saves a fifth of the time that sums of weights take.
    """
    common = matrix.getnnz(axis=0)
    return sorted(map(int, columns), key=lambda at: (is_named(str(names[at])), -common[at], str(names[at])))


def _unseen_scores(
    matrix: scipy.sparse.csr_matrix,
    samples: Sequence[Sample],
    subclasses: NDArray[np.int_],
    weights: Floats,
    idf: Floats,
) -> Floats:
    """Per sample the score of each column, from a model whose features and weights were chosen without its fold.

    With features chosen from all samples the odds were too sure: on the exam four times as many were blocked.
    """
    labels = LABEL_OF[subclasses]
    scores = np.zeros((len(labels), len(LABEL_OF) + len(TEXT_TAGS)))
    for seen, unseen in _folds(labels):
        columns = heaviest(matrix[seen], labels[seen], weights[seen], idf)
        known, other = matrix[seen][:, columns], matrix[unseen][:, columns]
        fitted = Mixture(FOLD_CHANCES).fit(known, subclasses[seen], weights[seen])
        tags = _fit_tags(known, [samples[at] for at in seen], weights[seen])
        scores[unseen] = np.column_stack(
            [fitted.subclass_scores(other), *(each.decision_function(other) for each in tags.values())]
        )
    return scores


def _folds(labels: NDArray[np.int_]) -> Iterator[tuple[NDArray[np.int_], NDArray[np.int_]]]:
    splitter = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    yield from splitter.split(np.zeros(len(labels)), labels)


def _harmful(samples: Sequence[Sample]) -> NDArray[np.int_]:
    return np.array([at for at, sample in enumerate(samples) if sample.label is not Label.NORMAL])


def _carrying(tag: str, samples: Sequence[Sample], harmful: NDArray[np.int_]) -> NDArray[np.int_]:
    """Which of the harmful samples carry a tag."""
    return np.array([int(tag in samples[at].tags) for at in harmful])


def _fit_tags(matrix: scipy.sparse.csr_matrix, samples: Sequence[Sample], weights: Floats) -> Tags:
    """A model of each tag over the samples that are not normal."""
    harmful = _harmful(samples)
    return {tag: _fit_tag(matrix[harmful], _carrying(tag, samples, harmful), weights[harmful]) for tag in TEXT_TAGS}


def _fit_tag(matrix: scipy.sparse.csr_matrix, true: NDArray[np.int_], weights: Floats) -> LogisticRegression:
    if min(true.sum(), len(true) - true.sum()) < FOLDS:
        true = np.concatenate([true[:-2], [0, 1]])
    learner = LogisticRegression(
        C=TAG_STRENGTH, solver="liblinear", dual=True, max_iter=5_000, tol=TAG_TOLERANCE, random_state=0
    )
    return learner.fit(matrix, true, weights)


def _tag_thresholds(unseen: Floats, samples: Sequence[Sample], weights: Floats) -> dict[str, float]:
    """The log-odds of each tag at which the F1 of harmful samples is best; `unseen` are the scores of all columns."""
    harmful = _harmful(samples)
    scores = unseen[harmful, len(LABEL_OF) :].T
    return {
        tag: _tag_threshold(each, _carrying(tag, samples, harmful), weights[harmful])
        for tag, each in zip(TEXT_TAGS, scores, strict=True)
    }


def _tag_threshold(scores: Floats, true: NDArray[np.int_], weights: Floats) -> float:
    if min(true.sum(), len(true) - true.sum()) < FOLDS:
        return 1e9
    order = np.argsort(-scores, kind="stable")
    weighed, right = weights[order], (weights * true)[order]
    f1 = 2 * np.cumsum(right) / (np.cumsum(weighed) + right.sum())
    return round(float(scores[order][int(np.argmax(f1))]), 4)
