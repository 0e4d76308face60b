"""What judging costs over HTTP, next to an endpoint that takes and gives the same and does nothing.

Both are served by uvicorn with one worker on one core, the load generator (wrk, 16 connections) runs on the other, and
they take turns. One in twenty messages is of a collector. Needs Linux, two cores and wrk (`apt-get install wrk`).

    python -m benchmarks.serving [--rounds 3] [--seconds 5] [--out FOLDER]
"""

import csv
import http.client
import json
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, process_time, sleep
from typing import Annotated

import typer
from fastapi import FastAPI

from benchmarks.machine import described, resident, seconds
from benchmarks.make_archive import DATA, HARMFUL
from benchmarks.plots import plot
from model.labels import Label, Verdict
from model.samples import read_samples
from model.store import Store
from service.schemas import BatchOut, ClassifyIn, JudgementOut
from service.serving import Serving, fill_store
from service.settings import Settings

RESULTS = Path(__file__).parent / "results"
OURS = (sys.executable, "-c", "from service.cli import main; main()", "serve", "--port")
BARE = (sys.executable, "-m", "uvicorn", "benchmarks.serving:bare", "--factory", "--no-access-log", "--port")
MANY = 1_000
"""Messages of a batch."""

STARTS = 7
"""Starts of each server: of three in a row one took 1.7 times as long as another."""

UNITS = {"us": 0.001, "ms": 1, "s": 1_000, "m": 60_000}

Server = tuple[int, "subprocess.Popen[bytes]", float]
"""Its port, its process, and the seconds until it was ready."""


def bare() -> FastAPI:
    """An application whose endpoint takes and gives what ours does, always the same."""
    app = FastAPI()
    judgement = JudgementOut(
        label=Label.NORMAL,
        category=Label.NORMAL.category,
        verdict=Verdict.ALLOW,
        score=0.99,
        probabilities={Label.NORMAL: 0.99, Label.HARASSMENT: 0.005, Label.THREAT: 0.005},
        tags=[],
        reasons=[],
        reason="未见催收骚扰或联系他人的表述",
        disguises=[],
        model="0123456789ab",
    )

    @app.post("/v1/classify")
    async def classify(body: ClassifyIn) -> JudgementOut | BatchOut:
        if body.messages is None:
            return judgement
        return BatchOut(judgements=[judgement] * len(body.messages))

    @app.get("/readyz")
    async def readyz() -> None:
        return None

    return app


def texts(count: int) -> list[str]:
    """Messages as a phone gets them."""
    chance = random.Random(3)
    samples = sorted(read_samples(DATA), key=lambda sample: sample.text)
    normal = [sample.text for sample in samples if sample.label is Label.NORMAL]
    harmful = [sample.text for sample in samples if sample.label is not Label.NORMAL]
    return [chance.choice(harmful if chance.random() < HARMFUL else normal) for _ in range(count)]


