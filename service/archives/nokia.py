"""Reads the CSV of Nokia PC Suite and Nokia Suite, which have no header."""

import re
from collections.abc import Iterator

from service.archives.decoding import decide, head_text, texts
from service.archives.foreign import NOKIA
from service.archives.records import Given, message_of
from service.archives.rows import Row, lines, rows
from service.archives.source import Options, Source
from service.messages import Message, Place, Skipped

NAME = "Nokia CSV"

_DOTS = re.compile(r"(\d{4})\.(\d{1,2})\.(\d{1,2})")
_SUBMITTED = ("submit", "sent", "draft")


def recognises(head: bytes) -> bool:
    """Whether the first row is one of either program."""
    text = head_text(head)
    return text is not None and NOKIA.match(text) is not None


def read(source: Source, options: Options) -> Iterator[Message | Skipped]:
    """Every row; both programs put the time sixth and the text last."""
    encoding = decide(source, options.encoding)
    yield from encoding.warning(source)
    head = head_text(source.head()) or ""
    delimiter = ";" if head.lstrip().lower().startswith(("sms;", '"sms";')) else ","
    table = rows(lines(texts(source, encoding), options.record), delimiter, most=options.record)
    for number, row in enumerate(table, 1):
        yield _record(row, delimiter, Place(source.name, number), options)


def _record(row: Row, delimiter: str, place: Place, options: Options) -> Message | Skipped:
    """`sms;deliver;from;"";"";time;"";text`, or `sms,"READ,RECEIVED",from,to,"",time,"",text`."""
    if row.too_long:
        return Skipped(place, row.too_long)
    fields = row.fields
    if len(fields) < 8:
        return Skipped(place, f"the row has {len(fields)} columns instead of 8")
    kind, state, first, second, _, time, _ = fields[:7]
    if kind.strip().casefold() not in ("sms", "mms"):
        return Skipped(place, "a row of another kind than sms")
    sent = any(word in state.casefold() for word in _SUBMITTED)
    given = Given(
        text=delimiter.join(fields[7:]),
        senders=(second, first) if sent else (first, second),
        times=(_DOTS.sub(r"\1-\2-\3", time),),
        directions=("out" if sent else "in",),
        remark="the text has the delimiter in it without quotes" if len(fields) > 8 else None,
    )
    return message_of(given, place, options.timezone)
