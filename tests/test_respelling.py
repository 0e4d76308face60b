"""What a doubted text reads like anew: the likeliest text wins, whether or not it holds a word worth disguising."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.neighbours import counted, lines, thirds, write
from model.disguises import doubted_words
from model.neighbours import ANYTHING, Neighbours, grade_of, graded, table_of
from model.respelling import LUCK, Respelling, Respelt


def anew(plain: str, draw: int = 0) -> str:
    """The text as it is read anew."""
    read, at = "", 0
    for start, end, word, _ in doubted_words(plain, draw):
        read += plain[at:start] + word
        at = end
    return read + plain[at:]


def disguises(plain: str) -> set[str]:
    return {family for *_, families in doubted_words(plain) for family in families.split()}


@pytest.mark.parametrize(
    ("plain", "read", "families"),
    [
        ("限你j t之nei把qian打过来", "限你今天之内把钱打过来", {"initials", "pinyin"}),
        ("我在你danwei门口等你", "我在你单位门口等你", {"pinyin"}),
        ("zhe个月的房zu", "这个月的房租", {"pinyin"}),
        ("她m m的手术费", "她妈妈的手术费", {"initials"}),
        ("我觉得他zg人不错", "我觉得他这个人不错", {"initials"}),
        ("sj号码发我", "手机号码发我", {"initials"}),
        ("11anx1r3n那栏", "联系人那栏", {"leet"}),
        ("再8还", "再不还", {"leet"}),
        ("他借的浅还没环", "他借的钱还没还", {"homophone"}),
        ("我侄接去你家", "我直接去你家", {"homophone"}),
        ("贝长清了没有", "账清了没有", {"split"}),
        ("讠射讠射你", "谢谢你", {"split"}),
        ("来吃🍚", "来吃饭", {"emoji"}),
    ],
)
def test_the_likeliest_text_is_read(plain: str, read: str, families: set[str]) -> None:
    assert anew(plain) == read
    assert disguises(plain) == families


@pytest.mark.parametrize(
    "plain",
    ["加我的qq", "把app删了", "8月8日还款138元", "k歌去", "abcdefg", "天气好😂", "爬山去", "宝贝晚安", "hhh笑死", ""],
)
def test_what_reads_well_stays_as_it_is(plain: str) -> None:
    assert [*doubted_words(plain)] == []


def test_letters_are_read_by_what_stands_beside_them() -> None:
    """The same initials are another word in another place."""
    assert anew("我的zh被冻结了") == "我的账户被冻结了"
    assert anew("他zh还钱") == "他最后还钱"


def test_a_long_text_without_an_end_is_read() -> None:
    plain = "sh" * 500
    assert anew(plain) == plain  # longer than anybody spells


def test_draws_read_what_is_nearly_as_likely_and_each_always_the_same() -> None:
    """Letters may be many a word; what leaves nothing open is read in one way."""
    drawn = [anew("zh没钱还", draw) for draw in range(1, 13)]
    assert drawn == [anew("zh没钱还", draw) for draw in range(1, 13)]
    assert len({*drawn}) > 1
    assert {anew("联系你的jr", draw) for draw in range(1, 13)} == {"联系你的家人"}


def test_luck_makes_ways_dearer_as_often_as_cheaper() -> None:
    assert abs(sum(LUCK)) < len(LUCK)
    assert min(LUCK) < 0 < max(LUCK)


def small_table(texts: Sequence[str]) -> Neighbours:
    return table_of(lines(counted(texts)))


def test_pairs_that_stand_there_often_are_listed_and_cost_less() -> None:
    table = small_table(["还钱", "还钱,"] * 4 + ["还债"] * 4 + ["钱还"])
    number, listed = table.numbers, table.listed
    assert table.characters[0] == ANYTHING
    assert {*table.characters[1:]} == {"还", "钱", "债"}
    assert (number["钱"], number["还"]) not in listed  # it stands there once
    assert listed[number["还"], number["钱"]] < listed[number["还"], number["债"]]
    dear = table.seldom[number["还"]] + table.crowd[number["钱"]]
    assert listed[number["还"], number["债"]] < dear


def test_the_ends_of_a_text_and_signs_are_one_character() -> None:
    counts = counted(["还,钱A1"])
    assert counts.single == Counter({ANYTHING: 3, "还": 1, "钱": 1})
    assert counts.pairs[ANYTHING, "还"] == counts.pairs["还", ANYTHING] == counts.pairs[ANYTHING, "钱"] == 1
    assert counts.triples[ANYTHING, ANYTHING, "还"] == counts.triples["还", ANYTHING, "钱"] == 1


def test_the_table_is_written_by_common_characters_first() -> None:
    rows = [*lines(counted(["还钱"] * 9 + ["还债"] * 5))]
    assert [row.split(" ")[:2] for row in rows] == [["还", "14"], ["钱", "9"], ["债", "5"]]


THREES = ["我还钱"] * 30 + ["他还债"] * 30 + ["他还钱"] * 4 + ["他还我"]


def grades_behind(first: str, second: str) -> tuple[int, dict[str, int]]:
    """What is written of a pair: how much dearer a third is that is not listed, and what those cost that are."""
    rows = {row[:2]: row[3:].split(" ") for row in thirds(counted(THREES), small_table(THREES))}
    more, *groups = rows[first + second]
    return grade_of(more), {char: grade for grade, chars in graded(groups) for char in chars}


def test_a_third_costs_less_behind_the_two_that_it_often_stands_behind() -> None:
    (_, mine), (more, his) = grades_behind("我", "还"), grades_behind("他", "还")
    assert mine["钱"] < his["钱"]
    assert his["债"] < his["钱"]
    assert "债" not in mine
    assert "我" not in his  # it stands there once
    assert more > 0


def test_both_tables_are_written_and_read_as_they_were_counted(tmp_path: Path) -> None:
    counts = counted(THREES)
    write(counts, tmp_path)
    title, *pairs = tmp_path.joinpath("neighbours.txt").read_text(encoding="utf-8").splitlines()
    assert title == "[pairs]"
    assert pairs == [*lines(counts)]
    assert tmp_path.joinpath("thirds.txt").read_text(encoding="utf-8").splitlines() == [
        *thirds(counts, table_of(pairs))
    ]


def test_a_word_wins_only_where_it_makes_the_likelier_text() -> None:
    """What a word costs decides with what its neighbours cost."""
    reading = Respelling()
    cheap, dear = Respelt(1, 3, "还钱", ("homophone",), 0), Respelt(1, 3, "还钱", ("homophone",), 9_999)
    assert reading.read("你环浅吧", [cheap]) == [cheap]
    assert dear not in reading.read("你环浅吧", [dear])
