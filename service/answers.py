"""Judgements as the bytes that go out over HTTP, those that come again and again made once."""

import json
from typing import Any

import orjson

from model.judging import Judgement
from service.schemas import as_fields

REMEMBERED = 250
"""Answers that are kept: of most messages, which the sieve clears, there are but few different ones.

A thousand took 3.6 MiB, most of it for judgements that never came again.
"""


class Answers:
    """Writes judgements; remembers what it wrote of those without reasons, in which no word of a text stands."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Judgement, str, bytes]] = {}

    def written(self, judgement: Judgement, version: str) -> bytes:
        """JSON of a judgement by this version of the model, without blanks."""
        known = self._known.get(id(judgement))
        if known and known[0] is judgement and known[1] == version:
            return known[2]
        answer = _as_json(as_fields(judgement, version))
        if not judgement.reasons:
            self._remember(judgement, version, answer)
        return answer

    def _remember(self, judgement: Judgement, version: str, answer: bytes) -> None:
        """Keeps the judgement as well, so that none that is made later gets its id."""
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[id(judgement)] = (judgement, version, answer)


def _as_json(fields: dict[str, Any]) -> bytes:
    """JSON without blanks; half a surrogate pair, of which no UTF-8 can be made, is escaped as it came in."""
    try:
        return orjson.dumps(fields)
    except TypeError:
        return json.dumps(fields, separators=(",", ":")).encode()
