"""Whether 5/12/2020 is in May or in December: the same for all messages of a file, as its first ones show."""

import re
from collections.abc import Iterable, Iterator

from service.archives.source import Source
from service.messages import Kind, Place, Skipped

ASKED = 500
"""Messages of a file that are asked at most; more rows cost seconds where each has a quote that is not closed."""

_UNCLEAR = (
    "no day of the first messages shows whether 5/12 is in May or in December; all are read as May, the month first; "
    "if that is wrong, write the year first"
)
_SLASHED = re.compile(r"\s*(?:[(（]?(?:星期|周)?[一二三四五六日天][)）]?[\s,，]*)?(\d{1,2})[/／](\d{1,2})[/／]\d{4}")


def day_first(times: Iterable[object]) -> bool | None:
    """Whether the day comes first, as one of the times has a first number above 12.

    None if some could be either and none tells; they are then read with the month first.

    >>> day_first(["05/12/2020 10:00", "13/12/2020 10:00"]), day_first(["05/12/2020 10:00"]), day_first([1600000000])
    (True, None, False)
    """
    found = (_SLASHED.match(time) for time in times if isinstance(time, str))
    days = [(int(match[1]), int(match[2])) for match in found if match]
    unclear = any(first != second for first, second in days) and all(max(day) <= 12 for day in days)
    return None if unclear else any(first > 12 for first, _ in days)


def warning(first: bool | None, source: Source) -> Iterator[Skipped]:
    """That the days of a file could be months, as something skipped; nothing if they are clear."""
    if first is None:
        yield Skipped(Place(source.name, 0), _UNCLEAR, Kind.DAYS)
