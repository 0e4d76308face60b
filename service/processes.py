"""Work in a process of its own: it leaves the server its speed, can be ended at any step, and never outlives it."""

import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from threading import Thread

_NICE = 5
"""How far the work steps back, so that messages are judged first where there are too few cores for both."""


def begin(work: Callable[[], object], folder: Path) -> SpawnProcess:
    """Runs the work, which must be picklable, with the folder for its temporary files.

    The folder is deleted if this process is killed before the work is done.
    """
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(work, folder))
    process.start()
    return process


def end(process: SpawnProcess) -> None:
    """Ends the work, if it still runs, with all that it started."""
    if process.is_alive() and process.pid is not None:
        try:
            _kill_group(process.pid)
        except ProcessLookupError:  # it has no group of its own yet
            process.kill()
    process.join()


def stop_with_parent() -> None:
    """Tells this process to stop, as a server is told, once the one that began it is gone, however that ended."""
    Thread(target=_stop_with_parent, daemon=True).start()


def _stop_with_parent() -> None:
    _wait_for_parent()
    os.kill(os.getpid(), signal.SIGTERM)


def _run(work: Callable[[], object], folder: Path) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then ends this
    if sys.platform != "win32":
        os.setsid()
        os.nice(_NICE)
    tempfile.tempdir = str(folder)
    Thread(target=_end_with_parent, args=(folder,), daemon=True).start()
    work()


def _end_with_parent(folder: Path) -> None:
    """Waits until the process that began this is gone, then leaves nothing."""
    _wait_for_parent()
    shutil.rmtree(folder, ignore_errors=True)
    _kill_group(os.getpid())


def _wait_for_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])


def _kill_group(pid: int) -> None:
    if sys.platform != "win32":
        os.killpg(pid, signal.SIGKILL)
    else:
        os.kill(pid, signal.SIGTERM)  # which ends a process at once there
