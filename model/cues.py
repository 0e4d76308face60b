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

WINDOW = 8
"""Two cues less than this far apart in the same clause make an ordered pair; most clauses hold fewer."""

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
    """The distinct cue features of a normalised text: cues, pairs in any order, and ordered pairs in a clause.

    Runs of three cues, runs across clauses, counts, first and last cues and negated cues added nothing on writers
    that the model had not seen.

    >>> sorted(cue_features("不会联系家人"))
    ['Q!debt', 'Q!debt+kin', 'Q!debt+never', 'Qkin', 'Qkin+never', 'Qnever', 'Qnever..kin']
    """
    return sequence_features(read_cues(plain))


def sequence_features(clauses: Clauses) -> set[str]:
    """The distinct features of a sequence of cues."""
    found: set[str] = set()
    for clause in clauses:
        for at, first in enumerate(clause):
            found.update(f"{CUE}{first}..{second}" for second in clause[at + 1 : at + WINDOW])
    classes = sorted({cue for clause in clauses for cue in clause})
    found.update(CUE + cue for cue in classes)
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
