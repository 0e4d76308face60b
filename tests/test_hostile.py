"""No text, however it was made up, takes the judge more than a time that grows with its length."""

from itertools import product
from time import process_time

import pytest

from model.judging import Judge

UNITS = (
    *(
        "再不还款就把你欠钱的事告诉你爸妈和单位同事",
        "崔shou",
        "催shou员 ",
        "債務催收還款",
        "妈爸舅",
        "告诉你家人",
        "催",
    ),
    *(
        "催*",
        "催*****",
        "还 ",
        "*",
        " ",
        "\u3000催",
        "催\u200b收\u200b",
        "①②③催",
        "㊙\ufe0f催",
        "💰🔪",
        "⚖s",
        "z系人",
        "【",
        "【】",
        "\ud83d",
    ),
    *(
        "1",
        "1,",
        "1.",
        "1-",
        "13",
        "1234 ",
        "138-0000-1234 ",
        "400-800-",
        "x",
        "xx*",
        "验证码",
        "验证码a",
        "验证码 12345 ",
    ),
    *("a", "a.", "a-", "a.a..", "www.", "http://", "http", "ＡＢ１", "A.com", ".com", "com."),
)

LENGTH = 20_000
"""Five times what HTTP takes: a pattern that goes back over its text at every sign takes seconds here, others 0.1."""

BOUND = 1.0
"""Seconds of the processor."""


def taken(judge: Judge, text: str) -> float:
    """The least of two tries, as the machine may be busy."""
    tries = []
    for _ in range(2):
        before = process_time()
        judge.judge(text)
        tries.append(process_time() - before)
        if tries[-1] < BOUND / 2:
            break
    return min(tries)


@pytest.mark.parametrize("unit", UNITS)
def test_what_is_repeated_takes_no_more_than_linear_time(judge: Judge, unit: str) -> None:
    assert taken(judge, (unit * LENGTH)[:LENGTH]) < BOUND


@pytest.mark.parametrize("end", ["", "催", "com", "1", "验证码"])
def test_what_is_mixed_takes_no_more_than_linear_time(judge: Judge, end: str) -> None:
    """Two kinds one after the other, each long, as a pattern may only go back where another part follows."""
    for first, second in product(UNITS[::4], UNITS[1::4]):
        half = LENGTH // 4
        text = (first * half)[:half] + (second * half)[:half] + end
        assert taken(judge, text) < BOUND, (first, second)
