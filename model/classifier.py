"""Learns a model from samples: TF-IDF over words, n-grams and cues, weights for subclasses and tags, a second layer.

Needs scikit-learn, numpy and scipy; nothing that serves imports this module.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits

from model.averaging import AT_ONCE, LABEL_OF, STRENGTH, Mixture
from model.burying import Burial
from model.calibration import Floats, block_threshold
from model.errors import TrainingError
from model.features import is_named, is_trigram, recipe
from model.framing import framed
from model.labels import LABELS, TEXT_TAGS, Label
from model.linear import GRID, LinearModel
from model.misreading import misreadings
from model.samples import Sample
from model.sifting import fit_sieve, refuse_one_sided
from model.stacking import Stacked, fit_stack, log_probabilities
from model.subclasses import Subclass, subclass
from model.trigrams import filed
from model.vectors import Vectors, characters_of

Tags = Mapping[str, LogisticRegression]

LEAST_SAMPLES = 4
"""A feature must stand in this many samples.

With three there were 1.27 million to choose from instead of 0.90, but only 1,643 of those kept stood in no more.
"""

MOST_FEATURES = 172_000
"""Features kept, those with the heaviest weights first.

With 104,455 samples, whole texts read: log loss on the exam 0.081 with 60,000, 0.074 with 100,000, 0.066 with 200,000
and 0.063 with 400,000; of 24,520 everyday messages 240, 200, 140 and 134 in which harm was likelier than not. More
than these would make the model larger than 6 MiB.
"""

FOLDS = 3
"""Folds in which every sample is scored once by a model that has not seen it."""

UNSEEN_CHANCES = 2
"""How often the second learner learns in each fold: a quarter of what it does for the model, in a quarter of the time.

Log loss with one, two and three, and the same first layer: 0.0716, 0.0711 and 0.0709 on the exam, 0.1411, 0.1390 and
0.1391, 0.1353, 0.1336 and 0.1333 on two sets as pages show them (every third of 251,230 samples); with four and eight
0.0487 and 0.0484 on the exam (244,432 samples).
"""

ROUGHLY = 1e-2
"""Tolerance where a fit only chooses features: half the time, and the same choice within noise."""

AGAIN = 0.25
"""What a sample counts once more as each of the things that it may be misread for, framed by or buried among
(misreading.py, framing.py, burying.py); measured for the first.

Of 27 everyday messages flagged three fewer are, and under two disguises at once 0.4 points more of recall are kept.
"""

TAG_STRENGTH = 3.0
"""STRENGTH of a tag: with 30 the F1 of tags was half a point less on the exam, and one on real messages.

Where samples of contrast counted whole for tags, F1 was 0.2 points less on the exam and 2.8 on real messages.
"""

TAG_TOLERANCE = 1e-5
"""F1 of tags on the exam with 3e-4, scikit-learn's 1e-4, and 1e-5: 0.923, 0.924 and 0.929; on real messages 0.82, 0.84
and 0.84. Rare tags come late: what is averaged over all samples is small for them from the start.
"""

PLACES = 9
"""Decimals of an intercept that are kept; beyond the twelfth two trainings on the same samples differ."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A trained model, the counts behind its thresholds, and what it was compiled from."""

    model: LinearModel
    counts: dict[str, int]
    vectors: Vectors
    layers: Stacked

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """One row a text, one column a label, without the compiled model."""
        return self.layers.probabilities(self.vectors.transform(texts))


def fit(samples: Sequence[Sample]) -> Fitted:
    """Trains on the samples, in their order; the same samples give the same model.

    Raises TrainingError unless every label has at least as many samples as there are folds, not all in one place, and
    something stands in several samples.
    """
    _refuse_too_few(samples)
    with threadpool_limits(1):  # two threads of BLAS take as long for a logistic regression, and sum up differently
        return _fitted(samples)


def _fitted(samples: Sequence[Sample]) -> Fitted:
    subclasses = numbered_subclasses(samples)
    labels, weights = LABEL_OF[subclasses], np.array([sample.weight for sample in samples])
    every, matrix = Vectors.learnt([sample.text for sample in samples], LEAST_SAMPLES)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        whole = pool.submit(_first_layer, every, matrix, samples, subclasses, weights)
        unseen = _unseen_scores(pool, matrix, samples, subclasses, weights, every)
        vectors, classifier, tags = whole.result()
    stack = fit_stack(unseen, labels)
    opinions = log_probabilities(stack, unseen)
    units = on_grid(np.vstack([classifier.coef_, *(each.coef_ for each in tags.values())]) * vectors.idf)
    intercepts = _intercepts(classifier, tags)
    layers = Stacked(units / GRID / vectors.idf, np.array([*intercepts.values()]), stack)
    trigrams = filed(filter(is_trigram, map(str, every.names)))
    sieve, cleared = fit_sieve(samples, opinions, trigrams)
    block, behind = block_threshold(opinions, labels)
    model = LinearModel(
        features=tuple(map(str, vectors.names)),
        columns=(*Subclass, *tags),
        weights=array("b", units.T.tobytes()),
        intercepts=intercepts,
        stack=stack,
        block_from=block,
        tags_from=_tag_thresholds(unseen, samples, weights),
        sieve=sieve,
        trigrams=trigrams,
        recipe=recipe(),
    )
    return Fitted(model, behind | cleared, vectors, layers)


