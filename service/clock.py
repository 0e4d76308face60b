"""Local time in China, by which days and hours are counted, and the night from 22:00 to 8:00."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from service.messages import Message

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT, MORNING = 22, 8


def local(moment: datetime) -> datetime:
    """The moment in Asia/Shanghai."""
    return moment.astimezone(SHANGHAI)


def is_day(moment: datetime) -> bool:
    """Whether it is midnight sharp, which is how a mere date reads."""
    return local(moment).time() == time(0)


def hour_of(message: Message) -> int | None:
    """The local hour a message came in; None without a time, and for a mere date."""
    if message.time is None or is_day(message.time):
        return None
    return local(message.time).hour


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
