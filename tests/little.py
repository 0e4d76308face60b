"""A data folder like the project's that is quick to learn from."""

import json
from pathlib import Path

from conftest import DATA

from model.samples import digest, read_samples


def little(folder: Path) -> Path:
    """Writes a hundredth of the samples, a fifth of the exam, and floors that such a model clears."""
    samples = folder / "samples"
    samples.mkdir(parents=True)
    every = [line for file in sorted((DATA / "samples").glob("**/*.jsonl")) for line in lines(file)]
    (samples / "some.jsonl").write_text("".join(every[::100]), "utf-8")
    (folder / "exam.jsonl").write_text("".join(lines(DATA / "exam.jsonl")[::5]), "utf-8")
    set_floor(folder, 0.1)
    return folder


def lines(file: Path) -> list[str]:
    return file.read_text("utf-8").splitlines(keepends=True)


def set_floor(folder: Path, recall: float) -> None:
    """Asks of a new model to find this share of the threats; what it blocks is let pass."""
    exam = digest(read_samples(folder / "exam.jsonl"))
    gate = {"exam": exam, "recall": {"contact_threat": recall}, "blocked": 1}
    (folder / "gate.json").write_text(json.dumps(gate), "utf-8")
