"""Reads the XML of Titanium Backup (`<threads>`), whose messages stand in the threads of the numbers they belong to."""

import base64
import binascii
from collections.abc import Iterator

from service.archives import documents
from service.archives.decoding import head_text
from service.archives.elements import Element
from service.archives.foreign import root_of
from service.archives.records import Given
from service.archives.source import Options, Source
from service.messages import Message, Skipped

NAME = "Titanium Backup XML"


def recognises(head: bytes) -> bool:
    """Whether the root is `threads` in Titanium's namespace."""
    text = head_text(head)
    return text is not None and root_of(text) == "threads" and "titanium-backup/messages" in text


def read(source: Source, options: Options) -> Iterator[Message | Skipped]:
    """Every `<sms>` and `<mms>` of every `<thread>`."""
    return documents.messages(source, options, documents.Shape(("sms", "mms"), _given, wrapper="thread"))


def _given(found: Element) -> Given:
    attributes = found.attributes
    text, remark = found.text(found.tag), None if found.whole else documents.UNFINISHED
    if attributes.get("encoding") == "base64":
        try:
            text = base64.b64decode("".join(text.split()), validate=True).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            remark = "the text is not the base64 that it is said to be"
    return Given(
        text=text if found.tag == "sms" else "",
        senders=(attributes.get("address"), found.around.get("address")),
        times=(attributes.get("date"),),
        sents=(attributes.get("dateSent"),),
        directions=(attributes.get("msgBox"),),
        remark=remark,
    )
