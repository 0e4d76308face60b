"""Writes model/dictionary.txt: the commoner words of jieba's dictionary, at which texts are cut.

Run it with `python -m benchmarks.dictionary`; it measures nothing.
"""

import re
from importlib.resources import files
from pathlib import Path

TARGET = Path(__file__).parents[1] / "model" / "dictionary.txt"

AT_LEAST = 100
"""How often jieba must have counted a word. With 10, 100 and 400 (97,000, 31,000 and 12,000 words) macro-F1 on the
exam and on real messages differed within noise, from each other and from jieba's own cut of 349,000 words."""

_WORD = re.compile("[\u3400-\u9fff]{2,}")


def words() -> list[str]:
    """The words of two or more Han characters that jieba counted often enough, in its order."""
    lines = files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines()
    counted = (line.split(" ") for line in lines)
    return [word for word, count, _ in counted if int(count) >= AT_LEAST and _WORD.fullmatch(word)]


if __name__ == "__main__":
    TARGET.write_text("\n".join(words()) + "\n", encoding="utf-8")
