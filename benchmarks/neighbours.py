"""Writes model/neighbours.txt and thirds.txt: which characters stand beside each other in the samples, and how often.

Run it with `python -m benchmarks.neighbours`; it measures nothing.
"""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from math import exp, log
from pathlib import Path
from typing import NamedTuple

from benchmarks.marks import DATA
from model.folding import folded
from model.neighbours import ANYTHING, DEAREST, FIRST_GRADE, PRIOR, STEP, UNIT, Neighbours, cost_of, table_of
from model.paths import is_han
from model.samples import read_samples
from model.sections import entries

TARGET = Path(__file__).parents[1] / "model"

AT_LEAST = 4
"""How often a pair, or a character, must stand there. With 2 (220,000 pairs of 212,175 samples, not 127,000) 0.1 points
fewer were found in homophones and in digits for letters, and as many in all else."""

PRIOR_THIRDS = 15
"""So many times a third was seen after each pair besides, drawn from what stands behind its second character."""

PART = 0.7
"""How much of its price a third has from the two before it; the rest it has from the second alone. With 1, fewer were
found under two disguises, of which one splits characters."""


class Counts(NamedTuple):
    """How often each character stands in texts, each pair and each three; what is no Han character counts as one."""

    single: Counter[str]
    pairs: Counter[tuple[str, str]]
    triples: Counter[tuple[str, str, str]]


def counted(texts: Iterable[str]) -> Counts:
    """Counts characters, pairs, and threes with two ends before a text and one behind."""
    counts = Counts(Counter(), Counter(), Counter())
    for text in texts:
        seen = [ANYTHING, *(char if is_han(char) else ANYTHING for char in folded(text))]
        counts.single.update(seen[1:])
        counts.pairs.update(pairwise(seen))
        framed = [ANYTHING, *seen, ANYTHING]
        counts.triples.update(zip(framed, framed[1:], framed[2:], strict=False))
    return counts


def known_in(counts: Counts) -> dict[str, int]:
    """The characters that are told, the commonest first, without those that nobody types but to disguise.

    Samples hold disguised words too.
    """
    apart = {*entries("suspects.txt", "signs")}
    common = counts.single.most_common()
    return {char: count for char, count in common if count >= AT_LEAST and char not in apart}


def lines(counts: Counts) -> Iterable[str]:
    """The commonest characters first: each, how often it stands there, and its followers by what a pair costs."""
    single, pairs, _ = counts
    total, known = single.total(), known_in(counts)
    grades: dict[str, dict[int, list[str]]] = {char: {} for char in known}
    for (first, second), count in pairs.most_common():
        if count >= AT_LEAST and first in known and second in known:
            cost = cost_of((count + PRIOR * known[second] / total) / (known[first] + PRIOR))
            grades[first].setdefault(min(cost, DEAREST), []).append(second)
    for char, count in known.items():
        groups = (_letter(grade) + "".join(chars) for grade, chars in sorted(grades[char].items()))
        yield " ".join([char, str(count), *groups])


def thirds(counts: Counts, table: Neighbours) -> Iterable[str]:
    """Pairs with thirds that stand there often: what it costs more that another follows, and thirds by their price."""
    known = known_in(counts)
    told: Counter[tuple[str, str, str]] = Counter()
    seen: Counter[tuple[str, str]] = Counter()
    for found, count in counts.triples.items():
        first, second, third = (char if char in known else ANYTHING for char in found)
        told[first, second, third] += count
        seen[first, second] += count
    rows: dict[tuple[str, str], dict[int, list[str]]] = {}
    for (first, second, third), count in told.items():
        if count >= AT_LEAST and counts.pairs[first, second] >= AT_LEAST:
            alone = table.cost(second, third)
            held = seen[first, second] + PRIOR_THIRDS
            cost = -UNIT * log((count + PRIOR_THIRDS * exp(-alone / UNIT)) / held)
            grade = round((PART * cost + (1 - PART) * alone) / STEP)
            rows.setdefault((first, second), {}).setdefault(min(max(grade, 0), DEAREST), []).append(third)
    for pair, grades in sorted(rows.items()):
        more = round(PART * UNIT / STEP * log((seen[pair] + PRIOR_THIRDS) / PRIOR_THIRDS))
        groups = (_letter(grade) + "".join(sorted(chars)) for grade, chars in sorted(grades.items()))
        yield " ".join(["".join(pair), _letter(min(max(more, 1), DEAREST)), *groups])


def _letter(grade: int) -> str:
    return chr(ord(FIRST_GRADE) + grade)


def write(counts: Counts, folder: Path = TARGET) -> None:
    """Writes both files: thirds cost what they do beside the pairs."""
    pairs = [*lines(counts)]
    found = thirds(counts, table_of(pairs))
    for name, written in (("neighbours.txt", ["[pairs]", *pairs]), ("thirds.txt", found)):
        folder.joinpath(name).write_text("".join(f"{line}\n" for line in written), encoding="utf-8")


if __name__ == "__main__":
    write(counted(sample.text for sample in read_samples(DATA / "samples")))
