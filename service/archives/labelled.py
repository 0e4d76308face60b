"""Reads plain text that gives each message in a few lines, every value behind its label: 时间：…, 内容：…."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from service.archives.days import order_of, warning
from service.archives.decoding import decide, head_text, texts
from service.archives.foreign import refusal
from service.archives.labels import Label, Shape, label_of, shape_of
from service.archives.records import Given, by_field, is_text, message_of, plain_name
from service.archives.rows import CUT_OFF, Overlong, lines
from service.archives.source import Options, Source
from service.messages import Kind, Message, Place, Skipped

NAME = "labelled lines"

_SWALLOWED = "a line of the text begins with a label; another message may begin there"
_TEXTLESS = "none of its labels is that of a text"


def recognises(head: bytes) -> bool:
    """Whether its first lines have the labels of a message."""
    text = head_text(head)
    return text is not None and shape_of(text) is not None and refusal(head) is None


def read(source: Source, options: Options) -> Iterator[Message | Skipped]:
    """Every message: the lines from its first label on, up to the next."""
    encoding = decide(source, options.encoding)
    yield from encoding.warning(source)
    shape = shape_of(head_text(source.head()) or "", options.columns.values()) or Shape(())
    if shape.titles:
        why = f"lines above the first message, which are none: {shape.titles}"
        yield Skipped(Place(source.name, 0), why, Kind.TITLE)
    blocks = _blocks(lines(texts(source, encoding), options.record), shape, options)
    order = order_of(time for block in blocks for time in _held(block, options.columns)["time"])
    yield from warning(order, source)
    for number, block in enumerate(_blocks(lines(texts(source, encoding), options.record), shape, options), 1):
        place = Place(source.name, number)
        given = _given(block, shape, options.columns)
        dated = given and replace(given, order=order)
        yield message_of(dated, place, options.timezone) if dated else Skipped(place, _TEXTLESS)


@dataclass(slots=True)
class _Block:
    """The lines of one message as far as they came: values by label, the lines of its text, and what was odd."""

    values: dict[str, str] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)
    within: str | None = None  # the label of the text, while its lines come
    size: int = 0
    remarks: dict[str, None] = field(default_factory=dict)

    def take(self, label: Label, *, is_text: bool) -> None:
        """A value with its label."""
        self.values[label.name] = label.value.strip()
        self.within = label.name if is_text else None
        if is_text:
            self.text = [label.value]

    def add(self, line: str, most: int) -> None:
        """A line of the text."""
        if self.size < most:
            self.text.append(line)
        if self.size >= most or isinstance(line, Overlong):
            self.remarks[CUT_OFF] = None
        self.size += len(line)


def _blocks(given: Iterable[str], shape: Shape, options: Options) -> Iterator[_Block]:
    """Every message."""
    block, apart = _Block(), True
    asked = options.columns.values()
    for line in given:
        label = label_of(line, asked)
        if label and _begins(label, block, shape, apart=apart):
            if block.values:
                yield block
            block = _Block()
        if label and (block.within is None or _follows(label, block, shape)):
            block.take(label, is_text=_is_text(label.name, options.columns))
        elif block.within:
            block.add(line, options.record)
            if label and (apart or label.name in shape.order):
                block.remarks[_SWALLOWED] = None
        apart = shape.is_between(line)
    if block.values:
        yield block


def _begins(label: Label, block: _Block, shape: Shape, *, apart: bool) -> bool:
    """Whether a message begins with the label; `apart` says that nothing is directly above it."""
    if block.within is None:
        return label.name in block.values
    return label.name == shape.order[0] or (apart and shape.comes_before(label.name, block.within))


def _follows(label: Label, block: _Block, shape: Shape) -> bool:
    """Whether the label ends the text, as it has its place behind it."""
    known = label.name in shape.order and block.within is not None
    return known and label.name not in block.values and not shape.comes_before(label.name, str(block.within))


def _is_text(name: str, asked: Mapping[str, str]) -> bool:
    return name == asked["text"] if "text" in asked else is_text(name)


def _held(block: _Block, asked: Mapping[str, str]) -> dict[str, list[str]]:
    """The values by field, best first; the only time there is, is no time of sending besides."""
    plain = {plain_name(name): value for name, value in block.values.items()}
    held = by_field(plain)
    held |= {key: [block.values[name]] for key, name in asked.items() if name in block.values}
    return held | {"sent": held["sent"] if held["sent"] != held["time"] else []}


def _given(block: _Block, shape: Shape, asked: Mapping[str, str]) -> Given | None:
    """What a message holds; None without a text."""
    held = _held(block, asked)
    if not held["text"]:
        return None
    return Given(
        text=shape.trimmed(block.text),
        senders=held["sender"],
        receivers=held["receiver"],
        names=held["name"],
        times=held["time"],
        sents=held["sent"],
        directions=held["direction"],
        from_me=held["from_me"],
        remark="; ".join(block.remarks) or None,
    )
