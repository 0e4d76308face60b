"""How characters are read: the sounds that pypinyin gives them, without tones, the usual ones only."""

from collections import Counter
from collections.abc import Iterable
from functools import cache

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

MOST = 3
"""Sounds of a character that are kept."""

USUAL = 0.08
"""A further sound is kept if a character has it in this share of pypinyin's phrases that hold it, and in three."""


def by_sound(chars: Iterable[str]) -> dict[str, str]:
    """The characters of each sound, in the order in which they are given."""
    found: dict[str, str] = {}
    for char in chars:
        if ord(char) in PINYIN_DICT:
            for sound in _usual(char):
                found[sound] = found.get(sound, "") + char
    return dict(sorted(found.items()))


def _usual(char: str) -> list[str]:
    """The first sound that pypinyin names, and those that its phrases use often enough."""
    named = [_toneless(sound) for sound in PINYIN_DICT[ord(char)].split(",")]
    times = _in_phrases().get(char, Counter())
    least = max(3, USUAL * sum(times.values()))
    used = [sound for sound, count in times.most_common() if count >= least and sound in named][:MOST]
    return used if named[0] in used else [named[0], *used[: MOST - 1]]


@cache
def _in_phrases() -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for phrase, readings in PHRASES_DICT.items():
        for char, reading in zip(phrase, readings, strict=False):
            found.setdefault(char, Counter())[_toneless(reading[0])] += 1
    return found


@cache
def _toneless(sound: str) -> str:
    return str(to_normal(sound)).replace("ü", "v")
