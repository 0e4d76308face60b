"""Turns the values that a record was found to hold into a Message: what columns, keys and words mean."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import lru_cache

from service.archives.decoding import whole_characters
from service.archives.times import Moment, is_clock, joined, moment
from service.messages import Direction, Message, Place

ALIASES: Mapping[str, tuple[str, ...]] = {
    "text": (
        *("内容", "短信内容", "信息内容", "消息内容", "正文", "消息", "短信", "文本"),
        *("body", "content", "text", "txt", "message", "messagebody", "messagetext", "snippet", "mmsbody"),
    ),
    "sender": (
        *("号码", "电话", "手机号", "手机号码", "电话号码", "发件人", "对方号码", "发送号码", "发件人号码", "发送人"),
        *("address", "number", "sender", "senderid", "phonenumber", "phone", "from", "recipients", "chatsession"),
    ),
    "name": (
        *("姓名", "联系人", "名称", "联系人姓名"),
        *("name", "contactname", "sendername", "displayname", "contact", "conversation", "chatsession"),
    ),
    "time": (
        *("接收时间", "收到时间", "时间", "日期", "短信时间", "日期时间", "发送时间"),
        *("date", "time", "timestamp", "messagedate", "localtime", "receivedat", "datereceived", "datetime"),
    ),
    "sent": ("发送时间", "datesent", "sentdate", "sentat"),
    "direction": ("方向", "收发", "类型", "短信类型", "状态", "direction", "msgbox", "type", "box", "folder"),
    "from_me": ("isfromme", "fromme"),
}
"""Headers and keys by what they hold, best first, without blanks, `_`, `-` and capitals."""

IN = {
    *("1", "in", "inbox", "incoming", "received", "receive", "deliver", "from"),
    *("接收", "收到", "已接收", "收件箱", "收", "接收短信", "收件"),
}
OUT = {
    *("2", "3", "4", "5", "6", "out", "sent", "send", "outgoing", "outbox", "sentbox", "sendbox", "submit", "to"),
    *("draft", "drafts", "failed", "queued"),
    *("发送", "已发送", "发件箱", "已发", "发", "发出", "发送短信", "发件", "草稿", "草稿箱", "发送失败"),
}
"""What is written for a received and a sent message; the numbers are Android's, 3 to 6 being drafts and unsent ones."""

_WHOLE = re.compile(r"(\d+)\.0")
_SIGNS = re.compile(r"[\s_\-]+")


@dataclass(frozen=True, slots=True)
class Given:
    """What a record holds for each field, best first; of several values the first that says something counts.

    A day and a clock that stand apart make one time; `day_first` says that 5/12/2020 is in December.
    """

    text: str
    senders: Sequence[object] = ()
    names: Sequence[object] = ()
    times: Sequence[object] = ()
    sents: Sequence[object] = ()
    directions: Sequence[object] = ()
    from_me: Sequence[object] = ()
    remark: str | None = None
    day_first: bool = False


@lru_cache(maxsize=4096)
def plain_name(header: str) -> str:
    """A header or key as ALIASES has it.

    >>> plain_name("Sender ID")
    'senderid'
    """
    return _SIGNS.sub("", header.strip("\ufeff\"' ")).casefold()


def is_text(key: str) -> bool:
    """Whether a column or key of this name holds texts."""
    return plain_name(key) in ALIASES["text"]


def whole_number(value: object) -> object:
    """A whole number without the `.0` that programs give it in a column with gaps; all else as it is.

    >>> whole_number("13800138000.0"), whole_number(2.0), whole_number("2.5")
    ('13800138000', '2', '2.5')
    """
    match = _WHOLE.fullmatch(str(value))
    return match[1] if match else value


def message_of(given: Given, place: Place, zone: tzinfo) -> Message:
    """The Message, with a remark where its time could not be read."""
    time = _moment(given.times, zone, day_first=given.day_first)
    sent = _moment(given.sents, zone, day_first=given.day_first)
    remarks = [given.remark, None if time else _why_timeless(given.times)]
    return Message(
        text=whole_characters(given.text),
        place=place,
        sender=_first(given.senders),
        name=_first(given.names),
        time=time.time if time else None,
        sent=sent.time if sent else None,
        direction=_direction(given),
        zone_assumed=any(each.zone_assumed for each in (time, sent) if each),
        remark="; ".join(filter(None, remarks)) or None,
    )


def _first(values: Sequence[object]) -> str | None:
    return next((whole_characters(str(value)) for value in values if value not in (None, "")), None)


def _moment(values: Sequence[object], zone: tzinfo, *, day_first: bool) -> Moment | None:
    clock = next(filter(is_clock, values), None) if len(values) > 1 else None
    for value in values:
        if value is not None:
            whole = joined(value, clock, zone, day_first=day_first) if clock else None
            if found := whole or moment(value, zone, day_first=day_first):
                return found
    return None


def _why_timeless(times: Sequence[object]) -> str | None:
    """Why there is no time, or None where the archive keeps none at all."""
    if not times:
        return None
    written = _first(times)
    return f"time {written[:40]!r} cannot be read" if written else "no time"


def _direction(given: Given) -> Direction:
    for value in given.from_me:
        if (word := str(value).strip().casefold()) in ("1", "true", "yes", "0", "false", "no"):
            return Direction.OUT if word in ("1", "true", "yes") else Direction.IN
    for value in given.directions:
        word = str(value).strip().casefold()
        if word in IN or word in OUT:
            return Direction.IN if word in IN else Direction.OUT
    return Direction.UNKNOWN
