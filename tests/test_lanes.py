"""Packed rows, added up, give what summing column by column gives."""

from array import array

from hypothesis import given
from hypothesis import strategies as st

from model.lanes import Lanes

NUMBERS = st.one_of(st.integers(-(2**31), 2**31 - 1), st.integers(-(2**15), 2**15))
ROWS = st.lists(st.lists(NUMBERS, min_size=4, max_size=4), min_size=1, max_size=9)


@given(ROWS, st.data())
def test_sums_are_exact_whatever_the_rows(rows: list[list[int]], data: st.DataObject) -> None:
    some = st.sets(st.integers(0, len(rows) - 1))
    groups = data.draw(st.lists(some, max_size=3))
    numbers = array("i", [number for row in rows for number in row])
    held = Lanes(numbers, 4)
    packed = list(held.packed(numbers))
    totals = [sum(packed[place] for place in group) for group in groups]
    expected = [[sum(rows[place][column] for place in group) for column in range(4)] for group in groups]
    assert [held.unpacked(total) for total in totals] == expected
    assert list(held.all_unpacked(totals)) == [each for sums in expected for each in sums]


def test_small_numbers_take_narrow_lanes() -> None:
    """Else rows would take twice the memory."""
    numbers = array("h", [-(2**15), 2**15 - 1] * 30_000)
    assert next(Lanes(numbers, 2).packed(numbers)).bit_length() <= 64
