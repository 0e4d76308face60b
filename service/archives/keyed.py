"""Reads JSON lines, arrays and objects by keys: SMS Import / Export, Fossify, QUIK, SmsForwarder, 小米云 and others."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from service.archives.days import ASKED, order_of, warning
from service.archives.decoding import Encoding, decide, head_text, texts
from service.archives.foreign import refusal
from service.archives.records import (
    TRASHED,
    Given,
    by_field,
    direction_of,
    holds,
    is_message,
    is_person,
    is_text,
    message_of,
    plain_name,
    says_whose,
    unread_beside,
    whole_number,
    why_no_mms,
)
from service.archives.source import Options, Source
from service.archives.subjects import with_subject
from service.archives.times import Order
from service.archives.values import Broken, Within, values
from service.messages import Direction, Message, Place, Skipped

NAME = "JSON or JSON lines"

_START = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]])")
_FROM, _TO = ("137",), ("151", "130", "129")
_OWNER = "insert-address-token"
_UNREAD = "its text is written in a way that is not known"
_SNIPPET = "only the last message of each conversation is in this file"

_PARTS = ("__parts", "parts")
_PEOPLE = ("sender", "name")
_PERSON = ("address", "number", "phone", "uin", "name")
"""Keys of an object that is a person, best first: of phones, of QQ."""

_SENT, _RECEIVED = ("issent", "isoutgoing", "outgoing", "sent"), ("isincoming", "incoming", "isreceived")
"""Keys that say by yes or no which way a message went."""

_YES, _NO = ("true", "1", "yes"), ("false", "0", "no")

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Told:
    """What records tell of all: how days are written, and the keys of the first ones that hold a text."""

    order: Order
    keys: frozenset[str]


def recognises(head: bytes) -> bool:
    """Whether it begins as a JSON object, or as a list of objects or strings."""
    text = head_text(head)
    return text is not None and _START.match(text) is not None and refusal(head) is None


def read(source: Source, options: Options) -> Iterator[Message | Skipped]:
    """Every object as a message; strings in its place are texts."""
    encoding = decide(source, options.encoding)
    yield from encoding.warning(source)
    order = order_of(_times(_found(source, encoding, options), options.columns))
    yield from warning(order, source)
    told = _Told(order, _keys(_found(source, encoding, options), options.columns))
    number = 0
    for value in _found(source, encoding, options):
        number += not isinstance(value, Broken) or value.lost
        place = Place(source.name, number)
        if isinstance(value, Broken):
            yield Skipped(place, value.why)
        elif isinstance(value, str):
            yield message_of(Given(value), place, options.timezone)
        elif isinstance(value, dict):
            yield _tried(value, place, options, told)
        else:
            yield Skipped(place, f"{type(value).__name__} instead of an object")


def _found(source: Source, encoding: Encoding, options: Options) -> Iterator[object]:
    """Every value, and of a conversation each message."""
    for value in values(texts(source, encoding), options.record):
        if isinstance(value, Within):
            yield from _apart(_with_outside(value.outside, value.record), options.columns)
        else:
            yield from _apart(value, options.columns) if isinstance(value, dict) else (value,)


def _apart(record: Record, asked: Mapping[str, str]) -> Iterator[object]:
    """The messages of a conversation, each with the number and the name that stand outside; else the record itself.

    Simple SMS Messenger keeps those with pictures in a list of their own.
    """
    found = {key: value for key, value in record.items() if _is_conversation(key, value, asked)}
    if not found or is_message({key: value for key, value in record.items() if key not in found}):
        yield record
        return
    outside = {key: value for key, value in record.items() if is_person(key) and key not in found}
    for each in chain.from_iterable(found.values()):
        yield _with_outside(outside, each) if isinstance(each, dict) else each


def _is_conversation(key: str, value: object, asked: Mapping[str, str]) -> bool:
    """Whether it is a list of objects with a text, or with pieces of one, that are messages of their own."""
    objects = [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
    return key not in _PARTS and any(says_whose(each) and _has_text(each, asked) for each in objects)


def _has_text(record: Record, asked: Mapping[str, str]) -> bool:
    return any(_held(record, asked)["text"]) or any(isinstance(record.get(key), list) for key in _PARTS)


def _with_outside(outside: Record, record: Record) -> Record:
    """The message with what stands outside of those things that it does not say itself."""
    said = {field for field in _PEOPLE for key in record if holds(str(key), (field,))}
    lacking = {key: value for key, value in outside.items() if not holds(key, said)}
    return {**lacking, **record}


def _times(found: Iterable[object], asked: Mapping[str, str]) -> Iterator[object]:
    """When messages came and were sent, as it is written."""
    for value in found:
        if isinstance(value, dict):
            held = _held(_entry(value), asked)
            yield from (*held["time"], *held["sent"])


def _keys(found: Iterable[object], asked: Mapping[str, str]) -> frozenset[str]:
    """The keys of the first messages that hold a text."""
    first = (_entry(value) for value in islice(found, ASKED) if isinstance(value, dict))
    return frozenset(key for record in first if _held(record, asked)["text"] for key in record)


def _tried(given: Record, place: Place, options: Options, told: _Told) -> Message | Skipped:
    try:
        return _record(_entry(given), place, options, told)
    except RecursionError:
        return Skipped(place, "its values are nested too deeply, as no export of messages writes them")


def _entry(given: Record) -> Record:
    entry = given.get("entry")
    return entry if isinstance(entry, dict) else given


def _record(record: Record, place: Place, options: Options, told: _Told) -> Message | Skipped:
    if str(record.get("deleted")) == "1":
        return Skipped(place, TRASHED)
    held = _held(record, options.columns)
    directions, from_me = ([*map(whole_number, held[key])] for key in ("direction", "from_me"))
    directions += _by_yes_or_no(record)
    people = _people(record, direction_of(directions, from_me))
    text = _text(record, held["text"])
    subject = with_subject(record.get("sub"), text or "") if _is_mms(record) else text
    if why := why_no_mms(record.get("m_type"), subject or ""):
        return Skipped(place, why)
    if text is None and _is_empty(record, held, told.keys):
        text = ""
    if text is None:
        return Skipped(
            place, f"none of its keys holds a text ({', '.join(map(str, record))[:100]}); name it with text=KEY"
        )
    return message_of(
        Given(
            text=subject or text,
            senders=[*map(whole_number, (*people, *map(_person, held["sender"])))],
            receivers=[*map(whole_number, map(_person, held["receiver"]))],
            names=[value for value in held["name"] if isinstance(value, str)],
            times=held["time"],
            sents=held["sent"],
            directions=directions,
            from_me=from_me,
            remark=_remark(record, text, held["text"]),
            order=told.order,
        ),
        place,
        options.timezone,
    )


def _by_yes_or_no(record: Record) -> Iterator[str]:
    """The directions of keys that say yes or no; `sent` may also hold a time, and then no number is a yes."""
    for key, value in record.items():
        name, word = plain_name(str(key)), str(value).casefold()
        if name in (*_SENT, *_RECEIVED) and word in (("true", "false") if name == "sent" else (*_YES, *_NO)):
            yield "out" if (name in _SENT) is (word in _YES) else "in"


def _held(record: Record, asked: Mapping[str, str]) -> dict[str, list[Any]]:
    """The record's values by field, best first."""
    plain = {plain_name(str(key)): value for key, value in record.items()}
    held = by_field(plain)
    for key, name in asked.items():
        if name in record:
            held[key] = [record[name]]
    return held


