"""Third persons are hidden and marked; what is no person stays."""

from time import process_time

import pytest

from service.masking import MASK, masked, names_among, names_in, without_quotes


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("你妈妈李秀英会知道", f"你妈妈{MASK}会知道"),
        ("您儿子林浩涉嫌诈骗", f"您儿子{MASK}涉嫌诈骗"),
        ("你妈李秀英电话13922223333我们有", f"你妈{MASK}电话{MASK}我们有"),
        ("借款人陈建国手机、你爸陈建国微信", f"借款人{MASK}手机、你爸{MASK}微信"),
        ("电话13812345678，速回", f"电话{MASK}，速回"),
        ("电话 +86 138-1234-5678", f"电话 {MASK}"),
        ("电话138.1234.5678，速回", f"电话{MASK}，速回"),
        ("电话１３８１２３４５６７８，速回", f"电话{MASK}，速回"),
        ("电话＋８６　１３８－１２３４－５６７８", f"电话{MASK}"),
        ("身份证１１０１０１１９９００３０７１２３Ｘ的", f"身份证{MASK}的"),
        ("卡号６２２２０２１２３４５６７８９０１２３。", f"卡号{MASK}。"),
        ("身份证11010119900307123X的", f"身份证{MASK}的"),
        ("卡号6222021234567890123。", f"卡号{MASK}。"),
        ("座机 010-12345678", f"座机 {MASK}"),
        ("座机０１０－１２３４５６７８", f"座机{MASK}"),
        ("QQ：１２３４５６７", f"QQ{MASK}"),
        ("尊敬的王小丽女士：", f"尊敬的{MASK}女士："),
        ("借款人陈某某已失联", f"借款人{MASK}已失联"),
        ("阿姨，您是王小明的紧急联系人", f"阿姨，您是{MASK}的紧急联系人"),
        ("王小明母亲：您儿子欠款", f"{MASK}母亲：您儿子欠款"),
        ("您好，请王小明的父亲回电", f"您好，请{MASK}的父亲回电"),
        ("王小明家属您好", f"{MASK}家属您好"),
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
        "请通知家属，任何家属都可以，和他父亲说，单位、家属、向其母亲催收",
        "您是我的紧急联系人，你是任何人的紧急联系人",
        "借款人单位电话、客户单位，你老婆单位电话",
        "您尾号４８２１的借款2,850.00元、利息138.12元已逾期",
    ],
)
def test_this_stays(text: str) -> None:
    assert masked(text) == text


def test_a_name_that_one_text_shows_is_hidden_in_all() -> None:
    texts = [
        "请转告王小明先生",
        "王小明欠款，您儿子王小明不接电话",
        "何先生",
        "你老婆赖账",
        "调解员蔡老师",
        "任何同学都可以",
    ]
    names = names_in(texts)
    assert names == {"王小明"}
    assert masked(texts[1], names) == f"{MASK}欠款，您儿子{MASK}不接电话"
    assert masked("有个别人赖账，任何调解员都可以", names) == "有个别人赖账，任何调解员都可以"


def test_the_names_of_senders_and_contacts_are_told_from_kin_firms_and_words() -> None:
    people = [
        "周丽华",
        "赵建平(单位)",
        "李和平",
        "王子文",
        "欧阳锋",
        "上官婉儿",
        "张王秀英",
        "小周",
        "白晓东 13800000001",
    ]
    others = [
        "妈妈",
        "二舅",
        "老板",
        "支付宝",
        "安逸花",
        "平安普惠",
        "江苏银行",
        "高利贷",
        "任何人",
        "全家",
        "公司",
        "10086",
        "Li",
    ]
    names = {"周丽华", "赵建平", "李和平", "王子文", "欧阳锋", "上官婉儿", "张王秀英", "小周", "白晓东"}
    assert names_among([*people, *others]) == names


@pytest.mark.parametrize("quoted", ["李秀英", "13812345678", 'it\'s "李秀英"', "\\", "李'秀'英"])
def test_what_a_remark_quotes_is_hidden_and_what_it_says_stays(quoted: str) -> None:
    remark = f"the text has ',' in it without quotes; time {quoted!r} cannot be read"
    assert without_quotes(remark) == f"the text has {MASK} in it without quotes; time {MASK} cannot be read"
    assert without_quotes("the text is too long and was cut off") == "the text is too long and was cut off"


@pytest.mark.parametrize(
    "text", ["a" * 40_000, "甲" * 40_000, "a@" * 20_000, "a@a." * 10_000, "1" * 40_000, "李" * 40_000]
)
def test_no_text_takes_long(text: str) -> None:
    begun = process_time()
    masked(text, names_in([text, "请转告王小明先生"]))
    assert process_time() - begun < 0.5
