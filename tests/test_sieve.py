"""The sieve clears ordinary messages, hardly any that the model would find, and never what honest reading needs."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.classifier import Fitted
from model.judging import NOTHING_SEEN, Judge
from model.labels import Label
from model.normalize import normalize
from model.samples import Sample
from model.sieve import STEP, Sieve, SieveModel, grams
from model.sifting import MAY_BE_MISSED, MOST_GRAMS

SMALL = SieveModel({"饭": -3 * STEP, "债": 4 * STEP, "吃饭": -STEP, "^": STEP}, 0.5, -0.5, 0.75)


@pytest.fixture(scope="module")
def sieve(fitted: Fitted) -> Sieve:
    return Sieve(fitted.model.sieve)


def test_grams_are_characters_and_pairs_with_the_edges() -> None:
    assert grams("吃饭") == {"^", "吃", "饭", "^吃", "吃饭", "饭^"}


def test_odds_add_up_what_is_known() -> None:
    assert Sieve(SMALL).odds("吃饭") == pytest.approx((-3 - 1 + 1) / math.sqrt(4) + 0.5)
    assert Sieve(SMALL).odds("债债") == pytest.approx((4 + 1) / math.sqrt(4) + 0.5)


def test_only_what_lies_below_the_threshold_is_cleared() -> None:
    sieve = Sieve(SMALL)
    cleared = sieve.clears("吃饭")
    assert cleared is not None
    assert sum(cleared.values()) == pytest.approx(1)
    assert cleared[Label.NORMAL] == pytest.approx(1 / (1 + math.exp(-1)))
    assert cleared[Label.HARASSMENT] == pytest.approx(3 * cleared[Label.THREAT])
    assert sieve.clears("债") is None


def test_it_clears_many_ordinary_samples_and_hardly_any_harmful_one(fitted: Fitted) -> None:
    """Counted on samples that the sieve had not seen; the counts go into the card."""
    counts = fitted.counts
    assert counts["harmful_cleared"] <= counts["harmful"] * MAY_BE_MISSED + 2  # the threshold is rounded
    assert counts["normal_cleared"] > counts["normal"] / 3
    assert len(fitted.model.sieve.weights) <= MOST_GRAMS


def test_on_the_exam_it_clears_hardly_any_that_the_model_finds(judge: Judge, sieve: Sieve, exam: list[Sample]) -> None:
    harmful = [normalize(sample.text) for sample in exam if sample.label is not Label.NORMAL]
    scores = (judge.scorer.label_probabilities(judge.scorer.read(plain)) for plain in harmful)
    found = [plain for plain, score in zip(harmful, scores, strict=True) if score[Label.NORMAL] < 0.5]
    assert sum(sieve.clears(plain) is not None for plain in found) <= len(found) / 200


def test_a_cleared_message_is_judged_normal_without_tags_and_reasons(judge: Judge, sieve: Sieve) -> None:
    text = "晚上一起吃饭吗,我带点水果过去"
    assert sieve.clears(normalize(text)) is not None
    judgement = judge.judge(text)
    assert (judgement.label, judgement.tags, judgement.reasons) == (Label.NORMAL, (), ())
    assert judgement.reason == NOTHING_SEEN


def test_without_a_threshold_nothing_is_cleared(fitted: Fitted) -> None:
    closed = Sieve(replace(fitted.model.sieve, clear_below=float("-inf")))
    assert closed.clears("晚上一起吃饭吗") is None


@given(st.text(max_size=300))
def test_anything_gets_finite_odds(sieve: Sieve, text: str) -> None:
    assert math.isfinite(sieve.odds(normalize(text)))
