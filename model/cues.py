"""Reads a text as the sequence of what its words do: who is spoken of, what is owed, which step, in which tense.

Keywords cannot tell a lawful notice from a threat, but their order and company often can: `reach` before `kin` after
`if` is a threat to contact them, the same after `never` a promise not to. The classes stand in cues.txt.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

CUE = "Q"
"""Opens the name of a cue feature; normalised texts hold no capital."""

WINDOW = 8
"""Two cues less than this far apart in the same clause make an ordered pair; most clauses hold fewer."""

NONE = "none"
"""The class of words that hold a cue by accident, such as 提前 or 外卖."""

DEBT = frozenset(
    {"bill", "credit", "demand", "dues", "evade", "force", "guarantor", "interest", "lent"}
    | {"loan", "overdue", "owe", "repaid", "repay", "suit", "unpaid", "visit"}
)
"""Classes without any of which a text hardly speaks of a debt, of the suit over one or of a collector's visit.

Words of giving back (`repay`) are apart from those of paying: of 24,520 everyday messages 4 hold 还钱, of the 24,762
harmful samples without another word of these 1,268. With them five messages less of seven sets were misread.
"""

NO_DEBT = "!debt"
"""Stands as a class of its own for the lack of all these."""

TELLING = frozenset(
    {"arrest", "blame", "conseq", "contact", "curse", "expose", "fee", "funeral", "group", "hide", "home"}
    | {"lastcall", "lender", "list", "local", "menace", "mobile", "noreply", "photo", "relay", "self", "shamed"}
    | {"siege", "spread", "suicide", "weapon", "within", "yourcontacts", "yourkin", "yourpeople", "yourwork"}
)
"""Classes of what else collectors bring up: somebody's people and places, words to pass on, menace and shame.

Money, payments and insults are left out: everyday talk is full of them. While they counted, 24 of 24,520 everyday
messages were flagged instead of 19 and 921 of the exam's harmful ones found instead of 914, of the real ones as many.
With contact, group, local, relay and siege some 16 more of 791 harmful messages of new circles were found, and no more
everyday ones flagged.
"""

SURE = (0.981, 0.979, 0.971, 0.956, 0.881, 0.748, 0.676)
"""How probable harm must be where a text holds so little `evidence` of a debt and of harm, from none on, and where half
of its trigrams are known (`trigrams.py`); less where most are.

