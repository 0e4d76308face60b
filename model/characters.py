"""What may stand for a character: another of its sound or shape, its parts side by side, its pinyin, an emoji.

characters.txt holds that for the 3,600 commonest characters; `make characters` makes it from the public tables that
NOTICE names. Here it is turned around: from what stands in a text to the characters that it may mean.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from model.sections import lines

COMMON = 2_500
"""Characters of this rank or a higher one are rare enough to be looked at wherever they stand (a fifth of everyday
messages holds one that might stand for another); commoner ones only beside a character of a word."""

TOO_COMMON = 250
"""Characters of a lower rank stand next to anything; they are no sign of disguise by themselves."""

ANYWHERE = 40
"""Characters of a lower rank still are no sign of disguise, not even in the foremost words."""

DIGITS: Mapping[str, tuple[str, ...]] = {
    **{"0": ("ling",), "1": ("yi", "yao"), "2": ("er",), "3": ("san",), "4": ("si",)},
    **{"5": ("wu",), "6": ("liu",), "7": ("qi",), "8": ("ba",), "9": ("jiu",)},
}
"""How digits are read aloud."""


def rows(section: str) -> Iterator[tuple[str, str]]:
    """The rows of a section of characters.txt: first the character, sound or emoji, then what belongs to it."""
    for line in lines("characters.txt", section):
        first, _, rest = line.partition(" ")
        yield first, rest


class Readings:
    """What may be meant by what stands in a text, as far as it is one of the wanted characters."""

    def __init__(self, wanted: Iterable[str]) -> None:
        self.wanted = frozenset(wanted)
        self._ranks = {char: rank for line, _ in rows("common") for rank, char in enumerate(line[:COMMON])}
        self.sounds: dict[str, frozenset[str]] = {}
        self._homophones: dict[str, str] = {}
        for sound, chars in rows("sounds"):
            if meant := self.wanted.intersection(chars):
                self.sounds[sound] = meant
                joined = "".join(sorted(meant))
                for char in chars:
                    self._homophones[char] = self._homophones.get(char, "") + joined
        self._alike = self._turned_around((char, others) for char, others in rows("alike"))
        self.parts = self._turned_around((char, parts.split()) for char, parts in rows("parts"))
        self.emoji = dict(rows("emoji"))
        self._meant: dict[str, dict[str, str]] = {}
        self._may_be: dict[str, frozenset[str]] = {}

    def _turned_around(self, rows: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
        """From what stands for the wanted characters to them."""
        found: dict[str, str] = {}
        for char, others in rows:
            if char in self.wanted:
                for other in others:
                    found[other] = found.get(other, "") + char
        return found

    @cached_property
    def initials(self) -> dict[str, frozenset[str]]:
        """The wanted characters by the first letter of their sounds."""
        found: dict[str, frozenset[str]] = {}
        for sound, meant in self.sounds.items():
            found[sound[0]] = found.get(sound[0], frozenset()) | meant
        return found

    def rank(self, char: str) -> int:
        """How many characters are commoner, counted up to COMMON."""
        return self._ranks.get(char, COMMON)

    def replacements(self) -> list[str]:
        """Every character that may stand for another."""
        return sorted({*self._homophones, *self._alike})

    def meant(self, char: str) -> dict[str, str]:
        """The other characters for which this one may stand, and by what: homophone or look_alike."""
        if (known := self._meant.get(char)) is None:
            self._meant[char] = known = self.looked_up(char)
        return known

    def looked_up(self, char: str) -> dict[str, str]:
        """The same without remembering it."""
        found = dict.fromkeys(self._alike.get(char, ""), "look_alike")
        found |= dict.fromkeys(self._homophones.get(char, ""), "homophone")
        found.pop(char, None)
        return found

    def may_be(self, sign: str) -> frozenset[str]:
        """The wanted characters that a character, or the first letter of a sound, may be read as, itself included."""
        if (known := self._may_be.get(sign)) is None:
            known = self.initials.get(sign) or self.wanted.intersection({sign, *self.meant(sign)})
            self._may_be[sign] = known
        return known
