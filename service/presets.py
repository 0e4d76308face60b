"""What each place that takes complaints asks for: blocks, limits, order, and notes for the person who complains."""

from dataclasses import dataclass, replace
from enum import StrEnum

from service.advice import SAFETY
from service.errors import InputError
from service.evidence import Evidence, Exhibit
from service.rules import Lender

MEGABYTE = 1_000_000


class Purpose(StrEnum):
    """Where the evidence is going, as typed after --for."""

    SPAM = "12321"
    BANKING = "12378"
    NIFA = "nifa"
    POLICE = "police"
    COURT = "court"
    LENDER = "lender"


class Block(StrEnum):
    """A part of a letter, in the order of official complaint forms; a court wants an index before them."""

    INDEX = "index"
    COMPLAINANT = "A"
    RESPONDENT = "B"
    MESSAGES = "C"
    STATISTICS = "D"
    REFUSALS = "E"
    THIRD_PERSONS = "F"
    DEBT = "G"
    RULES = "H"
    REQUESTS = "I"
    INTEGRITY = "J"
    CAVEATS = "K"


@dataclass(frozen=True, slots=True)
class Preset:
    """What one place asks for; `least` and `most` bound the messages, `limit` the bytes of an attachment.

    `parties` is what the place calls the person who writes and the one that is complained of; `persons` says that it
    hears of persons who lent, not of institutions alone, and `private` that a person did.
    """

    purpose: Purpose
    name: str
    title: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    least: int = 1
    most: int | None = None
    limit: int | None = None
    mask: bool = True
    requests: tuple[str, ...] = ()
    parties: tuple[str, str] = ("投诉人", "被投诉方")
    persons: bool = False
    private: bool = False

    def takes(self, lender: Lender | None) -> bool:
        """Whether it hears of such a lender."""
        return self.persons or lender is not Lender.PRIVATE

    def towards(self, lender: Lender | None) -> "Preset":
        """What it asks for where this one lent; the law that a request names is not for a person's own affairs."""
        if lender is not Lender.PRIVATE:
            return self
        requests = tuple(_LEAVE if request == _ERASE else request for request in self.requests)
        return replace(self, private=True, requests=requests)

    def check(self, evidence: Evidence) -> None:
        """Raises InputError, with the remedy, where the evidence does not fit."""
        if evidence.masked and not self.mask:
            raise InputError(
                f"--for {self.purpose} needs every text unaltered, and --mask alters it; leave one of them out"
            )
        if len(self.messages(evidence)) < self.least:
            raise InputError(
                f"--for {self.purpose} needs at least {self.least} harmful messages and "
                f"{len(self.messages(evidence))} were found; leave --for out to get the report alone"
            )

    def messages(self, evidence: Evidence) -> tuple[Exhibit, ...]:
        """The messages for this place: the gravest where only some are wanted, else all by time."""
        if self.most is None:
            return evidence.harmful
        return evidence.worst(self.most, self.least)


_STOP = "停止向我的家人、同事、朋友等其他人催收和透露欠款信息"
_QUIET = "停止以短信等方式侵扰私人生活"
_ERASE = "本人不是借款人、共同借款人或担保人：停止联系本人并删除本人号码（《个人信息保护法》第四十七条）"
_LEAVE = "本人不是借款人、共同借款人或担保人：停止联系本人"
_ANSWER = "就上述情况作出书面答复"

