"""rjieba cuts as jieba does, with the project's own words whole."""

import jieba
import pytest

from model.normalize import normalize
from model.samples import Sample
from model.segment import FREQUENCY, cut, own_words


@pytest.mark.parametrize("word", ["爆通讯录", "停息挂账", "诉前调解"])
def test_own_words_stay_whole(word: str) -> None:
    assert word in cut(f"我们{word}了")


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
def test_rjieba_cuts_as_jieba_does(exam: list[Sample]) -> None:
    """With HMM off the two agree on every message of the exam."""
    jieba.setLogLevel(60)
    cutter = jieba.Tokenizer()
    for word in own_words():
        cutter.add_word(word, FREQUENCY, "n")
    texts = [normalize(sample.text) for sample in exam]
    assert [cut(text) for text in texts] == [cutter.lcut(text, HMM=False) for text in texts]


def test_words_joined_give_the_text() -> None:
    text = "您已逾期,请 于00日前还款app"
    assert "".join(cut(text)) == text
