"""Reads the records of an XML file as a stream, goes on after broken ones, and says where it broke."""

import re
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import NoReturn
from xml.parsers import expat

from service.archives.source import CHUNK, RECORD
from service.errors import NotAnArchiveError
from service.native import library

DEEPEST = 64
"""Elements within a record that have not ended; messages have three."""

MOST_INNER = 10_000
"""Elements within a record: far more than the parts and people of a message; each takes 300 bytes in memory."""

Attributes = dict[str, str]


@dataclass(frozen=True, slots=True)
class Element:
    """A record with everything inside it; not whole if the file broke before its end.

    `inner` are the elements inside, `texts` the characters of these and of itself, by tag; `around` are the attributes
    of the wrapper that it stands in.
    """

    tag: str
    attributes: Attributes
    inner: tuple[tuple[str, Attributes], ...]
    whole: bool = True
    texts: tuple[tuple[str, str], ...] = ()
    around: Attributes = field(default_factory=dict)

    def text(self, tag: str) -> str:
        """The characters of the first element of that name; empty if there is none."""
        return next((text for name, text in self.texts if name == tag), "")


@dataclass(frozen=True, slots=True)
class Break:
    """Where the XML is broken, what the parser says, how many records were lost there, and whether the file ends."""

    line: int
    problem: str
    lost: int
    at_end: bool


class _TooMuchError(Exception):
    """A record holds more than any message does."""

    def __init__(self, lineno: int, problem: str) -> None:
        super().__init__(problem)
        self.lineno = lineno
        self.problem = problem


def elements(
    chunks: Iterable[bytes], records: tuple[str, ...], wrapper: str | None = None
) -> Iterator[Element | Break]:
    """The children of the root, and those of its wrappers, and a Break for each place where the XML is broken.

    After a broken place it goes on with the next start tag named in `records`. Chunks must be UTF-8 and best end with a
    tag. Raises NotAnArchiveError for a document type, as no phone writes one and entities can exhaust memory.
    """
    walk = Walk(records, wrapper)
    for chunk in chunks:
        yield from walk.feed(chunk)
    yield from walk.finish()


