"""Disguises texts by chance, for training: words in other characters of their sound or shape, in letters or parts.

It shares nothing with `benchmarks.disguises`, which measures, but the sounds that both have from pypinyin. Nothing that
serves imports this module.
"""

import random
import re
from functools import cache

from model.characters import rows
from model.folding import HAN
from model.segment import cut

MOST_WORDS = 4
"""Words of a text that are disguised, at most."""

_is_word = re.compile(f"[{HAN}]{{2,}}").fullmatch


def disguise(text: str) -> str:
    """The text with one to MOST_WORDS of its words disguised in one way; the same text gives the same answer."""
    text = text.encode("utf-8", "replace").decode()  # without half pairs
    chance = random.Random(text.encode())
    way = chance.choice(tuple(_ways()))
    words = sorted({*filter(_is_word, cut(text))})
    for word in chance.sample(words, min(len(words), chance.randint(1, MOST_WORDS))):
        text = text.replace(word, _disguised(word, way, chance), 1)
    return text


def _disguised(word: str, way: str, chance: random.Random) -> str:
    """The word with all or one of its characters replaced."""
    stand_ins = _ways()[way]
    others = [chance.choice(stand_ins.get(char, (char,))) for char in word]
    if chance.random() < 0.5:
        return "".join(others)
    at = chance.randrange(len(word))
    return word[:at] + others[at] + word[at + 1 :]


@cache
def _ways() -> dict[str, dict[str, tuple[str, ...]]]:
    """By the name of a way, what may stand for each character."""
    sound: dict[str, str] = {}
    same: dict[str, tuple[str, ...]] = {}
    for name, chars in rows("sounds"):
        sound |= dict.fromkeys(chars, name)
        same |= dict.fromkeys(chars, tuple(chars))
    return {
        "homophones": same,
        "pinyin": {char: (name, name.upper()) for char, name in sound.items()},
        "initials": {char: (name[0], name[0].upper()) for char, name in sound.items()},
        "alike": {char: tuple(others) for char, others in rows("alike")},
        "parts": {char: tuple(parts.split()) for char, parts in rows("parts")},
    }
