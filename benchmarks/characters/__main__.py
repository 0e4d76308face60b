"""Writes model/characters.txt and model/suspects.txt anew."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.characters import suspects
from benchmarks.characters.alike import alike
from benchmarks.characters.drawings import names
from benchmarks.characters.frequencies import by_rank
from benchmarks.characters.parts import written_apart
from benchmarks.characters.sounds import by_sound

WANTED = 3_600
"""Characters whose look-alikes and parts are listed, the commonest."""

MODEL = Path(__file__).parents[2] / "model"


def lines() -> Iterator[str]:
    """The lines of characters.txt: characters by rank, and what may stand for them."""
    ranked = by_rank()
    wanted = ranked[:WANTED]
    yield "[common]"
    yield "".join(ranked)
    yield from _section("sounds", by_sound(ranked))
    yield from _section("alike", alike(wanted))
    yield from _section("parts", {char: " ".join(written_apart(char)) for char in wanted})
    yield from _section("emoji", {emoji: " ".join(said) for emoji, said in names().items()})


def _section(name: str, rows: Mapping[str, str]) -> Iterator[str]:
    yield f"[{name}]"
    yield from (f"{first} {rest}" for first, rest in rows.items() if rest)


def main() -> None:
    """Writes both, the second from the first."""
    for name, made in (("characters.txt", lines), ("suspects.txt", suspects.lines)):
        text = "".join(f"{line}\n" for line in made())
        MODEL.joinpath(name).write_text(text, encoding="utf-8")
        print(f"model/{name}: {text.count(chr(10)):,} lines")


if __name__ == "__main__":
    main()