Phones are full of messages that hold little of it, and the samples are not. Chosen so that at most 12 of 24,520
everyday messages are flagged, and few of them disguised, and the fewest mistakes made on the exam, on real messages and
on others as pages show them; what each costs stands in benchmarks/MEASURED.md ("What certainty costs").
"""

TOGETHER, IN_ORDER = "+", ".."
"""Join the names of two classes that stand in one text, and in this order in one clause."""

Clause = tuple[str, ...]
"""The classes of the cues in a clause, in order; a class that repeats stands once."""

Clauses = tuple[Clause, ...]


class Reading(NamedTuple):
    """The cues of a text, clause by clause, and its outline: the text with one sign in place of every cue.

    `spots` are where the cues stand in the text, in order: start and end of each.
    """

    clauses: Clauses
    outline: str
    spots: list[tuple[int, int]]


EDGE = "^"
"""Stands before and after a text, so that what opens or closes a message is seen as such."""

OUTLINE_LONGEST = 3
"""Outline n-grams run from 2 to this length; 4 and 5 gave no more on unseen writers."""

FIRST_SIGN, LAST_SIGN = "\ue000", "\ue0ff"
"""The signs of the classes; `normalize` leaves none of them in a text."""

holds_cue = re.compile(f"[{FIRST_SIGN}-{LAST_SIGN}]").search
"""Whether an n-gram is one of the outline."""

CLAUSE_ENDS = ",.;!?。、:|"


def cue_features(plain: str) -> set[str]:
    """The distinct cue features of a normalised text: those of the sequence of cues and those of the outline.

    >>> sorted(feature for feature in cue_features("不会联系家人") if feature.isascii())
    ['Q!debt', 'Q!debt+kin', 'Q!debt+never', 'Qkin', 'Qkin+never', 'Qnever', 'Qnever..kin']
    """
    read = read_cues(plain)
    return sequence_features(read.clauses) | outline_grams(read.outline)


def sequence_features(clauses: Clauses) -> set[str]:
    """The distinct features of a sequence of cues: each one, every two in any order, and those in order in a clause.

    Runs of three cues, runs across clauses, counts, first and last cues and negated cues added nothing on writers
    that the model had not seen.
    """
    classes = company(clauses)
    found = {CUE + cue for cue in classes}
    found.update(f"{CUE}{first}{TOGETHER}{second}" for first, second in combinations(classes, 2))
    found.update(f"{CUE}{first}{IN_ORDER}{second}" for first, second in successions(clauses))
    return found


def company(clauses: Clauses) -> Clause:
    """The distinct classes of a sequence of cues in the order of their names, and the lack of a debt as one of them."""
    classes = set().union(*clauses)
    if DEBT.isdisjoint(classes):
        classes.add(NO_DEBT)
    return tuple(sorted(classes))


def successions(clauses: Clauses) -> set[tuple[str, str]]:
    """The ordered pairs of cues that stand near each other in a clause."""
    found: set[tuple[str, str]] = set()
    for clause in clauses:
        if len(clause) <= WINDOW:
            found.update(combinations(clause, 2))
        else:
            for at, first in enumerate(clause):
                found.update((first, second) for second in clause[at + 1 : at + WINDOW])
    return found


def read_cues(plain: str) -> Reading:
    """The cues of a normalised text, from one pass over it."""
    automaton, classes, signs = _automaton()
    clauses: list[list[str]] = [[]]
    outline: list[str] = []
    spots = []
    at = 0
    for match, start, end in automaton.find_matches_as_indexes(plain):
        cue = classes[match]
        if cue is None:
            clauses.append([])
        elif cue != NONE:
            if not clauses[-1] or clauses[-1][-1] != cue:
                clauses[-1].append(cue)
            outline += (plain[at:start], signs[cue])
            spots.append((start, end))
            at = end
    outline.append(plain[at:])
    return Reading(tuple(tuple(clause) for clause in clauses if clause), "".join(outline), spots)


def speaks_of_debt(plain: str) -> bool:
    """Whether a normalised text may speak of a debt: a word of DEBT stands in it, be it as a part of another cue.

    Takes a tenth of the time that reading all cues does.
    """
    return bool(_debt_words().find_matches_as_indexes(plain))


def evidence(plain: str, *, disguised: bool = False) -> int:
    """How much speaks of a debt or of harm in a normalised text, from 0 to the last of SURE.

    Three for each class of DEBT, be it as a part of another cue, up to two; two for each of TELLING, up to three, but
    not where it opens a longer one, as 你家 does 你家人; and one where words had been disguised so that some may be
    left unread. Of everyday messages likelier harmful than not (199,865 samples) 28 held one class of DEBT and at most
    one of TELLING, and 7 two or more of TELLING alone, which used to count as much.

    >>> evidence("明天就去你家"), evidence("欠的钱明天就去你家拿")
    (2, 5)
    """
    automaton, classes = _evidence_words()
    debts, telling = set(), {}
    for match, start, _ in automaton.find_matches_as_indexes(plain, overlapping=True):
        if classes[match] in DEBT:
            debts.add(classes[match])
        else:
            telling[start] = classes[match]  # the longest that starts here comes last
    most_debts, most_told = min(2, len(debts)), min(3, len({*telling.values()}))
    return min(3 * most_debts + 2 * most_told + disguised, len(SURE) - 1)


def outline_grams(outline: str) -> set[str]:
    """The distinct n-grams of an outline that hold a cue; those that hold none are the text's own."""
    framed = f"{EDGE}{outline}{EDGE}"
    found = set()
    for length in range(2, OUTLINE_LONGEST + 1):
        for at in range(len(framed) - length + 1):
            if holds_cue(gram := framed[at : at + length]):
                found.add(gram)
    return found


@cache
def _automaton() -> tuple[AhoCorasick, list[str | None], dict[str, str]]:
    """What finds cues and stops, the class of each (None for a stop), and one sign for each class."""
    classes = cue_classes()
    automaton = AhoCorasick(
        list(classes),
        matchkind=MatchKind.LeftmostLongest,
        implementation=Implementation.ContiguousNFA,
        store_patterns=False,
    )
    return automaton, list(classes.values()), class_signs()


@cache
def cue_classes() -> dict[str, str | None]:
    """The class of each word of cues.txt, and None for each stop that ends a clause."""
    classes: dict[str, str | None] = dict.fromkeys(CLAUSE_ENDS)
    for name, words in cue_words():
        classes |= dict.fromkeys(words, name)
    return classes


@cache
def class_signs() -> dict[str, str]:
    """The sign of each class in an outline."""
    names = dict.fromkeys(name for name in cue_classes().values() if name)
    return {name: chr(ord(FIRST_SIGN) + at) for at, name in enumerate(names)}


@cache
def _debt_words() -> AhoCorasick:
    words = [word for name, those in cue_words() if name in DEBT for word in those]
    return AhoCorasick(words, implementation=Implementation.ContiguousNFA, store_patterns=False)


@cache
def _evidence_words() -> tuple[AhoCorasick, list[str]]:
    """What finds words of DEBT and TELLING, and the class of each."""
    words = {word: name for name, those in cue_words() if name in DEBT | TELLING for word in those}
    return AhoCorasick(list(words), implementation=Implementation.ContiguousNFA), list(words.values())


def cue_words() -> Iterator[tuple[str, list[str]]]:
    """Each class of cues.txt and its words, which stand there as `normalize` leaves them, each once."""
    for line in files("model").joinpath("cues.txt").read_text("utf-8").splitlines():
        name, words = line.split(":", 1)
        yield name, words.split()
