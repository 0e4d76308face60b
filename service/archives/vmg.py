"""Reads VMG and VMSG: Nokia's one message a file, and the `sms.vmsg` of Chinese phones with thousands."""

import binascii
import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from service.archives.decoding import decide, head_text, texts
from service.archives.records import OUT, Given, message_of
from service.archives.rows import lines
from service.archives.source import Options, Source
from service.messages import Message, Place, Skipped

NAME = "VMG or VMSG"

LONGEST = 1 << 20
"""Characters of one text that are kept; an MMS with pictures may go on for longer."""

_BEGIN = "BEGIN:VMSG"
_PROPERTY = re.compile(
    r"(X-[\w-]+|VERSION|TEL|N|FN|Date|Subject|BEGIN|END)((?:;[^:;]*)*):(.*)", re.IGNORECASE | re.DOTALL
)
_DAY_FIRST = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")
_BOXES = ("X-BOX", "X-IRMC-BOX", "X-MESSAGE-TYPE", "X-IRMC-STATUS", "X-IRMS-TYPE")
_STRAY = "lines that belong to no message; the beginning of one may be damaged"
_UNFINISHED = "the message has no end; its text may be incomplete"


def recognises(head: bytes) -> bool:
    """Whether it begins with a message of this kind, whatever the encoding."""
    text = head_text(head)
    return text is not None and text.lstrip("\ufeff \t\r\n\0")[: len(_BEGIN)].upper() == _BEGIN


def read(source: Source, options: Options) -> Iterator[Message | Skipped]:
    """Every message; the body stands in `Subject`, or after the date up to the end."""
    encoding = decide(source, options.encoding)
    yield from encoding.warning(source)
    for number, card in enumerate(_messages(_plain(lines(texts(source, encoding)))), 1):
        place = Place(source.name, number)
        yield message_of(card.as_given(), place, options.timezone) if card else Skipped(place, _STRAY)


def _plain(given: Iterable[str]) -> Iterator[str]:
    """The lines without their ends; some writers end them with CR and a blank."""
    blank = False
    for line in given:
        bare = line.rstrip("\r\n")
        yield bare[1:] if blank and bare.startswith(" ") else bare
        blank = line.endswith("\r")


@dataclass(slots=True)
class _Card:
    """What was read of one message so far."""

    tels: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    parameters: str = ""
    body: list[str] = field(default_factory=list)
    size: int = 0
    whole: bool = False

    @property
    def is_quoted(self) -> bool:
        """Whether the body is written as quoted-printable."""
        return "QUOTED" in self.parameters

    def add(self, line: str) -> None:
        """Adds a line to the body."""
        self.size += len(line)
        if self.size <= LONGEST:
            self.body.append(line)

    def as_given(self) -> Given:
        """The message; the first number is the sender's, and of a message that was sent the last the recipient's."""
        boxes = [self.properties[box] for box in _BOXES if box in self.properties]
        sent = any(box.strip().casefold() in OUT for box in boxes)
        tels = [tel.strip() for tel in self.tels if tel.strip()]
        return Given(
            text=_decoded(self.body, self.parameters),
            senders=tels[-1:] if sent else tels[:1],
            names=self.names[:1],
            times=_times(self.properties),
            directions=boxes,
            remark=None if self.whole else _UNFINISHED,
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
            in_body = False
        else:
            in_body = _take(card, line, in_body)
    if card:
        yield card


def _take(card: _Card, line: str, in_body: bool) -> bool:
    """Adds a line to the message; whether the next one is of the body."""
    if card.body and in_body:
        card.add(line)
        return line.endswith("=") or not card.is_quoted
    match = _PROPERTY.fullmatch(line)
    name = match[1].upper() if match else ""
    if match and name == "SUBJECT" and not card.body:
        card.parameters = match[2].upper()
        card.add(match[3])
        return match[3].endswith("=") or not card.is_quoted
    if match and not name.startswith("X-") and in_body:  # Nokia's body begins right behind the date
        match = None
    if match and name in ("TEL", "FN", "N"):
        (card.tels if name == "TEL" else card.names).append(match[3].strip(";"))
    elif match and name not in ("BEGIN", "END"):
        card.properties.setdefault(name, match[3])
        return in_body or name == "DATE"
    elif in_body:
        card.add(line)
    return in_body


def _times(properties: dict[str, str]) -> list[str]:
    """Nokia's time in UTC, else the local one."""
    local = _DAY_FIRST.sub(r"\1.\2.\3", properties.get("DATE", ""))
    return [*filter(None, (properties.get("X-NOK-DT"), properties.get("X-INSERT_TIME"))), local]


def _decoded(body: list[str], parameters: str) -> str:
    r"""The text; a soft line end may fall inside a character, so bytes are joined before they are decoded.

    >>> _decoded(["=E4=BD=", "=A0?a=1"], ";ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8")
    '你?a=1'
    """
    joined = "\n".join(body if body[:1] != [""] else body[1:])
    if "QUOTED" in parameters:
        data = quopri.decodestring(joined.encode())
    elif "BASE64" in parameters or "ENCODING=B" in parameters:
        try:
            data = binascii.a2b_base64("".join(body))
        except (binascii.Error, ValueError):
            return joined
    else:
        return joined.rstrip("\n")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")
