"""Each app finds the words it looks for in its answer, and never those of another answer."""

import itertools
import json
import re
from pathlib import Path
from typing import Any

import pytest

from model.conduct import conducts
from model.judging import Judgement, _sentence
from model.labels import CATEGORIES, Label, Verdict
from service.hooks.dialects import (
    UNJUDGED,
    Told,
    gemini,
    ios_number,
    ios_status,
    ios_words,
    openai,
    told_of,
    universal,
    unjudged,
)

SAMPLES = Path(__file__).parent / "hooks"
CATEGORY_WORDS = ("Political", "Fraud", "Survey", "Marketing", "Valid", "政治", "欺诈", "调查", "营销", "有效")
CHINESE = "只回答类别。 短信内容是： 还钱"

BLOCKED = Told(Label.THREAT, 0.97654, "疑似威胁联系家人：以上门施压", "4068956d78ef")
LET_THROUGH = Told(Label.NORMAL, 0.9, "", "4068956d78ef")


def judgement(label: Label, verdict: Verdict, reason: str, unsure: str | None = None) -> Judgement:
    probabilities = {Label.NORMAL: 0.2, Label.HARASSMENT: 0.3, Label.THREAT: 0.5}
    return Judgement(label, probabilities, verdict, (), (), reason, (), unsure)


def sample(name: str) -> Any:
    return json.loads((SAMPLES / name).read_text("utf-8"))


def written(answer: Any) -> str:
    return str(bytes(answer.body), "utf-8")


def test_what_harms_is_blocked_and_what_does_not_is_let_through() -> None:
    for label, verdict in itertools.product((Label.HARASSMENT, Label.THREAT), (Verdict.REVIEW, Verdict.BLOCK)):
        made = judgement(label, verdict, "疑似")
        assert told_of(made, "v", review=Verdict.BLOCK) == (label, made.score, "疑似", "v", "", "")
    ordinary = judgement(Label.NORMAL, Verdict.ALLOW, "未见催收骚扰或联系他人的表述")
    assert told_of(ordinary, "v", review=Verdict.BLOCK) == (Label.NORMAL, 0.2, "", "v", "", "")


def test_with_review_allowed_only_what_is_sure_is_blocked() -> None:
    sure, unsure = (judgement(Label.THREAT, verdict, "疑似") for verdict in (Verdict.BLOCK, Verdict.REVIEW))
    assert told_of(sure, "v", review=Verdict.ALLOW).label is Label.THREAT
    assert told_of(unsure, "v", review=Verdict.ALLOW) == (Label.NORMAL, 0.2, "", "v", "", "")


def test_why_a_text_could_not_be_judged_is_told() -> None:
    short = judgement(Label.NORMAL, Verdict.ALLOW, "内容过短，无法判断", "内容过短，无法判断")
    assert told_of(short, "v", review=Verdict.BLOCK).reason == "内容过短，无法判断"


@pytest.mark.parametrize("name", ["universal_allow", "universal_block", "universal_block_threat"])
def test_the_universal_answer_has_the_form_that_was_promised(name: str) -> None:
    expected = sample(f"responses/{name}.json")
    made = Told(Label(expected["label"]), expected["score"], expected["reason"], expected["model"])
    assert json.loads(written(universal(made))) == expected
    assert list(json.loads(written(universal(made)))) == list(expected)


def test_spamblocker_finds_what_its_configuration_looks_for() -> None:
    (parsing,) = [each for each in sample("spamblocker/preset_query_import.json")["actions"] if "strategy" in each]
    blocked, let_through = written(universal(BLOCKED)), written(universal(LET_THROUGH))
    for negative, answer in (True, blocked), (False, let_through):
        assert bool(re.search(parsing["negativeSig"], answer, re.IGNORECASE)) is negative
        assert bool(re.search(parsing["positiveSig"], answer, re.IGNORECASE)) is not negative
    assert re.findall(parsing["categorySig"], blocked) == ["威胁联系家人"]
    assert re.findall(parsing["commentSig"], blocked) == ["疑似威胁联系家人：以上门施压"]


def reasons() -> list[tuple[Label, str]]:
    """Every reason a harmful text can get."""
    pairs = itertools.combinations(conducts(), 2)
    tags = [(), *((tag,) for tag in conducts()), *pairs]
    return [(label, _sentence(label, each)) for label in (Label.HARASSMENT, Label.THREAT) for each in tags]


def test_no_answer_holds_the_words_of_another() -> None:
    ours = {Label.NORMAL: ("normal", "正常", "allow"), None: ("block", "junk", "true")}
    for told in (*(Told(label, 0.5, said, "4068956d78ef") for label, said in reasons()), LET_THROUGH, unjudged("v")):
        answer = written(universal(told))
        others = {word for label in Label if label is not told.label for word in (label, CATEGORIES[label])}
        others |= set(ours[None if told.label is Label.NORMAL else Label.NORMAL])
        assert [word for word in others if word in answer] == []
        assert len(answer.encode()) < 1_000


def test_a_filter_of_ios_finds_an_action_and_nothing_it_cannot_decode() -> None:
    assert written(ios_words(BLOCKED)) == '{"action":"junk","subAction":"none"}'
    assert (
        written(ios_words(LET_THROUGH)) == written(ios_words(unjudged("v"))) == '{"action":"none","subAction":"none"}'
    )
    assert json.loads(written(ios_words(BLOCKED))).items() <= sample("ios/expected_response_string_action.json").items()
    assert json.loads(written(ios_number(BLOCKED))) == sample("ios/expected_response_int_action.json")
    assert written(ios_number(LET_THROUGH)) == '{"action":1}'
    assert [ios_status(told).status_code for told in (BLOCKED, LET_THROUGH)] == [200, 404]


@pytest.mark.parametrize(
    ("told", "word"),
    [
        *((BLOCKED, "Fraud"), (LET_THROUGH, "Valid"), (unjudged("v"), "Valid")),
        *((BLOCKED._replace(prompt=CHINESE), "欺诈"), (LET_THROUGH._replace(prompt=CHINESE), "有效")),
    ],
)
def test_presets_for_language_models_find_one_category_and_no_other(told: Told, word: str) -> None:
    completion, generated = written(openai(told)), written(gemini(told))
    assert f'"content":"{word}"' in completion
    assert f'"text": "{word}"' in generated
    for answer in completion, generated:
        assert [each for each in CATEGORY_WORDS if each in answer] == [word]
    expected = sample("spamblocker/groq_preset_expected_response_fraud.json")
    assert list(json.loads(completion))[:6] == list(expected)
    assert json.loads(completion)["choices"][0].keys() == expected["choices"][0].keys()


def test_what_was_not_judged_comes_with_a_warning() -> None:
    for dialect in universal, ios_status, openai, gemini:
        assert json.loads(written(dialect(unjudged("v"))))["warning"] == UNJUDGED


def test_no_answer_is_kept() -> None:
    """The address of a GET holds the SMS."""
    assert universal(LET_THROUGH).headers["cache-control"] == "no-store"
