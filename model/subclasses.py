"""Finer classes below the three labels, each with weights of its own: a label is whatever speaks for one of them.

Courts, lenders and friends all write normal messages, but what tells a court from a collector does not tell a friend
from one. With one set of weights a label these must compromise; with several the model is no longer linear in a label,
though it is in each subclass, and serving costs a column more for each. Eleven, by a sample's kind and tags.

Who passes on what a collector wrote says mostly harmful words; what tells him from the collector is the frame, which
no weights show that also hold for talk of lunch. With a subclass for such texts 10 of 100 quotes by a hand not learnt
from are flagged instead of 17, and 58 of 1,212 messages as pages show them are misread instead of 66 (247,725 samples).
Two more, for relays and for kind words that tell of somebody's debt, gave nothing: 69 instead of 61 (248,844 samples,
and as many features as 6 MiB hold).

With 65,489 samples ten of them lowered the log loss from 0.105 to 0.099 on the exam, and from 0.27 to 0.20 on clear
real messages. With harassment in one piece it was 0.102 and 0.24, with 23 subclasses 0.096 and 0.20, in 8 MB.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import reduce
from operator import add

from model.labels import LABELS, Label


class Subclass(StrEnum):
    """What a sample is among those of its label; those of a label follow each other."""

    DUNNING = "lawful_dunning"
    PRIVATE = "between_people"
    SERVICE = "service_or_ad"
    COURT = "court"
    OTHER = "other_normal"
    REPORTED = "reported_speech"
    MENACE = "menace"
    FALSE_LAW = "false_law"
    PRESSURE = "pressure"
    REACHED = "others_reached"
    ANNOUNCED = "others_to_be_reached"

    __hash__ = str.__hash__


_BY_KIND = {
    "due_reminder": Subclass.DUNNING,
    "overdue_notice": Subclass.DUNNING,
    "dunning_third_party_agency": Subclass.DUNNING,
    "relay_request": Subclass.PRIVATE,
    "private_chat": Subclass.PRIVATE,
    "loan_ad": Subclass.SERVICE,
    "debt_service_ad": Subclass.SERVICE,
    "bank_service": Subclass.SERVICE,
    "utility_bill": Subclass.SERVICE,
    "otp": Subclass.SERVICE,
    "court_notice": Subclass.COURT,
    "reported_speech": Subclass.REPORTED,
}

SUBCLASSES: Mapping[Label, tuple[Subclass, ...]] = {
    Label.NORMAL: (
        Subclass.DUNNING,
        Subclass.PRIVATE,
        Subclass.SERVICE,
        Subclass.COURT,
        Subclass.OTHER,
        Subclass.REPORTED,
    ),
    Label.HARASSMENT: (Subclass.MENACE, Subclass.FALSE_LAW, Subclass.PRESSURE),
    Label.THREAT: (Subclass.REACHED, Subclass.ANNOUNCED),
}

SOFTNESS = 2.0
"""How far a label's other subclasses count beside the strongest: scores are added up as `exp(score / SOFTNESS)`."""


def subclass(label: Label, tags: Collection[str], kind: str | None) -> Subclass:
    """Which subclass of its label a sample belongs to.

    >>> subclass(Label.NORMAL, (), "court_notice")
    <Subclass.COURT: 'court'>
    """
    if label is Label.NORMAL:
        return _BY_KIND.get(kind or "", Subclass.OTHER)
    if label is Label.THREAT:
        return Subclass.REACHED if "third_party_contacted" in tags else Subclass.ANNOUNCED
    if "insult" in tags:
        return Subclass.MENACE
    if "false_legal" in tags or "impersonate_authority" in tags:
        return Subclass.FALSE_LAW
    return Subclass.MENACE if "threat_safety" in tags else Subclass.PRESSURE


def label_scores(scores: Sequence[float]) -> list[float]:
    """What the subclasses of each label say of it together, from the scores of all subclasses in their order."""
    return [_together(scores[places.start : places.stop]) for places in PLACES.values()]


def _together(scores: Sequence[float]) -> float:
    best = max(scores)
    shares = [math.exp((score - best) / SOFTNESS) for score in scores]
    return best + SOFTNESS * math.log(reduce(add, shares))  # `sum` mends what rounding loses; C does not


def _places() -> Iterator[tuple[Label, range]]:
    first = 0
    for label in LABELS:
        last = first + len(SUBCLASSES[label])
        yield label, range(first, last)
        first = last


PLACES: Mapping[Label, range] = dict(_places())
"""Where the subclasses of each label stand among all, in their order."""
