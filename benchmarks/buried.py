"""Puts texts among lawful and everyday ones, and measures how many harmful ones the champion still finds.

A sender can hide a threat among honest sentences, and several messages reach a phone in one. Beside the judge, which
reads sentences alone too, stands one that only reads whole texts; and lawful texts are put together in the same ways,
as two of them are flagged more often than one anyhow.
"""

import random
import sys
from collections.abc import Callable, Sequence

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.disguises import champion, flagged_normal
from benchmarks.texts import Everyday, Labelled, table_of, texts_of
from model.errors import ModelError
from model.judging import Judge
from model.store import Store
from service.settings import Settings

Arrange = Callable[[str, Sequence[str], Sequence[str], random.Random], str]
"""What becomes of a text, given lawful and everyday ones to put beside it."""

ARRANGEMENTS: dict[str, Arrange] = {
    "alone": lambda text, lawful, everyday, rng: text,
    "a lawful text behind": lambda text, lawful, everyday, rng: f"{text}。{rng.choice(lawful)}",
    "a lawful text before": lambda text, lawful, everyday, rng: f"{rng.choice(lawful)}\n{text}",
    "between two lawful ones": lambda text, lawful, everyday, rng: (
        f"{rng.choice(lawful)}。{text}。{rng.choice(lawful)}"
    ),
    "a lawful text behind a comma": lambda text, lawful, everyday, rng: f"{text}，{rng.choice(lawful)}",
    "an everyday text behind": lambda text, lawful, everyday, rng: f"{text}。{rng.choice(everyday)}",
    "among four everyday ones": lambda text, lawful, everyday, rng: "\n".join(
        [*rng.choices(everyday, k=2), text, *rng.choices(everyday, k=2)]
    ),
}


def measured(judges: Sequence[Judge], harmful: Sequence[str], lawful: Sequence[str], everyday: Sequence[str]) -> Table:
    """A row an arrangement: what each judge finds of the harmful texts, and flags of the lawful ones."""
    table = table_of("arrangement", "harmful found", "by whole texts only", "lawful flagged", "by whole texts only")
    for name, arrange in ARRANGEMENTS.items():
        rng = random.Random(0)
        found, flagged = ([arrange(text, lawful, everyday, rng) for text in texts] for texts in (harmful, lawful))
        shares = (flagged_normal(judge, texts) for texts in (found, flagged) for judge in judges)
        table.add_row(name, *(f"{share:.1%}" for share in shares))
    return table


def main(samples: Labelled, normal: Everyday) -> None:
    """Measure how many harmful texts the champion finds among lawful and everyday ones."""
    harmful, lawful, everyday = texts_of(samples, normal)
    judge, version = champion()
    print(f"model {version} on {len(harmful):,} harmful and {len(lawful):,} lawful texts")
    whole = Judge(Store(Settings().store).load(version).model, by_sentence=False)
    Console().print(measured([judge, whole], harmful, lawful, everyday))


if __name__ == "__main__":
    try:
        typer.run(main)
    except ModelError as error:
        sys.exit(f"buried: {error}")
