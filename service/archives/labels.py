"""Knows a text that names each value at the beginning of its line: 发件人：106900000001."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC

from service.archives.records import ALIASES, plain_name
from service.archives.times import moment

_SAMPLE = 20
_FIRST = 5
"""Lines that are looked at, and those of which one has the first label."""

_LINE = re.compile(r"[ \t\ufeff【\[]*+([^\W\d][\w \-]{0,15}?)[ \t】\]]*+[:：][ \t]*+")
_RULE = re.compile(r"\s*[-=_*~—]{3,}\s*")
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"\+?\d[\d\- ]{2,20}")


@dataclass(frozen=True, slots=True)
class Label:
    """What a line begins with, and the value behind it, with the end of the line."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Shape:
    """The labels of a message in their order, the line above each message, its digits as 0, and how many titles."""

    order: Sequence[str]
    heading: str | None = None
    titles: int = 0

    def comes_before(self, name: str, other: str) -> bool:
        """Whether the label is one before the other, or the same."""
        return name in self.order and other in self.order and self.order.index(name) <= self.order.index(other)

    def is_between(self, line: str) -> bool:
        """Whether the line stands between messages: a blank one, a rule, or what counts them."""
        return not line.strip() or _RULE.fullmatch(line) is not None or _alike(line) == self.heading

    def trimmed(self, text: list[str]) -> str:
        """The text of a message without what stands between it and the next, and without its last line end."""
        end = len(text)
        while end and self.is_between(text[end - 1]):
            end -= 1
        whole = "".join(text[:end]).rstrip("\r\n")
        return whole if text[0].strip() else whole.removeprefix(text[0])


def label_of(line: str, asked: Collection[str] = ()) -> Label | None:
    r"""The label that a line begins with, if it is an alias or was asked for.

    >>> label_of("发件人：106900000001"), label_of("您好：请还款")
    (Label(name='发件人', value='106900000001'), None)
    """
    match = _LINE.match(line)
    if match is None or not (match[1] in asked or _fields(match[1])):
        return None
    return Label(match[1], line[match.end() :])


def shape_of(head: str, asked: Collection[str] = ()) -> Shape | None:
    r"""How the messages are laid out that begin like this; None if it is no such text.

    It is one if it names texts and who wrote them or when, and one of those is a number or a time.

    >>> shape_of("时间：2024-05-01 20:56\n内容：你好\n").order, shape_of("时间：明天\n内容：你好\n")
    (('时间', '内容'), None)
    """
    sample = [line for line in head.splitlines() if line.strip()][:_SAMPLE]
    found = [label_of(line, asked) for line in sample]
    counts = Counter(label.name for label in found if label)
    messages = max((count for name, count in counts.items() if "text" in _fields(name)), default=0)
    if not messages or not any(found[:_FIRST]) or not any(label and _is_telling(label) for label in found):
        return None
    above = [
        line for line in sample[: next(at for at, label in enumerate(found) if label)] if not _RULE.fullmatch(line)
    ]
    heading = _alike(above[-1]) if above and _DIGITS.search(above[-1]) else None
    order = tuple(name for name, count in counts.items() if count * 2 > messages)
    return Shape(order, heading, len(above) - bool(heading))


def _alike(line: str) -> str:
    return _DIGITS.sub("0", line.strip(" \t\r\n\ufeff"))


def _fields(name: str) -> set[str]:
    return {field for field, aliases in ALIASES.items() if plain_name(name) in aliases}


def _is_telling(label: Label) -> bool:
    fields, value = _fields(label.name), label.value.strip()
    if fields & {"sender", "name"} and _NUMBER.fullmatch(value):
        return True
    return "time" in fields and moment(value, UTC) is not None
