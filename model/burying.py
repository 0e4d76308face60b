"""Buries texts among lawful ones by chance, for training: what they say, they say there too.

A model that adds up what it sees is outvoted by lawful sentences around a threat. Nothing that serves imports this
module.
"""

from collections.abc import Sequence

from model.chances import chance_for
from model.labels import Label
from model.samples import Sample

BURIED = 8
"""One text in so many is buried.

Of the exam's harmful texts with a lawful one behind a comma (`benchmarks.buried`) 80 to 82 % were found with it and 74
without, of those between two lawful ones 86 to 87 and 85 (56 to 61 and 42 by the whole text alone); of lawful texts put
together so 3 to 5 % were flagged behind a comma, 3 without, and 4 to 5 between two, 2 without. The log loss on clear
real messages was 0.202 instead of 0.213, and 17 everyday messages of 24,520 were flagged instead of 22. (Trainings on
165,700 to 177,277 samples.) The benchmark puts texts side by side with the same stops.
"""

TWO_BESIDE = 0.3
"""The share of these that get two lawful texts beside them, and not one."""

NOTICES = frozenset({"bank_service", "court_notice", "due_reminder", "overdue_notice", "utility_bill"})
"""Kinds of lawful messages that speak of accounts and debts to their reader."""

EVERYDAY = frozenset({"loan_ad", "other", "private_chat"})
"""Kinds of what else lies on phones. Beside warnings that quote collectors, or relays to others, a text might say
something else than by itself.
"""

_STOPS = ("。", "，", " ", "\n", "；", "")


class Burial:
    """Lawful texts of these kinds that carry no tag, and what is buried among them.

    Lawful and harmful texts are buried alike, or else two texts in one would speak for harm by themselves: where the
    harmful ones got more notices beside them, 7.3 % of lawful texts between two others were flagged.
    """

    def __init__(self, samples: Sequence[Sample]) -> None:
        lawful = [sample for sample in samples if sample.label is Label.NORMAL and not sample.tags]
        told = ([sample.text for sample in lawful if sample.kind in kinds] for kinds in (NOTICES, EVERYDAY))
        self._lawful = [texts for texts in told if texts]

    def buried(self, text: str) -> list[str]:
        """The text among one or two others, for one in BURIED; the same text and samples give the same answer."""
        chance = chance_for(text, BURIED, b"buried")
        if chance is None or not self._lawful:
            return []
        parts = [text, *(chance.choice(chance.choice(self._lawful)) for _ in range(1 + (chance.random() < TWO_BESIDE)))]
        chance.shuffle(parts)
        return [parts[0] + "".join(chance.choice(_STOPS) + part for part in parts[1:])]
