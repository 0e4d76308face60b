"""Knows a chat that was saved as text: each message begins with a time and who wrote it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from service.archives.prose import is_code
from service.archives.records import ALIASES, OWNER, holds

_DAY = r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.月]\d{1,2}(?:[-/.]\d{2,4}|日)?)"
_CLOCK = r"(?:上午|下午|凌晨|清晨|早上|中午|傍晚|晚上)?\d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?"
_TIME = rf"(?P<time>{_DAY}(?: ?(?:星期|周)[一二三四五六日天])?(?:T|[,，]? {{0,2}}){_CLOCK})"
_BEGIN = r"[\ufeff\u200e \t]*"
_LINE = r"(?P<who>(?!(?:to|from) )[^\s\[【][^\n\t【】。！？；]{0,39}?)"
"""Who wrote it, where nothing else stands in the line."""

_WORD = r"(?P<who>[^\s\[【][^\n\t【】。！？；:：]{0,39}?)"
"""The same before a colon, behind which the text begins."""

_COLON = r"[ \t]*[:：][ \t]?"
_BESIDE = tuple(
    re.compile(_BEGIN + shape)
    for shape in (
        rf"[\[(（]{_TIME}[\])）][ \t]*(?:- )?{_WORD}{_COLON}",
        rf"{_TIME}[ \t]+(?:- )?{_WORD}{_COLON}",
        rf"{_WORD}[ \t]*[\[(（]{_TIME}[\])）]{_COLON}",
    )
)
"""How a message may begin that has its text in the same line."""

_ABOVE = tuple(
    re.compile(rf"{_BEGIN}{shape}\s*\Z")
    for shape in (
        rf"{_TIME}[ \t]+{_LINE}",
        rf"{_LINE}(?:,?[ \t]*[\[(（]|[ \t]+){_TIME}[\])）]?",
        rf"{_LINE}[ \t]+(?P<time>{_CLOCK})",
    )
)
"""How one may begin that has it below; the last stands itself below a line of the day."""

_CLOCKS = _ABOVE[-1]
_TIMELESS = (re.compile(rf"{_BEGIN}{_WORD}{_COLON}(?=\S)"), re.compile(rf"{_BEGIN}{_WORD}{_COLON}\s*\Z"))
"""How a message begins of which no time was kept: a name with its text beside it, or below it."""

_SURE = re.compile(r"(?!(?:19|20)\d{6}\Z)\+?\d{5,20}")
"""A number that is nothing else, as a day is."""

_NO_NAME = re.compile(
    r"尊敬|亲爱|各位|[您你]|.*[,，、]|.*(?:客户|用户|会员|业主|先生|女士|家长|[您你]好|提[示醒]|通知|公告)\Z"
)
"""What comes before a colon in messages themselves."""

_DAY_LINE = re.compile(rf"[^\w\n]{{2,}}(?P<day>{_DAY})[^\w\n]{{2,}}\s*")
_NUMBER = re.compile(r"\+?\d[\d -]{2,20}")
_LEVEL = re.compile(r"(?:INFO|WARN|WARNING|ERROR|DEBUG|TRACE|FATAL)\b")

_SAMPLE = 100
_TITLES, _LONGEST_TITLE = 10, 80
"""Lines above the first message that may say what the chat is."""

_LONGEST_LINE = 200
"""Characters within which a line shows who wrote and when."""

_LONGEST = 16
"""Characters of a name that comes only once."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The line with which a message begins: when, who, and what of its text stands there."""

    time: str
    who: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """How the messages of a chat begin, what stands above the first, and the first who wrote some."""

    pattern: re.Pattern[str]
    titles: Sequence[str] = ()
    names: frozenset[str] = frozenset()

    def turn(self, line: str) -> Turn | None:
        """The beginning of a message, if the line is one."""
        beside = self.pattern in (*_BESIDE, _TIMELESS[0])
        if (len(line) > _LONGEST_LINE and not beside) or (match := self.pattern.match(line[:_LONGEST_LINE])) is None:
            return None
        turn = Turn(match["time"] if self.has_times else "", match["who"].strip(), line[match.end() :])
        return turn if self.has_times or turn.who in self.names or _is_sure(turn.who) else None

    @property
    def has_times(self) -> bool:
        """Whether it is said when messages were written."""
        return self.pattern not in _TIMELESS

    @property
    def has_days(self) -> bool:
        """Whether a line above says of which day the clocks are."""
        return self.pattern is _CLOCKS

    def day(self, line: str) -> str | None:
        """The day, if the line is one between messages that says nothing else."""
        match = _DAY_LINE.fullmatch(line) if self.has_days else None
        return match["day"] if match else None


