"""What SmsForwarder does differently: it writes a page around the SMS, and parameters into the path.

https://github.com/pppscn/SmsForwarder, at 32300b2f.
"""

import re
from urllib.parse import unquote

from starlette.types import ASGIApp, Receive, Scope, Send

from service.hooks.fields import Sent

_SENDER = re.compile(r"[+\d]{3,20}")


def unframed(sent: Sent) -> Sent:
    """The SMS without the lines around it: sender, card, SubId, time and phone.

    `org_content` has none of them, and is escaped, so that what stands beside it is not the sender's.
    """
    if sent.name == "org_content":
        return sent._replace(beside="")
    return Sent(sent.name, *map(_unframed, sent[1:]))


def _unframed(text: str) -> str:
    """What the default template was made of, if it was: the last line with a SubId is the template's own."""
    lines = text.split("\n")
    ends = [at for at, line in enumerate(lines) if line.startswith("SubId：")]
    if not ends:
        return text
    end = ends[-1]
    if end and re.match(r"SIM\d_", lines[end - 1]):
        end -= 1
    start = 1 if end and _SENDER.fullmatch(lines[0].strip()) else 0
    return "\n".join(lines[start:end])


class QuestionMark:
    """ASGI middleware that sets the `?` before parameters that came behind a path as `/hook/smsforwarder&content=…`.

    So they come with a GET without parameters of one's own (WebhookUtils.kt:109-120); no route is found for a path that
    holds a line end.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, parameters in its query."""
        if scope["type"] == "http" and scope["path"].startswith("/hook/") and "&" in scope["path"]:
            scope = _divided(scope)
        await self.app(scope, receive, send)


def _divided(scope: Scope) -> Scope:
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    path, _, tail = raw.partition(b"&")
    query = b"&".join(filter(None, (tail, scope["query_string"])))
    return {**scope, "path": unquote(path.decode("latin-1")), "raw_path": path, "query_string": query}
