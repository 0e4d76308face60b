"""What apps are answered, each in its own dialect.

Most look for words anywhere in an answer, so that one answer never holds the words of another: what is let through is
`normal` throughout, even where it is taken for harmful and only not surely enough. No answer holds a word of the SMS.
"""

import json
from time import time
from typing import Any, NamedTuple

from fastapi.responses import Response

from model.judging import LOW_CONFIDENCE, Judgement
from model.labels import Label, Verdict
from service.hooks.prompts import asks_in_chinese

UNJUDGED = "请求里没有读到收到的短信，未作判断；如果本来有短信，请检查应用里填写的模板"
"""What is said where there is no SMS that came in; apps show the answer to whoever sets them up."""


class Told(NamedTuple):
    """What is told of an SMS in any dialect, and the prompt in which it came, if it was one."""

    label: Label
    score: float
    reason: str
    model: str
    warning: str = ""
    prompt: str = ""

    @property
    def blocked(self) -> bool:
        """Whether an app is to block it; apps know nothing between that and letting it through."""
        return self.label is not Label.NORMAL


def told_of(judgement: Judgement, model: str, *, review: Verdict) -> Told:
    """What is told of a judgement where `review` means to block, or to allow."""
    if judgement.verdict is Verdict.BLOCK or (judgement.harmful and review is not Verdict.ALLOW):
        return Told(judgement.label, judgement.score, judgement.reason, model)
    return Told(Label.NORMAL, judgement.probabilities[Label.NORMAL], judgement.unsure or "", model)


def unjudged(model: str) -> Told:
    """What is told where nothing was judged."""
    return Told(Label.NORMAL, LOW_CONFIDENCE[Label.NORMAL], "", model, UNJUDGED)


def universal(told: Told) -> Response:
    """Flat fields, for SpamBlocker, SmsForwarder and whatever reads JSON."""
    return _json(_fields(told))


def ios_words(told: Told) -> Response:
    """What an extension of iOS decodes that wants these two and nothing else."""
    return _json({"action": _action(told), "subAction": "none"})


def ios_number(told: Told) -> Response:
    """The raw value of `ILMessageFilterAction`: 2 is junk, 1 is to be let through."""
    return _json({"action": 2 if told.blocked else 1})


def ios_status(told: Told) -> Response:
    """200 for what is to be blocked, 404 for the rest."""
    return _json(_fields(told), 200 if told.blocked else 404)


def openai(told: Told) -> Response:
    """A completion whose content is one word."""
    choice = {"index": 0, "message": {"role": "assistant", "content": _word(told)}, "finish_reason": "stop"}
    usage = {"prompt_tokens": 0, "completion_tokens": 1, "total_tokens": 1}
    completion = {"id": "chatcmpl-1", "object": "chat.completion", "created": int(time()), "model": told.model}
    return _json({**completion, "choices": [choice], "usage": usage, **_warning(told)})


def gemini(told: Told) -> Response:
    """The same as Gemini writes it, with a blank behind each colon."""
    content = {"parts": [{"text": _word(told)}], "role": "model"}
    answer = {"candidates": [{"content": content, "finishReason": "STOP"}], "modelVersion": told.model}
    return _json({**answer, **_warning(told)}, colon=": ")


def _fields(told: Told) -> dict[str, Any]:
    return {
        "label": told.label,
        "category": told.label.category,
        "verdict": Verdict.BLOCK if told.blocked else Verdict.ALLOW,
        "action": _action(told),
        "subAction": "none",
        "is_spam": told.blocked,
        "score": round(told.score, 4),
        "reason": told.reason,
        "model": told.model,
        **_warning(told),
    }


def _action(told: Told) -> str:
    return "junk" if told.blocked else "none"


def _word(told: Told) -> str:
    """The category that the presets look for, in the language of the prompt."""
    if asks_in_chinese(told.prompt):
        return "欺诈" if told.blocked else "有效"
    return "Fraud" if told.blocked else "Valid"


def _warning(told: Told) -> dict[str, str]:
    return {"warning": told.warning} if told.warning else {}


def _json(fields: dict[str, Any], status: int = 200, *, colon: str = ":") -> Response:
    """Without blanks, as a pattern such as `"verdict":"block"` allows none; not kept, as an address may hold an SMS."""
    body = json.dumps(fields, ensure_ascii=False, separators=(",", colon))
    return Response(body, status, {"Cache-Control": "no-store"}, "application/json")
