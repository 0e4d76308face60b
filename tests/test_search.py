"""Disguised words are found in C as in Python: the same ways to read them, the same words and disguises."""

import re
from array import array
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.disguises import FAMILIES as WAYS_TO_DISGUISE
from benchmarks.disguises import disguise, stack
from model import disguises
from model.disguises import SEARCHED, disguised_words, doubted_in_python, sought_words, undone_in_python
from model.folding import folded
from model.native import FAMILIES, address, done, library, points
from model.normalize import normalized, traced
from model.paths import Paths
from model.samples import Sample
from model.search import LONGEST_WORD, QuickSearch, is_searchable, quick_search
from model.sections import entries

built = pytest.mark.skipif(library() is None, reason="the part in C was not built: there is no compiler here")

HALF = "\ud83d"
HALVES = re.compile("[\ud800-\udfff]")

Way = tuple[int, str, tuple[tuple[str, float], ...]]
"""Where a word ends, the word, and what was changed in it."""

SUSPECTS = [entry for section in ("forms", "spelt", "signs") for entry in entries("suspects.txt", section)[::9]]

PIECES = st.one_of(
    st.sampled_from(SUSPECTS),
    st.sampled_from(sought_words()),
    st.sampled_from([*entries("disguises.txt", "honest"), *entries("suspects.txt", "everyday")[::9]]),
    st.sampled_from([pair.split("=")[0] for pair in entries("disguises.txt", "signs")]),
    st.sampled_from(
        [*"催收逾期还款钱欠通讯录家人亻扌讠舌崔朂abceghinoqsuxz0134579_ *·,。、.()[]-\t\n\x1c\x85\u1680\u3000"]
    ),
    st.sampled_from(
        ["cui", "huan", "qian", "yuqi", "tongxun", "x", "10", "AB", "()", "****", "收收", "💰🔪", "👪", "☠"]
    ),
    st.characters() | st.just(HALF),
)

TEXTS = st.lists(PIECES, max_size=24).map("".join)


@pytest.fixture(scope="module")
def quick() -> QuickSearch:
    found = quick_search()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def paths() -> Paths:
    return disguises._search().paths


def ways(quick: QuickSearch, plain: str, at: int) -> set[Way]:
    """All words that may begin at a place, as read in C."""
    search, most = library(), 100_000
    assert search is not None
    told = array("I", bytes(4 * most))
    count = done(search.search_words_from(quick.handle, points(plain), len(plain), at, address(told), most))
    found, numbers = set(), iter(told)
    for _ in range(count):
        end, word, changed = next(numbers), next(numbers), next(numbers)
        changes = [divmod(next(numbers), 0x100) for _ in range(changed)]
        named = tuple((FAMILIES[family], hundredths / 100) for family, hundredths in changes)
        found.add((end, sought_words()[word], named))
    return found


def assert_same_ways(quick: QuickSearch, paths: Paths, plain: str) -> None:
    for at in range(len(plain)):
        theirs = {(one.end, one.word, tuple(map(tuple, one.changes))) for one in paths.words_from(plain, at)}
        assert ways(quick, plain, at) == theirs, (plain, at)


def assert_same(quick: QuickSearch, plains: Iterable[str]) -> None:
    for plain in plains:
        searched = plain[:SEARCHED]
        assert quick.undone(searched) == [*map(tuple, undone_in_python(searched))], plain
        for draw in (0, 1, 9):
            assert quick.undone(searched, doubted=1 + draw) == [*map(tuple, doubted_in_python(searched, draw))], plain


def disguised(exam: list[Sample]) -> list[str]:
    """Each text of the exam under one disguise, and under two."""
    names = [*WAYS_TO_DISGUISE]
    texts = []
    for at, sample in enumerate(exam):
        first, second = names[at % len(names)], names[at // len(names) % len(names)]
        texts += [disguise(sample.text, first, at), stack(sample.text, second, first, at)]
    return texts


@built
def test_both_find_the_same_in_the_exam_disguised_or_not(quick: QuickSearch, exam: list[Sample]) -> None:
    assert_same(quick, (folded(text) for text in [*(sample.text for sample in exam[::4]), *disguised(exam[::4])]))


@built
def test_both_read_the_same_ways_in_disguised_texts(quick: QuickSearch, paths: Paths, exam: list[Sample]) -> None:
    for text in disguised(exam[::30]):
        assert_same_ways(quick, paths, folded(text))


@built
@settings(max_examples=300)
@given(TEXTS)
def test_both_read_the_same_ways_in_anything(quick: QuickSearch, paths: Paths, text: str) -> None:
    """Folded, as it is to be, or not."""
    assert_same_ways(quick, paths, folded(text))
    assert_same_ways(quick, paths, text)


@built
@settings(max_examples=150)
@given(st.lists(TEXTS, min_size=1, max_size=9))
def test_both_find_the_same_in_anything(quick: QuickSearch, texts: list[str]) -> None:
    whole = "".join(map(folded, texts))
    assert_same(quick, [*map(folded, texts), whole, (whole * 9)[: SEARCHED + 1]])
    assert_same(quick, (HALVES.sub("", text) for text in texts))  # half a pair is not for the one in Python


@built
@settings(max_examples=300)
@given(TEXTS)
def test_words_are_undone_alike_in_texts(text: str) -> None:
    """As a part of normalising, the way back included."""
    from model.glance import glance

    first = glance()
    assert first is not None
    ours, theirs = first.traced(text), traced(text, normalized(text))
    assert (ours.text, ours.disguises) == (theirs.text, theirs.disguises)
    assert (list(ours.starts), list(ours.ends)) == (list(theirs.starts), list(theirs.ends))


def test_without_the_library_python_searches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disguises, "quick_search", lambda: None)
    assert [*disguised_words("崔shou员")] == [(0, 5, "催收", "homophone pinyin")]


def test_the_library_can_search_for_every_word() -> None:
    assert all(map(is_searchable, sought_words()))
    assert len({*sought_words()}) == len(sought_words())
    assert all(len(pair.split("=")[1]) <= LONGEST_WORD for pair in entries("disguises.txt", "signs"))


@built
def test_a_word_that_cannot_be_searched_for_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.search.entries", lambda file, section: ["催收", "K粉"])
    with pytest.raises(ValueError, match="K粉"):
        quick_search.__wrapped__()


@built
@pytest.mark.parametrize(
    ("section", "listed", "said"),
    [
        ("signs", ["💰=钱", "💰=还"], "💰=还"),
        ("signs", ["💰=" + "钱" * 9], "1 to 8 characters"),
        ("phrases", ["".join(map(chr, range(at, at + 2))) for at in range(0x4E00, 0x5200, 2)], "at most 640"),
    ],
)
def test_tables_that_the_library_cannot_hold_are_refused(
    monkeypatch: pytest.MonkeyPatch, section: str, listed: list[str], said: str
) -> None:
    monkeypatch.setattr("model.search.entries", lambda file, name: listed if name == section else entries(file, name))
    with pytest.raises(ValueError, match=said):
        quick_search.__wrapped__()
