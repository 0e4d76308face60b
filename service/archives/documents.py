"""Reads an XML document of messages: each record by a function of the format, and what is broken as Skipped."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import tzinfo

from service.archives.decoding import Encoding, decide, utf8
from service.archives.elements import Attributes, Break, Element, Walk
from service.archives.mending import mend, without_data
from service.archives.pieces import cut, plain
from service.archives.records import Given, message_of
from service.archives.source import RECORD, Options, Source
from service.errors import NotAnArchiveError
from service.messages import Message, Place, Skipped

UNFINISHED = "the file breaks within this message; its text may be incomplete"


Quick = Callable[[Attributes, Place, tzinfo], Message | None]
"""Makes a message of a plain record at once, or says None where it takes more."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a format keeps messages: the names of the elements, what is in one, and the element they may stand in.

    `quick_of` is for plain elements of the first name.
    """

    records: tuple[str, ...]
    given_of: Callable[[Element], Given]
    wrapper: str | None = None
    quick_of: Quick | None = None


def messages(source: Source, options: Options, shape: Shape) -> Iterator[Message | Skipped]:
    """Every message; of a file that was cut off, what there is, and where it stops."""
    encoding = decide(source, options.encoding)
    yield from encoding.warning(source)
    reading = Reading(source.name, options.timezone, shape)
    for piece in pieces(source, encoding, shape, options.record):
        yield from reading.read(mend(piece))
    yield from reading.finish()


def pieces(source: Source, encoding: Encoding, shape: Shape, record: int = RECORD) -> Iterator[bytes]:
    """The document as `Reading` takes it, but for the mending; a record has at most so many bytes."""
    return cut(without_data(utf8(source, encoding), record), shape.records, record)


class Reading:
    """Reads a document piece by piece; knows how many records went before."""

    def __init__(self, name: str, zone: tzinfo, shape: Shape) -> None:
        self.number = 0
        self._name = name
        self._zone = zone
        self._shape = shape
        self._walk = Walk(shape.records, shape.wrapper)

    def read(self, piece: bytes) -> Iterator[Message | Skipped]:
        """The records of the next piece: quickly where all of them are plain and the document is whole so far."""
        quick_of, first = self._shape.quick_of, self._shape.records[0]
        found = plain(piece, first) if quick_of and self._walk.at_rest else None
        if quick_of is None or found is None:
            yield from self._told(self._walk.feed(piece))
            return
        self._walk.skip(piece)
        for attributes in found:
            self.number += 1
            quick = quick_of(attributes, Place(self._name, self.number), self._zone)
            yield quick or self._message(Element(first, attributes, ()))

    def finish(self) -> Iterator[Message | Skipped]:
        """What the end of the document leaves open."""
        return self._told(self._walk.finish())

    def _told(self, found: Iterator[Element | Break]) -> Iterator[Message | Skipped]:
        try:
            for each in found:
                yield from self._broken(each) if isinstance(each, Break) else self._record(each)
        except NotAnArchiveError as error:
            raise NotAnArchiveError(f"{self._name}: {error}") from None

    def _broken(self, broken: Break) -> Iterator[Skipped]:
        """Where nothing was lost, the break belongs to the message before it."""
        yield from (Skipped(Place(self._name, self.number + lost), _why(broken)) for lost in _lost(broken))
        self.number += broken.lost

    def _record(self, found: Element) -> Iterator[Message | Skipped]:
        self.number += 1
        if found.tag in self._shape.records:
            yield self._message(found)
        else:
            yield Skipped(Place(self._name, self.number), f"<{found.tag[:40]}> is not a message")

    def _message(self, found: Element) -> Message:
        return message_of(self._shape.given_of(found), Place(self._name, self.number), self._zone)


def _lost(broken: Break) -> range:
    return range(1, broken.lost + 1) if broken.lost else range(1)


def _why(broken: Break) -> str:
    if broken.at_end:
        return f"the file is cut off in line {broken.line} ({broken.problem}); what was to follow is missing"
    return f"broken XML in line {broken.line} ({broken.problem}); reading went on with the next message"
