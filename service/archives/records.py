"""Turns the values that a record was found to hold into a Message: what columns, keys and words mean."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import lru_cache
from typing import TypeVar

from service.archives.decoding import whole_characters
from service.archives.times import PLAIN, Moment, Order, is_clock, joined, moment
from service.messages import Direction, Message, Place

ALIASES: Mapping[str, tuple[str, ...]] = {
    "text": (
        *("内容", "短信内容", "信息内容", "消息内容", "正文", "消息", "短信", "文本", "文字", "原文"),
        *("body", "content", "text", "txt", "message", "messagebody", "messagetext", "snippet", "mmsbody"),
        *("strcontent", "msg"),
    ),
    "sender": (
        *("号码", "电话", "手机号", "手机号码", "电话号码", "发件人", "对方号码", "发送号码", "发件人号码", "发送人"),
        *("发件人id", "发送人id", "发送者id", "发件人地址"),
        *("发信人", "发送者", "发送方", "对方", "来信号码", "手机", "联系电话", "联系号码"),
        *("address", "number", "sender", "senderid", "phonenumber", "phone", "from", "recipients", "chatsession"),
        *("counterparty", "senderusername", "talker", "strtalker", "聊天会话"),
    ),
    "receiver": (
        *("收件人号码", "接收人号码", "收件人", "接收人", "收信人", "接收者", "接收方", "接收号码"),
        *("recipient", "receiver", "to"),
    ),
    "name": (
        *("姓名", "联系人", "名称", "联系人姓名", "发件人姓名", "发送人姓名", "发送者姓名", "发件人名称", "发送者名称"),
        *("name", "contactname", "sendername", "displayname", "contact", "conversation", "chatsession"),
        *("senderdisplayname", "accountname", "nickname", "聊天会话"),
    ),
    "time": (
        *("接收时间", "收到时间", "时间", "日期", "短信时间", "日期时间", "发送时间"),
        *("收发时间", "消息时间", "信息时间", "收件时间", "收信时间"),
        *("接收日期", "收到日期", "短信日期", "消息日期", "信息日期", "发件时间", "发送日期"),
        *("date", "time", "timestamp", "messagedate", "localtime", "receivedat", "datereceived", "datetime"),
        *("received", "createtime", "strtime", "formattedtime", "createdat"),
    ),
    "sent": ("发送时间", "发件时间", "发送日期", "datesent", "sentdate", "sentat", "sent/scheduledtime"),
    "direction": (
        *("方向", "收发", "收发类型", "收发方向", "收发状态", "收/发", "短信方向", "消息方向"),
        *("类型", "短信类型", "消息类型", "信息类型", "状态", "direction", "msgbox", "messagebox", "type", "box"),
        *("folder", "messagetype", "smstype", "from/to"),
    ),
    "from_me": ("isfromme", "fromme", "issender", "issend", "isself", "ismine"),
}
"""Headers and keys by what they hold, best first, without blanks, `_`, `-` and capitals."""

IN = {
    *("1", "in", "inbox", "incoming", "received", "receive", "deliver", "from"),
    *("received sms", "received message", "inbound"),
    *("接收", "收到", "已接收", "收件箱", "收", "接收短信", "收件"),
    *("收信", "来信", "已收", "已收到", "接收成功", "收信箱"),
    *("接收的短信", "收到的短信", "已接收短信", "已收短信", "传入", "incoming sms", "incoming message"),
}
OUT = {
    *("2", "3", "4", "5", "6", "out", "sent", "send", "outgoing", "outbox", "sentbox", "sendbox", "submit", "to"),
    *("draft", "drafts", "failed", "queued", "sent sms", "sent message", "outbound"),
    *("发送", "已发送", "发件箱", "已发", "发", "发出", "发送短信", "发件", "草稿", "草稿箱", "发送失败"),
    *("去信", "发信", "已发出", "发送成功", "发送中", "待发送", "未发送", "发信箱", "寄件箱"),
    *("发送的短信", "发出的短信", "已发送短信", "已发短信", "传出", "外发", "outgoing sms", "outgoing message"),
}
"""What is written for a received and a sent message; the numbers are Android's, 3 to 6 being drafts and unsent ones."""

