"""Rows summed all columns at once give what summing column by column gives."""

from array import array

from hypothesis import given
from hypothesis import strategies as st

from model.lanes import Rows

NUMBERS = st.one_of(st.integers(-(2**31), 2**31 - 1), st.integers(-(2**15), 2**15))


@given(st.lists(st.lists(NUMBERS, min_size=4, max_size=4), min_size=1, max_size=9), st.data())
def test_sums_are_exact_whatever_the_rows(rows: list[list[int]], data: st.DataObject) -> None:
    places = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=40))
    summed = Rows(array("i", [number for row in rows for number in row]), 4)
    expected = [sum(rows[place][column] for place in places) for column in range(4)]
    assert summed.sums(places) == expected


@given(st.lists(st.lists(NUMBERS, min_size=4, max_size=4), min_size=1, max_size=9), st.data())
def test_packed_rows_that_were_added_give_their_sums(rows: list[list[int]], data: st.DataObject) -> None:
    groups = [
        data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=9, unique=True)),
        data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=9, unique=True)),
    ]
    held = Rows(array("i", [number for row in rows for number in row]), 4)
    expected = [sum(rows[place][column] for place in group) for group in groups for column in range(4)]
    assert list(held.unpacked(sum(map(held.packed.__getitem__, group)) for group in groups)) == expected
