"""A server of several processes: what only the workers meet ends it with a sentence, and is not tried for ever."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from threading import Timer
from time import sleep
from urllib.request import Request, urlopen

import pytest

from model.store import Store
from service import supervising
from service.jobs import Jobs
from service.schemas import EXAMPLE_TEXT
from service.settings import COUNTS

COMMAND = str(Path(sys.executable).with_name("jingxin"))

WORKERS_FIRST = "import os, sys, time\nif '--multiprocessing-fork' in sys.orig_argv: {}\n"
"""A module that each Python runs when it starts, with what workers do before anything else."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")


@contextmanager
def server(
    home: Path, *options: str, environment: Mapping[str, str] | None = None
) -> Iterator["subprocess.Popen[str]"]:
    """A server that was begun, of which no process is left."""
    command = [COMMAND, "serve", "--port", "0", "--workers", "2", *options]
    variables = os.environ | {"JINGXIN_HOME": str(home)} | (environment or {})
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=variables, start_new_session=True) as process:
        overdue = Timer(60, _kill, [process])  # a server that goes on and on fails its test
        overdue.start()
        try:
            yield process
        finally:
            overdue.cancel()
            _kill(process)


def first(folder: Path, deed: str) -> Mapping[str, str]:
    """The environment of a server whose workers do this when they start."""
    (folder / "sitecustomize.py").write_text(WORKERS_FIRST.format(deed))
    return {"PYTHONPATH": os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])}


def _kill(process: "subprocess.Popen[str]") -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def told(process: "subprocess.Popen[str]", what: str, times: int = 1) -> list[str]:
    """The lines with these words, so many that are waited for."""
    assert process.stderr is not None
    return list(islice((line for line in process.stderr if what in line), times))


def ready(process: "subprocess.Popen[str]") -> tuple[int, list[int]]:
    """The port and the workers of a server whose workers serve."""
    assert process.stderr is not None
    lines = list(islice((line for line in process.stderr if re.search("running on|Started server|complete", line)), 5))
    assert sum("complete" in line for line in lines) == 2
    port, *workers = [int(found[1]) for line in lines if (found := re.search(r"(?:\[|:)(\d+)\b", line))]
    return port, workers


def reported(port: int) -> str:
    """The id of a report that was made."""
    content = json.dumps({"text": EXAMPLE_TEXT, "sender": "10690000777", "time": "2026-06-03T10:00:05+08:00"})
    body = f'--x\r\nContent-Disposition: form-data; name="archive"; filename="a.jsonl"\r\n\r\n{content}\n\r\n--x--\r\n'
    order = Request(
        f"http://127.0.0.1:{port}/reports", body.encode(), {"Content-Type": "multipart/form-data; boundary=x"}
    )
    with urlopen(order, timeout=60) as answer:
        page, text = answer.url, answer.read().decode()
    while 'id="running"' in text:
        sleep(0.05)  # the report runs in another process
        text = urlopen(page, timeout=60).read().decode()
    assert "报告做好了" in text
    return str(page).rpartition("/")[2]


def ended(process: "subprocess.Popen[str]") -> tuple[int, str]:
    """How it ended, and what it said since it was last listened to."""
    _, said = process.communicate()
    return process.returncode, said


def test_workers_start_anew_and_count_on_though_somebody_deleted_their_counts(home: Path, tmp_path: Path) -> None:
    counts = tmp_path / "counts"
    counts.mkdir()
    with server(home, environment={COUNTS: str(counts)}) as process:
        port, (one, _) = ready(process)
        shutil.rmtree(counts)
        os.kill(one, signal.SIGKILL)
        assert told(process, "startup complete")
        for _ in range(20):  # some reach the other worker, whose file is gone
            urlopen(f"http://127.0.0.1:{port}/hook/sms", EXAMPLE_TEXT.encode(), timeout=60).read()
        said = urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60).read().decode()
        assert sum(float(number) for number in re.findall(r"messages_total{.*} (.*)", said)) == 20


def test_a_worker_that_cannot_start_anew_is_tried_again_while_the_others_serve(copied: Store, tmp_path: Path) -> None:
    (weights,) = copied.folder.glob("*/weights.bin")
    whole = weights.read_bytes()
    with server(tmp_path) as process:
        port, (one, _) = ready(process)
        weights.write_bytes(b"torn")
        os.kill(one, signal.SIGKILL)
        (why,) = told(process, "run `jingxin train`")
        (again,) = told(process, "trying again")
        assert re.search("the files of model .* do not fit its card; run `jingxin train`$", why)
        assert "a worker ended with 3 before it could serve, for the reason given above; trying again in 1 s" in again
        assert "trying again in 2 s" in told(process, "trying again")[0]
        assert urlopen(f"http://127.0.0.1:{port}/readyz", timeout=20).status == 200
        weights.write_bytes(whole)
        assert told(process, "Application startup complete")
        process.send_signal(signal.SIGTERM)
        code, said = ended(process)
    assert (code, "Traceback" in said) == (0, False)


