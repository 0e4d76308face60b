"""Where a server could not listen is told before anything long is begun."""

import errno
import socket
from collections.abc import Iterator

import pytest

from service import listening
from service.errors import InputError, ServiceError
from service.listening import listen, refuse_unusable


@pytest.fixture
def taken() -> Iterator[int]:
    """A port of 127.0.0.1 that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_port_that_is_taken_is_told(taken: int) -> None:
    with pytest.raises(ServiceError, match=f"port {taken} on 127.0.0.1 is taken; give another with --port") as caught:
        refuse_unusable("127.0.0.1", taken)
    assert caught.value.exit_code == 1


def test_a_port_that_was_bound_and_is_taken_since_is_told() -> None:
    with socket.socket() as ours, socket.socket() as other:
        for one in ours, other:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        ours.bind(("127.0.0.1", 0))
        other.bind(ours.getsockname())
        other.listen()
        with pytest.raises(ServiceError, match=r"port 8000 on .* is taken; give another"):
            listen(ours, "127.0.0.1", 8000)


def test_a_port_that_is_free_stays_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        free: int = server.getsockname()[1]
    for _ in range(2):
        refuse_unusable("127.0.0.1", free)


@pytest.mark.parametrize("host", ["203.0.113.7", "a" * 70, "a..b", " "])
def test_a_host_that_is_none_of_ours_is_told(host: str) -> None:
    with pytest.raises(InputError, match=r"cannot be listened on .*; give an address of this machine with --host"):
        refuse_unusable(host, 0)


def test_a_port_that_needs_more_rights_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(listening.socket.socket, "bind", refused)
    with pytest.raises(InputError, match="port 80 is not open to you; give one from 1024 on with --port"):
        refuse_unusable("127.0.0.1", 80)
