"""Finds which of given features a text holds, in C (`reading.c`), where it was built; see `features.py`."""

from __future__ import annotations

import ctypes
import weakref
from array import array
from collections.abc import Iterable, Iterator, Sequence

from model.clusters import cluster_lines
from model.cues import DEBT, NO_DEBT, NONE, TELLING, class_signs, cue_classes
from model.native import WIDTH, address, done, library, points
from model.segment import word_lists

_STOP, _NO_CUE = -2, -3
"""What stands for a class where a clause ends, and where a word holds a cue by accident; as in tree.h."""

_OWES, _TELLS = 1, 2
"""What a class of cues is; as in reading.h."""


class FeatureReader:
    """Knows features, each with a row of weights, one a column, and finds them; each call has memory of its own."""

    def __init__(self, found: ctypes.PyDLL, features: Sequence[str], weights: array[int], columns: int) -> None:
        self.library, self._features = found, len(features)
        self.handle = done(found.reading_new() or -1)
        weakref.finalize(self, found.reading_free, self.handle).atexit = False
        self._take_words()
        self._take_cues()
        self._take_features(features, weights, columns)

    def _take_words(self) -> None:
        for words in map(points, word_lists()):
            done(self.library.reading_take_words(self.handle, words, len(words) // WIDTH))
        clusters = points(cluster_lines())
        done(self.library.reading_take_clusters(self.handle, clusters, len(clusters) // WIDTH))

    def _take_cues(self) -> None:
        classes, signs = cue_classes(), class_signs()
        names = sorted({NO_DEBT, *signs} - {NONE})
        self._take_classes(names, array("I", [ord(signs.get(name, "\0")) for name in names]))
        numbers: dict[str | None, int] = {None: _STOP, NONE: _NO_CUE} | {name: at for at, name in enumerate(names)}
        lines, each = points("\n".join(classes)), array("h", map(numbers.__getitem__, classes.values()))
        done(self.library.reading_take_cues(self.handle, lines, len(lines) // WIDTH, address(each), len(each)))

    def _take_classes(self, names: list[str], signs: array[int]) -> None:
        lines = points("\n".join(names))
        kinds = bytes((name in DEBT) * _OWES + (name in TELLING) * _TELLS for name in names)
        size = len(lines) // WIDTH
        done(self.library.reading_take_classes(self.handle, lines, size, address(signs), kinds, len(names)))

    def _take_features(self, features: Sequence[str], weights: array[int], columns: int) -> None:
        names, rows = points("\n".join(features)), len(features)
        size = len(names) // WIDTH
        done(self.library.reading_take_features(self.handle, names, size, address(weights), rows, columns))

    def found(self, plains: Iterable[str]) -> Iterator[array[int]]:
        """For each normalised text the numbers of the features that it holds, ascending."""
        room = array("I", bytes(4 * self._features))
        for plain in plains:
            count = done(self.library.reading_rows(self.handle, points(plain), len(plain), address(room)))
            yield room[:count]


def feature_reader(features: Sequence[str]) -> FeatureReader | None:
    """What finds these features, n-grams first, and weighs none; None where the library was not built."""
    found = library()
    return FeatureReader(found, features, array("b", bytes(len(features))), 1) if found else None
