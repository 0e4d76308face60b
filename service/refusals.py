"""Recognises that the archive's owner told a sender to stop, in the messages they sent themselves.

A sentence counts only if it asks *this* sender to stop reaching the writer or those close to them, warns of a complaint
should they go on, or declines by the usual code. What is asked, told of others, or negated does not, nor what is said
to family and couriers. What is only put off (a meeting, an empty battery, another way to write, a day to pay) is none,
unless it speaks of harassing, nor is a bare 别打了 beside words that do not say that it is for good. In doubt it is
none: a false one makes the evidence untrue. Only messages to a number that sent harmful ones are looked at, and what
was taken for a refusal is shown with its text, so that the owner can see and correct it.
"""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from model.folding import folded
from service.clock import hour_of, local
from service.duplicates import number_key
from service.messages import Direction, Message

_OKAY = r"(?:好[吗么嘛]|行[吗么嘛]|可以[吗么]|好不好|行不行|可不可以|要得不)"
_END = rf"(?=[了啦咯吧呀的吗么嘛]*(?:\W|\Z|{_OKAY}|谢|[我俺][不没就]))"
"""Nothing more is named, as in 别再发了: what is sent may else be a parcel or a picture."""

_ME = r"(?:我(?!前)|俺|老子|本人|[本此这]个?(?:号|电话))"
_CLOSE = (
    r"(?:家[人里属]|屋里|亲[人友戚属]|父母|爹|娘|[爸妈爷奶]|老[婆公家]|妻|孩子|儿|女|[哥姐弟妹]|岳|同事|同学|朋友"
    r"|单位|公司|学校|领导|老板|邻居|村|通讯录|身边|紧急|其[他它]|任何人|他人|无关|第三)"
)
_MINE = rf"(?:{_ME}们?的?|{_CLOSE})"
_NOUN = r"(?:电话|短[信讯]|信息|简讯|讯息|消息)"

_ASK = (
    r"(?:(?<!我)不要|(?<![特分级性告区鉴识辨话送个])别(?![人的处])|[请切]?勿要?|不[准许]|严禁|(?<![舍巴恨怪由])不得(?![不了])"
    r"|(?:\A|(?<=[,你们请后]))少(?=给我|来|打|发|烦|骚)|[甭覅咪]|(?<![约切])莫(?![名非])要?|唔好)"
)
_RULE_OUT = r"(?:停止|禁止|拒绝|不接受|不同意|不(?:想|希望|愿|要)(?=您|贵|让?你|再?[收接看]到|再?被))"
_STOP = rf"(?:{_ASK}|{_RULE_OUT})"
_OFTEN = (
    r"(?:[再又来去也都老总的]|继续|一直|[天每]天|[大半深]?[半夜晚][夜上]?|随[便意]|擅自|私自|反复|频繁|这[样么种些]|[你您]们?"
    rf"|贵\w{{1,2}}?|第三[方人]|任何|一切|[形方]式|暴力|非法|书面|委托|他妈的?|非?{_NOUN})"
)
_BY_WAY = rf"(?:给{_ME}们?[^,给]{{0,6}}?|(?:让|[对向和跟]{_ME}|[往在以用拿把]|通过|冒充)[^,给]{{0,9}}?)"
_GAP = rf"{_OFTEN}{{0,5}}?(?:{_BY_WAY}{_OFTEN}{{0,3}}?){{0,2}}?"
"""What may stand between: adverbs and ways, for another verb would be what is to stop, as in 别相信他们的电话."""

