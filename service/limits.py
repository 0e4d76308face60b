"""Refuses request bodies over a limit before they are read into memory."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """ASGI middleware that answers 413 as soon as a body is known to be, or grows, longer than `most` bytes."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = app
        self.most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on the request with a `receive` that counts."""
        announced = dict(scope.get("headers", ())).get(b"content-length", b"")
        seen = int(announced) if announced.isdigit() and int(announced) > self.most else 0

        async def counted() -> Message:
            nonlocal seen
            if seen <= self.most:
                message = await receive()
                seen += len(message.get("body", b""))
            if seen > self.most:
                raise HTTPException(413, f"the body has more than {self.most:,} bytes; send it in parts")
            return message

        await self.app(scope, counted, send)
