"""Reads the records of JSON lines, arrays and objects as a stream, and goes on after broken ones."""

import json
import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from json import JSONDecodeError
from typing import Any, NoReturn

from service.archives.records import is_message, is_person, is_text, says_whose
from service.archives.rows import Overlong, lines
from service.archives.source import RECORD

LONGEST_LINE = 1 << 23
"""Characters within which the first of JSON lines ends, or has shown by its keys that it is a record."""

NESTED = 3
"""Levels of objects in which lists of records are looked for."""

EXPONENT = 2
"""Characters behind a number that may yet belong to it, as in 1e+ before 5."""

_OWN = ("parts", "__parts", "msg_box")
"""Keys besides those of a text by which an object is a record rather than what holds the records."""

_DECODER = json.JSONDecoder(strict=False)  # lets raw line ends in strings pass
_BLANK = re.compile(r"[\s,]*")
_LIST = re.compile(r"\[\s*")
_KEY = re.compile(r'[\s,]*+"([^"\\]*+)"\s*+:\s*+')
_OBJECTS = re.compile(r"\[\s*\{")
_NEXT = re.compile(r"\}[\s,]*+(?=\{|\Z)")
"""The end of an object and what stands before the next one, or before what is not read yet."""

_NEXT_NAMED = re.compile(r'\}[\s,]*+(?=(\Z|"[^"\\]{0,99}+(?:\Z|"\s{0,9}+(?:\Z|:\s{0,9}+(?:\Z|\{)))))')
"""The same where objects have names, at most so long, of which the rest may not be read yet."""


@dataclass(frozen=True, slots=True)
class Broken:
    """What is wrong with the JSON, and whether a record was lost there."""

    why: str
    lost: bool = True


@dataclass(frozen=True, slots=True)
class Within:
    """A record, and the number and the name that stand before it in the object that holds it."""

    outside: Mapping[str, object]
    record: dict[str, object]


def values(chunks: Iterable[str], record: int = RECORD) -> Iterator[object]:
    """Every record (an object, Within another if that says whose it is, or what stands in its place) or Broken.

    `record` says how many characters of a value are kept while its end is awaited.
    """
    text = _Text(chunks, record)
    if text.peek() == "{" and text.begins_with_lines():
        yield from _each_line(lines(text.rest(), record))
        return
    try:
        if text.peek() == "[":
            yield from _items(text)
        elif (alone := (yield from _object(text, 1))) is not None:
            yield alone
    except _BreakError as error:
        yield Broken(f"{error}; what follows was not read", lost=False)
        return
    if text.peek():
        yield Broken("what follows the end of the JSON was not read", lost=False)


def _each_line(given: Iterable[str]) -> Iterator[object]:
    for line in given:
        if isinstance(line, Overlong):
            yield Broken(line.why)
        elif line.strip():
            try:
                yield _of_line(line)
            except (ValueError, RecursionError) as error:
                yield Broken(f"the line is not valid JSON ({_said(error)})")


def _of_line(line: str) -> Any:  # noqa: ANN401 - whatever it holds
    """The value on a line, which ends in a comma where the brackets of a list were cut away."""
    return _DECODER.decode(line.rstrip().removesuffix(","))


def _items(text: "_Text") -> Iterator[object]:
    """The items of the list that comes next; a broken one is skipped up to the next object."""
    text.take()
    while (sign := text.peek()) != "]":
        if not sign:
            yield Broken("the file is cut off here; what was to follow is missing", lost=False)
            return
        try:
            yield text.value()
        except _BreakError as error:
            if not text.skip():
                yield Broken(f"{error}, and no record follows it; the file may be cut off")
                return
            yield Broken(f"{error}; reading went on with the next record")
    text.take()


def _object(text: "_Text", level: int) -> Generator[object, None, dict[str, object] | None]:
    """The records in the lists and under the keys of the object that comes next; returns itself if there are none."""
    text.take()
    own: dict[str, object] = {}
    found = named = False
    while (sign := text.peek()) != "}":
        key = text.value() if sign == '"' else text.fail("a key is missing")
        if text.peek() != ":":
            text.fail("a colon is missing")
        text.take()
        if text.peek() == "[" and text.holds_records():
            found = True
            outside = {name: value for name, value in own.items() if is_person(name)}
            yield from (_within(outside, item) for item in _items(text))
        elif text.peek() == "{" and level < NESTED:
            try:
                held = yield from _object(text, level + 1)
            except _BreakError as error:
                if not named or not text.skip(_NEXT_NAMED):
                    raise
                yield Broken(f"{error}; reading went on with the next record")
                continue
            if held is None:
                found = True
            elif named or (any(map(is_text, held)) and (says_whose(held) or not is_text(str(key)))):
                if not named:  # what stands before the first record may be one without a text
                    yield from (each for each in own.values() if isinstance(each, dict))
                found = named = True
                yield held
            else:
                own[str(key)] = held
        else:
            own[str(key)] = text.value()
            if found and is_person(str(key)):
                yield Broken(f"{key!r} stands behind the messages that it is said of, and was not read", lost=False)
    text.take()
    if found and is_message(own):
        yield own
    return None if found else own


