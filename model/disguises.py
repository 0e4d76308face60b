"""Undoes disguised words: in other characters of their sound or shape, pinyin, parts or emoji, stretched, out of order.

A word worth disguising (disguises.txt) is a path of characters, each of which may stand there by anything that
model.characters knows. Few texts are searched, and those only where model.suspicion points; a text in which a word
was surely disguised is searched once more, as a whole and with less doubt. Rare characters are read whatever the word.
Where somebody has another reason to doubt a text (`doubted_words`), phrases count as well.
"""

import re
from collections.abc import Collection, Container, Iterable, Iterator
from functools import cache

from model.characters import Readings
from model.glyphs import Glyph, Glyphs
from model.paths import Paths, is_han
from model.respelling import AS_DRAWING, AS_GLYPH, BY_WORDS, Respelling, Respelt
from model.search import quick_search
from model.sections import entries
from model.segment import cut
from model.sightings import REPLACED, Change, Found, added_up
from model.suspicion import FOREMOST, Suspicion

SEARCHED = 1_000
"""Characters of a text that are searched: no SMS is longer, and a text made to be slow costs at most so much."""

PLAIN_TO_SEE = frozenset({"split", "pinyin", "leet", "emoji"})
"""Disguises that cannot be mistaken for honest characters."""

_NOT_BESIDE_INITIALS = REPLACED - {"initials", "leet"}
"""Nobody writes a word half in initials and half so, but an initial beside any character reads so: c手 is not 催收.

With such words, of 24,520 everyday messages 22 more were flagged in initials, 8 in pinyin and one as it stands.
"""


def disguised_words(plain: str) -> Iterator[tuple[int, int, str, str]]:
    """Each disguised word in a text (already plain in width, case and script): start, end, the word, the disguises.

    >>> list(disguised_words("崔shou员"))
    [(0, 5, '催收', 'homophone pinyin')]
    >>> list(disguised_words("分期逾期"))
    []
    """
    plain = plain[:SEARCHED]
    if has_disguised_words(plain):
        yield from undone_in_python(plain) if (quick := quick_search()) is None else quick.undone(plain)


def doubted_words(plain: str, draw: int = 0) -> Iterator[tuple[int, int, str, str]]:
    """The same of a text that reads as if it disguised some word or phrase, whether or not one gives itself away.

    Each `draw` but 0 reads what is nearly as likely (`respelling.py`).

    >>> list(doubted_words("债部还"))
    [(1, 3, '不还', 'homophone')]
    """
    plain = plain[:SEARCHED]
    quick = quick_search()
    yield from doubted_in_python(plain, draw) if quick is None else quick.undone(plain, doubted=1 + draw)


def undone_in_python(plain: str) -> Iterator[tuple[int, int, str, str]]:
    """What `disguised_words` finds where the library was not built."""
    search, suspicion = _search(), _suspicion()
    hits = suspicion.hits(plain)
    if places := suspicion.places(plain, hits):
        glyphs = list(search.glyphs.read(plain, suspicion.signs(plain, hits)))
        if _are_telling(glyphs) or _gives_itself_away(search.words(plain, places, strict=True), search.foremost):
            yield from _together(search.words(plain, range(len(plain)), strict=False), glyphs)


def doubted_in_python(plain: str, draw: int = 0) -> Iterator[tuple[int, int, str, str]]:
    """What `doubted_words` finds where the library was not built."""
    search, suspicion = _search(), _suspicion()
    glyphs = search.glyphs.read(plain, suspicion.signs(plain, suspicion.hits(plain)))
    words = [
        *(Respelt(*glyph[:3], (glyph.family,), AS_GLYPH) for glyph in glyphs),
        *(Respelt(sign.start, sign.end, sign.word, ("emoji",), AS_DRAWING) for sign in search.drawings(plain)),
        *map(_respelt, search.disguised(plain)),
    ]
    for start, end, word, families, _ in _respelling().read(plain, words, draw):
        yield start, end, word, " ".join(sorted(families))


