"""Answers plain requests to one endpoint from their bytes, before the framework looks at them.

What FastAPI and Starlette do around an endpoint (middlewares, routing, json.loads, validation of every dict, the
solving of dependencies, a response) costs several times what pydantic needs to read the bytes themselves. Whatever is
not plainly right goes the framework's way, from its first byte, so that errors and OpenAPI stay as they are.
"""

from collections import deque
from collections.abc import Awaitable, Callable

from starlette.datastructures import State
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Answer = Callable[[bytes, State], Awaitable[bytes | None]]
"""Makes JSON of a body that is JSON; None where it takes the framework."""


class Direct:
    """ASGI middleware that answers POSTs of at most so many bytes to one path; the rest goes on as it came."""

    def __init__(self, app: ASGIApp, path: str, answer: Answer, most: int) -> None:
        self.app = app
        self.path = path
        self.answer = answer
        self.most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers, or passes the request on."""
        if scope["type"] != "http" or scope["path"] != self.path or not self._is_plain(scope):
            await self.app(scope, receive, send)
            return
        read = await self._read(receive)
        if (body := self._complete(read)) is None or (answer := await self.answer(body, scope["app"].state)) is None:
            await self.app(scope, _again(read, receive), send)
            return
        headers = [(b"content-length", b"%d" % len(answer)), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    def _is_plain(self, scope: Scope) -> bool:
        """Whether it is a POST that does not say it is too long."""
        announced: bytes = dict(scope["headers"]).get(b"content-length", b"0")
        return scope["method"] == "POST" and announced.isdigit() and int(announced) <= self.most

    async def _read(self, receive: Receive) -> list[Message]:
        """What comes until the body is complete, has grown too long, or breaks off."""
        read = [await receive()]
        size = len(read[0].get("body", b""))
        while read[-1].get("more_body") and size <= self.most:
            read.append(await receive())
            size += len(read[-1].get("body", b""))
        return read

    def _complete(self, read: list[Message]) -> bytes | None:
        """The body, unless it broke off or grew too long."""
        if read[-1]["type"] != "http.request" or read[-1].get("more_body"):
            return None
        body = b"".join([message.get("body", b"") for message in read])
        return body if len(body) <= self.most else None


def _again(read: list[Message], receive: Receive) -> Receive:
    """Gives what was read once more, then what comes."""
    left = deque(read)

    async def given() -> Message:
        return left.popleft() if left else await receive()

    return given
