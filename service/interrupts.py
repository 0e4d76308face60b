"""Ctrl-C, put off where it would break what threads share, and heard at once where they would be waited for."""

import os
import signal
import sys
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


def stop_at_once() -> None:
    """From now on Ctrl-C ends this process with exit code 130 and waits for no thread; where it is ignored it stays so.

    Threads that learn, in C, for minutes, hear of nothing. The signal's own default would not do in a container, where
    the first process is spared it.
    """
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, lambda *_: _stop())


def _stop() -> None:
    os.write(sys.stderr.fileno(), b"jingxin: stopped\n")  # `print` may be what was interrupted
    os._exit(130)
