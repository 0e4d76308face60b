"""Disguised words are undone as whole words, honest texts are left alone, and the tables are complete."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from random import Random

import pypinyin
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin.contrib.tone_convert import to_normal

from model.characters import Readings, rows
from model.disguises import LONGEST, disguised_words, telling_words
from model.disguising import disguised, disguised_copies
from model.labels import Label
from model.normalize import normalize, trace
from model.samples import Sample, read_samples
from model.suspicion import turned

FAMILIES_OF_WORDS = {"homophone", "look_alike", "pinyin", "initials", "leet", "split", "emoji", "reordered", "repeated"}
SAMPLES = Path(__file__).parents[1] / "data" / "samples"


@pytest.mark.parametrize(
    ("text", "plain", "disguises"),
    [
        ("您的借款已於期，请环欵", "您的借款已逾期,请还款", {"homophone", "look_alike", "traditional"}),
        ("请尽快环款", "请尽快还款", {"homophone"}),
        ("崔收员", "催收员", {"homophone"}),
        ("再不huan钱就打爆你的tong讯录", "再不还钱就打爆你的通讯录", {"pinyin"}),
        ("欠了快还kuǎn", "欠了快还款", {"pinyin"}),
        ("Yu Qi三天", "逾期三天", {"pinyin"}),
        ("通x录和通讯l", "通讯录和通讯录", {"initials"}),
        ("把你txl都打一遍", "把你通讯录都打一遍", {"initials"}),
        ("请尽快hu4n款", "请尽快还款", {"leet"}),
        ("亻崔收电讠舌", "催收电话", {"split"}),
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
    for at, sample in enumerate(read_samples(SAMPLES)):
        if at % every == 0:
            yield sample.text, disguised(sample.text, Random(at))


def test_both_ways_read_disguised_texts_alike_and_the_way_back_is_exact() -> None:
    for _, text in disguised_samples():
        read = trace(text)
        assert read.text == normalize(text)
        assert list(read.starts) == sorted(read.starts)
        assert all(0 <= start < end <= len(text) for start, end in zip(read.starts, read.ends, strict=True))
        kept = [at for at, char in enumerate(read.text) if read.ends[at] - read.starts[at] == 1]
        assert all(normalize(text[read.starts[at]]) in (read.text[at], "", "000", "0") for at in kept[:200:7]) or kept


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
    assert all(end <= LONGEST for _, end, _, _ in disguised_words(unit * 4_000))


def test_every_common_character_stands_under_the_sound_that_pypinyin_gives_it() -> None:
    common = next(rows("common"))[0]
    sounds = dict(rows("sounds"))
    for char in common:
        first = to_normal(pypinyin.pinyin(char)[0][0]).replace("ü", "v")
        assert char in sounds[first], char


def test_characters_stand_for_others_and_never_for_themselves() -> None:
    assert all(char not in others for char, others in rows("alike"))
    assert all(len(parts) in (2, 3) for _, listed in rows("parts") for parts in listed.split())
    assert all(names for _, names in rows("emoji"))


def test_every_everyday_word_that_a_disguise_might_be_is_known() -> None:
    """disguises.txt lists what of jieba's dictionary, rare words aside, is spelt like a word worth disguising."""
    readings = Readings("".join(telling_words()))
    standing: dict[str, set[str]] = {char: {char} for char in readings.wanted}
    for other in readings.replacements():
        for meant in readings.meant(other):
            standing[meant].add(other)
    everyday = section("everyday")
    pairs = {pair for word in telling_words() for pair in pairwise(word)}
    missing = [
        word
        for word, times, _ in map(str.split, files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines())
        if len(word) == 2 and int(times) >= 5 and word not in everyday and word not in telling_words()
        if any(word[0] in standing[first] and word[1] in standing[second] for first, second in pairs)
    ]
    assert missing == []


def section(name: str) -> set[str]:
    table = files("model").joinpath("disguises.txt").read_text("utf-8")
    return set(table.partition(f"[{name}]\n")[2].partition("[")[0].split())


def test_neighbours_change_places() -> None:
    assert list(turned("爸爸妈")) == ["爸妈爸"]


def test_copies_for_training_are_repeatable_and_differ_from_their_samples() -> None:
    samples = [sample for at, sample in enumerate(read_samples(SAMPLES)) if at % 200 == 0]
    copies = list(disguised_copies(samples))
    assert copies == list(disguised_copies(samples))
    assert 0.2 < len(copies) / len(samples) < 0.6
    assert all(normalize(text) != normalize(samples[at].text) for at, text in copies)


def test_a_text_without_words_gets_no_copy() -> None:
    assert list(disguised_copies([Sample("嗯", Label.THREAT)] * 20)) == []
