"""Texts held out of training, the marks that a method's answers to them get, and the table that shows them."""

import gzip
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sklearn.metrics import f1_score

from benchmarks.texts import table_of
from model.errors import SampleError
from model.labels import Label
from model.samples import Sample, parse_sample

DATA = Path(__file__).parents[1] / "data"
WIDTH = 240
"""Columns of a table that is not printed to a terminal."""

Answer = Callable[[Sequence[str]], Sequence[Label]]
"""What a trained method does: a label for each text."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """The samples of one file, none of which is trained on."""

    name: str
    samples: tuple[Sample, ...]

    @property
    def only_normal(self) -> bool:
        """Whether no text has another label than normal, so that only false alarms can be counted."""
        return all(sample.label is Label.NORMAL for sample in self.samples)


@dataclass(frozen=True, slots=True)
class Marks:
    """What a method scored on one file: macro-F1, recall of contact_threat, share of normal texts not called normal."""

    macro_f1: float
    threat_recall: float
    normal_flagged: float


@dataclass(frozen=True, slots=True)
class Row:
    """One method, the seconds its training took, and its marks on each file."""

    name: str
    seconds: float
    marks: tuple[Marks, ...]


def read_held_out(path: Path, *, clear: bool = False) -> HeldOut:
    """The samples of a JSONL file (`.gz` unpacked); `clear` leaves out the lines with `"borderline": true`."""
    samples = tuple(_parsed(path, clear))
    if not samples:
        raise SampleError(f"{path} holds no sample")
    return HeldOut(path.name.partition(".")[0], samples)


def _parsed(path: Path, clear: bool) -> Iterator[Sample]:
    if not path.is_file():
        raise SampleError(f"{path} is not there; give a .jsonl or .jsonl.gz file")
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                sample = parse_sample(line, strict=False)
            except SampleError as error:
                raise SampleError(f"{path}, line {number}: {error}") from None
            if not (clear and json.loads(line).get("borderline") is True):
                yield sample


def mark(answer: Answer, held: HeldOut) -> Marks:
    """The marks of a method's answers; macro-F1 is the mean over the labels that the file holds."""
    truth = [sample.label for sample in held.samples]
    answers = answer([sample.text for sample in held.samples])
    f1 = f1_score(truth, answers, labels=sorted(set(truth)), average="macro", zero_division=0)
    pairs = list(zip(truth, answers, strict=True))
    return Marks(
        float(f1),
        _share(given is Label.THREAT for true, given in pairs if true is Label.THREAT),
        _share(given is not Label.NORMAL for true, given in pairs if true is Label.NORMAL),
    )


def _share(hits: Iterable[bool]) -> float:
    held = list(hits)
    return sum(held) / len(held) if held else 0.0


def cells(row: Row, held: Sequence[HeldOut]) -> list[str]:
    """A row as it is printed: name, marks file by file, seconds."""
    marks = [shown for mark, file in zip(row.marks, held, strict=True) for shown in _shown(mark, file)]
    return [row.name, *marks, f"{row.seconds:.1f}"]


def _shown(marks: Marks, held: HeldOut) -> list[str]:
    flagged = f"{marks.normal_flagged:.2%}"
    return [flagged] if held.only_normal else [f"{marks.macro_f1:.3f}", f"{marks.threat_recall:.1%}", flagged]


def headers(first: str, held: Sequence[HeldOut]) -> list[str]:
    """The header of each cell of a row."""
    measures = [
        ("normal flagged",) if file.only_normal else ("macro-F1", "threat recall", "normal flagged") for file in held
    ]
    named = [f"{file.name}: {measure}" for file, of_file in zip(held, measures, strict=True) for measure in of_file]
    return [first, *named, "seconds to train"]


def table(first: str, rows: Iterable[Row], held: Sequence[HeldOut]) -> Table:
    """The rows as a table for people."""
    shown = table_of(*(header.replace(": ", "\n") for header in headers(first, held)))
    shown.columns[0].no_wrap = True
    for row in rows:
        shown.add_row(*cells(row, held))
    return shown


def markdown(first: str, rows: Iterable[Row], held: Sequence[HeldOut]) -> str:
    """The rows as a Markdown table."""
    head = headers(first, held)
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *(cells(row, held) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def console() -> Console:
    """A console as wide as the terminal, or wide enough where there is none."""
    return Console(width=None if sys.stdout.isatty() else WIDTH)
