"""Single characters: what each is folded to, and whether only a disguise holds it.

The tables are made once, when the module is imported; patterns tell fast which texts need them.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

HAN = "\u3400-\u9fff"

CAPITALS = range(ord("A"), ord("Z") + 1)

_SIGNS = ",!?:;()。、…“”‘’《》【】"

ONLY_PLAIN = re.compile(f"[{HAN}{_SIGNS} -~]*+")
"""Han characters, the commonest signs and what ASCII shows."""

COMPATIBLE: tuple[tuple[int, int], ...] = (
    (0x2070, 0x209F),
    (0x2100, 0x218F),
    (0x2460, 0x24FF),
    (0x2E80, 0x2FDF),
    (0x3220, 0x33FF),
)
COMPATIBLE += ((0xF900, 0xFAFF), (0x1D400, 0x1D7FF), (0x1F100, 0x1F1AF), (0x1F200, 0x1F2FF))
"""Code points that Unicode calls compatible with plainer ones: circled, superscript, mathematical, radicals."""

_INVISIBLE = frozenset(
    (
        *(0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), *range(0x200B, 0x2010)),
        *(*range(0x0300, 0x0370), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0x20E3, 0x3164),
        *(*range(0xFE00, 0xFE10), 0xFEFF, 0xFFA0, *range(0xFFF0, 0xFFF9), *range(0x1BCA0, 0x1BCA4)),
        *(*range(0x1D173, 0x1D17B), *range(0xE0000, 0xE1000)),
    )
)
"""What no phone draws (Unicode's Default_Ignorable_Code_Point), and signs that are drawn onto the one before."""

_UNDRAWN = frozenset((*range(0x09), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0), *range(0xFFF9, 0xFFFD)))
"""Controls, and the place of an attachment (U+FFFC): gateways and exports leave them in honest texts too."""


def _pairs(signs: str, plain: str) -> dict[int, str]:
    """Each sign, by its code point, and the plain one at the same place."""
    return dict(zip(map(ord, signs), plain, strict=True))


_SPELLINGS = _pairs("帐妳嘚", "账你得")
"""Characters that honest texts write for each other: one in six everyday messages with either has 帐.

Where it was taken for a disguise, 帐单 and 帐户 spoke for harm.
"""

_FANCIFUL = _pairs(
    "伱尓迩祢沵莪硪峩彵咜旳菂淂昰卟恏恠侢菿箌僦憱銭亾秂伖兲尛夶吢杺亇倁庅丄仩丅芐囸哖囬囘鼡訫眀厷呞灋欵燳仝哃亊婹莈唻咑迉儍",
    "你你你你你我我我他他的的得是不好在再到到就就钱人人友天小大心心个知么上上下下日年回回用信明公司法款照同同事要没来打死傻",
)
"""What the young of the 2000s (火星文), and who hides from filters, write for common characters that look like it.

Words worth disguising, which model.disguises looks for, hardly hold such small ones as 我 or 到. Of 24,520 everyday
messages 10 hold any.
"""


@cache
def family(sign: str) -> str:
    """Which disguise a single translated character belongs to; "" for what honest texts hold too."""
    point = ord(sign)
    if point in _INVISIBLE:
        return "zero_width"
    if 0xFF10 <= point <= 0xFF5A and sign.isalnum():
        return "full_width"
    if point in _FANCIFUL:
        return "look_alike"
    if 0x3400 <= point <= 0x9FFF:
        return "" if point in _SPELLINGS else "traditional"
    if any(first <= point <= last for first, last in COMPATIBLE):
        return "look_alike"
    return ""


@cache
def table() -> dict[int, str]:
    """What each code point is folded to: nothing, a character or several."""
    table = {ord(sign): " " for sign in "\t\n\r\v\f\x85\xa0\u2028\u2029\u202f\u205f\u3000"}
    table |= dict.fromkeys(range(0x2000, 0x200B), " ")
    table |= dict.fromkeys(_INVISIBLE | _UNDRAWN, "")
    table |= _plain_letters()
    table |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # half a pair: no UTF-8 can hold it
    table |= dict.fromkeys(range(0xE000, 0xE200), "\ufffd")  # private signs, which the model uses as its own
    for first, last in COMPATIBLE:
        for point in range(first, last + 1):
            plain = unicodedata.normalize("NFKC", chr(point)).lower()
            if 0x2474 <= point <= 0x24B5 or 0x1F110 <= point <= 0x1F129:
                plain = plain.strip("().")
            if plain != chr(point):
                table[point] = plain
    table |= {point: chr(point - 0xFEE0).lower() for point in range(0xFF01, 0xFF5F)}
    table |= {point: chr(point).lower() for point in CAPITALS}
    simplified = _pairs(*_traditional()) | _FANCIFUL | _pairs("収債連", "收债连")
    table = {point: plain.translate(simplified) for point, plain in table.items()} | simplified
    return {point: plain.translate(_SPELLINGS) for point, plain in table.items()} | _SPELLINGS


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


def _in_ranges(points: Iterable[int]) -> str:
    """Code points as the ranges of a class: named one by one, 25,000 take 120 ms to compile."""
    ranges: list[list[int]] = []
    for point in sorted(points):
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in ranges)


def _any_of(points: Iterable[int]) -> re.Pattern[str]:
    """A pattern of one character out of these or beyond U+FFFF.

    All that lies beyond stands as one range: a class that names such characters singly is searched 50 times slower.
    """
    return re.compile(f"[{_in_ranges(point for point in points if point <= 0xFFFF)}\U00010000-\U0010ffff]")


COMMON = tuple((sign, table()[ord(sign)]) for sign in "，！？：；（）～")
"""Signs that most messages hold; replacing them one by one costs 0.3 µs, translating the whole text 2 µs."""

FOLDED = _any_of(table().keys() - CAPITALS)
"""What is folded, but for CAPITALS, of which many honest texts are full."""

SUSPECT = _any_of(point for point in table() if family(chr(point)))
"""What only a disguise holds: worth a look at which one it is."""

WHOLE = f"{_SIGNS}—「」『』\"$%'<>[\\]{{}}a-wyz" + _in_ranges(
    point for point in range(0x3400, 0xA000) if point not in table() and chr(point) != "丨"
)
"""Characters that nothing is done to, by themselves or beside others."""

_ALWAYS_SPLITTING = r" ·•_\-~^|\\+=#@&`"

SPLITTING = f"{_ALWAYS_SPLITTING}."
"""Signs that split a word between two Han characters."""

_SPLIT = rf"(?:[{_ALWAYS_SPLITTING}]|(?<![a-z])\.)++"

UNTOUCHED = re.compile(f"[{WHOLE}]*+(?:(?:(?<![{HAN}]){_SPLIT}|{_SPLIT}(?![{HAN}]))[{WHOLE}]*+)*+")
"""What holds no sign between Han characters, no number or address, of which x may be a part, and nothing else that is
folded: most everyday messages, once their capitals are.
"""

UNEVEN = _any_of(point for point, plain in table().items() if len(plain) != 1)
"""What is folded to nothing or to several characters, so that the others no longer stand where they stood."""


def folded(text: str) -> str:
    """The text with every character folded by itself."""
    if ONLY_PLAIN.fullmatch(text) and not FOLDED.search(text):
        return text.lower()  # says the same ten times as fast
    return text.translate(table())
