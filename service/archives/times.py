"""Times as archives write them: numbers by their size, and the date strings seen in the wild."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple


class Order(NamedTuple):
    """How a file writes its days, as far as its times show it.

    `day_first` says that 5/12/2020 is in December; `short` how 24/12/26 is meant, as "ymd", "dmy" or "mdy", if that is
    known; `unclear` that days of the first kind may be months.
    """

    day_first: bool = False
    short: str = ""
    unclear: bool = False


class Moment(NamedTuple):
    """An aware time, and whether its zone had to be assumed."""

    time: datetime
    zone_assumed: bool


PLAIN = Order()
"""Of a time alone, nothing is known of how others are written."""

FIRST_YEAR, LAST_YEAR = 1980, 2200
"""What lies outside is no time of a message, however it is written."""

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
_AFTERNOON = dict.fromkeys(("下午", "傍晚", "晚上", "pm"), range(12)) | {
    "中午": range(11),
    "夜里": range(7, 12),
    "午夜": range(11, 12),
}
"""Hours to which twelve are added in this part of a day."""

_MORNING = ("上午", "凌晨", "午夜", "am")
"""Parts of a day in which twelve is its beginning; of 午夜, as CLDR has it, programs write 午夜12:00."""

_UNCLEAR = {"晚上": (*range(1, 5), 12), "夜里": (4, 5, 6, 12), "傍晚": (12,), "午夜": (*range(4, 11),)}
"""Hours that may be of another day, or of another half of this one."""

_EXCEL = datetime(1899, 12, 30)

# Blanks are taken possessively (`*+`): gone back over, 2,000 of them in one cell would take half a minute.
_CLOCK = r"""
    (?P<before>上午|下午|凌晨|清晨|清早|早晨|早上|中午|傍晚|晚上|夜里|午夜|am|pm)?\s*+
    (?P<hour>\d{1,2})\s*+[:：时點点]\s*+(?P<minute>\d{1,2})\s*+
    (?:[:：分]\s*+(?P<second>\d{1,2}))?(?:[.,](?P<part>\d{1,9}))?
    \s*+[秒分]?\s*+(?P<after>am|pm|上午|下午)?
