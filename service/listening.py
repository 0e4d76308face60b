"""Tells whether a server could listen at an address, before it does anything that takes long."""

import errno
import os
import socket

from service.errors import InputError, ServiceError


def refuse_unusable(host: str, port: int) -> None:
    """Raises ServiceError for a port that is taken, and InputError for a host or port that cannot be listened on.

    Binds as uvicorn and asyncio do, and lets go at once.
    """
    try:
        for family, kind, protocol, _, address in socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        ):
            _bind(socket.socket(family, kind, protocol), address)
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
