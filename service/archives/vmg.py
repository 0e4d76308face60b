"""Reads VMG and VMSG: Nokia's one message a file, and the `sms.vmsg` of Chinese phones with thousands."""

import binascii
import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from service.archives.decoding import decide, head_text, texts
from service.archives.records import OUT, Given, message_of
from service.archives.rows import CUT_OFF, Overlong, lines
from service.archives.source import Options, Source
from service.messages import Message, Place, Skipped

NAME = "VMG or VMSG"

LONGEST = 1 << 20
"""Characters of one text that are kept; an MMS with pictures may go on for longer."""

_BEGIN = "BEGIN:VMSG"
_PROPERTY = re.compile(
    r"(X-[\w-]+|VERSION|TEL|N|FN|Date|Subject|TEXT(?=;(?:CHARSET|ENCODING)=)|BEGIN|END)((?:;[^:;]*)*):(.*)",
    re.IGNORECASE | re.DOTALL,
)
_DAY_FIRST = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")
_BOXES = ("X-BOX", "X-IRMC-BOX", "X-MESSAGE-TYPE", "X-IRMC-STATUS", "X-IRMS-TYPE")
_LOST = "\ufffd"
_STRAY = "lines that belong to no message; the beginning of one may be damaged"
_UNFINISHED = "the message has no end; its text may be incomplete"
_DAMAGED = "some bytes of the text are damaged and read as U+FFFD"


def recognises(head: bytes) -> bool:
    """Whether it begins with a message of this kind, whatever the encoding."""
    text = head_text(head)
    return text is not None and text.lstrip("\ufeff \t\r\n\0")[: len(_BEGIN)].upper() == _BEGIN


def read(source: Source, options: Options) -> Iterator[Message | Skipped]:
    """Every message; the body stands in `Subject` or `TEXT`, or up to the end, mostly after the date."""
    encoding = decide(source, options.encoding)
    yield from encoding.warning(source)
    for number, card in enumerate(_messages(_plain(lines(texts(source, encoding), options.record))), 1):
        place = Place(source.name, number)
        yield message_of(card.as_given(), place, options.timezone) if card else Skipped(place, _STRAY)


def _plain(given: Iterable[str]) -> Iterator[str]:
    """The lines without their ends; some writers end them with CR and a blank."""
    blank = False
    for line in given:
        bare = line.rstrip("\r\n")
        bare = bare[1:] if blank and bare.startswith(" ") else bare
        yield Overlong(bare) if isinstance(line, Overlong) else bare
        blank = line.endswith("\r")


@dataclass(slots=True)
class _Card:
    """What was read of one message so far."""

    tels: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    parameters: str = ""
    body: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    is_open: bool = False
    size: int = 0
    whole: bool = False
    goes_on: bool = False
    overlong: bool = False

    @property
    def is_quoted(self) -> bool:
        """Whether the body is written as quoted-printable."""
        return "QUOTED" in self.parameters

    def add(self, line: str) -> None:
        """Adds a line to the body; behind a soft line end some writers leave blanks."""
        bare = line.rstrip(" \t")
        self.goes_on = self.is_quoted and bare.endswith("=")
        line = bare if self.goes_on else line
        self.size = len(line) + (self.size if self.body else 0)
        if self.size <= LONGEST or not self.body:
            self.body.append(line[:LONGEST])

    def keep(self, line: str) -> None:
        """Keeps a line of a body that neither a date nor a name begins; it counts if nothing else does."""
        self.size += len(line)
        if self.size <= LONGEST or not self.loose:
            self.loose.append(line[:LONGEST])

    def as_given(self) -> Given:
        """The message; the first number is the sender's, and of a message that was sent the last the recipient's."""
        boxes = [self.properties[box] for box in _BOXES if box in self.properties]
        sent = any(box.strip().casefold() in OUT for box in boxes)
        tels = [tel.strip() for tel in self.tels if tel.strip()]
        text, damage = _decoded(self.body or self.loose, self.parameters)
        cut_off = CUT_OFF if self.overlong or self.size > LONGEST else None
        return Given(
            text=text,
            senders=tels[-1:] if sent else tels[:1],
            names=self.names[:1],
            times=_times(self.properties),
            directions=boxes,
            remark="; ".join(filter(None, (None if self.whole else _UNFINISHED, cut_off, damage))) or None,
        )


def _messages(given: Iterable[str]) -> Iterator[_Card | None]:
    """Each message, as soon as it ends or the next one begins; None for what stands between them."""
    card: _Card | None = None
    in_body = stray = False
    for line in given:
        head = line.strip().upper()
        if head == _BEGIN:
            if card:
                yield card
            card, in_body, stray = _Card(), False, False
        elif card is None:
            if head.strip("\0\x1a") and not stray:
                stray = True
                yield None
        elif head == "END:VMSG":
            card.whole = True
            yield card
            card = None
        elif head == "END:VBODY":
            in_body = card.is_open = False
        else:
            card.overlong |= isinstance(line, Overlong)
            in_body = _take(card, line, in_body)
    if card:
        yield card


def _take(card: _Card, line: str, in_body: bool) -> bool:
    """Adds a line to the message; whether the next one is of the body."""
    if card.body and in_body and (card.goes_on or not card.is_quoted):
        card.add(line)
        return True
    match = _PROPERTY.fullmatch(line)
    name = match[1].upper() if match else ""
    if match and name in ("SUBJECT", "TEXT") and not card.body:
        card.parameters = match[2].upper()
        card.add(match[3])
        return True
    if in_body and not card.is_quoted and not name.startswith("X-"):  # Nokia's body begins right behind the date
        match = None
    if match and name in ("TEL", "FN", "N"):
        (card.tels if name == "TEL" else card.names).append(match[3].strip(";"))
    elif match and name == "BEGIN":
        card.is_open = match[3].strip().upper() == "VBODY"
    elif match and name != "END":
        card.properties.setdefault(name, match[3])
        return in_body or name == "DATE"
    elif in_body and not match:
        card.add(line)
    elif card.is_open and not match and not card.body:
        card.keep(line)
    return in_body


def _times(properties: dict[str, str]) -> list[str]:
    """Nokia's or Samsung's time in UTC, else the local one."""
    local = _DAY_FIRST.sub(r"\1.\2.\3", properties.get("DATE", ""))
    return [*filter(None, map(properties.get, ("X-NOK-DT", "X-SS-DT", "X-INSERT_TIME"))), local]


def _decoded(body: list[str], parameters: str) -> tuple[str, str | None]:
    r"""The text and what is damaged; a soft line end may fall inside a character, so bytes are joined first.

    >>> _decoded(["=E4=BD=", "=A0?a=1"], ";ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8")
    ('你?a=1', None)
    """
    joined = "\n".join(body if body[:1] != [""] else body[1:]).rstrip("\n")
    if "QUOTED" in parameters:
        data = quopri.decodestring(joined.encode())
    elif "BASE64" in parameters or "ENCODING=B" in parameters:
        try:
            data = binascii.a2b_base64("".join(body))
        except (binascii.Error, ValueError):
            return joined, None
    else:
        return joined, None
    text = _text(data)
    return text, _DAMAGED if _LOST in text else None


def _text(data: bytes) -> str:
    """UTF-8, also with a few damaged characters, which GB18030 would take for others; else GB18030."""
    text = data.decode(errors="replace")
    lost = text.count(_LOST)
    return data.decode("gb18030", "replace") if lost > sum(sign > "\x7f" for sign in text) - lost else text
