"""What SmsForwarder does differently: it writes a page around the SMS, and parameters into the path.

https://github.com/pppscn/SmsForwarder, at 32300b2f.
"""

import re
from collections.abc import Sequence
from urllib.parse import unquote

from starlette.types import ASGIApp, Receive, Scope, Send

from service.hooks.fields import Sent, has_words

_SENDER = re.compile(r"[+\d]{3,20}")
_TIME = re.compile(r"\d{4}-\d\d?-\d\d? \d\d?:\d\d(:\d\d)?")
_LONGEST_LABEL = 8
"""Chinese characters in what somebody calls a card or a phone; behind a forged SubId a threat may stand there."""


def unframed(sent: Sent) -> Sent:
    """The SMS without the lines around it: sender, card, SubId, time and phone.

    `org_content` has none of them. It is escaped, and so is the page, so that what stands beside is not the sender's.
    """
    if sent.name == "org_content":
        return sent._replace(beside="")
    sms = _unframed(sent.text)
    return sent if sms == sent.text else Sent(sent.name, sms, sent.rest.replace(sent.text, sms, 1))


def _unframed(text: str) -> str:
    """What the default template was made of, if it was: the last line with a SubId is the template's own."""
    lines = text.rstrip().split("\n")
    end = max((at for at, line in enumerate(lines) if line.startswith("SubId：")), default=-1)
    if end < 0 or not _ends_a_frame(lines[end + 1 :]):
        return text
    if end and re.match(r"SIM\d_", lines[end - 1]) and _is_label(lines[end - 1]):
        end -= 1
    start = 1 if end and _SENDER.fullmatch(lines[0].strip()) else 0
    return "\n".join(lines[start:end])


def _ends_a_frame(lines: Sequence[str]) -> bool:
    """Whether these may be the time and the phone, and none was written by the sender of the SMS."""
    return not lines or (len(lines) < 3 and _TIME.fullmatch(lines[0].strip()) is not None and _is_label(lines[-1]))


def _is_label(line: str) -> bool:
    return sum(not sign.isascii() for sign in line) <= _LONGEST_LABEL and not has_words(line)


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
