"""The gate promotes what is better, refuses what is worse, and says why."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import DATA

from model.evaluation import Score, Scorecard
from model.gate import Floors, GateError, decide, noise
from model.labels import LABELS, Label

FLOORS = Floors("", {Label.THREAT: 0.9}, blocked=0.001)


def card(
    macro_f1: float = 0.9, threat_recall: float = 0.95, false_alarms: float = 0.01, blocked: float = 0.0
) -> Scorecard:
    scores = {label: Score(0.9, 0.95, 0.9, 100) for label in LABELS}
    scores[Label.THREAT] = Score(0.9, threat_recall, 0.9, 100)
    confusion = {truth: dict.fromkeys(LABELS, 0) for truth in LABELS}
    return Scorecard(300, scores, macro_f1, confusion, false_alarms, blocked, 0.01, {}, 0.9)


@pytest.mark.parametrize(
    ("challenger", "champion", "promoted", "says"),
    [
        (card(), None, True, "promoted"),
        (card(threat_recall=0.85), None, False, "its floor 0.9000"),
        (card(blocked=0.001), None, True, "promoted"),
        (card(blocked=0.002), None, False, "0.0020 of the lawful messages are blocked, at most 0.0010 may be"),
        (card(macro_f1=0.95, blocked=0.0005), card(), False, "lawful messages blocked rose from 0.0000 to 0.0005"),
        (card(macro_f1=0.95), card(blocked=0.0005), True, "promoted"),
        (card(macro_f1=0.92), card(), True, "0.9200 against 0.9000"),
        (card(macro_f1=0.901), card(), False, "more than one message"),
        (card(macro_f1=0.95, threat_recall=0.94), card(), False, "fell from 0.9500 to 0.9400"),
        (card(macro_f1=0.95, false_alarms=0.02), card(), False, "false alarms rose from 0.0100 to 0.0200"),
    ],
)
def test_the_decision_and_its_sentences(challenger: Scorecard, champion: Scorecard, promoted: bool, says: str) -> None:
    decision = decide(challenger, champion, FLOORS)
    assert decision.promoted is promoted
    assert any(says in sentence for sentence in decision.sentences)


def test_every_floor_must_be_reached_and_reaching_it_is_enough() -> None:
    for harassment, promoted in ((0.95, True), (0.96, False)):
        floors = Floors("", {Label.HARASSMENT: harassment, Label.THREAT: 0.95}, 0.001)
        assert decide(card(), None, floors).promoted is promoted


def test_lowering_a_floor_takes_a_reason_that_is_kept() -> None:
    decision = decide(card(threat_recall=0.85), None, FLOORS, lowered="new exam")
    assert decision.promoted
    assert decision.sentences[0] == "floors lowered: new exam"
    assert "its floor 0.9000" in decision.sentences[1]


def test_lowering_the_floors_lifts_the_ceiling_of_what_is_blocked_too() -> None:
    decision = decide(card(blocked=0.002), None, FLOORS, lowered="new exam")
    assert decision.promoted
    assert "0.0020 of the lawful messages are blocked" in decision.sentences[1]
    assert not decide(card(macro_f1=0.95, blocked=0.002), card(), FLOORS, lowered="new exam").promoted


def test_lowering_a_floor_does_not_excuse_being_worse_than_the_champion() -> None:
    assert not decide(card(threat_recall=0.85), card(), FLOORS, lowered="new exam").promoted


def test_noise_is_what_one_message_of_the_rarest_label_is_worth() -> None:
    assert noise(card()) == pytest.approx(1 / 300)
    rare = replace(card(), labels=card().labels | {Label.THREAT: Score(1, 1, 1, 10)})
    assert noise(rare) == pytest.approx(1 / 30)


def test_another_exam_than_the_pinned_one_is_refused() -> None:
    with pytest.raises(GateError, match="may only change as a whole"):
        Floors("a" * 64, {}, 0.001).refuse_other_exam("b" * 64)


@pytest.mark.parametrize(
    "content",
    [
        *("", "[]", '{"exam": "x"}', '{"exam": "x", "recall": []}', "[" * 100_000),
        *('{"exam": 1, "recall": {}}', '{"exam": null, "recall": {}}'),
        *('{"exam": "x", "recall": {}}', '{"exam": "x", "recall": {}, "blocked": -1}'),
        *('{"exam": "x", "recall": {}, "blocked": "nan"}', '{"exam": "x", "recall": {}, "blocked": 2}'),
        *(
            f'{{"exam": "x", "blocked": 0, "recall": {floors}}}'
            for floors in ('{"rude": 1}', '{"normal": "nan"}', '{"normal": 1.5}', '{"normal": 0}')
        ),
    ],
)
def test_a_broken_gate_file_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "gate.json").write_text(content, "utf-8")
    with pytest.raises(GateError, match=r"gate\.json cannot be read"):
        Floors.read(tmp_path / "gate.json")


def test_floors_are_read(tmp_path: Path) -> None:
    (tmp_path / "gate.json").write_text(json.dumps({"exam": "x", "recall": {"normal": 0.5}, "blocked": 0}), "utf-8")
    assert Floors.read(tmp_path / "gate.json") == Floors("x", {Label.NORMAL: 0.5}, 0.0)


def test_the_project_asks_of_a_first_model_what_it_promises() -> None:
    """At most one lawful message in 1,000 is blocked."""
    assert Floors.read(DATA / "gate.json").blocked == 0.001
