"""Ctrl-C, put off where it would break what threads share."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Puts Ctrl-C off to the end of a block in which this thread and a pool's own take locks.

    `threading.Condition` may be interrupted between taking its lock and the `with` that would release it; whoever asks
    for that lock next, such as the thread of a pool that is being shut down, then waits for ever (seen with Python
    3.11 in `ProcessPoolExecutor.submit`, once, by a test that presses Ctrl-C).
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []  # an Event has a lock of its own, at which a second Ctrl-C would wait for the first
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if came:
            signal.raise_signal(signal.SIGINT)
