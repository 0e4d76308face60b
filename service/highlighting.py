"""A judgement as a person reads it: the text with its decisive words, what they stand for, and what helps."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from model.conduct import conducts
from model.explain import Reason
from model.judging import Judgement
from model.labels import Label, Verdict
from service.advice import COMPLAIN, PAY

VERDICTS: Mapping[Verdict, str] = {
    Verdict.BLOCK: "建议拦截",
    Verdict.REVIEW: "建议您自己再看一眼",
    Verdict.ALLOW: "不用拦截",
}
LEADS: Mapping[Label, str] = {
    Label.THREAT: "这条短信看起来在说要联系、或者已经联系了借款人以外的人。收到这样的短信，心慌是正常的。"
    "先缓一缓，不必马上回复。",
    Label.HARASSMENT: "这条短信看起来在用施压、辱骂或者吓人的话催款。"
    "先缓一缓，不必马上回复，也不必照它说的期限做决定。",
    Label.NORMAL: "看起来像普通短信或一般的还款提醒。"
    "程序也会看错；如果您读着觉得不对劲，请再想一想，或请信任的人看看。",
}
UNSURE = (
    "这一条程序判断不了，不等于没有问题。如果没有贴全，请把整条短信贴进来再试一次；"
    "如果整条就是这样，请照您自己的感觉，或请信任的人看看。"
)

DISGUISES: Mapping[str, str] = {
    "inserted_signs": "字中间插入符号",
    "zero_width": "看不见的字符",
    "full_width": "全角字符",
    "look_alike": "形近的字或字母",
    "traditional": "繁体字",
    "homophone": "同音字",
    "split": "拆开的字",
    "pinyin": "拼音",
    "initials": "拼音缩写",
    "leet": "数字代替的字",
    "emoji": "表情符号",
    "reordered": "打乱的字序",
    "repeated": "重复的字",
}
HELP = (
    "手机里的原短信先不要删；截图时把号码、时间和内容都拍进去。",
    COMPLAIN,
    PAY,
)
CALM = (
    "陌生短信里的链接先不要点，验证码不要告诉别人。",
    "涉及还款时，请从贷款机构的官方应用或客服核对，不要转给个人。",
)
URGENT = frozenset({"threat_safety", "visit_threat"})
"""Tags for which the call for help stands before everything else."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch to mark, `text[start:end]`, with its number and reason; a weak one has neither, it only counted too."""

    start: int
    end: int
    number: int | None = None
    owner: Reason | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text: marked with a number, weakly marked, or plain."""

    text: str
    number: int | None = None
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing that was seen: its name, what is to be known of it, and its words with the numbers of their marks."""

    name: str
    sentence: str
    words: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the page of a judgement says."""

    title: str
    lead: str
    verdict: str
    percent: int
    harmful: bool
    unsure: bool
    urgent: bool
    pieces: tuple[Piece, ...]
    grounds: tuple[Ground, ...]
    disguises: tuple[str, ...]
    help: tuple[str, ...]


def shown(text: str, judgement: Judgement) -> Shown:
    """The judgement of a text in words for the person who received it."""
    reasons = [each for each in map(_trimmed, judgement.reasons) if each.text]
    named = [each for each in reasons if each.spoke_for in judgement.tags]
    runs = _runs(named or reasons)
    weak = _weak(reasons if named else (), runs)
    return Shown(
        title=_title(judgement),
        lead=UNSURE if judgement.unsure else LEADS[judgement.label],
        verdict=VERDICTS[judgement.verdict],
        percent=min(99, round(100 * (1 - judgement.probabilities[Label.NORMAL]))),
        harmful=judgement.harmful,
        unsure=judgement.unsure is not None,
        urgent=not URGENT.isdisjoint(judgement.tags),
        pieces=tuple(_pieces(text, sorted([*runs, *weak], key=lambda run: run.start))),
        grounds=tuple(_grounds(judgement, named or reasons, runs)) if judgement.harmful else (),
        disguises=tuple(DISGUISES.get(each, "其他变形的写法") for each in judgement.disguises),
        help=HELP if judgement.harmful else CALM,
    )


def _title(judgement: Judgement) -> str:
    if judgement.unsure:
        return judgement.unsure
    if judgement.label is Label.NORMAL:
        return "没有看到催收骚扰或威胁联系家人"
    return f"疑似{judgement.label.category}"


def _trimmed(reason: Reason) -> Reason:
    """The reason without signs and blanks at its ends, nor half a signature at its head.

    >>> _trimmed(Reason(4, 9, "，告诉你 ", 1.0, "label")).text
    '告诉你'
    >>> _trimmed(Reason(2, 7, "花】告诉你", 1.0, "label")).text
    '告诉你'
    """
    head = reason.text.partition("】")[0]
    behind = len(head) if "【" not in head and len(head) < len(reason.text) else 0
    said = [at for at, sign in enumerate(reason.text) if sign.isalnum() and at >= behind]
    if not said:
        return reason._replace(end=reason.start, text="")
    first, last = said[0], said[-1] + 1
    return reason._replace(start=reason.start + first, end=reason.start + last, text=reason.text[first:last])


def _runs(reasons: Iterable[Reason]) -> list[Run]:
    """The stretches to mark, in order and apart: where reasons overlap the shorter, which says more, is marked whole.

    What is left of a longer one keeps one number, wherever it stands.

    >>> _runs([Reason(0, 9, "", 1.0, ""), Reason(2, 5, "", 1.0, "")])
    [Run(start=0, end=2, number=1), Run(start=2, end=5, number=2), Run(start=5, end=9, number=1)]
    """
    owners: dict[int, Reason] = {}
    for reason in sorted(reasons, key=lambda reason: (reason.end - reason.start, reason.start)):
        for at in range(reason.start, reason.end):
            owners.setdefault(at, reason)
    numbers: dict[Reason, int] = {}
    runs: list[Run] = []
    for at in sorted(owners):
        number = numbers.setdefault(owners[at], len(numbers) + 1)
        if runs and (runs[-1].end, runs[-1].number) == (at, number):
            runs[-1] = replace(runs[-1], end=at + 1)
        else:
            runs.append(Run(at, at + 1, number, owners[at]))
    return runs


def _weak(reasons: Iterable[Reason], runs: Sequence[Run]) -> Iterator[Run]:
    """What spoke for the label and is not marked already."""
    marked = {at for run in runs for at in range(run.start, run.end)}
    wanted = sorted({at for reason in reasons for at in range(reason.start, reason.end)} - marked)
    for _, group in groupby(enumerate(wanted), key=lambda pair: pair[1] - pair[0]):
        places = [place for _, place in group]
        yield Run(places[0], places[-1] + 1)


def _pieces(text: str, runs: Sequence[Run]) -> Iterator[Piece]:
    at = 0
    for run in runs:
        if at < run.start:
            yield Piece(text[at : run.start])
        yield Piece(text[run.start : run.end], run.number, run.number is None)
        at = run.end
    if at < len(text):
        yield Piece(text[at:])


def _grounds(judgement: Judgement, reasons: Sequence[Reason], runs: Sequence[Run]) -> Iterator[Ground]:
    """Every tag with the very words that spoke for it; without tags, the label with its words."""
    words = {tag: tuple(_words(reasons, tag, runs)) for tag in judgement.tags}
    for tag in sorted(words, key=lambda tag: words[tag][0].number or 0 if words[tag] else len(runs) + 1):
        conduct = conducts()[tag]
        yield Ground(conduct.name, conduct.sentence + conduct.advice, words[tag])
    if not judgement.tags:
        found = tuple(_words(reasons, judgement.label, runs))
        yield Ground(f"疑似{judgement.label.category}", "程序主要依据这些字句。", found)


def _words(reasons: Sequence[Reason], spoke_for: str, runs: Sequence[Run]) -> Iterator[Piece]:
    """Each reason with the number of its own marks; where shorter ones cover all of it, with that of its first part."""
    own = {run.owner: run.number for run in runs}
    for reason in reasons:
        if reason.spoke_for == spoke_for:
            first = next(run.number for run in runs if reason.start < run.end)
            yield Piece(reason.text, own.get(reason, first))
