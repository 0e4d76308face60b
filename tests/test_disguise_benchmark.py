"""The benchmark's disguises: repeatable, readable, and counted right."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import disguises
from benchmarks.disguises import (
    FAMILIES,
    UNSTACKED,
    Recall,
    disguise,
    kept,
    kept_stacked,
    measured,
    recall,
    stack,
    stacked,
)
from model.labels import Label
from model.samples import Sample

TEXTS = (
    "您的借款已逾期12天，欠款3580.50元，今日18点前不还款，将群发通讯录告知您的家人和单位同事。",
    "再不还钱我们就上门找你父母，让全村邻居都知道你是老赖，后果自负！",
    "法务通知：案件已移交法院起诉，联系人电话13800001234，请立即配合处理，否则查封冻结名下账户。",
    "限期今天还清，不然派出所见，你的单位领导和亲戚朋友都会接到我们的电话，别怪律师没有提醒过你。",
)
HARMLESS = (
    "晚上一起吃饭吗？我在老地方等你，记得带上雨伞，外面下雨了。",
    "嗯",
    "",
    " \n",
    "好的，收到！",
    "OK 8:30 见",
    "🙂🙂",
    "还款",
    "http://example.com/a?b=1",
)
KEEP_EVERY_HAN = ("zero_width", "inserted_signs", "line_breaks", "repeated", "other_signs", "set_apart")

families = pytest.mark.parametrize("family", [*FAMILIES, *UNSTACKED])


def han(text: str) -> list[str]:
    return [char for char in text if "\u3400" <= char <= "\u9fff"]


def share_changed(text: str, disguised: str) -> float:
    """The share of a text's Han characters that are gone, or of those that moved where none is gone."""
    before, after = han(text), han(disguised)
    moved = sum(a != b for a, b in zip(before, after, strict=True)) / 2 if Counter(before) == Counter(after) else 0
    return max(moved, sum((Counter(before) - Counter(after)).values())) / max(len(before), 1)


def test_the_families_are_those_promised() -> None:
    assert list(FAMILIES) == [
        *("zero_width", "inserted_signs", "full_width", "traditional", "homophones", "pinyin", "initials"),
        *("split", "look_alikes", "emoji", "leet", "reordered", "repeated", "line_breaks"),
    ]
    assert list(UNSTACKED) == ["other_signs", "set_apart"]


@families
def test_same_seed_same_text(family: str) -> None:
    for text in (*TEXTS, *HARMLESS):
        assert disguise(text, family, 7) == disguise(text, family, 7)
    assert len({disguise(TEXTS[0], family, seed) for seed in range(10)}) > 1


def test_the_same_text_comes_out_in_another_process() -> None:
    script = "from benchmarks.disguises import *; print([ascii(disguise({!r}, family, 3)) for family in FAMILIES])"
    shown = subprocess.run(
        [sys.executable, "-c", script.format(TEXTS[0])],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONHASHSEED": "5", "PYTHONUTF8": "1"},
        cwd=Path(__file__).parents[1],
        check=True,
    ).stdout
    assert shown.strip() == str([ascii(disguise(TEXTS[0], family, 3)) for family in FAMILIES])


@families
@pytest.mark.parametrize("text", TEXTS)
def test_every_family_changes_a_text_that_holds_telling_words(family: str, text: str) -> None:
    for seed in range(50):
        disguised = disguise(text, family, seed)
        assert disguised != text
        assert share_changed(text, disguised) <= 0.4


@pytest.mark.parametrize("family", [family for family in (*FAMILIES, *UNSTACKED) if family != "set_apart"])
@pytest.mark.parametrize("text", TEXTS)
def test_two_to_four_words_are_changed(family: str, text: str) -> None:
    for seed in range(50):
        pieces = disguises._layer(disguises._cut(text), family, Random(seed))
        changed = [piece for piece in pieces if piece.now != piece.plain and piece.plain.isascii() is False]
        assert 2 <= len(changed) <= 4


def test_telling_words_go_first() -> None:
    """Where enough telling words can be changed, no other word is."""
    for text in TEXTS:
        pieces = disguises._layer(disguises._cut(text), "homophones", Random(1))
        assert all(piece.plain in disguises.TELLING for piece in pieces if piece.now != piece.plain)


@families
def test_a_text_without_telling_words_is_disguised_too(family: str) -> None:
    text = HARMLESS[0]
    assert any(disguise(text, family, seed) != text for seed in range(10))


@families
@pytest.mark.parametrize("text", HARMLESS)
def test_no_short_text_crashes(family: str, text: str) -> None:
    for seed in range(10):
        assert share_changed(text, disguise(text, family, seed)) <= 0.4


@given(
    st.text(
        st.one_of(st.characters(codec="utf-8"), st.sampled_from("催收逾期还款家人讠亻1800abQ ，。\u0336")), max_size=40
    )
)
def test_no_text_at_all_crashes(text: str) -> None:
    for family in (*FAMILIES, *UNSTACKED):
        assert share_changed(text, disguise(text, family, 1)) <= 0.4


@pytest.mark.parametrize("family", KEEP_EVERY_HAN)
def test_what_is_only_inserted_leaves_every_character_in_its_place(family: str) -> None:
    for text in TEXTS:
        left = iter(disguise(text, family, 2))
        assert all(char in left for char in text)


def test_reordered_texts_hold_the_same_characters() -> None:
    for text in TEXTS:
        assert Counter(disguise(text, "reordered", 4)) == Counter(text)


