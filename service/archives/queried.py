"""Reads what `adb shell content query --uri content://sms` prints: a row for each message, all its values named."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice

from service.archives.decoding import decide, head_text, texts
from service.archives.foreign import ROW, is_queried
from service.archives.records import ALIASES, TRASHED, Given, by_field, message_of, plain_name
from service.archives.rows import CUT_OFF, Overlong, lines
from service.archives.source import Options, Source
from service.errors import NoColumnError, NotAnArchiveError
from service.messages import Kind, Message, Place, Skipped

NAME = "rows of adb content query"

_SAMPLE = 50
"""Rows that show which columns there are."""

_NAMES = 1_000
"""Names that are looked at in a row; a phone has less than a hundred."""

_NAME = re.compile(r"(?:\A|, )([A-Za-z_]\w*)=")
_PHONES = {
    *("_id", "thread_id", "address", "person", "date", "date_sent", "protocol", "read", "status", "type", "subject"),
    *("reply_path_present", "body", "service_center", "locked", "sub_id", "error_code", "creator", "seen", "deleted"),
    "sim_id",
}
"""Columns of Android; of one row alone, another name behind the text may be part of it."""

_ABOVE = "lines above the first row, which are no messages"
_SWALLOWED = "what looks like a damaged row stands within; another message may begin there"
_REMEDY = "query content://sms, which has the column body, and give what is printed"


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of one of the queries of a file, without its number; a query of -1 is what stands above all of them."""

    query: int
    written: str
    cut_off: bool = False


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a query in their order, up to that of the text and behind it."""

    before: Sequence[str]
    behind: Sequence[str]

    @property
    def text(self) -> str:
        """The column of the text."""
        return self.before[-1]

    def __len__(self) -> int:
        return len(self.before) + len(self.behind)


def recognises(head: bytes) -> bool:
    """Whether one of the first lines begins as `Row: 0 _id=`."""
    text = head_text(head)
    return text is not None and is_queried(text)


def read(source: Source, options: Options) -> Iterator[Message | Skipped]:
    """Every row as a message. Raises NotAnArchiveError, or NoColumnError, if no column holds a text."""
    encoding = decide(source, options.encoding)
    yield from encoding.warning(source)
    found = _rows(lines(texts(source, encoding), options.record), options.record)
    done = 0
    for query, rows in groupby(found, lambda row: row.query):
        first = list(islice(rows, _SAMPLE))
        columns = None if query < 0 else _columns([row.written for row in first], source.name, options.columns)
        for row in chain(first, rows):
            done += 1
            place = Place(source.name, done)
            yield _record(row, columns, place, options) if columns else Skipped(place, _ABOVE, Kind.TITLE)


def _rows(given: Iterable[str], most: int) -> Iterator[_Row]:
    """The rows, each with the lines below it up to the next; a row of number 0 begins another query."""
    query, first, size, cut_off = -1, "", 0, False
    below: list[str] = []
    for line in given:
        match = ROW.match(line)
        if match and (match[1] == "0" or query < 0 or match[2] == first):
            yield from _row(query, below, cut_off=cut_off)
            query += match[1] == "0" or query < 0
            first, line, below, size, cut_off = match[2], line[match.start(2) :], [], 0, isinstance(line, Overlong)
        if size < most:
            below.append(line)
        cut_off |= size >= most or isinstance(line, Overlong)
        size += len(line)
    yield from _row(query, below, cut_off=cut_off)


def _row(query: int, below: list[str], *, cut_off: bool) -> Iterator[_Row]:
    if written := "".join(below).rstrip("\r\n"):
        yield _Row(query, written, cut_off)


def _columns(rows: Sequence[str], name: str, asked: Mapping[str, str]) -> _Columns:
    """The columns of a query: what most of its first rows name, in the order of the one that names little else."""
    named = [[match[1] for match in islice(_NAME.finditer(row), _NAMES)] for row in rows]
    counts = Counter(chain.from_iterable(map(dict.fromkeys, named)))
    usual = {each for each, count in counts.items() if count * 2 + (each in _PHONES) > len(rows)}
    order = max(named, key=lambda names: (len(usual.intersection(names)), -len(names)))
    text = _text(list(filter(usual.__contains__, order)), name, asked)
    at = order.index(text)
    before = [each for each in dict.fromkeys(order[:at]) if each in usual]
    others = (
        each for each in dict.fromkeys(reversed(order[at + 1 :])) if each in usual and each not in (*before, text)
    )
    behind = [each for each in others if len(rows) > 1 or each in _PHONES]
    return _Columns([*before, text], behind[::-1])


def _text(columns: Sequence[str], name: str, asked: Mapping[str, str]) -> str:
    """The column of the text."""
    if "text" in asked and asked["text"] not in columns:
        raise NoColumnError(f"{name} has no column {asked['text']!r} ({', '.join(columns)[:200]}); name one of these")
    plain = {plain_name(each): each for each in columns}
    found = [asked["text"]] if "text" in asked else [plain[each] for each in ALIASES["text"] if each in plain]
    if not found:
        raise NotAnArchiveError(f"{name} is a query without texts ({', '.join(columns)[:200]}); {_REMEDY}")
    return found[0]


def _record(row: _Row, columns: _Columns, place: Place, options: Options) -> Message | Skipped:
    values = _values(row.written, columns)
    if columns.text not in values:
        return Skipped(place, f"the row does not name its text with {columns.text}=")
    if values.get("deleted") == "1":
        return Skipped(place, TRASHED)
    held = _held(values, columns.text, options.columns)
    return message_of(
        Given(
            text=held["text"][0] or "",
            senders=held["sender"],
            names=held["name"],
            times=held["time"],
            sents=held["sent"],
            directions=held["direction"],
            remark="; ".join(_remarks(row, values, columns)) or None,
        ),
        place,
        options.timezone,
    )


def _values(row: str, columns: _Columns) -> dict[str, str]:
    """The values by column: up to the text from the left, and behind it from the right, as a text may hold anything."""
    places: list[tuple[str, int, int]] = []
    begin, end = 0, len(row)
    for each in columns.before:
        sign = f", {each}=" if begin else f"{each}="
        if (at := row.find(sign, begin)) >= 0:
            begin = at + len(sign)
            places.append((each, at, begin))
    middle = len(places)
    for each in reversed(columns.behind):
        sign = f", {each}="
        if (at := row.rfind(sign, begin, end)) >= 0:
            end = at
            places.insert(middle, (each, at, at + len(sign)))
    ends = [*(at for _, at, _ in places[1:]), len(row)]
    return {each: row[start:stop] for (each, _, start), stop in zip(places, ends, strict=True)}


def _held(values: Mapping[str, str], text: str, asked: Mapping[str, str]) -> dict[str, list[str | None]]:
    """The values by field, best first; what says NULL is not there."""
    plain = {plain_name(each): None if value == "NULL" else value for each, value in values.items()}
    held = by_field(plain)
    for key, each in {**asked, "text": text}.items():
        if each in values:
            held[key] = [plain[plain_name(each)]]
    return held


def _remarks(row: _Row, values: Mapping[str, str], columns: _Columns) -> Iterator[str]:
    """What is odd about a row."""
    if row.cut_off:
        yield CUT_OFF
    elif len(values) < len(columns):
        yield f"the row has {len(values)} columns instead of {len(columns)}"
    if re.search(rf"Row: ?\d|\s{columns.before[0]}=", row.written):
        yield _SWALLOWED
