"""Work for a process of its own that goes wrong in one way or another; as a program, a server that begins one."""

import os
import signal
import sys
import tempfile
from functools import partial
from pathlib import Path
from time import sleep

from service.errors import StoppedError
from service.jobs import Job, Stage, Status
from service.processes import begin
from service.schemas import EXAMPLE_TEXT


def endless(job: Job) -> Status:
    """Says that it has begun, by which process, and never ends."""
    fresh = job.folder / "begun.tmp"
    fresh.write_text(str(os.getpid()))
    fresh.rename(job.folder / "begun")
    while True:
        sleep(1)


def broken(job: Job) -> Status:
    raise ValueError(EXAMPLE_TEXT)


def killed(job: Job) -> Status:
    os.kill(os.getpid(), signal.SIGKILL)
    raise StoppedError


def careless(job: Job) -> Status:
    """Leaves a temporary file."""
    handle, _ = tempfile.mkstemp(".left")
    os.close(handle)
    return Status(Stage.DONE)


if __name__ == "__main__":
    job = Job("job", Path(sys.argv[1]) / "reports" / "job")
    job.folder.mkdir(parents=True)
    begin(partial(endless, job), job.folder)
    sleep(60)
