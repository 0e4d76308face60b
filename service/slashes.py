"""Takes a path with a slash at its end for the one without."""

from starlette.types import ASGIApp, Receive, Scope, Send


class EitherSpelling:
    """ASGI middleware that answers both spellings alike: apps do not send a POST again to where a redirect leads."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, its path without the slash."""
        if scope["type"] == "http" and len(path := scope["path"]) > 1 and path[-1] == "/":
            scope = {**scope, "path": path[:-1]}
        await self.app(scope, receive, send)
