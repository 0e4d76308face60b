"""Reads the messages within a MIUI backup (`_tmp_bak`, or an older `sms.store`), which are coded as protobuf."""

from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from service.archives.records import Given, message_of
from service.archives.source import Options, Source
from service.messages import Message, Place, Skipped

NAME = "MIUI backup"

LARGEST = 1 << 24
"""Bytes of one message; what is larger is none."""

_SMS_LIST, _MMS_LIST = 4, 9
"""Fields of the root."""

_SMS, _BOOKMARK = 1, 2
"""Fields of the list of SMS."""

_TYPE, _ADDRESS, _BODY, _DATE, _SENT = 3, 4, 6, 7, 11
"""Fields of an SMS."""

_BOOKMARK_SIZE = 64
_EARLIEST, _LATEST = 1_104_537_600_000, 4_102_444_800_000
"""2005 and 2100, in milliseconds; a date outside is not one of MIUI's."""

Fields = dict[int, int | bytes]


class _CodedError(ValueError):
    """The bytes are not what they should be."""


def recognises(head: bytes) -> bool:
    """Whether it begins with a list of SMS whose first one has a text and a date that can be."""
    stream = BytesIO(head)
    try:
        if _tag(stream) != (_SMS_LIST, 2) or not _varint(stream) or _tag(stream) != (_SMS, 2):
            return False
        fields = _fields(stream.read(_varint(stream)))
        body, date = fields.get(_BODY), fields.get(_DATE)
        if not isinstance(body, bytes) or not isinstance(date, int):
            return False
        return bool(body.decode() or fields.get(_ADDRESS)) and _EARLIEST < date < _LATEST
    except (_CodedError, EOFError, UnicodeDecodeError):
        return False


def read(source: Source, options: Options) -> Iterator[Message | Skipped]:
    """Every SMS; picture messages, whose coding is not known, and what is damaged are Skipped."""
    number = 0
    with source.open() as stream:
        try:
            for number, found in enumerate(_records(stream), 1):
                place = Place(source.name, number)
                yield Skipped(place, found) if isinstance(found, str) else message_of(found, place, options.timezone)
        except EOFError:
            yield Skipped(Place(source.name, number + 1), "the backup is cut off here; what was to follow is missing")
        except _CodedError as error:
            yield Skipped(
                Place(source.name, number + 1), f"the backup is damaged here ({error}); what follows is not read"
            )


def _records(stream: BinaryIO) -> Iterator[Given | str]:
    """Every SMS of the root's lists, or why something is none."""
    while first := stream.read(1):
        number, wire = _tag(stream, first)
        if (number, wire) == (_SMS_LIST, 2):
            yield from _list(stream, _varint(stream))
        else:
            _skip(stream, wire)
            yield (
                "picture messages, which are not read"
                if number == _MMS_LIST
                else f"a part of an unknown kind ({number})"
            )


def _list(stream: BinaryIO, length: int) -> Iterator[Given | str]:
    """Every SMS of a list of that many bytes."""
    end = stream.tell() + length
    while stream.tell() < end:
        number, wire = _tag(stream)
        if (number, wire) == (_SMS, 2):
            yield _sms(_taken(stream, _varint(stream)))
        elif _skip(stream, wire) > _BOOKMARK_SIZE or number != _BOOKMARK:
            yield f"an entry of an unknown kind ({number})"


def _sms(content: bytes) -> Given | str:
    try:
        fields = _fields(content)
    except (_CodedError, EOFError):
        return "a message whose coding is damaged"
    body, date, sent = fields.get(_BODY, b""), fields.get(_DATE, 0), fields.get(_SENT, 0)
    if not isinstance(body, bytes) or not isinstance(date, int) or (not body and not date):
        return "an entry without text and date"
    text = body.decode("utf-8", "replace")
    return Given(
        text=text,
        senders=(_string(fields.get(_ADDRESS)),),
        times=(date if _EARLIEST < date < _LATEST else "",),
        sents=(sent if isinstance(sent, int) else 0,),
        directions=(fields.get(_TYPE),),
        remark=None if text.encode() == body else "some bytes of the text are not UTF-8 and read as U+FFFD",
    )


def _string(value: int | bytes | None) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


def _fields(content: bytes) -> Fields:
    """The fields of an SMS, of those that repeat the last."""
    stream, found = BytesIO(content), Fields()
    while first := stream.read(1):
        number, wire = _tag(stream, first)
        if wire == 0:
            found[number] = _varint(stream)
        elif wire == 2:
            found[number] = _taken(stream, _varint(stream))
        else:
            _skip(stream, wire)
    return found


def _tag(stream: BinaryIO, first: bytes = b"") -> tuple[int, int]:
    """The number and the wire type of the field that comes next."""
    value = _varint(stream, first)
    return value >> 3, value & 7


def _varint(stream: BinaryIO, first: bytes = b"") -> int:
    """A number of which each byte holds seven bits. Raises EOFError at the end of the file."""
    value = 0
    for at in range(10):
        (byte,) = first if first and not at else _taken(stream, 1)
        value |= (byte & 0x7F) << 7 * at
        if byte < 0x80:
            return value
    raise _CodedError("a number of more than ten bytes")


def _skip(stream: BinaryIO, wire: int) -> int:
    """Goes past a field; its size."""
    if wire not in (0, 1, 2, 5):
        raise _CodedError(f"a field of wire type {wire}")
    if wire == 0:
        _varint(stream)
        return 0
    left = size = _varint(stream) if wire == 2 else 8 if wire == 1 else 4
    while left:
        left -= len(_taken(stream, min(left, LARGEST)))
    return size


def _taken(stream: BinaryIO, size: int) -> bytes:
    """So many bytes. Raises EOFError if there are fewer."""
    if size > LARGEST:
        raise _CodedError(f"a field of {size:,} bytes")
    content = stream.read(size)
    if len(content) < size:
        raise EOFError
    return content
