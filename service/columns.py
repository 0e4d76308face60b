"""Writes rows as Parquet: typed columns, a group of rows at a time, so that memory does not grow with the archive."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Self

from service.clock import beginning
from service.errors import InputError
from service.extras import remedy

ROWS = 4_096
"""Rows of a group: enough for columns to be packed well, some 5 MB in memory."""

_TIMES = ("time", "sent")
_LISTS = ("tags",)


class Columns:
    """A Parquet file being written; used with `with`, it is whole and valid however that ends.

    Times are in UTC, of a mere day its midnight in China, and texts exactly as sent. Raises InputError if the package
    for Parquet is missing.
    """

    def __init__(self, path: Path, names: Sequence[str]) -> None:
        self._arrow, self._parquet = _packages(path)
        self._path = path
        self._schema = self._arrow.schema([(name, self._type(name)) for name in names])
        self._rows: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        self._writer = self._parquet.ParquetWriter(
            self._path, self._schema, compression="zstd", write_page_checksum=True
        )
        return self

    def __exit__(self, *_: object) -> None:
        with self._writer:
            self._flush()

    def add(self, fields: Mapping[str, Any]) -> None:
        """Takes one more row; what it holds besides the columns is left out."""
        self._rows.append({name: _value(name, fields[name]) for name in self._schema.names})
        if len(self._rows) >= ROWS:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            table = self._arrow.Table.from_pylist(self._rows, self._schema)
            self._rows = []  # at once, so that Ctrl-C from here on neither loses nor doubles them
            self._writer.write_table(table)

    def _type(self, name: str) -> Any:  # noqa: ANN401 - the package has no types
        arrow = self._arrow
        if name in _TIMES:
            return arrow.timestamp("us", "UTC")
        if name in _LISTS:
            return arrow.list_(arrow.string())
        return {"record": arrow.int64(), "score": arrow.float64()}.get(name, arrow.string())


def _packages(path: Path) -> tuple[Any, Any]:
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        raise InputError(f"{path} is to be Parquet; to write it, {remedy('parquet')}") from None


def _value(name: str, value: object) -> object:
    """A value as its column takes it; half a surrogate pair, which has no UTF-8, as in CSV."""
    if isinstance(value, str):
        if name in _TIMES:
            return datetime.fromisoformat(value) if "T" in value else beginning(date.fromisoformat(value))
        return value.encode("utf-8", "backslashreplace").decode()
    return value
