"""Reports that run beside the server, each in a folder of its own that is deleted after a while and at the end.

What stands on the disk is all there is to know of a job, so that any worker process can answer for it.
"""

import asyncio
import hashlib
import json
import logging
import multiprocessing
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import partial
from multiprocessing.context import SpawnProcess
from pathlib import Path
from time import time
from typing import Self

from model.whole import write_whole
from service.errors import BusyError, FullError, GoneError, PageError, StoppedError
from service.processes import begin, end

LOG = logging.getLogger(__name__)

EVERY = 20.0
"""Seconds between two looks for what is to be deleted."""

SILENT = 3_600.0
"""Seconds for which a report that runs may say nothing: it reads, judges and sums up a while between two words."""

LOOK = 0.2
"""Seconds between two looks whether a job has ended or was deleted."""

FULL = "服务器暂时存不下这些文件，您的文件没有被保存。请过一会儿再提交一次，或者只传短信那一个文件。"

_ID = re.compile(r"[\w-]{43}", re.ASCII)
_STATUS = "status.json"
_SERVER = "server"
_GONE = "报告只短暂保留：到了时间、您点了删除，或者服务器重新启动过，就没有了。需要的话，请再整理一次。"
_UNKNOWN = "整理时出了意料之外的错。请换一种方式导出再试；若还是这样，欢迎告诉我们是什么软件导出的（不用发短信内容）。"
_KILLED = "整理到一半停了，可能是文件太大、内存不够。请分成几份，一份一份地提交；或者导出时只选短信，不带图片和附件。"


class Stage(StrEnum):
    """How far a job is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Status:
    """How far a job is: bytes read, bytes in total, messages so far; in the end its counts, or why it failed."""

    stage: Stage = Stage.RUNNING
    read: int = 0
    total: int = 0
    messages: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    why: str = ""

    @property
    def percent(self) -> int:
        """How much has been read, as people say it."""
        return 100 * self.read // self.total if self.total else 0


@dataclass(frozen=True, slots=True)
class Job:
    """One report: an id that cannot be guessed, and the folder with what was given and what is made of it."""

    id: str
    folder: Path

    @property
    def given(self) -> Path:
        """The folder of the files that were uploaded."""
        return self.folder / "given"

    @property
    def made(self) -> Path:
        """The file that can be downloaded."""
        return self.folder / "made.zip"

    def status(self) -> Status:
        """How far it is. Raises GoneError once it is deleted."""
        try:
            fields = json.loads((self.folder / _STATUS).read_text("utf-8"))
        except OSError:
            raise GoneError(_GONE) from None
        return Status(**(fields | {"stage": Stage(fields["stage"])}))

    def tell(self, status: Status) -> None:
        """Notes how far it is. Raises StoppedError once it is deleted."""
        try:
            if self.is_deleted():
                raise FileNotFoundError
            self.note(status)
        except OSError:
            raise StoppedError("the report was deleted while it was made") from None

    def note(self, status: Status) -> None:
        """Writes down how far it is, as a whole or not at all, since other processes read it meanwhile."""
        write_whole(self.folder / _STATUS, json.dumps(asdict(status), ensure_ascii=False).encode())

    def age(self) -> float:
        """Seconds since it last said how far it is; for one that is half made or half deleted, since that."""
        for path in (self.folder / _STATUS, self.folder):
            with suppress(OSError):
                return time() - path.stat().st_mtime
        return 0.0

    def is_deleted(self) -> bool:
        """Whether somebody deleted it."""
        return not (self.folder / _STATUS).is_file()

    def clear(self) -> None:
        """Deletes what was given and made, but not what is known of it."""
        for path in self.folder.glob("*"):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name not in (_STATUS, _SERVER):
                path.unlink(missing_ok=True)

    def delete(self) -> None:
        """Deletes all of it; what still runs stops at its next step."""
        (self.folder / _STATUS).unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)


Work = Callable[[Job], Status]
"""Makes the report of a job in its folder and says what came out; it goes to another process, so it can be pickled."""


class Jobs:
    """The jobs of one folder: opened, run in processes, looked up, and deleted `seconds` after their last word.

    One that runs has an hour for that at least, however shortly reports are kept.
    """

    def __init__(self, folder: Path, *, most: int, seconds: float) -> None:
        self._folder = folder
        self._most = most
        self.seconds = seconds
        self._own: set[Job] = set()
        self._followed: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        """Deletes what a crash may have left, and from now on what is too old."""
        self.sweep()
        self._sweeper = asyncio.create_task(self._keep_clean())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Deletes all jobs of this process and waits until theirs have ended."""
        self._sweeper.cancel()
        for job in tuple(self._own):
            job.delete()
        await asyncio.gather(*self._followed)

    def refuse_if_full(self) -> None:
        """Raises BusyError while as many jobs run as may."""
        self.sweep()
        running = 0
        for job in self._all():
            with suppress(GoneError):
                running += job.status().stage is Stage.RUNNING
        if running >= self._most:
            raise BusyError("正在整理的报告已经够多了。请过几分钟再提交一次，您的文件没有被保存。")

    def open(self) -> Job:
        """A new job. Raises BusyError while as many run as may, and FullError where there is no room for it."""
        self.refuse_if_full()
        name = secrets.token_urlsafe(32)
        job = Job(name, self._folder / name)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            job.folder.mkdir(mode=0o700)
            job.given.mkdir()
            (job.folder / _SERVER).write_text(_this_server())
            job.note(Status())
        except OSError as error:
            shutil.rmtree(job.folder, ignore_errors=True)
            LOG.error("a report cannot be begun: %s", error.strerror)
            raise FullError(FULL) from None
        self._own.add(job)
        return job

    def start(self, job: Job, work: Work) -> None:
        """Runs the work in a process of its own, which ends when the job is deleted."""
        task = asyncio.create_task(_follow(job, begin(partial(run, job, work), job.folder)))
        self._followed.add(task)
        task.add_done_callback(self._followed.discard)

    def get(self, name: str) -> Job:
        """The job with an id. Raises GoneError if there is none."""
        job = Job(name, self._folder / name)
        if not _ID.fullmatch(name) or not job.folder.is_dir():
            raise GoneError(_GONE)
        return job

    def sweep(self) -> None:
        """Deletes every job that has said nothing for too long."""
        for job in self._all():
            if job.age() > self._patience(job):
                _delete(job)
        gone = [job for job in tuple(self._own) if not job.folder.exists()]  # a copy, as others are opened meanwhile
        self._own.difference_update(gone)

    def _patience(self, job: Job) -> float:
        """Seconds that may have passed since a job's last word."""
        with suppress(GoneError):
            if job.status().stage is Stage.RUNNING:
                return max(self.seconds, SILENT)
        return self.seconds

    def _all(self) -> Iterator[Job]:
        """Every job, also one half made; not what else may lie there, such as macOS's .DS_Store."""
        if self._folder.is_dir():
            found = [path for path in self._folder.iterdir() if _ID.fullmatch(path.name) and path.is_dir()]
            yield from (Job(path.name, path) for path in found)

    async def _keep_clean(self) -> None:
        while True:
            await asyncio.sleep(min(EVERY, self.seconds))
            try:
                await asyncio.to_thread(self.sweep)
            except Exception as error:  # what is too old must go, if not now then at the next look
                LOG.error("old reports could not be looked for: %s", type(error).__name__)


