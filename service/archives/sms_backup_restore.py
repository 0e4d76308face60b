"""Reads SMS Backup & Restore XML (`<smses>`) and that of 超级备份 (`<allsms>`), whole or cut off."""

from collections.abc import Iterator

from service.archives.decoding import decide, head_text, utf8
from service.archives.elements import Attributes, Break, Element, elements
from service.archives.foreign import root_of
from service.archives.mending import mended, without_data
from service.archives.records import Given, message_of
from service.archives.source import Options, Source
from service.errors import NotAnArchiveError
from service.messages import Message, Place, Skipped

NAME = "SMS Backup & Restore XML"

RECORDS = ("sms", "mms")

ROOTS = ("smses", "allsms")

_OWNER = "insert-address-token"
_FROM = "137"
_M_TYPES = {"128": "2", "130": "1", "132": "1"}
"""PDU types as the message boxes they imply: send request; notification and retrieved message."""


def recognises(head: bytes) -> bool:
    """Whether the root is `smses` or `allsms`, whatever the encoding."""
    text = head_text(head)
    return text is not None and root_of(text) in ROOTS


def read(source: Source, options: Options) -> Iterator[Message | Skipped]:
    """Every `<sms>` and `<mms>`; of a file that was cut off, what there is, and where it stops."""
    encoding = decide(source, options.encoding)
    yield from encoding.warning(source)
    record = 0
    try:
        for found in elements(mended(without_data(utf8(source, encoding))), RECORDS):
            if isinstance(found, Element):
                record += 1
                yield _record(found, Place(source.name, record), options)
            else:  # where nothing was lost, the break belongs to the message before it
                yield from (Skipped(Place(source.name, record + lost), _why(found)) for lost in _lost(found))
                record += found.lost
    except NotAnArchiveError as error:
        raise NotAnArchiveError(f"{source.name}: {error}") from None


def _lost(broken: Break) -> range:
    return range(1, broken.lost + 1) if broken.lost else range(1)


def _why(broken: Break) -> str:
    if broken.at_end:
        return f"the file is cut off in line {broken.line} ({broken.problem}); what was to follow is missing"
    return f"broken XML in line {broken.line} ({broken.problem}); reading went on with the next message"


def _record(found: Element, place: Place, options: Options) -> Message | Skipped:
    if found.tag not in RECORDS:
        return Skipped(place, f"<{found.tag}> is not a message")
    given = _mms(found) if found.tag == "mms" else _sms(found)
    return message_of(given, place, options.timezone)


def _sms(found: Element) -> Given:
    attributes = found.attributes
    return Given(
        text=_value(attributes, "body") or "",
        senders=(_value(attributes, "address"),),
        names=_names(attributes),
        times=(_value(attributes, "date"),),
        sents=(_value(attributes, "date_sent"),),
        directions=(_value(attributes, "type"),),
        remark=_remark(found),
    )


def _mms(found: Element) -> Given:
    attributes = found.attributes
    return Given(
        text="\n".join(_texts(found)),
        senders=(_sender(found),),
        names=_names(attributes),
        times=(_value(attributes, "date"),),
        sents=(_value(attributes, "date_sent"),),
        directions=(_value(attributes, "msg_box"), _M_TYPES.get(attributes.get("m_type", ""))),
        remark=_remark(found),
    )


def _remark(found: Element) -> str | None:
    return None if found.whole else "the file breaks within this message; its text may be incomplete"


def _value(attributes: Attributes, name: str) -> str | None:
    """An attribute, or None where it is missing or says `null`, as the app writes what the phone left empty."""
    value = attributes.get(name)
    return None if value == "null" else value


def _names(attributes: Attributes) -> tuple[str | None, ...]:
    name = _value(attributes, "contact_name") or _value(attributes, "name")
    return () if name == "(Unknown)" else (name,)


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
    """The address; of a group, the one who wrote."""
    address = _value(found.attributes, "address")
    if address is None or "~" in address:
        for tag, inner in found.inner:
            if tag == "addr" and inner.get("type") == _FROM and _value(inner, "address") not in (None, _OWNER):
                return inner["address"]
    return address