OWNER = ("我", "本人", "本机", "自己")
"""Senders that are the owner; not `Me`, as a sender may call himself that in Latin letters, but never in Chinese."""

TRASHED = "in the trash (deleted is 1)"
"""Why a message that its owner threw away is left out."""

_REPORTS = {"134": "a delivery report, not a message", "136": "a read report, not a message"}
_ANNOUNCED = "an MMS that was only announced and not fetched"

Value = TypeVar("Value")

_NUMBER = re.compile(r"\+?[\d -]+")
_WHOLE = re.compile(r"(\d+)\.0")
_REMARK = re.compile(r"[(（\[【].*?(?:[)）\]】]|\Z)")
_BESIDES = re.compile(r"\A(?:催收|骚扰|短信|信息|消息|微信|聊天|来电|对方|收到|具体|sms|message|msg)+(?=.)")
"""What headers say of the messages before they name the column."""

_BESIDE = "a text under another name stands beside this one and was not read"
_CODES = ("code", "errcode", "errno", "retcode", "ret", "success")
"""Keys of the answer of a server by which it says whether all went well."""

_SIGNS = re.compile(r"[\s_\-]+")


@dataclass(frozen=True, slots=True)
class Given:
    """What a record holds for each field, best first; of several values the first that says something counts.

    `receivers` are those it was sent to. A day and a clock that stand apart make one time; `order` says how days are
    written.
    """

    text: str
    senders: Sequence[object] = ()
    receivers: Sequence[object] = ()
    names: Sequence[object] = ()
    times: Sequence[object] = ()
    sents: Sequence[object] = ()
    directions: Sequence[object] = ()
    from_me: Sequence[object] = ()
    remark: str | None = None
    order: Order = PLAIN


@lru_cache(maxsize=4096)
def plain_name(header: str) -> str:
    """A header or key as ALIASES has it.

    >>> plain_name("Sender ID")
    'senderid'
    """
    return _SIGNS.sub("", header.strip("\ufeff\"' ")).casefold()


def bare_names(header: str) -> list[str]:
    """The names that a header stands for without what it says besides: whose it is, of what, and remarks.

    >>> bare_names("短信内容（原文照抄）"), bare_names("来电/短信号码"), bare_names("被催收人电话")
    (['内容'], ['来电', '号码'], ['被催收人电话'])
    """
    return [_BESIDES.sub("", plain_name(each)) for each in _REMARK.sub("", header).split("/")]


def by_field(values: Mapping[str, Value]) -> dict[str, list[Value]]:
    """The values of a record by field, best first; their names are plain ones."""
    return {key: [values[alias] for alias in aliases if alias in values] for key, aliases in ALIASES.items()}


def holds(key: str, fields: Iterable[str]) -> bool:
    """Whether a column or key of this name holds one of the fields."""
    return any(plain_name(key) in ALIASES[field] for field in fields)


def is_text(key: str) -> bool:
    """Whether a column or key of this name holds texts."""
    return holds(key, ("text",))


def is_person(key: str) -> bool:
    """Whether a column or key of this name holds a number or a name."""
    return holds(key, ("sender", "name"))


def says_whose(keys: Iterable[str]) -> bool:
    """Whether one of the keys says when or from whom a message came, as no piece of a text does."""
    return any(holds(key, ("time", "sent", "sender", "from_me")) for key in keys)


def is_message(record: Mapping[str, object]) -> bool:
    """Whether what holds messages is one itself, which quotes them; a server's answer has a code and a text of its own.

    A `snippet` is the last of the messages that it stands beside.
    """
    written = (isinstance(text, str) and text for key, text in record.items() if is_text(key) and key != "snippet")
    return any(written) and says_whose(record) and not any(plain_name(key) in _CODES for key in record)


def unread_beside(text: str, others: Iterable[object]) -> str | None:
    """That a text under another name holds something that the one which is read does not."""
    return _BESIDE if any(isinstance(other, str) and other.strip() not in text for other in others) else None


