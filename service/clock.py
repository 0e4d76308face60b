"""Local time in China, by which days and hours are counted, and the night from 22:00 to 8:00."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from service.messages import Message

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT, MORNING = 22, 8


def local(moment: datetime) -> datetime:
    """The moment in Asia/Shanghai."""
    return moment.astimezone(SHANGHAI)


def is_day(moment: datetime, *, zone_assumed: bool) -> bool:
    """Whether it is no more than a day: written without a zone, and midnight where it was written.

    Counts since 1970 and times with their zone are clocks, also at midnight. `2026-05-01 00:00:00` in a table may be
    either, as spreadsheets and programs write their days so; it is taken for a day, which claims less.
    """
    return zone_assumed and moment.time() == time(0)


def on_its_day(message: Message) -> Message:
    """The message, of which a mere day is that day in China: what zone was assumed says nothing of it."""
    if not message.zone_assumed:
        return message
    came, sent = (
        moment.replace(tzinfo=SHANGHAI) if moment and is_day(moment, zone_assumed=True) else moment
        for moment in (message.time, message.sent)
    )
    return message if (came, sent) == (message.time, message.sent) else replace(message, time=came, sent=sent)


def known(moment: datetime, *, zone_assumed: bool) -> date:
    """The moment; where it is no more than a day, the day, which is no datetime."""
    return moment.date() if is_day(moment, zone_assumed=zone_assumed) else moment


def arrival(message: Message) -> date | None:
    """When a message came, as far as that is known."""
    return known(message.time, zone_assumed=message.zone_assumed) if message.time else None


def beginning(when: date) -> datetime:
    """A moment itself, and of a day its midnight in China."""
    return when if isinstance(when, datetime) else datetime.combine(when, time(), SHANGHAI)


def ends(times: Sequence[date]) -> tuple[date | None, date | None]:
    """The earliest and the latest of moments and days."""
    return min(times, key=beginning, default=None), max(times, key=beginning, default=None)


def lacks_clock(message: Message) -> bool:
    """Whether only the day is known on which a message came."""
    return message.time is not None and is_day(message.time, zone_assumed=message.zone_assumed)


def hour_of(message: Message) -> int | None:
    """The local hour a message came in; None without a time, and for a mere date."""
    return None if message.time is None or lacks_clock(message) else local(message.time).hour


def in_night(moment: datetime) -> bool:
    """Whether the moment lies in [22:00, 8:00)."""
    return not MORNING <= local(moment).hour < NIGHT


def off_hours(message: Message) -> bool:
    """Whether a message came at night and, where the archive keeps the send time, was sent at night too.

    Carriers hold messages back for a phone that is off, for days: a send time by daylight speaks for the sender.
    """
    if message.time is None or hour_of(message) is None or not in_night(message.time):
        return False
    return message.sent is None or in_night(message.sent)
