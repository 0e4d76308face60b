"""Cuts the XML of messages into pieces of whole records, and reads a piece of plain ones for less than parsing costs.

A record is plain if nothing stands in it but attributes, `<sms … />`; most files hold little else. Whatever is not
plain, or broken, is left to `elements`.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from xml.parsers import expat

from service.archives.source import RECORD

Attributes = dict[str, str]

Column = list[str | None]
"""An attribute of one record after another, None where it is missing."""

SIZE = 1 << 18
"""Bytes of a piece: some 600 messages, which another process judges in some ten milliseconds."""

_BLANK = re.compile(r"\r\n|[\t\r\n]")
_REFERENCE = re.compile(r"&(amp|lt|gt|quot|apos|#[0-9]+);")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def cut(chunks: Iterable[bytes], records: tuple[str, ...], record: int = RECORD) -> Iterator[bytes]:
    """The same bytes in pieces, each but the first of which begins with the start of a record.

    Where none comes within `record` bytes, a piece ends with any tag.

    >>> list(cut([b'<a> <s x="1"/> <s', b' x="2"/></a>'], ("s",)))
    [b'<a> ', b'<s x="1"/> <s x="2"/></a>']
    """
    starts = re.compile(rf"<(?:{'|'.join(records)})[\s/>]".encode())
    rest, least = b"", 0
    for chunk in chunks:
        rest += chunk
        begin = 0
        while len(rest) - begin > least and (following := starts.search(rest, begin + least)):
            yield rest[begin : following.start()]
            begin, least = following.start(), SIZE
        rest = rest[begin:]
        if len(rest) > record:
            end = rest.rfind(b">") + 1 or len(rest)
            yield rest[:end]
            rest = rest[end:]
    yield rest


def plain(piece: bytes, record: str, wanted: tuple[str, ...]) -> list[Column] | None:
    """What the records of a mended piece have of each attribute; None unless all are plain and of this name.

    Records with the attributes of the first, in the same order, are found by an expression; a parser takes three times
    as long, and reads the others.

    >>> plain(b'<s x="1" y=""/><s y="&lt;" />', "s", ("x", "y"))
    [['1', None], ['', '<']]
    >>> plain(b'<s x="1"/><s>2</s>', "s", ("x",)), plain(b'<s x="1"/><s y=', "s", ("x",))
    (None, None)
    """
    start = b"<%b " % record.encode()
    count = piece.count(start)
    if not count or piece.count(b"<") != count:  # in well-formed XML no other `<` stands anywhere
        return None
    first = _parsed(piece[: piece.find(start, 1)] if count > 1 else piece)
    if first is None or len(first) != 1:
        return None
    names = tuple(first[0])
    parts = _like(record, names, wanted).split(piece)
    step = 1 + len(set(names) & set(wanted))
    columns = _columns(parts, step, names, wanted)
    for at in [at for at, between in enumerate(parts[::step]) if between][::-1]:
        others = _parsed(parts[at * step])
        if others is None:
            return None
        for name, column in zip(wanted, columns, strict=True):
            column[at:at] = [each.get(name) for each in others]
    return columns if all(len(column) == count for column in columns) else None


@lru_cache(16)
def _like(record: str, names: tuple[str, ...], wanted: tuple[str, ...]) -> re.Pattern[bytes]:
    """What records with attributes of these names look like; it gives the values that are wanted.

    A value may hold `<`, so the records that are found must be as many as there are.
    """
    values = [f' {re.escape(name)}="' + ('([^"]*+)"' if name in wanted else '[^"]*+"') for name in names]
    return re.compile(rf"<{record}{''.join(values)} ?/>[ \t\r\n]*+".encode())


def _columns(parts: list[bytes], step: int, names: tuple[str, ...], wanted: tuple[str, ...]) -> list[Column]:
    given = [name for name in names if name in wanted]
    return [
        _values(parts[1 + given.index(name) :: step]) if name in given else [None] * (len(parts) // step)
        for name in wanted
    ]


def _values(written: list[bytes]) -> Column:
    """Values as a parser gives them, made all at once: what stands in none of them parts them."""
    if not written:
        return []
    together = b'"'.join(written).decode()
    if any(blank in together for blank in "\t\r\n"):
        together = _BLANK.sub(" ", together)
    values = together.split('"')
    return [_REFERENCE.sub(_meant, value) if "&" in value else value for value in values]


def _meant(reference: re.Match[str]) -> str:
    return _NAMED.get(reference[1]) or chr(int(reference[1][1:]))


def _parsed(piece: bytes) -> list[Attributes] | None:
    """The attributes of each element; None where the piece is not well-formed, or text stands between them."""
    found: list[Attributes] = []
    between: list[str] = []
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.CharacterDataHandler = between.append
    parser.Parse(b"<all>", False)
    parser.StartElementHandler = lambda _, attributes: found.append(attributes)
    try:
        parser.Parse(piece, False)
        parser.Parse(b"</all>", True)
    except expat.ExpatError:
        return None
    return None if "".join(between).strip() else found
