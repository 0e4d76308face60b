"""Training is repeatable, refuses too little, and its thresholds come from counts."""

import numpy as np
import pytest

from model.calibration import LAWFUL_BLOCKED
from model.classifier import MISREAD, MOST_FEATURES, PLACES, Fitted, fit, on_grid, with_misreadings
from model.errors import TrainingError
from model.labels import TEXT_TAGS, Label
from model.linear import GRID
from model.misreading import misreadings
from model.samples import Sample
from model.subclasses import Subclass
from model.vectors import Vectors


def test_the_same_samples_give_the_same_model(small: Fitted, samples: list[Sample]) -> None:
    assert fit(samples[::10]).model == small.model


def test_too_few_samples_of_a_label_are_refused() -> None:
    with pytest.raises(TrainingError, match="0 samples of contact_threat"):
        fit([Sample(f"第{at}条", label) for at in range(9) for label in (Label.NORMAL, Label.HARASSMENT)])


def test_the_model_has_a_column_for_every_label_and_tag(fitted: Fitted) -> None:
    assert fitted.model.columns == (*Subclass, *TEXT_TAGS)
    assert len(fitted.model.features) <= MOST_FEATURES


def test_at_most_one_lawful_message_in_a_thousand_is_blocked(fitted: Fitted) -> None:
    """Counted on samples scored by models that had not seen them; the counts go into the card."""
    assert fitted.counts["normal_blocked"] <= fitted.counts["normal"] * LAWFUL_BLOCKED
    assert fitted.counts["harmful_blocked"] > 0


def test_weights_are_kept_in_eight_bits() -> None:
    assert on_grid(np.array([0.0, 1.0, -2.5, 9.9, -9.9])).tolist() == [0, GRID, -2.5 * GRID, 127, -128]


def test_what_texts_may_be_misread_for_is_learnt_too() -> None:
    """Behind them stand their texts as they are misread, with the same subclasses."""
    texts, weights = ["今晚一起吃饭", "债部还，等着", "不还就等着"], np.array([1.0, 0.5, 1.0])
    samples = [Sample(text, Label.HARASSMENT) for text in texts]
    vectors = Vectors(np.array(["部还", "不还", "吃饭"], object), np.ones(3))
    matrix = vectors.transform(texts)
    rows, numbers, counted = with_misreadings(matrix, np.array([0, 4, 7]), weights, samples, vectors.transform)
    others = [(at, other) for at, text in enumerate(texts) for other in misreadings(text)]
    assert (1, "债不还,等着") in others
    assert numbers.tolist() == [0, 4, 7, *([0, 4, 7][at] for at, _ in others)]
    assert counted.tolist() == [1.0, 0.5, 1.0, *(weights[at] * MISREAD for at, _ in others)]
    assert (rows[:3] != matrix).nnz == 0
    assert (rows[3:] != vectors.transform([other for _, other in others])).nnz == 0


def test_intercepts_are_rounded_beyond_what_two_trainings_share(small: Fitted) -> None:
    assert all(each == round(each, PLACES) for each in small.model.intercepts.values())
