"""A refusal is recognised as one, and nothing else is taken for one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from service.refusals import Refusal, is_refusal, refusals
from tests.archived import FIRST, finding


@pytest.mark.parametrize(
    "text",
    [
        "请不要再给我和我家人发短信了",
        "别再联系我了",
        "请停止骚扰",
        "请停止给我发信息！我不是借款人。",
        "你再骚扰我和我家人，我就报警了",
        "再打电话我就投诉到银保监",
        "我不认识这个人，请不要再发短信给我",
        "我拒绝你们以任何方式联系我的同事",
        "不要打我电话了，我不是他",
        "你好，我跟他已经没有联系了，别再打给我",
        "本人不同意贵司联系我的亲友，请立即停止",
        "以后少来骚扰我",
        "你打错了，别找我",
        "请勿再联系",
        "TD",
        "t",
        "退订",
        "拒收",
        "请停止发送",
        "请勿再发",
        "你再发我就报警",
        "你再发，我就报警了",
        "再发投诉你们",
        "再发送一次我就报警",
        "别再发啦",
        "别发！",
        "你们别再给我发",
        "请把我的号码删除",
        "把我电话删了",
        "能不能把我号码删了？",
        "请立即删除我的号码",
        "勿扰",
        "请勿扰。",
        "麻烦别再发短信过来了好吗",
        "麻烦别再发短信过来了，好吗？",
        "能不能别再给我发短信了",
        "可以不要再联系我了吗",
        "你能别再给我打电话了吗？",
        "别再骚扰我了行不行",
        "你是谁？请不要再发短信给我",
        "你怎么又发？能不能别发了？",
    ],
)
def test_this_is_a_refusal(text: str) -> None:
    assert is_refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        "别忘了给妈打电话",
        "你的箱子搁车棚了，丢了别找我啊",
        "摔坏了可别来找我",
        "我不联系他了",
        "你什么时候不要再打电话？",
        "为什么不要再联系你",
        "不要等他联系你，你先打给他",
        "他拒绝了我的短信",
        "我没有拒绝你们联系我",
        "我没说不让你联系我",
        "客服说别再打电话",
        "叫他别再给我发信息",
        "不要删我发的短信",
        "特别联系一下",
        "好的，我这周五发工资就还",
        "请再给我发一次还款短信",
        "别担心，我会联系你的",
        "不要光打电话，发个短信也行",
        "别发了朋友圈",
        "朋友圈那张别发",
        "你别发火",
        "请勿回复",
        "请勿转发",
        "红包别再发了",
        "快递先别发了，我改地址",
        "别把验证码发送给别人",
        "群里别发",
        "再不发货我就投诉",
        "再不发，我就投诉了",
        "你怎么不停止发送？",
        "为什么不能别再给我发短信了？",
        "什么时候能不要再打电话？",
        "我能不能别联系他了",
        "拒绝接收短信怎么弄呢",
        "可以拒绝接收短信吗",
        "你说的不要再发短信是什么意思？",
        "能不能别删我发的短信",
        "能不能别忘了给我打电话",
        "别把我的号码删了",
        "你是不是把我电话删了",
        "他把我的电话删除了",
        "Time",
        "",
    ],
)
def test_this_is_none(text: str) -> None:
    assert not is_refusal(text)


def test_only_what_was_sent_to_a_number_that_harassed_counts() -> None:
    said = [
        finding("别再联系我了", sender="13700000001", out=True).message,
        finding("别再联系我了", sender="13800000002", out=True).message,
        finding("别再联系我了", sender="13700000001").message,
    ]
    (found,) = refusals(said, frozenset({"3700000001"}))
    assert (found.message, found.number) == (said[0], "3700000001")


def test_a_refusal_reaches_what_comes_later_from_the_numbers_it_was_told() -> None:
    refusal = Refusal(FIRST.date(), FIRST, "3700000001")
    later = finding("x", FIRST + timedelta(seconds=1)).message
    assert refusal.precedes(later, {"3700000001", "1"})
    assert not refusal.precedes(later, {"1"})
    assert not refusal.precedes(finding("x", FIRST).message, {"3700000001"})


def test_a_day_that_was_named_ends_at_midnight_and_reaches_everybody() -> None:
    refusal = Refusal(date(2026, 6, 1))
    assert not refusal.precedes(finding("x", FIRST.replace(hour=23, minute=59)).message, ())
    assert refusal.precedes(finding("x", FIRST.replace(day=2, hour=0, minute=1)).message, ())
    assert not refusal.precedes(finding("x", None).message, ())


def test_refusals_come_by_time_whichever_file_holds_them() -> None:
    days = [FIRST + timedelta(days=at) for at in (3, 0, 1)]
    said = [finding("别再联系我了", day, sender="13700000001", out=True).message for day in days]
    found = refusals(said, frozenset({"3700000001"}), FIRST.date() + timedelta(days=2))
    assert [(refusal.on - FIRST.date()).days for refusal in found] == [0, 1, 2, 3]


def test_a_refusal_of_which_only_the_day_is_known_reaches_what_came_on_later_days() -> None:
    """It may have been said in the evening."""
    sent = finding("别再联系我了", FIRST.replace(hour=0, second=0), sender="13700000001", out=True).message
    (refusal,) = refusals([replace(sent, zone_assumed=True)], frozenset({"3700000001"}))
    assert not refusal.precedes(finding("x", FIRST).message, {"3700000001"})
    tomorrow = finding("x", FIRST + timedelta(days=1)).message
    assert refusal.precedes(tomorrow, {"3700000001"})
    assert not refusal.precedes(tomorrow, {"1"})
