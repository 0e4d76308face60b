"""The model store: stored models as data with a card for people, the champion's pointer and the journal.

    STORE/<version>/weights.bin    8-bit whole numbers, for each feature one a column
    STORE/<version>/features.txt   one feature a line
    STORE/<version>/sieve.txt      one pair of the sieve a line, and its weight
    STORE/<version>/stack.json     the weights of the second layer
    STORE/<version>/trigrams.bin   a filter of those that several samples hold
    STORE/<version>/card.json      everything else, for people and for the loader
    STORE/champion                 the version that serves, replaced atomically
    STORE/journal.jsonl            every decision, appended, never changed

A version is named by the digest of its card, which holds that of the other files: the same samples, scores and
libraries give the same version and the same bytes.
"""

from __future__ import annotations

import errno
import hashlib
import json
import math
import os
from array import array
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from model.errors import NoModelError, RecipeError, StoreError
from model.features import recipe
from model.labels import LABELS, TEXT_TAGS
from model.linear import LinearModel
from model.sieve import SieveModel
from model.stack import Stack
from model.subclasses import Subclass
from model.trigrams import BITS
from model.whole import write_whole

FORMAT = 8

_ELSEWHERE = "mend that, or name another folder in JINGXIN_HOME"

_ODD = (AttributeError, KeyError, MemoryError, OverflowError, RecursionError, TypeError, ValueError)

FILES = ("features.txt", "weights.bin", "sieve.txt", "stack.json", "trigrams.bin")


@dataclass(frozen=True, slots=True)
class Stored:
    """A version of the store: the model and what its card says."""

    version: str
    model: LinearModel
    card: Mapping[str, Any]


