"""Training is repeatable, refuses too little, and its thresholds come from counts."""

import numpy as np
import pytest
from conftest import FEW

from model.burying import AMONG_LAWFUL, Burial
from model.calibration import LAWFUL_BLOCKED, block_threshold
from model.classifier import AGAIN, MOST_FEATURES, PLACES, Fitted, fit, on_grid, with_others
from model.errors import TrainingError
from model.framing import framed
from model.labels import LABELS, TEXT_TAGS, Label
from model.linear import GRID
from model.misreading import misreadings
from model.samples import Sample
from model.subclasses import Subclass
from model.vectors import Vectors


def test_the_same_samples_give_the_same_model(small: Fitted, samples: list[Sample]) -> None:
    assert fit(samples[FEW]).model == small.model


def test_samples_that_lie_all_in_one_place_are_refused() -> None:
    harmful = [
        Sample(f"再不还钱就告诉你爸妈{at}", label) for label in (Label.HARASSMENT, Label.THREAT) for at in range(4)
    ]
    with pytest.raises(TrainingError, match="in one of 6 stretches"):
        fit([*(Sample(f"今晚一起吃饭{at}", Label.NORMAL) for at in range(90)), *harmful])


def test_samples_that_have_nothing_in_common_are_refused() -> None:
    labels = (Label.NORMAL, Label.HARASSMENT, Label.THREAT) * 3
    with pytest.raises(TrainingError, match="stands in 4 samples"):
        fit([Sample(chr(0x4E00 + at) * 2, label) for at, label in enumerate(labels)])


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


def test_what_texts_may_be_misread_for_framed_by_and_buried_among_is_learnt_too() -> None:
    """Behind them stand their texts misread, framed or buried, with the same subclasses and part of the weight."""
    texts = ["债部还，等着", "不还就等着", *(f"第{at}期账单已出" for at in range(8 * AMONG_LAWFUL))]
    labels = [Label.HARASSMENT, Label.HARASSMENT, *[Label.NORMAL] * 8 * AMONG_LAWFUL]
    samples = [Sample(text, label, kind="due_reminder") for text, label in zip(texts, labels, strict=True)]
    numbers, weights = np.arange(len(texts)), np.linspace(0.5, 1.0, len(texts))
    vectors = Vectors(np.array(["部还", "不还", "账单"], object), np.ones(3))
    matrix = vectors.transform(texts)
    rows, subclasses, counted = with_others(matrix, numbers, weights, samples, vectors.transform)
    misread = [(at, other) for at, text in enumerate(texts) for other in misreadings(text)]
    in_frames = [(at, other) for at, text in enumerate(texts) for other in framed(text)]
    buried = [(at, other) for at, each in enumerate(samples) for other in Burial(samples).buried(each)]
    others = sorted(misread + in_frames + buried, key=lambda each: each[0])
    assert (0, "债不还,等着") in misread
    assert in_frames
    assert buried
    assert subclasses.tolist() == [*numbers, *(at for at, _ in others)]
    assert counted.tolist() == [*weights, *(weights[at] * AGAIN for at, _ in others)]
    assert (rows[: len(texts)] != matrix).nnz == 0
    assert (rows[len(texts) :] != vectors.transform([other for _, other in others])).nnz == 0


def test_intercepts_are_rounded_beyond_what_two_trainings_share(small: Fitted) -> None:
    assert all(each == round(each, PLACES) for each in small.model.intercepts.values())


@pytest.mark.parametrize("lead", [20.0, 9.5, 9.0, 5.0, 0.0])
def test_no_more_is_blocked_than_may_be_however_harmful_normal_samples_seem(lead: float) -> None:
    """Where they score as high as harm does, nothing is blocked."""
    scores, labels = np.zeros((2_000, len(LABELS))), np.repeat([0, 2], 1_000)
    scores[:, 2] = lead
    block, counts = block_threshold(scores, labels)
    assert counts["normal_blocked"] <= 1_000 * LAWFUL_BLOCKED
    assert block > 0.5
