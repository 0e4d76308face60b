"""Unpacks gzip and zlib streams, and gives what stood before the place where one is damaged."""

import zlib
from typing import BinaryIO

from service.archives.members import STEP

GZIP = b"\x1f\x8b"

ZLIB = (b"\x78\x01", b"\x78\x9c", b"\x78\xda")

_EITHER = 47
"""Window bits by which zlib tells a gzip stream from a zlib stream by itself."""


def is_stream(head: bytes) -> bool:
    """Whether it begins as a gzip or zlib stream; of the latter, which two letters could be, some must unpack.

    >>> is_stream(zlib.compress(b"text")), is_stream("x谮".encode("gb18030"))
    (True, False)
    """
    if not head.startswith(ZLIB):
        return head.startswith(GZIP)
    try:
        return bool(zlib.decompressobj().decompress(head, 1))
    except zlib.error:
        return False


class Inflated:
    """The unpacked bytes of a file that holds one stream or several, one after another."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self._inflater = zlib.decompressobj(_EITHER)
        self._rest = b""

    def close(self) -> None:
        """Closes the packed file."""
        self._packed.close()

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end. Raises EOFError or zlib.error where the stream is damaged."""
        while True:
            if self._inflater.eof and not self._begins_another():
                return b""
            given = self._rest or self._packed.read(STEP)
            data = self._inflater.decompress(given, size)
            self._rest = self._inflater.unconsumed_tail
            if data:
                return data
            if not given and not self._inflater.eof:
                raise EOFError("it ends too early")

    def _begins_another(self) -> bool:
        """Begins with the stream that follows, if any does; zeros between and behind are of tapes. Raises EOFError."""
        rest = self._rest or self._inflater.unused_data
        while len(rest := rest.lstrip(b"\0")) < len(GZIP) and (more := self._packed.read(STEP)):
            rest += more
        self._rest = rest
        if rest and not rest.startswith((GZIP, *ZLIB)):
            raise EOFError("what follows is not packed")
        self._inflater = zlib.decompressobj(_EITHER) if rest else self._inflater
        return bool(rest)
