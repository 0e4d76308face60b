"""Scorecards count what they say they count."""

import pytest

from model.evaluation import calibration_error, measure
from model.judging import Judgement
from model.labels import LABELS, Label, Verdict
from model.samples import Sample


def judgement(
    label: Label, tags: tuple[str, ...] = (), verdict: Verdict = Verdict.ALLOW, sure: float = 0.8
) -> Judgement:
    probabilities = {other: sure if other is label else (1 - sure) / 2 for other in LABELS}
    return Judgement(label, probabilities, verdict, tags, (), "", ())


N, H, T = Label.NORMAL, Label.HARASSMENT, Label.THREAT


def test_counts_become_precision_recall_and_f1() -> None:
    truth = [N, N, N, N, H, H, T, T]
    answer = [N, N, N, H, H, N, T, T]
    card = measure([Sample("x", label) for label in truth], [judgement(label) for label in answer])
    assert card.labels[N].precision == 0.75
    assert card.labels[N].recall == 0.75
    assert card.labels[H].f1 == 0.5
    assert card.labels[T].f1 == 1
    assert card.macro_f1 == pytest.approx((0.75 + 0.5 + 1) / 3)
    assert card.false_alarms == 0.25
    assert card.confusion[H][N] == 1


def test_recall_is_of_the_truth_and_precision_of_the_answers() -> None:
    card = measure([Sample("x", T)] * 10, [judgement(T)] * 5 + [judgement(N)] * 5)
    assert (card.labels[T].recall, card.labels[T].precision) == (0.5, 1)


def test_answers_that_are_too_sure_do_not_make_up_for_others_that_are_not_sure_enough() -> None:
    assert calibration_error([(0.9, False), (0.1, True)]) == pytest.approx(0.9)


def test_labels_that_are_absent_do_not_lower_the_mean() -> None:
    assert measure([Sample("x", N)], [judgement(N)]).macro_f1 == 1


def test_blocked_counts_normal_messages_only() -> None:
    card = measure([Sample("x", N), Sample("y", H)], [judgement(H, verdict=Verdict.BLOCK)] * 2)
    assert card.blocked == 1


def test_tags_are_counted_over_all_messages() -> None:
    samples = [Sample("x", H, frozenset({"insult"})), Sample("y", H, frozenset({"insult", "false_legal"}))]
    card = measure(samples, [judgement(H, ("insult",)), judgement(H, ("insult", "visit_threat"))])
    assert card.tags["insult"].f1 == 1
    assert card.tags_micro_f1 == pytest.approx(2 / 3)


def test_calibration_error_is_the_gap_between_confidence_and_being_right() -> None:
    assert calibration_error([(0.7, True)] * 7 + [(0.7, False)] * 3) == pytest.approx(0)
    assert calibration_error([(1.0, False)]) == 1
    assert calibration_error([]) == 0


def test_calibration_asks_whether_the_likeliest_label_is_the_true_one() -> None:
    """Not whether the answer is, which is normal where harm is likely but not sure enough."""
    unsure = judgement(H, sure=0.9)._replace(label=N)
    truth = [H] * 9 + [N]
    assert measure([Sample("x", label) for label in truth], [unsure] * 10).calibration_error == pytest.approx(0)
