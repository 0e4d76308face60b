"""Names and values in what is no valid JSON: JSON that a template broke, forms, and forms in parts.

A template that pastes an SMS as it stands lets its sender write quotes, line ends and `&` into what is sent, and so end
a value where he likes. So each value is known by where it begins, and all that follows can be read as well.
"""

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import unquote_plus

TEXTS_IN_CHINESE = ("短信", "短信内容", "内容")
ASIDE_IN_CHINESE = ("联系人", "姓名", "发件人", "号码", "时间")
CHINESE = TEXTS_IN_CHINESE + ASIDE_IN_CHINESE
"""Names that people give the fields of their own templates; any other in Chinese a sender may have written."""

_BEGINS = re.compile(rf'"([A-Za-z_]\w*|{"|".join(CHINESE)})"\s*:\s*"')
_ESCAPES = re.compile(r'(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))+')
_NAME = re.compile(r"\w+", re.ASCII)
_PART = re.compile(r'^content-disposition: *form-data;[^\r\n]*?\bname="?(\w+)', re.IGNORECASE | re.MULTILINE)


class Named(NamedTuple):
    """A string and the name before it; a name that no template holds is a string as well, and has none."""

    name: str
    text: str


def of_json(text: str) -> Iterator[Named]:
    """The strings in JSON that cannot be read, each up to where the next begins, and what stands before the first."""
    begins = list(_BEGINS.finditer(text))
    yield Named("", text[: begins[0].start()] if begins else text)
    for begun, end in pairwise([*begins, None]):
        assert begun
        if not begun[1].isascii() and begun[1] not in CHINESE:
            yield Named("", begun[1])
        yield Named(begun[1], _unescaped(text[begun.end() : end.start() if end else None]))


def of_form(text: str) -> Iterator[Named]:
    """The fields of a form. What has a name that no template holds, its sender wrote: it has none here."""
    for field in text.split("&"):
        encoded, _, value = field.partition("=")
        name = unquote_plus(encoded)
        if name not in CHINESE and not _NAME.fullmatch(encoded):
            yield Named("", name)
            name = ""
        yield Named(name, unquote_plus(value))


def of_parts(text: str) -> Iterator[Named]:
    """The fields of a form in parts, as `curl -F` sends it; none where it is something else."""
    boundary = text.partition("\n")[0].rstrip("\r")
    for part in text.split(boundary):
        head = re.search(r"\r?\n\r?\n", part)
        if head and (named := _PART.search(part, 0, head.start())):
            yield Named(named[1], part[head.end() :].strip())


def _unescaped(pasted: str) -> str:
    """A string of JSON without what closes it, escapes undone; beside a wrong one those that are right."""
    plain = pasted.rstrip(" \t\r\n,}]").removesuffix('"')
    return _ESCAPES.sub(lambda escapes: str(json.loads(f'"{escapes[0]}"')), plain)
