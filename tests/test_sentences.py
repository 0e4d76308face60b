"""The sentences of a text."""

from hypothesis import given
from hypothesis import strategies as st

from model.sentences import LEAST, LONGEST, TWO_SENTENCES, sentences


def test_short_ones_are_left_out() -> None:
    assert sentences("您好！请尽快处理您的逾期账单。谢谢") == [(3, "请尽快处理您的逾期账单")]


def test_a_text_of_one_sentence_has_none_apart() -> None:
    assert sentences("请尽快处理您的逾期账单，谢谢您的配合") == []


def test_one_that_is_most_of_its_text_is_not_read_apart() -> None:
    assert sentences("请尽快处理您的逾期账单。谢谢") == []
    assert sentences("请尽快处理您的逾期账单。谢谢。好的") != []


def test_what_is_longer_than_any_sms_is_sought_to_a_limit_only() -> None:
    found = sentences("请尽快处理您的账单。" * LONGEST)
    assert len(found) == LONGEST // 10


@given(st.text("催收还款吧。！\n ，a", max_size=60))
def test_each_stands_where_it_is_said_to(text: str) -> None:
    found = sentences(text)
    assert all(text[start : start + len(sentence)] == sentence and len(sentence) >= LEAST for start, sentence in found)
    if len(text) <= TWO_SENTENCES:
        assert len(found) <= 1
