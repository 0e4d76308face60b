"""Texts are disguised by chance for training, the same way each time, and learnt as what they may be misread for."""

import pytest

from model.disguising import disguise
from model.misreading import DISGUISED, misreadings
from model.normalize import doubted, normalize
from model.samples import Sample

LONG = "您已逾期三天，明天去你老家找你父母和同事说说"


def test_the_same_text_is_disguised_alike_each_time() -> None:
    assert disguise(LONG) == disguise(LONG) != LONG


@pytest.mark.parametrize("text", ["", "OK 123", "我你他", "😀"])
def test_a_text_without_words_stays_as_it_is(text: str) -> None:
    assert disguise(text) == text


def test_most_texts_are_disguised_and_some_disguises_undone(samples: list[Sample]) -> None:
    texts = [sample.text for sample in samples if len(sample.text) > 20][::300]
    others = [disguise(text) for text in texts]
    changed = sum(other != text for text, other in zip(texts, others, strict=True))
    undone = sum(normalize(other) == normalize(text) for text, other in zip(texts, others, strict=True))
    assert changed > 0.95 * len(texts)
    assert 0.05 * len(texts) < undone < 0.6 * len(texts)


def test_what_a_text_says_is_no_misreading_of_it(samples: list[Sample]) -> None:
    for text in [sample.text for sample in samples[::500]]:
        found = misreadings(text)
        assert normalize(text) not in found
        assert len({*found}) == len(found) <= 3


def test_a_text_is_learnt_as_it_reads_in_doubt_and_one_of_a_few_disguised(samples: list[Sample]) -> None:
    texts = [sample.text for sample in samples[::200]]
    otherwise = [text for text in texts if doubted(text).text != normalize(text)]
    assert all(doubted(text).text in misreadings(text) for text in otherwise)
    plain = [text for text in texts if doubted(text).text == normalize(text)]
    assert 0.4 / DISGUISED < sum(bool(misreadings(text)) for text in plain) / len(plain) < 1.1 / DISGUISED


def test_half_a_surrogate_pair_is_no_hindrance() -> None:
    """Exports cut emoji in two."""
    text = f"{LONG}\ud83d"
    assert disguise(text) == disguise(text)
    assert all(misreadings(f"{text}{at}") is not None for at in range(2 * DISGUISED))
