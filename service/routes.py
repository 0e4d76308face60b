"""The HTTP interface: judge messages, say whether all is well, count."""

from asyncio import sleep
from collections.abc import Callable, Coroutine, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import PlainTextResponse, Response
from fastapi.routing import APIRoute
from starlette.datastructures import State

from model.errors import ModelError
from model.judging import Judgement
from service.errors import ServiceError, TooLargeError
from service.inputs import read_body, whole_body
from service.metrics import CONTENT_TYPE_LATEST, count_judged, exposition
from service.schemas import BatchOut, ClassifyIn, ErrorOut, JudgementOut
from service.serving import Serving
from service.settings import Settings


class BodyRoute(APIRoute):
    """A route whose body is read by `read_body`, whatever its Content-Type says.

    Phone apps send JSON as a form, as plain text or as nothing. A page of another site may therefore send some without
    asking first; it cannot read the answer, and nothing but counts is changed. The framework, moreover, would make
    all of a body before it looks at any of it.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler."""

        async def answer(request: Request) -> Response:
            body = await whole_body(request)
            response: Response = await self.endpoint(read_body(body, request.app.state.settings.max_messages), request)
            return response

        return answer


router = APIRouter()
judging = APIRouter(route_class=BodyRoute)

SLICE = 50
"""Messages of a batch that are judged before others' requests get their turn; there are no threads to wait for."""

ERRORS: dict[int | str, dict[str, Any]] = {422: {"model": ErrorOut}, 413: {"model": ErrorOut}, 503: {"model": ErrorOut}}


async def settings_of(request: Request) -> Settings:
    """The settings the app was made with; async, as FastAPI takes any other dependency to a thread, for 300 µs."""
    settings: Settings = request.app.state.settings
    return settings


async def serving_of(request: Request) -> Serving:
    """The model that serves."""
    serving: Serving = request.app.state.serving
    return serving


CLASSIFY = "/v1/classify"


@judging.post(CLASSIFY, response_model=JudgementOut | BatchOut, responses=ERRORS, summary="Judge messages")
async def classify(body: ClassifyIn, request: Request) -> Response:
    """Judges one message, or a batch in order; nothing that was sent is kept or logged."""
    return Response(await judged(body, request.app.state), media_type="application/json")


async def classify_directly(body: bytes, state: State) -> bytes | None:
    """What `classify` answers, or None where there is something to be said against a body."""
    try:
        return await judged(read_body(body, state.settings.max_messages), state)
    except (ServiceError, ModelError):
        return None


async def judged(body: ClassifyIn, state: State) -> bytes:
    """JSON of the judgements, without blanks: some phone apps read it with a pattern that allows none."""
    texts = [body.text or ""] if body.messages is None else [message.text for message in body.messages]
    refuse_too_large(texts, state.settings)
    judge, version = state.serving.current()
    judgements: list[Judgement] = []
    for at in range(0, len(texts), SLICE):
        if at:
            await sleep(0)
        judgements += judge.judge_all(texts[at : at + SLICE])
    count_judged([judgement.label for judgement in judgements])
    answers = [state.answers.written(judgement, version) for judgement in judgements]
    return answers[0] if body.messages is None else b'{"judgements":[%b]}' % b",".join(answers)


router.include_router(judging)


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz", summary="Whether the process lives")
async def healthz() -> dict[str, str]:
    """Answers as long as the process lives."""
    return {"status": "alive"}


@router.head("/readyz", include_in_schema=False)
@router.get("/readyz", responses={503: {"model": ErrorOut}}, summary="Whether messages can be judged")
async def readyz(serving: Annotated[Serving, Depends(serving_of)]) -> dict[str, str]:
    """Answers 200 with the model's version as soon as messages can be judged, 503 before."""
    _, version = serving.current()
    return {"status": "ready", "model": version}


@router.head("/metrics", include_in_schema=False)
@router.get("/metrics", summary="Counts for Prometheus", response_class=PlainTextResponse)
async def metrics() -> Response:
    """Counts by label over all worker processes, never texts, senders or numbers."""
    return Response(exposition(), media_type=CONTENT_TYPE_LATEST)


def refuse_too_large(texts: Sequence[str], settings: Settings) -> None:
    """Raises TooLargeError for a batch or a text over its limit."""
    if len(texts) > settings.max_messages:
        raise TooLargeError(f"{len(texts):,} messages are more than {settings.max_messages:,}; send them in parts")
    for number, text in enumerate(texts):
        if len(text) > settings.max_text:
            place = f"messages.{number}.text" if len(texts) > 1 else "text"
            raise TooLargeError(f"{place} has {len(text):,} characters, more than {settings.max_text:,}; shorten it")
