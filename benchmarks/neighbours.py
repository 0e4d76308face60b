"""Writes model/neighbours.txt: which characters stand beside each other in the samples, and how often.

Run it with `python -m benchmarks.neighbours`; it measures nothing.
"""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from benchmarks.marks import DATA
from model.folding import folded
from model.neighbours import ANYTHING, DEAREST, FIRST_GRADE, PRIOR, cost_of
from model.paths import is_han
from model.samples import read_samples
from model.sections import entries

TARGET = Path(__file__).parents[1] / "model" / "neighbours.txt"

AT_LEAST = 4
"""How often a pair, or a character, must stand there. With 2 (220,000 pairs of 212,175 samples, not 127,000) 0.1 points
fewer were found in homophones and in digits for letters, and as many in all else."""


def counted(texts: Iterable[str]) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """How often each character stands in these texts, and each pair; all that is no Han character counts as one."""
    single: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        seen = [ANYTHING, *(char if is_han(char) else ANYTHING for char in folded(text))]
        single.update(seen[1:])
        pairs.update(pairwise(seen))
    return single, pairs


def lines(single: Counter[str], pairs: Counter[tuple[str, str]]) -> Iterable[str]:
    """The commonest characters first: each, how often it stands there, and its followers by what a pair costs.

    Characters that nobody types but to disguise are left out, as samples hold disguised words too.
    """
    total = single.total()
    apart = {*entries("suspects.txt", "signs")}
    known = {char: count for char, count in single.most_common() if count >= AT_LEAST and char not in apart}
    grades: dict[str, dict[int, list[str]]] = {char: {} for char in known}
    for (first, second), count in pairs.most_common():
        if count >= AT_LEAST and first in known and second in known:
            cost = cost_of((count + PRIOR * known[second] / total) / (known[first] + PRIOR))
            grades[first].setdefault(min(cost, DEAREST), []).append(second)
    for char, count in known.items():
        groups = (chr(ord(FIRST_GRADE) + grade) + "".join(chars) for grade, chars in sorted(grades[char].items()))
        yield " ".join([char, str(count), *groups])


if __name__ == "__main__":
    texts = (sample.text for sample in read_samples(DATA / "samples"))
    TARGET.write_text("\n".join(["[pairs]", *lines(*counted(texts))]) + "\n", encoding="utf-8")
