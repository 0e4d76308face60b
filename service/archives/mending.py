"""Makes the bytes of a phone's XML fit for a parser: attachments cut out, illegal characters mended."""

import re
from collections.abc import Iterable, Iterator

from service.archives.source import RECORD

_PART = re.compile(rb"<part(?=[\s/>])")
_ATTRIBUTE = re.compile(rb"""\s*([\w:.-]+)\s*=\s*(?:"[^"]*"|'[^']*')""")
_DATA = re.compile(rb"""\s*data\s*=\s*(["'])""")
_TAG_END = re.compile(rb"\s*/?>")

_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
_ILLEGAL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_LOOSE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,10}|#[xX][0-9a-fA-F]{1,8});)")
_NUMBER = rb"(?:\d{1,10}|[xX][0-9a-fA-F]{1,8});"
_REFERENCES = re.compile(rb"&#%b(?:&#%b)*" % (_NUMBER, _NUMBER))  # begins with a literal, for which `re` searches fast
_REPLACEMENT = "\ufffd".encode()


def without_data(chunks: Iterable[bytes], record: int = RECORD) -> Iterator[bytes]:
    """The XML with every `data="…"` of a `<part>` emptied, so that its size no longer matters; line ends are kept.

    `record` says how many bytes of an unfinished tag are held while its end is awaited.
    One base64 attribute of 40 MB costs expat 0.9 s and six times its size in memory; cut out, it costs neither.
    """
    cutter = _Cutter(record)
    for chunk in chunks:
        yield cutter.feed(chunk)
    yield cutter.rest


class _Cutter:
    """Walks from `<part` to its end, attribute by attribute, wherever the chunks end."""

    def __init__(self, record: int) -> None:
        self._held = b""
        self._at = 0  # what goes before was passed on or dropped
        self._record = record
        self._step = self._outside
        self._quote = b'"'

    @property
    def rest(self) -> bytes:
        """What was not passed on yet."""
        return self._held[self._at :]

    def feed(self, chunk: bytes) -> bytes:
        """What can be passed on of what was fed so far."""
        self._held, self._at = self.rest + chunk, 0
        passed: list[bytes] = []
        while self._step(passed):
            pass
        return b"".join(passed)

    def _pass(self, passed: list[bytes], until: int) -> None:
        passed.append(self._held[self._at : until])
        self._at = until

    def _outside(self, passed: list[bytes]) -> bool:
        if found := _PART.search(self._held, self._at):
            self._pass(passed, found.end())
            self._step = self._inside
            return True
        self._pass(passed, max(self._at, len(self._held) - len(b"<part")))
        return False

    def _inside(self, passed: list[bytes]) -> bool:
        """Passes on whole attributes; what is none of them, nor the tag's end, is left to the parser."""
        at = self._at
        while not (data := _DATA.match(self._held, at)) and (attribute := _ATTRIBUTE.match(self._held, at)):
            at = attribute.end()
        if data:
            self._quote, at = data[1], data.end()
            self._step = self._data
        elif _TAG_END.match(self._held, at) or len(self._held) - at > self._record:
            self._step = self._outside
        self._pass(passed, at)
        return self._step != self._inside

    def _data(self, passed: list[bytes]) -> bool:
        end = self._held.find(self._quote, self._at)
        until = len(self._held) if end < 0 else end
        passed.append(b"\n" * self._held.count(b"\n", self._at, until))
        self._at = until
        if end >= 0:
            self._pass(passed, end + 1)
            self._step = self._inside
        return end >= 0


def mend(xml: bytes) -> bytes:
    """A piece, which no reference may cross the border of, with illegal characters and loose ampersands mended.

    Old SMS Backup & Restore, Signal and Silence write an emoji as two references (`&#55357;&#56842;`), which no parser
    takes; lxml's `recover` gives strings that cannot be encoded.

    >>> mend(b"&#55357;&#56834; &#1; &#55357; R&D &amp; &#10;").decode()
    '&#128514; &#65533; &#65533; R&amp;D &amp; &#10;'
    """
    if len(xml.translate(None, _CONTROLS)) != len(xml) or b"\xef\xbf\xbe" in xml or b"\xef\xbf\xbf" in xml:
        xml = _ILLEGAL.sub(_REPLACEMENT, xml)
    if b"&" not in xml:
        return xml
    return _REFERENCES.sub(_referenced, _LOOSE.sub(b"&amp;", xml))


def _referenced(match: re.Match[bytes]) -> bytes:
    """A run of character references with pairs of halves joined and illegal ones replaced."""
    codes = [int(code[1:], 16) if code[0] in b"xX" else int(code) for code in match[0][2:-1].split(b";&#")]
    joined: list[int] = []
    for code in codes:
        if 0xDC00 <= code < 0xE000 and joined and 0xD800 <= joined[-1] < 0xDC00:
            joined[-1] = 0x10000 + (joined[-1] - 0xD800 << 10) + code - 0xDC00
        else:
            joined.append(code)
    return b"".join(b"&#%d;" % (code if _legal(code) else 0xFFFD) for code in joined)


def _legal(code: int) -> bool:
    return code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