@contextmanager
def serving(command: Sequence[str], core: int, workers: int = 1) -> Iterator[Server]:
    """A server on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    before = perf_counter()
    cores = str(core) if workers == 1 else f"0-{workers - 1}"
    process = subprocess.Popen(
        ["taskset", "-c", cores, *command, str(port), "--workers", str(workers)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _is_ready(port):
            if process.poll() is not None:
                sys.exit(f"the server did not start: {' '.join(command)}")
            sleep(0.005)
        yield port, process, perf_counter() - before
    finally:
        process.terminate()
        process.wait(30)


def until_ready(command: Sequence[str]) -> float:
    """Seconds that a server takes to start."""
    with serving(command, 0) as (_, _, ready):
        return ready


def _is_ready(port: int) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False


def script(folder: Path, bodies: Sequence[object]) -> Path:
    """What wrk sends, one after the other."""
    written = ",\n".join(
        '"' + "".join(f"\\x{byte:02x}" for byte in json.dumps(body, ensure_ascii=False).encode()) + '"'
        for body in bodies
    )
    path = folder / f"{len(bodies)}.lua"
    path.write_text(
        f"local bodies = {{\n{written}}}\nlocal requests, at = {{}}, 0\n"
        "init = function() for k, body in ipairs(bodies) do requests[k] = wrk.format('POST', '/v1/classify', "
        "{['Content-Type'] = 'application/json'}, body) end end\n"
        "request = function() at = at % #requests + 1 return requests[at] end\n"
    )
    return path


def loaded(
    port: int, process: "subprocess.Popen[bytes]", sent: Path, duration: int, connections: int = 16
) -> tuple[float, float, float]:
    """Requests a second, milliseconds within which 99 of 100 are answered, and the server's µs of processor for one."""
    before = seconds(process.pid)
    command = (
        f"taskset -c 1 wrk -t1 -c{connections} -d{duration} --timeout 60 --latency -s {sent} http://127.0.0.1:{port}"
    )
    done = subprocess.run(command.split(), capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in done:
        sys.exit(done)
    requests = int(_found(r"(\d+) requests in", done))
    p99 = float(_found(r"99%\s+([\d.]+)", done)) * UNITS[_found(r"99%\s+[\d.]+(\w+)", done)]
    return float(_found(r"Requests/sec:\s+([\d.]+)", done)), p99, (seconds(process.pid) - before) / requests * 1e6


def _found(pattern: str, said: str) -> str:
    match = re.search(pattern, said)
    assert match, said
    return match[1]


def in_process(messages: Sequence[str]) -> float:
    """Seconds of the processor to judge messages without HTTP."""
    judge, _ = Serving(Store(Settings().store)).current()
    before = process_time()
    list(judge.judge_all(messages))
    return process_time() - before


def main(
    rounds: Annotated[int, typer.Option(min=1)] = 3,
    duration: Annotated[int, typer.Option("--seconds", min=1, help="Seconds that each server is asked a round.")] = 5,
    out: Annotated[Path, typer.Option(help="The folder that serving.csv and .png go to.")] = RESULTS,
) -> None:
    """Measure judging over HTTP."""
    if missing := [name for name in ("wrk", "taskset") if shutil.which(name) is None]:
        sys.exit(f"serving: {', '.join(missing)} must be installed; apt-get install wrk util-linux")
    fill_store(Settings(), print)
    print(described(("fastapi", "starlette", "pydantic", "uvicorn", "uvloop", "httptools", "orjson")))
    rows = list(_measured(rounds, duration))
    for what, value, goal in rows:
        print(f"{what}: {value:.2f}" + (f" (goal: {goal})" if goal else ""))
    out.mkdir(parents=True, exist_ok=True)
    with (out / "serving.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("what", "value", "goal"))
        writer.writerows((what, f"{value:.3f}", goal) for what, value, goal in rows)
    plot(draw, out / "serving.png", {what: value for what, value, _ in rows if "µs of processor" in what})


def _measured(rounds: int, duration: int) -> Iterator[tuple[str, float, str]]:
    own = texts(MANY)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        single = script(Path(folder), [{"text": text} for text in own[:500]])
        batch = script(Path(folder), [{"messages": [{"text": text} for text in own]}])
        starts = [(until_ready(OURS), until_ready(BARE)) for _ in range(STARTS)]
        yield "seconds until ready", median(a for a, _ in starts), "≤ 1.0"
        yield "seconds until bare is ready", median(b for _, b in starts), ""
        ours, our_process, _ = running.enter_context(serving(OURS, 0))
        other, other_process, _ = running.enter_context(serving(BARE, 0))
        answers = [
            (loaded(ours, our_process, single, duration), loaded(other, other_process, single, duration))
            for _ in range(rounds)
        ]
        yield "requests a second, ours", median(a[0] for a, _ in answers), ""
        yield "requests a second, bare", median(b[0] for _, b in answers), ""
        yield "throughput, ours ÷ bare", median(a[0] / b[0] for a, b in answers), "≥ 0.75"
        yield "p99 ms, ours", median(a[1] for a, _ in answers), ""
        yield "p99 ms, bare", median(b[1] for _, b in answers), ""
        yield "p99, ours ÷ bare", median(a[1] / b[1] for a, b in answers), "≤ 1.5"
        yield "µs of processor a request, ours", median(a[2] for a, _ in answers), ""
        yield "µs of processor a request, bare", median(b[2] for _, b in answers), ""
        many = [
            (loaded(ours, our_process, batch, duration, 1)[2] / MANY, in_process(own) / MANY * 1e6)
            for _ in range(rounds)
        ]
        yield "µs of processor a message, 1,000 a call", median(a for a, _ in many), ""
        yield "µs of processor a message, in process", median(b for _, b in many), ""
        yield "speed of 1,000 a call, HTTP ÷ in process", median(b / a for a, b in many), "≥ 0.6"
        yield "resident MiB", resident(our_process.pid) / 2**20, "≤ 110"
        two, two_process, _ = running.enter_context(serving(OURS, 0, workers=2))
        workers = [
            (loaded(ours, our_process, single, duration)[2], loaded(two, two_process, single, duration)[2])
            for _ in range(rounds)
        ]
        scaled = median(2 * a / b for a, b in workers)
        yield "two workers ÷ one, by processor time a request", scaled, "≥ 1.8"


def draw(path: Path, values: dict[str, float]) -> None:
    """Draws the processor time of each kind of request."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 3), layout="constrained")
    axes = figure.add_subplot(xlabel="µs of processor", title="What judging costs over HTTP")
    names = [what.removeprefix("µs of processor ") for what in values]
    bars = axes.barh(names[::-1], list(values.values())[::-1])
    axes.bar_label(bars, fmt="%.0f", padding=3)
    axes.grid(alpha=0.3, axis="x")
    figure.savefig(path, dpi=100, metadata={"Software": None})


if __name__ == "__main__":
    typer.run(main)
