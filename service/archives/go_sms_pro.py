"""Reads the XML of GO SMS Pro (`<GoSms>`)."""

import re
from collections.abc import Iterator

from service.archives import documents
from service.archives.decoding import head_text
from service.archives.elements import Element
from service.archives.foreign import root_of
from service.archives.records import Given
from service.archives.source import Options, Source
from service.messages import Message, Skipped

NAME = "GO SMS Pro XML"

_EMOJI = re.compile(r"\+g(1f[0-9a-f]{3}|2[0-9a-f]{3})(?![0-9a-f])", re.IGNORECASE)


def recognises(head: bytes) -> bool:
    """Whether the root is `GoSms`."""
    text = head_text(head)
    return text is not None and root_of(text) == "GoSms"


def read(source: Source, options: Options) -> Iterator[Message | Skipped]:
    """Every `<SMS>`; the number of them that stands above is none."""
    return documents.messages(source, options, documents.Shape(("SMS",), _given, wrapper="SMSCount"))


def _given(found: Element) -> Given:
    return Given(
        text=_EMOJI.sub(lambda match: chr(int(match[1], 16)), found.text("body")),
        senders=(found.text("address"),),
        names=(found.text("contactName"),),
        times=(found.text("date"),),
        directions=(found.text("type"),),
        remark=None if found.whole else documents.UNFINISHED,
    )
