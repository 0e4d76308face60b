"""What goes in and out over HTTP: the shapes, their limits and their examples."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from model.judging import Judgement
from model.labels import Label, Verdict
from service.settings import MOST_MESSAGES

EXAMPLE_TEXT = "再不还款就把你欠钱的事告诉你爸妈和单位同事，限今天18点前"


class MessageIn(BaseModel):
    """One message to judge; only the text decides, sender and time are accepted and not kept."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": EXAMPLE_TEXT, "sender": "106900001234"}]})

    text: Annotated[str, Field(description="the message, as received; at most 4,000 characters")]
    sender: Annotated[str | None, Field(description="the number or name it came from", max_length=200)] = None
    received_at: Annotated[datetime | None, Field(description="when it was received")] = None


class ClassifyIn(BaseModel):
    """One message (`text`), or a batch of them (`messages`)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"text": EXAMPLE_TEXT, "sender": "106900001234"},
                {"messages": [{"text": EXAMPLE_TEXT}, {"text": "【某宝】您的快递已放入3号柜，取件码 8-2-1174"}]},
            ]
        }
    )

    text: Annotated[str | None, Field(description="the message, as received; at most 4,000 characters")] = None
    sender: Annotated[str | None, Field(description="the number or name it came from", max_length=200)] = None
    received_at: Annotated[datetime | None, Field(description="when it was received")] = None
    messages: Annotated[
        # The first error is enough: to collect one for each of a million elements takes gigabytes.
        Annotated[list[MessageIn], Field(fail_fast=True, max_length=MOST_MESSAGES)] | None,
        Field(description="a batch; at most 1,000 messages"),
    ] = None

    @model_validator(mode="after")
    def _one_or_many(self) -> Self:
        if (self.text is None) == (self.messages is None):
            raise ValueError('send either "text" or "messages", and not both')
        return self


class ReasonOut(BaseModel):
    """A stretch of the original text, `text[start:end]`, what it spoke for and how strongly (log-odds)."""

    start: int
    end: int
    text: str
    weight: float
    spoke_for: str


class JudgementOut(BaseModel):
    """The judgement of one message."""

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
