"""The sentences that a report and a letter share: figures, times, places, refusals, rules and caveats, in Chinese."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from model.labels import Label
from service.clock import beginning, hour_of, is_day, local
from service.duplicates import number_key
from service.evidence import Evidence, Exhibit, Touched
from service.messages import Direction, Kind, Message, Skipped
from service.refusals import Refusal
from service.remarks import in_chinese
from service.rules import TIERS, Rule
from service.scan import Summary


class Voice(StrEnum):
    """Who speaks, and what they call the owner of the messages: a report speaks to them, a letter is theirs."""

    REPORT = "您"
    LETTER = "本人"


class Caveat(NamedTuple):
    """What is so, which every reader is told, and what the owner can do about it, which is said to nobody else."""

    fact: str
    advice: str = ""

    def told(self, voice: Voice) -> str:
        """As one sentence, without its full stop."""
        return "；".join(filter(None, (self.fact, self.advice if voice is Voice.REPORT else "")))


CAVEATS = (
    Caveat("分类由程序给出，可能有误", "每一条都请您自己看过再用"),
    Caveat("发送主体未经核实。短信上的签名、号码和自称的身份都可能是冒用的"),
    Caveat("时间按北京时间（UTC+8）。短信可能延迟送达，请以发送时间为准"),
    Caveat("没有查到对短信条数的法定上限。“短时间内多条”是本程序自定的提示线：同一来源一天 3 条或七天 10 条以上"),
    Caveat("逾期后的普通还款提醒没有算在内；是否妥当，要结合对象、次数和拒绝记录看"),
)
MASKED = Caveat(
    "本份已遮盖其他人的姓名、号码等内容，遮盖处标有“[已遮盖]”。遮盖由程序完成，可能有遗漏",
    "交出去之前请再看一遍，文件名不会遮盖",
)
_DAYS = "日期的月和日分不清（例如 5/12），按先月后日读，时间可能不对，以手机上的为准"
_CHECK = "用之前请对照手机"
_WHOLE: Mapping[Kind, Caveat] = {
    Kind.DAMAGED: Caveat("没有完整读出来，可能已经损坏，或者程序读不了"),
    Kind.LOCKED: Caveat("没有读出来，像是加了密，或者密码不对", "请重新导出不加密的，或填上密码再试"),
    Kind.FOREIGN: Caveat("没有在里面认出短信，没有列入"),
    Kind.TITLE: Caveat("表头上面的几行不是短信，没有列入"),
    Kind.DAYS: Caveat(_DAYS, _CHECK),
    Kind.COLUMNS: Caveat(
        "有几列没有认出来，可能因此缺了号码或时间，或者分不清哪些是发出的", "请把列名改成“号码”“时间”“类型”，再整理一次"
    ),
    Kind.GARBLED: Caveat("有些字认不出来，显示成“�”，可能是文字编码没有认对"),
}
"""What is said of a file by what was skipped of it as a whole."""

_SOME_DAYS = Caveat(f"有的文件里，{_DAYS}", _CHECK)

NUMBERED = (
    "有的文件同名，所以在名字前面加了数字（1/、2/……），次序就是整理时给出它们的先后；"
    "文件夹的名字里可能有人名，没有写出来。"
)

DISCLAIMER = "仅供参考，非法律意见。"


def statistics(evidence: Evidence, voice: Voice) -> list[tuple[str, int | None, str]]:
    """The figures of the summary: name, count and what is counted."""
    missing = without_hour(evidence)
    timed = not evidence.harmful or missing < len(evidence.harmful)
    night = evidence.patterns.count("off_hours") if timed else None
    some = f"；还有 {missing:,} 条没有钟点，没有算" if missing else ""
    return [
        ("疑似催收骚扰", evidence.count(Label.HARASSMENT), "辱骂、威胁、冒用名义、夸大后果等"),
        ("疑似威胁联系家人", evidence.count(Label.THREAT), "称将联系或已联系借款人以外的人"),
        ("夜间收到", night, f"22:00–8:00 收到的上述短信{some}" if timed else "记录里没有钟点，无从得知"),
        ("拒绝后仍收到", *_after_refusal(evidence, voice)),
    ]


def _after_refusal(evidence: Evidence, voice: Voice) -> tuple[int | None, str]:
    """How many messages came after a refusal and what is counted, or why that cannot be known."""
    found = evidence.patterns
    if not found.refusals:
        return None, f"没有认出{voice}的拒绝"
    if not found.is_dated:
        return None, f"{voice}的拒绝没有时间，无从得知"
    if evidence.harmful and not any(each.message.time for each in evidence.harmful):
        return None, "上述短信没有时间，无从得知"
    either = f"；还有 {found.unordered:,} 条分不清先后，没有算" if found.unordered else ""
    return found.count("continued_after_refusal"), f"{voice}明确拒绝之后{either}"


def without_hour(evidence: Evidence) -> int:
    """How many of the harmful messages have no clock, or no time at all, and so may have come at night or not."""
    return sum(hour_of(each.message) is None for each in evidence.harmful)


def period(first: date | None, last: date | None) -> str:
    """Two times as days, for people."""
    if first is None or last is None:
        return "时间不明"
    days = f"{local(beginning(first)):%Y-%m-%d}", f"{local(beginning(last)):%Y-%m-%d}"
    return days[0] if days[0] == days[1] else " 至 ".join(days)


def moment(exhibit: Exhibit) -> str:
    """When a message came in and, where the archive keeps both, when it was sent; of a mere date no clock."""
    message = exhibit.message
    time, sent = message.time, message.sent
    if time is None:
        return "时间不明"
    shown = _shown(message, time, "%Y-%m-%d", "%H:%M:%S")
    if sent is not None and abs((time - sent).total_seconds()) >= 60:
        day = "%m-%d" if local(sent).year == local(time).year else "%Y-%m-%d"
        shown += f"（发送于 {_shown(message, sent, day, '%H:%M')}）"
    return shown


def _shown(message: Message, moment: datetime, day: str, clock: str) -> str:
    """A time of a message in these forms; the day alone where the archive keeps no more."""
    mere = is_day(moment, zone_assumed=message.zone_assumed)
    return local(moment).strftime(day if mere else f"{day} {clock}")


def source_of(exhibit: Exhibit) -> str:
    """Where a message stands, for people."""
    return f"{exhibit.message.place.source} 第 {exhibit.message.place.record} 条"


def numbered(evidence: Evidence) -> str:
    """What the numbers before files of one name say; nothing where there are none."""
    return NUMBERED if any(source.numbered for source in evidence.sources) else ""


def ranges(numbers: Iterable[int]) -> list[str]:
    """Ascending numbers, those that follow each other as one range.

    >>> ranges([12, 13, 14, 24])
    ['12–14', '24']
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ["–".join(map(str, run)) for run in runs]


