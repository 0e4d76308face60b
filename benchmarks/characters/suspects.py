"""Lists what makes a text suspect: forms that only a disguised word has, and signs that hardly stand anywhere else.

All of it follows from characters.txt and disguises.txt; it is stored because deriving it takes 0.3 s, at every start.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import combinations, product

from model.characters import ANYWHERE, COMMON, DIGITS, TOO_COMMON, Readings, rows
from model.disguises import table
from model.letters import MESSENGER
from model.paths import STOPS
from model.suspicion import FOREMOST
from model.tree import neighbours, turned

MOST_TELLING = 160
"""Words, the most telling first, in which one replaced character is enough to be looked at."""

ODD_SIGNS = (
    *((0x00A1, 0x00B6), (0x00B8, 0x00BF), (0x00D7, 0x00D7), (0x02B0, 0x02FF), (0x2020, 0x2025), (0x203B, 0x2BFF)),
    *((0x3004, 0x3007), (0x3012, 0x3020), (0xFE30, 0xFE6F)),
)
"""Signs that hardly ever stand between characters, from the first to the last of each row."""

RADICALS = frozenset("亻扌氵忄讠钅纟辶犭饣衤礻⺮艹攵灬刂疒宀冖冫彳辵廴彡虍阝")
"""Parts that are no characters: beside what makes one with them, they are suspect even where samples hold them."""

TYPED = 5_500
"""Characters of this rank or a higher one are worth a look by themselves, unless ordinary texts hold them: one everyday
message in 150 holds such a one that might stand for another."""

EVERYDAY = 5
"""Words of two characters that jieba's dictionary counts at least so often are taken for what they say."""

AS_DIGITS = {"a": "4", "e": "3", "g": "9", "i": "1", "l": "1", "o": "0", "s": "5"}
"""Letters of a sound and the digits that stand in for them."""

Pairs = Sequence[tuple[str, str]]


def lines() -> Iterator[str]:
    """The lines of suspects.txt."""
    words, honest = table()["words"], table()["honest"]
    readings = Readings("".join(words))
    everyday = sorted({*_everyday(words), *table()["ordinary"], MESSENGER} - {*words})
    signs = _signs(readings)
    parts = (parts for parts in readings.parts if signs.isdisjoint(parts))
    forms = {*_replaced(words, readings), *_stretched(words), *_mixed(words, readings), *parts}
    forms -= {*honest, *everyday, *map("".join, neighbours(words))}

    yield from _section("everyday", everyday)
    yield from _section("forms", sorted(forms))
    yield from _section("spelt", sorted({*_spelt(words, readings), *_abbreviations(words, readings)} - {*honest}))
    yield from _section("signs", sorted(signs))


def _section(name: str, entries: Sequence[str]) -> Iterator[str]:
    """A heading, and the entries with tabs between, 40 a line."""
    yield f"[{name}]"
    for at in range(0, len(entries), 40):
        yield "\t".join(entries[at : at + 40])


def _signs(readings: Readings) -> set[str]:
    """Single signs: odd ones (most emoji of one code unit are among them), other emoji, and rare characters."""
    rare = {sign for section in ("alike", "parts") for _, signs in rows(section) for sign in signs}
    rare = {sign for sign in rare - _typed() - {" "} if _rank(sign) >= TYPED} | RADICALS
    odd = {chr(point) for first, last in ODD_SIGNS for point in range(first, last + 1)}
    return rare | odd | {emoji[0] for emoji in readings.emoji if emoji[0] > "\uffff"}


def _typed() -> frozenset[str]:
    """What the words of jieba's dictionary hold, and the rare characters of disguises.txt, such as Cantonese."""
    lines = files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines()
    words = (line.split(" ")[0] for line in lines)
    return frozenset("".join((*(word for word in words if len(word) > 1), *table()["typed"])))


@cache
def _ranks() -> dict[str, int]:
    return {char: at for line, _ in rows("common") for at, char in enumerate(line)}


def _rank(char: str) -> int:
    """How many characters are commoner; a million for those that no list of characters holds."""
    return _ranks().get(char, 1_000_000)


def _everyday(words: Sequence[str]) -> Iterator[str]:
    """The words of jieba's dictionary, rare ones aside, that disguised neighbours in these words might be."""
    readings = Readings("".join(words))
    after: dict[str, set[str]] = {}
    for first, second in neighbours(words):
        after.setdefault(first, set()).add(second)
        after.setdefault(second, set()).add(first)
    for line in files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines():
        word, times, _ = line.split(" ")
        if len(word) == 2 and int(times) >= EVERYDAY:
            meant = readings.may_be(word[1])
            if any(not meant.isdisjoint(after[char]) for char in readings.may_be(word[0]) & after.keys()):
                yield word


