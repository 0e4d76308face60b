"""Texts are buried within others by chance for training, the same way each time."""

import pytest

from model.burying import AMONG_HARASSING, AMONG_LAWFUL, ENDS, Burial
from model.labels import Label
from model.samples import Sample

LAWFUL = Sample("您本期账单已出，应还1,500元。请照常还哟", Label.NORMAL, kind="bank_service")
HARASSING = Sample("你已涉嫌诈骗，今日抓捕！后果自认哟", Label.HARASSMENT, frozenset({"false_legal"}))


@pytest.fixture(scope="module")
def burial(samples: list[Sample]) -> Burial:
    return Burial(samples)


def numbered(label: Label, count: int) -> list[Sample]:
    return [Sample(f"第{at}条", label) for at in range(count)]


def test_texts_stay_whole_but_for_how_they_end(burial: Burial, samples: list[Sample]) -> None:
    graves = [(sample, grave) for sample in samples[::50] for grave in burial.buried(sample)]
    assert graves
    assert all(sample.text.rstrip(ENDS) in grave and len(grave) > len(sample.text) for sample, grave in graves)


def test_one_text_in_a_few_lies_among_lawful_and_one_harmful_one_among_harassing(samples: list[Sample]) -> None:
    burial, some = Burial([LAWFUL, HARASSING]), samples[::10]
    harmful = [sample for sample in some if sample.label is not Label.NORMAL]
    lawful = [sample for sample in some if sample.label is Label.NORMAL]
    for those, around, one_in in (
        (lawful, LAWFUL, AMONG_LAWFUL),
        (harmful, LAWFUL, AMONG_LAWFUL),
        (harmful, HARASSING, AMONG_HARASSING),
    ):
        graves = [grave for sample in those for grave in burial.buried(sample) if around.text[-4:] in grave]
        assert 0.8 * len(those) < one_in * len(graves) < 1.2 * len(those)
    assert not any(HARASSING.text[-4:] in grave for sample in lawful for grave in burial.buried(sample))


def test_they_lie_before_behind_and_between_the_clauses_of_one_other() -> None:
    burial = Burial([LAWFUL])
    graves = [grave for sample in numbered(Label.THREAT, 100 * AMONG_LAWFUL) for grave in burial.buried(sample)]
    places = {grave.partition("第")[0] for grave in graves}
    assert {"", "您本期账单已出，", "您本期账单已出，应还1,500元。"} < places
    assert "您本期账单已出，应还1," not in places
    assert any(place.startswith(LAWFUL.text) for place in places)


def test_the_same_text_is_buried_alike_each_time(burial: Burial, samples: list[Sample]) -> None:
    some = samples[::500]
    assert [*map(burial.buried, some)] == [*map(Burial(samples).buried, some)]


def test_texts_lie_among_lawful_ones_that_carry_no_tag() -> None:
    others = [
        Sample("今天必须还清，最后一次", Label.NORMAL, frozenset({"pressure_deadline"}), "overdue_notice"),
        Sample("谨防冒充催收的骗子", Label.NORMAL, kind="anti_fraud_psa"),
        Sample("再不还就找你爸", Label.THREAT, frozenset({"third_party_threat"}), "private_chat"),
    ]
    burial = Burial([LAWFUL, *others])
    graves = [grave for sample in numbered(Label.THREAT, 20 * AMONG_LAWFUL) for grave in burial.buried(sample)]
    assert graves
    assert all("账单" in grave and not any(other.text[:5] in grave for other in others) for grave in graves)


def test_without_other_texts_nothing_is_buried() -> None:
    burial = Burial([Sample("再不还就找你爸", Label.THREAT)])
    assert not any(burial.buried(sample) for sample in numbered(Label.THREAT, 4 * AMONG_LAWFUL))


def test_half_a_surrogate_pair_is_no_hindrance() -> None:
    """Exports cut emoji in two."""
    burial = Burial([LAWFUL])
    assert any(burial.buried(Sample(f"第{at}条\ud83d", Label.NORMAL)) for at in range(20 * AMONG_LAWFUL))
