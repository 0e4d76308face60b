"""Reads the SMS backups of Gammu and Wammu, with the parts of long messages joined."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from service.archives.decoding import decide, head_text, texts
from service.archives.records import Given, message_of
from service.archives.rows import Overlong, lines
from service.archives.source import Options, Source
from service.messages import Message, Place, Skipped

NAME = "Gammu"

_SECTION = re.compile(r"\[SMSBackup\d+\]\s*", re.IGNORECASE)
_BEGIN = re.compile(r"\ufeff?(?:\s*+;[^\n]*+)*+\s*+\[\w+\]", re.IGNORECASE)
_ENTRY = re.compile(r"^\[SMSBackup\d+\][^\S\n]*+\n(?:\s*+[;#][^\n]*+)*+\s*+\w++ ?=", re.IGNORECASE | re.MULTILINE)
_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(?:([+-])(\d\d):?(\d\d)?)?")
_LONG = re.compile(r"050003(..)|060804(....)", re.IGNORECASE)
"""The header of a part of a long message, up to its number; then follow how many parts there are and which it is."""

_TOO_LONG = "="
"""The key, which no line can have, that says why a section is not read."""

_APART = timedelta(hours=6)
"""What lies between two parts of one message at most; they are sent together."""

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Part:
    """Which part of which long message a section holds."""

    message: tuple[str, str, int]
    at: int


def recognises(head: bytes) -> bool:
    """Whether it has a section with a message, where its first section begins."""
    text = head_text(head)
    return text is not None and _BEGIN.match(text) is not None and _ENTRY.search(_plain(text)) is not None


def read(source: Source, options: Options) -> Iterator[Message | Skipped]:
    """Every message; a long one where its last part stands, or without it at the end or where the next one begins."""
    encoding = decide(source, options.encoding)
    yield from encoding.warning(source)
    sections = _sections(lines(texts(source, encoding), options.record))
    for number, found in enumerate(_records(sections), 1):
        place = Place(source.name, number)
        yield Skipped(place, found) if isinstance(found, str) else message_of(found, place, options.timezone)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _sections(given: Iterable[str]) -> Iterator[Fields]:
    """The keys of each section that is one of an SMS, in small letters."""
    fields: dict[str, str] | None = None
    for each in given:
        line = each.strip()
        if fields is not None and isinstance(each, Overlong):
            fields[_TOO_LONG] = each.why
        elif line.startswith("["):
            if fields is not None:
                yield fields
            fields = {} if _SECTION.fullmatch(line) else None
        elif fields is not None and "=" in line and not line.startswith((";", "#")):
            key, _, value = line.partition("=")
            fields[key.strip().casefold()] = value.strip().removeprefix('"').removesuffix('"')
    if fields is not None:
        yield fields


def _records(sections: Iterable[Fields]) -> Iterator[Given | str]:
    waiting: dict[tuple[str, str, int], dict[int, Fields]] = {}
    for fields in sections:
        part = _part(fields)
        if part is None:
            yield _record([fields])
            continue
        if not _belongs(part.at, fields, waiting.get(part.message, {})):
            yield _unfinished(part.message[2], waiting.pop(part.message))
        parts = waiting.setdefault(part.message, {})
        parts[part.at] = fields
        if len(parts) == part.message[2]:
            yield _record(_ordered(waiting.pop(part.message)))
    for (_, _, count), parts in waiting.items():
        yield _unfinished(count, parts)


def _belongs(at: int, fields: Fields, parts: dict[int, Fields]) -> bool:
    """Whether a part is of the message that waits; senders count on from 255 to 0 and so take a number again."""
    if at in parts:
        return False
    latest = next(reversed(parts.values()), fields)
    times = _clock(fields), _clock(latest)
    return not (times[0] and times[1]) or abs(times[0] - times[1]) <= _APART


def _unfinished(count: int, parts: Mapping[int, Fields]) -> Given | str:
    return _record(_ordered(parts), f"{count - len(parts)} of {count} parts of this message are missing")


def _ordered(parts: Mapping[int, Fields]) -> list[Fields]:
    return [parts[at] for at in sorted(parts)]


def _part(fields: Fields) -> _Part | None:
    udh = fields.get("udh", "")
    if not (match := _LONG.match(udh)):
        return None
    try:
        count, at = bytes.fromhex(udh[match.end() : match.end() + 4])
    except ValueError:
        return None
    return _Part((_number(fields), match[0], count), at) if count > 1 and 0 < at <= count else None


def _record(parts: list[Fields], remark: str | None = None) -> Given | str:
    """The message of its sections, or why it is none."""
    if too_long := next((part[_TOO_LONG] for part in parts if _TOO_LONG in part), None):
        return too_long
    first = parts[0]
    kind = first.get("pdu", "").casefold()
    if kind == "status_report":
        return "a delivery report, not a message"
    if not first.keys() & {"pdu", "state", "datetime"}:
        return "a section without a message"
    try:
        text = "".join(map(_text, parts))
    except ValueError:
        return "the text is not written as it should be; the file may be damaged"
    sent = kind == "submit" or "sent" in first.get("state", "").casefold()
    return Given(
        text=text,
        senders=(_number(first),),
        times=(_time(first.get("datetime", "")),),
        directions=("out" if sent else "in",),
        remark=remark,
    )


def _text(fields: Fields) -> str:
    """The text, UTF-16 written as hex and cut into several lines. Raises ValueError if it is not."""
    keys = sorted(key for key in fields if re.fullmatch(r"text\d+", key))
    return bytes.fromhex("".join(fields[key] for key in keys)).decode("utf-16-be", "surrogatepass")


def _number(fields: Fields) -> str:
    if "numberunicode" in fields:
        try:
            return bytes.fromhex(fields["numberunicode"]).decode("utf-16-be", "replace")
        except ValueError:
            return ""
    return fields.get("number", "")


def _clock(fields: Fields) -> datetime | None:
    """The time, to compare with others of the same zone."""
    try:
        return datetime.strptime(fields.get("datetime", "")[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _time(written: str) -> str:
    """The time with its zone, if it has one, as `moment` takes it.

    >>> _time("20100126T205354+0100"), _time("20100126T205354")
    ('2010-01-26 20:53:54 +01:00', '2010-01-26 20:53:54')
    """
    match = _TIME.fullmatch(written)
    if not match:
        return written
    year, month, day, hour, minute, second, sign, hours, minutes = match.groups()
    zone = f" {sign}{hours}:{minutes or '00'}" if sign else ""
    return f"{year}-{month}-{day} {hour}:{minute}:{second}{zone}"
