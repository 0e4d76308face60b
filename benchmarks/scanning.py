"""What `jingxin scan` costs by the size of an archive, next to parsing that file and doing nothing with it.

The archive is one file of SMS Backup & Restore (benchmarks.make_archive), read from a warm cache. Parsing alone is the
fastest of the safe parsers, each of which looks at every message's text; scan and parsing take turns.

    python -m benchmarks.scanning [--size N]… [--rounds 3] [--jobs 2] [--distinct] [--attachments MB] [--out FOLDER]
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from time import perf_counter, process_time
from typing import Annotated
from xml.etree import ElementTree
from xml.parsers import expat

import typer
from lxml import etree

from benchmarks.csvs import write_rows
from benchmarks.machine import described, resident
from benchmarks.make_archive import write_backup
from benchmarks.plots import plot

RESULTS = Path(__file__).parent / "results"
COMMAND = (sys.executable, "-c", "from service.cli import main; main()", "scan")
SIZES = (1_000, 10_000, 100_000, 1_000_000)
TRIED = 20_000
"""Messages on which the parsers are compared."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one archive: its messages and MB, seconds to parse it and to scan it, and the scan's most memory in MiB.

    `work` is the processor time of the scan, that of all its processes, in processor times of parsing alone.
    """

    messages: int
    texts: str
    megabytes: float
    parse_seconds: float
    scan_seconds: float
    ratio: float
    work: float
    memory_mib: float


def parse_with_expat(path: Path) -> None:
    """One call for each element, its attributes in a list; expands no entities that nobody declares."""

    def start(_: str, attributes: list[str]) -> None:
        attributes[5:6]

    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.StartElementHandler = start
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)


def parse_with_lxml(path: Path) -> None:
    """Elements one by one, dropped as soon as they were seen; entities are not resolved, the network is not asked."""
    for _, element in etree.iterparse(
        path, tag=("sms", "mms"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
    ):
        element.get("body")
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def parse_with_elementtree(path: Path) -> None:
    """The same with the standard library."""
    with path.open("rb") as stream:
        events = ElementTree.iterparse(stream, events=("start", "end"))
        root = next(events)[1]
        for event, element in events:
            if event == "end":
                element.get("body")
                root.clear()


PARSERS: dict[str, Callable[[Path], None]] = {
    "expat": parse_with_expat,
    "lxml": parse_with_lxml,
    "ElementTree": parse_with_elementtree,
}


def fastest(path: Path) -> str:
    """The parser that takes the least processor time for a file, all of them printed."""
    spent: dict[str, list[float]] = {name: [] for name in PARSERS}
    for _ in range(3):
        for name, parse in PARSERS.items():
            before = process_time()
            parse(path)
            spent[name].append(process_time() - before)
    for name, each in spent.items():
        print(f"{name}: {min(each) / TRIED * 1e6:.1f} µs a message")
    return min(spent, key=lambda name: min(spent[name]))


def timed(parse: Callable[[Path], None], path: Path) -> tuple[float, float]:
    """Seconds to parse a file, and those of the processor."""
    before, worked = perf_counter(), process_time()
    parse(path)
    return perf_counter() - before, process_time() - worked


def worked_by_others() -> float:
    """Seconds of the processor that ended processes took, and those which they started."""
    usage = getrusage(RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def scanned(path: Path, jobs: int) -> tuple[float, float, float]:
    """Seconds from start to end of a scan, those of the processor, and the most MiB that its processes held."""
    before, worked, most = perf_counter(), worked_by_others(), 0
    command = [*COMMAND, str(path), "-o", str(path.with_suffix(".csv")), "--jobs", str(jobs)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            most = max(most, resident(process.pid))
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.02)
        seconds = perf_counter() - before
        if process.returncode:
            sys.exit(process.stderr.read() if process.stderr else "the scan failed")
    return seconds, worked_by_others() - worked, most / 2**20


def cost(path: Path, messages: int, texts: str, *, parse: Callable[[Path], None], jobs: int, rounds: int) -> Cost:
    """The medians of some rounds, in each of which parsing and scanning take their turn."""
    taken = [(*timed(parse, path), *scanned(path, jobs)) for _ in range(rounds)]
    parsing, _, scanning, _, memory = (median(each) for each in zip(*taken, strict=True))
    return Cost(
        messages=messages,
        texts=texts,
        megabytes=round(path.stat().st_size / 1e6, 1),
        parse_seconds=round(parsing, 3),
        scan_seconds=round(scanning, 3),
        ratio=round(median(each[2] / each[0] for each in taken), 2),
        work=round(median(each[3] / each[1] for each in taken), 2),
        memory_mib=round(memory, 1),
    )


def draw(path: Path, costs: Sequence[Cost]) -> None:
    """Draws seconds against the number of messages, both on scales where a tenfold is one step."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 4), layout="constrained")
    axes = figure.add_subplot(xlabel="messages", ylabel="seconds", title="What a scan costs")
    for texts in dict.fromkeys(each.texts for each in costs):
        own = [each for each in costs if each.texts == texts]
        sizes = [each.messages for each in own]
        axes.plot(sizes, [each.scan_seconds for each in own], marker="o", label=f"jingxin scan, texts {texts}")
        axes.plot(
            sizes, [each.parse_seconds for each in own], marker=".", ls=":", label=f"parsing alone, texts {texts}"
        )
    axes.loglog()
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(path, dpi=100, metadata={"Software": None})


def main(
    size: Annotated[list[int] | None, typer.Option(help="Messages of an archive; by default 10³ to 10⁶")] = None,
    rounds: Annotated[int, typer.Option(min=1)] = 3,
    jobs: Annotated[int, typer.Option(min=1, help="Processes of the scan.")] = 2,
    texts: Annotated[list[str] | None, typer.Option(help="recurring or distinct; by default both")] = None,
    attachments: Annotated[int, typer.Option(help="MB of pictures in each archive besides.")] = 0,
    out: Annotated[Path, typer.Option(help="The folder that scanning.csv and .png go to.")] = RESULTS,
) -> None:
    """Measure the cost of a scan by the size of its archive."""
    print(described(("lxml", "pyarrow", "orjson")), f"expat {'.'.join(map(str, expat.version_info))}")
    costs = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sms.xml"
        write_backup(path, TRIED)
        name = fastest(path)
        print(f"parsing alone is {name}; {jobs} processes judge; medians of {rounds} rounds")
        for kind in texts or ("recurring", "distinct"):
            for messages in size or SIZES:
                write_backup(path, messages, distinct=kind == "distinct", attachments=attachments)
                costs.append(cost(path, messages, kind, parse=PARSERS[name], jobs=jobs, rounds=rounds))
                print(", ".join(f"{field} {value}" for field, value in asdict(costs[-1]).items()), flush=True)
    write_rows(out / "scanning.csv", list(map(asdict, costs)))
    plot(draw, out / "scanning.png", costs)


if __name__ == "__main__":
    typer.run(main)
