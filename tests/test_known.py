"""What was told of a text is found by its digest, until it is forgotten."""

from hypothesis import given
from hypothesis import strategies as st

from model.labels import Label
from service.known import CHARACTERS, REMEMBERED, SLOTS, Known, Told

DIGESTS = st.one_of(
    st.integers(0, 2**64 - 1),
    st.builds(lambda home, away: home + away * SLOTS, st.integers(SLOTS - 3, SLOTS + 2), st.integers(0, 2**40)),
)
"""Of any kind, and those that begin their search in the same slots, at the end of them all."""

TOLD = st.builds(Told, st.sampled_from([*Label, None]), st.text(max_size=2), st.integers(0, 2**64 - 1), st.booleans())


@given(st.dictionaries(DIGESTS.filter(lambda digest: digest > 1), TOLD, max_size=50), DIGESTS)
def test_what_was_added_is_found_and_nothing_else(told: dict[int, Told], other: int) -> None:
    known = Known()
    for digest, each in told.items():
        known.add(digest, each)
        known.add(digest, each)
    assert {digest: known.find(digest) for digest in told} == told
    assert other in told or known.find(other) is None


def test_a_digest_of_nought_is_one_like_others() -> None:
    known = Known()
    assert known.find(0) is None
    known.add(0, Told(Label.NORMAL, "a", 0))
    assert known.find(0) == Told(Label.NORMAL, "a", 0)


def test_all_is_forgotten_before_there_is_too_much_of_it() -> None:
    known = Known()
    for digest in range(2, REMEMBERED + 3):
        known.add(digest, Told(Label.NORMAL, "a", digest))
    assert known.find(2) is None
    assert known.find(REMEMBERED + 2) is not None


def test_long_parts_of_lines_are_forgotten_sooner() -> None:
    known = Known()
    for digest in range(2, 5):
        known.add(digest, Told(Label.THREAT, str(digest) * (CHARACTERS // 2), digest))
    assert [known.find(digest) is None for digest in range(2, 5)] == [True, True, False]
