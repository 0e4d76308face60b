"""The compiled model gives the probabilities that it was compiled from, without scikit-learn."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.classifier import Fitted
from model.cues import SURE
from model.judging import Judge
from model.labels import Label
from model.samples import Sample
from model.scorer import label_given
from model.sureness import is_enough
from model.trigrams import BITS, HALF, familiar

SAME = 1e-9


def compiled_probabilities(judge: Judge, texts: list[str]) -> np.ndarray:
    return np.array([list(judge.scorer.probabilities(text).values()) for text in texts])


def test_compiled_and_learnt_agree_on_exam_and_samples(
    fitted: Fitted, judge: Judge, exam: list[Sample], samples: list[Sample]
) -> None:
    texts = [sample.text for sample in [*exam, *samples[::25]]]
    differences = np.abs(fitted.probabilities(texts) - compiled_probabilities(judge, texts))
    assert differences.max() < SAME


PIECES = st.sampled_from(
    ["逾期", "催收", "您", "家人", "通讯录", "W", " ", "^", "【某行】", "13800138000", "１２", "聯繫", "\n", "还钱"]
)


@settings(max_examples=100)
@given(st.lists(st.lists(st.one_of(PIECES, st.characters()), max_size=30).map("".join), min_size=1, max_size=100))
def test_compiled_and_learnt_agree_on_anything(fitted: Fitted, judge: Judge, texts: list[str]) -> None:
    differences = np.abs(fitted.probabilities(texts) - compiled_probabilities(judge, texts))
    assert differences.max() < SAME


EVERY, NONE = (bytes([each]) * (1 << BITS - 3) for each in (0xFF, 0))
"""Filters by which all trigrams are known, and none."""


@pytest.mark.parametrize(
    ("much", "harm", "known", "sure"),
    [
        (0, 0.98, HALF, False),
        (0, 0.982, HALF, True),
        (0, 0.96, 0.8, True),
        (1, 0.978, HALF, False),
        (1, 0.98, HALF, True),
        (2, 0.97, HALF, False),
        (2, 0.972, HALF, True),
        (2, 0.95, 0.75, True),
        (3, 0.955, HALF, False),
        (3, 0.957, HALF, True),
        (4, 0.88, HALF, False),
        (4, 0.882, HALF, True),
        (5, 0.747, HALF, False),
        (5, 0.749, HALF, True),
        (6, 0.675, HALF, False),
        (6, 0.677, HALF, True),
        (6, 0.5, 0.8, True),
        (6, 0.75, 0.3, False),
    ],
)
def test_the_less_evidence_and_the_less_known_the_surer_harm_must_be(
    much: int, harm: float, known: float, sure: bool
) -> None:
    assert is_enough(harm, much, known) is sure


@pytest.mark.parametrize(
    ("plain", "disguised", "least"),
    [
        ("今天晚上就到", False, SURE[0]),
        ("今天晚上就到", True, SURE[1]),
        ("明天就去你家", False, SURE[2]),
        ("您已逾期", False, SURE[3]),
        ("明天就去你家,跟你妈说", False, SURE[4]),
        ("欠的钱明天就去你家拿", False, SURE[5]),
        ("您已逾期,欠款未结", False, SURE[6]),
        ("您已逾期,欠款未结,我们将告诉你的亲戚", False, SURE[6]),
    ],
)
def test_what_a_label_is_asked_for_depends_on_the_words(plain: str, disguised: bool, least: float) -> None:
    """See `evidence`. Where all trigrams are known it is less."""
    odds = least / (1 - least)
    for trigrams, known in ((EVERY, 1.0), (NONE, 0.0)):
        asked = odds / familiar(known)
        for more, label in ((0.999, Label.NORMAL), (1.001, Label.THREAT)):
            harm = asked * more / (1 + asked * more)
            probabilities = {Label.NORMAL: 1 - harm, Label.HARASSMENT: 0.0, Label.THREAT: harm}
            if harm > 1 / 2:
                assert label_given(plain, probabilities, trigrams, disguised) is label


@pytest.mark.parametrize(
    ("harassment", "threat", "label"),
    [(0.66, 0.32, Label.HARASSMENT), (0.65, 0.34, Label.THREAT), (0.2, 0.79, Label.THREAT), (0.2, 0.11, Label.NORMAL)],
)
def test_a_threat_needs_half_of_harassment(harassment: float, threat: float, label: Label) -> None:
    """Who overlooks it lets a threat through; but what is not harmful is no threat."""
    probabilities = {Label.NORMAL: 1 - harassment - threat, Label.HARASSMENT: harassment, Label.THREAT: threat}
    assert label_given("您已逾期,欠款未结", probabilities, EVERY, disguised=False) is label


@given(st.text(max_size=200))
def test_probabilities_sum_to_one(judge: Judge, text: str) -> None:
    assert abs(sum(judge.scorer.probabilities(text).values()) - 1) < SAME


def test_serving_needs_no_scientific_library() -> None:
    """What serves never imports scikit-learn, scipy or numpy: they cost time and memory."""
    script = (
        "import sys, model.store, model.judging, service.app; "
        "sys.exit(', '.join(sorted({'sklearn', 'scipy', 'numpy'} & set(sys.modules))) or None)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert run.stderr.strip() == ""
    assert run.returncode == 0
