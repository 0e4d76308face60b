"""Opens an SQLite database of a stranger's so that nothing in it runs, and reads its plain tables."""

import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from service.archives.beside import LOG
from service.archives.source import Source
from service.errors import ArchiveError

MAGIC = b"SQLite format 3\0"

LEAST = 4
"""Bytes that a row takes at least; a table with more rows than its file has room for goes in circles."""

FAILURES = (sqlite3.Error, UnicodeDecodeError)
"""What a damaged database raises; the latter where a name in it, as an error would tell it, is not UTF-8."""

_MOST_MISSING = 1 << 32

_ALLOWED = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
_PRAGMAS = ("table_info", "quick_check")
_SETTINGS = ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON", "mmap_size = 0", "temp_store = MEMORY")

Row = Mapping[str, object]


class Database:
    """The plain tables of a database, and in `problems` what was damaged in those that were read."""

    def __init__(self, connection: sqlite3.Connection, size: int) -> None:
        self.problems: list[str] = []
        self._connection = connection
        self._most = size // LEAST
        self._kinds = {
            string(name).casefold(): (string(name), string(kind), string(sql).lstrip().upper())
            for name, kind, sql in connection.execute("SELECT name, type, sql FROM sqlite_master")
            if string(kind) in ("table", "view")
        }

    @property
    def tables(self) -> list[str]:
        """The names of all tables and views."""
        return [name for name, _, _ in self._kinds.values()]

    def columns(self, table: str) -> set[str]:
        """The names of a table's columns in small letters; none if there is no such table.

        Raises ArchiveError for a view or a virtual table, as reading one runs what a stranger wrote.
        """
        if table.casefold() not in self._kinds:
            return set()
        name, kind, sql = self._kinds[table.casefold()]
        if kind != "table" or sql.startswith("CREATE VIRTUAL"):
            raise ArchiveError(f"has a view or virtual table in place of the table {table}, which is not read")
        return {string(row[1]).casefold() for row in self._connection.execute(f"PRAGMA table_info({_quoted(name)})")}

    def has(self, table: str, *columns: str) -> bool:
        """Whether there is such a table with all these columns."""
        return set(columns) <= self.columns(table) and table.casefold() in self._kinds

    def rows(self, table: str, *columns: str) -> Iterator[Row]:
        """Every row of a table in its order, with None for a column that is not there; up to where it is damaged."""
        there = self.columns(table)
        wanted = [name for name in columns if name.casefold() in there or name == "rowid"]
        if not wanted:
            return
        selected = ", ".join(map(_quoted, wanted))
        try:
            self._check(table)
            for count, values in enumerate(self._connection.execute(f"SELECT {selected} FROM {_quoted(table)}")):
                if count > self._most:
                    raise sqlite3.DatabaseError("more rows than the file has room for")
                yield dict.fromkeys(columns) | dict(zip(wanted, values, strict=True))
        except FAILURES as error:
            self.problems.append(f"the table {table} is damaged ({error}); what was to follow is missing")

    def _check(self, table: str) -> None:
        """Notes damage that would lose rows without a word."""
        try:
            found = [string(row[0]) for row in self._connection.execute(f"PRAGMA quick_check({_quoted(table)})")]
        except FAILURES as error:
            found = [str(error)]
        if found and found[0] != "ok":
            self.problems.append(
                f"the table {table} is damaged ({' '.join(found[0].split())[:100]}); check what is missing"
            )


@contextmanager
def opened(source: Source) -> Iterator[Database]:
    """The database, read-only; a log of changes that lies beside it is read from a copy, as it must be merged.

    Raises ArchiveError if it cannot be opened.
    """
    with source.local() as path, _readied(path) as (file, mode):
        try:
            with closing(
                sqlite3.connect(f"{file.absolute().as_uri()}?{mode}", uri=True, check_same_thread=False)
            ) as given:
                given.text_factory = bytes
                for setting in _SETTINGS:
                    given.execute(f"PRAGMA {setting}")
                given.set_authorizer(_authorize)
                log = log_of(file)
                database = Database(given, file.stat().st_size + (log.stat().st_size if log else 0))
                if missing := missing_bytes(path):
                    database.problems.append(
                        f"the file is cut off; {missing:,} bytes are missing at its end: copy it again"
                    )
                yield database
        except FAILURES as error:
            raise ArchiveError(f"is a damaged database ({error}); copy it again") from None


@contextmanager
def _readied(path: Path) -> Iterator[tuple[Path, str]]:
    """The file and how it is to be opened; a copy where the file itself would have to be changed."""
    log = log_of(path)
    missing = missing_bytes(path)
    if log is None and not missing:
        yield path, "mode=ro&immutable=1"
        return
    with TemporaryDirectory(prefix="jingxin-") as folder:
        copy = Path(folder) / "copy"
        shutil.copyfile(path, copy)
        if log is not None:
            shutil.copyfile(log, copy.with_name(f"copy{LOG}"))
        elif missing < _MOST_MISSING:  # SQLite reads nothing at all of a file that is shorter than it says
            os.truncate(copy, path.stat().st_size + missing)
        yield copy, "mode=rw"


def log_of(path: Path) -> Path | None:
    """The log of changes that SQLite keeps beside a database, if anything stands in it."""
    log = path.with_name(path.name + LOG)
    return log if log.is_file() and log.stat().st_size > 0 else None


def missing_bytes(path: Path) -> int:
    """How many bytes are missing at the end of a database, by the number of pages that it says it has."""
    with path.open("rb") as stream:
        head = stream.read(96)
    if len(head) < 96 or head[24:28] != head[92:96]:  # the count was not kept up to date by old programs
        return 0
    page = int.from_bytes(head[16:18], "big")
    return max(0, int.from_bytes(head[28:32], "big") * (65536 if page == 1 else page) - path.stat().st_size)


def _authorize(action: int, first: str | None, *_: str | None) -> int:
    """Lets through what reads a table, and no function, view or trigger."""
    allowed = action in _ALLOWED or (action == sqlite3.SQLITE_PRAGMA and first in _PRAGMAS)
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if name != "rowid" else name


def string(value: object) -> str:
    """A value as text; empty for none, U+FFFD for bytes that are not UTF-8."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if value is None else str(value)
