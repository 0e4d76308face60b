"""Reads the body of a request to judge, and says in a sentence what is wrong with one."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from starlette.requests import ClientDisconnect, Request

from service.errors import InputError, TooLargeError
from service.schemas import ClassifyIn
from service.settings import MOST_MESSAGES

REMEDY = 'send {"text": "…"} or {"messages": [{"text": "…"}, …]}, in UTF-8 and not compressed'

BROKE_OFF = "the body broke off; send it again"
"""What is said where whoever sends a body goes away; pages say so too."""


async def whole_body(request: Request) -> bytes:
    """All bytes of a body. Raises InputError where whoever sends it goes away."""
    try:
        return await request.body()
    except ClientDisconnect:
        raise InputError(BROKE_OFF) from None


def read_body(body: bytes, most: int) -> ClassifyIn:
    """What a body asks for; `most` messages are named as the limit where there are far too many to look at.

    Raises TooLargeError for those, InputError for what is not JSON or not of its shape.
    """
    # Within a string quotes are escaped, so that this counts messages, and is done before millions of them are made.
    if body.count(b'"text"') > MOST_MESSAGES:
        raise _too_many(most)
    try:
        return _validated(body)
    except ValidationError as error:
        found = _errors(error)
    if found[0]["type"] == "too_long":
        raise _too_many(most)
    raise InputError("; ".join(map(_sentence, found)))


def _validated(body: bytes) -> ClassifyIn:
    """By way of json what pydantic does not read: half a surrogate pair, UTF-16, a byte order mark, long numbers."""
    try:
        return ClassifyIn.model_validate_json(body)
    except ValidationError as error:
        if _errors(error)[0]["type"] != "json_invalid":
            raise
    return ClassifyIn.model_validate(_loaded(body))


def _loaded(body: bytes) -> object:
    try:
        return json.loads(body, parse_int=float)  # no number is used, and float takes one of any length
    except UnicodeDecodeError:
        problem = "the body is not text in UTF-8"
    except json.JSONDecodeError as error:
        problem = f"the body is not valid JSON ({error.msg}, at character {error.pos})"
    except RecursionError:
        problem = "the body is nested too deeply"
    raise InputError(f"{problem}; {REMEDY}")


def _errors(error: ValidationError) -> list[Any]:
    """What was found, without the value: it may be a person's message."""
    return error.errors(include_input=False, include_url=False)


def _sentence(found: Mapping[str, Any]) -> str:
    """Where and what."""
    if not found["loc"] and found["type"] != "value_error":
        return f"the body is not a JSON object; {REMEDY}"
    place = ".".join(map(str, found["loc"])) or "body"
    return f"{place}: {found['msg'].removeprefix('Value error, ')}"


def _too_many(most: int) -> TooLargeError:
    return TooLargeError(f"more than {MOST_MESSAGES:,} messages came, {most:,} may come at once; send them in parts")
