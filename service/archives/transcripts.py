"""Reads plain text with a line above each message that says when it came, and from or to whom."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from service.archives.days import order_of, warning
from service.archives.decoding import decide, head_text, texts
from service.archives.foreign import STAMP, heading, is_transcript
from service.archives.records import Given, message_of
from service.archives.rows import CUT_OFF, Overlong, lines
from service.archives.source import Options, Source
from service.archives.times import Order
from service.messages import Message, Place, Skipped

NAME = "transcript"

_DAMAGED = re.compile(
    rf"^.{{0,2}}{STAMP}(?: (?:to|from) |.{{0,6}}\n?[^:\n]{{0,70}}:[ \t]*$)"
    r"|^(?=.{0,24}[/.:-]\d).{0,26} (?:to|from) [^:\n]{1,60}:[ \t]*$"
    rf"|^.{{0,26}}{STAMP}[ \t]*$|^{STAMP}.{{0,26}}$|^\+?\d[\d -]{{3,20}}[ \t]+\d.{{6,24}}$",
    re.IGNORECASE | re.MULTILINE,
)
"""What a line of time and number still has if one of its characters is another, or a line end: either half of it."""

_SWALLOWED = "a line of the text looks like a damaged one of time and number; another message may begin there"
_STRAY = "lines above the first with a time and a number; that of their message may be damaged"


def recognises(head: bytes) -> bool:
    """Whether it begins as `5/17/2017 11:33:55 PM to +8613800000001:`, or as `+8613800000001 2017-05-17 23:33`."""
    text = head_text(head)
    return text is not None and is_transcript(text)


def read(source: Source, options: Options) -> Iterator[Message | Skipped]:
    """Every message: the lines below such a line, up to the next."""
    encoding = decide(source, options.encoding)
    yield from encoding.warning(source)
    order = order_of(_times(lines(texts(source, encoding), options.record)))
    yield from warning(order, source)
    found = _records(lines(texts(source, encoding), options.record), options.record)
    for number, given in enumerate(found, 1):
        place = Place(source.name, number)
        yield _dated(given, place, options, order) if given else Skipped(place, _STRAY)


def _dated(given: Given, place: Place, options: Options, order: Order) -> Message:
    return message_of(replace(given, order=order), place, options.timezone)


def _times(given: Iterable[str]) -> Iterator[str]:
    return (match["time"] for match in map(_heading, given) if match)


def _heading(line: str) -> re.Match[str] | None:
    return heading(line.lstrip("\ufeff \t"))


def _records(given: Iterable[str], most: int) -> Iterator[Given | None]:
    """Each message; None for what stands above the first."""
    above: re.Match[str] | None = None
    below: list[str] = []
    size, cut_off = 0, False
    for line in given:
        if (match := _heading(line)) and (above is None or match.re is above.re):  # as the first, whatever a text says
            yield from _record(above, below, cut_off=cut_off)
            above, below, size, cut_off = match, [], 0, False
        elif size < most:
            below.append(line)
            size += len(line)
            cut_off = isinstance(line, Overlong)
        else:
            cut_off = True
    yield from _record(above, below, cut_off=cut_off)


def _record(above: re.Match[str] | None, below: list[str], *, cut_off: bool) -> Iterator[Given | None]:
    if above:
        plain = "\n".join(line.rstrip("\r\n") for line in below)
        remarks = (_SWALLOWED if _DAMAGED.search(plain) else None, CUT_OFF if cut_off else None)
        yield Given(
            text="".join(below).rstrip("\r\n"),
            senders=(above["who"].strip(),),
            times=(above["time"],),
            directions=((above.groupdict().get("way") or "").lower(),),
            remark="; ".join(filter(None, remarks)) or None,
        )
    elif cut_off or any(map(str.strip, below)):
        yield None
