"""Texts are cut at the longest words, with the project's own words whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.dictionary import TARGET, words
from model.samples import Sample
from model.segment import cut


@pytest.mark.parametrize("word", ["爆通讯录", "停息挂账", "诉前调解"])
def test_own_words_stay_whole(word: str) -> None:
    assert word in cut(f"我们{word}了")


@pytest.mark.parametrize(
    ("text", "cut_so"),
    [
        ("紧急联系人", ["紧急联系人"]),
        ("联系人事部", ["联系人", "事", "部"]),
        ("还款app00日", ["还款", "a", "p", "p", "0", "0", "日"]),
        ("", []),
    ],
)
def test_the_longest_word_that_begins_first_wins(text: str, cut_so: list[str]) -> None:
    assert cut(text) == cut_so


@given(st.text())
def test_words_joined_give_any_text(text: str) -> None:
    assert "".join(cut(text)) == text


def test_words_joined_give_the_messages_of_the_exam(exam: list[Sample]) -> None:
    assert all("".join(cut(sample.text)) == sample.text for sample in exam)


def test_the_dictionary_is_what_the_benchmark_writes() -> None:
    assert TARGET.read_text("utf-8").split() == words()
