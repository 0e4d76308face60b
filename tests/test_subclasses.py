"""Finer classes below the labels: which one a sample belongs to, and what their scores say of the labels."""

import math
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.labels import KINDS, LABELS, TEXT_TAGS, Label
from model.subclasses import PLACES, SOFTNESS, SUBCLASSES, Subclass, label_scores, subclass

SCORES = st.lists(st.floats(-200, 200), min_size=len(Subclass), max_size=len(Subclass))


def test_the_subclasses_of_the_labels_in_their_order_are_all_subclasses() -> None:
    assert [*chain.from_iterable(SUBCLASSES[label] for label in LABELS)] == [*Subclass]


@given(st.sampled_from(LABELS), st.sets(st.sampled_from(TEXT_TAGS)), st.sampled_from([None, *KINDS]))
def test_a_sample_belongs_to_a_subclass_of_its_label(label: Label, tags: set[str], kind: str | None) -> None:
    assert subclass(label, tags, kind) in SUBCLASSES[label]


@pytest.mark.parametrize(
    ("label", "tags", "kind", "expected"),
    [
        (Label.NORMAL, (), "overdue_notice", Subclass.DUNNING),
        (Label.NORMAL, (), None, Subclass.OTHER),
        (Label.NORMAL, (), "reported_speech", Subclass.REPORTED),
        (Label.HARASSMENT, ("false_legal", "insult"), "overdue_notice", Subclass.MENACE),
        (Label.HARASSMENT, ("impersonate_authority",), "court_notice", Subclass.FALSE_LAW),
        (Label.HARASSMENT, ("threat_safety", "false_legal"), "overdue_notice", Subclass.FALSE_LAW),
        (Label.HARASSMENT, ("threat_safety", "visit_threat"), None, Subclass.MENACE),
        (Label.HARASSMENT, (), None, Subclass.PRESSURE),
        (Label.THREAT, ("third_party_contacted", "debt_disclosure"), None, Subclass.REACHED),
        (Label.THREAT, ("third_party_threat",), None, Subclass.ANNOUNCED),
    ],
)
def test_tags_and_kind_decide(label: Label, tags: tuple[str, ...], kind: str | None, expected: Subclass) -> None:
    assert subclass(label, tags, kind) is expected


@given(SCORES)
def test_a_label_scores_as_its_foremost_subclass_and_a_little_more(scores: list[float]) -> None:
    for each, places in zip(label_scores(scores), PLACES.values(), strict=True):
        best = max(scores[at] for at in places)
        assert best <= each <= best + SOFTNESS * math.log(len(places)) + 1e-9


def test_two_subclasses_that_speak_for_a_label_outweigh_one_that_speaks_as_loudly_for_another() -> None:
    scores = dict.fromkeys(Subclass, -100.0) | {Subclass.REACHED: 3.0, Subclass.ANNOUNCED: 3.0, Subclass.MENACE: 3.0}
    _, harassment, threat = label_scores([*scores.values()])
    assert harassment == pytest.approx(3.0)
    assert threat == pytest.approx(3.0 + SOFTNESS * math.log(2))
