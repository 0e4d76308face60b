"""What only an archive shows: night, frequency, what came after a refusal, rotating numbers, escalation."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from service.campaigns import campaigns
from service.clock import SHANGHAI, off_hours
from service.duplicates import number_key
from service.evidence import Campaign
from service.groups import Stage
from service.messages import Direction
from service.parties import signature_of
from service.patterns import ARCHIVE_TAGS, IN_A_DAY, IN_A_WEEK, concerned, patterns
from tests.archived import FIRST, finding

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("clock", "at_night"),
    [
        ((21, 59, 59), False),
        ((22, 0, 0), True),
        ((23, 59, 59), True),
        ((0, 0, 1), True),
        ((7, 59, 59), True),
        ((8, 0, 0), False),
        ((12, 0, 0), False),
    ],
)
def test_night_is_from_22_to_8_in_china_whatever_the_zone_of_the_time(clock: tuple[int, int, int], at_night: bool):
    moment = datetime(2026, 6, 1, *clock, tzinfo=SHANGHAI)
    assert off_hours(finding("x", moment).message) is at_night
    assert off_hours(finding("x", moment.astimezone(UTC)).message) is at_night


def test_midnight_sharp_is_night_where_it_has_its_zone_and_else_a_mere_date_and_no_time_is_no_night() -> None:
    message = finding("x", datetime(2026, 6, 1, tzinfo=SHANGHAI)).message
    assert off_hours(message)
    assert not off_hours(replace(message, zone_assumed=True))
    assert not off_hours(finding("x", None).message)


def test_what_was_sent_by_day_and_came_late_is_not_off_hours_but_counted() -> None:
    night, day = FIRST.replace(hour=23), FIRST.replace(hour=15)
    found = patterns([finding("废物", night, sent=day), finding("废物", night, sent=night - timedelta(seconds=2))])
    assert found.tags == ((), ("off_hours",))
    assert found.delayed == 1


def test_many_in_a_day_are_frequent_and_one_fewer_is_not() -> None:
    few = [finding("【甲】废物", FIRST + HOUR * at) for at in range(IN_A_DAY - 1)]
    assert patterns(few).count("high_frequency") == 0
    assert patterns([*few, finding("【甲】废物", FIRST + HOUR * 5)]).count("high_frequency") == IN_A_DAY
    assert patterns([*few, finding("【乙】废物", FIRST + HOUR * 5)]).count("high_frequency") == 0
    assert patterns([*few, finding("【甲】您好", FIRST + HOUR * 5)]).count("high_frequency") == 0


def test_many_in_seven_days_are_frequent_whatever_their_numbers() -> None:
    spread = [finding("【甲】废物", FIRST + HOUR * 17 * at, f"1069{at:08d}") for at in range(IN_A_WEEK)]
    assert patterns(spread).count("high_frequency") == IN_A_WEEK
    assert patterns(spread[:-1]).count("high_frequency") == 0


def test_only_the_matter_itself_is_evidence() -> None:
    findings = [
        finding("您的验证码是 482913", FIRST),
        finding("晚饭吃什么", FIRST, "13800000002"),
        finding("【甲】您的账单应还300元", FIRST, "106900000009"),
        finding("【乙】您的账单应还300元", FIRST, "106900000001"),
        finding("您的账单应还300元", FIRST, "106900000008"),
        finding("【甲】废物", FIRST + HOUR),
        finding("别再联系我", FIRST + DAY, out=True),
        finding("好的", FIRST + DAY, out=True),
    ]
    kept, said, *_ = concerned(reversed(findings))
    assert [each.message.text for each in kept] == ["【甲】您的账单应还300元", "【甲】废物", "别再联系我"]
    assert len(said) == 1


def test_codes_small_talk_and_other_hidden_senders_stay_out() -> None:
    """Of a firm's own number, of a mobile to which the owner writes, and of whoever hides theirs."""
    firm, friend = "106900000001", "13800000002"
    findings = [
        *(finding("【甲】废物，还钱", sender=each) for each in (firm, friend, "")),
        *(finding("【甲】您的还款验证码是 482913，五分钟内有效", sender=each) for each in (firm, friend, "")),
        *(finding(text, sender=each) for text in ("晚饭吃什么", "【甲】祝您生日快乐") for each in (firm, friend, "")),
        finding("您的账单应还300元", sender=""),
        finding("好的，晚上见", sender=friend, out=True),
    ]
    assert [each.message.text for each in concerned(findings).findings] == ["【甲】废物，还钱"] * 3


STRANGER = "17000000001"


