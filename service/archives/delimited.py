"""Reads CSV, TSV and TXT: any table of messages, and plain lists with one message a line."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from service.archives import labels, turns
from service.archives.days import order_of, warning
from service.archives.decoding import Encoding, decide, head_text, texts
from service.archives.foreign import refusal
from service.archives.layout import Layout, header_again, layout_of
from service.archives.records import Given, message_of, unread_beside, whole_number
from service.archives.rows import Row, lines, rows
from service.archives.source import HEAD, Options, Source
from service.archives.times import Order
from service.errors import NoColumnError, NotAnArchiveError
from service.messages import Kind, Message, Place, Skipped

NAME = "CSV, TSV or TXT"

_MARKUP = re.compile(r"\s*(?:<[?!/A-Za-z]|\{\s*[\"}]|\[\s*[\[{\"\]])")
_SHORTENED = re.compile(r"\d(?:\.\d+)?E\+\d\d")
_KEPT = "the spreadsheet kept only the first digits of a number"
_RULE = re.compile(r"\s*:?[-=_*—]{3,}:?\s*")
_GUARDED = re.compile(r"""="(.*)"|'(\+?\d[^']*)""", re.DOTALL)


def recognises(head: bytes) -> bool:
    """Whether it is text that is neither XML nor JSON, and nothing that another reader knows or that has a name."""
    text = head_text(head)
    if text is None or refusal(head) is not None or _MARKUP.match(text):
        return False
    return labels.shape_of(text) is None and turns.shape_of(text) is None


def read(source: Source, options: Options) -> Iterator[Message | Skipped]:
    """Every row that is not blank; with a header, an alias or `options.columns` tell which column holds what."""
    encoding = decide(source, options.encoding)
    layout = _layout(source, encoding, options)
    yield from encoding.warning(source)
    table = _table(source, encoding, layout, options)
    if layout.titles:
        why = f"rows above the header, which are no messages: {layout.titles}"
        yield Skipped(Place(source.name, 0), why, Kind.TITLE)
    yield from _lacking(layout, source)
    order = order_of(_times(_table(source, encoding, layout, options), layout))
    yield from warning(order, source)
    number = 0
    for number, row in enumerate(table, 1):
        place = Place(source.name, number)
        if again := header_again(row.fields, layout, options.columns):
            layout = again
            yield Skipped(place, "a header again, not a message", Kind.TITLE)
        elif all(map(_RULE.fullmatch, filter(None, row.fields))) and not row.too_long:
            yield Skipped(place, "a rule, not a message", Kind.TITLE)
        else:
            yield _record(row, layout, place, options, order)
    if not number:
        yield Skipped(Place(source.name, 0), "there are no rows below the header", Kind.FOREIGN)


def fields(source: Source, options: Options) -> frozenset[str]:
    """What the columns hold, as far as is known; nothing of what is no table of messages."""
    try:
        return frozenset(_layout(source, decide(source, options.encoding), options).columns)
    except (NotAnArchiveError, NoColumnError):
        return frozenset()


def holds_messages(source: Source, options: Options) -> bool:
    """Whether it is a table of which a column is known to hold texts, and another numbers or times."""
    held = fields(source, options)
    return "text" in held and not held.isdisjoint({"time", "sender"})


def _layout(source: Source, encoding: Encoding, options: Options) -> Layout:
    return layout_of(_head(texts(source, encoding)), options.columns, source.name)


def _table(source: Source, encoding: Encoding, layout: Layout, options: Options) -> Iterator[Row]:
    """The rows below the header."""
    given = lines(texts(source, encoding), options.record)
    if layout.told:
        next(given, None)  # sep=;
    return islice(
        rows(given, layout.delimiter, layout.width if layout.columns else 0, options.record), layout.above, None
    )


def _times(table: Iterator[Row], layout: Layout) -> Iterator[str]:
    """When messages came and were sent, as it is written."""
    columns = (*layout.columns.get("time", ()), *layout.columns.get("sent", ()))
    return (row.fields[at] for row in table for at in columns if at < len(row.fields)) if columns else iter(())


def _lacking(layout: Layout, source: Source) -> Iterator[Skipped]:
    """That columns were not known, as something skipped; what they hold is not seen, and sent messages count."""
    if lacking := layout.lacking:
        why = f"no column is known to hold the {', '.join(lacking)} (columns: {layout.shown()})"
        remedy = f"if one does, name it with --map {lacking[0]}=COLUMN"
        yield Skipped(Place(source.name, 0), f"{why}; {remedy}", Kind.COLUMNS)


def _head(chunks: Iterator[str]) -> str:
    """The first whole lines, about as many as a format is recognised by."""
    head = ""
    for chunk in chunks:
        head += chunk
        if len(head) > HEAD:
            break
    return head[: head.rfind("\n", 0, HEAD) + 1] or head


def _record(row: Row, layout: Layout, place: Place, options: Options, order: Order) -> Message | Skipped:
    if row.too_long:
        return Skipped(place, row.too_long)
    fields, remark = _fitted(row, layout)
    held = {key: [fields[at] for at in columns if at < len(fields)] for key, columns in layout.columns.items()}
    if not held["text"]:
        return Skipped(place, f"the row has {len(fields)} columns, too few for the text")
    if _is_event(layout, fields):
        return Skipped(place, "a notification, not a message")
    text = next(filter(None, held["text"]), "")
    plain = {key: [_unguarded(value) for value in values] for key, values in held.items()}
    return message_of(
        Given(
            text=text,
            senders=[*map(whole_number, plain.get("sender", ())), *plain.get("name", ())],
            receivers=[*map(whole_number, plain.get("receiver", ()))],
            names=plain.get("name", ()),
            times=plain.get("time", ()),
            sents=plain.get("sent", ()),
            directions=[*map(whole_number, plain.get("direction", ()))],
            from_me=[*map(whole_number, plain.get("from_me", ()))],
            remark="; ".join(filter(None, (remark, _shortened(plain), unread_beside(text, held["text"])))) or None,
            order=order,
        ),
        place,
        options.timezone,
    )


def _fitted(row: Row, layout: Layout) -> tuple[list[str], str | None]:
    """The fields, a text in the last column with its delimiters restored, and what was odd about the row."""
    fields, text = row.fields, layout.columns["text"][0]
    if len(fields) > layout.width:
        quoted, last = row.is_quoted(text, layout.delimiter), layout.width == text + 1
        filled = max(layout.width, *(at for at, field in enumerate(fields, 1) if field))
        if filled == layout.width and (quoted or last):
            return fields[:filled], None if quoted else "empty cells behind the text were left out"
        if last and not quoted:
            fields = [*fields[:text], layout.delimiter.join(fields[text:filled])]
            return fields, f"the text has {layout.delimiter!r} in it without quotes"
    if len(fields) != layout.width:
        return fields, f"the row has {len(fields)} columns instead of {layout.width}"
    return fields, "quotes were taken as characters" if row.literal and layout.width > 1 else None


def _shortened(plain: Mapping[str, list[str]]) -> str | None:
    """That a number or a text is only the beginning of one."""
    return _KEPT if any(map(_SHORTENED.fullmatch, (*plain.get("sender", ()), *plain["text"]))) else None


def _unguarded(value: str) -> str:
    """The value without the `="…"`, `'` or tab that keeps spreadsheets from turning a number into 1.38E+10."""
    match = _GUARDED.fullmatch(value.strip())
    return match[match.lastindex or 0] if match else value.strip()


def _is_event(layout: Layout, fields: list[str]) -> bool:
    """Whether a row of an iMazing export tells of an event in the chat."""
    if layout.column("chatsession") is None or (kind := layout.column("type")) is None:
        return False
    return kind < len(fields) and fields[kind].strip().casefold() == "notification"
