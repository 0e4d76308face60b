"""Texts whose characters were set apart by signs, few or one at a time, are judged as they read without these.

Any sign does. Of 300 harmful texts of the exam with a sign between all characters as many are found as harmful with ☆,
a comma, 🌸 and the letter a: 293, 295, 291 and 291 closed up, 95, 185, 8 and 20 as they stand (f452bac2a911). Of 24,520
everyday messages 63 are closed up, most of them for the x with which their numbers are masked.
"""

import re
from collections import Counter
from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple

from model.folding import HAN, SUSPECT, family, table
from model.normalize import _SIGNS as SPLITTING_SIGNS

SPACED = 6
"""What a look tells of such a text, beside `sieve.Seen`; as in looking.h."""

ALONE = 3
"""Han characters that stand alone between signs in a text that is spaced, at least; numerals count clauses."""

GAPS = 5
"""Gaps in such a text for each of them, at most: enumerations, too, hold such characters, but many longer words."""

ODD = 3
"""Gaps that make a text spaced by themselves if they begin with a sign that no honest text sets between words."""

BETWEEN = 4
"""Han characters in such a text for each of these, at most."""

_ORDINARY = " ,;:!?。、…—()\"'“”‘’《》【】「」『』<>\\[\\]{}%$¥￥*·•・._\\-~^|/\\\\+=#@&`¦"
"""Signs that stand between words in honest texts too."""

_LETTERS = (
    "a-z0-9\u3041-\u3096\u30a1-\u30fa\u3105-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff\uac00-\ud7a3\uff66-\uff9d"
)
"""Latin letters, digits, kana, zhuyin and hangul: of these one at most is a sign."""

_STROKES = "丨丶丿"
"""Han characters that serve as signs."""

_NUMERALS = "一二三四五六七八九十"

_CHARACTER = f"(?![{_STROKES}])[{HAN}]"
_SIGN = f"(?:[^{HAN}\U00020000-\U0003ffff{_LETTERS}]|[{_STROKES}])"

_characters = re.compile(_CHARACTER).findall
_alone = re.compile(f"(?<={_SIGN})(?![{_NUMERALS}]){_CHARACTER}(?={_SIGN})").findall
_gaps = re.compile(f"(?<=[{HAN}])(?<![{_STROKES}]){_SIGN}+(?={_CHARACTER})").finditer
_single_letters = re.compile(f"(?<=[{HAN}])[{_LETTERS}](?=[{HAN}])").findall
_begins_oddly = re.compile(f"[^{_ORDINARY}]").match


def is_spaced(text: str) -> bool:
    """Whether the characters of a folded text were set apart, but by signs that normalising drops.

    >>> is_spaced("就，爆，你，通，讯，录"), is_spaced("油、盐、酱和醋")
    (True, False)
    """
    plain = _with_signs(text)
    found = [match[0] for match in _gaps(plain)]
    alone, odd = len(_alone(plain)), sum(map(bool, map(_begins_oddly, found)))
    many = alone >= ALONE and GAPS * alone >= len(found)
    return bool(found) and (many or (odd >= ODD and BETWEEN * odd >= len(_characters(plain))))


class Closed(NamedTuple):
    """A folded text without the signs between its Han characters; `places` are where they stood in the original."""

    text: str
    places: list[int]
    disguises: set[str]


def closed_up(text: str) -> Closed | None:
    """An original text closed up, None if it is not spaced; what normalising drops is no reason, so that stops stay."""
    places, plain = _folded(text)
    places, plain = _without([match.span() for match in SPLITTING_SIGNS.finditer(plain)], places, plain)
    if not is_spaced(plain):
        return None
    gaps = [match.span() for match in _gaps(_with_signs(plain))]
    inserted = any(not plain[start:end].isspace() for start, end in gaps)
    places, closed = _without(gaps, places, plain)
    return Closed(closed, places, {*map(family, SUSPECT.findall(text)), "inserted_signs" if inserted else ""} - {""})


def _without(spans: Iterable[tuple[int, int]], places: list[int], plain: str) -> tuple[list[int], str]:
    """A text without some stretches, and where each of its characters stood."""
    dropped = {at for span in spans for at in range(*span)}
    kept = [at for at in range(len(plain)) if at not in dropped]
    return [places[at] for at in kept], "".join(plain[at] for at in kept)


def _folded(text: str) -> tuple[list[int], str]:
    """Where each character of the folded text stood, and that text."""
    found = [(at, sign) for at, each in enumerate(text) for sign in table().get(ord(each), each)]
    return [at for at, _ in found], "".join(sign for _, sign in found)


def _with_signs(text: str) -> str:
    """The text with a sign for the letter of which more stand between Han characters than of all others together."""
    single = Counter(_single_letters(text))
    letter, count = max(single.items(), key=itemgetter(1), default=("", 0))
    return text.replace(letter, "※") if 2 * count > single.total() else text
