"""Texts are normalised in C as in Python: the same text, way back and disguises, and the same first answers."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import native, suspicion
from model.folding import COMMON, folded
from model.glance import KELVIN, Glance, glance
from model.normalize import normalized, traced
from model.samples import Sample
from model.suspicion import Hit, quick_suspects

pytestmark = pytest.mark.skipif(
    native.library() is None, reason="the part in C was not built: there is no compiler here"
)

PIECES = (
    *(
        "催",
        "收",
        "逾期",
        "家人",
        "哈哈哈",
        "丨",
        "¦",
        "·",
        "•",
        "・",
        " ",
        "\n",
        "\u3000",
        "\x1c",
        "\u1680",
        "\0",
        "\ud83d",
    ),
    *(
        "*",
        "**",
        "***",
        "-",
        "_",
        ".",
        "..",
        ",",
        "，",
        "：",
        "~",
        "|",
        "\\",
        "/",
        "://",
        "http://",
        "https://",
        "www.",
        "h",
    ),
    *(
        "x",
        "xx",
        "X",
        "a",
        "b.",
        "com",
        ".com",
        ".cn",
        "info",
        "-.com",
        "1",
        "13",
        "86",
        "24",
        "110",
        "12368",
        "400",
        "800",
    ),
    *(
        "138-0000-1234",
        "8613800001234",
        "400-820-8888",
        "é",
        "Σ",
        "İ",
        KELVIN,
        "K",
        "①",
        "㍿",
        "⑴",
        "🅰",
        "𝐀",
        "\U0001f200",
    ),
    *("\ue000", "\u200b", "\ufe0f", "\U0010ffff", "聯", "収", "９", "Ａ", "ｘ", "＊"),
)

TEXTS = st.lists(st.sampled_from(PIECES) | st.characters(exclude_categories=["Cs"]), max_size=16).map("".join)


@pytest.fixture(scope="module")
def quick() -> Glance:
    found = glance()
    assert found is not None
    return found


def assert_same(quick: Glance, text: str) -> None:
    """Both say the same."""
    ours, theirs = quick.traced(text), traced(text, normalized(text))
    assert (ours.text, ours.disguises) == (theirs.text, theirs.disguises)
    assert (list(ours.starts), list(ours.ends)) == (list(theirs.starts), list(theirs.ends))


@given(TEXTS)
@settings(max_examples=1_000)
def test_both_normalise_alike(quick: Glance, text: str) -> None:
    assert_same(quick, text)


def test_both_normalise_exam_and_samples_alike(quick: Glance, exam: list[Sample], samples: list[Sample]) -> None:
    for sample in [*exam, *samples]:
        assert_same(quick, sample.text)


def test_both_fold_every_character_alike(quick: Glance) -> None:
    for point in range(0x20000):
        assert_same(quick, f"{chr(point)}催{chr(point)}收a{chr(point)}")


def test_what_grows_most_has_room(quick: Glance) -> None:
    for unit in ("㍿", "xx,", "㋿", "⒇"):
        assert_same(quick, unit * 500)


@pytest.mark.parametrize("behind", ["", ".com", "://", "\nhttp://b", " www.a"])
@pytest.mark.parametrize("unit", ["a", "w", "ww.", "h", "http:/", "xy", "1a"])
def test_long_runs_of_letters_are_folded_alike(quick: Glance, unit: str, behind: str) -> None:
    """No letter that begins no address may have the rest of the run read."""
    assert_same(quick, "1" + unit * (2_000 // len(unit)) + behind)


def test_no_other_character_becomes_plain_at_a_glance() -> None:
    known = {KELVIN, *(sign for sign, _ in COMMON)}
    lowered = [chr(point) for point in range(0x80, 0x110000) if chr(point).lower().isascii()]
    assert {*lowered} <= known


@pytest.fixture(scope="module")
def slow() -> Callable[[str], list[Hit]]:
    return suspicion._found_in_python()


@given(st.lists(st.sampled_from([*PIECES, "崔", "shou", "亻尔", "💰", "cui", "妈", "爸"]), max_size=20).map("".join))
@settings(max_examples=500)
def test_both_suspect_the_same(slow: Callable[[str], list[Hit]], text: str) -> None:
    quick = quick_suspects()
    assert quick is not None
    plain = folded(text)
    assert quick.found(plain) == slow(plain)
