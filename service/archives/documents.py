"""Reads an XML document of messages: each record by a function of the format, and what is broken as Skipped."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from service.archives.decoding import Encoding, decide, utf8
from service.archives.elements import Break, Element, Walk
from service.archives.mending import mend, without_data
from service.archives.pieces import Column, cut, plain
from service.archives.records import Given, message_of
from service.archives.source import Options, Source
from service.errors import NotAnArchiveError
from service.messages import Message, Place, Sheet, Skipped
from service.native import library

UNFINISHED = "the file breaks within this message; its text may be incomplete"


@dataclass(frozen=True, slots=True)
class Plain:
    """How plain records are read by columns: which attributes say all, and a function that makes messages of them.

    It is given a column for each attribute, and says None where it takes more to read one of the records. `native` is
    the function of the library that reads the same.
    """

    attributes: tuple[str, ...]
    sheet_of: Callable[[Sequence[Column], Place, tzinfo], Sheet | None]
    native: str | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """How a format keeps messages: the names of the elements, what is in one, and the element they may stand in.

    `given_of` says why where an element is no message; `plain` is for elements of the first name.
    """

    records: tuple[str, ...]
    given_of: Callable[[Element], Given | str]
    wrapper: str | None = None
    plain: Plain | None = None

    def count(self, piece: bytes) -> int:
        """How many records a piece seems to hold."""
        if (quick := library()) is not None:
            names = [record.encode() for record in self.records]
            return sum(quick.count_starts(piece, len(piece), name, len(name)) for name in names)
        return sum(piece.count(b"<%b " % record.encode()) for record in self.records)


def messages(source: Source, options: Options, shape: Shape) -> Iterator[Message | Skipped]:
    """Every message; of a file that was cut off, what there is, and where it stops."""
    encoding = decide(source, options.encoding)
    yield from encoding.warning(source)
    reading = Reading(source.name, options.timezone, shape)
    for piece in pieces(source, encoding, shape, options.record):
        yield from reading.read(mend(piece))
    yield from reading.finish()


def pieces(source: Source, encoding: Encoding, shape: Shape, record: int) -> Iterator[bytes]:
    """The document as `Reading` takes it, but for the mending; a record has at most so many bytes."""
    return cut(without_data(utf8(source, encoding), record), shape.records, record)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a document, for another process: how many records go before it, and how many it seems to hold."""

    xml: bytes
    name: str
    zone: tzinfo
    shape: Shape
    number: int
    count: int


def whole_records(piece: Piece) -> Sheet | list[Message] | None:
    """The messages of a piece; None unless it holds whole messages and nothing else, as many as it seemed."""
    xml = mend(piece.xml)
    if (sheet := _sheet(piece.shape, xml, Place(piece.name, piece.number + 1), piece.zone)) and len(
        sheet
    ) == piece.count:
        return sheet
    reading = Reading(piece.name, piece.zone, piece.shape, piece.number)
    list(reading.read(b"<all>"))
    found = list(reading.read(xml))
    messages = [record for record in found if isinstance(record, Message)]
    return messages if reading.at_rest and len(messages) == len(found) == piece.count else None


def _sheet(shape: Shape, xml: bytes, first: Place, zone: tzinfo) -> Sheet | None:
    """The messages of a mended piece by columns; None unless all of its records are plain."""
    if shape.plain is None or (columns := plain(xml, shape.records[0], shape.plain.attributes)) is None:
        return None
    return shape.plain.sheet_of(columns, first, zone)


class Reading:
    """Reads a document piece by piece; knows how many records went before."""

    def __init__(self, name: str, zone: tzinfo, shape: Shape, number: int = 0) -> None:
        self.number = number
        self._name = name
        self._zone = zone
        self._shape = shape
        self._walk = Walk(shape.records, shape.wrapper)

    def read(self, piece: bytes) -> Iterator[Message | Skipped]:
        """The records of the next piece: quickly where all of them are plain and the document is whole so far."""
        first = Place(self._name, self.number + 1)
        if not self.at_rest or (sheet := _sheet(self._shape, piece, first, self._zone)) is None:
            yield from self._told(self._walk.feed(piece))
            return
        self._walk.skip(piece)
        self.number += len(sheet)
        yield from sheet.messages()

    @property
    def at_rest(self) -> bool:
        """Whether the next piece may be read by itself: the document is whole so far, and nothing is open."""
        return self._walk.at_rest

    def skip(self, piece: Piece) -> None:
        """Passes over a piece that another process read."""
        self._walk.skip(piece.xml)
        self.number += piece.count

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

    def _message(self, found: Element) -> Message | Skipped:
        given, place = self._shape.given_of(found), Place(self._name, self.number)
        return Skipped(place, given) if isinstance(given, str) else message_of(given, place, self._zone)


def _lost(broken: Break) -> range:
    return range(1, broken.lost + 1) if broken.lost else range(1)


def _why(broken: Break) -> str:
    if broken.at_end:
        return f"the file is cut off in line {broken.line} ({broken.problem}); what was to follow is missing"
    return f"broken XML in line {broken.line} ({broken.problem}); reading went on with the next message"
