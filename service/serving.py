"""The model that serves: the champion, trained on first use, followed when another is promoted."""

import ctypes
import logging
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from math import inf
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic

from model.errors import ModelError, RecipeError, StoreError, TrainingError
from model.judging import Judge
from model.store import Store
from service.settings import Settings, data_folder

LOG = logging.getLogger(__name__)

WARMING = "【某某】您已逾其，再不还款就把你欠钱的事告诉你爸妈和单位同事"
"""A disguised text that calls for reasons and tags, so that the first request finds all that is loaded on first use."""


FRESH = 0.001
"""Seconds for which the champion is not looked for again: a `stat` shows in the time of every message."""

AGAIN = 1.0
"""Seconds after which a champion that could not be read is looked for again, as its files may have come late."""

QUIET = 60.0
"""Seconds without a word after which a training is said to go on: its first sentence stands for ten minutes."""


class Serving:
    """Answers with the champion's judge and notices, at the cost of one `stat`, when another was promoted.

    One that this code cannot run, as a newer jingxin beside it may have trained, changes nothing, nor does one that
    cannot be read; but that one is tried again.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stamp: tuple[int, int] | None = None
        self._current: tuple[Judge, str] | None = None
        self._fresh_until = 0.0
        self._again_at = inf

    def current(self) -> tuple[Judge, str]:
        """The judge of the champion and its version. Raises NoModelError while there is none."""
        if self._current is not None and monotonic() < self._fresh_until:
            return self._current
        stamp = self._store.stamp()
        if self._current is None or stamp != self._stamp or monotonic() >= self._again_at:
            self._current = self._champion_or(self._current, stamp)
            self._stamp = stamp
            _give_back()
        self._fresh_until = monotonic() + FRESH
        return self._current

    def _champion_or(self, before: tuple[Judge, str] | None, stamp: tuple[int, int] | None) -> tuple[Judge, str]:
        """The champion; the one before where it cannot be used, which is told once."""
        self._again_at = inf
        try:
            return self._loaded()
        except ModelError as error:
            if before is None:
                raise
            if stamp != self._stamp:
                LOG.error("the new champion cannot be used, the one before serves on: %s", type(error).__name__)
            if not isinstance(error, RecipeError):
                self._again_at = monotonic() + AGAIN
            return before

    def _loaded(self) -> tuple[Judge, str]:
        stored = self._store.load()
        try:
            judge = Judge(stored.model)
        except MemoryError:  # also what the reader in C says of a model with features that it cannot look for
            raise StoreError(
                f"model {stored.version} cannot be read, or memory is short; free some or run `jingxin train`"
            ) from None
        judge.judge(WARMING)
        return judge, stored.version


def _give_back() -> None:
    """Returns to the system what loading a model left, 12 MiB that glibc would keep; elsewhere does nothing."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


def fill_store(settings: Settings, say: Callable[[str], None]) -> None:
    """Trains the first model if the store holds none that this code can run."""
    store = Store(settings.store)
    version = store.champion()
    if version is not None:
        if store.runs(version):
            return
        if (earlier := _earlier(store)) is not None:
            _restore(store, earlier, version)
            say(f"model {version} was made by another feature recipe; model {earlier} serves again")
            return
        say(f"model {version} was made by another feature recipe; training a new one")
    version, promoted, sentences = _train_apart(store, say)
    if not promoted:
        raise TrainingError(f"the first model was refused: {'; '.join(sentences)}")
    say(f"model {version} is ready: {sentences[-1]}")


def _earlier(store: Store) -> str | None:
    """The newest version that the gate once let pass and that this code can run, None where there is none.

    As where a newer jingxin trained the champion; a training would take ten minutes.
    """
    try:
        passed = {entry["version"] for entry in store.journal() if entry["promoted"]}
    except (StoreError, KeyError, TypeError):
        return None
    for version in reversed(store.versions()):
        with suppress(StoreError):
            if version in passed and store.runs(version):
                store.check(version)
                return version
    return None


def _restore(store: Store, version: str, parent: str) -> None:
    """Promotes a version without the gate, and writes it down."""
    why = f"promoted: it serves again, as this code cannot run {parent}"
    store.note_decision(version, parent, {"promoted": True, "sentences": [why]})
    store.promote(version)


Outcome = tuple[str, bool, tuple[str, ...]]
"""The version that was trained, whether it was promoted, and what the gate said."""


def _train_apart(store: Store, say: Callable[[str], None]) -> Outcome:
    """Trains in a process of its own: in the one that serves, scikit-learn and the work's leavings stay, 250 MiB.

    Raises what the training raises, and TrainingError if it comes to no end.
    """
    spawn = get_context("spawn")
    here, there = spawn.Pipe(duplex=False)
    process = spawn.Process(target=_train, args=(store, data_folder(), there), daemon=True)
    process.start()
    there.close()
    try:
        told = _outcome(here, say)
    except EOFError:
        process.join()
        raise TrainingError(
            f"the training of the first model broke off (exit code {process.exitcode}); run `jingxin train`"
        ) from None
    process.join()
    if isinstance(told, ModelError):
        raise told
    return told


def _outcome(here: Connection, say: Callable[[str], None]) -> Outcome | ModelError:
    """What the training comes to; until then its sentences are said, and after a while without any that it goes on."""
    begun = monotonic()
    while True:
        if not here.poll(QUIET):
            say(f"still at work, for {(monotonic() - begun) / 60:.0f} min; ten are usual on two cores")
        elif isinstance(told := here.recv(), str):
            say(told)
        else:
            outcome: Outcome | ModelError = told
            return outcome


def _train(store: Store, folder: Path, there: Connection) -> None:
    """Trains and sends sentences, and in the end the outcome or what went wrong."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # on Ctrl-C it ends without a traceback; the parent speaks
    from model.training import Course, train

    try:
        trained = train(store, Course.of(folder), say=there.send)
    except ModelError as error:
        there.send(error)
    else:
        there.send((trained.version, trained.decision.promoted, tuple(trained.decision.sentences)))