_CALL = (
    rf"(?:打(?:(?:过|进)?[来嚟]|[给俾到]{_ME}|{_ME}(?:{_END}|催|们?的?(?:手机|座机|{_NOUN}|{_CLOSE}))"
    rf"|电话(?:{_END}|[给俾]{_ME}|(?=[来到过催发骚联和、])))|拨打|[来致]电)"
)
_WRITE = rf"(?:(?<![转群])发送?(?:[来嚟]|过来|给{_ME}{_END}|[^,]{{0,6}}{_NOUN}|这[些样])|(?:传|send)[^,]{{0,2}}{_NOUN})"
_COME = (
    rf"(?:[来到去上]{_ME}们?的?(?:单位|公司|学校|孩子|村)"
    rf"|再[来到去上](?:{_ME}们?的?(?:[爸爹]?[妈娘]?家)|找|闹|{_END})|上门)"
)
_REACH = (
    rf"(?:{_CALL}|{_WRITE}|{_COME}|联[系络](?:{_MINE}|{_END})|找(?:{_ME}(?:{_END}|们|的?{_CLOSE}|麻烦{_END}|要)|{_CLOSE})"
    rf"|[接收看]到[^,]{{0,8}}{_NOUN}|接收{_NOUN})"
)
_HARASS = (
    rf"(?:(?:[骚侵打]扰|轰炸|恐吓|威胁|纠缠|催[收款告债]|[烦催碰](?=了|{_ME}))(?:{_MINE}|{_END}|行为|{_NOUN}|下去)|爆[^,]{{0,4}}通讯录"
    rf"|(?:[欠借贷]款|逾期|债|p图)[^,]{{0,8}}(?:发给|告诉|透露|泄露))"
)
_LEAD = r"\A[请求能不否都你您们麻烦拜托劳驾唔该可以今后千万立即刻马上赶紧有完没\s]*"
_SAID = re.compile(
    rf"{_STOP}{_GAP}(?:{_REACH}|{_HARASS})|{_RULE_OUT}[^,]{{0,8}}?{_NOUN}"
    rf"|{_STOP}[再继续]*[给往]{_ME}(?:们?的?{_CLOSE}|[这那]里?)?[再继续]*发送?{_END}"
    rf"|{_LEAD}(?:{_STOP}[再继续老总]*(?:发送?|打|传)|停止(?:[你您]们的)?(?:[这此违][种样类法]行为)?|适可而止|收手){_END}"
    rf"|离{_ME}(?:的?{_CLOSE})?远|[只仅一][^,]{{0,8}}(?:书面|邮件|信函)[^,]{{0,6}}(?:联系|沟通|联络|进行)"
)
_DELETE = re.compile(
    r"(?:\A|请|麻烦|要求|立即|马上|赶紧|能不能)[\s你您们先都立即]*"
    rf"(?:[把将](?:{_ME}们?的?)?[这此本]?个?(?:手机)?(?:号码?|电话)?[^,]{{0,9}}(?:删|移[除出]|去掉)(?!.*短信)"
    rf"|删(?:除|掉|了){_ME}们?的?(?:手机)?(?:号码|电话|联系方式|个人信息))"
)
_WARNED = re.compile(
    rf"(?<!说)(?:(?<!我)再|(?<=我)再(?=[收接])|继续|还)(?:(?![不没])[^,]){{0,6}}?"
    rf"(?:{_REACH}|{_HARASS}|(?:打|发送?|来)(?=我?[就要会去投举报]|一[次条个]|,|试|{_ME}))"
    r"(?:(?!你).){0,14}?(?:报警|报案|投诉|举报|起诉|告你|法庭|追究|打110)"
)
_CODE = re.compile(r"\s*(?:T|TD|R|N|QX|退订|拒收|取消订阅|请?勿扰)\s*[。.!！]?\s*", re.IGNORECASE)

_ASKED = re.compile(r"\?|[吗么呢嘛]\s*[。!~]*\s*\Z|为什么|为啥|怎么|怎样|如何|什么时候|什么意思")
_BEGGED = re.compile(
    rf"\A(?!.*(?:为什么|为啥|怎么|什么时候|是不是|意思)).*(?:{_OKAY}[\s。!~?]*\Z"
    r"|(?<!我)(?<!我们)(?:麻烦|拜托|求|能不能|能否|可不可以|可否|可以|能)[你您们以后请贵公司]*(?:别|不要|停止|[把将]我))",
    re.DOTALL,
)
"""A request that is only put as a question, as polite people do."""