class Store:
    """The one place that writes below a model store's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pointer = str(folder / "champion")

    def champion(self) -> str | None:
        """The version that serves, or None while nothing has been promoted.

        Raises StoreError where the pointer cannot be read or names none.
        """
        try:
            version = (self.folder / "champion").read_bytes().strip()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(f"{self._pointer} cannot be read ({error.strerror}); {_ELSEWHERE}") from None
        if not version.isalnum():  # in bytes, what is not ASCII is none either
            raise StoreError(f"{self._pointer} names no model; delete it and run `jingxin train`")
        return version.decode()

    def stamp(self) -> tuple[int, int] | None:
        """Changes whenever another version is promoted, None where none can be read; cheap enough for every request."""
        try:
            status = os.stat(self._pointer)  # noqa: PTH116 - a Path, put together each time, costs four times as much
        except OSError:
            return None
        return status.st_mtime_ns, status.st_ino

    def prepare(self) -> None:
        """Makes the folder, so that a long training is not begun in vain.

        Raises StoreError where nothing can be written there, or the champion cannot be read.
        """
        self.champion()
        with _written(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            TemporaryFile(dir=self.folder).close()

    def versions(self) -> list[str]:
        """Every stored version, the oldest first."""
        cards = sorted(self.folder.glob("*/card.json"), key=lambda card: (card.stat().st_mtime_ns, card.parent.name))
        return [card.parent.name for card in cards]

    def card(self, version: str) -> Mapping[str, Any]:
        """What a version says of itself. Raises StoreError where that is not there, not readable or not as it was."""
        try:
            written = (self.folder / version / "card.json").read_bytes()
        except FileNotFoundError:
            raise StoreError(
                f"model {version} is not in {self.folder}; `jingxin models` lists what is, or run `jingxin train`"
            ) from None
        except OSError as error:
            raise StoreError(f"the card of model {version} cannot be read ({error}); run `jingxin train`") from None
        if _named(written) != version:
            raise StoreError(f"the card of model {version} is not as it was written; run `jingxin train`")
        try:
            card = json.loads(written)
        except (ValueError, RecursionError):
            card = None
        if not isinstance(card, dict):
            raise StoreError(f"the card of model {version} is no card; run `jingxin train`")
        return card

    def runs(self, version: str) -> bool:
        """Whether a version was made by this code's feature recipe; reads its card only."""
        return _runs(self.card(version))

    def load(self, version: str | None = None) -> Stored:
        """A stored version, the champion unless another is named.

        Raises NoModelError if nothing has been promoted, RecipeError if it was made by another feature recipe, and
        StoreError if its files do not fit its card.
        """
        version, card, files = self._read(version)
        try:
            return Stored(version, _unpack(files, card), card)
        except _ODD as error:  # of files that somebody made by hand
            raise StoreError(f"model {version} cannot be unpacked ({error!r}); run `jingxin train`") from None

    def check(self, version: str | None = None) -> None:
        """Reads a version as `load` does, raises what that raises, and makes no model of it."""
        self._read(version)

    def _read(self, version: str | None) -> tuple[str, Mapping[str, Any], tuple[bytes, ...]]:
        version = version or self.champion()
        if version is None:
            raise NoModelError(f"no model in {self.folder} yet; run `jingxin train`")
        card = self.card(version)
        if not _runs(card):
            raise RecipeError(
                f"model {version} was made by another feature recipe than this code's; run `jingxin train`"
            )
        try:
            files = tuple((self.folder / version / name).read_bytes() for name in FILES)
        except OSError as error:
            raise StoreError(f"model {version} cannot be read ({error}); run `jingxin train`") from None
        if _digest(*files) != card.get("files"):
            raise StoreError(f"the files of model {version} do not fit its card; run `jingxin train`")
        return version, card, files

    def save(self, model: LinearModel, about: Mapping[str, Any]) -> str:
        """Stores a model with what is known about it, and returns its version; storing it again changes nothing.

        Raises StoreError where it cannot be written.
        """
        files = _packed(model)
        card = _card(model, about, _digest(*files))
        version = _named(_json(card))
        for name, content in zip((*FILES, "card.json"), (*files, _json(card)), strict=True):
            path = self.folder / version / name
            with _written(path):
                if not path.is_file() or path.read_bytes() != content:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    write_whole(path, content)
        return version

    def promote(self, version: str) -> None:
        """Makes a stored version the champion; a running server follows.

        Raises StoreError where that is not there, not as it was, or the champion cannot be written.
        """
        self.card(version)
        pointer = self.folder / "champion"
        with _written(pointer):
            write_whole(pointer, f"{version}\n".encode())

    def note_decision(self, version: str, parent: str | None, decision: Mapping[str, Any]) -> None:
        """Appends what was decided now on a version, and which champion it replaces; see `note`."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self.note({"time": now, "version": version, "parent": parent, **decision})

    def note(self, entry: Mapping[str, Any]) -> None:
        """Appends one entry to the journal, on a line of its own even where the last one is torn.

        Raises StoreError where it cannot be written, and takes back its part.
        """
        path = self.folder / "journal.jsonl"
        line = f"{json.dumps(entry, ensure_ascii=False, sort_keys=True)}\n".encode()
        with _written(path):
            self.folder.mkdir(parents=True, exist_ok=True)
            with path.open("a+b", buffering=0) as journal:
                before = journal.seek(0, os.SEEK_END)
                journal.seek(max(0, before - 1))
                if journal.read() not in (b"", b"\n"):
                    line = b"\n" + line
                if journal.write(line) < len(line):
                    journal.truncate(before)
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def journal(self) -> Iterator[Mapping[str, Any]]:
        """The entries of the journal, the oldest first. Raises StoreError at a line that is none."""
        path = self.folder / "journal.jsonl"
        if not path.is_file():
            return
        with path.open("rb") as journal:
            for number, line in enumerate(journal, 1):
                try:
                    yield json.loads(line)
                except ValueError:
                    raise StoreError(f"{path}, line {number} cannot be read; take it out by hand") from None


@contextmanager
def _written(path: Path) -> Iterator[None]:
    """Raises StoreError where a path cannot be written."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{path} cannot be written ({error.strerror}); {_ELSEWHERE}") from None


def _runs(card: Mapping[str, Any]) -> bool:
    return bool(card.get("recipe") == recipe() and card.get("format") == FORMAT)


def _named(card: bytes) -> str:
    """The version that a card names."""
    return hashlib.sha256(card).hexdigest()[:12]


