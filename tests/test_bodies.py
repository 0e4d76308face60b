"""What is answered before the framework is answered as the framework answers it, to the byte."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import httpx2
import pytest
from fastapi.testclient import TestClient
from starlette.datastructures import State
from starlette.types import Message, Receive, Scope, Send

from service.app import create_app
from service.bodies import Direct
from service.schemas import EXAMPLE_TEXT
from service.settings import Settings

MOST = 20_000
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(home=home, max_messages=20, max_body=MOST))) as client:
        yield client


@pytest.fixture(scope="module")
def framework(home: Path) -> Iterator[TestClient]:
    """The same application where everything goes the framework's way."""
    app = create_app(Settings(home=home, max_messages=20, max_body=MOST))
    app.user_middleware = [each for each in app.user_middleware if each.cls is not Direct]
    with TestClient(app) as client:
        yield client


BODIES: dict[str, Callable[[], bytes | Iterable[bytes]]] = {
    "one": lambda: f'{{"text": "{EXAMPLE_TEXT}", "sender": "1069"}}'.encode(),
    "an ordinary one": lambda: '{"text": "【某宝】您的快递已放入3号柜，取件码 8-2-1174"}'.encode(),
    "a batch": lambda: f'{{"messages": [{{"text": "{EXAMPLE_TEXT}"}}, {{"text": ""}}]}}'.encode(),
    "one in parts": lambda: iter([b'{"text": "', EXAMPLE_TEXT.encode(), b'"}']),
    "neither": lambda: b"{}",
    "no JSON": lambda: b'{"text": ',
    "another encoding": lambda: '{"text": "您好"}'.encode("utf-16"),
    "a text too long": lambda: b'{"text": "%b"}' % (b"a" * 4_001),
    "too many": lambda: b'{"messages": [%b]}' % b",".join([b'{"text": "a"}'] * 21),
    "too large": lambda: b'{"text": "%b"}' % (b"a" * MOST),
    "too large, in parts": lambda: iter([b'{"text": "', b"a" * MOST, b'"}']),
    "too large in its last part": lambda: iter([b'{"text": "', b"a" * (MOST - 10), b'"}']),
}


@pytest.mark.parametrize("name", BODIES)
def test_an_answer_is_the_same_either_way(client: TestClient, framework: TestClient, name: str) -> None:
    ours, theirs = (each.post("/v1/classify", content=BODIES[name](), headers=JSON) for each in (client, framework))
    assert _told(ours) == _told(theirs)


@pytest.mark.parametrize(
    "headers",
    [
        *([], [("content-type", "text/plain")], [("content-type", "Application/JSON ; charset=utf-8")]),
        *([("content-type", "text/plain"), ("content-type", "application/json")],),
        *([("content-type", "application/json"), ("content-type", "text/plain")],),
    ],
)
def test_headers_count_alike_either_way(
    client: TestClient, framework: TestClient, headers: list[tuple[str, str]]
) -> None:
    ours, theirs = (
        each.post("/v1/classify", content=b'{"text": "a"}', headers=headers) for each in (client, framework)
    )
    assert _told(ours) == _told(theirs)


@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD", "OPTIONS"])
def test_other_methods_are_refused_alike(client: TestClient, framework: TestClient, method: str) -> None:
    ours, theirs = (each.request(method, "/v1/classify", headers=JSON) for each in (client, framework))
    assert _told(ours) == _told(theirs)


def test_without_a_model_the_sentence_is_the_same(tmp_path: Path) -> None:
    """The application was not started, and so has none."""
    answer = TestClient(create_app(Settings(home=tmp_path))).post("/v1/classify", json={"text": "a"})
    assert answer.status_code == 503
    assert "jingxin train" in answer.json()["detail"]


def _told(answer: httpx2.Response) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    return answer.status_code, answer.headers.raw, answer.content


def test_a_plain_request_never_meets_the_framework() -> None:
    sent = _given([{"type": "http.request", "body": b"{}"}], _refuses)
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert sent[1]["body"] == b"{}!"


@pytest.mark.parametrize(
    "messages",
    [
        [{"type": "http.disconnect"}],
        [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}],
        [{"type": "http.request", "body": b"{" * 11, "more_body": True}, {"type": "http.request", "body": b"}"}],
    ],
)
def test_what_broke_off_or_grew_too_long_goes_on_as_it_came(messages: list[Message]) -> None:
    seen: list[Message] = []

    async def framework(scope: Scope, receive: Receive, send: Send) -> None:
        seen.extend([await receive() for _ in messages])

    assert _given(messages, framework) == []
    assert seen == messages


def test_a_length_that_is_no_number_is_left_to_the_framework() -> None:
    with pytest.raises(AssertionError, match="met the framework"):
        _given([], _refuses, length=b"-1")


async def _refuses(scope: Scope, receive: Receive, send: Send) -> None:
    raise AssertionError("met the framework")


def _given(messages: list[Message], framework: Callable[..., object], length: bytes = b"2") -> list[Message]:
    """What is sent when this comes in, ten bytes at most."""
    coming, sent = iter(messages), []

    async def receive() -> Message:
        return next(coming)

    async def send(message: Message) -> None:
        sent.append(message)

    async def answer(body: bytes, _: State) -> bytes:
        return body + b"!"

    class App:
        state = State()

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/there",
        "headers": [(b"content-type", b"application/json"), (b"content-length", length)],
        "app": App,
    }
    asyncio.run(Direct(framework, "/there", answer, most=10)(scope, receive, send))  # type: ignore[arg-type]
    return sent
