"""Undoes disguised words: homophones, look-alikes, split characters, pinyin, initials, doubled or reversed ones, emoji.

disguises.txt holds the characters with what stands in for them, the words worth disguising (apart, those that may be
undone from an initial), and honest words that look like a disguise. A word is undone only as a whole, so that an
innocent character is left alone.
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import product

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

MOST_CHANGED = 2
"""Characters of a longer word that may be disguised at once; in words of two both may."""


def disguised_words(plain: str) -> Iterator[tuple[int, int, str, str]]:
    """Each disguised word in a text (already plain in width, case and script): start, end, the word, the family.

    >>> list(disguised_words("崔shou员"))
    [(0, 5, '催收', 'stand_in')]
    >>> list(disguised_words("分期逾期"))
    []
    """
    automaton, forms = _automaton()
    for at, start, end in automaton.find_matches_as_indexes(plain):
        word, family = forms[at]
        if family and not _inside_latin(plain, start, end):
            yield start, end, word, family


def has_disguised_words(plain: str) -> bool:
    """Whether `disguised_words` may find anything; cheap."""
    return bool(_automaton()[0].find_matches_as_indexes(plain))


def _inside_latin(text: str, start: int, end: int) -> bool:
    """Whether a form that begins or ends with a letter is part of a longer Latin word."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return (_latin(text[start]) and _latin(before)) or (_latin(text[end - 1]) and _latin(after))


def _latin(sign: str) -> bool:
    return "a" <= sign <= "z"


@cache
def _automaton() -> tuple[AhoCorasick, list[tuple[str, str]]]:
    forms = dict(_forms())
    automaton = AhoCorasick(
        list(forms), matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA
    )
    return automaton, list(forms.values())


def _forms() -> Iterator[tuple[str, tuple[str, str]]]:
    """Every disguised form with its word and family; honest words that a form might be cut from have no family."""
    table = _read()
    stands: dict[str, list[tuple[str, str]]] = {}
    for line in table["characters"]:
        plain, pinyin, *others = line.split()
        stands[plain] = [(pinyin, "pinyin"), *((other, _family(other)) for other in others)]
    abbreviated, words, honest, turned, signs = (
        " ".join(table[name]).split() for name in ("initials", "words", "honest", "reversed", "signs")
    )
    plain_words = {"".join(sorted(word)): word for word in [*abbreviated, *words]}
    for word in plain_words.values():
        for form, family in [*_substituted(word, stands), *_respelt(word, stands)]:
            yield form, (word, family)
    for word in abbreviated:
        for form in _abbreviated(word, stands):
            yield form, (word, "initials")
    for form in turned:
        yield form, (plain_words["".join(sorted(form))], "reordered")
    for sign, word in (pair.split("=") for pair in signs):
        yield sign, (word, "pinyin" if sign.isascii() else "emoji")
    for word in [*honest, *plain_words.values()]:
        yield word, (word, "")


def _family(stand_in: str) -> str:
    return "split" if len(stand_in) > 1 else "stand_in"


def _substituted(word: str, stands: dict[str, list[tuple[str, str]]]) -> Iterator[tuple[str, str]]:
    """The word with one or two of its characters replaced."""
    for chosen in product(*([(sign, ""), *stands.get(sign, [])] for sign in word)):
        changed = [family for _, family in chosen if family]
        if 0 < len(changed) <= MOST_CHANGED:
            yield "".join(form for form, _ in chosen), changed[0]


def _abbreviated(word: str, stands: dict[str, list[tuple[str, str]]]) -> Iterator[str]:
    """The word with one character cut down to the initial of its pinyin."""
    for at, sign in enumerate(word):
        if sign in stands:
            yield word[:at] + stands[sign][0][0][0] + word[at + 1 :]


def _respelt(word: str, stands: dict[str, list[tuple[str, str]]]) -> Iterator[tuple[str, str]]:
    """The word in pinyin as a whole, with every character doubled, and with one of them repeated."""
    if all(sign in stands for sign in word):
        spelt = [stands[sign][0][0] for sign in word]
        yield "".join(spelt), "pinyin"
        yield " ".join(spelt), "pinyin"
    yield "".join(sign * 2 for sign in word), "repeated"
    for at, sign in enumerate(word):
        yield word[:at] + sign + word[at:], "repeated"


@cache
def _read() -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for line in files("model").joinpath("disguises.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            rows = table.setdefault(line.strip("[]"), [])
        else:
            rows.append(line)
    return table
