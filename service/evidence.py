"""Evidence: the findings that belong to the matter, numbered by time, with what proves where they come from."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TypeGuard

from model.conduct import Conduct
from model.judging import Judgement
from model.labels import Label
from service.archives.folders import files_of
from service.archives.members import shown
from service.campaigns import campaigns
from service.clock import local
from service.errors import ArchiveError
from service.groups import ROTATES_FROM
from service.messages import Message, Place
from service.parties import signature_of
from service.patterns import Patterns, concerned, patterns
from service.rules import Lender, Rule, conduct_of, rules_of
from service.scan import Finding, Scan, Summary

WORST = 10
"""Messages that are shown first."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was read, by a name that tells nothing of the computer, with its digest before it was read.

    `numbered` says that a number stands before its name, by which it is told from others of that name.
    """

    name: str
    size: int
    sha256: str
    numbered: bool


@dataclass(frozen=True, slots=True)
class Making:
    """Who made the evidence and how: model version, command without folders, zone of times that name none, and when."""

    model: str
    command: str
    timezone: str
    created: datetime
    tool: str = field(default_factory=lambda: f"jingxin {version('jingxin')}")


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A finding as evidence: its number by time, all its tags, its campaign, and what is shown of its text."""

    number: int
    message: Message
    judgement: Judgement | None
    tags: tuple[str, ...]
    signature: str | None
    campaign: int | None

    @property
    def harmful(self) -> bool:
        """Whether it was judged anything but normal."""
        return self.judgement is not None and self.judgement.harmful

    @property
    def wording(self) -> object:
        """What it has in common with those that say the same."""
        return self.campaign or self.message.text

    @property
    def gravity(self) -> tuple[int, int, float]:
        """How grave it is, for sorting: highest severity, all severities, probability."""
        severities = [conduct_of(tag).severity for tag in self.tags]
        return max(severities, default=0), sum(severities), self.judgement.score if self.judgement else 0.0


@dataclass(frozen=True, slots=True)
class Campaign:
    """One wording sent again and again: the numbers of its exhibits and the senders behind them."""

    number: int
    text: str
    exhibits: tuple[int, ...]
    senders: tuple[str, ...]
    first: datetime | None
    last: datetime | None

    @property
    def rotates(self) -> bool:
        """Whether many numbers sent the one text."""
        return len(self.senders) >= ROTATES_FROM


@dataclass(frozen=True, slots=True)
class Touched:
    """A kind of conduct on one side, the rules it appears to touch on the other; `dated` if any exhibit has a time."""

    conduct: Conduct
    exhibits: tuple[int, ...]
    rules: tuple[Rule, ...]
    dated: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything a report shows, finished before any of it is rendered.

    `left_out` counts the messages that numbers with a harmful one sent besides the exhibits; `contacts` has
    the names, by the numbers' keys, of senders among the owner's contacts who may only have passed a message on;
    `people` are all senders and contacts of the archive that are not mere numbers, whose names a mask hides.
    """

    making: Making
    sources: tuple[SourceFile, ...]
    summary: Summary
    exhibits: tuple[Exhibit, ...]
    patterns: Patterns
    campaigns: tuple[Campaign, ...]
    touched: tuple[Touched, ...]
    dedupe: bool
    masked: bool
    left_out: int
    contacts: Mapping[str, str]
    people: frozenset[str]

    @property
    def harmful(self) -> tuple[Exhibit, ...]:
        """The exhibits that were judged anything but normal."""
        return tuple(each for each in self.exhibits if each.harmful)

    def worst(self, most: int = WORST, least: int = 0) -> tuple[Exhibit, ...]:
        """The gravest exhibits, one of each wording; more of one only where there would be fewer than `least`."""
        seen: set[object] = set()
        found: list[Exhibit] = []
        again: list[Exhibit] = []
        for each in sorted(self.harmful, key=lambda each: (*(-part for part in each.gravity), each.number)):
            (again if each.wording in seen else found).append(each)
            seen.add(each.wording)
        return tuple([*found, *again[: max(0, least - len(found))]][:most])

    def count(self, label: Label) -> int:
        """The exhibits with a label."""
        return sum(each.judgement is not None and each.judgement.label is label for each in self.harmful)


def digested(scan: Scan) -> tuple[SourceFile, ...]:
    """The files of a scan with their digests. Raises ArchiveError for one that cannot be read."""
    own = [path.relative_to(source.top).as_posix() for source, _ in scan.sources for path in files_of([source])]
    files = zip(scan.names, scan.paths, own, strict=True)
    return tuple(
        SourceFile(shown(name), sha256=sha256_of(path), size=path.stat().st_size, numbered=name != was)
        for name, path, was in files
    )


def sha256_of(path: Path) -> str:
    """The digest of a file. Raises ArchiveError for one that cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read ({error.strerror}); check what it is") from None


