"""Undoes disguises and folds what carries no meaning, keeping the way back to every original character.

Characters are folded one by one (`folding.py`); then come steps, each of which finds edits. `normalize` applies them,
and `trace` tells from the same edits where each character came from.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import NamedTuple

from model.disguises import disguised_words, doubted_words, has_disguised_words
from model.folding import COMMON, HAN, SUSPECT, UNEVEN, UNTOUCHED, family, folded, table
from model.sightings import HALF_READ

MOBILE, HOTLINE, LINK = "☎", "℡", "∞"
"""What an 11-digit mobile number, a service line and a web address are folded to; other numbers become 0, 00 or 000."""


class Edit(NamedTuple):
    """What replaces `text[start:end]`, and the disguises that this undoes ("" for what honest texts hold too)."""

    start: int
    end: int
    replacement: str
    families: str


_SIGN = r"[\s*·•・._\-~^|/\\+=#@&`¦丨]"
_SIGNS = re.compile(rf"{_SIGN}(?<=[{HAN}].){_SIGN}{{0,3}}(?=[{HAN}])")
"""Signs that split a word when they stand between two Han characters; commas and stops are left: they end clauses."""

_REPEATS = re.compile(rf"([{HAN}])\1{{2,}}")

_MAYBE_REPEATS = re.compile(r"(.)\1\1")
"""Is searched in half the time of _REPEATS."""

_MAYBE_LINK = re.compile(r"[a-z0-9]\.|://")
_MAYBE_NUMBER = re.compile(r"[0-9*]|xx|[a-z]\.|://")

_ADDRESS = (
    r"(?:https?://|www\.)[!-+\--~]+"
    r"|(?<![a-z0-9.-])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|cn|net|cc|top|vip|xyz|me|info|ltd|club)(?:/[!-+\--~]*)?"
)
_LINKS = re.compile(_ADDRESS)

_NUMBERS = re.compile(
    rf"(?=[0-9*hwx]|(?<![a-z0-9.-])[a-z])(?:{_ADDRESS}"
    r"|(?<![0-9])1[3-9][0-9][ -][0-9x*]{4}[ -][0-9x]{4}(?![0-9])"
    r"|(?<![0-9a-z])(?:400|800)[ -]?[0-9x]{3}[ -]?[0-9x]{4}(?![0-9])"
    r"|[0-9](?:[0-9,.]*[0-9])?|(?<![a-z])x{2,}(?![a-z])|\*{3,})"
)
"""The look ahead spares Han characters seven attempts, and letters within a word but three."""

_OTHER_LETTERS = re.compile("[a-wyz/]")
_MOBILE = re.compile(r"(?:86)?1[3-9][0-9][ -]?[0-9x*]{4}[ -]?[0-9x]{4}")
_KEPT = {"110", "12110", "12368", "12378", "12345", "96110", "12381", "12321", "12377", "12348", "12315", "12309", "24"}
"""Numbers that say something by themselves: police, courts, regulators, and the 24 of 24小时."""


class Normalized(NamedTuple):
    """A text as the model reads it, the edits that made it so, and the disguises that they undid."""

    text: str
    made: list[list[Edit]]
    disguises: tuple[str, ...]

    @property
    def edits(self) -> Iterator[Edit]:
        """All of them, step after step."""
        return chain.from_iterable(self.made)


Steps = tuple[tuple[Callable[[str], object], Callable[[str], Iterator[Edit]]], ...]


class Trace(NamedTuple):
    """A normalised text with the way back: character i came from `original[starts[i]:ends[i]]`."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    disguises: tuple[str, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the normalised characters [start, end) stood in the original text."""
        return self.starts[start], self.ends[end - 1]


def normalize(text: str) -> str:
    """The text as the model reads it.

    >>> normalize("【某某】您已逾 期12天，摧収電話138-0000-1234")
    '【某某】您已逾期00天,催收电话☎'
    """
    return normalized(text)[0]


def glanced(text: str) -> str:
    """The text with capitals and the commonest signs folded, in a tenth of the time; most need no more."""
    return _common_signs_folded(text).lower()


