"""Listens at an address, and tells whether a server could before it does anything that takes long."""

import errno
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from service.errors import InputError, ServiceError

WAITING = 2_048
"""Connections that may wait to be accepted, as many as with uvicorn; the system may allow fewer."""


def refuse_unusable(host: str, port: int) -> None:
    """Raises ServiceError for a port that is taken, and InputError for a host or port that cannot be listened on.

    Binds as uvicorn and asyncio do, and lets go at once.
    """
    with _refused(host, port):
        for family, kind, protocol, _, address in socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        ):
            _bind(socket.socket(family, kind, protocol), address)


def listen(bound: socket.socket, host: str, port: int) -> None:
    """Listens at an address. Raises what `refuse_unusable` does.

    Two programs can bind one port, as long as neither listens. uvloop 0.23 does not notice when listening fails.
    """
    with _refused(host, port):
        bound.listen(WAITING)


@contextmanager
def _refused(host: str, port: int) -> Iterator[None]:
    try:
        yield
    except PermissionError:
        raise InputError(f"port {port} is not open to you; give one from 1024 on with --port") from None
    except (OSError, UnicodeError) as error:  # a host that is no name at all raises UnicodeError
        if getattr(error, "errno", None) == errno.EADDRINUSE:
            raise ServiceError(f"port {port} on {host} is taken; give another with --port") from None
        why = getattr(error, "strerror", None) or "no such name"
        raise InputError(f"{host} cannot be listened on ({why}); give an address of this machine with --host") from None


def _bind(probe: socket.socket, address: tuple[object, ...]) -> None:
    with probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if probe.family == socket.AF_INET6:
            probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        probe.bind(address)
