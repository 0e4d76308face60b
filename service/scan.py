"""Judges the messages of archives: findings one by one, and what they add up to."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol

from model.judging import Judgement
from service.archives import read_archive, reader_of
from service.archives.folders import files_of, is_iphone_backup, names_of, sources_at
from service.archives.source import Options, Source, refused
from service.clock import on_its_day
from service.duplicates import Duplicates
from service.errors import ArchiveError, InputError, NoColumnError
from service.messages import Direction, Message, Skipped
from service.tally import Finding as Finding
from service.tally import Summary as Summary
from service.tally import Tally

STRIDE = 256
"""Messages between two reports of progress."""

Progress = Callable[[int, int, int], None]
"""Is told the bytes read, the bytes in total, and the messages so far."""


class Judging(Protocol):
    """Whatever can judge a text."""

    def judge(self, text: str) -> Judgement:
        """The judgement of one text."""


class Unread:
    """The archives that could not be read: those that were named are errors, others are skipped with the reason."""

    def __init__(self) -> None:
        self._lacking: NoColumnError | None = None

    def skipped(self, source: Source, error: ArchiveError | NoColumnError, *, named: bool) -> Skipped:
        """What stands in place of its messages. Raises the error for an archive that was named."""
        if named:
            raise error
        if isinstance(error, NoColumnError):
            self._lacking = self._lacking or error
        return refused(source.name, error)

    def settle(self, messages: int) -> None:
        """Raises NoColumnError if no message was read and an archive lacked a column."""
        if self._lacking and not messages:
            raise self._lacking


class Scan(Iterator[Finding | Skipped]):
    """The findings of archives, one after another, and at any time their summary.

    `paths` are the files it reads.

    Raises NotAnArchiveError for a file that was named and is none, at once; files found in a folder that was named are
    skipped instead, with the reason. A column that was asked for need only be in one of these; raises NoColumnError at
    the end if none had it.
    """

    def __init__(
        self,
        paths: Iterable[Path | str],
        judge: Judging,
        options: Options | None = None,
        progress: Progress | None = None,
        *,
        dedupe: bool = False,
    ) -> None:
        self.sources = sources_of(paths)
        self.paths = tuple(files_of(source for source, _ in self.sources))
        self._judge = judge
        self._options = options or Options()
        self._dedupe = dedupe
        self._progress = progress or (lambda read, total, messages: None)
        self._total = sum(source.size for source, _ in self.sources)
        self._tally = Tally()
        self._duplicates = Duplicates()
        self._unread = Unread()
        self._found = self._run()

    @property
    def names(self) -> tuple[str, ...]:
        """What `paths` are called without the folders of this computer."""
        return tuple(names_of(source for source, _ in self.sources))

    def __next__(self) -> Finding | Skipped:
        return next(self._found)

    def summary(self) -> Summary:
        """What the findings so far add up to; complete once the scan is exhausted."""
        return self._tally.summary(self._duplicates.count)

    def _run(self) -> Iterator[Finding | Skipped]:
        done = 0
        for source, named in self.sources:
            self._duplicates.begin()
            for record in self._records(source, named=named):
                if isinstance(record, Message) and self._duplicates.repeats(record) and self._dedupe:
                    continue
                yield self._finding(record)
                if self._tally.messages % STRIDE == 0:
                    self._report(done + source.position)
            done += source.size
            self._report(done)
        self._unread.settle(self._tally.messages)

    def _records(self, source: Source, *, named: bool) -> Iterator[Message | Skipped]:
        try:
            yield from dated(read_archive(source, self._options))
        except (ArchiveError, NoColumnError) as error:
            yield self._unread.skipped(source, error, named=named)

    def _finding(self, record: Message | Skipped) -> Finding | Skipped:
        if isinstance(record, Skipped):
            self._tally.skip(record)
            return record
        finding = Finding(record, self._judge.judge(record.text) if is_judged(record.text, record.direction) else None)
        self._tally.find(finding)
        return finding

    def _report(self, read: int) -> None:
        self._progress(min(read, self._total), self._total, self._tally.messages)


def dated(records: Iterable[Message | Skipped]) -> Iterator[Message | Skipped]:
    """The records, each message on its day: `scan` and `report`, alone and together, give the same instants."""
    return (on_its_day(record) if isinstance(record, Message) else record for record in records)


def is_judged(text: str, direction: Direction) -> bool:
    """Whether there is something to judge: a text, and not the owner's own."""
    return direction is not Direction.OUT and bool(text) and not text.isspace()


def scan(
    paths: Iterable[Path | str],
    judge: Judging,
    options: Options | None = None,
    progress: Progress | None = None,
    *,
    dedupe: bool = False,
) -> Scan:
    """The findings of files, and of all files in folders, in order; iterate to get them, then ask for `summary()`.

    `dedupe` leaves out messages that came before; they are counted either way. Raises InputError for a path that is not
    there, and what `read_archive` raises for a file that was named.
    """
    return Scan(paths, judge, options, progress, dedupe=dedupe)


def sources_of(paths: Iterable[Path | str]) -> tuple[tuple[Source, bool], ...]:
    """Each file to read, and whether it was named rather than found in a folder.

    Raises NotAnArchiveError for one that was named and is no archive, and InputError for a path that is not there.
    """
    sources = tuple(_sources(map(Path, paths)))
    for source, named in sources:
        if named:
            reader_of(source)
    return sources


def _sources(paths: Iterable[Path]) -> Iterator[tuple[Source, bool]]:
    for path in paths:
        found = list(sources_at(path))
        if not found:
            raise InputError(f"{path} is a folder without files; give an exported file")
        named = not path.is_dir() or is_iphone_backup(path)
        yield from ((each, named) for each in found)