_DENIED = re.compile(
    rf"(?:不是|没有|没[说让叫]你?|没|并非|从不|不会|不用|(?<!能)不能){_STOP}|{_ASK}{_RULE_OUT}"
    rf"|(?:不是|没|并非)[^,。]{{0,4}}(?:拒绝|停止|不让|不要)"
)
_TOLD = re.compile(
    rf"(?:[他她](?!的|欠|借)|人家|客服|平台|律师|法院|我[爸妈])们?[^,]{{0,5}}{_STOP}|(?:停止|拒绝)[了过]"
    rf"|(?:跟|对|和|叫|让|要求)(?:他|她|平台|对方|那边|人家)"
    rf"|(?<![我都早想要再你])(?<!你们)(?:说|讲|告诉(?!你)|回复)[^,]{{0,4}}{_STOP}"
)
_DISCLAIMED = re.compile(r"(?:丢|坏|没|摔|烂|碎|赔|输|亏|出事|出问题)了?[可就都]?(?:别|不要)(?:再|来|过来)*找我")
_FOR_NOW = re.compile(
    rf"(?:(?<![首优])先|(?<![从自])(?:暂时|今[天晚]|现在|这会儿?|这[两几]天|[^以今]前))[你您们都就]*{_STOP}"
    rf"|{_STOP}(?:今天|现在|这会)"
)
_NONE = (_DENIED, _TOLD, _DISCLAIMED, _FOR_NOW)

_KIN = r"(?:妈妈?|爸爸?|老[爸妈公婆]|[哥姐弟妹]|爷爷|奶奶|儿子|闺女|亲爱的|亲|宝贝?|师傅|老板娘?)"
_TO_OTHERS = re.compile(
    rf"(?:\A|,)(?:{_KIN}(?=[,!:\s]|[你别再先到求]|不要)|(?:小(?!心)\w|领导|\w总)(?=,))|[吗了啊呗吧]{_KIN}\W*\Z|一家人"
    r"|[他她]们?(?:还|又|照样)(?:打|发|找|来)"
)
_HINDERED = (
    r"(?:我|人|\A|,)[还正]?在|(?<!不)在[这旁身]|呢\W|我[^,]{0,2}[上开][班课会车]|开紧会|[没不][空便]|忙|没电|信号|睡|午休|关机"
    r"|路上|到家"
)
_LATER = (
    r"一会|[等待]会|晚点|等[我下]|稍后|回头|回你|给你回|我给你打|打给你|我[^,不]{0,3}(?:联系|回复|找)[你您]|[明今后][天晚]聊|再聊"
    r"|(?:(?<!最)[后完]|回[家去])再?[联看说打回玩]|宽限"
)
_INSTEAD = (
    r"(?:\A|,|了)(?:请|有事|直接|可以|就|给我|吧)*"
    r"(?:[发打加用放按](?![错来了扰过不])(?!我[一的就爸妈])|(?<=请)联系我|(?<=有事)找我|(?<=直接)找)|就[行好]"
)
_GOODS = r"快递|外卖|丰巢|驿站|门卫|前台|订单|退[款货]|取件|派送|发货|(?<!家)门口|物流"
_PROMISE = (
    rf"\A(?!.*{_ME}们?的?{_CLOSE}).*"
    r"(?:[明后]天|今晚|晚上|周.|星期.|月底|下个?月|\d号|马上|工资)[^,]{0,5}(?:还|转|给你|打款)"
)
_PUT_OFF = re.compile("|".join((_PROMISE, _HINDERED, _LATER, _INSTEAD, _GOODS)), re.DOTALL)
_EARNEST = re.compile(r"骚扰|轰炸|威胁|恐吓|催收|纠缠|天天|每天|整天|影响|报警|报案|投诉|起诉|举报|追究|告你|法庭")