def _holds_messages(given: Iterable[object], level: int = 1) -> bool:
    """Whether there are messages among the values, or in their objects and lists."""
    for each in given:
        if isinstance(each, dict) and any(map(is_text, each)) and says_whose(each):
            return True
        inner = each.values() if isinstance(each, dict) else each if isinstance(each, list) else ()
        if level <= NESTED and _holds_messages(inner, level + 1):
            return True
    return False


def _within(outside: Mapping[str, object], item: object) -> object:
    return Within(outside, item) if outside and isinstance(item, dict) else item


class _BreakError(ValueError):
    """The JSON cannot be understood at this point."""


class _Text:
    """Text that comes in chunks, of which only the unread part is kept."""

    def __init__(self, chunks: Iterable[str], record: int) -> None:
        self._record = record
        self._chunks = iter(chunks)
        self._kept = ""
        self._at = 0

    def peek(self) -> str:
        """The next character that is neither blank nor a comma; empty at the end."""
        while True:
            self._at = _end(_BLANK.match(self._kept, self._at))
            if self._at < len(self._kept):
                return self._kept[self._at]
            if not self._more():
                return ""

    def take(self) -> None:
        """Steps over the character that was peeked at."""
        self._at += 1

    def rest(self) -> Iterator[str]:
        """Everything that was not yet read."""
        yield self._kept[self._at :]
        yield from self._chunks

    def begins_with_lines(self) -> bool:
        """Whether each line is a value of its own, rather than all of them one."""
        while True:
            first, _, following = self._kept[self._at :].partition("\n")
            if following.strip() or len(self._kept) >= LONGEST_LINE or not self._more():
                break
        if not following and len(self._kept) >= LONGEST_LINE:
            return _begins_a_record(self._kept, self._at)
        try:
            value = _of_line(first)
        except (ValueError, RecursionError):
            # a broken first line, rather than an object over many lines
            return following.startswith("{") and not first.rstrip().endswith(("[", ":"))
        if following.strip():
            return True
        if not any(is_text(key) or key in _OWN for key in value):
            return False
        return is_message(value) or not _holds_messages(value.values())

    def holds_records(self) -> bool:
        """Whether the list that comes next is empty or one of objects."""
        while (end := _end(_LIST.match(self._kept, self._at))) == len(self._kept) and self._more():
            pass
        return self._kept[end : end + 1] in ("{", "]")

    def value(self) -> object:
        """The value that comes next. Raises _BreakError if it is none."""
        while True:
            try:
                value, end = _DECODER.raw_decode(self._kept, self._at)
            except JSONDecodeError as error:
                cut = error.msg.startswith("Unterminated") or error.pos >= len(self._kept) - 8
                if not (cut and len(self._kept) - self._at < self._record and self._more()):
                    self.fail(_said(error))
            except (ValueError, RecursionError) as error:
                self.fail(_said(error))
            else:
                size = end - self._at
                whole = isinstance(value, str | dict | list) or end + EXPONENT < len(self._kept)
                if whole or not self._more():
                    self._at += size
                    return value

    def fail(self, what: str) -> NoReturn:
        """Raises _BreakError."""
        raise _BreakError(f"broken JSON ({what})")

    def skip(self, following: re.Pattern[str] = _NEXT) -> bool:
        """Goes to the next object behind the present one, or its name; whether there is any."""
        start = self._at
        while True:
            found = following.search(self._kept, start)
            if found and found.end(found.lastindex or 0) < len(self._kept):
                self._at = found.end()
                return True
            # what stands between is of no account, however long it is
            self._kept = "}" + self._kept[found.end() :] if found else ""
            start = self._at = 0
            if not self._more():
                self._at = len(self._kept)
                return False

    def _more(self) -> bool:
        """Reads on, as much again as is kept, so that a long value is not looked at too often."""
        read = [self._kept[self._at :]]
        least, self._at = len(read[0]), 0
        size = 0
        for chunk in self._chunks:
            read.append(chunk)
            size += len(chunk)
            if size and size >= least:
                break
        self._kept = "".join(read)
        return size > 0


def _begins_a_record(text: str, at: int) -> bool:
    """Whether the keys of an object that is cut off show that it is a record, rather than what holds the records."""
    found = False
    at += 1
    try:
        while match := _KEY.match(text, at):
            found = found or is_text(match[1]) or match[1] in _OWN
            if _OBJECTS.match(text, match.end()) and match[1] not in _OWN:
                return False
            at = _DECODER.raw_decode(text, match.end())[1]
    except (ValueError, RecursionError):
        return found
    return False


def _end(match: re.Match[str] | None) -> int:
    return match.end() if match else 0


def _said(error: Exception) -> str:
    """What the parser said, without the document it said it of."""
    return error.msg if isinstance(error, JSONDecodeError) else "nested too deeply or a number too long"