def _packed(model: LinearModel) -> tuple[bytes, ...]:
    """What FILES hold."""
    features = "".join(f"{feature}\n" for feature in model.features)
    sieve = "".join(f"{pair} {weight}\n" for pair, weight in model.sieve.weights.items())
    return features.encode(), model.weights.tobytes(), sieve.encode(), _json(asdict(model.stack)), model.trigrams


def _card(model: LinearModel, about: Mapping[str, Any], files: str) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "recipe": model.recipe,
        "files": files,
        "features": len(model.features),
        "columns": list(model.columns),
        "intercepts": dict(model.intercepts),
        "block_from": model.block_from,
        "tags_from": dict(model.tags_from),
        "sieve": {
            "intercept": model.sieve.intercept,
            "clear_below": model.sieve.clear_below,
            "clear_debtless_below": model.sieve.clear_debtless_below,
            "harassment": model.sieve.harassment,
        },
        **about,
    }


def _unpack(files: tuple[bytes, ...], card: Mapping[str, Any]) -> LinearModel:
    features, weights, sieve, stack, trigrams = files
    names = tuple(features.decode().split("\n")[:-1])
    columns = tuple(card["columns"])
    if len(names) != card["features"] or len(weights) != len(names) * len(columns):
        raise StoreError("a stored model has another size than its card says; run `jingxin train`")
    if columns != (*Subclass, *TEXT_TAGS):
        raise StoreError("a stored model tells other subclasses or tags than this code; run `jingxin train`")
    layer = _stack(json.loads(stack))
    if not _fits(layer, len(columns)) or len(trigrams) != 1 << BITS - 3:
        raise StoreError("a part of a stored model has another size than this code's have; run `jingxin train`")
    intercepts = {column: card["intercepts"][column] for column in columns}
    tags_from = {tag: card["tags_from"][tag] for tag in TEXT_TAGS}
    _refuse_endless([card["block_from"], *intercepts.values(), *tags_from.values(), *card["sieve"].values()])
    return LinearModel(
        features=names,
        columns=columns,
        weights=array("b", weights),
        intercepts=intercepts,
        stack=layer,
        block_from=card["block_from"],
        tags_from=tags_from,
        sieve=SieveModel(weights=_weights_of_pairs(sieve), **card["sieve"]),
        trigrams=trigrams,
        recipe=card["recipe"],
    )


def _weights_of_pairs(sieve: bytes) -> dict[str, int]:
    lines = [line.rsplit(" ", 1) for line in sieve.decode().split("\n")[:-1]]
    if any(len(pair) != 2 for pair, _ in lines):
        raise ValueError("a sieve weighs what is no pair of characters")
    weights = array("i", [int(weight) for _, weight in lines])
    return {pair: weight for (pair, _), weight in zip(lines, weights, strict=True)}


def _refuse_endless(numbers: Iterable[float]) -> None:
    """Raises ValueError or OverflowError for a number that makes no probability, TypeError for what is none."""
    if not all(map(math.isfinite, numbers)):
        raise ValueError("a number is not finite")


def _stack(layer: Mapping[str, Any]) -> Stack:
    stack = Stack(
        opened=tuple(map(tuple, layer["opened"])),
        thresholds=tuple(layer["thresholds"]),
        closed=tuple(map(tuple, layer["closed"])),
        leanings=tuple(layer["leanings"]),
    )
    _refuse_endless(chain(stack.thresholds, stack.leanings, *stack.opened, *stack.closed))
    return stack


def _fits(layer: Stack, columns: int) -> bool:
    """Whether a second layer has the shape that the reader in C takes for granted."""
    hidden = len(layer.thresholds)
    return (
        len(layer.opened) == len(LABELS) + columns
        and {*map(len, layer.opened)} == {hidden}
        and len(layer.closed) == hidden
        and {*map(len, layer.closed), len(layer.leanings)} == {len(LABELS)}
    )


def _digest(*files: bytes) -> str:
    return hashlib.sha256(b"".join(hashlib.sha256(file).digest() for file in files)).hexdigest()


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
