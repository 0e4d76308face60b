"""Buries texts within others by chance, for training: what they say, they say there too.

A model that adds up what it sees is outvoted by what stands around a threat: by lawful sentences, and by harassing
ones, though a single clause that others will hear of it makes the whole a threat. Nothing that serves imports this
module.
"""

import random
import re
from collections.abc import Sequence

from model.chances import chance_for
from model.labels import Label
from model.samples import Sample

AMONG_LAWFUL, AMONG_HARASSING = 8, 2
"""One text in so many is buried in a lawful one, and one harmful one in so many in a harassing one.

Without the second 25 of 315 threats among 825 messages as pages show them were taken for harassment, with it 11, and 5
and 6 of the harassing ones for threats; of 355 others macro-F1 was 0.861 and 0.884 (191,893 samples). The log loss fell
from 0.249 to 0.202, and from 0.161 to 0.138. With one in four, or one lawful text in four, the first layer alone did no
better.
"""

NOTICES = frozenset({"bank_service", "court_notice", "due_reminder", "overdue_notice", "utility_bill"})
"""Kinds of lawful messages that speak of accounts and debts to their reader."""

EVERYDAY = frozenset({"loan_ad", "other", "private_chat"})
"""Kinds of what else lies on phones. Beside warnings that quote collectors, or relays to others, a text might say
something else than by itself.
"""

ENDS = "。！!."
"""What a text may end with that more follows."""

_WIDE, _NARROW = "，。；！？\n", ",;!?"
"""Signs behind which a clause begins, the second ones unless a digit follows."""

_BETWEEN_CLAUSES = re.compile(rf"(?<=[{_WIDE}])|(?<=[{_NARROW}])(?![0-9])")

_STOPS = ("。", "，", ",", " ", "\n", "；")


class Burial:
    """What may be around a text: lawful texts of these kinds that carry no tag, and harassing ones.

    Lawful and harmful texts are buried alike among lawful ones, threats and harassment alike among harassing ones, or
    else two texts in one would speak for harm, or for a threat, by themselves: where harmful ones got more notices
    beside them, 7.3 % of lawful texts between two others were flagged.
    """

    def __init__(self, samples: Sequence[Sample]) -> None:
        lawful = [sample for sample in samples if sample.label is Label.NORMAL and not sample.tags]
        told = ([sample.text for sample in lawful if sample.kind in kinds] for kinds in (NOTICES, EVERYDAY))
        self._lawful = [texts for texts in told if texts]
        self._harassing = [sample.text for sample in samples if sample.label is Label.HARASSMENT]

    def buried(self, sample: Sample) -> list[str]:
        """The text within others; the same samples give the same answer."""
        text, graves = sample.text, []
        if self._lawful and (chance := chance_for(text, AMONG_LAWFUL, b"lawful")):
            graves.append(_within(chance.choice(chance.choice(self._lawful)), text, chance))
        if sample.label is Label.NORMAL or not self._harassing:
            return graves
        if chance := chance_for(text, AMONG_HARASSING, b"harassing"):
            graves.append(_within(chance.choice(self._harassing), text, chance))
        return graves


def _within(around: str, text: str, chance: random.Random) -> str:
    """The text before, behind or between the clauses of another."""
    clauses = [clause for clause in _BETWEEN_CLAUSES.split(around) if clause]
    at = chance.randint(0, len(clauses))
    before, behind = "".join(clauses[:at]), "".join(clauses[at:])
    if before and before[-1] not in _WIDE + _NARROW:
        before += chance.choice(_STOPS)
    return before + (text.rstrip(ENDS) + chance.choice(_STOPS) + behind if behind else text)
