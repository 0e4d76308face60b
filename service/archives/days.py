"""Whether 5/12/2020 is in May or in December: the same for all messages of a file, as its days show."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from service.archives.source import Source
from service.archives.times import Order
from service.messages import Kind, Place, Skipped

ASKED = 500
"""Times that are asked first; all others, which costs as much as reading them, only where these do not tell."""

_UNCLEAR = (
    "no day of the file shows whether 5/12 is in May or in December; all are read as May, the month first; "
    "if that is wrong, write the year first"
)
_MANY = 3
"""How many times as many different numbers as years are days, where nothing else tells which are which."""

_SLASHED = re.compile(
    r"\s*(?:[(（]?(?:星期|周)?[一二三四五六日天][)）]?[\s,，]*)?(\d{1,2})[/／](\d{1,2})[/／](\d{4}|\d{1,2})(?!\d)"
)


def order_of(times: Iterable[object]) -> Order:
    """How the days are written: as the first times show, or if these do not, as any behind them does.

    The day comes first if one has a first number above 12, and the month if one has a second. Where the year has two
    digits and might stand first or last, it stands where the fewer different numbers do.

    >>> order_of(["05/12/2020 10:00", "13/12/2020 10:00"]), order_of(["05/12/2020 10:00"]).unclear
    (Order(day_first=True, short='', unclear=False), True)
    >>> order_of(["24/12/26", "24/12/27", "24/12/28"]).short, order_of(["24/12/26"]).short
    ('ymd', '')
    """
    long, short = _Numbers(), _Numbers()
    for at, time in enumerate(times):
        if at and at % ASKED == 0 and not long.is_unclear and (short.order or not short.firsts):
            break
        if isinstance(time, str) and (match := _SLASHED.match(time)):
            (long if len(match[3]) == 4 else short).add(*match.groups())
    return Order(day_first=long.day_first is True, short=short.order, unclear=long.is_unclear)


@dataclass(slots=True)
class _Numbers:
    """The numbers that stand first, second and last in the days of one kind."""

    firsts: set[str] = field(default_factory=set)
    seconds: set[str] = field(default_factory=set)
    lasts: set[str] = field(default_factory=set)
    is_twofold: bool = False

    def add(self, first: str, second: str, last: str) -> None:
        self.firsts.add(first)
        self.seconds.add(second)
        self.lasts.add(last)
        self.is_twofold |= int(first) != int(second)

    @property
    def day_first(self) -> bool | None:
        """Whether the day comes before the month; None if no number tells."""
        if any(int(first) > 12 for first in self.firsts):
            return True
        return False if any(int(second) > 12 for second in self.seconds) else None

    @property
    def is_unclear(self) -> bool:
        """Whether some could be either and none tells."""
        return self.is_twofold and self.day_first is None

    @property
    def order(self) -> str:
        """Where the year of two digits, the month and the day stand; empty if that is not known."""
        if any(int(second) > 12 for second in self.seconds):
            return "" if any(int(first) > 12 for first in self.firsts) else "mdy"
        first, last = _are_years(self.firsts, self.lasts), _are_years(self.lasts, self.firsts)
        if first is last:
            return ""
        return "ymd" if first else "dmy" if self.day_first else ""


def _are_years(these: Collection[str], others: Collection[str]) -> bool:
    """Whether these are years, and the others days: written as no day is, or far fewer."""
    if any(len(each) == 1 or int(each) > 31 for each in (*these, *others)):
        return any(len(each) == 1 for each in others) or any(int(each) > 31 for each in these)
    return len(these) * _MANY <= len(others)


def warning(order: Order, source: Source) -> Iterator[Skipped]:
    """That the days of a file could be months, as something skipped; nothing if they are clear."""
    if order.unclear:
        yield Skipped(Place(source.name, 0), _UNCLEAR, Kind.DAYS)
