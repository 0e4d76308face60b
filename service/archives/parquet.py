"""Reads Parquet, each row as the JSON object that it stands for, with the columns matched by the same names."""

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from importlib import import_module
from typing import Any

from service.archives import keyed
from service.archives.source import Options, Source
from service.errors import ArchiveError
from service.messages import Message, Skipped

NAME = "Parquet"

MAGIC = b"PAR1"

_ROWS = 1_000
_NESTED = ("list", "struct", "map", "binary")


def recognises(head: bytes) -> bool:
    """Whether it is a Parquet file."""
    return head.startswith(MAGIC)


def read(source: Source, options: Options) -> Iterator[Message | Skipped]:
    """Every row. Raises ArchiveError if the package for Parquet is missing, or the file is damaged."""
    try:
        arrow: Any = import_module("pyarrow")
        parquet: Any = import_module("pyarrow.parquet")
    except ImportError:
        raise ArchiveError(f"{source.name} is a Parquet file; to read it, pip install 'jingxin[parquet]'") from None
    with ExitStack() as stack:
        path = stack.enter_context(source.local())
        try:
            file = stack.enter_context(parquet.ParquetFile(path))
            yield from keyed.read(_Rows(source, file), options)
        except (arrow.ArrowException, OSError, ValueError, LookupError, ArithmeticError) as error:
            raise ArchiveError(f"{source.name} is a damaged Parquet file ({str(error)[:100]}); copy it again") from None


class _Rows(Source):
    """The rows of a Parquet file as JSON lines, made anew for every pass."""

    def __init__(self, source: Source, file: Any) -> None:  # noqa: ANN401 - the package has no types
        self.path, self.name, self.size, self.position = source.path, source.name, source.size, 0
        self._file = file

    def chunks(self, size: int = 0) -> Iterator[bytes]:
        """A chunk for every thousand rows."""
        for batch in self._file.iter_batches(batch_size=_ROWS, columns=_plain(self._file.schema_arrow)):
            yield "".join(map(_line, batch.to_pylist())).encode("utf-8", "surrogatepass")


def _plain(schema: Iterable[Any]) -> list[str]:
    """The columns that hold single values."""
    return [column.name for column in schema if not str(column.type).startswith(_NESTED)]


def _line(row: dict[str, object]) -> str:
    return json.dumps(row, ensure_ascii=False, default=str) + "\n"
