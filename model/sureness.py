"""Whether harm is sure enough for how little speaks of it in a text, and for how much of the text samples hold."""

from model.cues import SURE, evidence
from model.trigrams import familiar, share_known


def is_sure(harm: float, plain: str, trigrams: bytes, *, disguised: bool = False) -> bool:
    """Whether a normalised text, in which perhaps words had been disguised, is surely enough harmful.

    `harm` is how probable that is, `trigrams` the filter of those that samples hold. What would do for a text without
    any evidence, of which nothing is known, does for every text, and is most of what is harmful.
    """
    return is_enough(harm, 0, 0.0) or is_enough(
        harm, evidence(plain, disguised=disguised), share_known(trigrams, plain)
    )


def is_enough(harm: float, evidence: int, known: float) -> bool:
    """Whether harm is sure enough for so much evidence, and with this share of a text's trigrams known."""
    sure = SURE[evidence]
    return harm * familiar(known) * (1 - sure) >= (1 - harm) * sure
