"""How fast messages are judged over HTTP while the page makes a report, next to an idle server.

A server of its own is started; one client asks it at a steady pace over one connection, first alone and then while
the server makes the report of an archive, PDF included where WeasyPrint is installed. The client shares the machine's
cores.

    python -m benchmarks.beside_report [--messages 5000] [--rounds 3]
"""

import http.client
import json
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, sleep
from typing import Annotated

import typer

from benchmarks.make_archive import make
from service.schemas import EXAMPLE_TEXT

PACE = 0.01
"""Seconds between two requests."""

COMMAND = (sys.executable, "-c", "from service.cli import main; main()", "serve", "--port")

IDLE = 10.0
"""Seconds that the idle server is asked."""

BODY = json.dumps({"text": EXAMPLE_TEXT}).encode()


@contextmanager
def serving() -> Iterator[int]:
    """A server on a free port, with the model store of this computer."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", "from service.cli import main; main()", "serve", "--port", str(port)]
    )
    try:
        while not _is_ready(port):
            sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def ask_while(port: int, wanted: Callable[[], bool]) -> list[float]:
    """Milliseconds of one request after another, as long as wanted."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    found = []
    while wanted():
        started = perf_counter()
        connection.request("POST", "/v1/classify", BODY, {"Content-Type": "application/json"})
        connection.getresponse().read()
        took = perf_counter() - started
        found.append(1_000 * took)
        sleep(max(0.0, PACE - took))
    connection.close()
    return found


def upload(port: int, archive: Path) -> str:
    """Sends an archive to the page and returns the path of its report."""
    edge = secrets.token_hex(8)
    head = f'--{edge}\r\nContent-Disposition: form-data; name="archive"; filename="{archive.name}"\r\n\r\n'
    body = head.encode() + archive.read_bytes() + f"\r\n--{edge}--\r\n".encode()
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("POST", "/reports", body, {"Content-Type": f"multipart/form-data; boundary={edge}"})
    path = connection.getresponse().getheader("location")
    connection.close()
    if path is None:
        raise SystemExit("the server took no archive")
    return path


def runs(port: int, path: str, looked: list[float]) -> bool:
    """Whether a report still runs; the page is asked at most once a second."""
    if perf_counter() - looked[-1] < 1:
        return True
    looked.append(perf_counter())
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    page = connection.getresponse().read()
    connection.close()
    return b'id="running"' in page


def show(name: str, found: Sequence[float]) -> None:
    """One row: requests, median, the 99th percentile and the slowest."""
    cuts = statistics.quantiles(found, n=100)
    print(f"{name:<28}{len(found):>9,}{cuts[49]:>9.2f}{cuts[98]:>9.2f}{max(found):>9.2f}")


def main(
    messages: Annotated[int, typer.Option(help="Messages of the archive.")] = 5_000,
    rounds: Annotated[int, typer.Option(help="Reports, one after another.")] = 3,
) -> None:
    """Compare an idle server with one that makes a report."""
    with tempfile.TemporaryDirectory() as folder, serving() as port:
        make(Path(folder) / "phone", messages=messages)
        archive = Path(folder) / "phone.zip"
        with zipfile.ZipFile(archive, "w") as packed:
            for path in sorted((Path(folder) / "phone").iterdir()):
                packed.write(path, path.name)
        print(f"{'milliseconds of a request':<28}{'requests':>9}{'median':>9}{'p99':>9}{'slowest':>9}")
        for number in range(1, rounds + 1):
            until = perf_counter() + IDLE
            show("idle", ask_while(port, lambda until=until: perf_counter() < until))  # type: ignore[misc]
            path = upload(port, archive)
            looked = [perf_counter()]
            during = ask_while(port, lambda path=path, looked=looked: runs(port, path, looked))  # type: ignore[misc]
            show(f"beside report {number}", during)


if __name__ == "__main__":
    typer.run(main)
