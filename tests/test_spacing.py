"""Texts whose characters were set apart by signs are judged as they read without these."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import quick
from model.classifier import Fitted
from model.judging import Judge
from model.labels import Label
from model.samples import Sample
from model.spacing import closed_up, is_spaced

SIGNS = ("☆", "，", "、", "🌸", "の", "a", "7", "......", "\n", "\ufffd", "丶", "가", "，☆")


def closed(text: str) -> str:
    found = closed_up(text)
    return found.text if found else text


@pytest.mark.parametrize(
    ("spaced", "plain"),
    [
        ("再☆不☆还☆爆☆通☆讯☆录", "再不还爆通讯录"),
        ("再，不，还，我！就，找，你，爸", "再不还我就找你爸"),
        ("再\u200b，\u200b不，還，爆，Ａ", "再不还爆,a"),
        ("曝の光の你の家の人", "曝光你家人"),
        ("再x不x还x爆x通x讯x录", "再不还爆通讯录"),
        ("曝......光......你……………家！！！！！人", "曝光你家人"),
        ("爆你☆通讯☆录上☆的人", "爆你通讯录上的人"),
        ("甲㈠乙㈠丙㈠丁㈠", "甲一乙一丙一丁一)"),
        ("今天下午☆在公园☆里面的人☆多", "今天下午在公园里面的人多"),
    ],
)
def test_a_text_set_apart_is_closed_up(spaced: str, plain: str) -> None:
    assert closed(spaced) == plain


@pytest.mark.parametrize(
    "text",
    [
        "春の风ツ花の香ツ雪",
        "今天下午☆在公园☆里面的人☆多了",
        "今天，下雨，路上，的人",
        "今天铜、铁、锌都涨了",
        "1.甲。2.乙。3.丙。",
        "决定如下：一、加薪；二、放假；三、聚餐；四、抽奖",
        "🌸🌸🌸",
        "",
    ],
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert closed_up(text) is None


def test_an_enumeration_among_many_clauses_keeps_its_signs() -> None:
    listed, clause = "带上米、面、油、盐，", "昨天，"
    assert closed_up(listed + clause * 11 + "好")
    assert closed_up(listed + clause * 12 + "好") is None


def test_the_trick_is_named_but_not_where_blanks_alone_stood_between() -> None:
    assert closed_up("再，不，還，爆，你").disguises == {"inserted_signs", "traditional"}
    assert closed_up("     ".join("再不还爆你")).disguises == set()


def test_signs_that_normalising_drops_leave_the_stops_of_a_text() -> None:
    assert closed_up("明 天 不 还，就 找 你 的 家 人。再·等·等") is None


@given(st.text(st.sampled_from("催收一十，。丨丶のツ가☆㈠½🌸 *a1\u200b\ue000"), max_size=40))
def test_what_was_closed_up_is_shorter_and_knows_where_it_stood(text: str) -> None:
    if found := closed_up(text):
        assert len(found.text) == len(found.places) < 4 * len(text)
        assert found.places == sorted(found.places)
        assert not is_spaced(found.text)


def test_hostile_text_takes_no_more_than_linear_steps() -> None:
    for unit in ("☆", "催☆", "の催", "催☆☆☆☆☆", "催" + "☆" * 999, "，催a"):
        closed_up((unit * 4_000)[:4_000])


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("compiled", [True, False])
def test_harm_is_found_and_shown_where_it_stands(
    small: Fitted, exam: list[Sample], monkeypatch: pytest.MonkeyPatch, sign: str, compiled: bool
) -> None:
    if not compiled:
        monkeypatch.setattr(quick, "library", lambda: None)
    judge = Judge(small.model)
    texts = [sample.text for sample in exam if sample.label is not Label.NORMAL and len(sample.text) < 60][:40]
    plain = [judge.judge(text) for text in texts]
    spaced = [sign.join(text) for text in texts]
    judged = [judge.judge(text) for text in spaced]
    assert sum(each.harmful for each in judged) >= 0.7 * sum(each.harmful for each in plain)
    for text, each in zip(spaced, judged, strict=True):
        assert all(text[reason.start : reason.end] == reason.text for reason in each.reasons)
        assert sign == "\n" or not each.harmful or "inserted_signs" in each.disguises


def test_both_close_up_alike(small: Fitted, exam: list[Sample], monkeypatch: pytest.MonkeyPatch) -> None:
    fast = Judge(small.model)
    monkeypatch.setattr(quick, "library", lambda: None)
    slow = Judge(small.model)
    for at, sample in enumerate(exam[::5]):
        text = SIGNS[at % len(SIGNS)].join(sample.text)
        half = "".join(char + SIGNS[at % len(SIGNS)] * (place % 3 == 1) for place, char in enumerate(sample.text))
        assert fast.judge(text) == slow.judge(text)
        assert fast.judge(half) == slow.judge(half)