def gather(
    scan: Scan,
    making: Making,
    *,
    refused_on: date | None = None,
    lender: Lender | None = None,
    dedupe: bool = True,
) -> Evidence:
    """Runs a scan to its end and makes evidence of it; `dedupe` says how the scan was asked to treat copies."""
    sources = digested(scan)
    names = _names(scan, sources)
    people: set[str] = set()
    findings, said, left_out, contacts = concerned(_read(scan, people), refused_on)
    found = patterns(findings, said)
    groups = campaigns([each.message.text if each.harmful else "" for each in findings])
    exhibits = tuple(_exhibits([_named(each, names) for each in findings], found, groups))
    touched = tuple(_touched(exhibits, lender))
    return Evidence(
        making=making,
        sources=sources,
        summary=_told(scan.summary(), names),
        exhibits=exhibits,
        patterns=found,
        campaigns=tuple(_campaign(number, [exhibits[at] for at in group]) for number, group in enumerate(groups, 1)),
        touched=touched,
        dedupe=dedupe,
        masked=False,
        left_out=left_out,
        contacts=contacts,
        people=frozenset(people),
    )


def _read(scan: Scan, people: set[str]) -> Iterator[Finding]:
    """The findings, while senders and contacts that are not mere numbers are noted."""
    for each in scan:
        if isinstance(each, Finding):
            people.update(filter(_is_called, (each.message.sender, each.message.name)))
            yield each


def _is_called(called: str | None) -> TypeGuard[str]:
    return called is not None and any(map(str.isalpha, called))


def _names(scan: Scan, sources: Sequence[SourceFile]) -> Mapping[str, str]:
    """What stands for each path, also for one that was found and not read."""
    found = {source.name: shown(source.path.relative_to(source.top).as_posix()) for source, _ in scan.sources}
    return found | {str(path): source.name for path, source in zip(scan.paths, sources, strict=True)}


def _named(finding: Finding, names: Mapping[str, str]) -> Finding:
    """The finding with its place named as its source is."""
    return replace(finding, message=replace(finding.message, place=_place(finding.message.place, names)))


def _place(place: Place, names: Mapping[str, str]) -> Place:
    outer = max((name for name in names if place.source.startswith(name)), key=len, default="")
    return Place(names.get(outer, "") + place.source[len(outer) :], place.record)


def _told(summary: Summary, names: Mapping[str, str]) -> Summary:
    """The summary with what was skipped named as its source is; reasons name files by their whole path."""
    paths = re.compile("|".join(rf"(?<!\w){re.escape(path)}(?!\w)" for path in sorted(names, key=len, reverse=True)))

    def plain(why: str) -> str:
        return paths.sub(lambda found: names[found[0]], why)

    reasons: Counter[str] = Counter()
    for why, count in summary.reasons.items():
        reasons[plain(why)] += count
    skips = tuple(replace(skip, place=_place(skip.place, names), why=plain(skip.why)) for skip in summary.skips)
    return replace(summary, reasons=dict(reasons), skips=skips)


def _exhibits(findings: Sequence[Finding], found: Patterns, groups: Sequence[Sequence[int]]) -> Iterable[Exhibit]:
    campaign = {at: number for number, group in enumerate(groups, 1) for at in group}
    for at, each in enumerate(findings):
        tags = (*(each.judgement.tags if each.judgement else ()), *found.tags[at])
        signature = signature_of(each.message.text)
        yield Exhibit(at + 1, each.message, each.judgement, tags, signature, campaign.get(at))


def _campaign(number: int, exhibits: Sequence[Exhibit]) -> Campaign:
    times = [each.message.time for each in exhibits if each.message.time]
    senders = tuple(dict.fromkeys(each.message.sender for each in exhibits if each.message.sender))
    numbers = tuple(each.number for each in exhibits)
    text = exhibits[-1].message.text
    return Campaign(number, text, numbers, senders, min(times, default=None), max(times, default=None))


def _touched(exhibits: Sequence[Exhibit], lender: Lender | None) -> Iterable[Touched]:
    """The gravest conduct first."""
    tags = {tag for each in exhibits if each.harmful for tag in each.tags}
    for conduct in sorted(map(conduct_of, tags), key=lambda conduct: (-conduct.severity, conduct.tag)):
        shown = [each for each in exhibits if each.harmful and conduct.tag in each.tags]
        days = sorted({local(each.message.time).date() for each in shown if each.message.time})
        yield Touched(conduct, tuple(each.number for each in shown), rules_of(conduct.tag, days, lender), bool(days))
