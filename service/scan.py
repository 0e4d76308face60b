"""Judges the messages of archives: findings one by one, and what they add up to."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from model.judging import Judgement
from model.labels import Label
from service.archives import read_archive, reader_of
from service.archives.folders import is_iphone_backup, sources_in
from service.archives.source import Options, Source
from service.duplicates import Duplicates
from service.errors import ArchiveError, InputError
from service.messages import Direction, Message, Place, Skipped

LISTED = 1_000
"""Skipped records that a summary lists; it counts all."""

STRIDE = 256
"""Messages between two reports of progress."""

Progress = Callable[[int, int, int], None]
"""Is told the bytes read, the bytes in total, and the messages so far."""


class Judging(Protocol):
    """Whatever can judge a text."""

    def judge(self, text: str) -> Judgement:
        """The judgement of one text."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A message with its judgement; None for one that was sent, not received, or that has no text."""

    message: Message
    judgement: Judgement | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What the findings so far add up to.

    `labels` counts judged messages; `sent` and `without_text` are those not judged; `first` and `last` are the earliest
    and latest time; `skipped` counts what could not be read, by reason in `reasons`, the first 1,000 in `skips`.
    """

    messages: int
    labels: Mapping[Label, int]
    sent: int
    without_text: int
    senders: int
    first: datetime | None
    last: datetime | None
    without_time: int
    zone_assumed: int
    skipped: int
    reasons: Mapping[str, int]
    skips: tuple[Skipped, ...]
    duplicates: int = 0

    @property
    def not_judged(self) -> int:
        """Messages that were sent or have no text."""
        return self.sent + self.without_text

    def as_json(self) -> dict[str, Any]:
        """The summary as plain fields."""
        return {
            "messages": self.messages,
            "labels": {label.value: count for label, count in self.labels.items()},
            "not_judged": {"sent": self.sent, "without_text": self.without_text},
            "senders": self.senders,
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "without_time": self.without_time,
            "zone_assumed": self.zone_assumed,
            "duplicates": self.duplicates,
            "skipped": self.skipped,
            "reasons": dict(self.reasons),
            "skips": [
                {"source": skip.place.source, "record": skip.place.record, "why": skip.why} for skip in self.skips
            ],
        }


@dataclass(slots=True)
class _Tally:
    """Counts findings as they pass; memory grows by a hash for each sender and each message, not by the text."""

    counts: Counter[str] = field(default_factory=Counter)
    labels: Counter[Label] = field(default_factory=Counter)
    senders: set[int] = field(default_factory=set)
    first: datetime | None = None
    last: datetime | None = None
    reasons: Counter[str] = field(default_factory=Counter)
    skips: list[Skipped] = field(default_factory=list)
    duplicates: Duplicates = field(default_factory=Duplicates)

    def skip(self, skipped: Skipped) -> None:
        self.reasons[skipped.why if skipped.why in self.reasons or len(self.reasons) < LISTED else "other"] += 1
        if len(self.skips) < LISTED:
            self.skips.append(skipped)

    def find(self, finding: Finding) -> None:
        message, judgement = finding.message, finding.judgement
        self.counts["messages"] += 1
        self.counts["zone_assumed"] += message.zone_assumed
        if judgement is None:
            self.counts["sent" if message.direction is Direction.OUT else "without_text"] += 1
        else:
            self.labels[judgement.label] += 1
        if message.direction is not Direction.OUT and message.sender is not None:
            self.senders.add(hash(message.sender))
        self._date(message.time)

    def _date(self, time: datetime | None) -> None:
        if time is None:
            self.counts["without_time"] += 1
        else:
            self.first = min(self.first or time, time)
            self.last = max(self.last or time, time)


class Scan(Iterator[Finding | Skipped]):
    """The findings of archives, one after another, and at any time their summary.

    Raises NotAnArchiveError for a file that was named and is none, at once; files found in a folder that was named are
    skipped instead, with the reason.
    """

    def __init__(
        self,
        paths: Iterable[Path | str],
        judge: Judging,
        options: Options | None = None,
        progress: Progress | None = None,
        *,
        dedupe: bool = False,
    ) -> None:
        self.sources = tuple(_sources(map(Path, paths)))
        for source, named in self.sources:
            if named:
                reader_of(source)
        self._judge = judge
        self._options = options or Options()
        self._dedupe = dedupe
        self._progress = progress or (lambda read, total, messages: None)
        self._total = sum(source.size for source, _ in self.sources)
        self._tally = _Tally()
        self._found = self._run()

    def __next__(self) -> Finding | Skipped:
        return next(self._found)

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that are read."""
        return tuple(source.path for source, _ in self.sources)

    def summary(self) -> Summary:
        """What the findings so far add up to; complete once the scan is exhausted."""
        tally = self._tally
        return Summary(
            messages=tally.counts["messages"],
            labels={label: tally.labels[label] for label in Label},
            sent=tally.counts["sent"],
            without_text=tally.counts["without_text"],
            senders=len(tally.senders),
            first=tally.first,
            last=tally.last,
            without_time=tally.counts["without_time"],
            zone_assumed=tally.counts["zone_assumed"],
            skipped=tally.reasons.total(),
            reasons=dict(tally.reasons),
            skips=tuple(tally.skips),
            duplicates=tally.duplicates.count,
        )

    def _run(self) -> Iterator[Finding | Skipped]:
        done = 0
        for source, named in self.sources:
            for record in _records(source, self._options, named=named):
                if isinstance(record, Message) and self._tally.duplicates.repeats(record) and self._dedupe:
                    continue
                yield self._finding(record)
                if self._tally.counts["messages"] % STRIDE == 0:
                    self._report(done + source.position)
            done += source.size
            self._report(done)

    def _finding(self, record: Message | Skipped) -> Finding | Skipped:
        if isinstance(record, Skipped):
            self._tally.skip(record)
            return record
        wanted = record.direction is not Direction.OUT and record.text.strip()
        finding = Finding(record, self._judge.judge(record.text) if wanted else None)
        self._tally.find(finding)
        return finding

    def _report(self, read: int) -> None:
        self._progress(min(read, self._total), self._total, self._tally.counts["messages"])


def scan(
    paths: Iterable[Path | str],
    judge: Judging,
    options: Options | None = None,
    progress: Progress | None = None,
    *,
    dedupe: bool = False,
) -> Scan:
    """The findings of files, and of all files in folders, in order; iterate to get them, then ask for `summary()`.

    `dedupe` leaves out messages that came before; they are counted either way. Raises InputError for a path that is not
    there, and what `read_archive` raises for a file that was named.
    """
    return Scan(paths, judge, options, progress, dedupe=dedupe)


def _sources(paths: Iterable[Path]) -> Iterator[tuple[Source, bool]]:
    """Each file to read, and whether it was named rather than found in a folder."""
    for path in paths:
        if not path.is_dir():
            yield Source(path), True
            continue
        found = list(sources_in(path))
        if not found:
            raise InputError(f"{path} is a folder without files; give an exported file")
        yield from ((each, is_iphone_backup(path)) for each in found)


def _records(source: Source, options: Options, *, named: bool) -> Iterator[Message | Skipped]:
    try:
        yield from read_archive(source, options)
    except ArchiveError as error:
        if named:
            raise
        yield Skipped(Place(source.name, 0), str(error))
