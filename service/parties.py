"""Tells who is behind a message: its signature 【…】, else the number it came from."""

import re

from service.duplicates import number_key
from service.messages import Message

_FRONT = re.compile(r"\s*【([^【】]{1,40})】")
_BACK = re.compile(r"【([^【】]{1,40})】[^【】]{0,12}\Z")
"""Carriers put the signature first; some gateways put it last, before a hint such as 退订回T.

Blanks around it are taken off afterwards: patterns for them beside one that takes blanks too try every split of a run.
"""

_LONGEST = 20


def signature_of(text: str) -> str | None:
    """The signature at the front of a text, else at its end.

    >>> signature_of("【某花】您的借款已逾期"), signature_of("请尽快处理【某花】退订回T"), signature_of("在吗")
    ('某花', '某花', None)
    """
    for found in (_FRONT.match(text), _BACK.search(text)):
        name = found[1].strip() if found else ""
        if 1 <= len(name) <= _LONGEST:
            return name
    return None


def party_of(message: Message) -> str:
    """Who a message is counted for: its signature in brackets, else the number's key."""
    signature = signature_of(message.text)
    return f"【{signature}】" if signature else number_key(message.sender)
