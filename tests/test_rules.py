"""Rules are shown only as far as they were checked, in their own time, for those they bind; nothing more is claimed."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from model.conduct import conducts
from service.patterns import ARCHIVE_TAGS, IN_A_DAY, IN_A_WEEK
from service.presets import PRESETS
from service.rules import ARCHIVE_CONDUCTS, ITEMS, TIERS, Lender, conduct_of, rules, rules_of
from service.wording import CAVEATS

SERVICE = Path(__file__).parents[1] / "service"

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
    r"强制性(?:国家)?标准|国标强制",
    r"征信[^，。；]{0,8}消除|自动消除",
    r"(?:即|就|应)(?:为|是|属于?|认定为)骚扰|最高法|第四十二条(?!第（五）项)",
    r"(?:提醒|催收|短信)[^，。；]{0,4}合法",
    r"胜诉|必(?:须|然)立案|一定(?:会|能)",
    r"区块链|heima",
)
"""Claims and citations that must reach nobody, whatever the messages say."""


def forbidden(text: str) -> list[str]:
    """What of a text must not be said; limits that end by denying are no claims."""
    text = re.sub(r"此类用语本身不一定违规|违规定|是否违规", "", text)
    return [found.group() for pattern in FORBIDDEN for found in re.finditer(pattern, text)]


def test_nothing_forbidden_is_said_in_any_text_of_ours() -> None:
    said = [rule.name + (rule.quote or "") + rule.limit for rule in rules().values()]
    said += [
        each.name + each.brief + each.sentence + each.advice
        for each in (*conducts().values(), *ARCHIVE_CONDUCTS.values())
    ]
    said += [each.fact + each.advice for each in CAVEATS]
    said += [" ".join((each.title, *each.notes, *each.requests)) for each in PRESETS.values()]
    assert forbidden("\n".join(said)) == []


def cited(tag: str) -> list[str]:
    """The ids of the rules that a tag may show, court cases left out."""
    ids = [each for id_ in conduct_of(tag).rules for each in ITEMS.get((id_, tag), (id_,))]
    return [each for each in ids if not each.startswith("K")]


def test_every_rule_is_shown_for_some_conduct_and_every_conduct_cites_rules_that_are_there() -> None:
    tags = (*conducts(), *ARCHIVE_CONDUCTS)
    assert {each for tag in tags for each in cited(tag)} == set(rules())
    assert all(cited(tag) for tag in tags)


@pytest.mark.parametrize(
    ("tag", "words", "others"),
    [
        ("public_exposure", "张贴催收公告", ("进入住宅", "私人手机电话")),
        ("visit_threat", "进入住宅", ("张贴催收公告", "私人手机电话")),
        ("identity_hidden", "私人手机电话", ("张贴催收公告", "进入住宅")),
        ("debt_disclosure", "私密信息", ("以电话、短信",)),
        ("third_party_threat", "以电话、短信", ("私密信息；",)),
    ],
)
def test_what_is_quoted_speaks_of_the_conduct(tag: str, words: str, others: tuple[str, ...]) -> None:
    quoted = "".join(rules()[each].quote or "" for each in cited(tag))
    assert words in quoted
    assert [other for other in others if other in quoted] == []


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        ("R2", r"第.{1,4}条"),
        ("R27", r"\d ?天|[三3]次"),
        ("S", r"5\.\d|\d+\.\d"),
        ("G", r"第(?!十[五六七八九]条).{1,4}条"),
    ],
)
def test_no_number_is_given_that_is_not_known(kind: str, pattern: str) -> None:
    """Articles of the 2026 guide and clauses of the standard are not known; of the 2018 convention some are."""
    for id_, rule in rules().items():
        if id_.startswith(kind):
            assert re.findall(pattern, rule.name + rule.limit) == [], id_


def test_drafts_illegal_debts_and_cases_are_not_cited() -> None:
    left_out = ("R06", "R08", "R09", "R17", "R18", "R19", "R28", "R29", "S04", "S05", "S06", "S07", "R21", "K")
    assert [id_ for id_ in rules() if id_.startswith(left_out)] == []


def test_paraphrases_say_that_they_are() -> None:
    for rule in rules().values():
        if rule.mark in "PT":
            assert rule.quote is None
            assert rule.limit.startswith("大意："), rule.id


def test_a_threat_to_property_alone_is_not_matched_to_a_rule_on_personal_safety() -> None:
    rule = rules()["R05-1"]
    assert "人身安全" in (rule.quote or "")
    assert rule.limit == "仅指人身安全；只威胁财产的不在此项。"
    assert "威胁人身安全的，可对照《治安管理处罚法》第五十条第一款第（一）项" in conduct_of("threat_safety").sentence


def test_what_is_said_of_rules_without_a_quotation_holds_for_all_of_them() -> None:
    """Of some the wording was checked and is not quoted, and of some of these no paraphrase is given either."""
    assert {rule.mark for rule in rules().values() if rule.quote is None} == {*"EPT"}
    page = (SERVICE / "templates" / "report.html").read_text("utf-8")
    assert "没有引用原文的，只作提示或大意，使用前请查对原文。" in page


def our_sentences() -> Iterator[tuple[str, str]]:
    """Every Chinese text that the service itself holds, with its place: templates, and strings of its modules."""
    for path in sorted((SERVICE / "templates").iterdir()):
        yield path.name, path.read_text("utf-8")
    for path in sorted(SERVICE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and not node.value.isascii():
                yield f"{path.name}:{node.lineno}", node.value


def test_nothing_forbidden_stands_in_a_template_or_a_sentence_of_the_service() -> None:
    places = dict(our_sentences())
    assert len(places) > 100
    assert {place: found for place, said in places.items() if (found := forbidden(said))} == {}


def test_only_wording_that_was_checked_is_quoted() -> None:
    for rule in rules().values():
        assert rule.tier in TIERS
        assert rule.mark in "EPT"
        assert rule.quote is None or (rule.mark == "E" and rule.certainty in "AB")


def test_every_tag_of_the_archive_is_known_and_its_thresholds_are_the_ones_shown() -> None:
    assert tuple(ARCHIVE_CONDUCTS) == ARCHIVE_TAGS
    caveats = "".join(each.fact for each in CAVEATS)
    for said in (conduct_of("high_frequency").brief, caveats):
        assert f"一天 {IN_A_DAY} 条或七天 {IN_A_WEEK} 条以上" in said
    assert "不是法定标准" in conduct_of("high_frequency").brief
    assert "没有查到对短信条数的法定上限" in caveats


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


def test_messages_of_two_years_show_the_rules_of_both() -> None:
    ids = {rule.id for rule in rules_of("insult", [date(2025, 12, 31), date(2026, 1, 1)])}
    assert {"R05-old", "R05-5"} <= ids


def test_what_is_younger_than_the_messages_is_not_cited() -> None:
    assert {rule.id for rule in rules_of("off_hours", [date(2025, 3, 1)])} == {"S03"}
    assert rules_of("off_hours", [date(2024, 3, 1)]) == ()
    assert rules_of("off_hours", []) == ()


@pytest.mark.parametrize(
    ("lender", "ids"),
    [
        (None, {"R02-1", "R16", "S01", "R27"}),
        (Lender.BANK, {"R02-1", "S01", "R27"}),
        (Lender.SMALL_LOAN, {"R02-1", "R16", "S01"}),
        (Lender.PRIVATE, {"R02-1"}),
    ],
)
def test_the_lender_narrows_the_rules_and_an_unknown_one_names_whom_each_binds(lender: Lender | None, ids: set[str]):
    found = rules_of("third_party_threat", [TODAY], lender)
    assert {rule.id for rule in found} == ids
    assert all(rule.applies for rule in found if rule.tier in ("T2", "T4"))


def test_what_binds_traders_and_who_handles_data_is_not_cited_against_a_person_who_lent() -> None:
    """The law on personal data leaves a person's own affairs out, and that on consumers speaks of traders."""
    tags = ("continued_after_refusal", "debt_disclosure")
    cited = {
        lender: {rule.name for tag in tags for rule in rules_of(tag, [TODAY], lender)} for lender in (None, *Lender)
    }
    for lender, names in cited.items():
        of_traders = [name for name in names if name.startswith(("《消费者权益保护法》", "《个人信息保护法》"))]
        assert bool(of_traders) is (lender is not Lender.PRIVATE)
    assert any(name.startswith("《民法典》") for name in cited[Lender.PRIVATE])
