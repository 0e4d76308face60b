"""Reads chats that were saved as text, as QQ, WeChat and others write them: a time and a name begin each message.

A name alone does where it is surely one.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from service.archives import labels
from service.archives.days import order_of, warning
from service.archives.decoding import decide, head_text, texts
from service.archives.foreign import refusal
from service.archives.records import IN, OUT, Given, message_of
from service.archives.rows import CUT_OFF, Overlong, lines
from service.archives.source import Options, Source
from service.archives.times import Order
from service.archives.turns import Shape, Turn, shape_of
from service.messages import Kind, Message, Place, Skipped

NAME = "chat saved as text"

_SWALLOWED = "a line of the text looks like a damaged one of time and name; another message may begin there"
_STRAY = "lines above the first with a time and a name; that of their message may be damaged"
_SIGN = re.compile(r"[\d/.:—-]")
_TIME_LIKE = ((4, 3), (19, 10))
"""Of so many characters that a line begins with, how many are digits and signs of a time, though one be damaged."""

_CLOCK_LIKE = 5
"""Characters of a line that is a clock by itself; most of them are digits and signs."""

_DIGITS = 3
"""Digits that a line of a time still has before the name, though one be damaged; behind it may be half of them."""


def recognises(head: bytes) -> bool:
    """Whether a time and a name begin its messages, and no other reader knows it."""
    text = head_text(head)
    if text is None or labels.shape_of(text) is not None or refusal(head) is not None:
        return False
    return shape_of(text) is not None


def read(source: Source, options: Options) -> Iterator[Message | Skipped]:
    """Every message: from a time and a name up to the next."""
    encoding = decide(source, options.encoding)
    yield from encoding.warning(source)
    shape = shape_of(head_text(source.head()) or "")
    assert shape is not None  # else it was not recognised
    if any(_is_damaged(line, shape) for line in shape.titles):
        yield Skipped(Place(source.name, 0), _STRAY)
    elif shape.titles:
        why = f"lines above the first message, which are none: {len(shape.titles)}"
        yield Skipped(Place(source.name, 0), why, Kind.TITLE)
    order = order_of(turn.time for turn in map(shape.turn, lines(texts(source, encoding))) if turn)
    yield from warning(order, source)
    found = _blocks(lines(texts(source, encoding), options.record), shape, options.record)
    for number, block in enumerate(found, 1):
        yield message_of(_given(block, shape, order), Place(source.name, number), options.timezone)


@dataclass(slots=True)
class _Block:
    """A message as far as its lines came, and the day that a line above it named."""

    turn: Turn
    day: str
    below: list[str] = field(default_factory=list)
    size: int = 0
    cut_off: bool = False

    def add(self, line: str, most: int) -> None:
        """A line of the text."""
        if self.size < most:
            self.below.append(line)
        self.cut_off |= self.size >= most or isinstance(line, Overlong)
        self.size += len(line)


def _blocks(given: Iterable[str], shape: Shape, most: int) -> Iterator[_Block]:
    """Every message; what stands above the first is a title."""
    block: _Block | None = None
    day = ""
    for line in given:
        if turn := shape.turn(line):
            if block:
                yield block
            block = _Block(turn, day, cut_off=isinstance(line, Overlong))
        elif named := shape.day(line):
            day = named
        elif block:
            block.add(line, most)
    if block:
        yield block


def _given(block: _Block, shape: Shape, order: Order) -> Given:
    turn = block.turn
    says_way = turn.who in IN or turn.who in OUT  # where only one of two is named, as by 接收
    within = shape.has_times and shape.pattern.search(turn.text)
    damaged = within or any(_is_damaged(line, shape) for line in block.below)
    remarks = (_SWALLOWED if damaged else None, CUT_OFF if block.cut_off else None)
    return Given(
        text="".join((turn.text, *block.below)).strip("\r\n"),
        senders=() if says_way else (turn.who,),
        times=(f"{block.day} {turn.time}".strip(),) if shape.has_times else (),
        directions=(turn.who,) if says_way else (),
        remark="; ".join(filter(None, remarks)) or None,
        order=order,
    )


def _is_damaged(line: str, shape: Shape) -> bool:
    """Whether it looks like the beginning of a message, or half of one, or a line of a day, with a wrong character."""
    if not shape.has_times:
        return shape.pattern.match(line) is not None
    bare = line.strip("[(（ \t\r\n\ufeff")
    if all(len(_SIGN.findall(bare[:within])) >= least for within, least in _TIME_LIKE):
        return True
    if bare in shape.names or (len(bare) <= _CLOCK_LIKE and len(_SIGN.findall(bare)) * 2 > _CLOCK_LIKE):
        return True
    digits = sum(map(str.isdigit, bare))
    return any(name in bare and digits >= (1 if bare.startswith(name) else _DIGITS) for name in shape.names)
