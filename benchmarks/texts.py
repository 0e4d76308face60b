"""What benchmarks read: harmful, lawful and everyday texts, and how they are asked for."""

import random
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, NamedTuple, TypeVar

import typer
from rich.table import Table

from model.labels import Label
from model.samples import read_samples

Labelled = Annotated[Path, typer.Option(help="A .jsonl or .jsonl.gz file, or a folder, of texts with labels.")]
Everyday = Annotated[Path, typer.Option(help="Everyday texts with the label normal.")]
EverydayOrExam = Annotated[Path | None, typer.Option(help="Everyday messages; by default the normal ones of the exam")]
EveryNth = Annotated[int, typer.Option(min=1, help="Train on every Nth sample only.")]


Item = TypeVar("Item")


class Texts(NamedTuple):
    """Texts by what they are; `lawful` ones may speak of debts, `everyday` ones are what else phones hold."""

    harmful: list[str]
    lawful: list[str]
    everyday: list[str]


def texts_of(samples: Path, normal: Path) -> Texts:
    """The texts of two files. Raises typer.BadParameter unless there is one of each, and SampleError."""
    held = list(read_samples(samples, strict=False))
    found = Texts(
        harmful=[sample.text for sample in held if sample.label is not Label.NORMAL],
        lawful=[sample.text for sample in held if sample.label is Label.NORMAL],
        everyday=[sample.text for sample in read_samples(normal, strict=False) if sample.label is Label.NORMAL],
    )
    if not all(found):
        raise typer.BadParameter("harmful, lawful and everyday texts are needed, at least one of each")
    return found


def labelled(samples: Path, label: Label) -> list[str]:
    """The texts of a file with this label. Raises typer.BadParameter if there is none, and SampleError."""
    found = [sample.text for sample in read_samples(samples, strict=False) if sample.label is label]
    if not found:
        raise typer.BadParameter(f"texts with the label {label} are needed, at least one")
    return found


def drawn(items: Iterable[Item], limit: int | None) -> list[Item]:
    """At most so many of them, drawn by chance."""
    held = list(items)
    return held if limit is None or limit >= len(held) else random.Random(0).sample(held, limit)


def table_of(name: str, *columns: str) -> Table:
    """A table with a column of names and columns of figures."""
    table = Table(name)
    for column in columns:
        table.add_column(column, justify="right")
    return table
