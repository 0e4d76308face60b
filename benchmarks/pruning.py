"""Size against accuracy: what a model costs, weighs and scores by the number of features that training keeps.

Each is trained anew on all samples; the judges then take turns as in benchmarks.judging.

    python -m benchmarks.pruning [--normal FILE] [--size N]… [--rounds 7] [--every N] [--out FOLDER]
"""

import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from threadpoolctl import threadpool_limits

from benchmarks.csvs import write_rows
from benchmarks.judging import PACKAGES, RESULTS, judged, least, stream
from benchmarks.machine import described
from benchmarks.marks import DATA, console
from benchmarks.plots import plot
from benchmarks.texts import EverydayOrExam, EveryNth
from model import classifier
from model.errors import ModelError
from model.evaluation import measure
from model.judging import Judge
from model.labels import Label
from model.linear import LinearModel
from model.samples import Sample, read_samples
from model.store import Store

SIZES = (10_000, 30_000, 60_000, 100_000, classifier.MOST_FEATURES)


@dataclass(frozen=True, slots=True)
class Size:
    """Of one model: its features, MB in the store, µs of processor a message, and what it scores.

    `exam_us` is judging the exam, `stream_us` judging normal messages, and `cost` the latter in those of the first
    model. `false_alarms` is the share of the exam's normal messages not answered normal, `flagged` that of the stream.
    """

    features: int
    megabytes: float
    exam_us: float
    stream_us: float
    cost: float
    macro_f1: float
    false_alarms: float
    flagged: float


def fitted(samples: Sequence[Sample], features: int) -> LinearModel:
    """What training gives when it keeps so many features."""
    usual = classifier.MOST_FEATURES
    classifier.MOST_FEATURES = features
    try:
        return classifier.fit(samples).model
    finally:
        classifier.MOST_FEATURES = usual


def stored(model: LinearModel) -> int:
    """The bytes that a model takes in a store."""
    with tempfile.TemporaryDirectory() as folder:
        version = Store(Path(folder)).save(model, {})
        return sum(file.stat().st_size for file in (Path(folder) / version).iterdir())


def sizes(models: Sequence[LinearModel], exam: Sequence[Sample], texts: Sequence[str], rounds: int) -> list[Size]:
    """A row for each model."""
    judges = {str(at): Judge(model) for at, model in enumerate(models)}
    on_exam = taken(judges, [sample.text for sample in exam], rounds)
    on_stream = taken(judges, texts, rounds)
    rows = []
    for (name, judge), model in zip(judges.items(), models, strict=True):
        scorecard = measure(exam, judge.judge_all(sample.text for sample in exam))
        flagged = sum(judgement.label is not Label.NORMAL for judgement in judge.judge_all(texts))
        rows.append(
            Size(
                features=len(model.features),
                megabytes=round(stored(model) / 1e6, 2),
                exam_us=round(on_exam[name], 1),
                stream_us=round(on_stream[name], 1),
                cost=round(on_stream[name] / on_stream["0"], 3),
                macro_f1=round(scorecard.macro_f1, 4),
                false_alarms=round(scorecard.false_alarms, 4),
                flagged=round(flagged / len(texts), 4),
            )
        )
    return rows


def taken(judges: Mapping[str, Judge], texts: Sequence[str], rounds: int) -> dict[str, float]:
    """The µs of processor that each judge takes for a message."""
    spent = least({name: partial(judged, judge, texts) for name, judge in judges.items()}, rounds)
    return {name: seconds / len(texts) * 1e6 for name, seconds in spent.items()}


def draw(path: Path, rows: Sequence[Size]) -> None:
    """Draws macro-F1 against the size in the store, each point with its number of features."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 4), layout="constrained")
    axes = figure.add_subplot(xlabel="MB in the store", ylabel="macro-F1", title="Size against accuracy")
    axes.plot([row.megabytes for row in rows], [row.macro_f1 for row in rows], marker="o")
    for row in rows:
        spot = (row.megabytes, row.macro_f1)
        axes.annotate(f"{row.features:,}", spot, xytext=(4, -12), textcoords="offset points")
    axes.grid(alpha=0.3)
    figure.savefig(path, dpi=100, metadata={"Software": None})


def main(
    normal: EverydayOrExam = None,
    size: Annotated[
        list[int] | None, typer.Option(help=f"Features to keep; by default {SIZES[0]:,} to {SIZES[-1]:,}")
    ] = None,
    rounds: Annotated[int, typer.Option(min=1)] = 7,
    every: EveryNth = 1,
    out: Annotated[Path, typer.Option(help="The folder that pruning.csv and .png go to.")] = RESULTS,
) -> None:
    """Measure models that keep more and fewer features."""
    samples, exam = list(read_samples(DATA / "samples"))[::every], list(read_samples(DATA / "exam.jsonl"))
    texts = stream(normal, exam)
    with threadpool_limits(1):
        models = [fitted(samples, features) for features in size or SIZES]
        print(described(PACKAGES))
        rows = sizes(models, exam, texts, rounds)
    table = Table(*asdict(rows[0]))
    for row in rows:
        table.add_row(*map(str, asdict(row).values()))
    console().print(table)
    write_rows(out / "pruning.csv", list(map(asdict, rows)))
    plot(draw, out / "pruning.png", rows)


if __name__ == "__main__":
    try:
        typer.run(main)
    except ModelError as error:
        sys.exit(f"pruning: {error}")
