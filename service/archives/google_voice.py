"""Reads the web pages of Google Voice in Google Takeout, one conversation each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from service.archives.decoding import decide, head_text, texts
from service.archives.records import Given, message_of
from service.archives.source import Options, Source
from service.errors import ArchiveError
from service.messages import Message, Place, Skipped

NAME = "Google Voice HTML"

LARGEST = 1 << 25
"""Bytes of a page; a conversation is small, and the parser of the standard library slow on hostile ones."""

_MARK = "hChatLog"
_OWNER = ("me", "我")
_CUT_OFF = "the page is cut off within this message; its text may be incomplete"


def recognises(head: bytes) -> bool:
    """Whether it is a web page with a conversation; calls and voicemail have none."""
    text = head_text(head)
    return text is not None and _MARK in text and "<html" in text[:2000].lower()


def read(source: Source, options: Options) -> Iterator[Message | Skipped]:
    """Every message of the conversation."""
    if source.size > min(LARGEST, options.record):
        raise ArchiveError(f"{source.name} is too large for a conversation of Google Voice ({source.size:,} bytes)")
    encoding = decide(source, options.encoding)
    yield from encoding.warning(source)
    for number, found in enumerate(_messages(texts(source, encoding)), 1):
        yield message_of(found.as_given(), Place(source.name, number), options.timezone)


@dataclass(slots=True)
class _Found:
    """What was read of one message so far."""

    time: str = ""
    tel: str = ""
    name: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    whole: bool = False

    def as_given(self) -> Given:
        """The message; the owner's are those by "Me"."""
        name = "".join(self.name).strip()
        sent = name.casefold() in _OWNER
        return Given(
            text="".join(self.text),
            senders=() if sent else (self.tel,),
            names=() if sent else (name,),
            times=(self.time,),
            directions=("out" if sent else "in",),
            remark=None if self.whole else _CUT_OFF,
        )


class _Page(HTMLParser):
    """Collects `div.message`, and in it `abbr.dt`, `a.tel`, `.fn` and `q`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._done: list[_Found] = []
        self._now: _Found | None = None
        self._into: list[str] | None = None
        self._until = ""

    def take(self, *, at_end: bool = False) -> list[_Found]:
        """The messages that were completed since the last time."""
        if at_end and self._now:
            self._done.append(self._now)
        done, self._done = self._done, []
        return done

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begins a message or a part of one."""
        given = {name: value or "" for name, value in attrs}
        classes = given.get("class", "").split()
        if "message" in classes:
            self._begin()
            return
        if ("dt" in classes and (not self._now or self._now.time)) or (
            tag == "q" and (not self._now or self._now.text)
        ):
            self._begin()  # the mark of the message itself is damaged
        if self._now is None:
            return
        if tag == "br" and self._until == "q":
            self._now.text.append("\n")
        elif "dt" in classes:
            self._now.time = given.get("title", "")
        elif "tel" in classes:
            self._now.tel = given.get("href", "").removeprefix("tel:")
        elif "fn" in classes and not self._now.text:
            self._into, self._until = self._now.name, tag
        elif tag == "q":
            self._into, self._until = self._now.text, tag

    def _begin(self) -> None:
        if self._now:
            self._done.append(self._now)
        self._now, self._into, self._until = _Found(), None, ""

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """Takes `<![…>` for a comment, where the standard library fails over words that it does not know."""
        return self.parse_bogus_comment(i, bool(report))

    def handle_endtag(self, tag: str) -> None:
        """Ends a part of a message, and with its text the message."""
        if tag == self._until:
            if tag == "q" and self._now:
                self._now.whole = True
            self._into, self._until = None, ""

    def handle_data(self, data: str) -> None:
        """Keeps what belongs to a part."""
        if self._into is not None:
            self._into.append(data)


def _messages(given: Iterable[str]) -> Iterator[_Found]:
    """Each message, as soon as the next one begins."""
    page = _Page()
    for text in given:
        page.feed(text)
        yield from page.take()
    page.close()
    yield from page.take(at_end=True)
