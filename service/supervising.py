"""Serves a port, with one process or several; of several, one that ends before it serves ends them all."""

import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from socket import socket
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.importer import import_from_string
from uvicorn.supervisors import Multiprocess

from model.errors import ModelError
from service.errors import ServiceError
from service.listening import listen
from service.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

LOG = logging.getLogger(__name__)

PATIENCE = 5
"""Seconds that a server which is told to stop waits for requests; one whose body never ends would hold it for ever."""


def serve(settings: Settings) -> None:
    """Serves until it is told to stop.

    Raises ServiceError or ModelError where it cannot start, and SystemExit where uvicorn has said why.
    """
    if settings.workers == 1:
        uvicorn.run(Application(settings), **_options(settings))
        return
    here, there = get_context("spawn").Pipe(duplex=False)
    config = uvicorn.Config(Application(settings, there), workers=settings.workers, **_options(settings))
    with config.bind_socket() as shared:
        listen(shared, settings.host, settings.port)
        workers = Workers(config, shared, here)
        workers.run()
    if workers.failed is not None:
        raise ServiceError(_why(workers.failed, settings.workers))


def _why(code: int, workers: int) -> str:
    if code < 0:
        return (
            f"a worker was killed by signal {-code} before it could serve; "
            f"if for want of memory, give fewer than --workers {workers}"
        )
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
    """Makes the application in the process that is to serve it; a worker tells its id when that is done."""

    settings: Settings
    told: Connection | None = None

    def __call__(self) -> "FastAPI":
        """The application, its model loaded.

        Raises ServiceError or ModelError where that cannot be; a worker says it and ends.
        """
        try:
            made = self._made()
        except (ServiceError, ModelError) as error:
            if self.told is None:
                raise
            LOG.error("%s", error)
            sys.exit(STARTUP_FAILURE)
        if self.told is not None:
            self.told.send(os.getpid())
        return made

    def _made(self) -> "FastAPI":
        try:
            make: Callable[[Settings], FastAPI] = import_from_string("service.app:ready_app")
            return make(self.settings)
        except (OSError, ImportError) as error:
            raise ServiceError(f"the server cannot start: {error}") from None


class Workers(Multiprocess):
    """Uvicorn's watch over processes, but for one that ends before it serves: the next would fare no better."""

    def __init__(self, config: uvicorn.Config, shared: socket, told: Connection) -> None:
        super().__init__(config, [shared])
        self.failed: int | None = None
        self._told = told
        self._made: set[int | None] = set()

    def keep_subprocess_alive(self) -> None:
        """Starts another worker for one that ended, unless that was before it served.

        Uvicorn would kill one that is slow to start, and take one that ended meanwhile for killed.
        """
        if self.should_exit.is_set() or self.signal_queue:
            return  # Ctrl-C ends workers too
        ended = [process for process in self.processes if process.exitcode is not None]
        while self._told.poll():
            self._made.add(self._told.recv())
        failed = [process.exitcode for process in ended if process.pid not in self._made]
        if failed:
            self.failed = failed[0]
            self.should_exit.set()
        elif all(process.pid in self._made for process in self.processes):
            super().keep_subprocess_alive()

    def run(self) -> None:
        """Runs to the end, of which `failed` holds the exit code of a worker that could not start."""
        super().run()
        if any(process.exitcode == STARTUP_FAILURE for process in self.processes):  # after it was made
            self.failed = STARTUP_FAILURE
