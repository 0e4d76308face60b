"""The words of cues.txt stand there as texts are read, so that nothing is left to do when a process starts."""

from collections import Counter

import pytest

from model.cues import DEBT, NO_DEBT, SURE, TELLING, company, cue_words, evidence, read_cues, speaks_of_debt
from model.normalize import normalize
from model.samples import Sample
from model.trigrams import familiar


def test_every_cue_stands_as_texts_are_read() -> None:
    other = {word: plain for _, words in cue_words() for word in words if (plain := normalize(word)) != word}
    assert not other, "write the second word in place of the first in cues.txt, or delete it if it stands there"


def test_no_cue_stands_twice() -> None:
    twice = [word for word, times in Counter(word for _, words in cue_words() for word in words).items() if times > 1]
    assert not twice, "which of its classes a word belongs to must be plain; delete it from the others in cues.txt"


def test_what_speaks_of_no_debt_holds_no_cue_of_one(exam: list[Sample]) -> None:
    """The quick question may say yes too often, never no."""
    plains = [normalize(sample.text) for sample in exam]
    silent = [plain for plain in plains if not speaks_of_debt(plain)]
    assert len(silent) > len(exam) / 10
    assert all(NO_DEBT in company(read_cues(plain).clauses) for plain in silent)


@pytest.mark.parametrize(
    ("plain", "much"),
    [
        ("晚上一起吃饭", 0),
        ("明天就去你家", 2),
        ("问你家人好", 2),
        ("明天就去你家,跟你妈说", 4),
        ("欠的钱", 3),
        ("去你家,欠的钱", 5),
        ("欠着欠着", 3),
        ("您已逾期,欠款未结", 6),
        ("您已逾期,欠款未结,我们将告诉你的亲戚", 6),
    ],
)
def test_each_class_counts_once_and_a_debt_counts_for_more(plain: str, much: int) -> None:
    assert evidence(plain) == much
    assert evidence(plain, disguised=True) == min(much + 1, len(SURE) - 1)


def test_the_more_evidence_the_less_sure_harm_must_be() -> None:
    assert sorted(SURE, reverse=True) == list(SURE)
    odds = SURE[-1] / (1 - SURE[-1]) / familiar(0.78)  # as much as is known of real texts
    assert 0.45 < odds / (1 + odds) < 0.7  # below a half it asks nothing: what is harmful is likelier so than not


def test_what_counts_as_evidence_are_classes_of_cues() -> None:
    assert {name for name, _ in cue_words()} >= DEBT | TELLING
    assert DEBT.isdisjoint(TELLING)


def test_a_text_speaks_of_a_debt_if_that_is_evidence(exam: list[Sample]) -> None:
    """Two ways to look for the same words."""
    for plain in (normalize(sample.text) for sample in exam):
        assert evidence(plain) >= 3 * speaks_of_debt(plain)
