"""Samples: texts with their true label, read from JSONL files."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from model.errors import SampleError
from model.labels import KINDS, TEXT_TAGS, Label

FIELDS = {"text", "label", "tags", "kind", "note"}

CONTRAST = "contrast"
"""The folder of samples that were written to lie at the line between two labels."""

CONTRAST_WEIGHS = 0.25
"""What each of these counts in learning: many lie where phones hold few. With a whole one for each, the log loss on
real messages was 0.205, not 0.201, and 284 everyday messages of 24,520 were likelier harmful than not, instead of 227.
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """A text with its true label; `weight` is what it counts in learning, and `note` is for people."""

    text: str
    label: Label
    tags: frozenset[str] = frozenset()
    kind: str | None = None
    note: str | None = None
    weight: float = 1.0


class Place(NamedTuple):
    """Where a sample stands."""

    file: Path
    line: int

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}"


def parse_sample(line: str, *, strict: bool = True) -> Sample:
    """One JSON line as a sample; `strict` refuses fields, kinds and tags this project does not know.

    >>> parse_sample('{"text": "您已逾期3天", "label": "normal"}').label
    <Label.NORMAL: 'normal'>
    """
    try:
        fields = json.loads(line)
    except json.JSONDecodeError as error:
        raise SampleError(f"not a JSON object ({error.msg} at column {error.colno})") from None
    except (ValueError, RecursionError) as error:
        raise SampleError(f"not a JSON object that can be read ({error})") from None
    if not isinstance(fields, dict) or not isinstance(fields.get("text"), str):
        raise SampleError('needs an object with a "text" that is a string')
    tags = () if fields.get("tags") is None else fields["tags"]
    if not (isinstance(tags, list | tuple) and all(isinstance(tag, str) for tag in tags)):
        raise SampleError('"tags" must be a list of strings')
    try:
        label = Label(fields.get("label", ""))
    except ValueError:
        raise SampleError(f"label {fields.get('label')!r} is not one of {', '.join(Label)}") from None
    if strict:
        _refuse_unknown(fields)
    return Sample(fields["text"], label, frozenset(tags), fields.get("kind"), fields.get("note"))


def _refuse_unknown(fields: dict[str, Any]) -> None:
    if extra := set(fields) - FIELDS:
        raise SampleError(f"unknown field {', '.join(sorted(extra))}; known are {', '.join(sorted(FIELDS))}")
    if extra := set(fields.get("tags") or ()) - set(TEXT_TAGS):
        raise SampleError(f"unknown tag {', '.join(sorted(extra))}; see data/README.md")
    if fields.get("kind") is not None and fields["kind"] not in KINDS:
        raise SampleError(f"unknown kind {fields['kind']!r}; see data/README.md")


def read_samples(path: Path, *, strict: bool = True) -> Iterator[Sample]:
    """The samples of a JSONL file (`.gz` unpacked), or of all `*.jsonl` and `*.jsonl.gz` below a folder.

    Files come in the order of their names, packed or not, so that the same samples give the same model. Those of a file
    in a folder called `contrast` count less in learning.

    Raises SampleError with file and line number, and for a path that is not there or holds no samples.
    """
    return (sample for _, sample in placed_samples(path, strict=strict))


def placed_samples(path: Path, *, strict: bool = True) -> Iterator[tuple[Place, Sample]]:
    """The same, each with its place."""
    held = False
    for file in _files(path):
        for placed in _of_file(file, strict=strict):
            held = True
            yield placed
    if not held:
        raise SampleError(f"{path} holds no samples; give a .jsonl or .jsonl.gz file, or a folder of them")


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = [file for name in ("*.jsonl", "*.jsonl.gz") for file in path.rglob(name)]
    files = (file for file in found if not file.is_dir())  # what a folder of such a name holds is found by itself
    return sorted(files, key=_unpacked)


def _unpacked(file: Path) -> Path:
    """What a file is called once it is unpacked."""
    return file.with_suffix("") if file.suffix == ".gz" else file


def _of_file(path: Path, *, strict: bool) -> Iterator[tuple[Place, Sample]]:
    if not path.is_file():
        raise SampleError(f"{path} is not there; give a .jsonl file or a folder of them")
    weight = CONTRAST_WEIGHS if path.parent.name == CONTRAST else 1.0
    for place, line in ((Place(path, number), line) for number, line in enumerate(_lines(path), 1) if line.strip()):
        try:
            yield place, replace(parse_sample(line.decode(), strict=strict), weight=weight)
        except SampleError as error:
            raise SampleError(f"{place}: {error}") from None
        except UnicodeDecodeError:
            raise SampleError(f"{place}: not UTF-8; save the file as UTF-8") from None


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
            yield from lines
    except (OSError, EOFError, zlib.error) as error:
        raise SampleError(f"{path} cannot be read ({error})") from None


def digest(samples: Iterable[Sample]) -> str:
    """SHA-256 over texts, labels and tags: what an exam asks, not how it was laid out in files."""
    return _digest([sample.text, sample.label, sorted(sample.tags)] for sample in samples)


def teaching_digest(samples: Iterable[Sample]) -> str:
    """SHA-256 over all that a model can learn from."""
    return _digest([sample.text, sample.label, sorted(sample.tags), sample.kind, sample.weight] for sample in samples)


def _digest(rows: Iterable[list[object]]) -> str:
    total = hashlib.sha256()
    for row in rows:
        total.update(json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
    return total.hexdigest()
