"""What a text may be misread for: a text that is misread stays what it is, and so it is learnt as well.

Needs the tables of disguises; nothing that serves imports this module.
"""

from model.chances import chance_for
from model.disguising import disguise
from model.normalize import doubted, normalize

DISGUISED = 4
"""One text in so many is disguised, too.

Of 3,000 everyday messages, disguised in each of the fourteen ways of `benchmarks.disguises`, 1.3 in a thousand were
flagged with it and 1.6 without (157,138 samples), and as many harmful ones found; every second text did no better.
"""


def misreadings(text: str) -> list[str]:
    """What a text reads like in doubt, and perhaps if it is disguised, where that is something else than it says."""
    readings = [normalize(text), doubted(text).text]
    if chance_for(text, DISGUISED):
        other = disguise(text)
        readings += [normalize(other), doubted(other).text]
    return list(dict.fromkeys(readings))[1:]
