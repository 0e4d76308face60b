"""Bodies of requests are read without making more of them than must be, and what is wrong is said."""

import asyncio
import gzip
from pathlib import Path

import pytest
from starlette.types import Message

from service.app import create_app
from service.errors import InputError, TooLargeError
from service.inputs import read_body
from service.settings import MOST_MESSAGES, Settings


def batch(element: bytes, times: int) -> bytes:
    return b'{"messages": [%b]}' % b",".join([element] * times)


@pytest.mark.parametrize("element", [b"1", b"{}", b'{"text": 1}', b"null"])
def test_of_a_batch_that_is_all_wrong_the_first_error_is_told(element: bytes) -> None:
    """To collect them all once took six gigabytes."""
    with pytest.raises(InputError, match=r"^messages\.0\S*: [^;]+$"):
        read_body(batch(element, 50_000), most=1_000)


@pytest.mark.parametrize("element", [b'{"text": 1}', rb'{"\u0074ext": ""}'])
def test_far_too_many_messages_are_refused_before_they_are_made(element: bytes) -> None:
    with pytest.raises(TooLargeError, match="1,000 may come at once; send them in parts"):
        read_body(batch(element, MOST_MESSAGES + 1), most=1_000)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (gzip.compress(b'{"text": "a"}', mtime=0), "not text in UTF-8; send .* and not compressed"),
        ('{"text": "您好"}'.encode("gbk"), "not text in UTF-8; send .*, in UTF-8"),
        (b'{"text": "a", "more": ' + b"[" * 100_000, "nested too deeply; send"),
        (b"text=a", "not valid JSON .*; send"),
        (b"", "not valid JSON .*; send"),
        (b"[]", "not a JSON object; send"),
    ],
)
def test_what_is_no_object_of_json_is_told_what_to_send(body: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_body(body, most=1_000)


@pytest.mark.parametrize(
    "body",
    [
        '{"text": "您好"}'.encode("utf-16"),
        '{"text": "您好"}'.encode("utf-8-sig"),
        '{"text": "您好", "more": %b}'.encode() % (b"9" * 5_000),
    ],
)
def test_json_that_few_send_is_read_as_well(body: bytes) -> None:
    assert read_body(body, most=1_000).text == "您好"


def test_a_body_that_breaks_off_is_no_fault_of_the_server(tmp_path: Path) -> None:
    coming: list[Message] = [
        {"type": "http.request", "body": b"{", "more_body": True},
        {"type": "http.disconnect"},
    ]
    sent: list[Message] = []

    async def receive() -> Message:
        return coming.pop(0) if coming else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/v1/classify", "headers": [], "query_string": b""}
    asyncio.run(create_app(Settings(home=tmp_path))(scope, receive, send))
    assert sent[0]["status"] == 422
