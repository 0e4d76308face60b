"""Hides third persons in a text: their numbers, cards, addresses on the net, and names where the wording shows one.

A name is known by what stands around it (a title, a kinship, 叫…) in any of the texts that are shown together, or by
its standing where an archive keeps senders and contacts, not by a list, so that some may stay: whoever hands the report
on reads it once more. What was hidden is marked [已遮盖], never silently changed.
"""

import re
from collections.abc import Collection, Iterable, Mapping

from model.segment import cut
from service.duplicates import number_key
from service.remarks import QUOTED

MASK = "[已遮盖]"

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任"
    "袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋"
    "庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房解应宗丁宣邓单杭洪包"
    "左石崔吉龚程邢裴陆荣翁荀羊甄曲封储靳段富巫乌焦巴牧山谷侯宓全班仰秋仲伊宫宁仇栾甘厉祖武符刘景詹龙叶幸司黎薄印白怀蒲台"
    "从鄂索赖卓屠池乔阴能苍双闻党翟谭贡劳申扶堵冉郦桑桂牛寿通边扈燕冀尚农温别庄晏柴瞿阎充慕连茹习艾鱼容向古易慎戈廖庾终居衡"
    "步都耿满弘匡国文寇广禄东欧利师巩聂关荆游权盖益桓公覃岳帅缑亢况郗有琴商牟佘伯赏墨哈谯年爱阳佟肖涂闫代覃邸仝"
)
_KIN = (
    "爸爸|妈妈|父亲|母亲|爸|妈|老公|老婆|丈夫|妻子|爱人|配偶|儿子|女儿|孩子|哥哥|姐姐|弟弟|妹妹|哥|姐|弟|妹|爷爷|奶奶|叔叔|舅舅"
    "|阿姨|姑姑|表哥|表姐|表弟|表妹|同事|领导|主管|老板|朋友|同学|室友|邻居|联系人|担保人|好友|亲属|家属|亲戚"
)
_TITLES = "先生|女士|小姐|同志|老师|主任|经理|师傅|医生|大夫|同学|阿姨|叔叔|大哥|大姐|太太"
_TITLE = re.compile(_TITLES)
_NAME = rf"[{_SURNAMES}](?:某[某]?|[\u4e00-\u9fff]{{1,2}})"
_AFTER_NAME = (
    r"(?=[，,、。；;：:（(）)！!？?的是你您在欠已还会也将就和与及等涉被以没不把因逾借贷拖失躲\[ ]"
    r"|电话|手机|号码|微信|单位|\Z)"
)
_DIGIT = "[0-9０-９]"
_GAP = "[-. －．　]"
_LETTER = re.compile(r"[^\W\d_]")
_DIGITS = re.compile(r"[+＋]?\d(?:[-. －．　]?\d)+")


def _number(pattern: str) -> re.Pattern[str]:
    """A number with no other digit beside it."""
    return re.compile(f"(?<!{_DIGIT}){pattern}(?!{_DIGIT})")


_NUMBERS = (
    _number(rf"[1-9１-９]{_DIGIT}{{16}}(?:{_DIGIT}|[XxＸｘ])"),  # identity cards
    _number(rf"(?:[+＋]?[8８][6６]{_GAP}?)?[1１][3-9３-９]{_DIGIT}(?:{_GAP}?{_DIGIT}{{4}}){{2}}"),  # mobiles
    _number(rf"[0０]{_DIGIT}{{2,3}}{_GAP}{_DIGIT}{{7,8}}"),  # landlines
    _number(rf"[3-6３-６]{_DIGIT}{{15,18}}"),  # bank cards
    re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"),  # no longer in front, as mail allows; else quadratic
    re.compile(rf"(?<=微信)号?[:： ]?[A-Za-z][\w-]{{5,19}}|(?<=QQ)号?[:： ]?[1-9１-９]{_DIGIT}{{4,11}}", re.A),
)
_NAMES = (
    re.compile(rf"{_NAME}(?={_TITLES})|[{_SURNAMES}]某(?:某)?|[{_SURNAMES}](?={_TITLES})"),
    re.compile(
        rf"(?:(?<=名叫)|(?<=叫做)|(?<=姓名[:：])|(?<=本人是)|(?<=借款人)|(?<=欠款人)|(?<=客户))(?!单位){_NAME}{_AFTER_NAME}"
    ),
)
_WORDS = frozenset("单都钱常时能通从有全成平和安任关双方家后步终")
"""Surnames that more often begin a word where a kinship stands before them: 老婆单位, 邻居都."""

_RELATED = re.compile(
    rf"((?:您|你|其)?(?:的)?(?:{_KIN})(?:是|叫|[:：（(])?)(?![{''.join(sorted(_WORDS))}])({_NAME}){_AFTER_NAME}"
)

