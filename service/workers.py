"""What a process that helps with a scan does: it reads a piece of an archive, judges its texts and makes the lines.

It shares nothing with the others: its model comes from the store, its work from a pipe, and with it what the others
have learnt of texts meanwhile, so that a text is judged once and not once a process.
"""

import gc
import pickle
import signal
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import Self

from model.judging import Judge, Judgement
from model.store import Store
from service.archives.documents import Piece, whole_records
from service.duplicates import digest, is_rough, mark_of, marks_of, text_mark
from service.interrupts import uninterrupted
from service.known import Known, Told
from service.messages import Direction, Message, Sheet, Skipped
from service.packed import Packed, Packing, Style
from service.scan import Judging, dated, is_judged
from service.tables import Form, encoded, form_of
from service.tally import Tally

AHEAD = 3
"""Tasks for each process that are under way at once: one at work, one to go on with, one just done."""

WRITTEN = 4_096
"""Judgements of which it is remembered how they are written."""

Records = Sequence[Message | Skipped]


@dataclass(frozen=True, slots=True)
class Done:
    """The lines of messages, what they add up to, and, of a piece, the marks by which copies are known.

    `rough` holds those of messages without their second, which are not among the others.
    `learnt` is what was told of texts that came for the first time, by their digests, pickled.
    """

    lines: bytes
    tally: Tally
    marks: Sequence[int | None] = ()
    learnt: bytes = b""
    rough: Sequence[int] = ()


class Worker:
    """Does one task after another with one model and for one form of table."""

    def __init__(self, judge: Judging, version: str, form: Form) -> None:
        self._judge = judge
        self._version = version
        self._form = form
        self._unjudged = form.judged(None, version)
        self._known = Known()
        self._packing = Packing()
        self._learnt: dict[int, Told] = {}
        self._written: dict[int, tuple[Judgement, str]] = {}
        self._heard = -1

    def work(self, task: Piece | Records) -> Done | None:
        """The lines of a task; None for a piece that does not hold whole messages and nothing else."""
        if not isinstance(task, Piece):
            return self._done(task)
        if (packed := self._packing.read(task)) and (done := self._of_packed(packed, task.name)):
            return done
        messages = whole_records(task)
        if isinstance(messages, Sheet):
            return self._of_sheet(messages)
        return None if messages is None else self._done([*dated(messages)], marked=True)

    def _of_packed(self, packed: Packed, source: str) -> Done | None:
        """The same as `_of_sheet` in a tenth of the time; None where of a text nothing is known after all.

        That is so where the last of what may be remembered was learnt in the midst of it, and all is forgotten.
        """
        if packed.find(self._known):
            for key, text in packed.unknown():
                self._known.find(key) or self._judged(key, text)
            if packed.find(self._known):
                return None
        style = Style(self._form.native, encoded(self._form.cell(source)), encoded(self._unjudged))
        lines = self._packing.lines(packed, self._known, style)
        return Done(lines, packed.tally(self._known), packed.marks(), self._lesson())

    def _of_sheet(self, sheet: Sheet) -> Done:
        """The same as `_done` for messages by columns, in half the time."""
        told = list(map(self._told, sheet.texts, sheet.directions))
        labels, judged, marks, unsure = zip(*told, strict=True)
        lines = encoded(self._form.lines(sheet, judged))
        return Done(lines, Tally.of(sheet, labels, sum(unsure)), marks_of(sheet, marks), self._lesson())

    def _done(self, records: Records, *, marked: bool = False) -> Done:
        tally, lines = Tally(), []
        marks: list[int] = []
        rough: list[int] = []
        for record in records:
            if isinstance(record, Skipped):
                tally.skip(record)
                continue
            told = self._told(record.text, record.direction)
            tally.count(record, told.label, unsure=told.unsure)
            lines.append(self._form.line(record, self._form.cell(record.text), told.judged))
            if marked and (mark := mark_of(record, told.mark)) is not None:
                (rough if is_rough(record) else marks).append(mark)
        return Done(encoded("".join(lines)), tally, marks, self._lesson(), rough)

    def _told(self, text: str, direction: Direction) -> Told:
        if not is_judged(text, direction):
            return Told(None, self._unjudged, text_mark(text))
        key = digest(text)
        return self._known.find(key) or self._judged(key, text)

    def _judged(self, key: int, text: str) -> Told:
        judgement = self._judge.judge(text)
        told = Told(judgement.label, self._line_of(judgement), text_mark(text), judgement.unsure is not None)
        self._learnt[key] = told
        self._known.add(key, told)
        return told

    def _line_of(self, judgement: Judgement) -> str:
        """What a judgement gives in a line; of one that many texts share, it is made once."""
        if judgement.reasons or judgement.tags:
            return self._form.judged(judgement, self._version)
        if id(judgement) not in self._written:
            if len(self._written) >= WRITTEN:
                self._written.clear()
            self._written[id(judgement)] = judgement, self._form.judged(judgement, self._version)
        return self._written[id(judgement)][1]

    def _lesson(self) -> bytes:
        """What the others may want to know, each thing once."""
        lesson = pickle.dumps(self._learnt) if self._learnt else b""
        self._learnt.clear()
        return lesson

    def hear(self, news: Iterable["News"]) -> None:
        """Remembers what is new of this."""
        for number, lesson in news:
            if number > self._heard:
                for key, told in pickle.loads(lesson).items():
                    self._known.add(key, told)
                self._heard = number


News = tuple[int, bytes]
"""What a process has learnt, and a number by which it is heard once."""


class Crew:
    """Processes that work for one scan; used as a context, at the end of which they are gone."""

    def __init__(self, jobs: int, store: Path, version: str, out: Path) -> None:
        self.ahead = AHEAD * jobs
        self._jobs = jobs
        self._news: tuple[News, ...] = ()
        self._numbers = count()
        self._pool = ProcessPoolExecutor(
            jobs, mp_context=get_context("spawn"), initializer=_begin, initargs=(store, version, out)
        )

    def __enter__(self) -> Self:
        """Starts the processes; Ctrl-C is for the one that started them."""
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            for _ in range(self._jobs):
                self._pool.submit(int)
        finally:
            signal.signal(signal.SIGINT, before)
        return self

    def __exit__(self, *_: object) -> None:
        """Drops what has not begun, and waits for what has."""
        with uninterrupted():
            self._pool.shutdown(cancel_futures=True)

    def submit(self, task: Piece | Records) -> "Future[Done | None]":
        """Gives a task to whichever process is free."""
        with uninterrupted():
            future = self._pool.submit(_work, task, self._news)
            future.add_done_callback(self._hear)
        return future

    def _hear(self, future: "Future[Done | None]") -> None:
        """Passes on what was learnt with the next tasks, with so many that each process gets one of them."""
        if not future.cancelled() and not future.exception() and (done := future.result()) and done.learnt:
            self._news = (*self._news, (next(self._numbers), done.learnt))[-2 * self._jobs :]


_workers: list[Worker] = []
"""The one of this process; a pool can hand over tasks, but no objects to do them with."""


def _begin(store: Path, version: str, out: Path) -> None:
    _workers.append(Worker(Judge(Store(store).load(version).model), version, form_of(out)))
    gc.collect()
    gc.freeze()  # what stays to the end need not be gone through again and again


def _work(task: Piece | Records, news: Sequence[News]) -> Done | None:
    _workers[0].hear(news)
    return _workers[0].work(task)
