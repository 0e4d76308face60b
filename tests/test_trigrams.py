"""What samples hold is known, and little else; the C part counts as Python does."""

import math
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from model.classifier import Fitted
from model.features import is_trigram
from model.native import WIDTH, library, points
from model.quick import QuickReader
from model.samples import Sample
from model.trigrams import BITS, EACH, FAMILIAR, HALF, LENGTH, familiar, filed, share_known


def test_what_was_filed_is_known() -> None:
    held = filed(["^还钱", "还钱^"])
    assert len(held) * 8 == 1 << BITS
    assert share_known(held, "还钱") == 1
    assert share_known(held, "还钱吧") == pytest.approx(1 / 3)
    assert share_known(held, "还钱还钱") == pytest.approx(2 / 4)


def test_a_text_without_any_is_known() -> None:
    assert share_known(filed([]), "") == 1
    assert share_known(filed([]), "还") == 0


def test_as_few_others_are_known_as_the_filter_promises() -> None:
    """Of n trigrams with EACH bits of 2**BITS a share of (1 - exp(-EACH n / 2**BITS))**EACH, here 7.7 %.

    That all bits lie in one word makes it one point more, as words are not equally full.
    """
    chance = Random(1)
    held = filed(drawn(chance, LENGTH) for _ in range(387_000))
    by_chance = (1 - math.exp(-EACH * 387_000 / (1 << BITS))) ** EACH
    assert share_known(held, drawn(chance, 20_000)) == pytest.approx(by_chance + 0.01, abs=0.006)


def drawn(chance: Random, length: int) -> str:
    return "".join(chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(length))


def test_what_is_known_makes_harm_surer() -> None:
    assert familiar(HALF) == 1
    assert math.log(familiar(1) / familiar(0)) == pytest.approx(FAMILIAR)


def test_an_ngram_of_words_or_cues_is_no_trigram() -> None:
    trigrams = ("还钱吧", "^还钱")
    assert tuple(filter(is_trigram, (*trigrams, "还钱", "还钱^吧", "W还钱", "Qad", "\ue000还钱"))) == trigrams


def test_a_model_knows_what_several_of_its_samples_hold(small: Fitted, samples: list[Sample]) -> None:
    shares = [share_known(small.model.trigrams, sample.text) for sample in samples[::300]]
    assert sum(shares) / len(shares) > 0.1
    assert share_known(small.model.trigrams, "魑魅魍魉饕餮貔貅") == 0


@pytest.fixture(scope="module")
def reader(small: Fitted) -> QuickReader:
    found = library()
    assert found is not None
    return QuickReader(found, small.model)


@pytest.mark.skipif(library() is None, reason="the part in C was not built: there is no compiler here")
@given(st.text(max_size=60))
@example("")
@example("^")
@example("您已逾期，请今日还款")
@example("\U0010ffff\U0010ffff\U0010ffff")
def test_both_know_as_much(small: Fitted, reader: QuickReader, plain: str) -> None:
    text = points(plain)
    known = reader.library.reading_known(reader.handle, text, len(text) // WIDTH)
    assert known == share_known(small.model.trigrams, plain)
