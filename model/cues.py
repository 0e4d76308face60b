"""Reads a text as the sequence of what its words do: who is spoken of, what is owed, which step, in which tense.

Keywords cannot tell a lawful notice from a threat, but their order and company often can: `reach` before `kin` after
`if` is a threat to contact them, the same after `never` a promise not to. The classes stand in cues.txt.
"""

from functools import cache
from importlib.resources import files
from itertools import combinations

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from model.normalize import normalize

CUE = "Q"
"""Opens the name of a cue feature; normalised texts hold no capital."""

LONGEST = 3
"""Cue n-grams run from 1 to this length."""

WINDOW = 4
"""Two cues this far apart, or nearer, in the same clause make an ordered pair."""

NONE = "none"
"""The class of words that hold a cue by accident, such as 提前 or 外卖."""

DEBT = frozenset(
    {"bill", "credit", "demand", "discount", "dues", "evade", "guarantor", "interest", "lender", "lent"}
    | {"loan", "overdue", "owe", "pay", "payfor", "repaid", "suit", "unpaid"}
)
"""Classes without any of which a text hardly speaks of a debt."""

WITHOUT_DEBT = f"{CUE}!debt"
"""The feature of texts without any of these classes."""

Clauses = tuple[tuple[str, ...], ...]
"""The classes of the cues in each clause, in order."""

_STOPS = ",.;!?。、:|"


def cue_features(plain: str) -> set[str]:
    """The distinct cue features of a normalised text: n-grams, pairs in any order, and ordered pairs in a clause.

    >>> sorted(cue_features("不会联系家人"))[:3]
    ['Q!debt', 'Q!debt+kin', 'Q!debt+never']
    """
    return sequence_features(read_cues(plain))


def sequence_features(clauses: Clauses) -> set[str]:
    """The distinct features of a sequence of cues."""
    found: set[str] = set()
    for clause in clauses:
        for at, first in enumerate(clause):
            found.update(f"{CUE}{first}..{second}" for second in clause[at + 1 : at + WINDOW])
    sequence = [cue for clause in clauses for cue in clause]
    sequence = [cue for at, cue in enumerate(sequence) if at == 0 or sequence[at - 1] != cue]
    for length in range(1, LONGEST + 1):
        found.update(CUE + ">".join(sequence[at : at + length]) for at in range(len(sequence) - length + 1))
    classes = sorted(set(sequence))
    found.update(f"{CUE}{first}+{second}" for first, second in combinations(classes, 2))
    if DEBT.isdisjoint(classes):
        found.add(WITHOUT_DEBT)
        found.update(f"{WITHOUT_DEBT}+{cue}" for cue in classes)
    return found


def read_cues(plain: str) -> Clauses:
    """The classes of the cues in each clause of a normalised text, in order; a class that repeats stands once."""
    automaton, classes = _automaton()
    clauses: list[list[str]] = [[]]
    for at, _, _ in automaton.find_matches_as_indexes(plain):
        cue = classes[at]
        if cue is None:
            clauses.append([])
        elif cue != NONE and (not clauses[-1] or clauses[-1][-1] != cue):
            clauses[-1].append(cue)
    return tuple(tuple(clause) for clause in clauses if clause)


@cache
def _automaton() -> tuple[AhoCorasick, list[str | None]]:
    classes: dict[str, str | None] = dict.fromkeys(_STOPS)
    for line in files("model").joinpath("cues.txt").read_text("utf-8").splitlines():
        name, words = line.split(":", 1)
        for word in words.split():
            classes.setdefault(normalize(word), name)
    automaton = AhoCorasick(
        list(classes), matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA
    )
    return automaton, list(classes.values())