def shape_of(head: str) -> Shape | None:
    r"""How the messages begin in a text that begins like this; None if it is no chat.

    >>> chat = "2024-05-01 20:56:12 李经理\n你好\n\n2024-05-01 20:57:00 我\n在\n"
    >>> shape_of(chat).turn("2024-05-01 20:57:00 我\n")
    Turn(time='2024-05-01 20:57:00', who='我', text='')
    >>> shape_of("2024-05-01 20:56:12 您的快递到了\n2024-05-01 20:57:00 你好\n") is None
    True
    """
    lines = [line for line in head.splitlines() if line.strip()][:_SAMPLE]
    tried = (Shape(pattern) for pattern in (*_BESIDE, *_ABOVE))
    found = [(shape, [shape.turn(line) for line in lines]) for shape in tried]
    best, turns = max(found, key=lambda each: sum(map(bool, each[1])))
    if sum(map(bool, turns)) < 2 or not _is_chat(turns) or is_code(head):
        return _timeless(lines)
    above = [line for line in lines[: next(at for at, turn in enumerate(turns) if turn)] if not best.day(line)]
    if best.has_days and not any(map(best.day, lines[: _TITLES + 1])):
        return None
    short = len(above) <= _TITLES and all(len(line) <= _LONGEST_TITLE for line in above)
    names = frozenset(turn.who for turn in turns if turn)
    return Shape(best.pattern, above, names) if short else None


def _timeless(lines: Sequence[str]) -> Shape | None:
    """The shape of a chat without times: names before or above one line in three at least, and sure to be names.

    Beside its text a name is only sure among numbers and with the owner's, as messages have words and a colon too.
    """
    for pattern in _TIMELESS:
        found = [match and match["who"].strip() for match in (pattern.match(line[:_LONGEST_LINE]) for line in lines)]
        names = frozenset(who for who in found if who and _is_name(who))
        turns = [who in names for who in found]
        people = not names.isdisjoint(OWNER) or all(map(_is_sure, names))
        if pattern is _TIMELESS[1]:
            people = (people or 1 < len(names) < sum(turns)) and not any(map(all, pairwise(turns)))
        if people and sum(turns) > 1 and turns[0] and sum(turns) * 3 >= len(lines):
            return Shape(pattern, names=names)
    return None


def _is_sure(who: str) -> bool:
    """Whether it is the owner or a number."""
    return who in OWNER or _SURE.fullmatch(who) is not None


def _is_name(who: str) -> bool:
    return len(who) <= _LONGEST and _NO_NAME.match(who) is None and not holds(who, ALIASES)


def names_somebody(head: str) -> bool:
    """Whether it is a chat in which somebody is called by a name, rather than by a number with or without damage."""
    shape = shape_of(head)
    return shape is not None and not all(any(map(str.isdigit, name)) for name in shape.names)


def _is_chat(turns: Sequence[Turn | None]) -> bool:
    """Whether they begin messages of people: by names that are short or come again, and with a text to each."""
    given = [turn for turn in turns if turn]
    counts = Counter(turn.who for turn in given)
    if any(_LEVEL.match(who) or (count == 1 and len(who) > _LONGEST) for who, count in counts.items()):
        return False
    if any(turn.text for turn in given):
        return len(counts) < len(given) or any(_NUMBER.fullmatch(who) or who in OWNER for who in counts)
    return sum(bool(turn and following) for turn, following in pairwise(turns)) * 4 < len(given)
