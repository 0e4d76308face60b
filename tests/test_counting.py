"""What is counted in C in all of an archive is what Python counts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service import native
from service.archives import decoding, documents, elements
from service.archives.sms_backup_restore import SHAPE
from service.archives.source import Source

built = pytest.mark.skipif(native.library() is None, reason="there is no library; run hatch_build.py")

BITS = (b"<sms ", b"<sms", b"<mms ", b"<", b" ", b"\r", b"\n", b"\r\n", b"s", b"\x00")
XML = st.lists(st.sampled_from(BITS), max_size=12).map(b"".join)

LEADS = (
    0x00,
    0x7F,
    0x80,
    0x8F,
    0x90,
    0x9F,
    0xA0,
    0xBF,
    0xC0,
    0xC1,
    0xC2,
    0xDF,
    0xE0,
    0xEC,
    0xED,
    0xEE,
    0xEF,
    0xF0,
    0xF3,
)
BYTES = st.lists(st.sampled_from((*LEADS, 0xF4, 0xF5, 0xFF)), max_size=5).map(bytes)


def in_python(call: Callable[[], object]) -> object:
    with pytest.MonkeyPatch.context() as patch:
        for module in (decoding, documents, elements):
            patch.setattr(module, "library", lambda: None)
        return call()


@built
@given(XML)
def test_records_and_lines_are_counted_alike(xml: bytes) -> None:
    assert SHAPE.count(xml) == in_python(lambda: SHAPE.count(xml))
    assert elements._line_ends(xml) == in_python(lambda: elements._line_ends(xml))


@built
@settings(max_examples=300)
@given(st.lists(BYTES | st.text(max_size=20).map(lambda text: text.encode("utf-8", "surrogatepass")), max_size=6))
def test_what_is_no_utf8_is_told_wherever_chunks_end(chunks: list[bytes]) -> None:
    library = native.library()
    assert library is not None
    try:
        b"".join(chunks).decode()
        valid = True
    except UnicodeDecodeError:
        valid = False
    assert decoding._is_utf8(iter(chunks), library) is valid
    assert decoding._is_utf8((b"".join(chunks)[at : at + 1] for at in range(sum(map(len, chunks)))), library) is valid


@built
@pytest.mark.parametrize("content", [b"", "您好".encode(), "您好".encode()[:-1], "您好".encode("gb18030"), b"a\xff"])
def test_the_encoding_of_a_file_is_told_alike(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    assert decoding.decide(Source(path)) == in_python(lambda: decoding.decide(Source(path)))