def _first_layer(
    every: Vectors,
    matrix: scipy.sparse.csr_matrix,
    samples: Sequence[Sample],
    subclasses: NDArray[np.int_],
    weights: Floats,
) -> tuple[Vectors, Mixture, Tags]:
    """The features kept, and what is learnt of them, from all samples."""
    columns = in_order(heaviest(matrix, LABEL_OF[subclasses], weights, every.idf), matrix, every.names)
    vectors, matrix = every.kept(columns), matrix[:, columns]
    rows = with_others(matrix, subclasses, weights, samples, vectors.transform)
    classifier = Mixture().fit(*rows, characters_of(vectors.names))
    return vectors, classifier, _fit_tags(matrix, samples, weights)


def with_others(
    matrix: scipy.sparse.csr_matrix,
    subclasses: NDArray[np.int_],
    weights: Floats,
    samples: Sequence[Sample],
    rows_of: Callable[[Sequence[str]], scipy.sparse.csr_matrix],
) -> tuple[scipy.sparse.csr_matrix, NDArray[np.int_], Floats]:
    """Rows, subclasses and weights with those of what samples may be misread for, framed by or buried among, behind."""
    burial = Burial(samples)
    found = [
        (at, other)
        for at, sample in enumerate(samples)
        for other in (*misreadings(sample.text), *framed(sample.text), *burial.buried(sample))
    ]
    if not found:
        return matrix, subclasses, weights
    again = np.array([at for at, _ in found])
    rows = scipy.sparse.vstack([matrix, rows_of([other for _, other in found])], format="csr")
    return rows, np.append(subclasses, subclasses[again]), np.append(weights, AGAIN * weights[again])


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
    refuse_one_sided(np.array([sample.label is not Label.NORMAL for sample in samples]))


def heaviest(
    matrix: scipy.sparse.csr_matrix, labels: NDArray[np.int_], weights: Floats, idf: Floats
) -> NDArray[np.intp]:
    """The columns that stand in enough of these samples and that a first model gives the heaviest weights."""
    rough = LogisticRegression(C=STRENGTH, max_iter=400, tol=ROUGHLY).fit(matrix, labels, weights)
    heavy = np.abs(rough.coef_).max(axis=0) * idf * (matrix.getnnz(axis=0) >= LEAST_SAMPLES)
    foremost = np.argsort(-heavy, kind="stable")[:MOST_FEATURES]
    kept: NDArray[np.intp] = foremost[heavy[foremost] > 0]
    if not len(kept):
        raise TrainingError(
            f"nothing that tells labels apart stands in {LEAST_SAMPLES} samples; more are needed to train"
        )
    return kept


def in_order(columns: NDArray[np.intp], matrix: scipy.sparse.csr_matrix, names: NDArray[np.object_]) -> list[int]:
    """N-grams, then words and cues, the commonest first.

    What is common lies together in memory then, which saves a fifth of the time that sums of weights take.
    """
    common = matrix.getnnz(axis=0)
    return sorted(map(int, columns), key=lambda at: (is_named(str(names[at])), -common[at], str(names[at])))


def _unseen_scores(
    pool: ThreadPoolExecutor,
    matrix: scipy.sparse.csr_matrix,
    samples: Sequence[Sample],
    subclasses: NDArray[np.int_],
    weights: Floats,
    every: Vectors,
) -> Floats:
    """Per sample the score of each column, from a model whose features and weights were chosen without its fold.

    With features chosen from all samples the odds were too sure: on the exam four times as many were blocked.
    """
    labels = LABEL_OF[subclasses]

    def scored(seen: NDArray[np.int_], unseen: NDArray[np.int_]) -> Floats:
        known = matrix[seen]
        columns = heaviest(known, labels[seen], weights[seen], every.idf)
        known, other = known[:, columns], matrix[unseen][:, columns]
        characters = characters_of(every.names[columns])
        fitted = Mixture(UNSEEN_CHANCES).fit(known, subclasses[seen], weights[seen], characters)
        tags = _fit_tags(known, [samples[at] for at in seen], weights[seen])
        return np.column_stack(
            [fitted.subclass_scores(other), *(each.decision_function(other) for each in tags.values())]
        )

    scores = np.zeros((len(labels), len(LABEL_OF) + len(TEXT_TAGS)))
    folds = [*_folds(labels)]
    for (_, unseen), each in zip(folds, pool.map(scored, *zip(*folds, strict=True)), strict=True):
        scores[unseen] = each
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
    rows, counts = matrix[harmful], weights[harmful]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        fitted = pool.map(lambda tag: _fit_tag(rows, _carrying(tag, samples, harmful), counts), TEXT_TAGS)
        return dict(zip(TEXT_TAGS, fitted, strict=True))


def _fit_tag(matrix: scipy.sparse.csr_matrix, true: NDArray[np.int_], weights: Floats) -> LogisticRegression:
    if min(true.sum(), len(true) - true.sum()) < FOLDS:
        true = np.concatenate([true[:-2], [0, 1]])
    return LogisticRegression(C=TAG_STRENGTH, max_iter=400, tol=TAG_TOLERANCE).fit(matrix, true, weights)


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
