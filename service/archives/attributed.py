"""Finds the text in `attributedBody`, the archived NSAttributedString in which newer iPhones keep it."""

_STRING = b"NSString"
_WIDTHS = {0x81: 2, 0x82: 4}
_NEAR = 12
"""Bytes after the class within which its contents begin."""


def body_of(blob: bytes) -> tuple[str, str | None]:
    """The text, "" if there is none, and what is wrong with it.

    A length below 128 is one byte, a longer one is marked by 0x81 or 0x82 and has two or four; it counts UTF-8 bytes,
    so 43 Chinese characters already need the mark.

    >>> body_of(b"streamtyped NSString" + bytes([1, 0x94, 0x84, 1]) + b"+" + bytes([6]) + "你好".encode() + b"...")
    ('你好', None)
    """
    start = blob.find(_STRING)
    sign = blob.find(b"+", start, start + len(_STRING) + _NEAR) if start >= 0 else -1
    if sign < 0:
        return "", None if start < 0 else "the text is archived in a way that is not known"
    width = _WIDTHS.get(blob[sign + 1], 0) if sign + 1 < len(blob) else 0
    begin = sign + 2 + width
    length = int.from_bytes(blob[sign + 2 : begin] if width else blob[sign + 1 : begin], "little")
    body = blob[begin : begin + length]
    if len(body) < length or not length:
        return body.decode("utf-8", "replace"), "the text is cut off" if length else None
    text = body.decode("utf-8", "replace")
    return text, None if text.encode() == body else "some bytes of the text are not UTF-8 and read as U+FFFD"
