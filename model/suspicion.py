"""Where a disguised word may stand: quick to say that a text holds none.

suspects.txt lists what is worth a look; `make characters` derives it from the words and what may stand for them.
"""

import ctypes
import weakref
from array import array
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from model.letters import is_boundary, is_spelt, runs
from model.native import WIDTH, address, done, library, points
from model.sections import entries, lines

FOREMOST = 20
"""Words in which a common character or both characters of two may be replaced too."""

BEFORE = 4
"""A word that holds a sign of disguise begins at most this many signs before it."""

Hit = tuple[int, int]
"""Where something worth a look starts and ends in a text."""


class Suspicion:
    """Finds the places of a text at which disguised words may begin."""

    def __init__(self) -> None:
        self._spelt = frozenset(entries("suspects.txt", "spelt"))
        self.hits = _found_in_python() if (suspects := quick_suspects()) is None else suspects.found
        """What is worth a look in a text: where it starts and ends."""

    def places(self, plain: str, hits: Iterable[Hit]) -> set[int]:
        """Where disguised words may begin."""
        return {*self._before_hits(plain, hits)}

    def signs(self, plain: str, hits: Iterable[Hit]) -> list[int]:
        """Where Han characters and radicals stand that are suspect by themselves."""
        return [start for start, end in hits if end - start == 1 and "\u2e80" <= plain[start] <= "\u9fff"]

    def _before_hits(self, plain: str, hits: Iterable[Hit]) -> Iterator[int]:
        spelt = False
        for start, end in hits:
            if plain[start:end] in self._spelt:
                if not spelt:
                    yield from self._before_runs(plain)
                spelt = True
            elif not (_cuts_letters(plain, start) or _cuts_letters(plain, end)):
                yield from range(max(0, start - BEFORE), end)

    def _before_runs(self, plain: str) -> Iterator[int]:
        """Before runs of letters and digits that abbreviate a word, or spell sounds from beginning to end."""
        for start, run in runs(plain):
            if run in self._spelt or is_spelt(run):
                yield from range(max(0, start - BEFORE), start + len(run))


class QuickSuspects:
    """What is worth a look, found with the library."""

    def __init__(self, found: ctypes.PyDLL) -> None:
        self.handle = done(found.suspects_new() or -1)
        weakref.finalize(self, found.suspects_free, self.handle).atexit = False
        for section, line in _listed():
            each = points(line.replace("\t", "\n"))
            done(found.suspects_take(self.handle, each, len(each) // WIDTH, section == "spelt"))
        done(found.suspects_settle(self.handle))
        self._find = found.suspects_find

    def found(self, plain: str) -> list[Hit]:
        """Where what is worth a look starts and ends in a text, none over another."""
        told = array("I", bytes(8 * len(plain)))
        count = done(self._find(self.handle, points(plain), len(plain), address(told)))
        numbers = iter(told[: 2 * count])
        return list(zip(numbers, numbers, strict=True))


@cache
def quick_suspects() -> QuickSuspects | None:
    """The same for all, as nothing in it changes; None where the library was not built."""
    return None if (found := library()) is None else QuickSuspects(found)


def _found_in_python() -> Callable[[str], list[Hit]]:
    automaton = AhoCorasick(
        chain.from_iterable(line.split("\t") for _, line in _listed()),
        matchkind=MatchKind.LeftmostLongest,
        implementation=Implementation.ContiguousNFA,
    )
    return lambda plain: [(start, end) for _, start, end in automaton.find_matches_as_indexes(plain)]


def _cuts_letters(plain: str, at: int) -> bool:
    """Whether letters stand on both sides that belong together."""
    beside = plain[at - 1 : at + 1] if at else ""
    return len(beside) == 2 and beside.isascii() and beside.isalpha() and not is_boundary(plain, at)


def _listed() -> Iterator[tuple[str, str]]:
    """All that is worth a look, a line after the other, and its section: a list of it would cost 5 MiB."""
    for section in ("spelt", "forms", "signs"):
        for line in lines("suspects.txt", section):
            yield section, line