def _stand_ins(readings: Readings, least: int, most: int = 2_000_000) -> dict[str, list[str]]:
    """For each wanted character the others, of a rank within these bounds, that may stand for it."""
    found: dict[str, list[str]] = {}
    for char in readings.replacements():
        if least <= _rank(char) < most and (least < COMMON or char not in readings.wanted):
            for meant in readings.looked_up(char):
                found.setdefault(meant, []).append(char)
    return found


def _common_ones(readings: Readings, least: int) -> dict[str, list[str]]:
    """The common ones of these, and the digits that sound alike."""
    found = _stand_ins(readings, least, COMMON)
    for digit, sounds in DIGITS.items():
        for meant in sorted({char for sound in sounds for char in readings.sounds.get(sound, ())}):
            found.setdefault(meant, []).append(digit)
    return found


def _replaced(words: Sequence[str], readings: Readings) -> Iterator[str]:
    """Two neighbouring characters of a word, one by a rare character; of the most telling words, by a common one too.

    Of the foremost ones both may be replaced, one of them also by its sound. With both replaced in 60 words, 0.2 points
    more of recall are kept under homophones, but the longer list takes everyday messages a third more time.
    """
    rare, common = _stand_ins(readings, COMMON, TYPED), _common_ones(readings, TOO_COMMON)
    yield from _one_replaced(neighbours(words), rare)
    yield from _one_replaced(neighbours(words[:MOST_TELLING]), common)
    foremost = neighbours(words[:FOREMOST])
    yield from _one_replaced(foremost, _common_ones(readings, ANYWHERE))
    sounds = _sounds(readings)
    for first, second in foremost:
        for_first, for_second = ([*common.get(char, ()), *rare.get(char, ())] for char in (first, second))
        yield from map("".join, product(for_first, [*for_second, *sounds[second]]))
        yield from map("".join, product(sounds[first], for_second))


def _one_replaced(pairs: Iterable[tuple[str, str]], stand_ins: dict[str, list[str]]) -> Iterator[str]:
    for first, second in pairs:
        yield from (other + second for other in stand_ins.get(first, ()))
        yield from (first + other for other in stand_ins.get(second, ()))


def _stretched(words: Sequence[str]) -> Iterator[str]:
    """The words out of order, and the most telling ones with a stop between two characters or with one doubled."""
    for word in words:
        yield from turned(word)
    for first, second in neighbours(words[:MOST_TELLING]):
        yield from (first + stop + second for stop in STOPS)
        yield from (first + first + second, first + second + second)


def _sounds(readings: Readings) -> dict[str, list[str]]:
    """The sounds of each wanted character."""
    found: dict[str, list[str]] = {}
    for sound, chars in readings.sounds.items():
        for char in sorted(chars):
            found.setdefault(char, []).append(sound)
    return found


def _mixed(words: Sequence[str], readings: Readings) -> Iterator[str]:
    """Two neighbouring characters of a word, one of them as a sound or its first letter, or both as sounds, parted."""
    sounds = _sounds(readings)
    for first, second in neighbours(words):
        for sound in sounds[first]:
            for spelling in _spellings(sound):
                yield from (spelling + second, f"{spelling} {second}")
            yield sound[0] + second
            yield from (f"{sound}{stop}{other}" for other in sounds[second] for stop in " .*-_")
        for sound in sounds[second]:
            for spelling in _spellings(sound):
                yield from (first + spelling, f"{first} {spelling}")
            yield first + sound[0]


def _spellings(sound: str) -> Iterator[str]:
    """A sound as it is and, if it is short, with digits; longer ones with digits are suspect by themselves."""
    yield sound
    if len(sound) <= 2:
        yield from _with_digits(sound)


def _spelt(words: Sequence[str], readings: Readings) -> Iterator[str]:
    """Two neighbouring characters of a word as sounds, and single longer sounds with digits for letters."""
    sounds = _sounds(readings)
    for first, second in neighbours(words):
        yield from map("".join, product(sounds[first], sounds[second]))
    for sound in readings.sounds:
        if len(sound) > 2:
            yield from _with_digits(sound)


def _with_digits(sound: str) -> Iterator[str]:
    """A sound with digits for some of its letters, not for all.

    >>> list(_with_digits("huan"))
    ['hu4n']
    """
    able = [at for at, letter in enumerate(sound) if letter in AS_DIGITS]
    for count in range(1, len(able) + 1):
        for chosen in combinations(able, count):
            if count < len(sound):
                yield "".join(AS_DIGITS[letter] if at in chosen else letter for at, letter in enumerate(sound))


def _abbreviations(words: Sequence[str], readings: Readings) -> Iterator[str]:
    """The first letters of the sounds of words of three characters and more; a character may have several."""
    sounds = _sounds(readings)
    for word in words:
        if len(word) > 2:
            yield from map("".join, product(*({sound[0] for sound in sounds[char]} for char in word)))
