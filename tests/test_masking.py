"""Third persons are hidden and marked; what is no person stays."""

import pytest

from service.masking import MASK, masked


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("你妈妈李秀英会知道", f"你妈妈{MASK}会知道"),
        ("您儿子林浩涉嫌诈骗", f"您儿子{MASK}涉嫌诈骗"),
        ("电话13812345678，速回", f"电话{MASK}，速回"),
        ("电话 +86 138-1234-5678", f"电话 {MASK}"),
        ("身份证11010119900307123X的", f"身份证{MASK}的"),
        ("卡号6222021234567890123。", f"卡号{MASK}。"),
        ("座机 010-12345678", f"座机 {MASK}"),
        ("尊敬的王小丽女士：", f"尊敬的{MASK}女士："),
        ("借款人陈某某已失联", f"借款人{MASK}已失联"),
        ("发到 a.b@x.example 邮箱", f"发到 {MASK} 邮箱"),
    ],
)
def test_this_is_hidden(text: str, hidden: str) -> None:
    assert masked(text) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "您尾号4821的借款2,850.00元已逾期12天",
        "你老婆单位和邻居都会知道",
        "请于2026年11月24日18点前处理",
        "编号T2026-0091",
    ],
)
def test_this_stays(text: str) -> None:
    assert masked(text) == text
