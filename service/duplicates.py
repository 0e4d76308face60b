"""Finds messages that archives hold more than once, within a file and across files.

Full, incremental and split backups overlap, and the same message differs in `+86`, blanks and the contact's name. Two
messages are one if time to the second, the last ten digits of the number, direction and text without white space agree.
"""

import re
from dataclasses import dataclass, field

from service.messages import Message

DIGITS = 10
"""Digits of a number that count: eleven would tell +86 13800000000 from a 0086 one cut short, fewer mix up senders."""

_BLANKS = re.compile(r"\s+")
_NOT_DIGITS = re.compile(r"[^0-9]")


def number_key(sender: str | None) -> str:
    """What is the same for all ways to write a number: its last ten digits, or the name where it is none.

    >>> number_key("+86 138-0000-0001") == number_key("13800000001")
    True
    """
    digits = _NOT_DIGITS.sub("", sender or "")[-DIGITS:]
    return digits if len(digits) > 2 else _BLANKS.sub("", sender or "").casefold()


def key_of(message: Message) -> tuple[int, str, str, str] | None:
    """What two copies of one message have in common; None without a time, since nothing then tells copy from repeat."""
    if message.time is None:
        return None
    text = _BLANKS.sub("", message.text)
    return int(message.time.timestamp()), number_key(message.sender), message.direction.value, text


@dataclass(slots=True)
class Duplicates:
    """Remembers what passed, 8 bytes of hash for each message, and counts what passed before."""

    count: int = 0
    _seen: set[int] = field(default_factory=set)

    def repeats(self, message: Message) -> bool:
        """Whether the message passed before."""
        key = key_of(message)
        if key is None:
            return False
        mark = hash(key)
        if mark in self._seen:
            self.count += 1
            return True
        self._seen.add(mark)
        return False
