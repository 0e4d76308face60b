"""Disguises texts, so that training sees what is left of a word where `normalize` cannot undo the disguise.

The substitutions come from characters.txt and Unicode; none is taken from benchmarks/disguises.py, which measures.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from model.characters import rows
from model.disguises import telling_words
from model.labels import Label
from model.normalize import normalize
from model.samples import Sample
from model.segment import cut

SHARES: Mapping[Label, float] = {Label.NORMAL: 0.4, Label.HARASSMENT: 0.6, Label.THREAT: 0.6}
"""Of the samples of each label, how many get a disguised copy."""

CHANGED = (2, 3, 4)
"""How many words of a copy are disguised."""

_SIGNS = "*.·-_/+~ ,;!|、。"
_DIGITS = str.maketrans("oiase", "01453")

Rewrite = Callable[[str, random.Random], str]


def disguised_copies(samples: Sequence[Sample]) -> Iterator[tuple[int, str]]:
    """Disguised copies of a share of the samples: the number of the sample, and the text.

    The same samples give the same copies; one that `normalize` would read like its sample is left out.
    """
    for at, sample in enumerate(samples):
        rng = random.Random(f"copy {sample.text!a}")
        if rng.random() < SHARES[sample.label]:
            text = disguised(sample.text, rng)
            if normalize(text) != normalize(sample.text):
                yield at, text


def disguised(text: str, rng: random.Random) -> str:
    """The text with some words disguised in one or two ways, telling ones first."""
    words = cut(text)
    telling = frozenset(telling_words())
    able = [at for at, word in enumerate(words) if len(word) > 1 and all(map(_is_han, word))]
    able.sort(key=lambda at: (words[at] not in telling, rng.random()))
    ways = rng.sample(_WAYS, rng.choice((1, 1, 2)))
    for at in able[: rng.choice(CHANGED)]:
        for way in ways:
            words[at] = way(words[at], rng)
    return "".join(words)


def _is_han(sign: str) -> bool:
    return "\u3400" <= sign <= "\u9fff"


def _each(options: Callable[[str], Sequence[str]]) -> Rewrite:
    """A way to replace one or all characters of a word."""

    def rewrite(word: str, rng: random.Random) -> str:
        able = [at for at, char in enumerate(word) if options(char)]
        chosen = able if rng.random() < 0.5 else able and [rng.choice(able)]
        return "".join(rng.choice(options(char)) if at in chosen else char for at, char in enumerate(word))

    return rewrite


@cache
def _sounds() -> dict[str, str]:
    return {char: sound for sound, chars in rows("sounds") for char in chars}


@cache
def _by_sound() -> dict[str, str]:
    return dict(rows("sounds"))


@cache
def _lookalikes() -> dict[str, str]:
    return dict(rows("alike"))


@cache
def _pieces() -> dict[str, list[str]]:
    return {char: parts.split() for char, parts in rows("parts")}


def _homophones(char: str) -> Sequence[str]:
    return _by_sound().get(_sounds().get(char, ""), "").replace(char, "")[:12]


def _pinyin(char: str) -> Sequence[str]:
    sound = _sounds().get(char)
    return (sound, f"{sound} ") if sound else ()


def _initial(char: str) -> Sequence[str]:
    return [sound[0] for sound in _pinyin(char)]


def _leet(char: str) -> Sequence[str]:
    return [sound.translate(_DIGITS) for sound in _pinyin(char)]


def _alike(char: str) -> Sequence[str]:
    return _lookalikes().get(char, "")


def _parts(char: str) -> Sequence[str]:
    return _pieces().get(char, [])


@cache
def _drawings() -> dict[str, list[str]]:
    """Emoji by the characters in their names."""
    found: dict[str, list[str]] = {}
    for emoji, names in rows("emoji"):
        for name in names.split():
            for part in sorted({name, *name}):
                found.setdefault(part, []).append(emoji)
    return found


def _emoji(word: str, rng: random.Random) -> str:
    if word in _drawings() and rng.random() < 0.5:
        return rng.choice(_drawings()[word])
    return _each(lambda char: _drawings().get(char, ()))(word, rng)


def _inserted(word: str, rng: random.Random) -> str:
    return rng.choice(_SIGNS).join(word)


def _turned(word: str, rng: random.Random) -> str:
    if len(word) < 2:
        return word
    at = rng.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


_WAYS: tuple[Rewrite, ...] = (
    _each(_homophones),
    _each(_pinyin),
    _each(_initial),
    _each(_leet),
    _each(_alike),
    _each(_parts),
    _emoji,
    _inserted,
    _turned,
)
