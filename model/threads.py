"""Calculates several things at once in threads: numpy and scipy let go of Python's lock meanwhile.

liblinear does too, but all its fits draw from one generator, so that at once they would differ from time to time.
"""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")

AT_ONCE = min(4, os.cpu_count() or 1)
"""Threads: one for each core, at most four, as each may hold a copy of the features that it learns from."""


def at_once(work: Callable[[Item], Made], items: Iterable[Item]) -> list[Made]:
    """What the work makes of each item, in their order.

    >>> at_once(abs, [-1, 2, -3])
    [1, 2, 3]
    """
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(work, items))
