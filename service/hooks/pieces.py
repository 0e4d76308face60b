"""Names and values in what is no valid JSON: JSON that a template broke, forms, and forms in parts.

A template that pastes an SMS as it stands lets its sender write quotes, line ends and `&` into what is sent, and so end
a value where he likes. So each value is known by where it begins, and all that follows can be read as well; with it all
that stands before, if that is more than ASCII: he may have written the name too.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple
from urllib.parse import unquote_plus

_BEGINS = re.compile(r'"([A-Za-z_]\w*)"\s*:\s*"')
_PART = re.compile(r'^content-disposition: *form-data;[^\r\n]*?\bname="?(\w+)', re.IGNORECASE | re.MULTILINE)


class Span(NamedTuple):
    """Where the value of a name stands, closing signs included."""

    name: str
    start: int
    end: int


class Pieces(NamedTuple):
    """A text, where values stand in it, how they are read, and whether an SMS may have been pasted as it stands."""

    text: str
    spans: Iterable[Span]
    read: Callable[[str], str]
    pasted: bool

    def value(self, span: Span) -> str:
        """What stands there."""
        return self.read(self.text[span.start : span.end])

    def rest(self, span: Span) -> str:
        """What stands there and all that follows, or all, where an SMS may stand before; nothing if none was pasted."""
        if not self.pasted:
            return ""
        return self.read(self.text[span.start :] if self.text[: span.start].isascii() else self.text)


def of_json(text: str) -> Pieces:
    """The strings in JSON that cannot be read, each up to where the next begins."""
    return Pieces(text, _between(text), _unescaped, pasted=True)


def of_form(text: str) -> Pieces:
    """The fields of a form; what encodes them leaves no Chinese character."""
    return Pieces(text, _fields(text), unquote_plus, pasted=not text.isascii())


def of_parts(text: str) -> Pieces:
    """The fields of a form in parts, as `curl -F` sends it; none where it is something else."""
    return Pieces(text, _parts(text), str.strip, pasted=False)


def _between(text: str) -> Iterator[Span]:
    name, start = "", 0
    for begins in _BEGINS.finditer(text):
        if start:
            yield Span(name, start, begins.start())
        name, start = begins[1], begins.end()
    if start:
        yield Span(name, start, len(text))


def _unescaped(pasted: str) -> str:
    """A string of JSON without what closes it, escapes undone where all of them can be."""
    plain = pasted.rstrip(" \t\r\n,}]").removesuffix('"')
    try:
        value: str = json.loads(f'"{plain}"', strict=False)
    except ValueError:
        return plain
    return value


def _fields(text: str) -> Iterator[Span]:
    start = 0
    for field in text.split("&"):
        name, _, value = field.partition("=")
        end = start + len(field)
        yield Span(name, end - len(value), end)
        start = end + 1


def _parts(text: str) -> Iterator[Span]:
    boundary = text.partition("\n")[0].rstrip("\r")
    start = 0
    for part in text.split(boundary):
        head = re.search(r"\r?\n\r?\n", part)
        if head and (named := _PART.search(part, 0, head.start())):
            yield Span(named[1], start + head.end(), start + len(part))
        start += len(part) + len(boundary)
