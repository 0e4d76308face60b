"""Rules are shown only as far as they were checked, in their own time, for those they bind; nothing more is claimed."""

import re
from datetime import date

import pytest

from model.conduct import conducts
from service.patterns import ARCHIVE_TAGS, IN_A_DAY, IN_A_WEEK
from service.presets import PRESETS
from service.rules import ARCHIVE_CONDUCTS, TIERS, Lender, conduct_of, rules, rules_of
from service.wording import CAVEATS

TODAY = date(2026, 11, 24)

FORBIDDEN = (
    r"超过 ?[3三] ?[条次]",
    r"(?:单日|每[日天]|一天)[^，。；]{0,8}不(?:得|应|能)?超过",
    r"违法|犯罪|违规(?!。此)|构成(?!该)|判刑|坐牢",
    r"7 ?个自然日|七个自然日",
    r"12321.{0,10}号码\*内容|(?<![0-9])12345(?![0-9])",
    r"银监会令|法释〔|银保监规|金规〔2025〕9|整治办函",
    r"个人贷款管理办法|信用卡催收工作指引|进一步规范民间借贷",
    r"征求意见稿|非法债务|招摇撞骗",
    r"该公司",
)
"""Claims and citations that must reach nobody, whatever the messages say."""


def forbidden(text: str) -> list[str]:
    """What of a text must not be said; limits that end by denying are no claims."""
    text = re.sub(r"此类用语本身不一定违规|违规定|是否违规", "", text)
    return [found.group() for pattern in FORBIDDEN for found in re.finditer(pattern, text)]


def test_nothing_forbidden_is_said_in_any_text_of_ours() -> None:
    said = [rule.name + (rule.quote or "") + rule.limit for rule in rules().values()]
    said += [each.name + each.brief + each.sentence for each in ARCHIVE_CONDUCTS.values()]
    said += [each.name + each.brief + each.sentence for each in conducts().values()]
    said += [" ".join((each.title, *each.notes, *each.requests)) for each in PRESETS.values()]
    assert forbidden("\n".join((*said, *CAVEATS))) == []


def test_only_wording_that_was_checked_is_quoted() -> None:
    for rule in rules().values():
        assert rule.tier in TIERS
        assert rule.mark in "EPT"
        assert rule.quote is None or (rule.mark == "E" and rule.certainty in "AB")


def test_every_tag_of_the_archive_is_known_and_its_thresholds_are_the_ones_shown() -> None:
    assert tuple(ARCHIVE_CONDUCTS) == ARCHIVE_TAGS
    sentence = conduct_of("high_frequency").sentence
    assert f"一天内不少于 {IN_A_DAY} 条" in sentence
    assert f"七天内不少于 {IN_A_WEEK} 条" in sentence
    assert "不是法定标准" in sentence
    assert "未查到对短信条数的法定上限" in sentence


@pytest.mark.parametrize(
    ("day", "shown", "hidden"),
    [
        (date(2026, 1, 1), "R05-5", "R05-old"),
        (date(2025, 12, 31), "R05-old", "R05-5"),
    ],
)
def test_a_rule_is_shown_for_its_own_time_only(day: date, shown: str, hidden: str) -> None:
    ids = {rule.id for rule in rules_of("insult", [day])}
    assert shown in ids
    assert hidden not in ids


def test_what_is_younger_than_the_messages_is_not_cited() -> None:
    assert {rule.id for rule in rules_of("off_hours", [date(2025, 3, 1)])} == {"S03"}
    assert rules_of("off_hours", [date(2024, 3, 1)]) == ()
    assert rules_of("off_hours", []) == ()


@pytest.mark.parametrize(
    ("lender", "ids"),
    [
        (None, {"R02", "R16", "S01", "R27"}),
        (Lender.BANK, {"R02", "S01", "R27"}),
        (Lender.SMALL_LOAN, {"R02", "R16", "S01"}),
        (Lender.PRIVATE, {"R02"}),
    ],
)
def test_the_lender_narrows_the_rules_and_an_unknown_one_names_whom_each_binds(lender: Lender | None, ids: set[str]):
    found = rules_of("third_party_threat", [TODAY], lender)
    assert {rule.id for rule in found} == ids
    assert all(rule.applies for rule in found if rule.tier in ("T2", "T4"))