def normalized(text: str, seen: str | None = None) -> Normalized:
    """The text as the model reads it, the edits, step after step, that made it so, and the disguises undone by them.

    Where nothing else was to be done, the text is the very object that `glanced` gave; `seen` is that, if at hand.
    """
    seen = glanced(text) if seen is None else seen
    if UNTOUCHED.fullmatch(seen):
        return _after(_STEPS_AMONG_WORDS, seen, ())
    return _after(_STEPS, *_folded(text))


def doubted(text: str, draw: int = 0) -> Normalized:
    """The same if whatever looks as if it stood for a word or phrase is taken for it; see `doubted_words`."""
    return _after((*_FIRST_IN_DOUBT, (bool, partial(_doubted_words, draw=draw)), _WITH_NUMBERS), *_folded(text))


def was_disguised(normal: Normalized) -> bool:
    """Whether words were disguised so that some may be left unread; parts and pinyin leave nothing in doubt.

    >>> was_disguised(normalized("催手")), was_disguised(normalized("🅲🆄🅸收"))
    (True, False)
    """
    return any(not HALF_READ.isdisjoint(edit.families.split()) for edit in normal.edits)


def _folded(text: str) -> tuple[str, list[str]]:
    """The text with its characters folded, and which of them only a disguise holds."""
    text = _common_signs_folded(text)
    return folded(text), SUSPECT.findall(text)


def _common_signs_folded(text: str) -> str:
    for sign, plain in COMMON:
        text = text.replace(sign, plain)
    return text


def _after(steps: Steps, text: str, suspect: Iterable[str]) -> Normalized:
    """What the steps make of a folded text; `suspect` are the characters folded that only a disguise holds."""
    made: list[list[Edit]] = []
    for worth_it, edits in steps:
        if worth_it(text):
            made.append(list(edits(text)))
            text = _edited(text, made[-1])
    if not (made or suspect):
        return Normalized(text, made, ())
    families = {*map(family, suspect), *(name for each in made for edit in each for name in edit.families.split())}
    return Normalized(text, made, tuple(sorted(families - {""})))


def trace(text: str) -> Trace:
    """The text as the model reads it, with the way back to every original character and the disguises undone."""
    return traced(text, normalized(text))


def traced(original: str, normal: Normalized) -> Trace:
    """The same of what was normalised already."""
    text, made, disguises = normal
    starts, ends = list(range(len(original))), list(range(1, len(original) + 1))
    if UNEVEN.search(original):
        starts, ends = _carried(starts, ends, list(_translations(original)))
    for edits in made:
        starts, ends = _carried(starts, ends, edits)
    return Trace(text, tuple(starts), tuple(ends), disguises)


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
        yield Edit(match.start(), match.end(), "", "" if match[0].isspace() else "inserted_signs")


def _disguised_words(text: str) -> Iterator[Edit]:
    return (Edit(*found) for found in disguised_words(text))


def _doubted_words(text: str, draw: int) -> Iterator[Edit]:
    return (Edit(*found) for found in doubted_words(text, draw))


def _repeats(text: str) -> Iterator[Edit]:
    return (Edit(match.start(), match.end(), match[1], "") for match in _REPEATS.finditer(text))


def _numbers(text: str) -> Iterator[Edit]:
    return (Edit(match.start(), match.end(), _fold_number(match), "") for match in _NUMBERS.finditer(text))


def _links(text: str) -> Iterator[Edit]:
    return (Edit(match.start(), match.end(), LINK, "") for match in _LINKS.finditer(text))


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


_WITH_SIGNS, _WITH_REPEATS = (_SIGNS.search, _inserted_signs), (_MAYBE_REPEATS.search, _repeats)
_WITH_NUMBERS = _MAYBE_NUMBER.search, _numbers

_STEPS_AMONG_WORDS: Steps = (_WITH_REPEATS, (has_disguised_words, _disguised_words))
"""Each step with a cheap test of whether it has anything to do: most texts are plain, and skip it."""

_STEPS: Steps = (_WITH_SIGNS, *_STEPS_AMONG_WORDS, _WITH_NUMBERS)

_WITH_LINKS = _MAYBE_LINK.search, _links

_FIRST_IN_DOUBT: Steps = (_WITH_LINKS, _WITH_SIGNS, _WITH_REPEATS)
"""Links go first: their letters are no initials of words."""


def _translations(text: str) -> Iterator[Edit]:
    for at, sign in enumerate(text):
        if (replacement := table().get(ord(sign))) is not None:
            yield Edit(at, at + 1, replacement, "")
