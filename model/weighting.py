"""Weighs what texts hold: TF-IDF, with a text's own measure of length in place of the length of its vector.

Needs numpy and scipy; nothing that serves imports this module.
"""

from collections.abc import Iterable

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from model.features import length


def weighted(
    counts: scipy.sparse.csr_matrix, idf: NDArray[np.float64], plains: Iterable[str]
) -> scipy.sparse.csr_matrix:
    """Rows of counts times the idf of each column, divided by the `length` of each row's normalised text."""
    lengths = np.array([length(plain) for plain in plains])
    return (scipy.sparse.diags(1 / lengths) @ counts @ scipy.sparse.diags(idf)).tocsr()
