"""Scans large archives with several processes: this one reads, counts and writes, the others parse, judge and format.

Order is kept. XML is cut into pieces of whole records and parsed by the others too; what is not whole there, and every
other format, is read here. What comes out is what `service.tables.write` gives, byte for byte.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from os import cpu_count
from pathlib import Path
from typing import Protocol, cast

from service.archives import read_archive, reader_of
from service.archives.decoding import decide
from service.archives.documents import Piece, Reading, Shape, pieces
from service.archives.mending import mend
from service.archives.source import Options, Source
from service.duplicates import Duplicates
from service.errors import ArchiveError, NoColumnError, ServiceError, StoppedError
from service.interrupts import uninterrupted
from service.messages import Message, Skipped
from service.scan import Progress, Unread, dated, sources_of
from service.tables import form_of, refuse_overwriting
from service.tally import Summary, Tally
from service.workers import Done, Records

LARGE = 16 << 20
"""Bytes of archives from which it pays to start more processes, each of which takes a second to load its model."""

RECORDS = 500
"""Records that are handed over at once."""


class Crew(Protocol):
    """Whoever does tasks, so many `ahead` of what is waited for."""

    ahead: int

    def submit(self, task: Piece | Records) -> "Future[Done | None]":
        """Takes a task."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How to read, whether to leave out copies, and whom to tell how far it is."""

    options: Options = field(default_factory=Options)
    dedupe: bool = False
    progress: Progress = lambda read, total, messages: None


def jobs_for(paths: Iterable[Path]) -> int:
    """How many processes suit archives: one, or where they are large one for each core, up to eight."""
    size = sum(each.stat().st_size for path in paths for each in (path, *path.glob("**/*")) if each.is_file())
    return min(8, cpu_count() or 1) if size >= LARGE else 1


def write(paths: Iterable[Path | str], out: Path, crew: Crew, plan: Plan) -> Summary:
    """Scans to the end and writes a line for every message, as `service.tables.write` does and with its errors."""
    scan = _Scan(paths, crew, plan)
    form = form_of(out)
    refuse_overwriting(out, scan.paths)
    count = 0
    try:
        with form.opened(out) as put:
            for done in scan.done():
                put(done.lines)
                count = scan.tally.messages
    except KeyboardInterrupt:
        raise StoppedError(f"stopped; {out} holds the first {count:,} messages, in whole rows") from None
    except OSError as error:
        raise ServiceError(f"{out} cannot be written ({error.strerror or error}); {count:,} messages were") from None
    except BrokenProcessPool:
        raise ServiceError(
            f"a process that judged was ended from outside, perhaps for want of memory; {out} holds the first "
            f"{count:,} messages; try again with --jobs 1"
        ) from None
    return scan.tally.summary(scan.duplicates.count)


