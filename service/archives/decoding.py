"""Which encoding a text file has, decided on the whole file, and its text a chunk at a time."""

import codecs
import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.archives.source import Source, codec_of
from service.messages import Kind, Place, Skipped
from service.native import library

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_ESCAPED = re.compile("[\udc80-\udcff]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec and how many bytes of the file it cannot decode; those read as U+FFFD."""

    codec: str
    bad: int = 0

    def warning(self, source: Source) -> Iterator[Skipped]:
        """The bytes that could not be decoded, as something skipped; nothing if there are none."""
        if self.bad:
            why = f"{self.bad:,} bytes are not valid {self.codec.upper()} and read as U+FFFD; name the right encoding"
            yield Skipped(Place(source.name, 0), why, Kind.GARBLED)


def decide(source: Source, asked: str | None = None) -> Encoding:
    """The encoding of a whole file: the one asked for, else BOM, strict UTF-8, strict GB18030, else the least bad.

    UTF-8 comes first because GB18030 accepts half of all UTF-8 texts, and the whole file decides because 3 % of
    two-character GB18030 texts pass as UTF-8. Raises InputError for a codec that there is not.
    """
    if asked is not None:
        ordered = _ordered(source.head(), codec_of(asked))
        return Encoding(ordered, _bad(source, ordered))
    if codec := _marked(source.head()):
        return Encoding(codec, _bad(source, codec))
    utf8 = _bad(source, "utf-8")
    if not utf8 or _only_cut_off(source):
        return Encoding("utf-8", utf8)
    gb18030 = _bad(source, "gb18030")
    return Encoding("utf-8", utf8) if utf8 <= gb18030 else Encoding("gb18030", gb18030)


def _ordered(head: bytes, codec: str) -> str:
    """The codec, or its form for one order of bytes where it wants a mark that the file does not begin with."""
    if codec not in ("utf-16", "utf-32") or any(codec == marked and head.startswith(mark) for mark, marked in BOMS):
        return codec
    return "utf-16-be" if (codec, _marked(head)) == ("utf-16", "utf-16-be") else f"{codec}-le"


def _marked(head: bytes) -> str | None:
    """The codec that a byte order mark or the pattern of NULs gives away."""
    for mark, codec in BOMS:
        if head.startswith(mark):
            return codec
    sampled = head[:4096]
    half = len(sampled) // 2
    even, odd = sampled[::2].count(0), sampled[1::2].count(0)
    # ASCII in UTF-16 has every second byte NUL; among Han characters at least line ends and digits do.
    if half >= 2 and odd * 10 > half and even * 2 < odd:
        return "utf-16-le"
    if half >= 2 and even * 10 > half and odd * 2 < even:
        return "utf-16-be"
    return None


def _bad(source: Source, codec: str) -> int:
    """How many bytes of the file the codec cannot decode."""
    if _decodes(source, codec):
        return 0
    if codec.startswith(("utf-16", "utf-32")):
        return sum(text.count("\ufffd") for text in _decoded(source.chunks(), codec, "replace"))
    return sum(
        len(_ESCAPED.findall(text))
        for text in _decoded(source.chunks(), codec, "surrogateescape")
        if not text.isascii()
    )


def _decodes(source: Source, codec: str) -> bool:
    """Whether the codec decodes all of the file; to count what it cannot takes three times as long."""
    if codec == "utf-8" and (quick := library()) is not None:
        return _is_utf8(source.chunks(), quick)
    try:
        return all(True for _ in _decoded(source.chunks(), codec, "strict"))
    except UnicodeError:
        return False


def _is_utf8(chunks: Iterator[bytes], quick: ctypes.PyDLL) -> bool:
    rest = b""
    for chunk in chunks:
        given = rest + chunk
        begun = quick.utf8_rest(given, len(given))
        if begun < 0:
            return False
        rest = given[len(given) - begun :]
    return not rest


def _only_cut_off(source: Source) -> bool:
    """Whether a file is UTF-8 but for a last character that was cut off, as when the writer was killed.

    It must have other characters beyond ASCII, else that last one may well be one of GB18030.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    wide = False
    try:
        for chunk in source.chunks():
            wide |= not decoder.decode(chunk).isascii()
    except UnicodeDecodeError:
        return False
    return wide


def _decoded(chunks: Iterator[bytes], codec: str, errors: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(codec)(errors)
    for chunk in chunks:
        yield decoder.decode(chunk)
    yield decoder.decode(b"", True)


def texts(source: Source, encoding: Encoding) -> Iterator[str]:
    """The decoded text, a chunk at a time, without a byte order mark."""
    chunks = _decoded(source.chunks(), encoding.codec, "replace")
    for first in chunks:
        if first:
            yield first.removeprefix("\ufeff")
            break
    yield from chunks


def utf8(source: Source, encoding: Encoding) -> Iterator[bytes]:
    """The same as UTF-8 bytes; free of charge where the file is that already."""
    if encoding.codec == "utf-8" and not encoding.bad:
        chunks = source.chunks()
        yield next(chunks, b"").removeprefix(codecs.BOM_UTF8)
        yield from chunks
    else:
        yield from (text.encode("utf-8", "replace") for text in texts(source, encoding))


def head_text(head: bytes) -> str | None:
    """The text that a file begins with, or None if it is binary: a tenth of it bad bytes or control characters."""
    codec = _marked(head)
    tried = [codec] if codec else ["utf-8", "gb18030"]
    decoded = [codecs.getincrementaldecoder(each)("replace").decode(head) for each in tried]
    best = min(decoded, key=lambda text: len(_CONTROLS.findall(text))).removeprefix("\ufeff")
    return None if len(_CONTROLS.findall(best)) * 10 > len(best) else best


def whole_characters(value: str) -> str:
    """The string with halves of characters (surrogates) joined, or U+FFFD where the other half is missing.

    >>> whole_characters(chr(0xD83D) + chr(0xDE02) + chr(0xD83D))
    '😂�'
    """
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value
