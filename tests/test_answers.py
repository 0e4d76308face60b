"""Answers are written once where the same judgement comes again, and no word of a message is kept."""

import orjson
import pytest

from model.classifier import Fitted
from model.judging import Judge
from service.answers import REMEMBERED, Answers
from service.schemas import EXAMPLE_TEXT, as_fields

TOO_SHORT, ORDINARY = "好", "【某宝】您的快递已放入3号柜，取件码 8-2-1174"


@pytest.fixture(scope="module")
def judge(small: Fitted) -> Judge:
    return Judge(small.model)


def test_an_answer_is_the_judgement_in_json(judge: Judge) -> None:
    answers = Answers()
    for text in (TOO_SHORT, ORDINARY, EXAMPLE_TEXT) * 2:
        for version in ("one", "other"):
            judgement = judge.judge(text)
            assert answers.written(judgement, version) == orjson.dumps(as_fields(judgement, version))


def test_what_comes_again_is_written_once(judge: Judge) -> None:
    answers = Answers()
    assert len({id(answers.written(judge.judge(TOO_SHORT), "one")) for _ in range(3)}) == 1


def test_what_quotes_a_message_is_not_kept(judge: Judge) -> None:
    answers = Answers()
    judgement = judge.judge(EXAMPLE_TEXT)
    assert judgement.reasons
    assert answers.written(judgement, "one") is not answers.written(judgement, "one")


def test_only_so_many_are_kept(judge: Judge) -> None:
    answers = Answers()
    for _ in range(REMEMBERED + 1):
        answers.written(judge.judge(TOO_SHORT)._replace(), "one")
    assert 0 < len(answers._known) <= REMEMBERED
