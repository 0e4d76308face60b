"""The endpoints that phone apps call as they are: each reads whatever is sent and answers in its app's dialect."""

import json
import re
from collections.abc import Awaitable, Callable, Iterable
from itertools import takewhile
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import Response

from model.judging import Judgement
from model.labels import Label, Verdict
from service.hooks.dialects import Told, gemini, ios_number, ios_status, ios_words, openai, told_of, universal, unjudged
from service.hooks.fields import TEXTS, Sent, sms_in
from service.hooks.prompts import MARK, prompted
from service.hooks.smsforwarder import unframed
from service.inputs import whole_body
from service.metrics import count_judged
from service.schemas import EXAMPLE_ANSWER, ErrorOut

Answer = Callable[[Request], Awaitable[Response]]


def _as_sent(sent: Sent) -> Sent:
    return sent


class Hook(NamedTuple):
    """Where an app calls, how, what it is answered, and how the SMS is got out of the text that is found."""

    path: str
    methods: str
    of: str
    dialect: Callable[[Told], Response] = universal
    sms: Callable[[Sent], Sent] = _as_sent
    mark: re.Pattern[str] | None = None


HOOKS = (
    Hook("/hook/spamblocker", "POST GET", "SpamBlocker"),
    Hook("/hook/smsforwarder", "POST GET PUT PATCH", "SmsForwarder", sms=unframed),
    Hook("/hook/capcom6", "POST", "SMS Gateway for Android (capcom6)"),
    Hook("/hook/textbee", "POST", "textbee"),
    Hook("/hook/httpsms", "POST", "httpSMS"),
    Hook("/hook/sms", "POST GET PUT PATCH", "Incoming SMS to URL forwarder, Tasker, MacroDroid, Shortcuts, curl"),
    Hook("/hook/ios", "POST", "an iOS filter that reads an action in words", ios_words),
    Hook("/hook/ios-int", "POST", "an iOS filter that reads an action as a number", ios_number),
    Hook("/hook/ios-status", "POST", "an iOS filter that reads the status: 404 lets through", ios_status),
    *(
        Hook(path, "POST", "SpamBlocker's presets for Groq and OpenAI", openai, prompted, MARK)
        for path in ("/openai/v1/chat/completions", "/v1/chat/completions")
    ),
    Hook("/v1beta/models/{m}:generateContent", "POST", "SpamBlocker's presets for Gemini", gemini, prompted, MARK),
)

TOKENS = ("/hook/ios", "/hook/ios-int", "/hook/ios-status")
"""Behind these another segment may stand, where an app puts a token; it is not read."""

REVIEW: dict[str, Any] = {
    "name": "review",
    "in": "query",
    "required": False,
    "description": "with `allow` what is not sure enough to be blocked is let through",
    "schema": {"type": "string", "enum": ["allow", "block"], "default": "block"},
}

SHOWN = {
    "to be let through": Told(Label.NORMAL, 0.9999, "", EXAMPLE_ANSWER["model"]),
    "to be blocked": Told(Label.THREAT, 0.9991, EXAMPLE_ANSWER["reason"], EXAMPLE_ANSWER["model"]),
    "without a message": unjudged(EXAMPLE_ANSWER["model"]),
}
"""What OpenAPI shows in every dialect."""

GRAVITY = (Verdict.ALLOW, Verdict.REVIEW, Verdict.BLOCK)

ERRORS: dict[int | str, dict[str, Any]] = {413: {"model": ErrorOut}, 503: {"model": ErrorOut}}


def _endpoint(hook: Hook) -> Answer:
    async def answer(request: Request) -> Response:
        """Takes whatever the app sends; without an SMS that came the answer is to let it through, with a warning."""
        return hook.dialect(await _told(request, hook))

    return answer


async def _told(request: Request, hook: Hook) -> Told:
    """Judges the SMS in a request; nothing of it is kept or logged, and only the judgement is counted."""
    body = await whole_body(request)
    judge, version = request.app.state.serving.current()
    query = request.scope["query_string"].decode("utf-8", "replace")
    sent = sms_in(body, query, said=request.headers.get("content-type", "").lower(), mark=hook.mark)
    texts = _texts(hook.sms(sent), request.app.state.settings.max_text) if sent else []
    if not texts or not sent:
        return unjudged(version)._replace(prompt=sent.text if sent else "")
    judgement = max(map(judge.judge, texts), key=_gravity)
    count_judged([judgement.label])
    return told_of(judgement, version, review=_review(query))._replace(prompt=sent.text)


def _review(query: str) -> Verdict:
    """What `review` is to mean: what stands behind a text, its sender may have written."""
    before = takewhile(lambda field: field[0] not in TEXTS, parse_qsl(query, keep_blank_values=True))
    return Verdict.ALLOW if ("review", "allow") in before else Verdict.BLOCK


def _texts(sms: Sent, most: int) -> list[str]:
    """What may be the SMS: the text, and what else may be, where its sender may have ended it himself."""
    texts = dict.fromkeys(text[:most] for text in sms[1:])
    return [text for text in texts if text.strip()]


def _gravity(judgement: Judgement) -> int:
    return GRAVITY.index(judgement.verdict)


def _routed(hooks: Iterable[Hook]) -> APIRouter:
    routed = APIRouter(tags=["phone apps"], responses=ERRORS)
    for hook in hooks:
        told: dict[str, Any] = {"summary": f"For {hook.of}", "name": "hook", "responses": _answers(hook.dialect)}
        told["openapi_extra"] = {"parameters": _parameters(hook.path)}
        for method in hook.methods.split():
            routed.add_api_route(hook.path, _endpoint(hook), methods=[method], **told)
            if hook.path in TOKENS:
                with_token = hook.path + "/{token}"
                routed.add_api_route(with_token, _endpoint(hook), methods=[method], include_in_schema=False)
    return routed


def _parameters(path: str) -> list[dict[str, Any]]:
    """The parameters for OpenAPI: those in a path, which wants them told and is answered alike, and `review`."""
    text = {"in": "path", "required": True, "schema": {"type": "string"}}
    return [*({"name": name, **text} for name in re.findall(r"{(\w+)}", path)), REVIEW]


def _answers(dialect: Callable[[Told], Response]) -> dict[int | str, dict[str, Any]]:
    """What a dialect answers, by status, for OpenAPI."""
    shown: dict[int | str, dict[str, Any]] = {}
    for name, told in SHOWN.items():
        answer = dialect(told)
        shown.setdefault(answer.status_code, {})[name] = {"value": json.loads(bytes(answer.body))}
    return {
        status: {"description": ", or ".join(examples), "content": {"application/json": {"examples": examples}}}
        for status, examples in shown.items()
    }


router = _routed(HOOKS)