"""
_ZONE = r"\s*+(?P<zone>z|utc|gmt|(?:utc|gmt)?[+-]\d{2}(?::?\d{2})?|(?:utc|gmt)[+-]\d|[a-z]{3,4})?"
_ONLY_CLOCK = re.compile(_CLOCK + _ZONE, re.VERBOSE | re.IGNORECASE)
_FRACTION = re.compile(r"0?\.\d+")
"""A clock as spreadsheets hold it, a share of the day, where its cell has no format of a time."""

_LONGEST_CLOCK = 40
_REST = rf"(?:[t,\s]*+{_CLOCK}{_ZONE})?\s*+"
_SHAPES = tuple(
    re.compile(day + _REST, re.VERBOSE | re.IGNORECASE)
    for day in (
        r"(?P<year>\d{4})\s*+[-/.年]\s*+(?P<month>\d{1,2})\s*+[-/.月]\s*+(?P<day>\d{1,2})\s*+日?",
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})",
        r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})",
        r"(?:[a-z]{3,9},?\s+)?(?P<name>[a-z]{3})[a-z]{0,6}\.?\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})",
        r"(?:[a-z]{3,9},?\s+)?(?P<day>\d{1,2})\s+(?P<name>[a-z]{3})[a-z]{0,6}\.?,?\s+(?P<year>\d{4})",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        r"(?P<year>\d\d)/(?P<month>\d{1,2})/(?:(?P<day>\d)(?!\d))",
        r"(?P<year>[4-9]\d|3[2-9])/(?P<month>\d{1,2})/(?P<day>\d{1,2})",
        r"(?P<month>\d{1,2})/(?P<day>1[3-9]|2\d|3[01])/(?P<year>\d\d)",
        r"(?P<year>\d\d)\s*+年\s*+(?P<month>\d{1,2})\s*+月\s*+(?P<day>\d{1,2})\s*+日?",
    )
)
_SHORT = {
    order: re.compile("/".join(rf"(?P<{name}>\d{size})" for name, size in parts) + _REST, re.VERBOSE | re.IGNORECASE)
    for order, parts in {
        "ymd": (("year", "{2}"), ("month", "{1,2}"), ("day", "{1,2}(?!\\d)")),
        "dmy": (("day", "{1,2}"), ("month", "{1,2}"), ("year", "{2}")),
        "mdy": (("month", "{1,2}"), ("day", "{1,2}"), ("year", "{2}")),
    }.items()
}
_BLACKBERRY = re.compile(
    rf"[a-z]{{3}}\s+(?P<name>[a-z]{{3}})\s+(?P<day>\d{{1,2}})\s++{_CLOCK}{_ZONE}\s*+(?<=\s)(?P<year>\d{{4}})\s*+",
    re.VERBOSE | re.IGNORECASE,
)
_WEEKDAY = re.compile(r"(?:星期|周)[一二三四五六日天]|\((?:星期|周)?[一二三四五六日天]\)")
_WIDE = {sign: sign - 0xFEE0 for sign in range(0xFF01, 0xFF5F)}
_COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?:t?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?)?z?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"-?\d{1,20}(?:\.\d*)?|\d\.\d{14}E\+1[56]")
"""A count, also as a spreadsheet keeps one of microseconds: fifteen digits of it."""


def epoch(value: float, zone: tzinfo) -> datetime | None:
    """The time that a count since 1970 stands for, its unit told by its size; None outside the years of messages.

    Below 10¹¹ are seconds, below 10¹⁴ milliseconds, below 10¹⁷ microseconds; more is told by the format only.

    >>> epoch(1720997593, UTC) == epoch(1720997593000, UTC)
    True
    """
    if not 10**8 <= value < 10**17:
        return None
    unit = 1 if value < 10**11 else 10**3 if value < 10**14 else 10**6
    seconds, rest = divmod(value, unit)
    try:
        time = datetime.fromtimestamp(seconds, zone) + timedelta(microseconds=rest * 10**6 // unit)
    except (ValueError, OverflowError, OSError):
        return None
    return time if FIRST_YEAR <= time.year <= LAST_YEAR else None


def milliseconds(value: int, zone: tzinfo) -> datetime | None:
    """The same as `epoch` for milliseconds, in half the time from 2001 until 2106, when quotients cease to be exact.

    >>> milliseconds(1720997593123, UTC) == epoch(1720997593123, UTC)
    True
    """
    return datetime.fromtimestamp(value / 1000, zone) if 10**12 <= value < 1000 << 32 else epoch(value, zone)


def moment(written: object, zone: tzinfo, order: Order = PLAIN) -> Moment | None:
    """The time that was written, or None if it cannot be read, as 05/06/07 where the order does not say which is which.

    >>> moment("2013年12月26日 下午8:56:00", UTC).time.isoformat()
    '2013-12-26T20:56:00+00:00'
    """
    if isinstance(written, str) and len(written) == 13 and written.isdecimal():  # milliseconds, as most phones write
        time = epoch(int(written), zone)
        return Moment(time, False) if time else None
    text = _WEEKDAY.sub(" ", _narrow(written)).strip(" ,")
    if match := _COMPACT.fullmatch(text):
        return _moment(match, zone)
    if _NUMBER.fullmatch(text):
        return _numbered(float(text) if "." in text else int(text), zone)
    short = (_SHORT[order.short],) if order.short else ()
    for shape in (*short, *_SHAPES, _BLACKBERRY):
        if match := shape.fullmatch(text):
            return _moment(match, zone, day_first=order.day_first)
    return None


def is_clock(written: object) -> bool:
    """Whether it is a time of day without its day.

    >>> is_clock("下午8:56"), is_clock(0.872), is_clock("2013-12-26 20:56")
    (True, True, False)
    """
    text = _narrow(written)
    return len(text) <= _LONGEST_CLOCK and (_ONLY_CLOCK.fullmatch(text) or _FRACTION.fullmatch(text)) is not None


def joined(day: object, clock: object, zone: tzinfo, order: Order = PLAIN) -> Moment | None:
    """The time of a day and a clock that were written apart; None if that is no day, or has a clock of its own.

    >>> joined("2013/12/26", "下午8:56", UTC).time.isoformat()
    '2013-12-26T20:56:00+00:00'
    """
    found = moment(day, zone, order)
    if found is None or not found.zone_assumed or found.time.time().isoformat() != "00:00:00":
        return None
    if _FRACTION.fullmatch(written := _narrow(clock)):
        return Moment(found.time + timedelta(seconds=round(float(written) * 86_400)), True)
    return moment(f"{found.time:%Y-%m-%d} {written}", zone)


def _narrow(written: object) -> str:
    """What is written, with signs as wide as a Chinese character as those of ASCII."""
    text = str(written).strip()
    return text if text.isascii() else text.translate(_WIDE)


def _numbered(value: float, zone: tzinfo) -> Moment | None:
    if 20_000 <= value < 80_000:  # days since 1900, as spreadsheets count: 1954 to 2119
        days = _EXCEL + timedelta(seconds=round(value * 86_400))
        return Moment(days.replace(tzinfo=zone), True)
    time = epoch(value, zone)
    return Moment(time, False) if time else None


def _moment(match: re.Match[str], zone: tzinfo, *, day_first: bool = False) -> Moment | None:
    given = match.groupdict()
    month = _MONTHS.get(str(given.get("name")).lower()) or int(given.get("month") or 0)
    day = int(given["day"])
    year, hour = _year(given["year"]), _hour(given)
    if day_first and "/" in match[0][:3] and len(given["year"]) == 4:
        month, day = day, month
    if month > 12 and match.start("year") and len(given["year"]) == 4:  # the other way round after all
        month, day = day, month
    offset = _offset(given.get("zone") or ("z" if match[0][-1:] in "zZ" else ""))
    try:
        local = datetime(year, month, day, hour, int(given.get("minute") or 0))
        local = local.replace(second=int(given.get("second") or 0))
        local += timedelta(microseconds=int((given.get("part") or "0").ljust(6, "0")[:6]))
        aware = local.replace(tzinfo=zone) if offset is None else (local.replace(tzinfo=UTC) - offset).astimezone(zone)
    except (ValueError, OverflowError):
        return None
    return Moment(aware, offset is None) if FIRST_YEAR <= aware.year <= LAST_YEAR else None


def _year(written: str) -> int:
    """The year, of two digits the one from 1980 to 2079."""
    year = int(written)
    return year if len(written) == 4 else year + (1900 if year >= FIRST_YEAR % 100 else 2000)


def _hour(given: dict[str, str | None]) -> int:
    """The hour, or one that no day has where it cannot be known: 晚上12:10 is of this day or of the next."""
    hour = int(given.get("hour") or 0)
    part = (given.get("before") or given.get("after") or "").lower()
    if part in _UNCLEAR and hour in _UNCLEAR[part]:
        return -1
    if hour in _AFTERNOON.get(part, ()):
        return hour + 12
    return 0 if part in _MORNING and hour == 12 else hour


def _offset(written: str) -> timedelta | None:
    """The offset of a zone that is a number or UTC; other abbreviations are ambiguous (CST has three meanings)."""
    plain = written.lower().removeprefix("utc").removeprefix("gmt")
    if written and plain in ("", "z"):
        return timedelta(0)
    if match := re.fullmatch(r"([+-])(\d\d?)(?::?(\d\d))?", plain):
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        return timedelta(minutes=-minutes if match[1] == "-" else minutes) if minutes <= 14 * 60 else None
    return None
