"""Where a disguised word may stand: quick to say that a text holds none.

suspects.txt lists what is worth a look; `make characters` derives it from the words and what may stand for them.
"""

from collections.abc import Iterator

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from model.letters import is_boundary, is_spelt, runs
from model.sections import entries, lines

FOREMOST = 20
"""Words in which a common character or both characters of two may be replaced too."""

BEFORE = 4
"""A word that holds a sign of disguise begins at most this many signs before it."""


class Suspicion:
    """Finds the places of a text at which disguised words may begin."""

    def __init__(self) -> None:
        self._spelt = frozenset(entries("suspects.txt", "spelt"))
        self._automaton = AhoCorasick(
            _suspects(), matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA
        )

    def is_roused_by(self, plain: str) -> bool:
        """Whether anything in the text is worth a look."""
        return bool(self._automaton.find_matches_as_indexes(plain))

    def places(self, plain: str) -> set[int]:
        """Where disguised words may begin."""
        return {*self._before_hits(plain)}

    def signs(self, plain: str) -> list[int]:
        """Where Han characters and radicals stand that are suspect by themselves."""
        hits = self._automaton.find_matches_as_indexes(plain)
        return [start for _, start, end in hits if end - start == 1 and "\u2e80" <= plain[start] <= "\u9fff"]

    def _before_hits(self, plain: str) -> Iterator[int]:
        for _, start, end in self._automaton.find_matches_as_indexes(plain):
            if plain[start:end] in self._spelt:
                yield from self._before_runs(plain)
            elif not (_cuts_letters(plain, start) or _cuts_letters(plain, end)):
                yield from range(max(0, start - BEFORE), end)

    def _before_runs(self, plain: str) -> Iterator[int]:
        """Before runs of letters and digits that abbreviate a word, or spell sounds from beginning to end."""
        for start, run in runs(plain):
            if run in self._spelt or is_spelt(run):
                yield from range(max(0, start - BEFORE), start + len(run))


def _cuts_letters(plain: str, at: int) -> bool:
    """Whether letters stand on both sides that belong together."""
    beside = plain[at - 1 : at + 1] if at else ""
    return len(beside) == 2 and beside.isascii() and beside.isalpha() and not is_boundary(plain, at)


def _suspects() -> Iterator[str]:
    """All that is worth a look, one by one: a list of it would cost 5 MiB."""
    for section in ("spelt", "forms", "signs"):
        for line in lines("suspects.txt", section):
            yield from line.split("\t")
