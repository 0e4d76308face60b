"""Where a disguised word may stand: quick to say that a text holds none."""

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise, product

from ahocorasick_rs import AhoCorasick, Implementation

from model.characters import DIGITS, Readings

COMMON = 2_500
"""Characters of this rank or a higher one are rare enough to be looked at wherever they stand (a fifth of everyday
messages holds one that might stand for another); commoner ones only beside a character of a word."""

TOO_COMMON = 250
"""Characters of a lower rank stand next to anything; they are no sign of disguise by themselves."""

MOST_TELLING = 160
"""Words, the most telling first, in which one replaced character is enough to be looked at."""

FOREMOST = 20
"""Words in which a common character or both characters of two may be replaced too."""

ANYWHERE = 40
"""Characters of a lower rank still are no sign of disguise, not even in the foremost words."""

STOPS = (*",;:!?。、.\"'“”‘’—", "()", "[]")
"""What stands between characters of a word only in disguise, but between other characters everywhere."""

ODD_SIGNS = (
    (0x00A1, 0x00B6),
    (0x00B8, 0x00BF),
    (0x00D7, 0x00D7),
    (0x02B0, 0x02FF),
    (0x2020, 0x2025),
    (0x203B, 0x2BFF),
    (0x3004, 0x3007),
    (0x3012, 0x3020),
    (0xFE30, 0xFE6F),
)
"""Signs that hardly ever stand between characters, from the first to the last of each row."""

BEFORE = 4
"""A word that holds a sign of disguise begins at most this many signs before it."""

REMEMBERED = 10_000
"""Runs of letters and digits that spell nothing are remembered, up to so many."""

_LETTER = re.compile("[a-z]")
_RUN = re.compile("(?<![0-9a-z_])[0-9]{0,2}[a-z][0-9a-z]*")
_BEYOND = "\U00010000-\U0010ffff" + "".join(f"{chr(first)}-{chr(last)}" for first, last in ODD_SIGNS)


class Suspicion:
    """Finds the places of a text at which disguised words may begin."""

    def __init__(self, words: list[str], readings: Readings, honest: Collection[str]) -> None:
        """The words go from the most telling to the least; honest are the forms that are no disguise."""
        self._readings = readings
        self._dull = set(honest)
        self._next: dict[str, set[str]] = {}
        for first, second in _neighbours(words):
            self._next.setdefault(first, set()).add(second)
        self._after: dict[str, frozenset[str]] = {}
        rare = {char for char in readings.replacements() if readings.rank(char) >= COMMON} - readings.wanted
        parts = {parts[0] for parts in readings.parts if readings.rank(parts[0]) >= COMMON}
        odd = _BEYOND + "".join(sorted(parts))
        self._odd = re.compile(f"[{odd}]")
        self._sign = re.compile(f"[{odd}{''.join(sorted(rare))}]")
        self._abbreviations = {short for word in words if len(word) > 2 for short in _abbreviated(word, readings)}
        self._spelt = _spelt(readings.sounds)
        forms = {*_replaced(words, readings), *_stretched(words), *_spelt_pairs(words, readings), *readings.parts}
        forms -= {*honest, *("".join(pair) for pair in _neighbours(words))}
        self._automaton = AhoCorasick(sorted(forms), implementation=Implementation.ContiguousNFA)

    def places(self, plain: str) -> set[int]:
        """Where disguised words may begin; mostly nowhere."""
        starts: set[int] = set()
        for _, start, end in self._automaton.find_matches_as_indexes(plain):
            if not (_cuts_letters(plain, start) or _cuts_letters(plain, end)):
                starts.update(range(max(0, start - BEFORE), end))
        if self._sign.search(plain):
            starts.update(self._before_signs(plain))
        if _LETTER.search(plain) and not self._dull.issuperset(_RUN.findall(plain)):
            starts.update(self._before_letters(plain))
        return starts

    def _before_signs(self, plain: str) -> Iterator[int]:
        for match in self._sign.finditer(plain):
            at = match.start()
            if self._meets(plain, at - 1) or self._meets(plain, at) or self._odd.match(match[0]):
                yield from range(max(0, at - BEFORE), at + 1)

    def _before_letters(self, plain: str) -> Iterator[int]:
        for match in _RUN.finditer(plain):
            if self._spells(match[0]):
                yield from range(max(0, match.start() - BEFORE), match.start() + 1)

    def _spells(self, run: str) -> bool:
        """Whether a run of letters and digits spells sounds or abbreviates a word; remembers those that do not."""
        if run in self._dull:
            return False
        if run in self._abbreviations or (len(run) > 3 and self._spelt.fullmatch(run)):
            return True
        if len(self._dull) < REMEMBERED:
            self._dull.add(run)
        return False

    def _meets(self, plain: str, at: int) -> bool:
        """Whether the character at this place and the next may stand for two that follow each other in a word."""
        if at < 0 or at + 1 >= len(plain):
            return False
        first = plain[at]
        if (after := self._after.get(first)) is None:
            after = frozenset().union(*(self._next.get(char, ()) for char in self._readings.may_be(first)))
            self._after[first] = after
        return not after.isdisjoint(self._readings.may_be(plain[at + 1]))