def test_all_that_a_stranger_sent_who_was_only_told_to_stop_is_listed_and_not_counted() -> None:
    texts = ["废物", "我已经到你楼下了", "", "接电话"]
    findings = [finding(text, FIRST + HOUR * at, STRANGER) for at, text in enumerate(texts)]
    findings.append(finding("不要再联系我和我家人", FIRST + HOUR * 2, f"+86 {STRANGER}", out=True))
    besides = [
        finding("您的验证码是 482913", FIRST, STRANGER),
        finding("【某宝】您的快递到了", FIRST, STRANGER),
        finding("晚饭吃什么", FIRST, "13800000002"),
    ]
    matter = concerned([*findings, *besides])
    assert {each.message.text for each in matter.findings} == {*texts, "不要再联系我和我家人"}
    assert matter.left_out == 2
    (group,) = patterns(matter.findings, matter.refusals).senders
    assert (group.count, group.reminders, group.besides) == (1, 0, 3)
    assert [step.stage for step in group.steps] == [Stage.PRESSURE]


def test_what_says_too_little_to_be_judged_is_listed_and_counts_neither_after_a_refusal_nor_as_a_reminder() -> None:
    texts = ["还钱", "还款", "接电话"]
    judged = [finding("废物", FIRST + DAY * at, STRANGER) for at in (0, 2)]
    short = [finding(text, FIRST + DAY * 2 + HOUR * at, STRANGER) for at, text in enumerate(texts, 1)]
    short = [replace(each, judgement=each.judgement._replace(unsure="太短")) for each in short]
    code = finding("您的验证码是 482913，用于还款", FIRST + DAY * 2, STRANGER)
    matter = concerned([*judged, *short, code, finding("别再发了", FIRST + DAY, STRANGER, out=True)])
    assert [each.message.text for each in matter.findings] == ["废物", "别再发了", "废物", *texts]
    found = patterns(matter.findings, matter.refusals)
    assert [found.count(tag) for tag in ARCHIVE_TAGS] == [0, 0, 1]
    (group,) = found.senders
    assert (group.count, group.reminders, group.besides, group.tagged("continued_after_refusal")) == (2, 0, 3, 1)
    assert [step.stage for step in group.steps] == [Stage.PRESSURE]


@pytest.mark.parametrize(
    ("sender", "name", "answer", "listed"),
    [
        ("17000000001", None, None, True),
        ("0086-170-0000-0001", None, None, True),
        ("17000000001", "170 0000 0001", None, True),
        ("17000000001", "妈妈", None, False),
        ("17000000001", None, "好的，我晚上回来", False),
        ("106900000001", None, None, False),
        ("95588", None, None, False),
    ],
)
def test_what_speaks_of_no_debt_is_listed_of_strangers_with_a_mobile_only(
    sender: str, name: str | None, answer: str | None, listed: bool
) -> None:
    findings = [finding("废物", sender=sender, name=name), finding("下午见", sender=sender)]
    findings += [finding(answer, sender=sender, out=True)] if answer else []
    matter = concerned(findings)
    assert [each.message.text for each in matter.findings] == (["废物", "下午见"] if listed else ["废物"])
    assert matter.left_out == (0 if listed else 1)


def test_where_it_is_not_known_who_wrote_what_speaks_of_no_debt_stays_out() -> None:
    findings = [finding("废物", sender=STRANGER), finding("下午见", sender=STRANGER)]
    unknown = [replace(each, message=replace(each.message, direction=Direction.UNKNOWN)) for each in findings]
    assert [each.message.text for each in concerned(unknown).findings] == ["废物"]


@pytest.mark.parametrize("name", ["妈妈", "快快贷"])
def test_of_a_contact_only_what_harms_is_listed_unless_the_owner_refused(name: str) -> None:
    number = "13800001111"
    texts = ["【甲】废物", "妈的信用卡账单帮我还一下", "【甲】的账单我看了", "晚上回来吃饭"]
    findings = [finding(text, FIRST + HOUR * at, number, name=name) for at, text in enumerate(texts)]
    matter = concerned(findings)
    assert [each.message.text for each in matter.findings] == texts[:1]
    assert matter.left_out == 3
    assert matter.contacts == {number_key(number): name}
    refused = concerned([*findings, finding("别再联系我", FIRST, number, out=True)])
    assert {each.message.text for each in refused.findings} == {*texts[:3], "别再联系我"}
    assert refused.contacts == {}


def test_a_sender_written_as_a_name_is_a_contact() -> None:
    matter = concerned([finding("废物", sender="妈妈", name="妈妈"), finding("账单帮我还一下", sender="妈妈")])
    assert [each.message.text for each in matter.findings] == ["废物"]
    assert matter.contacts == {"妈妈": "妈妈"}


def test_after_a_refusal_other_numbers_of_the_same_signature_count_and_strangers_do_not() -> None:
    findings = [
        finding("【甲】废物", FIRST, "106900000001"),
        finding("别再联系我", FIRST + HOUR, "106900000001", out=True),
        finding("【甲】废物", FIRST + 2 * DAY, "106900000002"),
        finding("【乙】废物", FIRST + 3 * DAY, "106900000003"),
        finding("【甲】账单应还", FIRST + 4 * DAY, "106900000001"),
    ]
    kept, said, *_ = concerned(findings)
    assert [bool(tags) for tags in patterns(kept, said).tags] == [False, False, True, False, False]
    kept, said, *_ = concerned(findings, date(2026, 6, 1))
    assert [bool(tags) for tags in patterns(kept, said).tags] == [False, False, True, True, False]


