"""A body that is too long is refused without being kept, and the client hears why."""

import asyncio
from collections.abc import Mapping

import pytest
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from service import limits
from service.limits import BodyLimit

CLOSE = {"connection": "close"}


def left_unread(headers: Mapping[str, str], parts: list[int], version: str = "1.1") -> int:
    """How many parts of a body are not read by the time that it is refused."""
    left = [{"type": "http.request", "body": b"a" * part, "more_body": True} for part in parts]
    left[-1]["more_body"] = False

    async def receive() -> Message:
        return left.pop(0)

    async def send(_: Message) -> None:
        pass

    async def reading(_: Scope, receive: Receive, __: Send) -> None:
        while True:
            await receive()

    sent = [(name.encode(), said.encode()) for name, said in headers.items()]
    scope = {"type": "http", "path": "/", "http_version": version, "headers": sent}
    with pytest.raises(HTTPException) as raised:
        asyncio.run(BodyLimit(reading, most=10)(scope, receive, send))
    assert raised.value.status_code == 413
    return len(left)


@pytest.mark.parametrize(
    ("headers", "parts", "left"),
    [
        (CLOSE | {"content-length": "25"}, [10, 10, 5], 0),
        (CLOSE, [10, 10, 5], 0),
        (CLOSE, [11], 0),
        ({"content-length": "25"}, [10, 10, 5], 3),
        ({}, [10, 10, 5], 1),
        (CLOSE | {"content-length": "25", "expect": "100-continue"}, [10, 10, 5], 3),
        (CLOSE | {"content-length": "41"}, [10, 10, 10, 11], 4),
        (CLOSE, [10, 10, 10, 10, 10, 10], 1),
    ],
)
def test_one_who_hears_only_after_the_body_is_listened_to_for_a_while(
    headers: Mapping[str, str], parts: list[int], left: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "DISCARDED", 20)
    assert left_unread(headers, parts) == left


@pytest.mark.parametrize(
    ("version", "connection", "left"),
    [
        ("1.1", "Close, TE", 0),
        ("1.1", "te ,close", 0),
        ("1.1", "TE, closed", 3),
        ("1.1", "keep-alive", 3),
        ("1.0", "", 0),
        ("1.0", "keep-alive", 0),
    ],
)
def test_a_connection_that_is_closed_is_known_however_that_is_said(version: str, connection: str, left: int) -> None:
    assert left_unread({"connection": connection, "content-length": "25"}, [10, 10, 5], version) == left
