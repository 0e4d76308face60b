"""Counts for Prometheus, summed over the worker processes of a server.

Where settings name a folder for them, each process keeps its counts in a file there, and whichever is asked adds them
up; else there is one process, and its counts are all. Cleaners of temporary files delete that folder while a server
runs, and what is counted into a deleted file is lost, so each process looks for its own and begins another.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector

from model.labels import Label
from service.errors import ServiceError
from service.settings import counts_folder, make_counts_folder

__all__ = ["CONTENT_TYPE_LATEST", "JUDGED", "count_judged", "exposition"]

_ROOM = 1 << 16
"""Bytes that a file of counts has at first."""


class _Files:
    """The files of this process in a folder, of which it counts into the last; for each name another is begun."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._number = 0
        self._last = self._path(0)

    def name(self) -> str:
        """What stands in the name of the last, and in that of no other process."""
        return f"{os.getpid()}-{self._number}"

    def are_kept(self) -> bool:
        """Whether the last is there, or another that was begun as it was gone."""
        return self._last.exists() or self._begin()  # asked at every request

    def _begin(self) -> bool:
        make_counts_folder()
        begun = self._path(self._number + 1)
        try:
            begun.write_bytes(bytes(_ROOM))
        except OSError:  # no place or no room: what is counted is lost, and `exposition` says so
            return False
        self._number, self._last = self._number + 1, begun
        list(JUDGED.collect())  # writes all labels
        return True

    def _path(self, number: int) -> Path:
        return Path(self._folder, f"counter_{os.getpid()}-{number}.db")


_FILES = _Files(_folder) if (_folder := counts_folder()) else None
if _FILES:
    values.ValueClass = values.MultiProcessValue(_FILES.name)  # type: ignore[no-untyped-call]

JUDGED = Counter("jingxin_judged_messages", "Messages judged over HTTP, by all workers", ["label"])

_BY_LABEL = {label: JUDGED.labels(label) for label in Label}


def count_judged(labels: Sequence[Label]) -> None:
    """Counts judged messages by their labels."""
    if _FILES:
        _FILES.are_kept()
    for label in set(labels):
        _BY_LABEL[label].inc(labels.count(label))


def exposition() -> bytes:
    """All counts, as Prometheus reads them. Raises ServiceError where those of the workers cannot be read."""
    if not (folder := counts_folder()):
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    try:
        if _FILES and not _FILES.are_kept():
            raise OSError("a file was deleted")
        MultiProcessCollector(registry, folder)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
    except (OSError, ValueError) as error:
        raise ServiceError(f"the counts in {folder} cannot be read ({error}); start the server anew") from None
