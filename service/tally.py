"""What the findings of a scan add up to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Self

from model.judging import Judgement
from model.labels import Label
from service.clock import arrival, beginning, ends, lacks_clock
from service.duplicates import SENDERS, digest
from service.messages import Direction, Message, Sheet, Skipped
from service.remarks import kind_of

COUNTS = (
    *("messages", "unsure", "sent", "without_text", "without_time", "without_clock", "without_direction"),
    "zone_assumed",
)
"""Of these two tallies have the sum."""

LISTED = 1_000
"""Skipped records that a summary lists; it counts all."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A message with its judgement; None for one that was sent, not received, or that has no text."""

    message: Message
    judgement: Judgement | None

    @property
    def harmful(self) -> bool:
        """Whether it was judged anything but normal."""
        return self.judgement is not None and self.judgement.harmful

    @property
    def unsure(self) -> bool:
        """Whether it says too little to be judged."""
        return self.judgement is not None and self.judgement.unsure is not None


@dataclass(frozen=True, slots=True)
class Summary:
    """What the findings so far add up to.

    `labels` counts judged messages, and `unsure` those of the normal ones that are too short or not Chinese, of which
    nothing can be said; `sent` and `without_text` are those not judged, and `without_direction` those of which nothing
    says that they were received rather than sent; `without_clock` those of which only the day is known; `remarks`
    counts by kind what was odd though it could be read; `first` and `last` are the earliest and latest time, dates
    where only the day is known; `skipped` counts what could not be read, by reason in `reasons`, the first 1,000 in
    `skips`.
    """

    messages: int
    labels: Mapping[Label, int]
    sent: int
    without_text: int
    senders: int
    first: date | None
    last: date | None
    without_time: int
    zone_assumed: int
    skipped: int
    reasons: Mapping[str, int]
    skips: tuple[Skipped, ...]
    duplicates: int = 0
    without_direction: int = 0
    without_clock: int = 0
    remarks: Mapping[str, int] = field(default_factory=dict)
    unsure: int = 0

    @property
    def remarked(self) -> int:
        """Messages that were odd though they could be read."""
        return sum(self.remarks.values())

    @property
    def not_judged(self) -> int:
        """Messages that were sent or have no text."""
        return self.sent + self.without_text

    @property
    def unjudged(self) -> int:
        """Received messages of which nothing can be said: without a text, or with one that says too little."""
        return self.unsure + self.without_text

    def as_json(self) -> dict[str, Any]:
        """The summary as plain fields."""
        return {
            "messages": self.messages,
            "labels": {label.value: count for label, count in self.labels.items()},
            "unsure": self.unsure,
            "not_judged": {"sent": self.sent, "without_text": self.without_text},
            "senders": self.senders,
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "without_time": self.without_time,
            "without_clock": self.without_clock,
            "without_direction": self.without_direction,
            "zone_assumed": self.zone_assumed,
            "remarked": self.remarked,
            "remarks": dict(self.remarks),
            "duplicates": self.duplicates,
            "skipped": self.skipped,
            "reasons": dict(self.reasons),
            "skips": [
                {"source": skip.place.source, "record": skip.place.record, "why": skip.why} for skip in self.skips
            ],
        }


@dataclass(slots=True)
class Tally:
    """Counts findings as they pass; of senders it keeps a mark, not the number."""

    messages: int = 0
    unsure: int = 0
    sent: int = 0
    without_text: int = 0
    without_time: int = 0
    without_clock: int = 0
    without_direction: int = 0
    zone_assumed: int = 0
    labels: Counter[Label] = field(default_factory=Counter)
    senders: set[int] = field(default_factory=set)
    first: date | None = None
    last: date | None = None
    remarks: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    skips: list[Skipped] = field(default_factory=list)

    def skip(self, skipped: Skipped) -> None:
        """Counts a record that could not be read."""
        _count(self.reasons, skipped.why)
        if len(self.skips) < LISTED:
            self.skips.append(skipped)

    def find(self, finding: Finding) -> None:
        """Counts a message."""
        label = finding.judgement.label if finding.judgement else None
        self.count(finding.message, label, unsure=finding.unsure)

    def count(self, message: Message, label: Label | None, *, unsure: bool = False) -> None:
        """Counts a message by its label; None where it was not judged."""
        self.messages += 1
        self.unsure += unsure
        sent = message.direction is Direction.OUT
        if label is not None:
            self.labels[label] += 1
        elif sent:
            self.sent += 1
        else:
            self.without_text += 1
        self.without_direction += message.direction is Direction.UNKNOWN
        self.zone_assumed += message.zone_assumed
        self.without_clock += lacks_clock(message)
        if message.remark:
            _count(self.remarks, kind_of(message.remark))
        if not sent and message.sender is not None:
            self.senders.add(sender_mark(message.sender))
        self._date(arrival(message))

    @classmethod
    def of(cls, sheet: Sheet, labels: Sequence[Label | None], unsure: int) -> Self:
        """What messages by columns add up to; only received ones were judged."""
        sent = sheet.directions.count(Direction.OUT)
        received = {
            sender
            for sender, direction in zip(sheet.senders, sheet.directions, strict=True)
            if direction is not Direction.OUT
        }
        return cls(
            messages=len(sheet),
            unsure=unsure,
            sent=sent,
            without_text=labels.count(None) - sent,
            without_direction=sheet.directions.count(Direction.UNKNOWN),
            labels=Counter({label: labels.count(label) for label in Label}),
            senders={sender_mark(sender) for sender in received if sender is not None},
            first=min(sheet.times, default=None),
            last=max(sheet.times, default=None),
        )

    def _date(self, time: date | None) -> None:
        if time is None:
            self.without_time += 1
        elif self.first is None or self.last is None:
            self.first = self.last = time
        elif beginning(time) > beginning(self.last):
            self.last = time
        elif beginning(time) < beginning(self.first):
            self.first = time

    def add(self, other: "Tally") -> None:
        """Counts what another counted, of findings that came later."""
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.labels += other.labels
        for kind, count in other.remarks.items():
            _count(self.remarks, kind, count)
        self.senders |= other.senders
        times = [time for time in (self.first, self.last, other.first, other.last) if time]
        self.first, self.last = ends(times)
        for skipped in other.skips:
            self.skip(skipped)

    def summary(self, duplicates: int) -> Summary:
        """What was counted so far."""
        return Summary(
            messages=self.messages,
            labels={label: self.labels[label] for label in Label},
            sent=self.sent,
            without_text=self.without_text,
            senders=len(self.senders),
            first=self.first,
            last=self.last,
            without_time=self.without_time,
            zone_assumed=self.zone_assumed,
            skipped=self.reasons.total(),
            reasons=dict(self.reasons),
            skips=tuple(self.skips),
            duplicates=duplicates,
            without_direction=self.without_direction,
            without_clock=self.without_clock,
            remarks=dict(self.remarks),
            unsure=self.unsure,
        )


def _count(counts: Counter[str], name: str, more: int = 1) -> None:
    """Counts under a name, but for those that come after LISTED others together."""
    counts[name if name in counts or len(counts) < LISTED else "other"] += more


sender_mark = lru_cache(SENDERS)(digest)
