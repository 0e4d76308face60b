"""Recognises that the archive's owner told a sender to stop, in the messages they sent themselves.

A sentence counts only if it asks *this* sender to stop contacting, warns of a complaint should they go on, or declines
by the usual code. What is asked, told of others, or negated does not. Only messages to a number that sent harmful ones
are looked at, and what was taken for a refusal is shown with its text, so that the owner can see and correct it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from service.clock import hour_of, local
from service.duplicates import number_key
from service.messages import Direction, Message

_STOP = r"(?:不要|(?<![特分级性告区鉴识辨话送个])别|请勿|切勿|不准|不许|禁止|停止|拒绝|不接受|不同意|不希望|不想|少来?)"
_REACH = (
    r"(?:联系|联络|骚扰|打扰|打电话|打来|打过来|打给|打了|来电|致电|电话|发了|发来|发给|发过来|发这|短信|信息|消息"
    r"|催收|催款|催我|催了|烦我|找我|群发|接收)"
)
_SEND = r"(?:(?<=[别勿要准许止绝受再我们])发送|(?<=[再我们这])发[啦吧]?(?=[，,。！!~～；;？?\s]|\Z))"
"""Sends, to the writer or once more: what is not to be sent on (转发) or shown to others is another matter."""

_ALONE = rf"\A[请你们\s]*{_STOP}发[啦吧]?[。！!~～\s]*\Z"
_OKAY = r"(?:好吗|好么|好嘛|行吗|行么|行嘛|可以吗|可以么|好不好|行不行|可不可以)"
_SAID = re.compile(rf"{_STOP}[^，,。；;、？?！!]{{0,14}}?(?:{_REACH}|{_SEND})|{_ALONE}")
_DELETE = re.compile(
    r"(?:^|请|麻烦|立即|马上|赶紧|能不能)[\s你您们先都]*"
    r"(?:[把将]我们?的?(?:手机)?(?:号码|电话|号)[^，,。]{0,4}删|删(?:除|掉|了)我们?的?(?:手机)?(?:号码|电话))"
)
_WARNED = re.compile(
    rf"(?:(?:再|继续|还)[^，,。；;？?]{{0,6}}?{_REACH}.{{0,14}}?"
    r"|(?:再|继续|还)[^，,。；;？?不没]{0,6}?发(?:送[^，,。；;？?]{0,4})?[，,\s]?我?[就要会]?(?:要|会|去)?)(?:报警|投诉|举报|起诉|告你)"
)
_CODE = re.compile(r"\s*(?:T|TD|R|N|QX|退订|拒收|取消订阅|请?勿扰)\s*[。.!！]?\s*", re.IGNORECASE)

_ASKED = re.compile(r"[?？]|[吗么呢嘛]\s*[。！!~～]*\s*\Z|^(?:能不能|可不可以)?(?:为什么|为啥|怎么|什么时候)")
_BEGGED = re.compile(
    rf"\A(?!.*(?:为什么|为啥|怎么|什么时候|是不是|意思)).*(?:{_OKAY}[\s。！!~～？?]*\Z"
    r"|(?<!我)(?<!我们)(?:麻烦|拜托|求|能不能|能否|可不可以|可否|可以|能)[你您们以后请]*(?:别|不要|停止|[把将]我))",
    re.DOTALL,
)
"""A request that is only put as a question, as polite people do."""

_FORGET = re.compile(rf"{_STOP}(?:再|又)?(?:忘|等|急|光|只|只是|删|错过|漏|耽误|担心|怕|介意|不)")
_DENIED = re.compile(
    rf"(?:不是|没有|没说|没|并非|从不|不会|不用|(?<!能)不能){_STOP}|(?:不是|没|并非)[^，,。]{{0,4}}(?:拒绝|停止|不让|不要)"
)
_OF_OTHERS = re.compile(
    rf"(?:他|她|他们|她们|我妈|我爸|客服|平台)[^，,。]{{0,5}}{_STOP}|{_STOP}(?:再)?[^，,。]{{0,3}}(?:他|她)(?:们)?(?![^，,。]{{0,4}}我)"
    rf"|(?:跟|对|和|叫|让)(?:他|她|他们|她们|平台|对方|那边|人家)"
    rf"|(?:停止|拒绝|不想)(?:了|过)|(?:不想|不希望)[^，,。]{{0,2}}(?:错过|失去|断)"
)
_DISCLAIMED = re.compile(r"(?:丢|坏|没|摔|烂|碎|赔|输|亏|出事|出问题)了?[可就都]?(?:别|不要)(?:再|来|过来)*找我")
_OF_THINGS = re.compile(
    rf"{_STOP}[再又]?发(?:了?朋友圈|[货票])|{_STOP}[^，,]{{0,4}}验证码|(?:红包|快递|货|工资)[先就都也]*{_STOP}[再又]?发"
)
_NONE = (_FORGET, _DENIED, _OF_OTHERS, _DISCLAIMED, _OF_THINGS)
_SENTENCES = re.compile(r"[^。！!；;？?\n]+[。！!；;？?\n]*")
_PARTS = re.compile(rf"[，,](?!\s*{_OKAY})")


@dataclass(frozen=True, slots=True)
class Refusal:
    """That the owner refused: when, in a message to a number, or (`number` None) to all on a day they name.

    `time` is None where only the day is known.
    """

    on: date
    time: datetime | None = None
    number: str | None = None
    message: Message | None = None

    def precedes(self, message: Message, numbers: Iterable[str]) -> bool:
        """Whether it was said before the message came, to one of the numbers behind it; a mere day ends at midnight."""
        if message.time is None:
            return False
        later = local(message.time).date() > self.on if self.time is None else message.time > self.time
        return later and (self.number is None or self.number in numbers)


def is_refusal(text: str) -> bool:
    """Whether a text that was sent asks its receiver to stop.

    >>> is_refusal("请不要再给我和我家人发短信了"), is_refusal("别忘了给妈打电话"), is_refusal("TD")
    (True, False, True)
    """
    return _CODE.fullmatch(text) is not None or any(map(_refuses, _SENTENCES.findall(text)))


def _refuses(sentence: str) -> bool:
    asked = _ASKED.search(sentence) is not None
    if not asked and _WARNED.search(sentence) and not _DENIED.search(sentence):
        return True
    return any(_stops(part) and (not asked or _BEGGED.search(part)) for part in _PARTS.split(sentence))


def _stops(part: str) -> bool:
    if _DELETE.search(part):
        return True
    return _SAID.search(part) is not None and not any(pattern.search(part) for pattern in _NONE)


def refusals(messages: Iterable[Message], numbers: frozenset[str], refused_on: date | None = None) -> list[Refusal]:
    """By time: the day that the owner names, and every message in which they told one of the numbers to stop."""
    named = [Refusal(refused_on)] if refused_on is not None else []
    return sorted([*named, *_written(messages, numbers)], key=lambda refusal: (refusal.on, _moment(refusal)))


def _written(messages: Iterable[Message], numbers: frozenset[str]) -> Iterator[Refusal]:
    for message in messages:
        number = number_key(message.sender)
        if message.direction is Direction.OUT and message.time and number in numbers and is_refusal(message.text):
            time = None if hour_of(message) is None else message.time
            yield Refusal(local(message.time).date(), time, number, message)


def _moment(refusal: Refusal) -> float:
    """When on its day it was said, in seconds; before all others where that is not known."""
    return refusal.time.timestamp() if refusal.time else 0.0
