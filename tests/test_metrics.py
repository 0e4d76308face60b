"""Counts are of the whole server, however many processes it has."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from service.settings import COUNTS, counted_together, counts_folder, make_counts_folder

COUNT = """
from model.labels import Label
from service.metrics import count_judged, exposition
count_judged([Label.THREAT, Label.NORMAL, Label.THREAT])
print(exposition().decode())
"""


DELETED = """
import os, shutil
from model.labels import Label
from service.metrics import count_judged, exposition
count_judged([Label.THREAT])
folder = os.environ["PROMETHEUS_MULTIPROC_DIR"]
shutil.rmtree(folder)
{then}
count_judged([Label.THREAT, Label.NORMAL])
try:
    print(exposition().decode())
except Exception as error:
    print(type(error).__name__, error)
"""


def counted(code: str = COUNT) -> str:
    """What a process says after it judged three messages, or did something else."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


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


@pytest.mark.parametrize("then", ["", "os.mkdir(folder)", "exposition()"])
def test_a_worker_counts_on_in_another_file_where_somebody_deleted_its_own(then: str) -> None:
    with counted_together():
        said = counted(DELETED.format(then=then))
        assert 'jingxin_judged_messages_total{label="contact_threat"} 1.0' in said
        assert 'jingxin_judged_messages_total{label="collection_harassment"} 0.0' in said
        assert 'jingxin_judged_messages_total{label="contact_threat"} 3.0' in counted()


def test_counts_that_find_no_place_any_more_are_not_told() -> None:
    with counted_together():
        said = counted(DELETED.format(then="open(folder, 'w').close()"))
        assert said.startswith("ServiceError the counts in ")
        assert "cannot be read (a file was deleted); start the server anew" in said
        Path(str(counts_folder())).unlink()
        make_counts_folder()