_ALONE = re.compile(r"[^,。!;?\s]*[,。!;?\s]*")
_FOR_GOOD = re.compile(
    rf"{_STOP}[^,]{{0,3}}再|停止|勿|继续|[以今]后|拒|禁止|不[准许得]|不接受|不同意|不认|不识|不欠|没[借欠]|[打弄搞找]错|不是(?!在)"
    rf"|无关|没关系|滚|(?<!麻)烦|闭嘴|拉黑|找他|遍|最后|适可|怎么又|书面|删|移|{_STOP}[^,]{{0,9}}{_ME}们?的?{_CLOSE}"
)
"""A bare 别打了 beside other words is for the moment, unless something says that it is for good."""

_QUOTED = re.compile(r"[“\"「『][^“”\"「」『』]{0,80}[”\"」』]")
_SENTENCES = re.compile(r"[^。!;?\n]+[。!;?\n]*")
_PARTS = re.compile(rf",(?!\s*{_OKAY})")


@dataclass(frozen=True, slots=True)
class Refusal:
    """That the owner refused: when, in a message to a number, or (`number` None) to all on a day they name.

    `time` is None where only the day is known, and `on` too where not even that is.
    """

    on: date | None
    time: datetime | None = None
    number: str | None = None
    message: Message | None = None

    def precedes(self, message: Message, numbers: Container[str]) -> bool:
        """Whether it was said before the message came, to one of the numbers behind it; a mere day ends at midnight."""
        if message.time is None or self.on is None:
            return False
        later = local(message.time).date() > self.on if self.time is None else message.time > self.time
        return later and self.reaches(numbers)

    def reaches(self, numbers: Container[str]) -> bool:
        """Whether it was said to one of these numbers, or to all."""
        return self.number is None or self.number in numbers


def is_refusal(text: str) -> bool:
    """Whether a text that was sent asks its receiver to stop.

    >>> is_refusal("请不要再给我和我家人发短信了"), is_refusal("别打电话，我在开会"), is_refusal("TD")
    (True, False, True)
    """
    if _CODE.fullmatch(text):
        return True
    said = _QUOTED.sub("", "\n".join(map(folded, text.splitlines())))
    return _is_for_good(said) and not _TO_OTHERS.search(said) and any(map(_refuses, _SENTENCES.findall(said)))


def _is_for_good(text: str) -> bool:
    if _EARNEST.search(text):
        return True
    return not _PUT_OFF.search(text) and bool(_ALONE.fullmatch(text) or _FOR_GOOD.search(text))


def _refuses(sentence: str) -> bool:
    asked = _ASKED.search(sentence) is not None
    if not asked and _WARNED.search(sentence) and not _DENIED.search(sentence):
        return True
    return any(_stops(part) and (not asked or _BEGGED.search(part)) for part in _PARTS.split(sentence))


def _stops(part: str) -> bool:
    if _DELETE.search(part):
        return True
    return _SAID.search(part) is not None and not any(pattern.search(part) for pattern in _NONE)


def refusals(messages: Iterable[Message], numbers: frozenset[str], refused_on: date | None = None) -> list[Refusal]:
    """By time: the day that the owner names, and every message in which they told one of the numbers to stop.

    Those without a time come last.
    """
    named = [Refusal(refused_on)] if refused_on is not None else []
    return sorted([*named, *_written(messages, numbers)], key=lambda each: (each.on or date.max, _moment(each)))


def _written(messages: Iterable[Message], numbers: frozenset[str]) -> Iterator[Refusal]:
    for message in messages:
        number = number_key(message.sender)
        if message.direction is Direction.OUT and number in numbers and is_refusal(message.text):
            time = None if hour_of(message) is None else message.time
            yield Refusal(local(message.time).date() if message.time else None, time, number, message)


def _moment(refusal: Refusal) -> float:
    """When on its day it was said, in seconds; before all others where that is not known."""
    return refusal.time.timestamp() if refusal.time else 0.0