def _cuts_letters(plain: str, at: int) -> bool:
    return plain[at - 1 : at + 1].isascii() and plain[at - 1 : at].isalpha() and plain[at : at + 1].isalpha()


def turned(word: str) -> Iterator[str]:
    """The word with two neighbouring characters swapped.

    >>> list(turned("通讯录"))
    ['讯通录', '通录讯']
    """
    for at, (first, second) in enumerate(pairwise(word)):
        if first != second:
            yield word[:at] + second + first + word[at + 2 :]


def _abbreviated(word: str, readings: Readings) -> Iterator[str]:
    """The first letters of the word's sounds; a character may have several."""
    initials = [[letter for letter, chars in readings.initials.items() if char in chars] for char in word]
    return map("".join, product(*initials))


def _neighbours(words: Iterable[str]) -> set[tuple[str, str]]:
    return {pair for word in words for pair in pairwise(word)}


def _spelt(sounds: Iterable[str]) -> re.Pattern[str]:
    """Letters that spell sounds, some of them perhaps as digits."""
    spelt = "|".join(sorted(sounds, key=len, reverse=True))
    for letter, digit in zip("oileasg", "0113459", strict=True):
        spelt = spelt.replace(letter, f"[{letter}{digit}]")
    return re.compile(f"(?=.*[a-z])(?:{spelt})++")


def _replaced(words: list[str], readings: Readings) -> Iterator[str]:
    """Two neighbouring characters of the most telling words, one of them, or in few words both, replaced."""
    common = _stand_ins(readings, TOO_COMMON)
    for first, second in _neighbours(words[:MOST_TELLING]):
        yield from (other + second for other in common.get(first, ()))
        yield from (first + other for other in common.get(second, ()))
    commoner = _stand_ins(readings, ANYWHERE)
    for first, second in _neighbours(words[:FOREMOST]):
        yield from (other + second for other in commoner.get(first, ()))
        yield from (first + other for other in commoner.get(second, ()))
        yield from map("".join, product(common.get(first, ()), common.get(second, ())))


def _stand_ins(readings: Readings, least: int) -> dict[str, list[str]]:
    """For each wanted character the common ones of at least this rank, and the digits, that may stand for it."""
    found: dict[str, list[str]] = {}
    for char in readings.replacements():
        if least <= readings.rank(char) < COMMON:
            for meant in readings.looked_up(char):
                found.setdefault(meant, []).append(char)
    for digit, sounds in DIGITS.items():
        for meant in {char for sound in sounds for char in readings.sounds.get(sound, ())}:
            found.setdefault(meant, []).append(digit)
    return found


def _spelt_pairs(words: list[str], readings: Readings) -> Iterator[str]:
    """Two neighbouring characters of a word, one of them as a sound or its first letter, or both as sounds, parted."""
    sounds: dict[str, list[str]] = {}
    for sound, chars in readings.sounds.items():
        for char in chars:
            sounds.setdefault(char, []).append(sound)
    for first, second in _neighbours(words):
        for sound in sounds[first]:
            yield from (sound + second, f"{sound} {second}", sound[0] + second)
            yield from (f"{sound} {other}" for other in sounds[second])
        for sound in sounds[second]:
            yield from (first + sound, f"{first} {sound}", first + sound[0])


def _stretched(words: list[str]) -> Iterator[str]:
    """The words out of order, and the most telling ones with a stop between two characters or with one doubled."""
    for word in words:
        yield from turned(word)
    for first, second in _neighbours(words[:MOST_TELLING]):
        yield from (first + stop + second for stop in STOPS)
        yield from (first + first + second, first + second + second)
