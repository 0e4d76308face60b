"""What only an archive shows: night, frequency, what came after a refusal, who sent it and how it grew.

No law sets a number of SMS; the thresholds here are the project's own and are shown as such.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from model.codes import is_code
from service.clock import lacks_clock, local, off_hours
from service.duplicates import number_key
from service.groups import Group, by_sender, by_signature, reminds
from service.messages import Direction, Message
from service.parties import party_of, signature_of
from service.refusals import Refusal, is_refusal, refusals
from service.scan import Finding

IN_A_DAY, IN_A_WEEK = 3, 10
"""Harmful messages of one party from which they are marked as frequent; no law names a number."""

WEEK = timedelta(days=7)

ARCHIVE_TAGS = ("off_hours", "high_frequency", "continued_after_refusal")

_MOBILE = re.compile(r"(?:(?:00)?86)?1[3-9][0-9]{9}")
_NOT_DIGITS = re.compile("[^0-9]")


@dataclass(frozen=True, slots=True)
class Patterns:
    """What the findings show together; `tags` holds the archive's tags for each of them, in order.

    `unordered` counts the harmful ones that came before or after a refusal, for all that their times tell.
    """

    tags: tuple[tuple[str, ...], ...]
    refusals: tuple[Refusal, ...]
    senders: tuple[Group, ...]
    signatures: tuple[Group, ...]
    delayed: int
    unordered: int

    @property
    def is_dated(self) -> bool:
        """Whether the day of any refusal is known, so that what came after it can be told."""
        return any(refusal.on for refusal in self.refusals)

    def count(self, tag: str) -> int:
        """The findings with a tag."""
        return sum(tag in each for each in self.tags)


class Matter(NamedTuple):
    """The findings that belong to the matter, by time, the refusals among them, and what else its numbers sent.

    `left_out` counts the messages of numbers with a harmful one that are not among the findings; `contacts` holds the
    names of those of these numbers that may only have passed a message on, by the numbers' keys.
    """

    findings: list[Finding]
    refusals: tuple[Refusal, ...]
    left_out: int
    contacts: Mapping[str, str]


def concerned(findings: Iterable[Finding], refused_on: date | None = None) -> Matter:
    """What belongs to the matter.

    These are the harmful findings, what the same senders and signatures wrote about the debt, all else that strangers
    among them wrote, since a threat need not speak of money, and the owner's own refusals. Whoever is among the owner's
    contacts and was not told to stop may have passed on a threat: of them only what harms belongs. The rest (codes,
    family, other bills) is nobody's business and stays out.
    """
    findings = list(findings)
    numbers = frozenset(number_key(each.message.sender) for each in findings if each.harmful) - {""}
    signatures = {signature_of(each.message.text) for each in findings if each.harmful} - {None}
    said = tuple(refusals((each.message for each in findings), numbers, refused_on))
    own = {id(refusal.message) for refusal in said if refusal.message}
    contacts = _contacts(findings, numbers - {refusal.number for refusal in said})
    strangers = _strangers(findings, numbers)

    def belongs(finding: Finding) -> bool:
        message = finding.message
        if message.direction is Direction.OUT:
            return id(message) in own
        number = number_key(message.sender)
        if finding.harmful or number in contacts or is_code(message.text):
            return finding.harmful
        if signature := signature_of(message.text):  # one channel number serves many firms, told apart by these
            return signature in signatures and reminds(message.text)
        if number in strangers and message.direction is Direction.IN:
            return True
        return number in numbers and reminds(message.text)

    kept = sorted(filter(belongs, findings), key=_order)
    return Matter(kept, said, _received(findings, numbers) - _received(kept, numbers), contacts)


def _contacts(findings: Iterable[Finding], numbers: frozenset[str]) -> Mapping[str, str]:
    """The names of those of the numbers that are among the owner's contacts."""
    messages = (each.message for each in findings if number_key(each.message.sender) in numbers)
    return {number_key(message.sender): name for message in messages if (name := _contact(message))}


def _strangers(findings: Iterable[Finding], numbers: frozenset[str]) -> frozenset[str]:
    """Those of the numbers that are mobiles without a contact's name to which the owner wrote nothing but refusals."""
    mobiles: set[str] = set()
    known: set[str] = set()
    for message in (each.message for each in findings if number_key(each.message.sender) in numbers):
        own = message.direction is Direction.OUT
        if _contact(message) or (own and not is_refusal(message.text)):
            known.add(number_key(message.sender))
        if _MOBILE.fullmatch(_NOT_DIGITS.sub("", message.sender or "")):
            mobiles.add(number_key(message.sender))
    return frozenset(mobiles - known)


def _contact(message: Message) -> str | None:
    """The name under which the owner keeps the number; archives may write either of the two in the other's place."""
    if message.name and number_key(message.name) != number_key(message.sender):
        return message.name
    return message.sender if message.sender and not any(map(str.isdigit, message.sender)) else None


