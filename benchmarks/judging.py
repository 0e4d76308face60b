"""What judging costs in process, next to plainer ways to do as much or less, and by the length of a text.

All take turns in one process and one thread; each counts with its least processor time of some rounds, as whatever else
the machine does can only add to it. `--normal` is a file of everyday messages: .jsonl or .jsonl.gz, `text` and `label`.

    python -m benchmarks.judging [--normal FILE] [--rounds 7] [--every N] [--out FOLDER]
"""

import logging
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from time import process_time
from typing import Annotated

import jieba
import numpy as np
import rjieba
import typer
from numpy.typing import NDArray
from rich.markup import escape
from rich.table import Table
from sklearn.feature_extraction.text import CountVectorizer
from threadpoolctl import threadpool_limits

from benchmarks.csvs import write_rows
from benchmarks.machine import described
from benchmarks.marks import DATA, console
from benchmarks.plots import plot
from benchmarks.rivals import has_fasttext, learn_fasttext
from benchmarks.texts import EverydayOrExam, EveryNth
from model.classifier import fit
from model.cues import cue_features
from model.errors import ModelError
from model.features import grams, length, word_features
from model.judging import Judge
from model.labels import Label
from model.linear import GRID, LinearModel
from model.normalize import normalize
from model.samples import Sample, read_samples

RESULTS = Path(__file__).parent / "results"
PACKAGES = ("scikit-learn", "numpy", "scipy", "jieba", "rjieba", "ahocorasick-rs", "fasttext-numpy2-wheel")
WITHOUT_FASTTEXT = "no comparison with fastText: it is not installed; install the extra `benchmarks` to compare"

LENGTHS = (8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 4_000)
"""Characters of the texts that are put together; 4,000 is the most that HTTP takes."""

CHARACTERS = 16_000
"""Characters that are judged of each length in a round, so that none is over before the clock can tell."""

MILLISECONDS = 5
"""What the longest text may take."""

UNITS = (
    *("*", "催*", "还 ", "【】", "催\u200b收\u200b", "㊙\ufe0f催", "①②③催", "①", "💰🔪", "⚖s", "\ud83d"),
    *("1", "1,", "13", "1234 ", "138-0000-1234 ", "400-800-", "验证码 12345 ", "a.a..", "http://", "www.", "ＡＢ１"),
    *("妈爸舅", "告诉你家人", "催", "崔shou", "z系人", "催shou员 ", "債務催收還款", "还款就告诉你爸妈和单位同事"),
)
"""What hostile texts repeat: signs, numbers, emoji, addresses, family, disguised words; see tests/test_hostile.py."""

Run = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Row:
    """One figure and the goal that it is held against."""

    what: str
    value: float
    goal: str = ""


class Plain:
    """The model's features and weights as a scikit-learn pipeline: jieba, a vectoriser, a sparse product.

    Cut as the model cuts, it scores as the model does; jieba cuts some words otherwise.
    """

    def __init__(self, model: LinearModel, cut: Callable[[str], list[str]]) -> None:
        self._cut = cut
        self._counter = CountVectorizer(
            analyzer=self._extract, lowercase=False, binary=True, vocabulary=model.features, dtype=np.float64
        )
        self._weights = np.array(model.weights, dtype=np.float64).reshape(-1, len(model.columns)) / GRID
        self._intercepts = np.array([model.intercepts[column] for column in model.columns])

    def _extract(self, plain: str) -> list[str]:
        """Does what model.features.extract does, for a normalised text."""
        return [*grams(plain), *word_features(self._cut(plain)), *cue_features(plain)]

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """One row a text, one column a label or tag, from one call for all texts."""
        plain = [normalize(text) for text in texts]
        lengths = np.array([length(each) for each in plain])
        scores: NDArray[np.float64] = self._counter.transform(plain) @ self._weights
        return scores / lengths[:, None] + self._intercepts


def jieba_cut() -> Callable[[str], list[str]]:
    """What cuts a text into words as jieba does, without guessing at new ones."""
    jieba.setLogLevel(logging.WARNING)
    return partial(jieba.Tokenizer().lcut, HMM=False)


def least(runs: Mapping[str, Run], rounds: int) -> dict[str, float]:
    """The least seconds of the processor that each run took; they take turns."""
    spent: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            before = process_time()
            run()
            spent[name].append(process_time() - before)
    return {name: min(each) for name, each in spent.items()}


def judged(judge: Judge, texts: Sequence[str]) -> int:
    """Judges texts one by one; gives the number of all tags and reasons, so that none is left to be made later."""
    given = 0
    for text in texts:
        judgement = judge.judge(text)
        given += len(judgement.tags) + len(judgement.reasons)
    return given


def cut(text: str) -> list[str]:
    """A text's words as rjieba cuts it, without guessing at new ones."""
    words: list[str] = rjieba.cut(text, False)
    return words


def words_cut(texts: Sequence[str]) -> None:
    """Cuts texts into words, and nothing else."""
    for text in texts:
        cut(text)


def beside_pipeline(model: LinearModel, texts: Sequence[str], rounds: int) -> Iterator[Row]:
    """Judging, tags and reasons included, next to the plain pipeline, which gives scores only."""
    plain = Plain(model, jieba_cut())
    spent = least({"ours": partial(judged, Judge(model), texts), "plain": partial(plain.scores, texts)}, rounds)
    yield Row("exam: µs a message, ours", spent["ours"] / len(texts) * 1e6)
    yield Row("exam: µs a message, plain scikit-learn pipeline", spent["plain"] / len(texts) * 1e6)
    yield Row("exam: speed, ours ÷ plain pipeline", spent["plain"] / spent["ours"], "≥ 20")


