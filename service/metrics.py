"""Counts for Prometheus, summed over the worker processes of a server.

Where settings name a folder for them, each process keeps its counts in a file there, and whichever is asked adds them
up; else there is one process, and its counts are all.
"""

from collections.abc import Sequence

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from model.labels import Label
from service.errors import ServiceError
from service.settings import counts_folder

__all__ = ["CONTENT_TYPE_LATEST", "JUDGED", "count_judged", "exposition"]

JUDGED = Counter("jingxin_judged_messages", "Messages judged over HTTP, by all workers", ["label"])

_BY_LABEL = {label: JUDGED.labels(label) for label in Label}


def count_judged(labels: Sequence[Label]) -> None:
    """Counts judged messages by their labels."""
    for label in set(labels):
        _BY_LABEL[label].inc(labels.count(label))


def exposition() -> bytes:
    """All counts, as Prometheus reads them. Raises ServiceError where those of the workers cannot be read."""
    if not (folder := counts_folder()):
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    try:
        MultiProcessCollector(registry, folder)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
    except (OSError, ValueError) as error:
        raise ServiceError(f"the counts in {folder} cannot be read ({error}); start the server anew") from None
