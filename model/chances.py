"""Chances that hang on a text alone, so that the same samples give the same model.

Nothing that serves imports this module.
"""

import random
from zlib import crc32


def chance_for(text: str, one_in: int, use: bytes = b"") -> random.Random | None:
    """What one text in so many draws by, None for the others; `use` tells one use of a text from another."""
    seed = text.encode("utf-8", "surrogatepass") + use
    return None if crc32(seed) % one_in else random.Random(seed)
