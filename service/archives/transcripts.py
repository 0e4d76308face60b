"""Reads plain text with a line above each message that says when it came, and from or to whom."""

from collections.abc import Iterable, Iterator

from service.archives.decoding import decide, head_text, texts
from service.archives.foreign import TRANSCRIPT
from service.archives.records import Given, message_of
from service.archives.rows import lines
from service.archives.source import Options, Source
from service.messages import Message, Place, Skipped

NAME = "transcript"


def recognises(head: bytes) -> bool:
    """Whether it begins as `5/17/2017 11:33:55 PM to +8613800000001:`."""
    text = head_text(head)
    return text is not None and TRANSCRIPT.match(text.lstrip("\ufeff \t\r\n")) is not None


def read(source: Source, options: Options) -> Iterator[Message | Skipped]:
    """Every message: the lines below such a line, up to the next."""
    encoding = decide(source, options.encoding)
    yield from encoding.warning(source)
    for number, given in enumerate(_records(lines(texts(source, encoding)), options.record), 1):
        yield message_of(given, Place(source.name, number), options.timezone)


def _records(given: Iterable[str], most: int) -> Iterator[Given]:
    above: tuple[str, str, str] | None = None
    below: list[str] = []
    size = 0
    for line in given:
        if match := TRANSCRIPT.match(line.lstrip("\ufeff")):
            if above:
                yield _record(above, below)
            above, below, size = (match["time"], match["way"], match["who"]), [], 0
        elif size < most:
            below.append(line)
            size += len(line)
    if above:
        yield _record(above, below)


def _record(above: tuple[str, str, str], below: list[str]) -> Given:
    time, way, who = above
    return Given(text="".join(below).rstrip("\r\n"), senders=(who.strip(),), times=(time,), directions=(way.lower(),))
