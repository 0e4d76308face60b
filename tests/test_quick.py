"""The reader in C says the same as that in Python, to the last bit; where it was not built, Python judges."""

import gc
import weakref
from array import array
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from math import copysign
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks.disguises import disguise
from model import feature_reader, judging, native, quick
from model.classifier import Fitted
from model.cues import cue_words
from model.gains import ALONE
from model.judging import Judge
from model.normalize import normalize
from model.quick import LETTERS_END, QuickReader, QuickSieve
from model.reading import SlowRead, SlowReader
from model.samples import Sample
from model.scorer import Assessment
from model.sieve import LEAST_ODDS, Sieve
from model.sightings import MISREADABLE
from model.subclasses import Subclass

built = pytest.mark.skipif(native.library() is None, reason="the part in C was not built: there is no compiler here")

HALF = "\ud83d"

ODD = ("W", "Q", "^", "+", "..", " ", "\n", "\0", HALF, "\ue000", "\ue08b", "\uffff", "𠮷", "😀", "\U0010ffff")

CUES = tuple(word for _, words in cue_words() for word in words[:5])

PIECES = st.one_of(
    st.sampled_from(ODD), st.sampled_from(CUES), st.sampled_from(",。!;、|"), st.characters(exclude_categories=["Cs"])
)

TEXTS = st.lists(PIECES, max_size=40).map("".join)


DISGUISED = (
    *(
        "催收",
        "崔shou",
        "逾期",
        "妈爸舅",
        "告诉",
        "家人",
        "还欠",
        "亻尔",
        "💰",
        "今天",
        "你好",
        "哈哈哈",
        "我们明天见",
        "K",
    ),
    *(
        "催*收",
        "逾 期",
        "１２",
        "13800138000",
        "www.a.cn",
        "xx",
        "①",
        "\u200b",
        "hello ",
        "聯繫",
        ",",
        "。",
        "ok",
        "12345",
    ),
)


@pytest.fixture(scope="module")
def slow(small: Fitted) -> SlowReader:
    return SlowReader(small.model)


@pytest.fixture(scope="module")
def fast(small: Fitted) -> QuickReader:
    library = native.library()
    assert library is not None
    return QuickReader(library, small.model)


@pytest.fixture(scope="module")
def fast_judge(small: Fitted) -> Judge:
    return Judge(small.model)


