"""Messages as found in an archive, and records that could not be read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial


class Direction(StrEnum):
    """Whether the archive's owner received or sent a message; drafts and failed ones count as sent."""

    IN = "in"
    OUT = "out"
    UNKNOWN = "unknown"

    __hash__ = str.__hash__  # that of enumerations is written in Python and takes four times as long


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: the file (`outer.zip!inner.xml` inside a container) and its number there, from 1.

    Number 0 is the file as a whole.
    """

    source: str
    record: int

    def __str__(self) -> str:
        return f"{self.source}#{self.record}"

    def __reduce__(self) -> tuple[type["Place"], tuple[object, ...]]:
        return Place, (self.source, self.record)


@dataclass(frozen=True, slots=True)
class Message:
    """One SMS or MMS, its text exactly as sent ("" where it has none).

    `sender` is the other party's number or name as written in the archive; `time` is aware (receive time, else the only
    time there is) or None; `sent` the send time where the archive keeps both; `zone_assumed` says that the archive gave
    no zone and Asia/Shanghai, or the one asked for, was taken. `remark` says what was wrong with the record, where it
    could be read all the same.
    """

    text: str
    place: Place
    sender: str | None = None
    name: str | None = None
    time: datetime | None = None
    sent: datetime | None = None
    direction: Direction = Direction.UNKNOWN
    zone_assumed: bool = False
    remark: str | None = None

    def __reduce__(self) -> tuple[type["Message"], tuple[object, ...]]:
        """For another process; a tenth of what dataclasses take."""
        own = (self.text, self.place, self.sender, self.name, self.time, self.sent, self.direction)
        return Message, (*own, self.zone_assumed, self.remark)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Messages of one source by columns, as many as come at once; all have a time, with its zone, and no remark.

    `first` is the place of the first. Where there are many, that costs a fraction of an object for each.
    """

    first: Place
    texts: Sequence[str]
    senders: Sequence[str | None]
    names: Sequence[str | None]
    times: Sequence[datetime]
    sents: Sequence[datetime | None]
    directions: Sequence[Direction]

    def __len__(self) -> int:
        return len(self.texts)

    def messages(self) -> Iterator[Message]:
        """The messages one by one."""
        places = map(partial(Place, self.first.source), range(self.first.record, self.first.record + len(self)))
        return map(Message, self.texts, places, self.senders, self.names, self.times, self.sents, self.directions)


class Kind(StrEnum):
    """What sort of thing was skipped; `days`, `columns` and `garbled` are read, but not surely as meant."""

    DAMAGED = "damaged"
    LOCKED = "locked"
    FOREIGN = "foreign"
    TITLE = "title"
    DAYS = "days"
    COLUMNS = "columns"
    GARBLED = "garbled"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that could not be read, where it stands and why; counted and listed, never silently lost.

    `lacking` is the extra that would read it and is not installed.
    """

    place: Place
    why: str
    kind: Kind = Kind.DAMAGED
    lacking: str | None = None
