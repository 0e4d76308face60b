"""Checks a folder of evidence: files against the manifest, messages against the chain, CSV against JSON lines.

It finds what was changed by hand or on the way. Whoever rewrites all files and the manifest too leaves no trace inside
the folder: keep manifest.sha256 somewhere else (a mail to yourself, a notary) to rule that out.
"""

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from service.archives.folders import files_of, sources_at
from service.archives.members import shown
from service.archives.rows import allow_long_fields
from service.errors import InputError, NotAnArchiveError
from service.evidence import sha256_of
from service.ledger import COLUMNS, Row, cells, digest_of

MANIFEST, SEAL = "manifest.json", "manifest.sha256"

MOST = 1_000_000
"""Messages that a manifest may claim: each that is missing becomes a sentence."""

DIGITS = 19
"""A number of a row has fewer; Python reads none of more than 4,300."""


LEFT_BY_FILE_MANAGERS = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
"""Names, in small letters, of what Finder and Windows Explorer put into a folder that is only looked at."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check found: the problems, none if all is as it was made, and what was looked at.

    `remarks` name files beside the evidence that are no change.
    """

    folder: Path
    files: int
    messages: int
    seal: str
    problems: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def intact(self) -> bool:
        """Whether nothing was changed, removed, added or moved."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class _Manifest:
    """The digests that a manifest gives for outputs and sources, and the ends of the chain."""

    outputs: Mapping[str, str]
    sources: frozenset[str]
    messages: int
    first: str
    last: str


def verify(folder: Path | str, archives: Iterable[Path | str] = ()) -> Verified:
    """Checks a folder that `report` wrote and, where they are given, the archives it was made from.

    Raises InputError for a folder without a manifest that can be read or an archive that is not there, and ArchiveError
    for an archive that cannot be read.
    """
    folder = Path(folder)
    sealed = _read(folder / MANIFEST)
    try:
        manifest = _manifest(sealed)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise InputError(f"{folder / MANIFEST} is no manifest of evidence; give a folder that a report wrote") from None
    seal = hashlib.sha256(sealed).hexdigest()
    added, left = _beside(folder, manifest.outputs)
    problems = [
        *_seal(folder, seal),
        *_files(folder, manifest.outputs),
        *(f"{name} was added: the manifest does not know it" for name in added),
        *_archives(manifest.sources, map(Path, archives)),
    ]
    rows, broken = _rows(folder / "messages.jsonl")
    problems += [*broken, *_chain(rows, manifest), *_table(folder / "messages.csv", rows)]
    remarks = tuple(f"{name} is not part of the evidence: file managers leave such a file in folders" for name in left)
    return Verified(folder, len(manifest.outputs), len(rows), seal, tuple(problems), remarks)


def _manifest(content: bytes) -> _Manifest:
    """What a manifest says; raises what its JSON or its shape makes it raise."""
    said: dict[str, Any] = json.loads(content)
    chain = said["chain"]
    return _Manifest(
        outputs={str(name): str(file["sha256"]) for name, file in said["outputs"].items()},
        sources=frozenset(str(source["sha256"]) for source in said["sources"]),
        messages=min(int(chain["messages"]), MOST),
        first=str(chain["first"]),
        last=str(chain["last"]),
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); give a folder that a report wrote") from None


def _seal(folder: Path, seal: str) -> Iterator[str]:
    written = (folder / SEAL).read_bytes() if (folder / SEAL).is_file() else None
    if written is None:
        yield f"{SEAL} is missing"
    elif written.split() != [seal.encode(), MANIFEST.encode()]:
        yield f"{MANIFEST} was edited: it does not fit {SEAL}"


def _files(folder: Path, outputs: Mapping[str, str]) -> Iterator[str]:
    for name, sha256 in outputs.items():
        path = folder / name
        if not path.is_file():
            yield f"{name} was removed"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            yield f"{name} was edited: its SHA-256 is not that of the manifest"


def _beside(folder: Path, outputs: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """The files that the manifest does not know: those that somebody added, and those that file managers leave."""
    known = {*outputs, MANIFEST, SEAL}
    paths = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    beside = [path for path in paths if path.as_posix() not in known]
    left = [path.as_posix() for path in beside if path.name.casefold() in LEFT_BY_FILE_MANAGERS]
    return [name for path in beside if (name := path.as_posix()) not in left], left


def _archives(known: frozenset[str], paths: Iterable[Path]) -> Iterator[str]:
    """Every file that a report of the archives would read and that the manifest does not know."""
    for path in paths:
        try:
            files = list(files_of(sources_at(path)))
        except NotAnArchiveError as error:
            yield str(error)
            continue
        for each in files:
            if sha256_of(each) not in known:
                yield f"{shown(each.name)} is not one of the sources of the manifest, or has been changed since"


def _rows(path: Path) -> tuple[list[Row], list[str]]:
    rows: list[Row] = []
    problems = []
    for line, text in enumerate(path.read_bytes().split(b"\n") if path.is_file() else (), 1):
        try:
            if text:
                each = json.loads(text)
                rows.append({**each, "number": int(each["number"])})
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            problems.append(f"messages.jsonl, line {line} was edited: it is no row any more")
    return rows, problems


def _chain(rows: Sequence[Row], manifest: _Manifest) -> Iterator[str]:
    """Every message that was edited, removed, added or moved, by its number."""
    numbers = [row["number"] for row in rows]
    for row in rows:
        if digest_of(row) != row.get("digest"):
            yield f"message {row['number']} was edited: its digest does not fit"
    for number in sorted(set(range(1, manifest.messages + 1)) - set(numbers)):
        yield f"message {number} was removed"
    times = Counter(numbers)
    for number in sorted(number for number in times if times[number] > 1 or not 0 < number <= manifest.messages):
        yield f"message {number} was added or stands there twice"
    for before, after in pairwise(numbers):
        if after < before:
            yield f"message {after} was moved: it stands behind message {before}"
    yield from _links(rows, manifest)


def _links(rows: Sequence[Row], manifest: _Manifest) -> Iterator[str]:
    """Rows that fit for themselves but not behind their neighbour: something was made anew."""
    digests = {0: manifest.first} | {row["number"]: row.get("digest") for row in rows}
    for row in rows:
        before = digests.get(row["number"] - 1)
        if before is not None and row.get("previous") != before:
            yield f"message {row['number']} does not follow message {row['number'] - 1}: one of them was made anew"
    if rows and digests.get(manifest.messages, manifest.last) != manifest.last:
        yield f"message {manifest.messages} was made anew: the manifest knows another digest for it"


def _table(path: Path, rows: Sequence[Row]) -> Iterator[str]:
    """Every difference between the rows of the CSV and those of the JSON lines."""
    if not path.is_file():
        return
    allow_long_fields()
    try:
        lines = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))[1:]
    except (UnicodeDecodeError, csv.Error):
        yield "messages.csv was edited: it is no table any more"
        return
    known = {str(row["number"]): cells(row) for row in rows}
    for line in lines:
        wanted = known.pop(line[0], None) if line else None
        if wanted is None:
            yield f"messages.csv: row {line[0] if line else ''!s} is not in messages.jsonl, or stands there twice"
        elif list(wanted) != line:
            names = [name for name, a, b in zip(COLUMNS, wanted, line, strict=False) if a != b]
            yield f"messages.csv: message {line[0]} differs from messages.jsonl in {', '.join(names) or 'its cells'}"
    yield from (f"messages.csv: message {number} was removed" for number in known)
    order = [int(line[0]) for line in lines if line and len(line[0]) < DIGITS and line[0].isdecimal()]
    yield from (f"messages.csv: message {after} was moved" for before, after in pairwise(order) if after < before)
