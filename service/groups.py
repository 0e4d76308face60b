"""Counts the messages of each sender and each signature: how many, when, from how many numbers, and how they grew."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from statistics import median_low

from model.labels import Label
from service.clock import arrival, ends, hour_of, local
from service.duplicates import number_key
from service.parties import signature_of
from service.scan import Finding

ROTATES_FROM = 3
"""Numbers behind one signature or one text from which they are shown as rotating; the project's own choice."""

GRAVE = frozenset({"threat_safety", "public_exposure", "visit_threat", "impersonate_authority", "false_legal"})

_DEBT = re.compile(r"还款|还钱|逾期|欠款|欠费|应还|未还|账单|借款|贷款|到期|催收|入账|扣款")


def reminds(text: str) -> bool:
    """Whether a text that does no harm speaks of a debt at all.

    >>> reminds("您的账单应还300元"), reminds("下午见")
    (True, False)
    """
    return _DEBT.search(text) is not None


class Stage(IntEnum):
    """How far a message goes."""

    REMINDER = 1
    PRESSURE = 2
    THREAT = 3
    OTHERS = 4

    @property
    def title(self) -> str:
        """The stage's Chinese name."""
        return ("提醒", "施压", "威胁或夸大后果", "牵涉他人")[self - 1]


@dataclass(frozen=True, slots=True)
class Step:
    """A stage that was reached: how often, first when, and the middle day of its messages."""

    stage: Stage
    count: int
    first: date
    middle: date


@dataclass(frozen=True, slots=True)
class Group:
    """What one sender or one signature sent.

    `count` counts the harmful messages, `reminders` those that only remind and `besides` those that do neither;
    `first` and `last` are dates where only the day is known; `others` are the signatures of the sender or the numbers
    behind the signature; `refused` says whether the owner told it to stop, on a day that is known.
    """

    name: str
    count: int
    reminders: int
    besides: int
    first: date | None
    last: date | None
    days: Mapping[date, int]
    hours: tuple[int, ...]
    archive_tags: Mapping[str, int]
    others: tuple[str, ...]
    steps: tuple[Step, ...]
    refused: bool = False

    def tagged(self, tag: str) -> int | None:
        """How many have a tag of the archive; None where that cannot be known, as no time tells or none was refused."""
        if self.first is None or (tag == "off_hours" and not any(self.hours)):
            return None
        if tag == "continued_after_refusal" and not self.refused:
            return None
        return self.archive_tags.get(tag, 0)

    @property
    def busiest(self) -> tuple[date, int] | None:
        """The day with most messages and how many."""
        return max(self.days.items(), key=lambda day: (day[1], day[0]), default=None)

    @property
    def rotates(self) -> bool:
        """Whether many numbers stand behind one signature."""
        return len(self.others) >= ROTATES_FROM

    @property
    def escalates(self) -> bool:
        """Whether the mildest stage came first and the gravest, a threat or others, last, by the middle day of each."""
        middles = [step.middle for step in self.steps]
        rises = len(middles) > 1 and middles[0] < min(middles[1:]) and middles[-1] > max(middles[:-1])
        return rises and self.steps[-1].stage >= Stage.THREAT


def stage_of(finding: Finding) -> Stage | None:
    """How far a message goes, by its label and tags; None for one that neither harms nor reminds.

    Of one that says too little to be judged (还钱) nobody can say that it only reminds.
    """
    if finding.judgement is None or not finding.judgement.harmful:
        return Stage.REMINDER if reminds(finding.message.text) and not finding.unsure else None
    if finding.judgement.label is Label.THREAT:
        return Stage.OTHERS
    return Stage.THREAT if GRAVE & set(finding.judgement.tags) else Stage.PRESSURE


def by_sender(findings: Sequence[Finding], tags: Sequence[Sequence[str]]) -> tuple[Group, ...]:
    """One group for each sender with a harmful message, the most harmful messages first."""
    return _groups(
        findings,
        tags,
        key=lambda each: number_key(each.message.sender) or None,
        other=lambda each: signature_of(each.message.text),
        name=lambda each: each.message.sender or "",
    )


def by_signature(findings: Sequence[Finding], tags: Sequence[Sequence[str]]) -> tuple[Group, ...]:
    """One group for each signature with a harmful message, the most harmful messages first."""
    return _groups(
        findings,
        tags,
        key=lambda each: signature_of(each.message.text),
        other=lambda each: each.message.sender,
        name=lambda each: signature_of(each.message.text) or "",
    )


Name = Callable[[Finding], str | None]


def _groups(
    findings: Sequence[Finding], tags: Sequence[Sequence[str]], *, key: Name, other: Name, name: Name
) -> tuple[Group, ...]:
    members: dict[str, list[int]] = defaultdict(list)
    for at, finding in enumerate(findings):
        if (named := key(finding)) is not None:
            members[named].append(at)
    groups = (
        _group([findings[at] for at in ats], [tags[at] for at in ats], other, name(findings[ats[0]]) or "")
        for ats in members.values()
    )
    return tuple(sorted((group for group in groups if group.count), key=lambda group: (-group.count, group.name)))


def _group(findings: Sequence[Finding], tags: Sequence[Sequence[str]], other: Name, name: str) -> Group:
    harmful = [each for each in findings if each.harmful]
    times = sorted(each.message.time for each in harmful if each.message.time)
    first, last = ends([time for each in harmful if (time := arrival(each.message))])
    hours = Counter(hour_of(each.message) for each in harmful)
    reminders = sum(stage_of(each) is Stage.REMINDER for each in findings)
    return Group(
        name=name,
        count=len(harmful),
        reminders=reminders,
        besides=len(findings) - len(harmful) - reminders,
        first=first,
        last=last,
        days=dict(sorted(Counter(local(time).date() for time in times).items())),
        hours=tuple(hours[hour] for hour in range(24)),
        archive_tags=_counted(tag for each in tags for tag in each),
        others=_others(harmful, other),
        steps=_steps(findings),
    )


def _counted(tags: Iterable[str]) -> Mapping[str, int]:
    return dict(sorted(Counter(tags).items(), key=lambda tag: (-tag[1], tag[0])))


def _others(findings: Sequence[Finding], other: Name) -> tuple[str, ...]:
    """The names, one for each number, the most frequent first."""
    named: dict[str, list[str]] = defaultdict(list)
    for each in findings:
        if found := other(each):
            named[number_key(found)].append(found)
    return tuple(names[0] for names in sorted(named.values(), key=lambda names: (-len(names), names[0])))


def _steps(findings: Sequence[Finding]) -> tuple[Step, ...]:
    days: dict[Stage, list[date]] = defaultdict(list)
    for each in findings:
        stage = stage_of(each)
        if each.message.time and stage:
            days[stage].append(local(each.message.time).date())
    return tuple(Step(stage, len(days[stage]), min(days[stage]), median_low(days[stage])) for stage in sorted(days))