def test_groups_tell_counts_days_hours_and_the_numbers_behind_a_signature() -> None:
    findings = [finding("【甲】废物", FIRST + DAY * at, f"10690000000{at}") for at in range(3)]
    findings.append(finding("【甲】账单应还", FIRST + DAY * 4, "+86106900000001"))
    found = patterns([*findings, finding("卸你的门", FIRST + HOUR, "13700000001")])
    (group,) = found.signatures
    assert (group.name, group.count, group.reminders) == ("甲", 3, 1)
    assert (group.first, group.last) == (FIRST, FIRST + 2 * DAY)
    assert group.days == {date(2026, 6, at): 1 for at in (1, 2, 3)}
    assert group.hours[10] == 3
    assert group.rotates
    assert len(found.senders) == 4
    assert {each.name: each.others for each in found.senders}["13700000001"] == ()


@pytest.mark.parametrize(("numbers", "rotates"), [(1, False), (2, False), (3, True)])
def test_three_numbers_behind_a_signature_or_a_wording_rotate_and_two_do_not(numbers: int, rotates: bool) -> None:
    findings = [finding("【甲】废物", FIRST + DAY * at, f"10690000000{at % numbers}") for at in range(6)]
    (group,) = patterns(findings).signatures
    assert group.rotates is rotates
    assert Campaign(1, "废物", (1, 2, 3), group.others, FIRST, FIRST).rotates is rotates


def test_growing_from_reminders_to_threats_to_others_is_escalation_and_the_way_back_is_not() -> None:
    texts = ["【甲】账单应还", "【甲】废物", "【甲】法院已立案", "【甲】告诉你爸妈"]
    up = [finding(text, FIRST + DAY * at) for at, text in enumerate(texts)]
    down = [finding(text, FIRST + DAY * at) for at, text in enumerate(reversed(texts))]
    (group,) = patterns(up).signatures
    assert group.escalates
    assert [step.stage for step in group.steps] == list(Stage)
    assert not patterns(down).signatures[0].escalates
    assert not patterns(up[:2]).signatures[0].escalates


@pytest.mark.parametrize(
    "sent",
    [
        {"【甲】废物": 0, "【甲】告诉你爸妈": 1, "【甲】账单应还": 2},
        {"【甲】账单应还": 0, "【甲】告诉你爸妈": 1, "【甲】废物": 2},
        {"【甲】废物": 0, "【甲】账单应还": 1, "【甲】告诉你爸妈": 2},
        {"【甲】账单应还": 0, "【甲】废物": 0, "【甲】告诉你爸妈": 1},
        {"【甲】账单应还": 0, "【甲】废物": 1, "【甲】告诉你爸妈": 1},
        {"【甲】告诉你爸妈": 0},
    ],
)
def test_what_does_not_begin_mildest_and_end_gravest_is_no_escalation(sent: dict[str, int]) -> None:
    (group,) = patterns([finding(text, FIRST + DAY * day) for text, day in sent.items()]).signatures
    assert not group.escalates


def test_one_early_threat_among_reminders_hides_no_escalation() -> None:
    days = {"【甲】账单应还": (0, 1, 2), "【甲】法院已立案": (0, 5, 6)}
    findings = [finding(text, FIRST + DAY * day) for text, sent in days.items() for day in sent]
    (group,) = patterns(findings).signatures
    assert group.escalates


def test_one_wording_with_other_amounts_and_dates_is_one_campaign() -> None:
    same = [
        f"【某花】您尾号{n}的借款{n * 7}元已严重逾期，今日{n % 24}点前仍不处理，将通知您的联系人"
        for n in range(1000, 1005)
    ]
    other = ["【某花】您的快递已放入三号柜，请凭取件码领取", "短"]
    assert campaigns([*same, *other, "短"]) == ((0, 1, 2, 3, 4),)
    assert campaigns([]) == ()


@pytest.mark.parametrize(
    ("text", "signature"),
    [
        ("【某花】您的借款", "某花"),
        ("  【 某花 】您的借款", "某花"),
        ("请尽快处理【某花】", "某花"),
        ("请尽快处理【某花】退订回T", "某花"),
        ("请看【公告】后面还有很长的一段话，所以它不是签名", None),
        ("【" + "长" * 30 + "】x", None),
        ("在吗", None),
    ],
)
def test_signatures(text: str, signature: str | None) -> None:
    assert signature_of(text) == signature


def test_with_a_refusal_without_a_time_nothing_is_known_to_have_come_after_it() -> None:
    findings = [finding("废物", FIRST, "13700000001"), finding("别再联系我了", None, "13700000001", out=True)]
    kept, said, *_ = concerned(findings)
    found = patterns(kept, said)
    assert (len(found.refusals), found.count("continued_after_refusal"), found.unordered) == (1, 0, 1)