def delete_left(folder: Path) -> None:
    """Deletes what jobs of this server are left when its processes have ended: one that was killed deletes none."""
    for server in folder.glob(f"*/{_SERVER}"):
        with suppress(OSError):  # another server on the same folder deletes its own
            if _ID.fullmatch(server.parent.name) and server.read_text() == _this_server():
                _delete(Job(server.parent.name, server.parent))


def _this_server() -> str:
    """A name that all processes of this server have, and of no other: they share a random key, of which it is made."""
    return hashlib.sha256(multiprocessing.current_process().authkey).hexdigest()


def _delete(job: Job) -> None:
    """Deletes a job; one that cannot be deleted is no reason to keep the others."""
    try:
        job.delete()
    except OSError as error:
        LOG.error("an old report cannot be deleted: %s", type(error).__name__)


def run(job: Job, work: Work) -> None:
    """Does the work; a person waits for every end of it, so that no error may pass without an answer."""
    try:
        status = work(job)
    except StoppedError:
        return
    except PageError as error:
        status = Status(Stage.FAILED, why=str(error))
    except Exception as error:  # its message may hold what was sent, its type does not
        LOG.error("a report failed: %s", type(error).__name__)
        status = Status(Stage.FAILED, why=_UNKNOWN)
    _end(job, status)


async def _follow(job: Job, process: SpawnProcess) -> None:
    """Waits for the process, ends it if the job is deleted, and clears up after it."""
    try:
        while process.is_alive() and not job.is_deleted():
            await asyncio.sleep(LOOK)
    finally:
        end(process)
        await asyncio.to_thread(_settle, job)


def _settle(job: Job) -> None:
    """Leaves nothing of a job that was deleted, and no job that seems to run though its process is gone."""
    if job.is_deleted():
        job.delete()  # again, as something was written since
        return
    with suppress(GoneError):
        if job.status().stage is Stage.RUNNING:
            _end(job, Status(Stage.FAILED, why=_KILLED))


def _end(job: Job, status: Status) -> None:
    """Notes how a job ended; where it failed because the disk is full, there must be room for that."""
    if status.stage is Stage.FAILED:
        job.clear()
    else:
        shutil.rmtree(job.given, ignore_errors=True)
    with suppress(StoppedError):
        job.tell(status)
