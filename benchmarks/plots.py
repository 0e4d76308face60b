"""Draws what a benchmark measured, where matplotlib is there to draw it."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

WITHOUT_PLOT = "no plot: matplotlib is not installed; install the extra `benchmarks` to draw it"

Measured = TypeVar("Measured")


def plot(draw: Callable[[Path, Measured], None], path: Path, measured: Measured) -> None:
    """Draws it into the file, or says why there is no plot."""
    if find_spec("matplotlib") is None:
        print(WITHOUT_PLOT)
    else:
        draw(path, measured)