def _respelt(found: Found) -> Respelt:
    cost = sum(BY_WORDS[change.family] for change in found.changes)
    return Respelt(found.start, found.end, found.word, tuple(found.families), cost)


def _together(words: Iterable[Found], glyphs: Iterable[Glyph]) -> Iterator[tuple[int, int, str, str]]:
    """The disguised words that take no part of a character written apart for one, and the glyphs apart from them."""
    glyphs = list(glyphs)
    inside = {at for glyph in glyphs if glyph.family == "split" for at in range(glyph.start + 1, glyph.end)}
    changed = [found for found in words if found.changes and inside.isdisjoint(_apart(found))]
    taken = {at for found in changed for at in range(found.start, found.end)}
    yield from sorted(
        [
            *((found.start, found.end, found.word, " ".join(sorted(found.families))) for found in changed),
            *(glyph for glyph in glyphs if taken.isdisjoint(range(glyph.start, glyph.end))),
        ]
    )


def _apart(found: Found) -> Iterable[int]:
    """Where no character written apart may go on: at the ends of a word, and within one that reads none as such.

    亻乍 is 作, however much 亻 looks like 人 and 乍 sounds like 渣; 事忄青 is 事情, though 事忄 looks like 失信.
    """
    return (found.start, found.end) if "split" in found.families else range(found.start, found.end + 1)


def _are_telling(glyphs: Collection[Glyph]) -> bool:
    """Whether these are no accident: one that looks alike may be somebody's name."""
    return len(glyphs) > 1 or any(glyph.family == "split" for glyph in glyphs)


def has_disguised_words(plain: str) -> bool:
    """Whether `disguised_words` may find anything; cheap."""
    return bool(_suspicion().hits(plain))


def sought_words() -> tuple[str, ...]:
    """The words worth disguising, the most telling first, and the phrases."""
    return (*table()["words"], *table()["phrases"])


def _gives_itself_away(words: Iterable[Found], foremost: Container[str]) -> bool:
    """Whether a word is surely disguised, or two or more perhaps."""
    doubtful = [found for found in words if found.changes]
    if any(_certain(found, foremost) for found in doubtful):
        return True
    return len(doubtful) > 1 and added_up(found.weight if found.kept else found.weight / 2 for found in doubtful) >= 1


def _certain(found: Found, foremost: Container[str]) -> bool:
    """Whether a word is surely disguised, whatever else the text says; easier believed of the foremost words."""
    changed, weight, length = len(found.changes), found.weight, len(found.word)
    if changed == 1 and found.families == {"emoji"} and found.end - found.start == 1:
        return weight > 1
    if changed == 1:
        return weight >= (0.4 if length > 2 else 0.5 if found.word in foremost else 0.7)
    if found.kept:
        return weight >= 0.6 * changed
    if found.families == {"initials"}:
        return length > 2
    if found.families.isdisjoint(PLAIN_TO_SEE):
        return weight >= (1.0 if any(change.weight >= 1.3 for change in found.changes) else 1.2) * changed
    return weight >= 0.95 * changed


def _likely(found: Found) -> bool:
    """Whether a word is disguised, in a text that disguises another one."""
    families = found.families
    if "initials" in families and not families.isdisjoint(_NOT_BESIDE_INITIALS):
        return False
    over_a_stop = any(family == "inserted_signs" and weight < 0.8 for family, weight in found.changes)
    if ("reordered" in families or over_a_stop) and len(families) > 1:
        return False
    return len(found.changes) == 1 or found.weight >= 0.4 * len(found.changes)