def test_traditional_texts_convert_back() -> None:
    back = opencc.OpenCC("t2s")
    for text in TEXTS:
        pieces = disguises._layer(disguises._cut(text), "traditional", Random(5))
        assert all(len(piece.now) == len(piece.plain) for piece in pieces)
        assert back.convert(disguise(text, "traditional", 5)) != disguise(text, "traditional", 5)


def test_homophones_sound_alike() -> None:
    """Also where a character has several sounds: 还款 is read huán, not hái."""
    assert "环" in disguises._same_sound("还", disguises._sounds("还款", disguises.pypinyin.Style.TONE3)[0])
    for text in TEXTS:
        for piece in disguises._layer(disguises._cut(text), "homophones", Random(3)):
            changed = [(old, new) for old, new in zip(piece.plain, piece.now, strict=True) if old != new]
            sounds = dict(zip(piece.plain, disguises._sounds(piece.plain), strict=True))
            assert all(disguises._sounds(new) == [sounds[old]] for old, new in changed)


def test_styled_letters_and_digits_are_unicodes() -> None:
    assert disguises._styled("vX0 7号", "FULLWIDTH {}") == "ｖＸ０ ７号"
    assert disguises._styled("a7", "CIRCLED {}") == "ⓐ⑦"
    assert disguises._styled("a7", "MATHEMATICAL BOLD {}") == "𝐚𝟕"
    assert disguises._styled("a7", "NEGATIVE SQUARED {}") == "🅰７"


def test_the_tables_are_large_enough_and_map_nothing_to_itself() -> None:
    for table, least in ((disguises.SPLIT, 60), (disguises.LOOK_ALIKES, 80), (disguises.EMOJI, 30)):
        assert len(table) >= least
        assert not [key for key, values in table.items() if key in values or "" in values]
    assert len(disguises.TELLING) == len(set(disguises.TELLING)) >= 120
    assert all(len(key) == 1 for key in (*disguises.SPLIT, *disguises.LOOK_ALIKES))
    assert not [values for values in disguises.LOOK_ALIKES.values() if any(len(value) > 1 for value in values)]


def test_two_families_are_stacked_on_the_same_words() -> None:
    zero_width = set("".join(disguises.ZERO_WIDTH))
    for seed in range(20):
        stacked_text = stack(TEXTS[1], "homophones", "zero_width", seed)
        assert stacked_text == stack(TEXTS[1], "homophones", "zero_width", seed)
        assert zero_width.intersection(stacked_text)
        assert 0 < share_changed(TEXTS[1], stacked_text) <= 0.4


@dataclass(frozen=True)
class Answer:
    label: Label


class Keywords:
    """A judge that knows one word only."""

    def judge_all(self, texts: Iterable[str]) -> Iterator[Answer]:
        return (Answer(Label.HARASSMENT if "逾期" in text else Label.NORMAL) for text in texts)


HELD = [
    Sample("逾期了还不还钱", Label.HARASSMENT),
    Sample("逾期了，明天告诉你的家人", Label.THREAT),
    Sample("明天上门", Label.HARASSMENT),
    Sample("明天找你父母", Label.THREAT),
]


def test_recall_counts_flags_and_exact_labels() -> None:
    labels = [sample.label for sample in HELD]
    assert recall(Keywords(), labels, [sample.text for sample in HELD]) == Recall(flagged=0.5, exact=0.25)
    assert Recall(0.4, 0.1).of(Recall(0.5, 0.2)) == Recall(0.8, 0.5)
    assert Recall(0.4, 0.1).of(Recall(0, 0)) == Recall(0, 0)


def test_what_is_kept_is_a_share_of_the_clean_recall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disguises, "TEXTS", 80)
    monkeypatch.setitem(
        FAMILIES, "repeated", lambda text, rng: text.replace("逾期", "逾 期") if "家人" in text else text
    )
    assert kept(Keywords(), HELD, "repeated") == Recall(flagged=0.5, exact=1)


def test_every_ordered_pair_is_stacked_equally_often() -> None:
    pairs = stacked(HELD)
    times = Counter(pair.families for pair in pairs)
    assert len(pairs) >= 2_000
    assert len(times) == len(FAMILIES) * (len(FAMILIES) - 1)
    assert len(set(times.values())) == 1
    assert pairs == stacked(HELD)
    assert 0 < kept_stacked(Keywords(), pairs).flagged < 1


def test_the_table_has_a_row_for_every_family(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disguises, "TEXTS", 20)
    assert measured(Keywords(), HELD, ["逾期可补交作业", "晚上吃饭"]).row_count == len(FAMILIES) + len(UNSTACKED) + 2
    assert [column.header for column in measured(Keywords(), HELD, []).columns][-1] == "two: label kept"


def test_the_command_measures_the_champion(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JINGXIN_HOME", str(home))
    monkeypatch.setenv("COLUMNS", "140")
    monkeypatch.setattr(disguises, "TEXTS", 20)
    file = tmp_path / "held.jsonl"
    file.write_text("".join(json.dumps({"text": s.text, "label": s.label}) + "\n" for s in HELD), "utf-8")
    disguises.main(file, normal=None, limit=2)
    shown = capsys.readouterr().out
    assert "on 2 harmful and 0 normal texts" in shown
    assert all(family in shown for family in (*FAMILIES, *UNSTACKED))
