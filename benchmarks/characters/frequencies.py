"""Which characters are common in messages: the rank of each in written Chinese and in ordinary samples together."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import opencc

from model.labels import Label
from model.samples import read_samples

SAMPLES = Path(__file__).parents[2] / "data" / "samples"

_HAN = re.compile("[\u3400-\u9fff]")
_simplified = opencc.OpenCC("t2s").convert
_from_japanese = opencc.OpenCC("jp2t").convert


@cache
def by_rank() -> tuple[str, ...]:
    """The simplified characters of GB 2312, the commonest first.

    Counted by jieba's dictionary, which is the press, and by the ordinary samples, in which 您 and 款 are commoner;
    each counts half.
    """
    known = _gb2312()
    counts = [_shares(_of_words(), known), _shares(_of_samples(), known)]
    return tuple(sorted(known, key=lambda char: (-sum(count.get(char, 0.0) for count in counts), char)))


@cache
def simplified(text: str) -> str:
    """The text in simplified characters."""
    return str(_simplified(text))


@cache
def plain(char: str) -> str:
    """The simplified character of a traditional or Japanese one."""
    return str(_simplified(_from_japanese(char)))


@cache
def of_samples() -> str:
    """The texts of all samples, one a line."""
    return "\n".join(sample.text for sample in read_samples(SAMPLES))


def _gb2312() -> frozenset[str]:
    """The Han characters of GB 2312 that are simplified: those that mainland phones type."""
    points = (bytes([row, cell]) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    chars = (point.decode("gb2312", "ignore") for point in points)
    return frozenset(char for char in chars if char and _HAN.match(char) and simplified(char) == char)


def _of_words() -> Counter[str]:
    counts: Counter[str] = Counter()
    for line in files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines():
        word, times, _ = line.split(" ")
        for char in word:
            counts[char] += int(times)
    return counts


def _of_samples() -> Counter[str]:
    normal = (sample.text for sample in read_samples(SAMPLES) if sample.label is Label.NORMAL)
    return Counter(char for text in normal for char in text)


def _shares(counts: Mapping[str, int], known: Iterable[str]) -> dict[str, float]:
    kept = {char: counts[char] for char in known if char in counts}
    total = sum(kept.values())
    return {char: count / total for char, count in kept.items()}
