"""Retraining: fit a challenger, measure it and the champion on the frozen exam now, let the gate decide, store it."""

import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version as installed
from pathlib import Path

from model.classifier import fit
from model.errors import StoreError
from model.evaluation import Scorecard, measure
from model.gate import Decision, Floors, decide
from model.judging import Judge
from model.lessons import read_lessons
from model.samples import Sample, digest, read_samples, teaching_digest
from model.store import Store

LIBRARIES = ("scikit-learn", "numpy", "scipy", "ahocorasick-rs")


@dataclass(frozen=True, slots=True)
class Course:
    """What a training reads: the samples, the frozen exam, the gate's floors, and what is held out, if anything is."""

    samples: Path
    exam: Path
    gate: Path
    held_out: Path

    @property
    def measures(self) -> dict[str, Path]:
        """What no model may learn, by the name it goes by."""
        return {"the exam": self.exam} | ({"what is held out": self.held_out} if self.held_out.exists() else {})

    @classmethod
    def of(cls, folder: Path) -> "Course":
        """The course in a data folder laid out as this project's is."""
        return cls(folder / "samples", folder / "exam.jsonl", folder / "gate.json", folder / "held-out")


@dataclass(frozen=True, slots=True)
class Trained:
    """A challenger that was stored, its scorecard and the gate's decision."""

    version: str
    scorecard: Scorecard
    decision: Decision


def train(
    store: Store, course: Course, *, lowered: str | None = None, say: Callable[[str], None] = lambda _: None
) -> Trained:
    """Trains on the course's samples and promotes the model if the gate says yes.

    Raises SampleError, TrainingError, GateError or StoreError; `say` gets a progress sentence at each step.
    """
    store.prepare()
    exam = list(read_samples(course.exam))
    floors = Floors.read(course.gate)
    floors.refuse_other_exam(digest(exam))
    samples = read_lessons(course.samples, course.measures)
    say(f"training on {len(samples):,} samples")
    fitted = fit(samples)
    say(f"measuring on {len(exam):,} exam messages")
    scorecard = _measure(Judge(fitted.model), exam)
    champion, decision = _decided(store, exam, scorecard, floors, lowered)
    version = store.save(
        fitted.model,
        {
            "samples": {"count": len(samples), "digest": teaching_digest(samples)},
            "block_counts": fitted.counts,
            "exam": {"digest": floors.exam, "scorecard": scorecard.as_json()},
            "libraries": {name: installed(name) for name in LIBRARIES} | {"python": platform.python_version()},
        },
    )
    while decision.promoted and store.champion() != champion:  # another training promoted its own meanwhile
        champion, decision = _decided(store, exam, scorecard, floors, lowered)
    parent = champion if decision.promoted else None
    store.note_decision(version, parent, decision.as_json())  # so that none serves of which the journal says nothing
    if decision.promoted:
        store.promote(version)
    return Trained(version, scorecard, decision)


def _measure(judge: Judge, exam: Sequence[Sample]) -> Scorecard:
    return measure(exam, judge.judge_all(sample.text for sample in exam))


def _decided(
    store: Store, exam: Sequence[Sample], challenger: Scorecard, floors: Floors, lowered: str | None
) -> tuple[str | None, Decision]:
    """The champion and the gate's decision, with that measured now; it says so where this code cannot run it."""
    version, champion = store.champion(), None
    notes: tuple[str, ...] = ()
    if version is not None:
        try:
            champion = _measure(Judge(store.load(version).model), exam)
        except StoreError as error:
            notes = (f"not compared with the champion: {error}",)
    decision = decide(challenger, champion, floors, lowered)
    return version, replace(decision, sentences=(*notes, *decision.sentences))