def whole_number(value: object) -> object:
    """A whole number without the `.0` that programs give it in a column with gaps; all else as it is.

    >>> whole_number("13800138000.0"), whole_number(2.0), whole_number("2.5")
    ('13800138000', '2', '2.5')
    """
    match = _WHOLE.fullmatch(str(value))
    return match[1] if match else value


def why_no_mms(kind: object, text: str) -> str | None:
    """Why an MMS is no message, by Android's number of its kind and what it says; None if it is one.

    >>> why_no_mms(134, ""), why_no_mms("132", "")
    ('a delivery report, not a message', None)
    """
    kind = str(whole_number(kind))
    return _ANNOUNCED if kind == "130" and not text else _REPORTS.get(kind)


def message_of(given: Given, place: Place, zone: tzinfo) -> Message:
    """The Message, with a remark where its time or direction could not be read; a send time stands in for its time."""
    time = _moment(given.times, zone, order=given.order)
    sent = _moment(given.sents, zone, order=given.order)
    direction, sender = _parties(given)
    name = _first(given.names) or _named(sender, given.senders)
    if name in OWNER and (sender is None or direction is Direction.OUT):
        name = None
    why = None if time else _why_timeless(given.times, sent, direction)
    remarks = [given.remark, why, _why_undirected(given, direction)]
    return Message(
        text=whole_characters(given.text),
        place=place,
        sender=sender,
        name=name,
        time=found.time if (found := time or sent) else None,
        sent=sent.time if sent else None,
        direction=direction,
        zone_assumed=any(each.zone_assumed for each in (time, sent) if each),
        remark="; ".join(filter(None, remarks)) or None,
    )


def _parties(given: Given) -> tuple[Direction, str | None]:
    """Which way it went, which a place where the owner is named tells too, and who wrote it or got what was sent."""
    direction, sender = direction_of(given.directions, given.from_me), _first(given.senders)
    receiver = _first(given.receivers)
    if direction is Direction.UNKNOWN and (sender in OWNER or receiver in OWNER):
        direction = Direction.OUT if sender in OWNER else Direction.IN
    if direction is Direction.OUT and receiver not in (None, *OWNER):
        return direction, receiver
    return direction, None if sender in OWNER else sender


def _first(values: Sequence[object]) -> str | None:
    return next((whole_characters(str(value)) for value in values if value not in (None, "")), None)


def _named(sender: str | None, senders: Sequence[object]) -> str | None:
    """The name that stands beside a number in the place of another sender, as the contact's does in Termux."""
    if sender is None or not _NUMBER.fullmatch(sender):
        return None
    return next((str(value) for value in senders if value and not any(map(str.isdigit, str(value)))), None)


def _moment(values: Sequence[object], zone: tzinfo, *, order: Order) -> Moment | None:
    clock = next(filter(is_clock, values), None) if len(values) > 1 else None
    for value in values:
        if value is not None:
            whole = joined(value, clock, zone, order) if clock else None
            if found := whole or moment(value, zone, order):
                return found
    return None


def _why_timeless(times: Sequence[object], sent: Moment | None, direction: Direction) -> str | None:
    """Why there is no time, or None where the archive keeps none at all, and for what was sent the send time."""
    written = _first(times)
    unread = f"time {written[:40]!r} cannot be read" if written else None
    if sent is None:
        return unread or ("no time" if times else None)
    only = None if direction is Direction.OUT else "only its send time is known"
    return "; ".join(filter(None, (unread, only))) or None


def direction_of(directions: Sequence[object], from_me: Sequence[object] = ()) -> Direction:
    """Whether a record says that it was received or sent; who wrote it counts before boxes and types."""
    for value in from_me:
        if (word := str(value).strip().casefold()) in ("1", "true", "yes", "0", "false", "no"):
            return Direction.OUT if word in ("1", "true", "yes") else Direction.IN
    for value in directions:
        word = str(value).strip().casefold()
        if word in IN or word in OUT:
            return Direction.IN if word in IN else Direction.OUT
    return Direction.UNKNOWN


def _why_undirected(given: Given, direction: Direction) -> str | None:
    """Why it is not known whether it was received or sent, or None where the archive does not say."""
    if direction is not Direction.UNKNOWN or (written := _first(given.directions)) is None:
        return None
    return f"direction {written[:40]!r} is not known"
