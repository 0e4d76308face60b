"""Texts are buried among lawful ones by chance for training, the same way each time."""

import pytest

from model.burying import BURIED, Burial
from model.labels import Label
from model.samples import Sample


@pytest.fixture(scope="module")
def burial(samples: list[Sample]) -> Burial:
    return Burial(samples)


def test_one_text_in_a_few_is_buried_and_stays_whole(burial: Burial, samples: list[Sample]) -> None:
    texts = [sample.text for sample in samples[::50]]
    graves = [(text, grave) for text in texts for grave in burial.buried(text)]
    assert all(text in grave and len(grave) > len(text) for text, grave in graves)
    assert 0.8 * len(texts) < BURIED * len(graves) < 1.2 * len(texts)


def test_the_same_text_is_buried_alike_each_time(burial: Burial, samples: list[Sample]) -> None:
    texts = [sample.text for sample in samples[::500]]
    assert [*map(burial.buried, texts)] == [*map(Burial(samples).buried, texts)]


def test_texts_lie_among_lawful_ones_that_carry_no_tag() -> None:
    lawful = Sample("您本期账单已出", Label.NORMAL, kind="bank_service")
    others = [
        Sample("今天必须还清，最后一次", Label.NORMAL, frozenset({"pressure_deadline"}), "overdue_notice"),
        Sample("谨防冒充催收的骗子", Label.NORMAL, kind="anti_fraud_psa"),
        Sample("再不还就找你爸", Label.THREAT, frozenset({"third_party_threat"}), "private_chat"),
    ]
    burial = Burial([lawful, *others])
    graves = [grave for at in range(20 * BURIED) for grave in burial.buried(f"第{at}条")]
    assert graves
    assert all(lawful.text in grave and not any(other.text in grave for other in others) for grave in graves)


def test_without_lawful_texts_nothing_is_buried() -> None:
    burial = Burial([Sample("再不还就找你爸", Label.THREAT)])
    assert not any(burial.buried(f"第{at}条") for at in range(2 * BURIED))


def test_half_a_surrogate_pair_is_no_hindrance() -> None:
    """Exports cut emoji in two."""
    burial = Burial([Sample("您本期账单已出", Label.NORMAL, kind="bank_service")])
    assert any(burial.buried(f"第{at}条\ud83d") for at in range(20 * BURIED))