class Walk:
    """One expat parser after another over one stream of chunks."""

    def __init__(self, records: tuple[str, ...], wrapper: str | None = None) -> None:
        self._records = records
        self._wrapper = wrapper
        self._around: Attributes = {}
        self._starts = re.compile(rf"<(?:{'|'.join(records)})(?=[\s/>])".encode())
        self._root = "records"
        self._newlines = 0  # in all pieces before the present one
        self._piece = b""
        self._begin()

    @property
    def at_rest(self) -> bool:
        """Whether it stands between two records of a document that is whole so far."""
        if self._parser is None or self._depth != 1 or self._open is not None or self._stray or self._in_cdata:
            return False
        return bool(self._parser.CurrentByteIndex == self._fed)  # else a tag or a comment was begun and has not ended

    def skip(self, piece: bytes) -> None:
        """Passes over whole records that were read otherwise; to be called at rest."""
        newlines = _line_ends(piece)
        self._newlines += newlines
        self._skipped_lines += newlines

    def _begin(self, root: bytes = b"") -> None:
        self._parser: expat.XMLParserType | None = expat.ParserCreate("utf-8")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._between
        self._parser.StartDoctypeDeclHandler = _refuse_doctype
        self._parser.StartCdataSectionHandler = partial(setattr, self, "_in_cdata", True)
        self._parser.EndCdataSectionHandler = partial(setattr, self, "_in_cdata", False)
        self._in_cdata = False
        self._depth = 0
        self._open: tuple[str, Attributes] | None = None
        self._inner: list[tuple[str, Attributes]] = []
        self._texts: list[tuple[str, str]] = []
        self._writing: list[tuple[str, list[str]]] = []  # the characters of elements that have not ended
        self._done: list[Element | Break] = []
        self._stray = False
        self._opened = 0  # where the present record began
        self._seen = -1  # where the latest tag began, in bytes from this parser's start
        self._fed = len(root)  # bytes given to this parser before the present piece
        self._skipped_lines = self._newlines
        self._parser.Parse(root, False)

    def _start(self, tag: str, attributes: Attributes) -> None:
        assert self._parser is not None
        self._seen = self._parser.CurrentByteIndex
        self._depth += 1
        self._stray = False
        if self._depth == 1:
            self._root = tag
            return
        if tag == self._wrapper:
            self._around = attributes
        elif self._depth == 2 or tag in self._records:  # a record within another: that one was never closed
            self._close(whole=False)
            self._open, self._inner, self._opened = (tag, attributes), [], self._seen
        elif self._open is not None:
            self._hold(self._seen)
            self._inner.append((tag, attributes))
        if len(self._writing) >= DEEPEST:
            self._refuse(f"more than {DEEPEST} elements within each other")
        self._writing.append((tag, []))

    def _between(self, characters: str) -> None:
        """Keeps the characters of a record, and notices text between records: one whose `<` was lost."""
        assert self._parser is not None
        if self._writing and self._open is not None:
            self._hold(self._parser.CurrentByteIndex)
            self._writing[-1][1].append(characters)
        if self._depth == 1 and not self._stray and characters.strip():
            self._stray = True
            line = self._skipped_lines + self._parser.CurrentLineNumber
            self._done.append(Break(line, "text between the messages", 1, at_end=False))

    def _hold(self, at: int) -> None:
        """Goes on within the record. Raises _TooMuchError if it is larger than any is, as all of it is in memory."""
        if at - self._opened > RECORD:
            self._refuse(f"a message of more than {RECORD:,} bytes")
        if len(self._inner) >= MOST_INNER:
            self._refuse(f"more than {MOST_INNER:,} elements within a message")

    def _refuse(self, what: str) -> NoReturn:
        assert self._parser is not None
        raise _TooMuchError(self._parser.CurrentLineNumber, what)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if self._writing:
            self._write()
        if self._depth == 1 or tag in self._records:
            self._close(whole=True)

    def _write(self) -> None:
        """Keeps the characters of the element that ends."""
        tag, written = self._writing.pop()
        if self._open is not None:
            self._texts.append((tag, "".join(written)))

    def _close(self, *, whole: bool) -> None:
        if self._open is not None:
            while self._writing and not whole:
                self._write()
            self._done.append(Element(*self._open, tuple(self._inner), whole, tuple(self._texts), self._around))
            self._open = None
        self._texts.clear()

    def feed(self, chunk: bytes) -> Iterator[Element | Break]:
        """What became whole, or broke, with this chunk."""
        while chunk:
            chunk = (yield from self._parse(chunk)) if self._parser else self._resume(chunk)

    def _parse(self, piece: bytes) -> Generator[Element | Break, None, bytes]:
        """Gives what became whole and returns the bytes with which to go on."""
        assert self._parser is not None
        self._piece = piece
        try:
            for at in range(0, len(piece), CHUNK):  # expat goes on to the end of what it is given, whatever is raised
                self._parser.Parse(piece[at : at + CHUNK], False)
        except expat.ExpatError as error:
            return (yield from self._broken(error, self._parser.ErrorByteIndex))
        except _TooMuchError as error:
            return (yield from self._broken(error, self._seen))
        yield from self._done
        self._done.clear()
        self._advance(piece)
        return b""

    def _advance(self, piece: bytes) -> None:
        self._fed += len(piece)
        self._newlines += _line_ends(piece)

    def _broken(
        self, error: expat.ExpatError | _TooMuchError, at: int, *, at_end: bool = False
    ) -> Generator[Element | Break, None, bytes]:
        """Gives what was read before the broken place and returns the bytes with which to go on."""
        assert self._parser is not None
        self._close(whole=False)
        yield from self._done
        latest = max(0, self._seen - self._fed + 1)
        wrong = max(latest, at - self._fed)
        if not self._starts.search(self._piece, latest, wrong):
            wrong += 1  # the broken tag itself begins here: go on behind it
        following = None if at_end else self._starts.search(self._piece, wrong)
        end = following.start() if following else len(self._piece)
        lost = len(self._starts.findall(self._piece, latest, end))
        problem = expat.ErrorString(error.code) if isinstance(error, expat.ExpatError) else error.problem
        yield Break(self._skipped_lines + error.lineno, problem, lost, at_end)
        self._newlines += _line_ends(self._piece[:end])
        self._parser = None
        return self._piece[end:]

    def _resume(self, chunk: bytes) -> bytes:
        """Begins a new parser at the next record; drops what has none."""
        following = self._starts.search(chunk)
        end = following.start() if following else len(chunk)
        self._newlines += _line_ends(chunk[:end])
        if following:
            self._begin(f"<{self._root}>".encode())
        return chunk[end:]

    def finish(self) -> Iterator[Element | Break]:
        """What the end of the file leaves open."""
        if self._parser is None:
            return
        self._fed -= len(self._piece)  # the latest piece is looked at once more for a record that was cut off
        try:
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            yield from self._broken(error, self._parser.ErrorByteIndex, at_end=True)


def _line_ends(piece: bytes) -> int:
    """The lines that end in a piece, as expat counts them: a carriage return by itself ends one too."""
    if (quick := library()) is not None:
        return int(quick.count_lines(piece, len(piece)))
    return piece.count(b"\n") + (piece.count(b"\r") - piece.count(b"\r\n") if b"\r" in piece else 0)


def _refuse_doctype(*_: object) -> NoReturn:
    raise NotAnArchiveError("the XML declares a document type, as no export of messages does; it is not read")
