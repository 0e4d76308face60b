"""Lessons: the samples that a training may learn, each once, and none that models are measured on.

Thresholds come from what models say of samples that they have not learnt. With each of 600 samples twice, so that its
copy was learnt, 34 of 659 lawful messages of the exam were blocked instead of 16, and the model's card told of none.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from model.errors import TrainingError
from model.labels import Label
from model.normalize import normalize
from model.samples import Place, Sample, placed_samples, read_samples

Texts = list[tuple[Place, str]]
"""Where samples stand, and their texts as a model reads them."""


def read_lessons(path: Path, measures: Mapping[str, Path]) -> list[Sample]:
    """The samples of a file or folder, each once, and nothing of the `measures`, a path for each name.

    Texts are the same where a model reads the same: without disguises and exact numbers. Comparing 259,570 takes six
    seconds.

    Raises SampleError as `read_samples` does, and TrainingError, naming the first, for samples that stand in a measure,
    stand twice or have two labels.
    """
    placed = list(placed_samples(path))
    texts = [(place, normalize(sample.text)) for place, sample in placed]
    for name, measure in measures.items():
        _refuse_measured(texts, name, read_samples(measure, strict=False))
    samples = [sample for _, sample in placed]
    _refuse_repeated(texts, [sample.label for sample in samples])
    return samples


def _refuse_measured(texts: Texts, name: str, measure: Iterable[Sample]) -> None:
    asked = {normalize(sample.text) for sample in measure}
    if learnt := [place for place, text in texts if text in asked]:
        raise TrainingError(f"{_stand(len(learnt))} in {name} too, first {learnt[0]}; leave {name} out")


def _refuse_repeated(texts: Texts, labels: Iterable[Label]) -> None:
    first: dict[str, tuple[Place, Label]] = {}
    copies: list[str] = []
    contradictions: list[str] = []
    for (place, text), label in zip(texts, labels, strict=True):
        earlier, known = first.setdefault(text, (place, label))
        if earlier is not place:
            (copies if label is known else contradictions).append(f"first {place}, as {earlier}")
    against = []
    if contradictions:
        against.append(f"{_stand(len(contradictions))} under another label too, {contradictions[0]}; keep the true one")
    if copies:
        against.append(f"{_stand(len(copies))} twice, {copies[0]}; keep one of each")
    if against:
        how = "compared as a model reads them, without disguises and exact numbers"
        raise TrainingError(f"{'; '.join(against)} ({how})")


def _stand(count: int) -> str:
    return "1 sample stands" if count == 1 else f"{count:,} samples stand"
