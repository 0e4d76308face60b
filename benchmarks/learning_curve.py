"""Measures what more samples bring: trains on an eighth, a quarter, a half and all of them, each part within the next.

python -m benchmarks.learning_curve [--samples FILE]… [--clear] [--every N] [--out FOLDER]
"""

import csv
import random
import sys
from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from math import ceil
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.accuracy import learn_ours, measured
from benchmarks.marks import DATA, HeldOut, Row, console, read_held_out, table
from benchmarks.plots import plot
from model.errors import ModelError
from model.labels import LABELS
from model.samples import Sample, read_samples

SHARES = (Fraction(1, 8), Fraction(1, 4), Fraction(1, 2), Fraction(1))
RESULTS = Path(__file__).parent / "results"


def part(samples: Sequence[Sample], share: Fraction, seed: int = 0) -> list[Sample]:
    """A share of each label's samples, drawn by chance, in their order; a smaller share lies within a larger one."""
    chosen: list[int] = []
    for label in LABELS:
        own = [at for at, sample in enumerate(samples) if sample.label is label]
        random.Random(f"{seed} {label}").shuffle(own)
        chosen += own[: ceil(len(own) * share)]
    return [samples[at] for at in sorted(chosen)]


def write_csv(path: Path, sizes: Sequence[int], rows: Sequence[Row], held: Sequence[HeldOut]) -> None:
    """Writes one line for every number of samples and file; a file of normal texts has no macro-F1 and no recall."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("samples", "file", "macro_f1", "threat_recall", "normal_flagged"))
        for size, row in zip(sizes, rows, strict=True):
            for marks, file in zip(row.marks, held, strict=True):
                labelled = ("", "") if file.only_normal else (f"{marks.macro_f1:.4f}", f"{marks.threat_recall:.4f}")
                writer.writerow((size, file.name, *labelled, f"{marks.normal_flagged:.4f}"))


def draw(path: Path, rows: Sequence[Row], sizes: Sequence[int], held: Sequence[HeldOut]) -> None:
    """Draws macro-F1 against the number of samples, one line a file, on a scale where doubling is one step.

    Files of normal texts alone have no macro-F1; where there are no others there is nothing to draw.
    """
    from matplotlib.figure import Figure

    if all(file.only_normal for file in held):
        return
    figure = Figure(figsize=(6.4, 4), layout="constrained")
    axes = figure.add_subplot(xlabel="samples trained on", ylabel="macro-F1", title="What more samples bring")
    for at, file in enumerate(held):
        if not file.only_normal:
            scores = [row.marks[at].macro_f1 for row in rows]
            axes.plot(sizes, scores, marker="o", label=f"{file.name} ({len(file.samples):,} texts)")
    axes.set_xscale("log", base=2)
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.minorticks_off()
    axes.grid(alpha=0.3)
    axes.legend(loc="lower right")
    figure.savefig(path, dpi=100, metadata={"Software": None})


def main(
    samples: Annotated[list[Path] | None, typer.Option(help="A .jsonl or .jsonl.gz file to measure on.")] = None,
    clear: Annotated[bool, typer.Option(help='Leave out lines with "borderline": true.')] = False,
    every: Annotated[int, typer.Option(min=1, help="Start from every Nth sample only.")] = 1,
    out: Annotated[Path, typer.Option(help="The folder that learning_curve.csv and .png go to.")] = RESULTS,
) -> None:
    """Measure macro-F1 against the number of samples."""
    held = [read_held_out(path, clear=clear) for path in samples or [DATA / "exam.jsonl"]]
    taught = list(read_samples(DATA / "samples"))[::every]
    parts = [part(taught, share) for share in SHARES]
    sizes = [len(own) for own in parts]
    rows = [measured(f"{size:,}", learn_ours, own, held) for size, own in zip(sizes, parts, strict=True)]
    console().print(table("samples", rows, held))
    out.mkdir(parents=True, exist_ok=True)
    write_csv(out / "learning_curve.csv", sizes, rows, held)
    plot(partial(draw, sizes=sizes, held=held), out / "learning_curve.png", rows)


if __name__ == "__main__":
    try:
        typer.run(main)
    except ModelError as error:
        sys.exit(f"learning_curve: {error}")
