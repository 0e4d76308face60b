"""Serves a port, with one process or several; of several, one that ends before all have served ends them all."""

import logging
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from socket import socket
from time import monotonic
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.importer import import_from_string
from uvicorn.supervisors.multiprocess import Multiprocess, Process

from model.errors import ModelError
from service.errors import ServiceError
from service.listening import listen
from service.processes import stop_with_parent
from service.settings import Settings, counted_together, make_counts_folder

if TYPE_CHECKING:
    from fastapi import FastAPI

LOG = logging.getLogger(__name__)

PATIENCE = 5
"""Seconds that a server which is told to stop waits for requests; one whose body never ends would hold it for ever."""

FIRST_PAUSE, LONGEST_PAUSE = 1, 60
"""Seconds after which a worker is tried again where the one before could not start, first and at most."""


def serve(settings: Settings) -> None:
    """Serves until it is told to stop.

    Raises ServiceError or ModelError where it cannot start, and SystemExit where uvicorn has said why.
    """
    if settings.workers == 1:
        uvicorn.run(Application(settings), **_options(settings))
        return
    here, there = get_context("spawn").Pipe(duplex=False)
    config = uvicorn.Config(Application(settings, there), workers=settings.workers, **_options(settings))
    with _counted_together(), config.bind_socket() as shared:
        listen(shared, settings.host, settings.port)
        workers = Workers(config, shared, here)
        workers.run()
    if workers.failed is not None:
        raise ServiceError(_why(workers.failed, settings.workers))


@contextmanager
def _counted_together() -> Iterator[None]:
    """As `counted_together`; raises ServiceError where there is no place for the counts."""
    with ExitStack() as stack:
        try:
            stack.enter_context(counted_together())
        except OSError as error:
            raise ServiceError(
                f"no folder can be made for the counts of the workers ({error.strerror}); "
                "make room, or name another place for temporary files in TMPDIR"
            ) from None
        yield


def _why(code: int, workers: int) -> str:
    if code == -9:  # as the system kills where there is no memory left
        return (
            f"a worker was killed by signal {-code} before it could serve; "
            f"if for want of memory, give fewer than --workers {workers}"
        )
    if code < 0:
        return f"a worker was killed by signal {-code} before it could serve"
    return f"a worker ended with {code} before it could serve, for the reason given above"


def _options(settings: Settings) -> dict[str, Any]:
    return {
        "factory": True,
        "host": settings.host,
        "port": settings.port,
        "access_log": False,
        "log_level": "info",
        "timeout_graceful_shutdown": PATIENCE,
        **_spoken(),
    }


def _spoken() -> dict[str, Any]:
    """What reads requests: a class of our own where httptools is there, else uvicorn's choice."""
    try:
        return {"http": import_from_string("service.upgrades:WithoutUpgrades")}
    except ImportError:  # on Windows
        return {}


@dataclass(frozen=True, slots=True)
class Application:
    """Makes the application in the process that is to serve it; a worker tells its id as soon as it serves."""

    settings: Settings
    told: Connection | None = None

    def __call__(self) -> "FastAPI":
        """The application, its model loaded.

        Raises ServiceError or ModelError where that cannot be; a worker says it and ends.
        """
        if self.told is None:
            return self._made()
        stop_with_parent()
        try:
            made = self._made()
        except (ServiceError, ModelError) as error:
            LOG.error("%s", error)
            sys.exit(STARTUP_FAILURE)
        made.router.lifespan_context = _telling(made.router.lifespan_context, self.told)
        return made

    def _made(self) -> "FastAPI":
        try:
            make: Callable[[Settings], FastAPI] = import_from_string("service.app:ready_app")
            return make(self.settings)
        except (OSError, ImportError) as error:
            raise ServiceError(f"the server cannot start: {error}") from None


Lifespan = Callable[[Any], AbstractAsyncContextManager[Any]]
"""What an application does before it serves and after."""


def _telling(lifespan: Lifespan, told: Connection) -> Lifespan:
    @asynccontextmanager
    async def telling(app: "FastAPI") -> AsyncIterator[Any]:
        async with lifespan(app) as state:
            told.send(os.getpid())
            yield state

    return telling


class Workers(Multiprocess):
    """Uvicorn's watch over processes, but for those that end before they serve.

    While not every first worker has served, the next would fare no better, and all end. Later the others serve on, as
    with a champion that only they could load, and the next is tried after a while that grows.
    """

    def __init__(self, config: uvicorn.Config, shared: socket, told: Connection) -> None:
        super().__init__(config, [shared])
        self.failed: int | None = None
        self._told = told
        self._served: set[int | None] = set()
        self._all_served = False
        self._pause = FIRST_PAUSE
        self._due: dict[int | None, float] = {}

    def keep_subprocess_alive(self) -> None:
        """Starts another worker for one that ended, or ends them all.

        Uvicorn would kill one that is slow to start, and take one that ended meanwhile for killed.
        """
        if self.should_exit.is_set() or self.signal_queue:
            return  # Ctrl-C ends workers too
        ended = [process for process in self.processes if process.exitcode is not None]
        self._hear()
        failed = [process.exitcode for process in ended if process.pid not in self._served]
        if failed and not self._all_served:
            self.failed = failed[0]
            self.should_exit.set()
        elif self._all_served:
            self._replace()

    def _hear(self) -> None:
        """Notes which workers serve."""
        while self._told.poll():
            self._served.add(self._told.recv())
            self._pause = FIRST_PAUSE
        self._all_served = self._all_served or all(process.pid in self._served for process in self.processes)

    def _replace(self) -> None:
        """Starts another worker for each that ended or does not answer, once it is time for that."""
        for at, process in enumerate(self.processes):
            if not self._is_over(process) or not self._is_due(process):
                continue
            process.kill()
            process.join()
            LOG.info("worker [%s] is gone, another one is started", process.pid)
            make_counts_folder()
            self.processes[at] = Process(self.config, self.sockets)
            self.processes[at].start()

    def _is_over(self, process: Process) -> bool:
        """Whether a worker ended, or served and answers no more."""
        if process.pid not in self._served:
            return process.exitcode is not None
        return not process.is_alive(timeout=self.config.timeout_worker_healthcheck)

    def _is_due(self, process: Process) -> bool:
        """Whether it is time for another in the place of one that is over; if that never served, it is told why."""
        if process.pid in self._served:
            return True
        if process.pid not in self._due:
            why = _why(process.exitcode or 0, self.processes_num)
            LOG.error("%s; trying again in %d s", why, self._pause)
            self._due[process.pid] = monotonic() + self._pause
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
        return monotonic() >= self._due[process.pid]