class Search:
    """Finds words in texts, disguised or not."""

    def __init__(self) -> None:
        sought, self._phrases = sought_words(), frozenset(table()["phrases"])
        self.priority = {word: at for at, word in enumerate(sought)}
        self.foremost = frozenset(sought[:FOREMOST])
        self._honest = frozenset(table()["honest"])
        self._everyday = frozenset(entries("suspects.txt", "everyday"))
        self._drawn = dict(pair.split("=") for pair in table()["signs"])
        self._drawing = re.compile("|".join(map(re.escape, sorted(self._drawn, key=len, reverse=True))))
        self.glyphs = Glyphs()
        self.paths = Paths(sought, Readings("".join(sought)), self._drawn)

    def words(self, plain: str, places: Iterable[int], *, strict: bool) -> list[Found]:
        """The words that begin at these places, none over another and no phrases; those that fit best go first."""
        found = [one for one in self._seen(plain, places) if one.word not in self._phrases]
        if not any(one.changes for one in found):
            return []
        spans: list[tuple[int, int]] = []
        chosen: list[Found] = []
        taken: set[int] = set()
        for one in sorted(found, key=lambda one: (-one.fit, one.start, self.priority[one.word], one.end, one.changes)):
            if one.changes and not _likely(one):
                continue
            free = taken.isdisjoint(range(one.start, one.end))
            if free and (not one.changes or not self._is_honest(plain, one, spans, strict=strict)):
                taken.update(range(one.start, one.end))
                chosen.append(one)
        if not strict:
            chosen += [one for one in self.drawings(plain) if one.start not in taken]
        return sorted(chosen, key=lambda one: one.start)

    def disguised(self, plain: str) -> Iterator[Found]:
        """All words and phrases that may stand in a text, disguised."""
        spans: list[tuple[int, int]] = []
        for found in self._seen(plain, range(len(plain))):
            if found.changes and _likely(found) and not self._is_honest(plain, found, spans, strict=False):
                yield found

    def _seen(self, plain: str, places: Iterable[int]) -> dict[Found, None]:
        return dict.fromkeys(found for at in places for found in self.paths.words_from(plain, at))

    def drawings(self, plain: str) -> Iterator[Found]:
        """The signs of disguises.txt, each of which stands for a word."""
        for match in self._drawing.finditer(plain):
            yield Found(match.start(), match.end(), self._drawn[match[0]], (Change("emoji", 1.1),))

    def _is_honest(self, plain: str, found: Found, spans: list[tuple[int, int]], *, strict: bool) -> bool:
        """Whether this may be meant as it stands: an everyday word, or holding one, a part of one or one like 爸爸.

        A character that stands twice, such as 还还, is not meant for two others.
        """
        form = plain[found.start : found.end]
        if len(form) == 2 and form[0] == form[1] and is_han(form[0]) and found.word[0] != found.word[1]:
            return True
        if form in self._everyday or (strict and form in self._honest):
            return True
        if not spans:
            spans += _spans(plain)
        seen = any(family in PLAIN_TO_SEE and weight >= 1 for family, weight in found.changes)
        for at in range(found.start, found.end):
            start, end = spans[at]
            piece = plain[start:end]
            if end - start > 1 and is_han(plain[at]) and piece not in found.word:
                crosses = start < found.start or end > found.end
                if not seen and (crosses or end - start > 2 or piece in self._everyday or piece[0] == piece[-1]):
                    return True
        return False


def _spans(plain: str) -> list[tuple[int, int]]:
    """For each character where the word begins and ends that it is cut into."""
    spans: list[tuple[int, int]] = []
    for word in cut(plain):
        spans += [(len(spans), len(spans) + len(word))] * len(word)
    return spans


@cache
def _search() -> Search:
    return Search()


@cache
def _respelling() -> Respelling:
    return Respelling()


@cache
def _suspicion() -> Suspicion:
    return Suspicion()


@cache
def table() -> dict[str, list[str]]:
    """The sections of disguises.txt: words, phrases, honest and ordinary forms, rare typed characters, signs."""
    return {
        section: entries("disguises.txt", section)
        for section in ("words", "phrases", "honest", "ordinary", "typed", "signs")
    }