def _text(record: Record, held: list[Any]) -> str | None:
    """The text, "" for a message without one, None for what is no message."""
    for value in held:
        if text := "".join(map(_piece, value if isinstance(value, list) else [value])):
            return text
    parts = next((record[key] for key in _PARTS if isinstance(record.get(key), list)), None)
    if parts is not None:
        return "\n".join(str(part["text"]) for part in sorted(_plain(parts), key=_sequence))
    return "" if held or _is_mms(record) else None


def _remark(record: Record, text: str, held: list[Any]) -> str | None:
    """What is odd about how the text is written."""
    if "snippet" in record:
        return _SNIPPET
    if any(held) and not text:
        return _UNREAD
    return unread_beside(text, held)


def _is_empty(record: Record, held: Mapping[str, list[Any]], usual: frozenset[str]) -> bool:
    """Whether it is a message whose text was left out as SMS Import / Export does; a call has keys of its own."""
    return bool(held["time"] and held["direction"]) and record.keys() <= usual


def _is_mms(record: Record) -> bool:
    return "msg_box" in record or "m_type" in record


def _piece(value: object) -> str:
    """A text, a piece of one, or one in an object of its own; "" for anything else, as for a message in the text."""
    if isinstance(value, dict):
        if says_whose(value):
            return ""
        value = next((each for key, each in value.items() if is_text(str(key))), None)
    return str(value) if isinstance(value, str | int | float) else ""


def _plain(parts: list[Any]) -> Iterator[Record]:
    for part in parts:
        if isinstance(part, dict) and isinstance(part.get("text"), str):
            kind = part.get("ct") or part.get("contentType") or part.get("content_type") or "text/plain"
            if str(kind).startswith("text/plain"):
                yield part


def _sequence(part: Record) -> int:
    try:
        return int(part.get("seq", 0))
    except (TypeError, ValueError, OverflowError):
        return 0


def _people(record: Record, direction: Direction) -> Iterator[object]:
    """The other one, as MMS records name people: the writer, or of a message that was sent, whom it went to."""
    if direction is not Direction.OUT:
        yield from _addresses(record, ("__sender_address", "sender_address"))
        yield from _addresses(record, ("mms_addresses", "addresses"), _FROM)
    if direction is not Direction.IN:
        yield from _addresses(record, ("__recipient_addresses", "recipient_addresses"))
        yield from _addresses(record, ("mms_addresses", "addresses"), _TO)


def _addresses(record: Record, keys: Iterable[str], kinds: Container[str] | None = None) -> Iterator[object]:
    """The numbers under the keys, of all kinds or of these; the owner's stands for nobody."""
    for found in map(record.get, keys):
        for person in found if isinstance(found, list) else (found,):
            if not isinstance(person, dict) or person.get("address") == _OWNER:
                continue
            if kinds is None or str(person.get("type")) in kinds:
                yield person.get("address")


def _person(value: object) -> object:
    """A sender that is written as an object, or as a list of such or of plain values, as one value."""
    if isinstance(value, list):
        return ", ".join(str(_person(each)) for each in value if not isinstance(each, list))
    return next(filter(None, map(value.get, _PERSON)), None) if isinstance(value, dict) else value
