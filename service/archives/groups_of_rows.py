"""Turns a Parquet file into JSON lines; a program of its own, as a hostile file can end its process."""

import json
import os
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from service.confined import REFUSED, confine

ROWS = "rows.jsonl"

_BATCH = 1_000
_NESTED = ("list", "large_list", "fixed_size_list", "struct", "map", "binary", "large_binary", "fixed_size_binary")


def main(file: str, folder: str) -> int:
    """Writes the rows as far as they can be read; returns REFUSED if that is not to the end."""
    os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"  # the others reserve more addresses than there may be
    confine()
    arrow: Any = import_module("pyarrow")
    parquet: Any = import_module("pyarrow.parquet")
    try:
        with (
            parquet.ParquetFile(file, page_checksum_verification=True) as given,
            (Path(folder) / ROWS).open("w", encoding="utf-8", errors="surrogatepass") as stream,
        ):
            columns = _plain(given.schema_arrow)
            for batch in given.iter_batches(batch_size=_BATCH, columns=columns, use_threads=False):
                stream.writelines(map(_line, batch.to_pylist()))
    except (arrow.ArrowException, OSError, ValueError, LookupError, ArithmeticError, TypeError, MemoryError) as error:
        sys.stderr.write(str(error)[:100])
        return REFUSED
    return 0


def _plain(schema: Iterable[Any]) -> list[str]:
    """The columns that hold single values."""
    return [column.name for column in schema if not str(column.type).startswith(_NESTED)]


def _line(row: dict[str, object]) -> str:
    return json.dumps(row, ensure_ascii=False, default=str) + "\n"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
