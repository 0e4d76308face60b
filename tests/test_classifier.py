"""Training is repeatable, refuses too little, and its thresholds come from counts."""

import pytest

from model.calibration import LAWFUL_BLOCKED
from model.classifier import MOST_FEATURES, Fitted, fit
from model.errors import TrainingError
from model.labels import TEXT_TAGS, Label
from model.samples import Sample
from model.subclasses import Subclass


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