@pytest.fixture(scope="module")
def slow_judge(small: Fitted) -> Judge:
    """Judges as where nothing was built, but that disguised words are searched for by the library."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quick, "library", lambda: None)
        return Judge(small.model)


def assert_same(fast: QuickReader, slow: SlowReader, plains: Iterable[str]) -> None:
    """Both see the same in every text: sums, and the runs of each column and what they gained, alone or not."""
    columns = range(fast.columns)
    asked = [*((column, ALONE, 9) for column in columns), *((column, 0, 3) for column in columns)]
    for plain in plains:
        ours, theirs = fast.read(plain), slow.read(plain)
        assert (list(ours.sums), ours.length) == (theirs.sums, theirs.length)
        if plain:
            assert ours.runs(asked) == theirs.runs(asked)


@built
def test_both_see_the_same_in_exam_and_samples(
    fast: QuickReader, slow: SlowReader, exam: list[Sample], samples: list[Sample]
) -> None:
    assert_same(fast, slow, (normalize(sample.text) for sample in [*exam, *samples[::50]]))


@built
@settings(max_examples=100)
@given(st.lists(TEXTS, min_size=1, max_size=100))
def test_both_see_the_same_in_anything_normalised_or_not(fast: QuickReader, slow: SlowReader, texts: list[str]) -> None:
    assert_same(fast, slow, map(normalize, texts))
    assert_same(fast, slow, (text.replace(HALF, "") for text in texts))  # half a pair is not for the one in Python


@built
@settings(max_examples=20)
@given(st.lists(TEXTS, min_size=1, max_size=9))
def test_both_see_the_same_in_the_longest_texts(fast: QuickReader, slow: SlowReader, texts: list[str]) -> None:
    whole = "".join(texts) or " "
    assert_same(fast, slow, [normalize((whole * 4_000)[:4_000])])


@built
@settings(max_examples=100)
@given(st.lists(TEXTS, min_size=1, max_size=100))
def test_both_sieves_give_the_same_odds(small: Fitted, fast: QuickReader, texts: list[str]) -> None:
    ours, theirs = QuickSieve(fast, small.model.sieve), Sieve(small.model.sieve)
    for text in (text.replace(HALF, "") for text in texts):
        assert ours.odds(text) == theirs.odds(text)
        for odds in (ours.odds(text), -9.0, -1.0, 9.0, (small.model.sieve.clear_debtless_below - 1e-9)):
            assert ours.clears(text, odds) == theirs.clears(text, odds)


@built
@settings(max_examples=100)
@given(st.lists(TEXTS, min_size=1, max_size=100))
def test_both_assess_anything_alike(fast_judge: Judge, slow_judge: Judge, exam: list[Sample], texts: list[str]) -> None:
    """Normalised or not, and behind what is surely harmful; stretches included."""
    harmful = exam[-1].text
    for text in (text.replace(HALF, "") for text in texts):
        for plain, disguised in ((text, False), (text, True), (harmful + text, False)):
            ours, theirs = (each.scorer.assess(plain, disguised=disguised) for each in (fast_judge, slow_judge))
            assert (*ours.probabilities, ours.found) == (*theirs.probabilities, theirs.found)
            assert list(ours.stretches) == list(theirs.stretches)


@built
@given(st.one_of(st.floats(-1e6, 1e6), st.integers(-(10**6), 10**6).map(lambda half: (2 * half + 1) / 2_000)))
@example(0.0625)
@example(-0.1875)
@example(-0.0001)
def test_thousandths_are_rounded_as_in_python(number: float) -> None:
    """Halves too, of which 0.0625 is one and 0.0005 is none."""
    library = native.library()
    assert library is not None
    ours = library.thousandths(number)
    assert (ours, copysign(1, ours)) == (round(number, 3), copysign(1, round(number, 3)))


@built
def test_threads_judge_as_one_does(fast_judge: Judge, exam: list[Sample]) -> None:
    """Each has room of its own for what is made of a text."""
    texts = [sample.text for sample in exam[:200]]
    alone = list(fast_judge.judge_all(texts))
    with ThreadPoolExecutor(4) as pool:
        assert all(judged == alone for judged in pool.map(lambda _: list(fast_judge.judge_all(texts)), range(20)))


@pytest.mark.parametrize("compiled", [pytest.param(True, marks=built), False])
def test_a_judge_is_freed_with_all_it_holds_as_soon_as_nobody_holds_it(
    small: Fitted, exam: list[Sample], monkeypatch: pytest.MonkeyPatch, compiled: bool
) -> None:
    """A server has the collector leave alone what was there when it began, its first champion among it."""
    if not compiled:
        monkeypatch.setattr(quick, "library", lambda: None)
    judge = Judge(small.model)
    assert {judge.judge(sample.text).harmful for sample in exam[::40]} == {True, False}
    held = [weakref.ref(each) for each in (judge, judge.scorer, judge.scorer.read.__self__)]
    gc.disable()
    try:
        del judge
        assert [each() for each in held] == [None] * 3
    finally:
        gc.enable()


@built
def test_rules_that_make_no_sense_are_refused(small: Fitted) -> None:
    """More tags than one number tells of."""
    tags = {f"tag{at}": 0.0 for at in range(16)}
    columns = (*Subclass, *tags)
    weights = array("b", bytes(len(columns) * len(small.model.features)))
    odd = replace(small.model, columns=columns, weights=weights, tags_from=tags)
    with pytest.raises(MemoryError):
        Judge(replace(odd, intercepts=dict.fromkeys(columns, 0.0)))


@built
def test_both_judge_alike(fast_judge: Judge, slow_judge: Judge, exam: list[Sample], samples: list[Sample]) -> None:
    """Where there is no library this compares a judge with itself: then it is skipped."""
    for sample in [*exam, *samples[::50]]:
        assert fast_judge.judge(sample.text) == slow_judge.judge(sample.text)


@built
@pytest.mark.parametrize("sign", ["。", "\n", "，"])
def test_both_judge_texts_put_together_alike(
    fast_judge: Judge, slow_judge: Judge, exam: list[Sample], sign: str
) -> None:
    """One sentence among others is read alone."""
    for texts in zip(exam, exam[400:], exam[800:], strict=False):
        text = sign.join(sample.text for sample in texts)
        assert fast_judge.judge(text) == slow_judge.judge(text)


@built
@pytest.mark.parametrize(
    "behind",
    [
        *("。验证码 482913", "，动态密码是：12345678", "，动态密码 123456789"),
        *("，校验码请勿告诉他人，一二三四 4829", "，随机码一二三四五六七八九十一二三4829"),
        *("。4829为您的验证码", "。482 验证码", "，态密码 482913", "。123456789是验证码"),
    ],
)
def test_both_tell_a_code_alike(fast_judge: Judge, slow_judge: Judge, exam: list[Sample], behind: str) -> None:
    """What is harmful in doubt or by a sentence is not so beside one, in front of it or behind."""
    for sample in exam[::4]:
        for text in (sample.text + behind, behind + sample.text):
            assert fast_judge.judge(text) == slow_judge.judge(text)


def test_what_is_ordinary_beyond_doubt_when_read_anew_is_told_with_the_least_odds(
    slow_judge: Judge, exam: list[Sample], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in C, where the logarithm of nothing is a number."""
    certain = Assessment((1.0, 0.0, 0.0), 0, ())
    monkeypatch.setattr(slow_judge.scorer, "assess", lambda plain, *, disguised: certain)
    judged = [slow_judge._ordinary_anew(sample.text, MISREADABLE) for sample in exam[::40]]
    least = slow_judge._ordinary(LEAST_ODDS, ()).probabilities
    assert least in [judgement.probabilities for judgement in judged if judgement]


