"""Measures the classifier against simpler ones and against itself without its parts, all trained on the same samples.

python -m benchmarks.accuracy [--samples FILE]… [--clear] [--every N] [--no-ablations] [--markdown]
"""

import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from benchmarks.ablations import ABLATIONS
from benchmarks.marks import DATA, Answer, HeldOut, Row, console, mark, markdown, read_held_out, table
from benchmarks.rivals import filter_words, has_fasttext, learn_fasttext, learn_svm
from benchmarks.texts import EveryNth
from model.classifier import Fitted, fit
from model.errors import ModelError
from model.judging import Judge
from model.labels import LABELS
from model.samples import Sample, read_samples

Learn = Callable[[Sequence[Sample]], Answer]

WITHOUT_FASTTEXT = "fastText is left out: it is not installed; install the extra `benchmarks` to see its row"


def learn_ours(samples: Sequence[Sample]) -> Answer:
    """The product: its classifier and its rules, trained and calibrated as `jingxin train` does."""
    judge = Judge(_fitted(tuple(samples)).model)
    return lambda texts: [judgement.label for judgement in judge.judge_all(texts)]


def learn_without_rules(samples: Sequence[Sample]) -> Answer:
    """The product's classifier: the likeliest label. Behind `learn_ours` it takes no time, as both are one training."""
    fitted = _fitted(tuple(samples))
    return lambda texts: [LABELS[at] for at in fitted.probabilities(texts).argmax(axis=1)]


@lru_cache(maxsize=1)
def _fitted(samples: tuple[Sample, ...]) -> Fitted:
    return fit(samples)


def methods(*, ablations: bool = True) -> dict[str, Learn]:
    """Every method that can be measured here, by its name in the table."""
    fasttext = {"fastText, tutorial settings": learn_fasttext} if has_fasttext() else {}
    without_parts = {name: ablation.learn for name, ablation in ABLATIONS.items()} if ablations else {}
    return {
        "jingxin": learn_ours,
        "keyword filter": filter_words,
        "TF-IDF + LinearSVC, defaults": learn_svm,
        **fasttext,
        "both layers, without the rules": learn_without_rules,
        **without_parts,
    }


def measured(name: str, learn: Learn, samples: Sequence[Sample], held: Sequence[HeldOut]) -> Row:
    """A method trained on the samples and marked on each file."""
    print(f"{name}: training on {len(samples):,} samples", file=sys.stderr)
    start = perf_counter()
    answer = learn(samples)
    seconds = perf_counter() - start
    return Row(name, seconds, tuple(mark(answer, file) for file in held))


def main(
    samples: Annotated[list[Path] | None, typer.Option(help="A .jsonl or .jsonl.gz file to measure on.")] = None,
    clear: Annotated[bool, typer.Option(help='Leave out lines with "borderline": true.')] = False,
    every: EveryNth = 1,
    ablations: Annotated[
        bool, typer.Option(help="Measure it without its parts too, which takes most of the time.")
    ] = True,
    shown_as_markdown: Annotated[bool, typer.Option("--markdown", help="Print a Markdown table.")] = False,
) -> None:
    """Measure the classifier, simpler ones, and itself without its parts."""
    held = [read_held_out(path, clear=clear) for path in samples or [DATA / "exam.jsonl"]]
    taught = list(read_samples(DATA / "samples"))[::every]
    rows = [measured(name, learn, taught, held) for name, learn in methods(ablations=ablations).items()]
    if shown_as_markdown:
        print(markdown("method", rows, held))
    else:
        console().print(table("method", rows, held))
    print(f"trained on {len(taught):,} samples; " + ", ".join(f"{file.name}: {len(file.samples):,}" for file in held))
    if not has_fasttext():
        print(WITHOUT_FASTTEXT)


if __name__ == "__main__":
    try:
        typer.run(main)
    except ModelError as error:
        sys.exit(f"accuracy: {error}")
