"""Scorecards: what a model scores on samples, label by label."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from model.judging import Judgement
from model.labels import LABELS, TEXT_TAGS, Label, Verdict
from model.samples import Sample

BINS = 15


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 of one label or tag; a ratio over nothing is 0."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class Scorecard:
    """What a model scored on samples.

    `confusion[truth][answer]` counts; `false_alarms` is the share of normal samples not answered normal, `blocked` the
    share of them with the verdict block; `calibration_error` is the ECE over 15 bins of the likeliest label's
    probability, which may be another than the answer: that is normal where harm is likely but not sure enough.
    """

    count: int
    labels: Mapping[Label, Score]
    macro_f1: float
    confusion: Mapping[Label, Mapping[Label, int]]
    false_alarms: float
    blocked: float
    calibration_error: float
    tags: Mapping[str, Score]
    tags_micro_f1: float

    def as_json(self) -> dict[str, Any]:
        """The scorecard as plain JSON values."""
        return asdict(self)


def measure(samples: Sequence[Sample], judgements: Iterable[Judgement]) -> Scorecard:
    """The scorecard of these judgements, one for each sample, in the same order.

    macro-F1 is the mean over the labels that the samples hold.
    """
    pairs = list(zip(samples, judgements, strict=True))
    confusion = {truth: dict.fromkeys(LABELS, 0) for truth in LABELS}
    for sample, judgement in pairs:
        confusion[sample.label][judgement.label] += 1
    labels = {label: _label_score(confusion, label) for label in LABELS}
    present = [score.f1 for score in labels.values() if score.support]
    normal = [judgement for sample, judgement in pairs if sample.label is Label.NORMAL]
    tags = {tag: _tag_score(pairs, (tag,)) for tag in TEXT_TAGS}
    return Scorecard(
        count=len(pairs),
        labels=labels,
        macro_f1=_ratio(sum(present), len(present)),
        confusion=confusion,
        false_alarms=_ratio(sum(judgement.harmful for judgement in normal), len(normal)),
        blocked=_ratio(sum(judgement.verdict is Verdict.BLOCK for judgement in normal), len(normal)),
        calibration_error=calibration_error(_likeliest(sample, judgement) for sample, judgement in pairs),
        tags=tags,
        tags_micro_f1=_tag_score(pairs, TEXT_TAGS).f1,
    )


def calibration_error(answers: Iterable[tuple[float, bool]]) -> float:
    """The expected calibration error over 15 equal bins: mean distance between confidence and share right.

    >>> calibration_error([(0.9, True), (0.9, False)])
    0.4
    """
    bins: dict[int, list[tuple[float, bool]]] = {}
    count = 0
    for confidence, right in answers:
        bins.setdefault(min(int(confidence * BINS), BINS - 1), []).append((confidence, right))
        count += 1
    gaps = (abs(sum(confidence for confidence, _ in held) - sum(right for _, right in held)) for held in bins.values())
    return _ratio(sum(gaps), count)


def _likeliest(sample: Sample, judgement: Judgement) -> tuple[float, bool]:
    """The probability of the likeliest label, and whether it is the true one."""
    label = max(judgement.probabilities, key=judgement.probabilities.__getitem__)
    return judgement.probabilities[label], label is sample.label


def _label_score(confusion: Mapping[Label, Mapping[Label, int]], label: Label) -> Score:
    right = confusion[label][label]
    return _score(right, sum(row[label] for row in confusion.values()), sum(confusion[label].values()))


def _tag_score(pairs: Sequence[tuple[Sample, Judgement]], tags: Sequence[str]) -> Score:
    wanted = [(at, tag) for at, (sample, _) in enumerate(pairs) for tag in tags if tag in sample.tags]
    given = {(at, tag) for at, (_, judgement) in enumerate(pairs) for tag in tags if tag in judgement.tags}
    return _score(len(given.intersection(wanted)), len(given), len(wanted))


def _score(right: int, answered: int, true: int) -> Score:
    precision, recall = _ratio(right, answered), _ratio(right, true)
    return Score(precision, recall, _ratio(2 * precision * recall, precision + recall), true)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