PRESETS = {
    preset.purpose: preset
    for preset in (
        Preset(
            Purpose.SPAM,
            "12321 网络不良与垃圾信息举报受理中心",
            "短信举报材料（一条短信一份）",
            (Block.MESSAGES,),
            (
                "在 https://www.12321.cn 或“12321助手”里逐条填写，一次只报一条。",
                "“原文.txt”里就是短信原文，一个字也没有改。请整段复制，不要修改。",
                "被举报号码要填完整；另附一张能看到号码、时间和内容的手机截图。",
                "12321 处理的是发送号码和通道，不处理欠款本身。",
            ),
            most=10,
            mask=False,
            persons=True,
        ),
        Preset(
            Purpose.BANKING,
            "12378 银行保险消费者投诉热线",
            "投诉书",
            (
                Block.COMPLAINANT,
                Block.RESPONDENT,
                Block.STATISTICS,
                Block.REQUESTS,
                Block.DEBT,
                Block.CAVEATS,
            ),
            (
                "通常要求先向贷款机构自己的投诉渠道投诉；请留下投诉编号或书面答复。",
                "接通后会问：姓名、联系方式、被投诉机构名称、简要情况、明确的诉求。请记下投诉编号，证据按要求补交。",
                "小额贷款公司由地方金融管理部门监管，可同时向当地反映。",
            ),
            requests=(_STOP, _QUIET, _ERASE, _ANSWER),
        ),
        Preset(
            Purpose.NIFA,
            "中国互联网金融协会举报平台",
            "举报材料",
            (
                Block.COMPLAINANT,
                Block.RESPONDENT,
                Block.MESSAGES,
                Block.STATISTICS,
                Block.RULES,
                Block.REQUESTS,
                Block.INTEGRITY,
                Block.CAVEATS,
            ),
            (
                "网址 https://jubao.nifa.org.cn ，需要实名：姓名、身份证号、联系方式；被举报公司名称和详细地址。",
                "附件不超过 2 MB：请只交 nifa.docx 和 report.pdf（如有），各自都在此范围内；不要交整个 ZIP。",
                "提交后请保存查询码。",
                "该平台受理举报，不受理已由法院或其他机关处理的事项。",
            ),
            least=3,
            most=10,
            limit=2 * MEGABYTE,
            requests=("依据自律规则对上述情况进行核查并处理", _STOP, _ERASE),
            parties=("举报人", "被举报方"),
        ),
        Preset(
            Purpose.POLICE,
            "公安机关（派出所）",
            "报案材料",
            (
                Block.COMPLAINANT,
                Block.RESPONDENT,
                Block.MESSAGES,
                Block.STATISTICS,
                Block.REFUSALS,
                Block.REQUESTS,
                Block.INTEGRITY,
                Block.CAVEATS,
            ),
            (SAFETY, "去派出所时请带上手机，短信不要删。最严重的短信排在最前面。"),
            most=20,
            requests=("依法调查发送人并制止上述行为",),
            parties=("报案人", "短信的发送方"),
            persons=True,
        ),
        Preset(
            Purpose.COURT,
            "人民法院",
            "证据目录及说明",
            tuple(Block),
            (
                "起诉需要明确的被告：可以先向运营商或码号登记信息查询发送号码的使用人；向机构借的款，也可以问贷款机构。",
                "手机和原始短信都请保留，不要删。必要时可以办理公证。",
                "是否起诉、请求什么，建议先咨询律师。",
            ),
            requests=(_QUIET, _STOP, _ERASE, "赔礼道歉", "赔偿损失（如有，请写明金额和依据）"),
            parties=("提交人", "对方当事人"),
            persons=True,
        ),
        Preset(
            Purpose.LENDER,
            "贷款机构客户投诉部门",
            "投诉函",
            (
                Block.COMPLAINANT,
                Block.RESPONDENT,
                Block.MESSAGES,
                Block.STATISTICS,
                Block.REFUSALS,
                Block.DEBT,
                Block.REQUESTS,
                Block.CAVEATS,
            ),
            ("请通过官方客服渠道提交，并要求书面答复；留下受理编号。",),
            most=10,
            requests=(
                _STOP,
                _QUIET,
                _ERASE,
                "说明委托的催收机构名称，并约束其行为",
                "删除通过通讯录等途径取得的联系人信息（《个人信息保护法》第四十七条）",
                _ANSWER,
            ),
        ),
    )
}


def taking(lender: Lender | None) -> tuple[Preset, ...]:
    """The places that hear of such a lender."""
    return tuple(preset for preset in PRESETS.values() if preset.takes(lender))
