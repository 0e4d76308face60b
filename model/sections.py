"""Reads the lists of this package: files of sections, each under its name in brackets, or of one list."""

from collections.abc import Iterator
from importlib.resources import files


def lines(file: str, section: str) -> Iterator[str]:
    """The lines of a section, one by one: a whole file at once would cost up to 4 MiB."""
    inside = False
    with files("model").joinpath(file).open(encoding="utf-8") as stream:
        for line in stream:
            if line[0] == "[" and line.endswith("]\n"):
                if inside:
                    return
                inside = line == f"[{section}]\n"
            elif inside:
                yield line.rstrip("\n")


def whole(file: str) -> str:
    """A file without sections, at once."""
    return files("model").joinpath(file).read_text(encoding="utf-8")


def entries(file: str, section: str) -> list[str]:
    """What stands in a section, with blanks or line breaks between."""
    return [entry for line in lines(file, section) for entry in line.split()]
