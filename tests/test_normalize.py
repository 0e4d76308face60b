"""Disguises are undone, and every normalised character knows where it came from."""

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.folding import table
from model.normalize import _STEPS, _edited, doubted, glanced, normalize, normalized, trace

TEXTS = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("催收逾期還款家人１２Ａ①*·. -\u200b\n138004")), max_size=80
)


@pytest.mark.parametrize(
    ("disguised", "plain"),
    [
        ("ＡＰＰ还款１２元", "app还款00元"),
        ("催\u200b收\ufeff逾期", "催收逾期"),
        ("聯繫你的傢人", "联系你的家人"),
        ("催*收 逾 期", "催收逾期"),
        ("还\n款", "还款"),
        ("①②③", "000"),
        ("加V 13800138000", "加v ☎"),
        ("电138-0013-8000", "电☎"),
        ("拨400-820-8888", "拨℡"),
        ("见 http://t.cn/A6x，谢", "见 ∞,谢"),
        ("欠12,345.67元", "欠000元"),
        ("请拨12368核实", "请拨12368核实"),
        ("XX分期欠款XXX元", "000分期欠款000元"),
    ],
)
def test_a_disguise_is_undone(disguised: str, plain: str) -> None:
    assert normalize(disguised) == plain


@given(TEXTS)
def test_both_ways_give_the_same_text(text: str) -> None:
    assert trace(text).text == normalize(text)


WORDS = st.text(st.sampled_from("催收逾期還款家人崔受哈AzА１ß㊙①💰,，。… !?.x:/12*·\u200b\ue000\ud83d"), max_size=40)


@given(TEXTS | WORDS)
def test_short_ways_lead_where_all_steps_lead(text: str) -> None:
    """Where a quick look says that a step has nothing to do, it has nothing to do."""
    slow = text.translate(table())
    for _, edits in _STEPS:
        slow = _edited(slow, list(edits(slow)))
    assert normalize(text) == slow


@given(TEXTS | WORDS)
def test_a_text_with_nothing_to_be_done_is_what_a_glance_saw(text: str) -> None:
    seen = glanced(text)
    assert normalized(text, seen) == normalized(text)
    if (plain := normalized(text, seen)[0]) is seen:
        assert plain == normalize(text)


@given(TEXTS)
def test_every_character_comes_from_a_stretch_of_the_original(text: str) -> None:
    read = trace(text)
    assert len(read.starts) == len(read.ends) == len(read.text)
    assert all(0 <= start < end <= len(text) for start, end in zip(read.starts, read.ends, strict=True))
    assert list(read.starts) == sorted(read.starts)
    assert list(read.ends) == sorted(read.ends)


@given(TEXTS)
def test_normalising_twice_changes_nothing_that_folding_did_not(text: str) -> None:
    assert len(normalize(normalize(text))) <= len(normalize(text))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("您已逾期3天，请还款", ()),
        ("您已逾期 请还款", ()),
        ("催*收", ("inserted_signs",)),
        ("催\u200b收", ("zero_width",)),
        ("催\u180b收", ("zero_width",)),
        ("催\U000e0101收", ("zero_width",)),
        ("催\ufffc收", ()),
        ("ＡＰＰ", ("full_width",)),
        ("聯繫", ("traditional",)),
        ("㈠⑴", ("look_alike",)),
        ("伱逃淂了莪", ("look_alike",)),
        ("妳嘚瑟啥", ()),
    ],
)
def test_the_tricks_undone_are_named(text: str, names: tuple[str, ...]) -> None:
    assert trace(text).disguises == names


@pytest.mark.parametrize("sign", ["\x00", "\x7f", "\x9f", "\u17b4", "\ufff9", "\ufffc", "\U0001d173", "\U000e0fff"])
def test_what_no_phone_draws_is_passed_over(sign: str) -> None:
    assert normalize(sign.join("再不还款就告诉你爸妈")) == "再不还款就告诉你爸妈"


@pytest.mark.parametrize("link", ["https://t.cn/A6x8Kq2", "jr.yq.com/cs", "www.tx.top"])
def test_letters_of_a_link_are_no_initials_even_in_doubt(link: str) -> None:
    assert doubted(f"账单见 {link}").text == "账单见 ∞"
    assert doubted(f"账单见 {link} 联系jr").text == "账单见 ∞ 联系家人"


def test_traditional_characters_are_those_of_opencc() -> None:
    """The committed table is what OpenCC says today, so that it can be regenerated."""
    convert = opencc.OpenCC("t2s").convert
    old = [chr(point) for point in range(0x4E00, 0xA000)]
    differing = [sign for sign in old if convert(sign) != sign and sign not in "収債連"]
    assert all(table()[ord(sign)] == convert(sign).replace("帐", "账") for sign in differing)


def test_hostile_text_takes_no_more_than_linear_steps() -> None:
    """4,000 characters of signs, digits or x alone finish; a pattern that backtracks would hang here."""
    for unit in ("*", "催*", "1", "x", "1.", "a-", "http://", "400-", "*" * 3 + "催"):
        text = (unit * 4_000)[:4_000]
        assert trace(text).text == normalize(text)
        assert doubted(text).text
