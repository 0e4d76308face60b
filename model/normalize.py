"""Undoes disguises and folds what carries no meaning, keeping the way back to every original character.

One list of edits serves both ways: `normalize` applies them fast, `trace` applies the same ones and remembers where
each character came from and which tricks were undone. A test proves that both give the same text.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from model.disguises import disguised_words, has_disguised_words

MOBILE, HOTLINE, LINK = "☎", "℡", "∞"
"""What an 11-digit mobile number, a service line and a web address are folded to; other numbers become 0, 00 or 000."""


class Edit(NamedTuple):
    """What replaces `text[start:end]`, and the disguises that this undoes ("" for what honest texts hold too)."""

    start: int
    end: int
    replacement: str
    families: str


HAN = "\u3400-\u9fff"

_COMPATIBLE: tuple[tuple[int, int], ...] = (
    (0x2070, 0x209F),
    (0x2100, 0x218F),
    (0x2460, 0x24FF),
    (0x2E80, 0x2FDF),
    (0x3220, 0x33FF),
)
_COMPATIBLE += ((0xF900, 0xFAFF), (0x1D400, 0x1D7FF), (0x1F100, 0x1F1AF), (0x1F200, 0x1F2FF))
"""Code points that Unicode calls compatible with plainer ones: circled, superscript, mathematical, radicals."""

_INVISIBLE: tuple[int, ...] = (
    0x00AD,
    0x034F,
    0x061C,
    0x115F,
    0x1160,
    0x180E,
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
)
_INVISIBLE += (*range(0x0300, 0x0370), *range(0xE0000, 0xE0080), *range(0xE0100, 0xE01F0))
_INVISIBLE += (*range(0x2060, 0x2070), 0x20E3, 0x3164, *range(0xFE00, 0xFE10), 0xFEFF, 0xFFA0)

_SIGNS = re.compile(rf"[\s*·•・._\-~^|/\\+=#@&`¦丨]{{1,4}}(?=[{HAN}])")
"""Signs that split a word when they stand between two Han characters; commas and stops are left: they end clauses."""

_REPEATS = re.compile(rf"([{HAN}])\1{{2,}}")

_MAYBE_NUMBER = re.compile(r"[0-9*]|xx|[a-z]\.|://")

_NUMBERS = re.compile(
    r"(?=[0-9a-z*])(?:(?:https?://|www\.)[!-+\--~]+|(?<![a-z0-9.-])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|cn|net|cc|top|vip|xyz|me|info|ltd|club)(?:/[!-+\--~]*)?"
    r"|(?<![0-9])1[3-9][0-9][ -][0-9x*]{4}[ -][0-9x]{4}(?![0-9])"
    r"|(?<![0-9a-z])(?:400|800)[ -]?[0-9x]{3}[ -]?[0-9x]{4}(?![0-9])"
    r"|[0-9](?:[0-9,.]*[0-9])?|(?<![a-z])x{2,}(?![a-z])|\*{3,})"
)
"""The look ahead spares every Han character seven attempts."""

_OTHER_LETTERS = re.compile("[a-wyz/]")
_MOBILE = re.compile(r"(?:86)?1[3-9][0-9][ -]?[0-9x*]{4}[ -]?[0-9x]{4}")
_KEPT = {"110", "12110", "12368", "12378", "12345", "96110", "12381", "12321", "12377", "12348", "12315", "12309", "24"}
"""Numbers that say something by themselves: police, courts, regulators, and the 24 of 24小时."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A normalised text with the way back: character i came from `original[starts[i]:ends[i]]`."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    disguises: tuple[str, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the normalised characters [start, end) stood in the original text."""
        return self.starts[start], max(self.ends[start:end])


def normalize(text: str) -> str:
    """The text as the model reads it.

    >>> normalize("【某某】您已逾 期12天，摧収電話138-0000-1234")
    '【某某】您已逾期00天,催收电话☎'
    """
    return normalized(text)[0]


def normalized(text: str) -> tuple[str, bool]:
    """The text as the model reads it, and whether a disguise may have been undone for that; `trace` tells which."""
    for sign, plain in _COMMON:
        text = text.replace(sign, plain)
    touched = False
    if _FOLDED.search(text):
        touched = _SUSPECT.search(text) is not None
        text = text.translate(_table())
    for worth_it, edits in _STEPS:
        if worth_it(text):
            found = list(edits(text))
            touched = touched or any(edit.families for edit in found)
            text = _edited(text, found)
    return text, touched


def trace(text: str) -> Trace:
    """The text as the model reads it, with the way back to every original character and the disguises undone."""
    starts, ends = list(range(len(text))), list(range(1, len(text) + 1))
    disguises = {_family(sign) for sign in _SUSPECT.findall(text)}
    if _UNEVEN.search(text):
        uneven = list(_translations(text))
        starts, ends = _carried(starts, ends, uneven)
    text = text.translate(_table())
    for worth_it, edits in _STEPS:
        if worth_it(text):
            found = list(edits(text))
            disguises.update(family for edit in found for family in edit.families.split())
            starts, ends = _carried(starts, ends, found)
            text = _edited(text, found)
    return Trace(text, tuple(starts), tuple(ends), tuple(sorted(disguises - {""})))


def _edited(text: str, edits: Iterable[Edit]) -> str:
    pieces, at = [], 0
    for start, end, replacement, _ in edits:
        pieces += [text[at:start], replacement]
        at = end
    return "".join([*pieces, text[at:]]) if at else text


def _carried(starts: list[int], ends: list[int], edits: Iterable[Edit]) -> tuple[list[int], list[int]]:
    """Where each character came from, after the edits; a replacement comes from all that it replaces."""
    new_starts: list[int] = []
    new_ends: list[int] = []
    at = 0
    for start, end, replacement, _ in edits:
        new_starts += starts[at:start] + [starts[start]] * len(replacement)
        new_ends += ends[at:start] + [max(ends[start:end])] * len(replacement)
        at = end
    return new_starts + starts[at:], new_ends + ends[at:]


def _inserted_signs(text: str) -> Iterator[Edit]:
    for match in _SIGNS.finditer(text):
        if "\u3400" <= text[match.start() - 1 : match.start()] <= "\u9fff":
            yield Edit(match.start(), match.end(), "", "" if match[0].isspace() else "inserted_signs")


def _disguised_words(text: str) -> Iterator[Edit]:
    return (Edit(*found) for found in disguised_words(text))


def _repeats(text: str) -> Iterator[Edit]:
    return (Edit(match.start(), match.end(), match[1], "") for match in _REPEATS.finditer(text))


def _numbers(text: str) -> Iterator[Edit]:
    return (Edit(match.start(), match.end(), _fold_number(match), "") for match in _NUMBERS.finditer(text))


def _fold_number(match: re.Match[str]) -> str:
    found = match[0]
    if len(found) < 4 and found.isdecimal():
        return found if found in _KEPT else "0" * len(found)
    if found[0] in "hw" or (not found[-1].isdigit() and "." in found) or _OTHER_LETTERS.search(found):
        return LINK
    if _MOBILE.fullmatch(found):
        return MOBILE
    if len(found) >= 10 and found[:3] in ("400", "800"):
        return HOTLINE
    if found in _KEPT:
        return found
    return "0" * min(3, len(found)) if found[0] != "x" and found[0] != "*" else "000"


_STEPS: tuple[tuple[Callable[[str], object], Callable[[str], Iterator[Edit]]], ...] = (
    (_SIGNS.search, _inserted_signs),
    (_REPEATS.search, _repeats),
    (has_disguised_words, _disguised_words),
    (_MAYBE_NUMBER.search, _numbers),
)
"""Each step with a cheap test of whether it has anything to do: most texts are plain, and skip it."""


def _translations(text: str) -> Iterator[Edit]:
    table = _table()
    for at, sign in enumerate(text):
        if (replacement := table.get(ord(sign))) is not None:
            yield Edit(at, at + 1, replacement, _family(sign))


@cache
def _family(sign: str) -> str:
    """Which disguise a single translated character belongs to; "" for what honest texts hold too."""
    point = ord(sign)
    if point in _INVISIBLE:
        return "zero_width"
    if 0xFF10 <= point <= 0xFF5A and sign.isalnum():
        return "full_width"
    if 0x3400 <= point <= 0x9FFF:
        return "traditional"
    if any(first <= point <= last for first, last in _COMPATIBLE):
        return "look_alike"
    return ""


@cache
def _table() -> dict[int, str]:
    table = {ord(sign): " " for sign in "\t\n\r\v\f\x85\xa0\u2028\u2029\u202f\u205f\u3000"}
    table |= dict.fromkeys(range(0x2000, 0x200B), " ")
    table |= dict.fromkeys(_INVISIBLE, "")
    table |= _plain_letters()
    table |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # half a pair: no UTF-8 can hold it
    table |= dict.fromkeys(range(0xE000, 0xE200), "\ufffd")  # private signs, which the model uses as its own
    for first, last in _COMPATIBLE:
        for point in range(first, last + 1):
            plain = unicodedata.normalize("NFKC", chr(point)).lower()
            if 0x2474 <= point <= 0x24B5 or 0x1F110 <= point <= 0x1F129:
                plain = plain.strip("().")
            if plain != chr(point):
                table[point] = plain
    table |= {point: chr(point - 0xFEE0).lower() for point in range(0xFF01, 0xFF5F)}
    table |= {point: chr(point).lower() for point in range(ord("A"), ord("Z") + 1)}
    simplified = {ord(old): new for old, new in zip(*_traditional(), strict=True)}
    simplified |= {ord("収"): "收", ord("債"): "债", ord("連"): "连"}
    return {point: plain.translate(simplified) for point, plain in table.items()} | simplified


def _plain_letters() -> dict[int, str]:
    """Latin letters without their accents (ü is typed as v), and letters and digits in boxes and black discs."""
    table = {}
    for point in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        plain = unicodedata.normalize("NFD", chr(point)).lower()
        if plain[0].isascii() and plain[0].isalpha():
            table[point] = "v" if plain.startswith("u\u0308") else plain[0]
    for first in (0x1F150, 0x1F170):
        table |= {first + at: chr(ord("a") + at) for at in range(26)}
    for first in (0x2776, 0x2780, 0x278A):
        table |= {first + at: str(at + 1) for at in range(10)}
    return table | {0x0131: "i", 0x0251: "a", 0x0261: "g"}


def _traditional() -> tuple[str, str]:
    """Traditional characters and, in the same order, their simplified ones (from OpenCC; see NOTICE)."""
    old, new = files("model").joinpath("traditional.txt").read_text("utf-8").split()
    return old, new


def _any_of(points: Iterable[int]) -> re.Pattern[str]:
    """A pattern of one character out of these or beyond U+FFFF.

    All that lies beyond stands as one range: a class that names such characters singly is searched 50 times slower.
    """
    return re.compile(
        "[" + "".join(re.escape(chr(point)) for point in points if point <= 0xFFFF) + "\U00010000-\U0010ffff]"
    )


_COMMON = tuple((sign, _table()[ord(sign)]) for sign in "，！？：；（）～")
"""Signs that most messages hold; replacing them one by one costs 0.3 µs, translating the whole text 2 µs."""

_FOLDED = _any_of(_table())
_SUSPECT = _any_of(point for point in _table() if _family(chr(point)))
"""What only a disguise holds: worth a look at which one it is."""

_UNEVEN = _any_of(point for point, plain in _table().items() if len(plain) != 1)
"""What is folded to nothing or to several characters, so that the others no longer stand where they stood."""
