"""Refuses request bodies over a limit before they are read into memory."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


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

        async def counted() -> Message:
            nonlocal seen
            if seen <= most:
                message = await receive()
                seen += len(message.get("body", b""))
            if seen > most:
                raise HTTPException(413, f"the body has more than {most:,} bytes; send it in parts")
            return message

        await self.app(scope, counted, send)
