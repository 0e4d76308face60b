"""The gate: whether a challenger may replace the champion, and why.

Both are measured now, on the same frozen exam. A refusal is an answer, not an error.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.errors import ModelError
from model.evaluation import Scorecard
from model.labels import Label


class GateError(ModelError):
    """The gate's own file is wrong, or the exam is not the one it was pinned to."""


@dataclass(frozen=True, slots=True)
class Floors:
    """The pinned exam (SHA-256 of its samples), the recall that no label may fall below, and a ceiling.

    `blocked` is the share of lawful messages that may at most get the verdict block.
    """

    exam: str
    recall: Mapping[Label, float]
    blocked: float

    @classmethod
    def read(cls, path: Path) -> "Floors":
        """The floors of a gate.json. Raises GateError where it is not one."""
        try:
            held = json.loads(path.read_text("utf-8"))
            if not isinstance(held["exam"], str):
                raise TypeError("its exam is no digest")
            floors = {Label(label): _share(floor) for label, floor in held["recall"].items()}
            return cls(held["exam"], floors, _ceiling(held["blocked"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise GateError(f"{path} cannot be read as floors ({error!r}); restore it from the project") from None

    def refuse_other_exam(self, digest: str) -> None:
        """Raises GateError unless the exam is the pinned one."""
        if digest != self.exam:
            raise GateError(
                f"the exam's digest is {digest[:12]}…, pinned is {self.exam[:12]}…: it may only change as a whole, "
                "with the new digest in gate.json and the reason in data/README.md"
            )


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes or no, with the sentences that say why."""

    promoted: bool
    sentences: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The decision as plain JSON values."""
        return {"promoted": self.promoted, "sentences": list(self.sentences)}


def decide(challenger: Scorecard, champion: Scorecard | None, floors: Floors, lowered: str | None = None) -> Decision:
    """The gate's decision on two scorecards of the same exam.

    `lowered` is the reason a person gave for promoting below a floor; it lifts the floors and nothing else.
    """
    below = _below_floors(challenger, floors)
    against = [] if lowered else below
    notes = [f"floors lowered: {lowered}", *below] if lowered else []
    if champion is not None:
        against += _worse(challenger, champion)
    if against:
        return Decision(False, (*notes, *against))
    gain = f"macro-F1 {challenger.macro_f1:.4f}" + (f" against {champion.macro_f1:.4f}" if champion else "")
    return Decision(True, (*notes, f"promoted: {gain}"))


def _share(floor: float) -> float:
    """A floor as a number. Raises ValueError where it is none that could refuse something."""
    if not 0 < float(floor) <= 1:
        raise ValueError(f"a floor of {floor} is not above 0 and at most 1")
    return float(floor)


def _ceiling(share: float) -> float:
    """A ceiling as a number. Raises ValueError where it is no share."""
    if not 0 <= float(share) <= 1:
        raise ValueError(f"a ceiling of {share} is not from 0 to 1")
    return float(share)


def _below_floors(challenger: Scorecard, floors: Floors) -> list[str]:
    below = [
        f"recall of {label} is {challenger.labels[label].recall:.4f}, its floor {floor:.4f}"
        for label, floor in floors.recall.items()
        if challenger.labels[label].recall < floor
    ]
    if challenger.blocked > floors.blocked:
        below.append(
            f"{challenger.blocked:.4f} of the lawful messages are blocked, at most {floors.blocked:.4f} may be"
        )
    return below


def _worse(challenger: Scorecard, champion: Scorecard) -> list[str]:
    against = []
    recall, before = challenger.labels[Label.THREAT].recall, champion.labels[Label.THREAT].recall
    if recall < before:
        against.append(f"recall of {Label.THREAT} fell from {before:.4f} to {recall:.4f}")
    if challenger.false_alarms > champion.false_alarms:
        against.append(f"false alarms rose from {champion.false_alarms:.4f} to {challenger.false_alarms:.4f}")
    if challenger.blocked > champion.blocked:
        against.append(f"lawful messages blocked rose from {champion.blocked:.4f} to {challenger.blocked:.4f}")
    if challenger.macro_f1 <= champion.macro_f1 + noise(challenger):
        against.append(
            f"macro-F1 {challenger.macro_f1:.4f} is not better than {champion.macro_f1:.4f} "
            f"by more than one message's worth ({noise(challenger):.4f})"
        )
    return against


def noise(card: Scorecard) -> float:
    """What one message of the exam is worth in macro-F1: one answer of the rarest label, shared by the labels."""
    supports = [score.support for score in card.labels.values() if score.support]
    return 1 / (min(supports) * len(supports))
