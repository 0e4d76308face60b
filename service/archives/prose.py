"""Tells documents and programs, which also are lines of text, from lists of messages with one a line."""

import re

_NAMES = (".md", ".markdown", ".rst", ".adoc", ".tex")

_FRAMES = (
    re.compile(r"^#{1,6} \S", re.MULTILINE),
    re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE),
    re.compile(r"^\|?(?: *:?-{3,}:? *\|)+", re.MULTILINE),
)
"""What only documents have: headings, blocks of code, tables."""

_MARKS = (
    *_FRAMES,
    re.compile(r"^ {0,3}[-*+] \S", re.MULTILINE),
    re.compile(r"\[[^\]\n]+\]\([^)\s]+\)"),
    re.compile(r"\*\*[^*\n]+\*\*|`[^`\n]+`"),
)
"""The same, and what a message may have for once: items of a list, links, emphasis."""

_KINDS, _SHARE = 2, 0.05
"""A document has more kinds of marks, and a mark in so many of its lines."""

_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003FFFF]")
_HAN_SHARE, _CODE_SHARE = 0.1, 0.4
"""Logs, programs and settings have fewer lines with Chinese, and more that no person writes to another."""

_CODE = re.compile(
    r"^\s+\S|^(?:#|//|/\*|\[[\w.-]+\]\s*$)|[={}|\\$]|--|[;)(:,]$|^[\w.-]+:\S*:"
    r"|\b(?:INFO|WARN|WARNING|ERROR|DEBUG|TRACE|FATAL)\b"
)

_WRAPPED = re.compile(r"^.{55,}[A-Za-z,]\n[ >*#/]*[a-z]", re.MULTILINE)
_FEWEST, _WRAPPED_SHARE = 4, 0.3
"""Lines that break within a sentence, as those of few messages seem to; where in doubt it is a list."""


def is_prose(text: str, name: str) -> bool:
    r"""Whether a text that begins like this is a document, by its name, by the marks of Markdown or by wrapped lines.

    Of a list of messages, at most a line or two looks like that by chance; so both kinds of marks and a share count.

    >>> is_prose("# Title\n\nSome `code` and a [link](https://a.example).\n", "a.txt")
    True
    >>> is_prose("# 1 楼\n* 你好，在吗\n再见", "a.txt"), is_prose("你好\n再见", "read.me.md")
    (False, True)
    """
    if name.lower().endswith(_NAMES):
        return True
    lines = sum(bool(line.strip()) for line in text.splitlines()) or 1
    counts = [len(mark.findall(text)) for mark in _MARKS]
    marked = any(counts[: len(_FRAMES)]) and sum(map(bool, counts)) > _KINDS and sum(counts) >= lines * _SHARE
    wrapped = len(_WRAPPED.findall(text))
    return marked or (wrapped >= _FEWEST and wrapped >= lines * _WRAPPED_SHARE)


def is_code(text: str) -> bool:
    r"""Whether a text that begins like this is a log, a program or its settings; English messages are none.

    >>> is_code("root:x:0:0:root:/root:/bin/bash"), is_code("ok = 你好"), is_code("Hi, it's me\nsee you: 8pm")
    (True, False, False)
    """
    lines = [line for line in text.splitlines() if line.strip()]
    han, code = (sum(map(bool, map(each.search, lines))) for each in (_HAN, _CODE))
    return han < len(lines) * _HAN_SHARE and code >= len(lines) * _CODE_SHARE