def remarked(exhibit: Exhibit) -> str:
    """What was odd about a message though it could be read, for people; nothing where all was as it should be."""
    return f"请留意：{in_chinese(remark)}" if (remark := exhibit.message.remark) else ""


def contact_note(sender: str | None, evidence: Evidence) -> str:
    """Whose number it is and that they may only have passed the message on, where it is one of the owner's contacts."""
    name = evidence.contacts.get(number_key(sender))
    return f"通讯录中的“{name}”，可能只是转发" if name else ""


def sender_line(sender: str, evidence: Evidence) -> str:
    """A number as it was received, with whose it is."""
    note = contact_note(sender, evidence)
    return f"{sender}（{note}）" if note else sender


def all_differ(exhibits: Sequence[Exhibit]) -> bool:
    """Whether no two say the same; some places want more messages than there are wordings."""
    return len({each.wording for each in exhibits}) == len(exhibits)


def unread(summary: Summary, voice: Voice) -> Iterator[tuple[str, str]]:
    """Each file that was not read in full or not surely as meant; the manifest has every place and reason."""
    files: dict[str, list[Skipped]] = {}
    for skip in summary.skips:
        files.setdefault(skip.place.source, []).append(skip)
    for name, skips in files.items():
        kinds = dict.fromkeys(skip.kind for skip in skips if not skip.place.record)
        said = [_WHOLE[kind].told(voice) for kind in kinds]
        if records := sum(skip.place.record > 0 for skip in skips):
            said.append(f"有 {records:,} 条记录没有读出来，或者不是短信")
        yield name, "；".join(said)


def refusal_line(refusal: Refusal, voice: Voice) -> str:
    """A refusal as a sentence."""
    message = refusal.message
    if message is None:
        return f"{refusal.on:%Y-%m-%d}：{voice}说明在这一天拒绝过；从第二天起计算。"
    when = _shown(message, message.time, "%Y-%m-%d", "%H:%M") if message.time else "时间不明"
    return f"{when} {voice}发给 {message.sender}：“{message.text}”"


def caveats(evidence: Evidence, voice: Voice) -> list[str]:
    """What a reader must know; the disclaimer stands here, once."""
    unclear = any(skip.kind is Kind.DAYS for skip in evidence.summary.skips)
    known = (
        *CAVEATS,
        *((_SOME_DAYS,) if unclear else ()),
        *_undirected(evidence),
        *_unjudged(evidence),
        *((MASKED,) if evidence.masked else ()),
    )
    return [*(f"{each.told(voice)}。" for each in known), DISCLAIMER]


def _undirected(evidence: Evidence) -> Iterator[Caveat]:
    """That some of what is listed could be the owner's own."""
    if count := sum(each.message.direction is Direction.UNKNOWN for each in evidence.harmful):
        yield Caveat(
            f"列出的短信里，有 {count:,} 条的记录没有写明是收到的还是发出的，程序都当作收到的",
            "请一条条核对，您自己发出的不要交上去",
        )


def _unjudged(evidence: Evidence) -> Iterator[Caveat]:
    """That some of what was received is not counted only because nothing can be said of it."""
    if count := evidence.summary.unjudged:
        yield Caveat(
            f"收到的短信里，有 {count:,} 条太短、不是中文或没有文字，程序判断不了，没有算作疑似骚扰或威胁",
            "请在手机上自己看一看",
        )


def rule_lines(touched: Iterable[Touched]) -> dict[str, Mapping[str, str]]:
    """Every rule that appears to be touched, by its id, once and numbered: first the law, then what binds some only."""
    known = {rule.id: rule for each in touched for rule in each.rules}
    ordered = sorted(known.values(), key=lambda rule: (rule.tier, rule.applies))
    return {rule.id: _rule_line(rule, number) for number, rule in enumerate(ordered, 1)}


def without_rule(touched: Touched, voice: Voice) -> str:
    """What stands where no rule does."""
    if not touched.dated:
        return "这些短信没有时间，无法对照当时的规则。"
    return f"{Caveat('这里没有收录当时适用的规则，但不等于没有', '可以问受理投诉或报案的机关').told(voice)}。"


def _rule_line(rule: Rule, number: int) -> Mapping[str, str]:
    """A rule as people read it: number, name, tier, dates, quotation and limit."""
    until = f"，至 {rule.until:%Y-%m-%d}" if rule.until else ""
    return {
        "number": str(number),
        "name": rule.name,
        "tier": TIERS[rule.tier],
        "date": f"{rule.since:%Y-%m-%d} 起{until}",
        "quote": rule.quote or "",
        "applies": rule.applies,
        "limit": rule.limit,
    }
