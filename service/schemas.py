"""What goes in and out over HTTP: the shapes, their limits and their examples."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from model.judging import Judgement
from model.labels import Label, Verdict
from service.settings import MOST_MESSAGES, Settings

EXAMPLE_TEXT = "再不还款就把你欠钱的事告诉你爸妈和单位同事，限今天18点前"

EXAMPLE_ANSWER: dict[str, Any] = {
    "label": "contact_threat",
    "category": "威胁联系家人",
    "verdict": "block",
    "score": 0.9989,
    "probabilities": {"normal": 0.0009, "collection_harassment": 0.0001, "contact_threat": 0.9989},
    "tags": ["third_party_threat", "pressure_deadline"],
    "reasons": [
        {"start": 0, "end": 2, "text": "再不", "weight": 5.837, "spoke_for": "contact_threat"},
        {"start": 6, "end": 14, "text": "你欠钱的事告诉你", "weight": 19.397, "spoke_for": "contact_threat"},
        {"start": 27, "end": 29, "text": "点前", "weight": 8.767, "spoke_for": "contact_threat"},
        {"start": 11, "end": 21, "text": "告诉你爸妈和单位同事", "weight": 11.237, "spoke_for": "third_party_threat"},
        {"start": 22, "end": 29, "text": "限今天18点前", "weight": 20.834, "spoke_for": "pressure_deadline"},
    ],
    "reason": "疑似威胁联系家人：称将联系借款人以外的人，用限时或最后通牒用语",
    "disguises": [],
    "model": "f452bac2a911",
}

TEXT = Settings.model_fields["max_text"].default
BATCH = Settings.model_fields["max_messages"].default
ABOUT_TEXT = f"the message, as received; at most {TEXT:,} characters, unless the server is set otherwise"

UNREAD = {
    "sender": {"type": ["string", "null"], "description": "the number or name it came from"},
    "received_at": {"type": ["string", "null"], "format": "date-time", "description": "when it was received"},
}
"""What may come with a text. It is described, but no field of a model: nothing in it can keep a text from judgement."""


def _with_unread(schema: dict[str, Any]) -> None:
    schema["properties"].update(UNREAD)
    schema["examples"] = [{"text": EXAMPLE_TEXT, "sender": "106900001234"}]


def _one_or_many(schema: dict[str, Any]) -> None:
    _with_unread(schema)
    schema["examples"] += [
        {"messages": [{"text": EXAMPLE_TEXT}, {"text": "【某宝】您的快递已放入3号柜，取件码 8-2-1174"}]}
    ]
    schema["oneOf"] = [  # the other one may be null
        {"required": [name], "properties": {name: {"type": kind}}}
        for name, kind in (("text", "string"), ("messages", "array"))
    ]


class MessageIn(BaseModel):
    """One message to judge; only the text decides, sender and time are neither read nor kept."""

    model_config = ConfigDict(json_schema_extra=_with_unread)

    text: Annotated[str, Field(description=ABOUT_TEXT, json_schema_extra={"maxLength": TEXT})]


class ClassifyIn(BaseModel):
    """One message (`text`), or a batch of them (`messages`)."""

    model_config = ConfigDict(json_schema_extra=_one_or_many)

    text: Annotated[str | None, Field(description=ABOUT_TEXT, json_schema_extra={"maxLength": TEXT})] = None
    messages: Annotated[
        # The first error is enough: to collect one for each of a million elements takes gigabytes.
        Annotated[
            list[MessageIn], Field(fail_fast=True, max_length=MOST_MESSAGES, json_schema_extra={"maxItems": BATCH})
        ]
        | None,
        Field(description=f"a batch; at most {BATCH:,} messages, unless the server is set otherwise"),
    ] = None

    @model_validator(mode="after")
    def _either(self) -> Self:
        if (self.text is None) == (self.messages is None):
            raise ValueError('send either "text" or "messages", and not both')
        return self


class ReasonOut(BaseModel):
    """A stretch of the original text, `text[start:end]` in code points, what it spoke for, how strongly (log-odds)."""

    start: int
    end: int
    text: str
    weight: float
    spoke_for: str


class JudgementOut(BaseModel):
    """The judgement of one message."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_ANSWER]})

    label: Label
    category: Annotated[str, Field(description="the label's Chinese name")]
    verdict: Verdict
    score: Annotated[float, Field(description="the probability of the label", ge=0, le=1)]
    probabilities: dict[Label, float]
    tags: Annotated[list[str], Field(description="kinds of conduct seen in the text, the clearest first")]
    reasons: list[ReasonOut]
    reason: Annotated[str, Field(description="one short Chinese sentence, without a word of the message")]
    disguises: Annotated[list[str], Field(description="tricks that were undone before reading")]
    model: Annotated[str, Field(description="the version of the model that judged")]


class BatchOut(BaseModel):
    """The judgements of a batch, in the order of its messages."""

    judgements: list[JudgementOut]


class ErrorOut(BaseModel):
    """What was wrong, where, and what to do."""

    error: str
    detail: str


def as_fields(judgement: Judgement, version: str) -> dict[str, Any]:
    """A judgement as the plain fields of JudgementOut, for HTTP, JSONL and the command line alike."""
    return {
        "label": judgement.label,
        "category": judgement.label.category,
        "verdict": judgement.verdict,
        "score": round(judgement.score, 4),
        "probabilities": _rounded(judgement.probabilities),
        "tags": list(judgement.tags),
        "reasons": [
            {
                "start": reason.start,
                "end": reason.end,
                "text": reason.text,
                "weight": reason.weight,
                "spoke_for": reason.spoke_for,
            }
            for reason in judgement.reasons
        ],
        "reason": judgement.reason,
        "disguises": list(judgement.disguises),
        "model": version,
    }


def _rounded(probabilities: Mapping[Label, float]) -> dict[str, float]:
    return {label.value: round(probability, 4) for label, probability in probabilities.items()}
