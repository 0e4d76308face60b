"""The sieve clears ordinary messages, hardly any that the model would find, and never what honest reading needs."""

import math
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.classifier import Fitted
from model.cues import speaks_of_debt
from model.judging import NOTHING_SEEN, Judge
from model.labels import Label
from model.normalize import Normalized, normalize, normalized, was_disguised
from model.samples import Sample
from model.sieve import LEAST_ODDS, NOTCHES, SIEVE_GRID, Sieve, SieveModel, notched, pairs
from model.sifting import MOST_PAIRS

SMALL = SieveModel(
    {"饭^": -3 * SIEVE_GRID, "欠钱": 5 * SIEVE_GRID, "吃饭": -SIEVE_GRID, "^吃": SIEVE_GRID}, 0.5, -3.0, -0.5, 0.75
)

CLOSED = replace(SMALL, clear_below=-math.inf, clear_debtless_below=-math.inf)
"""Clears nothing."""

PIECES = st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("^吃饭欠钱😀𠮷"))


@pytest.fixture(scope="module")
def sieve(fitted: Fitted) -> Sieve:
    return Sieve(fitted.model.sieve)


def _clears(sieve: Sieve, plain: str) -> bool:
    return sieve.clears(plain, sieve.odds(plain))


def test_pairs_are_of_neighbours_with_the_edges() -> None:
    assert pairs("吃饭") == ["^吃", "吃饭", "饭^"]
    assert pairs("哈哈哈") == ["^哈", "哈哈", "哈哈", "哈^"]
    assert pairs("") == ["^^"]


def test_odds_add_up_what_is_known_as_often_as_it_stands() -> None:
    assert Sieve(SMALL).odds("吃饭") == pytest.approx((-3 - 1 + 1) / math.sqrt(4) + 0.5)
    assert Sieve(SMALL).odds("欠钱欠钱") == pytest.approx(2 * 5 / math.sqrt(6) + 0.5)


@given(st.text(PIECES, max_size=50))
def test_odds_are_those_that_training_counted(text: str) -> None:
    total = sum(SMALL.weights.get(pair, 0) for pair in pairs(text))
    assert Sieve(SMALL).odds(text) == pytest.approx(total / SIEVE_GRID / math.sqrt(len(text) + 2) + 0.5)


def test_only_what_lies_below_a_threshold_is_cleared() -> None:
    """Where a word speaks of a debt, that threshold is lower."""
    between = replace(SMALL, weights={"饭^": -3 * SIEVE_GRID})
    assert not speaks_of_debt("吃饭")
    assert speaks_of_debt("欠钱吃饭")
    assert _clears(Sieve(between), "吃饭")
    assert not _clears(Sieve(between), "欠钱吃饭")
    assert _clears(Sieve(replace(between, clear_below=-0.6)), "欠钱吃饭")
    assert not _clears(Sieve(SMALL), "欠钱")


@given(st.floats(-50, 50), st.floats(0, 1))
def test_the_odds_of_what_is_cleared_make_probabilities(intercept: float, harassment: float) -> None:
    sieve = Sieve(SieveModel({}, intercept, 0.0, 0.0, harassment))
    assert _clears(sieve, "吃饭") == (intercept < 0)
    if intercept < 0:
        odds = notched(sieve.odds("吃饭"))
        assert abs(odds - max(intercept, LEAST_ODDS)) <= 0.5 / NOTCHES
        probabilities = sieve.probabilities(odds)
        assert sum(probabilities.values()) == pytest.approx(1)
        assert max(probabilities.values()) == probabilities[Label.NORMAL]
        assert probabilities[Label.HARASSMENT] == pytest.approx((1 - probabilities[Label.NORMAL]) * harassment)


def test_it_clears_most_ordinary_samples_and_hardly_any_harmful_one_that_the_model_finds(fitted: Fitted) -> None:
    """Counted on samples that the sieve had not seen; the counts go into the card."""
    counts = fitted.counts
    assert counts["harmful_found"] > counts["harmful"] * 0.8
    assert counts["harmful_cleared"] <= counts["harmful_found"] * 2 / 1000
    assert counts["normal_cleared"] > counts["normal"] / 2
    assert len(fitted.model.sieve.weights) <= MOST_PAIRS


def test_on_the_exam_it_clears_hardly_any_that_the_model_finds(
    fitted: Fitted, judge: Judge, exam: list[Sample]
) -> None:
    """With the sieve as without it, but for two of a thousand harmful messages."""
    closed = Judge(replace(fitted.model, sieve=CLOSED))
    harmful = [sample.text for sample in exam if sample.label is not Label.NORMAL]
    found = [text for text in harmful if closed.judge(text).label is not Label.NORMAL]
    assert sum(judge.judge(text).label is Label.NORMAL for text in found) <= len(found) * 2 / 1000


def _is_found(judge: Judge, normal: Normalized) -> bool:
    return judge.scorer.assess(normal.text, disguised=was_disguised(normal)).found != 0


@pytest.mark.parametrize("sign", ["", " ", ".", "·", " . ", "-", "\n", "\u200b"])
def test_a_glance_clears_nothing_that_a_sign_between_characters_hides(
    judge: Judge, exam: list[Sample], sign: str
) -> None:
    """What is cleared before disguises are undone would be cleared afterwards too, but for two of a thousand."""
    harmful = [sample.text for sample in exam[::3] if sample.label is not Label.NORMAL]
    texts = [re.sub("(?<=[\u3400-\u9fff])(?=[\u3400-\u9fff])", sign, text) for text in harmful]
    found = [text for text in texts if _is_found(judge, normalized(text))]
    assert sum(judge.judge(text).label is Label.NORMAL for text in found) <= len(found) * 2 / 1000 + 1


def test_a_cleared_message_is_judged_normal_without_tags_and_reasons(judge: Judge, sieve: Sieve) -> None:
    text = "晚上一起吃饭吗,我带点水果过去"
    assert _clears(sieve, normalize(text))
    judgement = judge.judge(text)
    assert (judgement.label, judgement.tags, judgement.reasons) == (Label.NORMAL, (), ())
    assert judgement.reason == NOTHING_SEEN


def test_without_a_threshold_nothing_is_cleared() -> None:
    assert not _clears(Sieve(CLOSED), "晚上一起吃饭吗")


@given(st.text(max_size=300))
def test_anything_gets_finite_odds(sieve: Sieve, text: str) -> None:
    assert math.isfinite(sieve.odds(normalize(text)))