def beside_words(judge: Judge, texts: Sequence[str], samples: Sequence[Sample], rounds: int) -> Iterator[Row]:
    """Judging what a phone mostly gets, next to cutting it into words, with and without fastText behind."""
    runs: dict[str, Run] = {"ours": partial(judged, judge, texts), "cutting": partial(words_cut, texts)}
    if has_fasttext():
        runs["cutting + fastText"] = partial(learn_fasttext(samples, cut), texts)
    spent = least(runs, rounds)
    for name, seconds in spent.items():
        yield Row(f"stream: µs a message, {name}", seconds / len(texts) * 1e6)
    for name, goal in (("cutting + fastText", "≥ 1"), ("cutting", "≥ 0.35")):
        if name in spent:
            yield Row(f"stream: speed, ours ÷ {name}", spent[name] / spent["ours"], goal)


def put_together(pieces: Sequence[str], size: int) -> list[str]:
    """Texts of a length, each of pieces drawn by chance one after the other."""
    chance = random.Random(size)
    texts = []
    for _ in range(max(1, CHARACTERS // size)):
        text = ""
        while len(text) < size:
            text += chance.choice(pieces)
        texts.append(text[:size])
    return texts


def by_length(judge: Judge, samples: Sequence[Sample], rounds: int) -> Iterator[Row]:
    """Milliseconds by length, of texts put together from normal samples and from harmful ones."""
    kinds = {
        "normal": [sample.text for sample in samples if sample.label is Label.NORMAL],
        "harmful": [sample.text for sample in samples if sample.label is not Label.NORMAL],
    }
    texts = {(kind, size): put_together(pieces, size) for kind, pieces in kinds.items() for size in LENGTHS}
    runs = {f"ms, {kind}, {size} characters": partial(judged, judge, each) for (kind, size), each in texts.items()}
    for (what, seconds), each in zip(least(runs, rounds).items(), texts.values(), strict=True):
        yield Row(what, seconds / len(each) * 1_000, f"≤ {MILLISECONDS}")


def hostile(judge: Judge, rounds: int) -> Iterator[Row]:
    """Milliseconds for the longest texts that repeat a unit, the slowest first."""
    size = LENGTHS[-1]
    runs = {f"ms, {unit!r} repeated to {size} characters": unit for unit in UNITS}
    spent = least({what: partial(judged, judge, [(unit * size)[:size]]) for what, unit in runs.items()}, rounds)
    for what, seconds in sorted(spent.items(), key=lambda each: -each[1]):
        yield Row(what, seconds * 1_000, f"≤ {MILLISECONDS}")


def stream(normal: Path | None, exam: Sequence[Sample]) -> list[str]:
    """The texts of a file, as they come, or the normal ones of the exam."""
    if normal is None:
        return [sample.text for sample in exam if sample.label is Label.NORMAL]
    return [sample.text for sample in read_samples(normal, strict=False)]


def draw(path: Path, rows: Sequence[Row]) -> None:
    """Draws milliseconds against the length, both on scales where a tenfold is one step."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 4), layout="constrained")
    axes = figure.add_subplot(xlabel="characters", ylabel="ms of processor", title="What judging a text costs")
    for kind in ("normal", "harmful"):
        times = [row.value for row in rows if row.what.startswith(f"ms, {kind},")]
        axes.plot(LENGTHS, times, marker="o", label=f"put together from {kind} samples")
    slowest = [row.value for row in rows if "repeated" in row.what]
    axes.plot([LENGTHS[-1]] * len(slowest), slowest, ls="", marker="_", label="a unit repeated")
    axes.axhline(MILLISECONDS, ls=":", color="grey", label=f"goal: {MILLISECONDS} ms")
    axes.loglog()
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(path, dpi=100, metadata={"Software": None})


def write_table(path: Path, rows: Sequence[Row]) -> None:
    """Writes the rows as CSV."""
    write_rows(path, [asdict(row) | {"value": f"{row.value:.4g}"} for row in rows])


def shown(rows: Sequence[Row]) -> Table:
    """The rows as a table for people."""
    table = Table("what", "measured", "goal")
    for row in rows:
        table.add_row(escape(row.what), f"{row.value:.3g}", row.goal)
    return table


def main(
    normal: EverydayOrExam = None,
    rounds: Annotated[int, typer.Option(min=1)] = 7,
    every: EveryNth = 1,
    out: Annotated[Path, typer.Option(help="The folder that judging.csv and .png go to.")] = RESULTS,
) -> None:
    """Measure what judging costs."""
    samples, exam = list(read_samples(DATA / "samples"))[::every], list(read_samples(DATA / "exam.jsonl"))
    texts = stream(normal, exam)
    with threadpool_limits(1):
        model = fit(samples).model
        judge = Judge(model)
        print(described(PACKAGES))
        print(
            f"{len(samples):,} samples, {len(model.features):,} features, {len(texts):,} texts in the stream",
            flush=True,
        )
        rows = [
            *beside_pipeline(model, [sample.text for sample in exam], rounds),
            *beside_words(judge, texts, samples, rounds),
            *by_length(judge, samples, rounds),
            *hostile(judge, rounds),
        ]
    console().print(shown(rows))
    print(described(()))
    write_table(out / "judging.csv", rows)
    if not has_fasttext():
        print(WITHOUT_FASTTEXT)
    plot(draw, out / "judging.png", rows)


if __name__ == "__main__":
    try:
        typer.run(main)
    except ModelError as error:
        sys.exit(f"judging: {error}")
