"""Ctrl-C is put off, not lost, and only where it would have been heard."""

import signal
import threading
from collections.abc import Iterator

import pytest

from service.interrupts import stop_at_once, uninterrupted


@pytest.fixture(autouse=True)
def heard() -> Iterator[None]:
    """Ctrl-C as Python hears it, also where the tests run in the background of a shell, which has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_ctrl_c_waits_until_the_end() -> None:
    reached = []

    @uninterrupted()
    def work() -> None:
        signal.raise_signal(signal.SIGINT)
        reached.append("the end")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert reached == ["the end"]
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_ctrl_c_pressed_again_and_again_is_heard_once() -> None:
    @uninterrupted()
    def work() -> None:
        for _ in range(3):
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        work()
    with uninterrupted():
        pass


def test_without_ctrl_c_nothing_is_raised() -> None:
    with uninterrupted():
        pass


def test_where_it_is_ignored_it_stays_so() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with uninterrupted():
            signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_other_threads_are_never_interrupted_anyway() -> None:
    done = []

    def work() -> None:
        with uninterrupted():
            done.append("so")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == ["so"]


def test_what_ignores_ctrl_c_is_not_stopped_by_it() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    stop_at_once()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
