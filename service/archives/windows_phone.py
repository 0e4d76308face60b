"""Reads the `.msg` of Windows Phone's backup apps, which is XML (`<ArrayOfMessage>`)."""

from collections.abc import Iterator

from service.archives import documents
from service.archives.decoding import head_text
from service.archives.elements import Element
from service.archives.foreign import root_of
from service.archives.records import Given
from service.archives.source import Options, Source
from service.messages import Message, Skipped

NAME = "Windows Phone XML"

_EPOCH = 11_644_473_600
"""1601-01-01 UTC, from which Windows counts, in seconds before 1970."""


def recognises(head: bytes) -> bool:
    """Whether the root is `ArrayOfMessage`."""
    text = head_text(head)
    return text is not None and root_of(text) == "ArrayOfMessage"


def read(source: Source, options: Options) -> Iterator[Message | Skipped]:
    """Every `<Message>`."""
    return documents.messages(source, options, documents.Shape(("Message",), _given))


def _given(found: Element) -> Given:
    incoming = found.text("IsIncoming").strip().casefold()
    others = [text for tag, text in found.texts if tag == "string" and text.strip()]
    return Given(
        text=found.text("Body"),
        senders=(", ".join(others),) if incoming == "false" else (found.text("Sender"),),
        times=(_since_1970(found.text("LocalTimestamp")),),
        directions=({"true": "in", "false": "out"}.get(incoming),),
        remark=None if found.whole else documents.UNFINISHED,
    )


def _since_1970(filetime: str) -> str:
    """A count of 100 nanoseconds as microseconds since 1970; what is no such count as it is.

    >>> _since_1970("132444736000000000")
    '1600000000000000'
    """
    plain = filetime.strip()
    return str(int(plain) // 10 - _EPOCH * 10**6) if plain.isdecimal() and len(plain) < 20 else plain
