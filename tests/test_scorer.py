"""The compiled model gives the probabilities that it was compiled from, without scikit-learn."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.classifier import Fitted
from model.judging import Judge
from model.labels import Label
from model.samples import Sample
from model.scorer import label_given

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


@pytest.mark.parametrize(
    ("plain", "harm", "disguised", "label"),
    [
        ("今天晚上就到", 0.971, False, Label.NORMAL),
        ("今天晚上就到", 0.973, False, Label.THREAT),
        ("今天晚上就到", 0.964, True, Label.NORMAL),
        ("今天晚上就到", 0.966, True, Label.THREAT),
        ("明天就去你家", 0.964, False, Label.NORMAL),
        ("明天就去你家", 0.966, False, Label.THREAT),
        ("您已逾期", 0.952, False, Label.NORMAL),
        ("您已逾期", 0.954, False, Label.THREAT),
        ("明天就去你家,跟你妈说", 0.719, False, Label.NORMAL),
        ("明天就去你家,跟你妈说", 0.721, False, Label.THREAT),
        ("欠的钱明天就去你家拿", 0.719, False, Label.NORMAL),
        ("欠的钱明天就去你家拿", 0.721, False, Label.THREAT),
        ("您已逾期,欠款未结", 0.574, False, Label.NORMAL),
        ("您已逾期,欠款未结", 0.575, False, Label.THREAT),
        ("您已逾期,欠款未结,我们将告诉你的亲戚", 0.574, False, Label.NORMAL),
        ("您已逾期,欠款未结,我们将告诉你的亲戚", 0.575, False, Label.THREAT),
    ],
)
def test_the_less_evidence_the_surer_harm_must_be(plain: str, harm: float, disguised: bool, label: Label) -> None:
    """What a label is asked for depends on the words; see `evidence`."""
    probabilities = {Label.NORMAL: 1 - harm, Label.HARASSMENT: 0.0, Label.THREAT: harm}
    assert label_given(plain, probabilities, disguised) is label


@pytest.mark.parametrize(
    ("harassment", "threat", "label"),
    [(0.66, 0.32, Label.HARASSMENT), (0.65, 0.34, Label.THREAT), (0.2, 0.79, Label.THREAT), (0.2, 0.11, Label.NORMAL)],
)
def test_a_threat_needs_half_of_harassment(harassment: float, threat: float, label: Label) -> None:
    """Who overlooks it lets a threat through; but what is not harmful is no threat."""
    probabilities = {Label.NORMAL: 1 - harassment - threat, Label.HARASSMENT: harassment, Label.THREAT: threat}
    assert label_given("您已逾期,欠款未结", probabilities, disguised=False) is label


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