@built
def test_both_leave_what_is_not_sure_beside_a_code_as_it_stands(
    small: Fitted, exam: list[Sample], monkeypatch: pytest.MonkeyPatch
) -> None:
    """None is as sure as is asked for here, beside a code or read anew: so many are not whose words were undone."""
    for module in (judging, quick):
        monkeypatch.setattr(module, "SURE_BESIDE_CODE", 2.0)
        monkeypatch.setattr(module, "SURE_ANEW", 2.0)
    fast = Judge(small.model)
    monkeypatch.setattr(quick, "library", lambda: None)
    slow = Judge(small.model)
    for sample in exam[::4]:
        for family in ("homophones", "initials"):
            text = f"{disguise(sample.text, family, 5)}，验证码 482913"
            assert fast.judge(text) == slow.judge(text)


@built
@pytest.mark.parametrize(
    "link", ["http://jr.cn/ts", "www.jr.com", "a-.jr.cn", "-jr.cn", "jr.xyz", "j.r.top/x,y", "://jr"]
)
def test_both_read_links_in_doubt_alike(fast_judge: Judge, slow_judge: Judge, exam: list[Sample], link: str) -> None:
    for sample in exam[::4]:
        text = f"{disguise(sample.text, 'homophones', 5)} {link}"
        assert fast_judge.judge(text) == slow_judge.judge(text)


@built
@settings(max_examples=300)
@given(st.lists(st.sampled_from(DISGUISED), max_size=12).map("".join))
def test_both_judge_what_is_disguised_alike(fast_judge: Judge, slow_judge: Judge, text: str) -> None:
    """Searched or not, cleared or read, too short or without Chinese."""
    assert fast_judge.judge(text) == slow_judge.judge(text)


@built
@settings(max_examples=100)
@given(st.lists(TEXTS, min_size=1, max_size=100))
def test_both_judge_anything_alike(fast_judge: Judge, slow_judge: Judge, texts: list[str]) -> None:
    assert list(fast_judge.judge_all(texts)) == list(slow_judge.judge_all(texts))


def test_without_the_library_python_judges(slow_judge: Judge, exam: list[Sample]) -> None:
    """Labels, tags and reasons are there all the same."""
    assert isinstance(slow_judge.scorer.read("您已逾期"), SlowRead)
    judged = [slow_judge.judge(sample.text) for sample in exam[:200]]
    assert sum(one.label is sample.label for one, sample in zip(judged, exam, strict=False)) > 150
    assert any(one.reasons for one in judged)


@pytest.mark.parametrize("content", [None, b"", b"no library"])
def test_what_is_no_library_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "libjingxin.so"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setattr(native, "LIBRARY", path)
    assert native.library.__wrapped__() is None


@built
def test_a_library_of_other_sources_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever fetches new sources and does not build gets right answers, if slower."""
    monkeypatch.setattr(native, "fingerprint", lambda: "0" * 16)
    assert native.library.__wrapped__() is None


@built
def test_a_model_that_makes_no_sense_is_refused(small: Fitted) -> None:
    library = native.library()
    assert library is not None
    with pytest.raises(MemoryError):
        QuickReader(library, replace(small.model, features=("", *small.model.features[1:])))
    with pytest.raises(ValueError, match="no pair"):
        QuickReader(library, replace(small.model, sieve=replace(small.model.sieve, weights={"一二三": 1})))


@built
def test_clusters_are_taken_once_and_no_more_than_a_step_tells(monkeypatch: pytest.MonkeyPatch, small: Fitted) -> None:
    library = native.library()
    assert library is not None
    words = list(map(chr, range(0x4E00, 0x4E00 + 4_095)))
    monkeypatch.setattr(feature_reader, "cluster_lines", lambda: "\n".join(words[:4_094]))
    assert library.reading_take_clusters(QuickReader(library, small.model).handle, b"", 0) == -1
    monkeypatch.setattr(feature_reader, "cluster_lines", lambda: "\n".join(words))
    with pytest.raises(MemoryError):
        QuickReader(library, small.model)


def test_no_letter_or_digit_lies_beyond_those_that_c_knows() -> None:
    assert not any(chr(point).isalnum() for point in range(LETTERS_END, 0x110000))
