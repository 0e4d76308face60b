"""How much of a text is written as samples are: the share of its trigrams that several of them hold.

What people write to each other every day is endless, and what harms is much alike: of the trigrams of 24,520 everyday
messages 46 % are known, of those of real messages, lawful or harmful, 78 and 76 %, of the exam's 81 and 78 %. So harm
that a model sees in a text of which it knows little must be surer.

The trigrams stand in a Bloom filter (Bloom 1970), as by themselves they would make the model a third larger. It is read
in C as well (`trigrams.c`), by the same bits.
"""

import math
from collections.abc import Iterable

from model.cues import EDGE

LENGTH = 3

BITS = 21
"""The filter has 2 to this power, 256 KiB: with more a model would be larger than 6 MiB."""

EACH = 3
"""Bits of a trigram. With 387,000 trigrams one in thirteen of all others is taken for known."""

FAMILIAR = 3.0
"""How much surer of harm, in log-odds, is a text all of whose trigrams are known than one of which none is.

With `SURE` chosen anew for each, so that at most 12 of 24,520 everyday messages are flagged, of 3,190 texts (the exam,
real ones and others as pages show them) 156 were judged wrong without it, and 148, 146, 150 and 152 with 2, 3, 4 and 5;
with the weights of another training 150 without it, and 144, 142 and 151 with 2, 3 and 4.
"""

HALF = 0.5
"""The share of known trigrams for which `SURE` is told."""

_POINT = 21
_FIRST, _SECOND, _ALL = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93, (1 << 64) - 1
_PLACE = (1 << BITS) - 1


def filed(trigrams: Iterable[str]) -> bytes:
    """A filter that holds these, and by chance some others."""
    held = bytearray(1 << BITS - 3)
    for trigram in trigrams:
        for place in _places(trigram):
            held[place >> 3] |= 1 << (place & 7)
    return bytes(held)


def share_known(held: bytes, plain: str) -> float:
    """The share of a normalised text's trigrams, edges included, that a filter holds, each as often as it stands there.

    A text without any is known.
    """
    framed = f"{EDGE}{plain}{EDGE}"
    known = sum(
        all(held[place >> 3] >> (place & 7) & 1 for place in _places(framed[at : at + LENGTH]))
        for at in range(len(plain))
    )
    return known / len(plain) if plain else 1.0


def familiar(share: float) -> float:
    """By what the odds of harm are multiplied where this share of a text's trigrams is known."""
    return math.exp(FAMILIAR * (share - HALF))


def _places(trigram: str) -> list[int]:
    """The bits of a trigram, from one number for it that is mixed twice, as multiplying mixes upwards only."""
    first, second, third = map(ord, trigram)
    mixed = (first << 2 * _POINT | second << _POINT | third) * _FIRST & _ALL
    mixed = (mixed ^ mixed >> 32) * _SECOND & _ALL
    mixed ^= mixed >> 32
    return [mixed >> BITS * each & _PLACE for each in range(EACH)]
