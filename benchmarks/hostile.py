"""Changes sample files at random and counts what that does to readers that leave the work to a C or Rust library.

    python -m benchmarks.hostile --changes 10000

Each changed file is read by a process of its own, forked from one that has loaded the library, under the limits that
the readers set. A process that ends by a signal would, without that process, have ended the whole run.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from service import confined
from service.archives import groups_of_rows, worksheets

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tests"))

SAMPLES: dict[str, Callable[[str, str], int]] = {
    "parquet/messages.parquet": groups_of_rows.main,
    "spreadsheets/dates_and_floats.xls": worksheets.main,
    "spreadsheets/two_sheets.xlsx": worksheets.main,
    "spreadsheets/table.ods": worksheets.main,
}
PATIENCE = 60


@dataclass(slots=True)
class Tally:
    """What became of the changed files of one sample."""

    counts: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    kept: list[Path] = field(default_factory=list)

    def row(self, name: str) -> str:
        """The line of the table."""
        ended = ", ".join(f"{count} {what}" for what, count in self.counts.items() if what not in ("read", "refused"))
        total, read, refused = self.counts.total(), self.counts["read"], self.counts["refused"]
        return f"| {name} | {total:,} | {read:,} | {refused:,} | {ended or 0} | {self.slowest:.2f} |"


def load(name: str) -> None:
    """Reads a sample unchanged and without limits, so that the forked processes find all that is imported late."""
    module = sys.modules[SAMPLES[name].__module__]
    limited, module.confine = module.confine, lambda: None  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory() as folder:
        SAMPLES[name](str(ROOT / "tests/archives" / name), folder)
    module.confine = limited  # type: ignore[attr-defined]


def outcome(program: Callable[[str, str], int], file: Path) -> str:
    """Runs the program on the file in a forked process: read, refused, or what ended it."""
    with tempfile.TemporaryDirectory() as folder:
        child = os.fork()
        if not child:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            signal.alarm(PATIENCE)
            try:
                code = program(str(file), folder)
            except BaseException:  # a panic in Rust is no Exception
                code = 1
            os._exit(code)
        _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        return signal.Signals(-code).name
    return {0: "read", confined.REFUSED: "refused", 1: "exception"}.get(code, str(code))


def attack(name: str, changes: int, keep: Path | None) -> Tally:
    """Reads so many changed copies of a sample; keeps those that end the process, if a folder is given."""
    from test_fuzzing import mutated

    load(name)
    content, chance, tally = (ROOT / "tests/archives" / name).read_bytes(), random.Random(name), Tally()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / Path(name).name
        for number in range(changes):
            file.write_bytes(mutated(content, chance))
            begun = time.monotonic()
            what = outcome(SAMPLES[name], file)
            tally.slowest = max(tally.slowest, time.monotonic() - begun)
            tally.counts[what] += 1
            if keep and what not in ("read", "refused"):
                (keep / f"{number}-{what}-{file.name}").write_bytes(file.read_bytes())
    return tally


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--changes", type=int, default=10_000)
    parser.add_argument("--memory", type=int, default=confined.MEMORY >> 20, help="MiB of a process; less is quicker")
    parser.add_argument("--keep", type=Path, help="folder for the files that end a process")
    parser.add_argument("--only", help="part of a sample's name")
    given = parser.parse_args()
    confined.MEMORY = given.memory << 20
    print(f"limits: {confined.MEMORY >> 20:,} MiB, {confined.SECONDS} s\n")
    print("| sample | changed files | read | refused | ended the process | slowest, s |")
    print("|---|---|---|---|---|---|")
    for name in SAMPLES:
        if not given.only or given.only in name:
            print(attack(name, given.changes, given.keep).row(name), flush=True)


if __name__ == "__main__":
    main()
