"""Processes that help with a scan tell each other what they learnt, and judge no text twice."""

from collections.abc import Sequence
from pathlib import Path

from model.judging import Judgement
from model.labels import Label, Verdict
from service.known import REMEMBERED
from service.messages import Message, Place
from service.tables import form_of
from service.workers import News, Worker


class Counting:
    """Calls every text normal and counts."""

    def __init__(self) -> None:
        self.count = 0

    def judge(self, text: str) -> Judgement:
        self.count += 1
        return Judgement(Label.NORMAL, dict.fromkeys(Label, 1 / 3), Verdict.ALLOW, (), (), "未见", ())


def worked(worker: Worker, texts: Sequence[str], news: Sequence[News] = ()) -> tuple[bytes, bytes]:
    """The lines of these texts, and what was learnt."""
    worker.hear(news)
    done = worker.work([Message(text, Place("a.xml", number)) for number, text in enumerate(texts, 1)])
    assert done is not None
    return done.lines, done.learnt


def workers_of(judge: Counting, many: int) -> list[Worker]:
    return [Worker(judge, "v1", form_of(Path("a.csv"))) for _ in range(many)]


def test_a_text_that_another_judged_is_not_judged_again() -> None:
    judge = Counting()
    first, second = workers_of(judge, 2)
    lines, learnt = worked(first, ["甲", "乙", "甲"])
    assert judge.count == 2
    assert worked(second, ["甲", "乙", "甲"], [(0, learnt)]) == (lines, b"")
    assert judge.count == 2


def test_what_was_heard_once_is_not_heard_again() -> None:
    first, second = workers_of(Counting(), 2)
    _, learnt = worked(first, ["甲"])
    second.hear([(0, learnt)])
    second.hear([(0, b"would not unpickle")])


def test_a_long_text_is_not_judged_again_nor_told_itself() -> None:
    judge = Counting()
    (worker,) = workers_of(judge, 1)
    _, learnt = worked(worker, ["长" * 5_000] * 2)
    assert judge.count == 1
    assert len(learnt) < 1_000


def test_no_more_is_remembered_than_may_be() -> None:
    judge = Counting()
    (worker,) = workers_of(judge, 1)
    worked(worker, [str(number) for number in range(REMEMBERED + 1)])
    worked(worker, [str(REMEMBERED), "0"])
    assert judge.count == REMEMBERED + 2
