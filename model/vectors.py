"""Turns texts into rows of weights, one column a feature: TF-IDF, with a text's own measure of length.

Needs numpy, scipy and scikit-learn; nothing that serves imports this module.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfTransformer

from model.counting import Counts, Names, counted, counted_runs, joined
from model.cues import EDGE
from model.feature_reader import feature_reader
from model.features import KINDS, LONGEST_GRAM, grams, length
from model.normalize import normalize
from model.paths import is_han

Floats = NDArray[np.float64]

Kind = Callable[[str], Iterable[str]]
"""Gives the distinct features of one kind of a plain text; no feature is of two kinds."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What makes a text plain, and the kinds of features that are then seen of it."""

    plain: Callable[[str], str] = normalize
    kinds: tuple[Kind, ...] = KINDS


@dataclass(frozen=True, slots=True)
class Vectors:
    """Rows of the idf of the features present, divided by the text's `length`; `names` are the columns in order."""

    names: Names
    idf: Floats
    reading: Reading = Reading()

    @classmethod
    def learnt(
        cls, texts: Sequence[str], least: int, reading: Reading = Reading()
    ) -> tuple[Vectors, scipy.sparse.csr_matrix]:
        """All features that stand in `least` texts, with the rows of these texts, which are read once."""
        plains = [*map(reading.plain, texts)]
        with ThreadPoolExecutor() as pool:  # numpy counts n-grams while Python reads the rest
            counts, names = joined([*pool.map(lambda kind: _counted(kind, plains, least), reading.kinds)])
        vectors = cls(names, idf(counts), reading)
        return vectors, weighted(counts, vectors.idf, plains)

    def transform(self, texts: Sequence[str]) -> scipy.sparse.csr_matrix:
        """One row a text, one column a feature."""
        plains = [*map(self.reading.plain, texts)]
        columns, ends = array("I"), [0]
        for found in self._found(plains):
            columns.extend(found)
            ends.append(len(columns))
        ones = np.ones(len(columns), np.int32), np.frombuffer(columns, np.int32), ends
        return weighted(scipy.sparse.csr_matrix(ones, shape=(len(plains), len(self.names))), self.idf, plains)

    def _found(self, plains: Sequence[str]) -> Iterable[Iterable[int]]:
        """For each plain text the columns of its features, ascending."""
        if self.reading == Reading() and (reader := feature_reader([*map(str, self.names)])) is not None:
            return reader.found(plains)
        column = {str(name): at for at, name in enumerate(self.names)}
        kinds = self.reading.kinds
        return (sorted(column[name] for kind in kinds for name in kind(plain) if name in column) for plain in plains)

    def kept(self, columns: Sequence[int]) -> Vectors:
        """The same with these columns only, in this order."""
        return Vectors(self.names[columns], self.idf[columns], self.reading)


def _counted(kind: Kind, plains: Sequence[str], least: int) -> Counts:
    """In which plain texts the features of a kind stand; n-grams need not be read one by one, and are most of all."""
    if kind is not grams:
        return counted(map(kind, plains), least)
    counts, names = counted_runs([f"{EDGE}{plain}{EDGE}" for plain in plains], range(1, LONGEST_GRAM + 1), least)
    counts.data.fill(1)
    return counts, names


def characters_of(names: Iterable[str]) -> scipy.sparse.csr_matrix:
    """Which Han characters stand in each feature: a row a feature, a column a character, true or false."""
    return counted(({*filter(is_han, name)} for name in names), 1)[0].astype(bool)


def idf(counts: scipy.sparse.csr_matrix) -> Floats:
    """The inverse document frequency of each column, as scikit-learn has it."""
    each: Floats = TfidfTransformer(norm=None).fit(counts).idf_
    return each


def weighted(counts: scipy.sparse.csr_matrix, idf: Floats, plains: Iterable[str]) -> scipy.sparse.csr_matrix:
    """Rows of counts times the idf of each column, divided by the `length` of each row's normalised text."""
    scales = np.array([1 / length(plain) for plain in plains])
    rows = counts.astype(np.float64)
    rows.data *= np.repeat(scales, np.diff(rows.indptr)) * idf[rows.indices]
    return rows