_OF_NAMED = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])|(?<=[是请])){_NAME}(?=的?(?:母亲|父亲|家属))|(?<=[您你]是){_NAME}(?=的?紧急联系人)"
)
_TWOFOLD = (
    *("欧阳", "太史", "端木", "上官", "司马", "独孤", "南宫", "夏侯", "诸葛"),
    *("尉迟", "皇甫", "公孙", "慕容", "令狐", "长孙", "宇文", "司徒", "司空"),
    *("轩辕", "百里", "呼延", "东郭", "西门", "申屠", "淳于", "单于"),
)
_KEPT_AS = re.compile(
    rf"(?:{'|'.join(_TWOFOLD)})[\u4e00-\u9fff]{{1,2}}|[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}|[{_SURNAMES}]{{2}}[\u4e00-\u9fff]{{2}}"
    rf"|[小阿][{_SURNAMES}]"
)
"""How people are kept among contacts: 周丽华, 欧阳锋, 张王秀英, 小周; not 妈妈, which a text may say of anybody."""

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_FIRMS = frozenset("宝花贷卡呗钱付行部店局所站网台费号")
"""What firms and places end with, as 支付宝 and 安逸花 do, which begin with a word that is no surname."""

_NOT_IN_NAMES = frozenset("您你他她它其我们的了在这那和与及等哪谁各该本某老厂数点享")
_RATHER_WORDS = _WORDS | frozenset("有别代管向和充水居师解明谈司计班慎赖费房金易毛白连边盖堵莫皮钱印")
"""Surnames that began 有个, 赖账, 解员 of 调解员 and the like among 22,000 samples.

Without them and what names lack, the 124 things found there were names, some cut off or with a letter too many, and
none a common word.
"""


def masked(text: str, names: Collection[str] = ()) -> str:
    """The text with third persons hidden, and these names wherever they stand.

    >>> masked("你妈妈李秀英，电话13812345678，今天还钱")
    '你妈妈[已遮盖]，电话[已遮盖]，今天还钱'
    """
    for pattern in _NUMBERS:
        text = pattern.sub(MASK, text)
    for name in sorted(names, key=lambda name: (-len(name), name)):
        text = text.replace(name, MASK)
    for pattern in _NAMES:
        text = pattern.sub(MASK, text)
    text = _OF_NAMED.sub(lambda found: MASK if _is_name(found[0]) else found[0], text)
    return _RELATED.sub(rf"\1{MASK}", text)


def names_in(texts: Iterable[str]) -> frozenset[str]:
    """The names of two characters and more that the wording of any of the texts shows, without what are words as well.

    >>> sorted(names_in(["请转告王小明先生", "您好，任何同学都可以报名"]))
    ['王小明']
    """
    return frozenset(name for text in texts for name in _shown(text) if _is_name(name))


def names_among(people: Iterable[str]) -> frozenset[str]:
    """The Chinese names in what senders and contacts are called; what is a word, a kinship or a firm is none.

    >>> sorted(names_among(["周丽华", "赵敏 13800000001", "妈妈", "支付宝", "106900000001"]))
    ['周丽华', '赵敏']
    """
    return frozenset(each for person in people for each in _HAN.findall(person) if _is_kept_name(each))


def _is_kept_name(kept: str) -> bool:
    """Whether a person is kept so; 王子文 is, though it begins with a word."""
    if not _KEPT_AS.fullmatch(kept):
        return False
    if kept.startswith(_TWOFOLD):
        return True
    first = cut(kept)[0]
    return len(first) == 1 or (len(first) == 2 and len(kept) == 3 and kept[-1] not in _FIRMS)


def _shown(text: str) -> Iterable[str]:
    for pattern in (*_NAMES, _OF_NAMED):
        yield from pattern.findall(text)
    yield from (name for _, name in _RELATED.findall(text))


def _is_name(found: str) -> bool:
    """Whether something can be hidden wherever it stands, as it is hardly anything but a name.

    What may be a word as well, as 高峰 is, is hidden only where its wording shows a name.
    """
    alone = len(found) > 1 and found[0] not in _RATHER_WORDS and len(cut(found)[0]) == 1
    return alone and not _NOT_IN_NAMES.intersection(found[1:]) and not _TITLE.fullmatch(found[1:])


def without_quotes(remark: str) -> str:
    """A remark with all that it quotes of its record hidden, as a cell may hold anybody's name.

    >>> without_quotes("time '李秀英' cannot be read")
    'time [已遮盖] cannot be read'
    """
    return QUOTED.sub(MASK, remark)


def sender_masks(senders: Iterable[str | None]) -> Mapping[str, str]:
    """What is shown instead of each sender that is written as a name; a number beside it stays, others are counted.

    >>> sender_masks(["李秀英", "106900000001", "赵敏 13800000001", "王芳", "李秀英"])
    {'李秀英': '[已遮盖] 1', '赵敏 13800000001': '[已遮盖] 13800000001', '王芳': '[已遮盖] 2'}
    """
    named: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for sender in dict.fromkeys(filter(None, senders)):
        if not _LETTER.search(sender):
            continue
        key = number_key(sender)
        digits = _DIGITS.search(sender) if key.isdecimal() else None
        named[sender] = f"{MASK} {digits[0] if digits else numbers.setdefault(key, len(numbers) + 1)}"
    return named
