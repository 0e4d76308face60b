"""Words that keep the same company are one in pairs, and the table of them holds each word once."""

import pytest

from benchmarks import clusters as making
from model.clusters import ENDS, FIRST_SIGN, OTHERS, cluster_lines, cluster_pairs
from model.segment import cut


def numbers(words: list[str]) -> list[tuple[int, ...]]:
    return [tuple(ord(sign) - FIRST_SIGN for sign in pair) for pair in cluster_pairs(words)]


def test_a_pair_is_made_of_neighbours_and_of_the_ends() -> None:
    assert numbers([]) == [(ENDS, ENDS)]
    (before, first), (same, second), (last, behind) = numbers(["你", "欠款"])
    assert (before, behind) == (ENDS, ENDS)
    assert (first, second) == (same, last)
    assert min(first, second) > ENDS


def test_words_of_one_cluster_make_the_same_pairs_and_unknown_ones_are_others() -> None:
    one, other = cluster_lines().split("\n")[0].split()[:2]
    assert cluster_pairs(["他", one]) == cluster_pairs(["他", other])
    assert numbers(["\U00020000"]) == [(ENDS, OTHERS), (OTHERS, ENDS)]


def test_every_word_stands_once_and_is_cut_as_one() -> None:
    words = cluster_lines().split()
    assert len(set(words)) == len(words)
    assert [word for word in words if cut(word) != [word]] == []


def test_words_are_clustered_by_their_company(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "CLUSTERS", 4)
    texts = [
        text.split() for text in ("告诉 爸爸 了", "告诉 妈妈 了", "拨打 电话 吧", "拨打 手机 吧") for _ in range(9)
    ]
    found = [{*line.split()} for line in making.lines(texts)]
    assert {"爸爸", "妈妈"} in found
    assert {"电话", "手机"} in found
