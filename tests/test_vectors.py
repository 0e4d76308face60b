"""What stands in texts is counted as scikit-learn does, and rows are weighed by idf and length."""

from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from model.classifier import in_order
from model.counting import counted, counted_runs
from model.features import extract, length
from model.native import library
from model.normalize import normalize
from model.samples import Sample
from model.vectors import Reading, Vectors, characters_of

TEXTS = ["还钱", "您已逾期12天", "还钱还钱", "", "今晚 一起吃饭", "今晚 还你钱 今晚"]


@pytest.mark.parametrize("least", [1, 2])
@pytest.mark.parametrize("read", [extract, list, str.split])
def test_texts_are_counted_as_scikit_learn_does(read: type[list[str]], least: int) -> None:
    counts, names = counted(map(read, TEXTS), least)
    counter = CountVectorizer(analyzer=read, min_df=least)
    theirs = counter.fit_transform(TEXTS)
    assert names.tolist() == counter.get_feature_names_out().tolist()
    assert counts.has_sorted_indices
    assert (counts != theirs).nnz == 0


@given(st.lists(st.text("还钱1 🆄\ud83d", max_size=8), min_size=1, max_size=6), st.integers(1, 3))
def test_runs_are_counted_as_if_they_were_read_one_by_one(texts: list[str], least: int) -> None:
    def runs(text: str) -> list[str]:
        return [text[at : at + size] for size in (1, 2, 4) for at in range(len(text) - size + 1)]

    counts, names = counted_runs(texts, (1, 2, 4), least)
    theirs, their_names = counted(map(runs, texts), least)
    assert names.tolist() == their_names.tolist()
    assert counts.has_sorted_indices
    assert np.array_equal(counts.toarray(), theirs.toarray())


def test_runs_without_a_number_are_refused() -> None:
    with pytest.raises(OverflowError, match="4 among 65536"):
        counted_runs(["".join(map(chr, range(0x10000)))], [4], 1)


def test_all_features_of_texts_are_learnt() -> None:
    vectors, matrix = Vectors.learnt(TEXTS, 1)
    assert {*vectors.names} == {feature for text in TEXTS for feature in extract(text)}
    assert matrix.getnnz(axis=1).tolist() == [len({*extract(text)}) for text in TEXTS]


def test_rows_are_weighed_by_idf_and_length() -> None:
    vectors, matrix = Vectors.learnt(TEXTS, 1)
    counts, _ = counted(map(extract, TEXTS), 1)
    tfidf = TfidfTransformer(norm=None).fit_transform(counts).toarray()
    assert matrix.toarray() == pytest.approx(tfidf / [[length(normalize(text))] for text in TEXTS])
    assert vectors.transform(TEXTS).toarray() == pytest.approx(matrix.toarray())


def test_other_texts_are_seen_by_what_was_kept() -> None:
    def read(text: str) -> Iterable[str]:
        return {*text}

    vectors, matrix = Vectors.learnt(["甲乙", "乙丙", "丙丁"], 1, Reading(str, (read,)))
    fewer = vectors.kept([2, 0])
    at = [vectors.names.tolist().index(name) for name in fewer.names]
    assert np.array_equal(fewer.transform(["甲乙", "乙丙", "丙丁"]).toarray(), matrix.toarray()[:, at])
    assert fewer.transform(["戊", ""]).nnz == 0
    assert fewer.transform([]).shape == (0, 2)


@pytest.mark.skipif(library() is None, reason="the library was not built")
def test_features_are_found_in_c_as_in_python(exam: list[Sample], monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [*(sample.text for sample in exam[::4]), *TEXTS, "a\nb", "🆄\ud83d^", "^", "还" * 5_000]
    every, matrix = Vectors.learnt(texts[::2], 1)
    vectors = every.kept(in_order(np.arange(len(every.names)), matrix, every.names))
    quick = vectors.transform(texts)
    monkeypatch.setattr("model.vectors.feature_reader", lambda _: None)
    assert (quick != vectors.transform(texts)).nnz == 0
    assert quick.getnnz() > 100 * len(texts)


def test_each_feature_is_told_by_its_characters() -> None:
    assert characters_of(["还钱", "W钱 款", "Q!debt", "^1"]).toarray().tolist() == [
        [False, True, True],
        [True, False, True],
        [False, False, False],
        [False, False, False],
    ]
