"""A request that offers another protocol is answered as the ordinary one that it is also, by a real server."""

import re
import socket
from collections.abc import Iterator
from threading import Thread
from time import sleep

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

pytest.importorskip("httptools", reason="there is none on Windows")

OFFER = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAAB\r\n"


async def echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"<{request.method} {request.url.path} {(await request.body()).decode()}>")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    from service.upgrades import WithoutUpgrades

    app = Starlette(routes=[Route("/{rest:path}", echo, methods=["GET", "POST"])])
    server = uvicorn.Server(uvicorn.Config(app, http=WithoutUpgrades, log_level="critical", port=0))
    with socket.create_server(("127.0.0.1", 0)) as shared:
        thread = Thread(target=server.run, args=([shared],))
        thread.start()
        yield shared.getsockname()[1]
        server.should_exit = True
        thread.join()


def answers(port: int, *packets: str) -> str:
    """All that is answered to packets that come one after the other."""
    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        for packet in packets:
            connection.sendall(packet.encode())
            sleep(0.05)  # so that each is a packet of its own
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode()


def post(body: str, headers: str = OFFER) -> str:
    return f"POST /a HTTP/1.1\r\nHost: a\r\n{headers}Content-Length: {len(body)}\r\n\r\n{body}"


def test_its_body_is_read(port: int) -> None:
    assert answers(port, post("one")).endswith("<POST /a one>")


def test_a_body_that_comes_later_is_its_body_and_no_other_request(port: int) -> None:
    body = "GET /b HTTP/1.1\r\nHost: a\r\n\r\n"
    head, _, _ = post(body).partition(body)
    said = answers(port, head, body)
    assert said.count("HTTP/1.1 200") == 1
    assert said.endswith(f"<POST /a {body}>")


@pytest.mark.parametrize("cut", [5, 40, 70, 110, 140])
def test_headers_may_come_in_parts(port: int, cut: int) -> None:
    whole = post("one")
    assert answers(port, whole[:cut], whole[cut:]).endswith("<POST /a one>")


def test_chunks_are_put_together(port: int) -> None:
    head = f"POST /a HTTP/1.1\r\nHost: a\r\n{OFFER}Transfer-Encoding: chunked\r\n\r\n"
    assert answers(port, head + "3\r\none\r\n", "3\r\ntwo\r\n0\r\n\r\n").endswith("<POST /a onetwo>")


def test_requests_before_and_behind_it_are_answered_in_order(port: int) -> None:
    plain = post("two", "")
    said = answers(port, plain + post("one") + post("three") + plain)
    assert [said.count(f"<POST /a {body}>") for body in ("one", "two", "three")] == [1, 2, 1]
    assert said.index("one") < said.index("three")


def test_many_of_them_in_one_packet_are_each_answered(port: int) -> None:
    """Each is read anew for itself: a thousand within each other were too many for Python."""
    many = "".join(post(str(at)) for at in range(2_000))
    with socket.create_connection(("127.0.0.1", port), 20) as connection:
        connection.sendall(f"{many}GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
        said = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
    assert re.findall(r"<POST /a (\d+)>", said) == [str(at) for at in range(2_000)]


def test_one_without_a_body_is_answered_and_websockets_are_not_spoken(port: int) -> None:
    assert answers(port, f"GET /a HTTP/1.1\r\nHost: a\r\n{OFFER}\r\n").endswith("<GET /a >")
    offer = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAA\r\n"
    assert answers(port, f"GET /a HTTP/1.1\r\nHost: a\r\n{offer}\r\n").endswith("<GET /a >")


def test_a_tunnel_is_refused(port: int) -> None:
    assert answers(port, "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n").startswith("HTTP/1.1 400")


def test_the_server_speaks_so() -> None:
    from service.settings import Settings
    from service.supervising import _options
    from service.upgrades import WithoutUpgrades

    assert _options(Settings())["http"] is WithoutUpgrades
