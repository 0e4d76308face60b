"""Reads SMS Backup & Restore XML (`<smses>`) and that of 超级备份 (`<allsms>`), whole or cut off."""

import re
from collections.abc import Iterator, Sequence
from datetime import tzinfo

from service.archives import documents
from service.archives.decoding import head_text
from service.archives.elements import Attributes, Element
from service.archives.foreign import root_of
from service.archives.pieces import Column
from service.archives.records import Given, why_no_mms
from service.archives.source import Options, Source
from service.archives.subjects import with_subject
from service.archives.times import milliseconds
from service.messages import Direction, Message, Place, Sheet, Skipped

NAME = "SMS Backup & Restore XML"

RECORDS = ("sms", "mms")

ROOTS = ("smses", "allsms")

_TYPES = {"1": Direction.IN} | dict.fromkeys("23456", Direction.OUT)
_MILLISECONDS = re.compile("[1-9][0-9]{12}").fullmatch
"""A time from 2001 on as Android writes it; from 2286 on it would have more digits."""

_PLAIN = ("body", "address", "contact_name", "name", "date", "date_sent", "type")
"""Attributes of an `<sms>` that says all there is to say."""

_NOTHING = (None, "", "null")
_UNKNOWN = "(Unknown)"

_OWNER = "insert-address-token"
_FROM, _TO = "137", ("151", "130", "129")
"""Types of addresses: who wrote an MMS, and who got it, or a copy of it, or a hidden one."""

_M_TYPES = {"128": "2", "130": "1", "132": "1"}
"""PDU types as the message boxes they imply: send request; notification and retrieved message."""


def recognises(head: bytes) -> bool:
    """Whether the root is `smses` or `allsms`, whatever the encoding."""
    text = head_text(head)
    return text is not None and root_of(text) in ROOTS


def read(source: Source, options: Options) -> Iterator[Message | Skipped]:
    """Every `<sms>` and `<mms>`; of a file that was cut off, what there is, and where it stops."""
    return documents.messages(source, options, SHAPE)


def _sheet(columns: Sequence[Column], first: Place, zone: tzinfo) -> Sheet | None:
    """The same as `message_of(_sms(…))` for each `<sms>` as the app writes nearly all, in a tenth of the time."""
    bodies, addresses, contacts, names, dates, sents, types = columns
    texts = ["" if each == "null" else each for each in bodies if each is not None]
    given = [milliseconds(int(each), zone) for each in dates if each and _MILLISECONDS(each)]
    times = [time for time in given if time]
    directions = [_TYPES[each] for each in types if each in _TYPES]
    if not len(bodies) == len(texts) == len(times) == len(directions) or not all(map(_is_sent, sents)):
        return None
    return Sheet(
        first,
        texts,
        [None if each in _NOTHING else each for each in addresses],
        [_named(contact if contact not in _NOTHING else name) for contact, name in zip(contacts, names, strict=True)],
        times,
        [None if each in (None, "0") else milliseconds(int(each), zone) for each in sents],
        directions,
    )


def _is_sent(written: str | None) -> bool:
    """Whether a send time is one, or said to be missing."""
    return written is None or written == "0" or _MILLISECONDS(written) is not None


def _named(name: str | None) -> str | None:
    return None if name in _NOTHING or name == _UNKNOWN else name


def _given(found: Element) -> Given | str:
    if found.tag != "mms":
        return _sms(found)
    given = _mms(found)
    return why_no_mms(found.attributes.get("m_type"), given.text or given.remark or "") or given


def _sms(found: Element) -> Given:
    attributes = found.attributes
    return Given(
        text=_value(attributes, "body") or "",
        senders=(_value(attributes, "address"),),
        names=_names(attributes),
        times=(_value(attributes, "date"),),
        sents=(_value(attributes, "date_sent"),),
        directions=(_value(attributes, "type"),),
        remark=None if found.whole else documents.UNFINISHED,
    )


def _mms(found: Element) -> Given:
    attributes = found.attributes
    return Given(
        text=with_subject(_value(attributes, "sub"), "\n".join(_texts(found))),
        senders=(_sender(found),),
        names=_names(attributes),
        times=(_value(attributes, "date"),),
        sents=(_value(attributes, "date_sent"),),
        directions=(_value(attributes, "msg_box"), _M_TYPES.get(attributes.get("m_type", ""))),
        remark=None if found.whole else documents.UNFINISHED,
    )


def _value(attributes: Attributes, name: str) -> str | None:
    """An attribute, or None where it is missing or says `null`, as the app writes what the phone left empty."""
    value = attributes.get(name)
    return None if value == "null" else value


def _names(attributes: Attributes) -> tuple[str | None, ...]:
    name = _value(attributes, "contact_name") or _value(attributes, "name")
    return () if name == _UNKNOWN else (name,)


def _texts(found: Element) -> list[str]:
    """The text parts in their order; layouts (SMIL) and attachments are none."""
    parts = [part for tag, part in found.inner if tag == "part" and part.get("ct", "").startswith("text/plain")]
    return [text for part in sorted(parts, key=_sequence) if (text := _value(part, "text"))]


def _sequence(part: Attributes) -> int:
    try:
        return int(part.get("seq", "0"))
    except ValueError:
        return 0


def _sender(found: Element) -> str | None:
    """The address; of a group, the one who wrote, or those to whom the owner did."""
    address = _value(found.attributes, "address")
    if _is_sent_mms(found.attributes):
        return address or "~".join(_addresses(found, _TO)) or None
    if address is None or "~" in address:
        return next(_addresses(found, (_FROM,)), address)
    return address


def _is_sent_mms(attributes: Attributes) -> bool:
    kind = _value(attributes, "msg_box") or _M_TYPES.get(attributes.get("m_type", ""))
    return _TYPES.get(kind or "") is Direction.OUT


def _addresses(found: Element, types: Sequence[str]) -> Iterator[str]:
    """The numbers of an MMS that are of these types."""
    for tag, inner in found.inner:
        if tag == "addr" and inner.get("type") in types and (number := _value(inner, "address")) not in (None, _OWNER):
            yield str(number)


SHAPE = documents.Shape(RECORDS, _given, plain=documents.Plain(_PLAIN, _sheet, "sms_read"))
