"""Puts texts among others, and measures how many the champion still finds, and tells for what they are.

A sender can hide a threat among honest sentences, or among harassing ones, and several messages reach a phone in one.
Beside the judge, which reads sentences alone too, stands one that only reads whole texts; and lawful texts are put
together in the same ways, as two of them are flagged more often than one anyhow.
"""

import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import repeat

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.disguises import champion, flagged_normal, recall
from benchmarks.texts import Everyday, Labelled, labelled, table_of, texts_of
from model.errors import ModelError
from model.judging import Judge
from model.labels import Label
from model.store import Store
from service.settings import Settings

Arrange = Callable[[str, Sequence[str], random.Random], str]
"""What becomes of a text, given others to put beside it."""

ARRANGEMENTS: dict[str, Arrange] = {
    "one behind": lambda text, others, rng: f"{text}。{rng.choice(others)}",
    "one before": lambda text, others, rng: f"{rng.choice(others)}\n{text}",
    "one on either side": lambda text, others, rng: f"{rng.choice(others)}。{text}。{rng.choice(others)}",
    "one behind a comma": lambda text, others, rng: f"{text}，{rng.choice(others)}",
    "two on either side": lambda text, others, rng: "\n".join(
        [*rng.choices(others, k=2), text, *rng.choices(others, k=2)]
    ),
}


def arranged(others: Mapping[str, Sequence[str]], texts: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """The texts alone, and in each arrangement among each kind of others; with a name, the same each time."""
    yield "alone", [*texts]
    for kind, beside in others.items():
        for name, arrange in ARRANGEMENTS.items():
            rng = random.Random(0)
            yield f"{kind}: {name}", [arrange(text, beside, rng) for text in texts]


def measured(judges: Sequence[Judge], harmful: Sequence[str], lawful: Sequence[str], everyday: Sequence[str]) -> Table:
    """A row an arrangement: what each judge finds of the harmful texts, and flags of the lawful ones."""
    table = table_of("beside", "harmful found", "by whole texts only", "lawful flagged", "by whole texts only")
    others = {"lawful": lawful, "everyday": everyday}
    for (name, found), (_, flagged) in zip(arranged(others, harmful), arranged(others, lawful), strict=True):
        shares = (flagged_normal(judge, texts) for texts in (found, flagged) for judge in judges)
        table.add_row(name, *(f"{share:.1%}" for share in shares))
    return table


def told(judge: Judge, threats: Sequence[str], harassing: Sequence[str]) -> Table:
    """A row an arrangement among harassing texts: how many threats are told as such, and how much harassment.

    One threat makes the whole a threat, by the precedence of the guide.
    """
    table = table_of("beside", "threats told", "harassment told")
    others = {"harassing": harassing}
    for (name, worse), (_, bad) in zip(arranged(others, threats), arranged(others, harassing), strict=True):
        threatening = recall(judge, repeat(Label.THREAT, len(worse)), worse).exact
        harassment = recall(judge, repeat(Label.HARASSMENT, len(bad)), bad).exact
        table.add_row(name, f"{threatening:.1%}", f"{harassment:.1%}")
    return table


def main(samples: Labelled, normal: Everyday) -> None:
    """Measure how many harmful texts the champion finds among others, and how many threats among harassing ones."""
    harmful, lawful, everyday = texts_of(samples, normal)
    threats, harassing = (labelled(samples, label) for label in (Label.THREAT, Label.HARASSMENT))
    judge, version = champion()
    print(f"model {version} on {len(harmful):,} harmful and {len(lawful):,} lawful texts")
    whole = Judge(Store(Settings().store).load(version).model, by_sentence=False)
    Console().print(measured([judge, whole], harmful, lawful, everyday))
    Console().print(told(judge, threats, harassing))


if __name__ == "__main__":
    try:
        typer.run(main)
    except ModelError as error:
        sys.exit(f"buried: {error}")
