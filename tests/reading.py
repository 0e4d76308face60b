"""Reads sample archives, and ones that a test writes for itself."""

from pathlib import Path

from service.archives import read_archive
from service.archives.source import Options
from service.messages import Message, Skipped

ARCHIVES = Path(__file__).parent / "archives"


def read(path: Path, **options) -> list[Message | Skipped]:
    return list(read_archive(path, Options(**options)))


def written(folder: Path, content: str | bytes, name: str = "archive") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def texts(records: list[Message | Skipped]) -> list[str]:
    return [record.text for record in records if isinstance(record, Message)]


def skips(records: list[Message | Skipped]) -> list[str]:
    return [record.why for record in records if isinstance(record, Skipped)]
