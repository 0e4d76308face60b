"""Refuses request bodies over a limit before they are read into memory."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

DISCARDED = 1 << 26
"""Bytes over the limit up to which a body is read off."""


class BodyLimit:
    """ASGI middleware that answers 413 as soon as a body is known to be, or grows, longer than `most` bytes.

    `larger` names the paths that have a limit of their own.
    """

    def __init__(self, app: ASGIApp, most: int, larger: Mapping[str, int] | None = None) -> None:
        self.app = app
        self.most = most
        self.larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on the request with a `receive` that counts."""
        most = self.larger.get(scope.get("path", ""), self.most)
        announced = dict(scope.get("headers", ())).get(b"content-length", b"")
        seen = int(announced) if announced.isdigit() and int(announced) > most else 0
        is_left = _hears_at_the_end(scope)

        async def counted() -> Message:
            nonlocal seen, is_left
            if seen <= most:
                message = await receive()
                seen += len(message.get("body", b""))
                is_left &= message.get("more_body", False)
            if seen > most:
                if is_left and seen <= most + DISCARDED:
                    is_left = False
                    await _read_off(receive, most + DISCARDED)
                raise HTTPException(413, f"the body has more than {most:,} bytes; send it in parts")
            return message

        await self.app(scope, counted, send)


def _hears_at_the_end(scope: Scope) -> bool:
    """Whether the client may lose the answer if the connection is closed while it still sends, as uvicorn would.

    Python's urllib asks for that, and so does all HTTP/1.0. One that first waits to be told to go on has sent nothing.
    """
    headers = scope.get("headers", ())
    options = [each.strip() for name, said in headers if name == b"connection" for each in said.lower().split(b",")]
    closes = b"close" in options or scope.get("http_version") == "1.0"
    return closes and b"expect" not in dict(headers)


async def _read_off(receive: Receive, most: int) -> None:
    """Reads the rest of a body, up to so many bytes, and keeps nothing of it."""
    while most > 0:
        message = await receive()
        most -= len(message.get("body", b""))
        if not message.get("more_body", False):
            return