class _Scan:
    """Hands out the archives' records as tasks and gathers what is done, in order."""

    def __init__(self, paths: Iterable[Path | str], crew: Crew, plan: Plan) -> None:
        self.tally = Tally()
        self.duplicates = Duplicates()
        self._sources = sources_of(paths)
        self._crew = crew
        self._plan = plan
        self._unread = Unread()

    @property
    def paths(self) -> tuple[Path, ...]:
        return tuple(source.path for source, _ in self._sources)

    def done(self) -> Iterator[Done]:
        """What is done, counted."""
        read, total = 0, sum(source.size for source, _ in self._sources)
        for source, named in self._sources:
            self.duplicates.begin()
            for done in self._of(source, named=named):
                self.tally.add(done.tally)
                self.duplicates.saw_all(done.marks)
                for mark in done.rough:
                    self.duplicates.saw_rough(mark, source.name)
                yield done
                self._plan.progress(min(read + source.position, total), total, self.tally.messages)
            read += source.size
            self._plan.progress(read, total, self.tally.messages)
        self._unread.settle(self.tally.messages)

    def _of(self, source: Source, *, named: bool) -> Iterator[Done]:
        try:
            shape: Shape | None = getattr(reader_of(source), "SHAPE", None)
            if shape is None or self._plan.dedupe:
                yield from self._of_records(read_archive(source, self._plan.options))
            else:
                yield from self._of_document(source, shape)
        except (ArchiveError, NoColumnError) as error:
            yield from self._of_records(iter([self._unread.skipped(source, error, named=named)]))

    def _of_records(self, records: Iterator[Message | Skipped]) -> Iterator[Done]:
        """Records that were read here; copies are left out if that was asked for."""
        kept = (record for record in dated(records) if not self._is_left_out(record))
        ahead: deque[Future[Done | None]] = deque()
        try:
            for batch in _batches(kept):
                ahead.append(self._crew.submit(batch))
                if len(ahead) >= self._crew.ahead:
                    yield cast(Done, _result(ahead.popleft()))
        except ArchiveError:
            yield from (cast(Done, _result(future)) for future in ahead)
            raise
        yield from (cast(Done, _result(future)) for future in ahead)

    def _is_left_out(self, record: Message | Skipped) -> bool:
        return isinstance(record, Message) and self.duplicates.repeats(record) and self._plan.dedupe

    def _of_document(self, source: Source, shape: Shape) -> Iterator[Done]:
        """XML: the others read ahead, and where a piece turns out not to be whole, it is read here after all."""
        encoding = decide(source, self._plan.options.encoding)
        yield from self._of_records(encoding.warning(source))
        reading = Reading(source.name, self._plan.options.timezone, shape)
        coming = _Pieces(pieces(source, encoding, shape, self._plan.options.record))
        ahead: deque[tuple[Piece, Future[Done | None]]] = deque()
        while True:
            number = ahead[-1][0].number + ahead[-1][0].count if ahead else reading.number
            if reading.at_rest and len(ahead) < self._crew.ahead and (xml := coming.next()) is not None:
                piece = Piece(xml, source.name, self._plan.options.timezone, shape, number, shape.count(xml))
                ahead.append((piece, self._crew.submit(piece)))
                continue
            if ahead:
                piece, future = ahead.popleft()
                if done := _result(future):
                    reading.skip(piece)
                    yield done
                    continue
                coming.again([piece.xml, *(later.xml for later, _ in ahead)])
                _forget(ahead)
            if (xml := coming.next()) is None:
                break
            yield from self._of_records(reading.read(mend(xml)))
        coming.settle()
        yield from self._of_records(reading.finish())


def _batches(records: Iterator[Message | Skipped]) -> Iterator[Records]:
    """The records, so many at once; those before an ArchiveError come before it."""
    batch: list[Message | Skipped] = []
    try:
        for record in records:
            batch.append(record)
            if len(batch) == RECORDS:
                yield tuple(batch)
                batch.clear()
    except ArchiveError:
        yield tuple(batch)
        raise
    yield tuple(batch)


def _result(future: "Future[Done | None]") -> Done | None:
    with uninterrupted():
        return future.result()


def _forget(ahead: "deque[tuple[Piece, Future[Done | None]]]") -> None:
    with uninterrupted():
        for _, future in ahead:
            future.cancel()
    ahead.clear()


class _Pieces:
    """Pieces to come, some of them for the second time.

    Where the archive cannot be read on they end, and `settle` raises why: what is ahead comes before that.
    """

    def __init__(self, fresh: Iterator[bytes]) -> None:
        self._fresh = fresh
        self._again: deque[bytes] = deque()
        self._failed: ArchiveError | None = None

    def next(self) -> bytes | None:
        try:
            return self._again.popleft() if self._again else next(self._fresh, None)
        except ArchiveError as error:
            self._failed = error
            return None

    def settle(self) -> None:
        if self._failed:
            raise self._failed

    def again(self, pieces: list[bytes]) -> None:
        self._again.extendleft(reversed(pieces))
