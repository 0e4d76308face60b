"""Cuts the XML of messages into pieces of whole records, and reads a piece of plain ones at the price of parsing it.

A record is plain if nothing stands in it but attributes, `<sms … />`; most files hold little else. Whatever is not
plain, or broken, is left to `elements`.
"""

import re
from collections.abc import Iterable, Iterator
from xml.parsers import expat

from service.archives.source import RECORD

Attributes = dict[str, str]

SIZE = 1 << 18
"""Bytes of a piece: some 600 messages, which another process judges in some ten milliseconds."""


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
        while len(rest) > least and (following := starts.search(rest, least)):
            yield rest[: following.start()]
            rest, least = rest[following.start() :], SIZE
        if len(rest) > record:
            end = rest.rfind(b">") + 1 or len(rest)
            yield rest[:end]
            rest = rest[end:]
    yield rest


def plain(piece: bytes, record: str) -> list[Attributes] | None:
    """The attributes of each record of a piece, or None unless all of them are plain and of this name.

    >>> plain(b'<s x="1"/><s x="&lt;" />', "s")
    [{'x': '1'}, {'x': '<'}]
    >>> plain(b'<s x="1"/><s>2</s>', "s"), plain(b'<s x="1"/><s y=', "s")
    (None, None)
    """
    if piece.count(b"<") != piece.count(b"<%b " % record.encode()):  # in well-formed XML no other `<` stands anywhere
        return None
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
