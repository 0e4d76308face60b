"""Reads the mails that SMS Backup+ writes: one a message, in `.eml` or mbox, or one for a whole conversation."""

import email
import email.header
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.message import Message as Mail
from email.utils import parseaddr
from itertools import chain, starmap, zip_longest

from service.archives.decoding import head_text
from service.archives.records import Given, message_of
from service.archives.source import Options, Source
from service.messages import Message, Place, Skipped

NAME = "SMS Backup+ mail"

_BORDER = re.compile(rb"From \S")
_HEADERS = re.compile(r"^X-smssync-(?:type|date|address|datatype):", re.IGNORECASE | re.MULTILINE)
_MIME = re.compile(r"^Content-Type: text/plain", re.IGNORECASE | re.MULTILINE)
_FIRST = re.compile(r"(?:From |>?[\w-]+:[ \t])")
_ENTRY = re.compile(r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) - ([^\r\n]+?)\r?$", re.MULTILINE)
"""The line above each message of a conversation that was archived."""

_DAMAGED = re.compile(
    r"^.{0,2}\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d(?:.- | . | -.| ?-?$)| .{8} - \S|[ \d:]{0,9}\n[\d:]{0,8} ?- \S)"
    r"|^.{0,12}\d\d:\d\d:\d\d - \S",
    re.MULTILINE,
)
"""What such a line still has if one of its characters is another, or a line end."""

_SWALLOWED = "a line of the text looks like a damaged one of time and name; another message may begin there"
_STRAY = "lines above the first with a time and a name; that of their message may be damaged"

_BEYOND = "what goes beyond {:,} bytes of the mail above; if it is no picture, allow more with JINGXIN_MAX_RECORD"

_OWNER = "me"
_ODD = (ValueError, LookupError, TypeError, AttributeError, RecursionError, MessageError)
"""What the standard library raises over mails that are damaged, none of which it documents."""

_BOXES = {"128": "2", "132": "1", "130": "1"}
"""Types of an MMS as the message boxes they imply."""


def recognises(head: bytes) -> bool:
    """Whether it begins as a mail or mbox, with the headers of SMS Backup+ or a conversation as it archives them."""
    text = head_text(head)
    if text is None or not _FIRST.match(text.lstrip()):
        return False
    return _HEADERS.search(text) is not None or (_MIME.search(text) is not None and _ENTRY.search(text) is not None)


def read(source: Source, options: Options) -> Iterator[Message | Skipped]:
    """Every mail; one without the headers of SMS Backup+ is Skipped."""
    found = chain.from_iterable(starmap(_records, _mails(source, options.record)))
    for number, record in enumerate(found, 1):
        place = Place(source.name, number)
        yield Skipped(place, record) if isinstance(record, str) else message_of(record, place, options.timezone)


def _records(content: bytes, cut_off: str | None) -> Iterator[Given | str]:
    """The message of a mail, or those of a conversation, or why there is none; then that it was cut off."""
    try:
        mail = email.message_from_bytes(content)
        if any(name.lower().startswith("x-smssync-") for name in mail):
            yield _skipped(mail) or _given(mail)
        else:
            yield from _archived(_text(mail))
    except _ODD as error:
        yield f"a mail that cannot be understood ({type(error).__name__})"
    if cut_off:
        yield cut_off


def _archived(text: str) -> Iterator[Given | str]:
    """Each message of a conversation below the line with its time and who wrote it, which no number goes with."""
    entries = list(_ENTRY.finditer(text))
    if not entries:
        yield "a mail that is not of SMS Backup+"
    elif text[: entries[0].start()].strip():
        yield _STRAY
    for entry, following in zip_longest(entries, entries[1:]):
        name = entry[2].strip()
        sent = name.casefold() == _OWNER
        body = text[entry.end() : following.start() if following else len(text)]
        yield Given(
            text=body.strip("\n"),
            senders=() if sent else (name,),
            names=() if sent else (name,),
            times=(entry[1],),
            directions=("out" if sent else "in",),
            remark=_SWALLOWED if _DAMAGED.search(body) else None,
        )


def _mails(source: Source, most: int) -> Iterator[tuple[bytes, str | None]]:
    """The bytes of each mail, at most so many, as what goes beyond is likely a picture's; and that this was not read.

    A line `From ` behind an empty one begins the next, where the file begins with one.
    """
    many = source.head().lstrip().startswith(b"From ")
    kept: list[bytes] = []
    cut_off: str | None = None
    size, empty = 0, True
    for line in _lines(source, most):
        if many and empty and _BORDER.match(line):
            if kept:
                yield b"".join(kept if cut_off else kept[:-1]), cut_off  # the last line, an empty one, is the mbox's
            kept, size, cut_off = [], 0, None
        elif size < most:
            kept.append(line.removeprefix(b">") if many and line.startswith(b">From ") else line)
            size += len(line)
        else:
            cut_off = _BEYOND.format(most)
        empty = not line.strip()
    if b"".join(kept).strip():
        yield b"".join(kept[:-1] if many and empty and not cut_off else kept), cut_off


def _lines(source: Source, most: int) -> Iterator[bytes]:
    """The lines, each with its end; one of more than so many bytes comes in pieces."""
    rest = b""
    for chunk in source.chunks():
        *whole, rest = (rest + chunk).split(b"\n")
        yield from (line + b"\n" for line in whole)
        if len(rest) > most:
            yield rest
            rest = b""
    if rest:
        yield rest


def _skipped(mail: Mail) -> str | None:
    if (kind := _header(mail, "X-smssync-datatype").upper()) not in ("", "SMS", "MMS"):
        return f"of the kind {kind[:20]}, not a message"
    return None


def _given(mail: Mail) -> Given:
    """The message; its date is taken from the header in milliseconds, as the mail's own has had errors of zone."""
    kind = _header(mail, "X-smssync-type").strip()
    box = _BOXES.get(kind, kind)
    name, _ = parseaddr(_header(mail, "From" if box == "1" else "To"))
    return Given(
        text=_text(mail),
        senders=(_header(mail, "X-smssync-address"),),
        names=(name,) if name and name != _header(mail, "X-smssync-address") else (),
        times=(_header(mail, "X-smssync-date").strip(),),
        directions=(box,),
    )


def _header(mail: Mail, name: str) -> str:
    """A header with its encoded words decoded, as far as they can be."""
    value = str(mail.get(name, ""))
    try:
        return str(email.header.make_header(email.header.decode_header(value)))
    except _ODD:
        return value


def _text(mail: Mail) -> str:
    """The plain text parts, without the line end that a mail needs."""
    parts = [_decoded(part) for part in mail.walk() if part.get_content_type() == "text/plain"]
    return "\n".join(parts)


def _decoded(part: Mail) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    for codec in (part.get_content_charset() or "utf-8", "utf-8", "gb18030"):
        try:
            return _without_end(payload.decode(codec))
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return _without_end(payload.decode("utf-8", "replace"))


def _without_end(text: str) -> str:
    return text.replace("\r\n", "\n").removesuffix("\n")
