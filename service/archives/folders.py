"""Finds the files to read in a folder; of an iPhone backup only the one with the messages."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import BinaryIO

from service.archives.beside import database_of
from service.archives.connection import log_of
from service.archives.iphone_backups import MESSAGES, WITHOUT, Sealed, is_encrypted, listed, stored
from service.archives.source import Source
from service.errors import ArchiveError, NotAnArchiveError


def sources_at(path: Path) -> Iterator[Source]:
    """The file at a path, or every file below the folder there.

    Raises InputError for a path that is not there, and what `sources_in` raises.
    """
    source = Source(path)  # which says what is wrong, where `is_dir` would raise
    if path.is_dir():
        for found in sources_in(path):
            found.top = path
            yield found
    else:
        yield source


def names_of(sources: Iterable[Source]) -> Iterator[str]:
    """What each of the files that are read is called below the folder that was given; those alike are numbered."""
    sources = list(sources)
    names = [file.relative_to(each.top).as_posix() for each in sources for file in files_of([each])]
    taken, counts = set(names), Counter(names)
    for name in names:
        if counts[name] > 1:
            name = next(other for at in count(1) if (other := f"{at}/{name}") not in taken)
            taken.add(name)
        yield name


def files_of(sources: Iterable[Source]) -> Iterator[Path]:
    """The files that are read: those of the sources, and the log of changes beside a database."""
    for source in sources:
        if isinstance(source, Outside):
            continue
        yield source.path
        if log := log_of(source.path):
            yield log


class Outside(Source):
    """A link out of the folder that was given: it says so when it is read, and nothing of its target is."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.size = 0

    def open(self) -> BinaryIO:
        """Raises NotAnArchiveError."""
        raise NotAnArchiveError(f"{self.name} is a link out of the folder; give its target by itself")


def sources_in(folder: Path, top: Path | None = None) -> Iterator[Source]:
    """Every file below the folder in order, without hidden ones and without what belongs to a database beside it.

    A link is followed only to what lies below `top`, the folder that was given if it is another.
    A folder that may not be entered is given in place of its files, and says so when it is read.
    Raises NotAnArchiveError for an iPhone backup that holds no messages.
    """
    try:
        paths = [] if (is_backup := is_iphone_backup(folder)) else sorted(folder.iterdir())
    except OSError:
        yield Source(folder)
        return
    if is_backup:
        yield messages_of(folder)
    for path in paths:
        if path.name.startswith("."):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from sources_in(path, top or folder)
        elif path.is_file() and not _belongs(path):
            yield Source(path) if _is_below(path, top or folder) else Outside(path)


def _is_below(path: Path, top: Path) -> bool:
    return not path.is_symlink() or path.resolve().is_relative_to(top.resolve())


def _belongs(path: Path) -> bool:
    database = database_of(path.name)
    return bool(database) and path.with_name(str(database)).is_file()


def is_iphone_backup(folder: Path) -> bool:
    """Whether iTunes or Finder wrote the folder; before iOS 10 the list of files was one of its own kind."""
    return (folder / "Info.plist").is_file() and any((folder / f"Manifest.{kind}").is_file() for kind in ("db", "mbdb"))


def messages_of(folder: Path) -> Source:
    """The database of messages in an iPhone backup, sealed if it is encrypted. Raises NotAnArchiveError for none."""
    if is_encrypted(folder):
        return Sealed(folder)
    for name in (_listed(folder), MESSAGES):
        if path := stored(folder, name):
            return Source(path)
    raise NotAnArchiveError(f"{folder} {WITHOUT}")


def _listed(folder: Path) -> str:
    """The name that the backup's own list gives the database of messages."""
    try:
        return listed(Source(folder / "Manifest.db"))[0]
    except (ArchiveError, OSError):
        return MESSAGES
