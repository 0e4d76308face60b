"""Turns scores of samples into a temperature and a threshold for blocking.

The scores come from first layers that had not seen the samples. The second layer, of some 1,500 numbers, had.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax

from model.sureness import is_sure

Floats = NDArray[np.float64]

LAWFUL_BLOCKED = 1 / 2000
"""The share of normal samples that may be blocked: half of what is promised, as other writers are less like them."""


def temperature(scores: Floats, labels: NDArray[np.int_]) -> float:
    """The temperature by which unseen samples' probabilities have the least log loss; scores are (samples, labels)."""

    def loss(logarithm: float) -> float:
        logs = log_softmax(scores / np.exp(logarithm), axis=1)
        return float(-logs[np.arange(len(labels)), labels].mean())

    return round(float(np.exp(minimize_scalar(loss, bounds=(-3, 3), method="bounded").x)), 4)


def found(scores: Floats, plains: Sequence[str], trigrams: bytes) -> NDArray[np.bool_]:
    """Which normalised texts the judge calls harmful with these scores and a filter of known `trigrams`."""
    logs: Floats = log_softmax(scores, axis=1)
    each = zip(logs.argmax(axis=1), np.exp(logs[:, 0]), plains, strict=True)
    return np.array([label != 0 and is_sure(1 - normal, plain, trigrams) for label, normal, plain in each], dtype=bool)


def block_threshold(scores: Floats, labels: NDArray[np.int_]) -> tuple[float, dict[str, int]]:
    """The probability of harm from which at most LAWFUL_BLOCKED of the normal samples are blocked; none if above 1."""
    harmful = 1 - np.exp(log_softmax(scores, axis=1))[:, 0]
    normal = np.sort(harmful[labels == 0])[::-1]
    allowed = int(len(normal) * LAWFUL_BLOCKED)
    block = max(0.5, float(np.ceil(normal[allowed] * 10_000 + 1) / 10_000))
    return block, {
        "normal": len(normal),
        "normal_blocked": int((normal >= block).sum()),
        "harmful": int((labels != 0).sum()),
        "harmful_blocked": int((harmful[labels != 0] >= block).sum()),
    }
