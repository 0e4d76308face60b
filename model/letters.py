"""Where spelt words may begin and end in runs of letters and digits: between sounds, or between initials."""

import re
from functools import cache, lru_cache

from model.characters import rows

LONGEST = 24
"""Letters and digits in a row that are looked at; longer runs are codes and addresses."""

MESSENGER = "qq"
"""Letters that everybody reads as the messenger: neither the initials of 亲戚 nor parts of other words."""

_BEFORE = re.compile(r"[0-9a-z_]*\Z")
_AFTER = re.compile("[0-9a-z_]*")
_RUN = re.compile("(?<![0-9a-z_])[0-9]{0,2}[a-z](?:[0-9]?[a-z])*")
_CONSONANTS = re.compile("[b-df-hj-np-tw-z]{2,8}")
_NUMBER = re.compile("[0-9]{2,}")


def is_boundary(plain: str, at: int) -> bool:
    """Whether a spelt word may end before this place, or begin at it.

    >>> [is_boundary("还quanqian", at) for at in (1, 2, 5, 9)]
    [True, False, True, True]
    """
    before = _BEFORE.search(plain[max(0, at - LONGEST - 1) : at])
    after = _AFTER.match(plain, at, at + LONGEST + 1)
    return _is_parted(before[0] if before else "", after[0] if after else "")


def runs(plain: str) -> list[tuple[int, str]]:
    """Letters in a row, with digits for some of them, and where they begin."""
    return [(match.start(), match[0]) for match in _RUN.finditer(plain)]


def is_spelt(run: str) -> bool:
    """Whether letters spell sounds from beginning to end, some of them perhaps as digits."""
    return _sounds().fullmatch(run) is not None


@lru_cache(4_096)
def _is_parted(before: str, after: str) -> bool:
    if not before or not after:
        return True
    if max(len(before), len(after)) > LONGEST or "_" in (before[-1], after[0]):
        return False
    if _CONSONANTS.fullmatch(run := before + after) and run != MESSENGER:
        return True
    letters_before, letters_after = _NUMBER.split(before)[-1], _NUMBER.split(after)[0]
    return all(letters in ("", *"0123456789") or is_spelt(letters) for letters in (letters_before, letters_after))


@cache
def _sounds() -> re.Pattern[str]:
    sounds = "|".join(sorted((sound for sound, _ in rows("sounds")), key=len, reverse=True))
    for letter, digit in zip("oileasg", "0113459", strict=True):
        sounds = sounds.replace(letter, f"[{letter}{digit}]")
    return re.compile(f"(?=.*[a-z])(?:{sounds})++")
