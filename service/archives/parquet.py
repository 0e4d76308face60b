"""Reads Parquet, each row as the JSON object that it stands for, with the columns matched by the same names."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from service.archives import groups_of_rows, keyed
from service.archives.source import Options, Source
from service.confined import run
from service.errors import ArchiveError, LackingError
from service.extras import remedy
from service.messages import Message, Place, Skipped

NAME = "Parquet"

MAGIC = b"PAR1"


def recognises(head: bytes) -> bool:
    """Whether it is a Parquet file."""
    return head.startswith(MAGIC)


def read(source: Source, options: Options) -> Iterator[Message | Skipped]:
    """Every row. Raises LackingError without the package for Parquet, and ArchiveError if no row can be read."""
    if not _is_there():
        raise LackingError(f"{source.name} is a Parquet file; to read it, {remedy('parquet')}", "parquet")
    with source.local() as path, TemporaryDirectory(prefix="jingxin-") as folder:
        problem = run(Path(groups_of_rows.__file__), path, Path(folder))
        written = Path(folder) / groups_of_rows.ROWS
        if problem and not (written.is_file() and written.stat().st_size):
            raise ArchiveError(f"{source.name} is a damaged Parquet file ({problem}); copy it again")
        rows = Source(written)
        rows.name = source.name
        yield from keyed.read(rows, options)
        source.position = source.size
        if problem:
            yield Skipped(Place(source.name, 0), f"the file is damaged ({problem}); what was to follow is missing")


def _is_there() -> bool:
    try:
        return find_spec("pyarrow") is not None
    except (ImportError, ValueError):
        return False
