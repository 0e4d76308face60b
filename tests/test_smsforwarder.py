"""SmsForwarder's page around an SMS is taken off, and parameters that it writes into a path become a query."""

import asyncio

import pytest
from starlette.types import Receive, Scope, Send

from service.hooks.fields import Sent
from service.hooks.smsforwarder import QuestionMark, unframed

AROUND = "SIM1_中国移动\nSubId：1\n2025-11-25 00:00:00\nRedmi K60"


@pytest.mark.parametrize(
    ("content", "sms"),
    [
        (f"10690000000017\n还钱\n{AROUND}", "还钱"),
        (f"+8613800000000\n还钱\n\n快\n{AROUND}", "还钱\n\n快"),
        (f"张三\n还钱\n{AROUND}", "张三\n还钱"),
        ("1069\n还钱\n我的卡\nSubId：1\n2025-11-25 00:00:00", "还钱\n我的卡"),
        ("1069\n还钱\nSIM2_招商银行\nSubId：1\n2025-11-25 00:00:00\n老板的手机", "还钱"),
        (f"1069\n还钱\nSubId：9\n快\n{AROUND}", "还钱\nSubId：9\n快"),
        ("还钱\n快", "还钱\n快"),
        ("1069\n还钱", "1069\n还钱"),
        ("还钱 SubId：1", "还钱 SubId：1"),
        (f"1069\n{AROUND}", ""),
        ("SubId：1", ""),
        (f"1069\n还钱\n{AROUND}\n", "还钱"),
        (AROUND, ""),
    ],
)
def test_the_sms_is_what_the_default_template_stands_around(content: str, sms: str) -> None:
    assert unframed(Sent("content", content, content)) == Sent("content", sms, sms)


TIME = "2025-11-25 00:00:00"


@pytest.mark.parametrize(
    "behind",
    [
        "再不还款就告诉你爸妈",
        f"再不还款就告诉你爸妈\n{TIME}",
        f"{TIME}\n再不还款就告诉你爸妈",
        f"{TIME}\nRedmi K60\n再不还",
        f"{TIME}再不还\nRedmi K60",
        f"{TIME}\nni zai bu huan qian wo gao su ni ba ma",
    ],
)
def test_what_a_sender_wrote_behind_a_forged_page_is_left(behind: str) -> None:
    """Where the person's own template has no such line, it may be the sender's."""
    content = f"1069\n您好\nSubId：1\n{behind}"
    assert unframed(Sent("content", content)).text == content


def test_what_a_sender_wrote_in_place_of_a_card_is_left() -> None:
    content = f"您好\nSIM1_再不还款就告诉你爸妈\nSubId：1\n{TIME}"
    assert unframed(Sent("content", content)).text == "您好\nSIM1_再不还款就告诉你爸妈"


def test_what_stands_beside_a_page_is_no_part_of_the_sms() -> None:
    """The person's own names for card and phone stand there, and what SmsForwarder writes is escaped."""
    content = f"1069\n还钱\n{AROUND}"
    sent = Sent("content", content, f"{content}\n快", f"{content}\nSIM1_催收卡")
    assert unframed(sent) == Sent("content", "还钱", "还钱\n快")
    without = Sent("content", "还钱", beside="还钱\n快")
    assert unframed(without) == without


def test_an_sms_without_a_page_around_it_is_left_as_it_came() -> None:
    """Else its sender could hide all that stands behind such a line."""
    sent = Sent("org_content", f"您好\n{AROUND}\n还钱")
    assert unframed(sent) == sent


@pytest.mark.parametrize(
    ("raw", "query", "path", "asked"),
    [
        (b"/hook/smsforwarder&content=a%0Ab+c&sign=d%3D", b"", "/hook/smsforwarder", b"content=a%0Ab+c&sign=d%3D"),
        (b"/hook/smsforwarder/&content=a", b"review=allow", "/hook/smsforwarder/", b"content=a&review=allow"),
        (b"/hook/smsforwarder", b"text=a&b", "/hook/smsforwarder", b"text=a&b"),
        (b"/hook/ios/a%26b", b"", "/hook/ios/a&b", b""),
        (b"/reports/a&b", b"", "/reports/a&b", b""),
    ],
)
def test_parameters_in_a_path_become_a_query(raw: bytes, query: bytes, path: str, asked: bytes) -> None:
    assert passed_on(raw, query) == (path, asked)


def passed_on(raw: bytes, query: bytes) -> tuple[str, bytes]:
    """The path and the query that the next application sees."""
    seen: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)

    path = raw.decode().replace("%26", "&").replace("%0A", "\n")
    scope = {"type": "http", "path": path, "raw_path": raw, "query_string": query}
    asyncio.run(QuestionMark(app)(scope, None, None))  # type: ignore[arg-type]
    return seen[0]["path"], seen[0]["query_string"]
