"""Counts are of the whole server, however many processes it has."""

import os
import subprocess
import sys
from pathlib import Path

from service.settings import COUNTS, counted_together, counts_folder

COUNT = """
from model.labels import Label
from service.metrics import count_judged, exposition
count_judged([Label.THREAT, Label.NORMAL, Label.THREAT])
print(exposition().decode())
"""


def counted() -> str:
    """What a process says after it judged three messages."""
    return subprocess.run([sys.executable, "-c", COUNT], capture_output=True, text=True, check=True).stdout


def test_a_process_that_is_alone_counts_for_itself() -> None:
    assert all('{label="contact_threat"} 2.0' in counted() for _ in range(2))


def test_every_worker_tells_the_sum_over_all_of_them() -> None:
    with counted_together():
        folder = counts_folder()
        counted()
        said = counted()
        assert 'jingxin_judged_messages_total{label="contact_threat"} 4.0' in said
        assert 'jingxin_judged_messages_total{label="collection_harassment"} 0.0' in said
    assert folder is not None
    assert not Path(folder).exists()
    assert COUNTS not in os.environ
