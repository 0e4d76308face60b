"""Lessons: the samples that a training may learn, which are none that models are measured on."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from model.errors import TrainingError
from model.normalize import normalize
from model.samples import Place, Sample, placed_samples, read_samples

Texts = list[tuple[Place, str]]
"""Where samples stand, and their texts as a model reads them."""


def read_lessons(path: Path, measures: Mapping[str, Path]) -> list[Sample]:
    """The samples of a file or folder, which must hold nothing of the `measures`, a path for each name.

    Texts are the same where a model reads the same: whatever their disguises and numbers. Making 259,570 texts so takes
    four seconds.

    Raises SampleError as `read_samples` does, and TrainingError, naming the first, for samples that stand in a measure.
    """
    placed = list(placed_samples(path))
    texts = [(place, normalize(sample.text)) for place, sample in placed]
    for name, measure in measures.items():
        _refuse_measured(texts, name, read_samples(measure, strict=False))
    return [sample for _, sample in placed]


def _refuse_measured(texts: Texts, name: str, measure: Iterable[Sample]) -> None:
    asked = {normalize(sample.text) for sample in measure}
    if learnt := [place for place, text in texts if text in asked]:
        raise TrainingError(f"{_stand(len(learnt))} in {name} too, first {learnt[0]}; leave {name} out")


def _stand(count: int) -> str:
    return "1 sample stands" if count == 1 else f"{count:,} samples stand"