def _received(findings: Iterable[Finding], numbers: frozenset[str]) -> int:
    """How many messages came from the numbers."""
    received = (each.message for each in findings if each.message.direction is not Direction.OUT)
    return sum(number_key(message.sender) in numbers for message in received)


def patterns(findings: Sequence[Finding], said: Sequence[Refusal] = ()) -> Patterns:
    """What the findings, which are in order of time, show together."""
    frequent = _frequent(findings)
    behind = _behind(findings)
    refused = _after_refusal(findings, said, behind)
    tags = tuple(
        tuple(
            tag
            for tag, holds in zip(ARCHIVE_TAGS, (off_hours(each.message), at in frequent, at in refused), strict=True)
            if holds and each.harmful
        )
        for at, each in enumerate(findings)
    )
    received = [at for at, each in enumerate(findings) if each.message.direction is not Direction.OUT]
    kept, marks = [findings[at] for at in received], [tags[at] for at in received]
    told = _told(said, behind)
    reached = {number_key(each.message.sender) for each in kept if each.harmful and party_of(each.message) in told}
    senders = tuple(replace(each, refused=number_key(each.name) in reached) for each in by_sender(kept, marks))
    signatures = tuple(replace(each, refused=f"【{each.name}】" in told) for each in by_signature(kept, marks))
    unordered = len(_on_a_refusals_day(findings, said, behind) - refused)
    return Patterns(tags, tuple(said), senders, signatures, _delayed(findings), unordered)


def _order(finding: Finding) -> tuple[bool, float, str, int]:
    message = finding.message
    return (
        message.time is None,
        message.time.timestamp() if message.time else 0.0,
        message.place.source,
        message.place.record,
    )


def _frequent(findings: Sequence[Finding]) -> set[int]:
    """The harmful findings on a day, or within seven times 24 hours, in which their party sent many."""
    parties: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for at, each in enumerate(findings):
        if each.harmful and each.message.time and party_of(each.message):
            parties[party_of(each.message)].append((each.message.time, at))
    return {at for sent in parties.values() for at in _in_a_day(sent) | _in_a_week(sorted(sent))}


def _in_a_day(sent: Sequence[tuple[datetime, int]]) -> set[int]:
    days: dict[date, set[int]] = defaultdict(set)
    for time, at in sent:
        days[local(time).date()].add(at)
    return {at for ats in days.values() if len(ats) >= IN_A_DAY for at in ats}


def _in_a_week(sent: Sequence[tuple[datetime, int]]) -> set[int]:
    times = [time for time, _ in sent]
    found: set[int] = set()
    for start, (time, _) in enumerate(sent):
        end = bisect_left(times, time + WEEK)
        if end - start >= IN_A_WEEK:
            found.update(at for _, at in sent[start:end])
    return found


def _behind(findings: Iterable[Finding]) -> Mapping[str, set[str]]:
    """The numbers behind each party that sent something harmful."""
    behind: dict[str, set[str]] = defaultdict(set)
    for each in findings:
        if each.harmful:
            behind[party_of(each.message)].add(number_key(each.message.sender))
    return behind


def _told(said: Sequence[Refusal], behind: Mapping[str, set[str]]) -> frozenset[str]:
    """The parties that were told to stop, themselves or by another of their numbers, on a day that is known."""
    dated = [refusal for refusal in said if refusal.on]
    return frozenset(party for party, numbers in behind.items() if any(each.reaches(numbers) for each in dated))


def _after_refusal(findings: Sequence[Finding], said: Sequence[Refusal], behind: Mapping[str, set[str]]) -> set[int]:
    """What came after a refusal from the number it was told, or from another number of the same signature."""
    return {
        at
        for at, each in enumerate(findings)
        if each.harmful and any(refusal.precedes(each.message, behind[party_of(each.message)]) for refusal in said)
    }


def _on_a_refusals_day(
    findings: Sequence[Finding], said: Sequence[Refusal], behind: Mapping[str, set[str]]
) -> set[int]:
    """What may have come after a refusal to its party: one of both without a time, or on one day and without a clock.

    That may hold of what is known to have come after another refusal, too.
    """
    return {
        at
        for at, each in enumerate(findings)
        if each.harmful and any(_may_precede(refusal, each.message, behind) for refusal in said)
    }


def _may_precede(refusal: Refusal, message: Message, behind: Mapping[str, set[str]]) -> bool:
    if not refusal.reaches(behind[party_of(message)]):
        return False
    if message.time is None or refusal.on is None:
        return True
    return local(message.time).date() == refusal.on and (refusal.time is None or lacks_clock(message))


def _delayed(findings: Sequence[Finding]) -> int:
    """Harmful messages that came at night but were sent by day, which do not count as off hours."""
    from_day = (each.message for each in findings if each.harmful and each.message.sent)
    return sum(not off_hours(message) and off_hours(replace(message, sent=None)) for message in from_day)
