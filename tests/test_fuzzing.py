"""Seeded changes to every sample never crash or hang a reader: it reads, skips or refuses.

FUZZ_MUTATIONS sets how many changes each sample gets (10,000 before a release; a handful with every run).
"""

import os
import random
import time
from pathlib import Path

import pytest
from reading import ARCHIVES
from test_readers import EXPECTED, survives

MUTATIONS = int(os.environ.get("FUZZ_MUTATIONS", "20"))

SLOWEST = 20.0
"""Seconds that one changed sample may take; a hang takes for ever."""

SIGNS = b'"<>&{}[]()=,;:\\\n\r\t\0\xff\x7f-1PK'


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The content with up to eight bytes changed, put in or taken out, or a piece of it cut off or doubled."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        at = chance.randrange(len(changed) + 1)
        what = chance.randrange(10)
        if what < 4 and at < len(changed):
            changed[at] = chance.randrange(256)
        elif what < 6 and at < len(changed):
            changed[at] = chance.choice(SIGNS)
        elif what == 6:
            del changed[at : at + chance.randrange(1, 9)]
        elif what == 7:
            changed[at:at] = chance.randbytes(chance.randrange(1, 9))
        elif what == 8:
            changed[at:at] = changed[at : at + chance.randrange(1, 200)]
        elif chance.randrange(4) == 0:
            del changed[at:]
    return bytes(changed)


@pytest.mark.parametrize("name", EXPECTED)
def test_changed_samples_are_read_skipped_or_refused(tmp_path: Path, name: str) -> None:
    content = (ARCHIVES / name).read_bytes()
    chance = random.Random(name)
    path = tmp_path / Path(name).name
    for number in range(MUTATIONS):
        path.write_bytes(mutated(content, chance))
        begun = time.monotonic()
        survives(path)
        assert time.monotonic() - begun < SLOWEST, f"change {number} of {name}"
