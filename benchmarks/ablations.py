"""Our own classifier without one of its parts, trained with the settings of model/classifier.py.

An ablation answers with the likeliest label by the first layer, without the second and without the rules of
model/judging.py, which would hide what a feature is worth. The first one therefore leaves out nothing else, and the
others are to be compared with it, not with the product.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from benchmarks.marks import Answer
from model.averaging import LABEL_OF, STRENGTH, Floats, Mixture
from model.classifier import LEAST_SAMPLES, heaviest, in_order, numbered_subclasses, with_others
from model.features import grams, words
from model.labels import LABELS
from model.samples import Sample
from model.vectors import Reading, Vectors, characters_of

Rows, Numbers = scipy.sparse.csr_matrix, NDArray[np.int_]


def fit_both(matrix: Rows, subclasses: Numbers, weights: Floats, characters: Rows) -> Mixture:
    """Both learners, as the product has them."""
    return Mixture().fit(matrix, subclasses, weights, characters)


AS_SERVED = Reading()


@dataclass(frozen=True, slots=True)
class Ablation:
    """How texts are read, and how the weights of what is seen of them are learnt."""

    reading: Reading = AS_SERVED
    fit: Callable[[Rows, Numbers, Floats, Rows], Mixture | LogisticRegression] = fit_both
    evenly: bool = False
    """Whether samples of contrast count as much as others."""
    misread: bool = True
    """Whether texts are learnt as what they may be misread for, and buried among others, too."""

    def learn(self, samples: Sequence[Sample]) -> Answer:
        """Trains on the samples, as model.classifier.fit does."""
        texts = [sample.text for sample in samples]
        subclasses = numbered_subclasses(samples)
        weights = np.array([1.0 if self.evenly else sample.weight for sample in samples])
        every, matrix = Vectors.learnt(texts, LEAST_SAMPLES, self.reading)
        kept = in_order(heaviest(matrix, LABEL_OF[subclasses], weights, every.idf), matrix, every.names)
        vectors = every.kept(kept)
        known = matrix[:, kept], subclasses, weights
        rows = with_others(*known, samples, vectors.transform) if self.misread else known
        classifier = self.fit(*rows, characters_of(vectors.names))
        return lambda texts: [LABELS[at] for at in classifier.predict(vectors.transform(texts))]


def fit_one(matrix: Rows, subclasses: Numbers, weights: Floats, _: Rows) -> LogisticRegression:
    """Logistic regression of the labels alone, without the second learner and its subclasses."""
    return LogisticRegression(C=STRENGTH, max_iter=400).fit(matrix, LABEL_OF[subclasses], weights)


def fit_labels(matrix: Rows, subclasses: Numbers, weights: Floats, characters: Rows) -> Mixture:
    """Both learners, with one subclass a label."""
    first_of_label = np.searchsorted(LABEL_OF, LABEL_OF[subclasses])
    return Mixture().fit(matrix, first_of_label, weights, characters)


ABLATIONS = {
    "first layer alone, without the rules": Ablation(),
    "· one learner, no subclasses": Ablation(fit=fit_one),
    "· no subclasses": Ablation(fit=fit_labels),
    "· contrast samples count whole": Ablation(evenly=True),
    "· not as they may be misread": Ablation(misread=False),
    "· words only": Ablation(Reading(kinds=(words,))),
    "· characters only": Ablation(Reading(kinds=(grams,))),
    "· without cues": Ablation(Reading(kinds=(grams, words))),
    "· without normalisation": Ablation(Reading(str.lower), misread=False),
}
"""What is left in or left out; small letters must stay, as a capital opens the name of a word or cue."""