def test_memory_is_named_only_where_a_worker_was_killed() -> None:
    assert "if for want of memory, give fewer than --workers 4" in supervising._why(-9, 4)
    assert supervising._why(-11, 4) == "a worker was killed by signal 11 before it could serve"


def test_a_worker_ends_in_good_order_when_its_parent_is_killed(home: Path) -> None:
    """Else it serves on for ever, holds the port, and nobody starts another for it."""
    with server(home) as process:
        ready(process)
        process.kill()
        _, said = ended(process)  # which is told once nobody is left who could say anything
    assert said.count("Finished server process") == 2


@pytest.mark.usefixtures("copied")
def test_no_report_is_left_when_the_server_stops_though_its_worker_was_killed(tmp_path: Path) -> None:
    others = Jobs(tmp_path / "reports", most=9, seconds=60).open()  # of another server on the same home
    with server(tmp_path) as process:
        port, workers = ready(process)
        report = reported(port)
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
        told(process, "Application startup complete", 2)
        assert (tmp_path / "reports" / report / "made.zip").is_file()
        process.send_signal(signal.SIGTERM)
        assert ended(process)[0] == 0
    assert list((tmp_path / "reports").iterdir()) == [others.folder]


def test_a_worker_that_is_killed_before_it_serves_ends_the_server(home: Path, tmp_path: Path) -> None:
    """As the system kills one for want of memory."""
    with server(home, environment=first(tmp_path, "os.kill(os.getpid(), 9)")) as process:
        code, said = ended(process)
    assert code == 1
    assert "jingxin: a worker was killed by signal 9 before it could serve; " in said.splitlines()[-1]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_folder_that_only_the_application_needs_is_named(home: Path, tmp_path: Path, workers: str) -> None:
    counts = {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "none")}
    with server(home, "--workers", workers, environment=counts) as process:
        code, said = ended(process)
    assert code == 1
    assert f"the server cannot start: [Errno 2] No such file or directory: '{tmp_path}/none/" in said
    assert said.splitlines()[-1].startswith("jingxin: ")
    assert "Traceback" not in said


@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_option_counts_for_the_workers_too(home: Path, workers: str) -> None:
    """They read the environment themselves, and ended over and over for a variable that was overruled."""
    with server(home, "--workers", workers, environment={"JINGXIN_PORT": "many"}) as process:
        assert len(told(process, "Application startup complete", int(workers))) == int(workers)
        process.send_signal(signal.SIGINT)
        assert ended(process)[0] == 0


def test_the_port_is_listened_on_before_a_worker_is_started(home: Path) -> None:
    """Else another program may listen first, and with uvloop the workers do not notice."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", 0))
        with server(home, "--port", str(other.getsockname()[1])) as process:
            assert told(process, "Started parent process")
            with pytest.raises(OSError, match="in use"):
                other.listen()


def test_a_worker_that_served_is_replaced(home: Path) -> None:
    with server(home) as process:
        _, (one, _) = ready(process)
        os.kill(one, signal.SIGKILL)
        assert told(process, "Started server process")
        process.send_signal(signal.SIGTERM)
        assert ended(process)[0] == 0


def test_ctrl_c_while_workers_start_is_no_failure(home: Path, tmp_path: Path) -> None:
    """The terminal sends it to all of them, and one that has hardly begun ends at once."""
    deed = "sys.stderr.write('asleep\\n'); time.sleep(60)"  # a line in one piece, as two write at once
    with server(home, environment=first(tmp_path, deed)) as process:
        assert len(told(process, "asleep", 2)) == 2
        os.killpg(process.pid, signal.SIGINT)
        code, said = ended(process)
    assert (code, "jingxin: " in said) == (0, False)


def test_want_of_a_temporary_folder_is_told_in_a_sentence(home: Path, tmp_path: Path) -> None:
    missing = str(tmp_path / "none")
    script = f"import sys, tempfile; tempfile.tempdir = {missing!r}; from service.cli import main; main()"
    command = [sys.executable, "-c", script, "serve", "--port", "0", "--workers", "2"]
    done = subprocess.run(
        command, capture_output=True, text=True, env=os.environ | {"JINGXIN_HOME": str(home)}, check=False
    )
    assert done.returncode == 1
    assert done.stderr == (
        "jingxin: no folder can be made for the counts of the workers (No such file or directory); "
        "make room, or name another place for temporary files in TMPDIR\n"
    )
