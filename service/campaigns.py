"""Groups near-identical texts: one wording with other names, amounts and dates, sent again and again.

Texts are compared as sets of three characters after digits, white space and signs are taken out. MinHash with locality
sensitive hashing (datasketch) proposes pairs, so that not every text meets every other; the exact share decides.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

ALIKE = 0.6
"""Jaccard similarity from which two texts are one wording."""

SHORTEST = 8
"""Characters a text needs to have a wording of its own."""

PERMUTATIONS = 96
SHINGLE = 3

_SIGNS = re.compile(r"[\W\d_]+")


def campaigns(texts: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """The indices of texts that are one wording, in groups of two and more, the largest first."""
    indices: dict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        plain = _SIGNS.sub("", text)
        if len(plain) >= SHORTEST:
            indices[plain].append(at)
    groups = ([at for plain in group for at in indices[plain]] for group in _alike(list(indices)))
    found = (tuple(sorted(group)) for group in groups if len(group) > 1)
    return tuple(sorted(found, key=lambda group: (-len(group), group)))


def _alike(plains: Sequence[str]) -> Iterator[list[str]]:
    """The texts in groups, linked by every pair that is alike."""
    shingles = [frozenset(plain[at : at + SHINGLE] for at in range(len(plain) - SHINGLE + 1)) for plain in plains]
    parents = list(range(len(plains)))

    def root(at: int) -> int:
        while parents[at] != at:
            parents[at] = parents[parents[at]]
            at = parents[at]
        return at

    for a, b in _pairs(shingles):
        if root(a) != root(b) and _jaccard(shingles[a], shingles[b]) >= ALIKE:
            parents[max(root(a), root(b))] = min(root(a), root(b))
    linked: dict[int, list[str]] = defaultdict(list)
    for at, plain in enumerate(plains):
        linked[root(at)].append(plain)
    yield from linked.values()


def _pairs(shingles: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Every earlier text that may be like a later one."""
    from datasketch import MinHash, MinHashLSH  # numpy and scipy cost half a second

    hashing = MinHashLSH(threshold=ALIKE, num_perm=PERMUTATIONS)
    for at, each in enumerate(shingles):
        sketch = MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch([shingle.encode() for shingle in sorted(each)])
        yield from ((earlier, at) for earlier in sorted(hashing.query(sketch)))
        hashing.insert(at, sketch)


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)
