"""Writes model/clusters.txt: which words keep the same company in the samples.

A word is told by the words up to two places before and behind it, weighed by positive pointwise mutual information,
in as many numbers as DIMENSIONS (Levy, Goldberg and Dagan 2015), and these are clustered by k-means.

Run it with `python -m benchmarks.clusters`; it measures nothing and takes a minute.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from sklearn.cluster import MiniBatchKMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.preprocessing import normalize as of_length_one

from benchmarks.marks import DATA
from model.normalize import normalize
from model.samples import read_samples
from model.segment import cut

TARGET = Path(__file__).parents[1] / "model" / "clusters.txt"

AT_LEAST = 8
"""How often a word must stand in the samples."""

CLUSTERS = 800
"""With 400 and 1,500 pairs of them told less of messages of new circles; see the table in benchmarks/MEASURED.md."""

AWAY = (-2, -1, 1, 2)

COMPANY = 6_000
"""So many words, the commonest, tell a word that stands beside them."""

DIMENSIONS = 100

SMOOTH = 0.75
"""To this power counts of what stands beside words are taken, so that rare company tells no more than it should."""


def vectors(texts: Sequence[Sequence[str]]) -> tuple[list[str], NDArray[np.float64]]:
    """The words that stand often enough in these texts, the commonest first, and a row of numbers for each."""
    counts = Counter(word for words in texts for word in words)
    known = [word for word, count in counts.most_common() if count >= AT_LEAST and not word.isspace()]
    beside = _company(texts, {word: at for at, word in enumerate(known)})
    reduced = TruncatedSVD(DIMENSIONS, random_state=0, n_iter=3).fit_transform(_informative(beside))
    return known, of_length_one(reduced)


def _company(texts: Sequence[Sequence[str]], number: dict[str, int]) -> scipy.sparse.csr_matrix:
    """How often each word stands with each other one, by how far away; a text's end is company too."""
    none, end = -1, -2
    between = [end] * max(AWAY)
    numbered = ([number.get(word, none) for word in words] + between for words in texts)
    row = np.array([*between, *chain.from_iterable(numbered)])
    at = np.flatnonzero(row >= 0)
    rows, columns = [], []
    for nth, away in enumerate(AWAY):
        beside = row[at + away]
        other = np.select([beside == end, beside >= COMPANY], [COMPANY, none], beside)
        tells = other != none
        rows.append(row[at][tells])
        columns.append(other[tells] + nth * (COMPANY + 1))
    shape = len(number), len(AWAY) * (COMPANY + 1)
    places = np.concatenate(rows), np.concatenate(columns)
    return scipy.sparse.coo_matrix((np.ones(len(places[0])), places), shape=shape).tocsr()


def _informative(counts: scipy.sparse.csr_matrix) -> scipy.sparse.csr_matrix:
    """The positive pointwise mutual information of each count."""
    of_word, of_company = (np.asarray(counts.sum(axis=axis)).ravel() for axis in (1, 0))
    smoothed = of_company**SMOOTH / (of_company**SMOOTH).sum()
    cells = counts.tocoo()
    cells.data = np.maximum(np.log(cells.data / (of_word[cells.row] * smoothed[cells.col])), 0)
    return cells.tocsr()


def lines(texts: Iterable[Sequence[str]]) -> Iterator[str]:
    """The words of each cluster, the commonest first."""
    words, rows = vectors(list(texts))
    clusters = MiniBatchKMeans(min(CLUSTERS, len(words)), random_state=0, batch_size=4096, n_init=3).fit(rows).labels_
    members: dict[int, list[str]] = {}
    for word, cluster in zip(words, clusters, strict=True):
        members.setdefault(int(cluster), []).append(word)
    return map(" ".join, members.values())


if __name__ == "__main__":
    texts = (cut(normalize(sample.text)) for sample in read_samples(DATA / "samples"))
    TARGET.write_text("\n".join(lines(texts)) + "\n", encoding="utf-8")
