"""What stands in texts is counted as scikit-learn does, and rows are weighed by idf and length."""

from collections.abc import Iterable

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from model.features import extract, length
from model.normalize import normalize
from model.vectors import Reading, Vectors, characters_of, counted

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


def test_rows_are_weighed_by_idf_and_length() -> None:
    vectors, matrix = Vectors.learnt(TEXTS, 1)
    counts, _ = counted(map(extract, TEXTS), 1)
    tfidf = TfidfTransformer(norm=None).fit_transform(counts).toarray()
    assert matrix.toarray() == pytest.approx(tfidf / [[length(normalize(text))] for text in TEXTS])
    assert vectors.transform(TEXTS).toarray() == pytest.approx(matrix.toarray())


def test_other_texts_are_seen_by_what_was_kept() -> None:
    def read(text: str) -> Iterable[str]:
        return {*text}

    vectors, matrix = Vectors.learnt(["甲乙", "乙丙", "丙丁"], 1, Reading(str, read))
    fewer = vectors.kept([2, 0])
    at = [vectors.names.tolist().index(name) for name in fewer.names]
    assert np.array_equal(fewer.transform(["甲乙", "乙丙", "丙丁"]).toarray(), matrix.toarray()[:, at])
    assert fewer.transform(["戊", ""]).nnz == 0
    assert fewer.transform([]).shape == (0, 2)


def test_each_feature_is_told_by_its_characters() -> None:
    assert characters_of(["还钱", "W钱 款", "Q!debt", "^1"]).toarray().tolist() == [
        [False, True, True],
        [True, False, True],
        [False, False, False],
        [False, False, False],
    ]
