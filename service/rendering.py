"""Renders evidence for people: one page of HTML that loads nothing, and the same page as PDF."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from model.conduct import Conduct
from service import charts
from service.advice import ASK_COURT, COMPLAIN, KEEP, PAY, POLICE, SAFETY
from service.clock import local
from service.errors import ServiceError
from service.evidence import Campaign, Evidence, Exhibit, Touched
from service.extras import remedy
from service.filling import filled
from service.groups import Group
from service.presets import Preset
from service.rules import AS_OF, LENDERS, Lender, conduct_of
from service.wording import (
    MASKED,
    Voice,
    all_differ,
    caveats,
    contact_note,
    moment,
    numbered,
    period,
    ranges,
    refusal_line,
    remarked,
    rule_lines,
    sender_line,
    source_of,
    statistics,
    unread,
    without_hour,
    without_rule,
)

ROWS, CAMPAIGNS, NAMES, NUMBERS, LONGEST = 20, 8, 6, 12, 400
"""What is shown of table rows, campaigns, names in a cell, ranges of numbers and a campaign's text; the CSV has all."""

STEPS = (KEEP, SAFETY, COMPLAIN, PAY)
PRIVATE_STEPS = (KEEP, SAFETY, POLICE, ASK_COURT)
"""Where a person lent the money: no institution answers for it, and paying a person is right."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text, marked or not."""

    text: str
    marked: bool


def as_html(evidence: Evidence, preset: Preset | None = None, lender: Lender | None = None) -> str:
    """The report as one page without scripts or anything to load, for a place that takes complaints or for none.

    `lender` is the kind of lender to whom the rules of the evidence were narrowed.
    """
    return filled("report.html", _view(evidence, preset, lender))


PANGO = (
    "install it (Debian, Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; macOS: brew install "
    "pango libffi; Windows: pacman -S mingw-w64-x86_64-pango in MSYS2)"
)
"""As https://doc.courtbouillon.org/weasyprint/stable/first_steps.html names it."""


def as_pdf(html: str) -> bytes:
    """The page as PDF. Raises ServiceError where WeasyPrint or the libraries it draws with are missing."""
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except ImportError:
        raise ServiceError(f"PDF needs WeasyPrint; {remedy('pdf')}, or print report.html") from None
    except OSError:  # what cffi raises for a library that it cannot load
        raise ServiceError(f"WeasyPrint finds no Pango to make a PDF with; {PANGO}, or print report.html") from None
    fetcher = URLFetcher(allowed_protocols=())
    pdf: bytes = HTML(string=html, url_fetcher=fetcher).write_pdf()
    return pdf


def _view(evidence: Evidence, preset: Preset | None, lender: Lender | None) -> dict[str, Any]:
    worst = evidence.worst() if preset is None or preset.most is None else preset.messages(evidence)
    delayed, missing = evidence.patterns.delayed, without_hour(evidence)
    undated = sum(each.message.time is None for each in evidence.harmful)
    facts, known = _touched(evidence.touched, lender)
    return {
        "masked": evidence.masked,
        "headline": _headline(evidence),
        "lead": _lead(evidence),
        "figures": [
            {"name": name, "count": "—" if count is None else f"{count:,}", "meaning": meaning}
            for name, count, meaning in statistics(evidence, Voice.REPORT)
        ],
        "next": _next(preset, lender),
        "timeline": _svg(charts.timeline(evidence.exhibits)),
        "hours": _svg(charts.by_hour(evidence.exhibits)),
        "span": charts.span(evidence.exhibits).name,
        "night": evidence.patterns.count("off_hours"),
        "delayed": f"另有 {delayed} 条夜间收到、白天发送的，没有算进去。" if delayed else "",
        "undated": f"还有 {undated:,} 条时间不明，不在图里。" if undated else "",
        "without_hour": f"还有 {missing:,} 条没有钟点，不在图里，也无从得知是不是夜间收到的。" if missing else "",
        "worst": [_message(each, evidence) for each in worst],
        "all_differ": all_differ(worst),
        "groups": list(_tables(evidence)),
        "escalations": [_escalation(each, evidence) for each in _risen(evidence)],
        "campaigns": [_campaign(each, evidence) for each in evidence.campaigns if len(each.exhibits) > 2][:CAMPAIGNS],
        "refusals": [refusal_line(each, Voice.REPORT) for each in evidence.patterns.refusals],
        "dated": evidence.patterns.is_dated,
        "facts": facts,
        "rules": known,
        "as_of": f"{AS_OF:%Y-%m-%d}",
        "caveats": caveats(evidence, Voice.REPORT),
        "making": list(_making(evidence, lender)),
        "unread": list(unread(evidence.summary, Voice.REPORT)),
        "sources": [asdict(each) | {"size": f"{each.size:,}"} for each in evidence.sources],
        "numbered": numbered(evidence),
    }


def _svg(drawn: str) -> Markup:
    return Markup(drawn)  # drawn from counts and dates alone, never from a text


def _headline(evidence: Evidence) -> str:
    times = [each.message.time for each in evidence.harmful if each.message.time]
    if not evidence.harmful:
        return "没有找到疑似催收骚扰或威胁联系家人的短信"
    when = f"{period(min(times), max(times))}，" if times else ""
    return f"{when}共 {len(evidence.harmful):,} 条疑似催收骚扰或威胁联系家人的短信"


def _next(preset: Preset | None, lender: Lender | None) -> Sequence[str]:
    """What can be done now: what the place says, and what holds everywhere unless the place says it."""
    if preset is None:
        return PRIVATE_STEPS if lender is Lender.PRIVATE else STEPS
    said = "".join(preset.notes)
    return [*preset.notes, *(step for step, word in zip(STEPS, ("不要删", "110"), strict=False) if word not in said)]


def _lead(evidence: Evidence) -> str:
    summary, found = evidence.summary, evidence.patterns
    removed = "，已去掉" if evidence.dedupe else ""
    copies = (
        f"（{'另有' if removed else '其中'}重复的 {summary.duplicates:,} 条{removed}）" if summary.duplicates else ""
    )
    either = summary.without_direction
    unsaid = f"有 {either:,} 条没有写明是收到的还是发出的，都按收到的算。" if either else ""
    unjudged = f"有 {summary.unjudged:,} 条太短、不是中文或没有文字，程序判断不了。" if summary.unjudged else ""
    skipped = f"有 {summary.skipped:,} 处没有读出来，或者要留意，见报告末尾。" if summary.skipped else ""
    signed = f"、{len(found.signatures):,} 个签名" if found.signatures else "，没有签名"
    known = f"它们来自 {len(found.senders):,} 个号码{signed}。" if evidence.harmful else ""
    missed = "" if evidence.harmful else "没有找到不等于没有：觉得不对劲的短信，请自己留好，也可以单独贴到网页上看看。"
    return (
        f"{known}程序一共读了 {summary.messages:,} 条短信{copies}{_rest(evidence)}。{unsaid}{unjudged}{skipped}{missed}"
        "这份报告由程序整理，帮您把事情说清楚；程序可能出错，请自己再看一遍。"
    )


def _rest(evidence: Evidence) -> str:
    """What is said of the messages that were read and are not listed."""
    if not evidence.exhibits or len(evidence.exhibits) == evidence.summary.messages:
        return ""
    also = f"，其中 {evidence.left_out:,} 条也来自这些号码，请在手机上再看一遍" if evidence.left_out else ""
    return f"，其余的没有列入{also}"


def _message(exhibit: Exhibit, evidence: Evidence) -> dict[str, Any]:
    text = exhibit.message.text
    return {
        "number": exhibit.number,
        "time": moment(exhibit),
        "sender": sender_line(exhibit.message.sender or "未知号码", evidence),
        "parts": list(_parts(exhibit)),
        "category": f"疑似{exhibit.judgement.label.category}" if exhibit.judgement else "",
        "tags": [conduct_of(tag).name for tag in exhibit.tags],
        "place": source_of(exhibit),
        "remark": remarked(exhibit),
        "sha256": "" if evidence.masked else hashlib.sha256(text.encode()).hexdigest(),
    }


def _parts(exhibit: Exhibit) -> Iterator[Part]:
    """The text cut where words that spoke for a conduct begin or end; without a conduct, those for the label."""
    text, judgement = exhibit.message.text, exhibit.judgement
    reasons = judgement.reasons if judgement else ()
    named = [reason for reason in reasons if judgement and reason.spoke_for in judgement.tags]
    shown = named or [reason for reason in reasons if judgement and reason.spoke_for == judgement.label]
    behind = len(f"【{exhibit.signature}】") if exhibit.signature and text.startswith("【") else 0
    marked = {at for reason in shown for at in range(max(behind, reason.start), reason.end)}
    cuts = [0, *(at for at in range(1, len(text)) if (at in marked) != (at - 1 in marked)), len(text)]
    for start, end in pairwise(cuts):
        yield Part(text[start:end], start in marked)


def _tables(evidence: Evidence) -> Iterator[dict[str, Any]]:
    for title, head, other, groups in (
        ("按签名", "签名", "用过的号码", evidence.patterns.signatures),
        ("按号码", "号码", "签名", evidence.patterns.senders),
    ):
        if groups:
            rest = f"还有 {len(groups) - ROWS} 个未在此列出。" if len(groups) > ROWS else ""
            rows = [_row(each, evidence, signature=head == "签名") for each in groups[:ROWS]]
            yield {"title": title, "head": head, "other": other, "rows": rows, "more": rest}


def _row(group: Group, evidence: Evidence, *, signature: bool) -> dict[str, Any]:
    names = (
        [f"【{name}】" for name in group.others]
        if not signature
        else [sender_line(each, evidence) for each in group.others]
    )
    others = "、".join(names[: 3 if signature else NAMES])
    if signature and group.rotates:
        others = f"{len(names)} 个号码轮换，如 {others}"
    return {
        "name": f"【{group.name}】" if signature else group.name or "未知号码",
        "note": "" if signature else contact_note(group.name, evidence),
        "count": group.count,
        "reminders": group.reminders,
        "besides": group.besides,
        "span": period(group.first, group.last),
        "days": len(group.days) or "—",
        "busiest": _busiest(group),
        "night": _known(group.tagged("off_hours")),
        "refused": _known(group.tagged("continued_after_refusal")),
        "others": others or "—",
    }


def _known(count: int | None) -> int | str:
    return "—" if count is None else count


def _busiest(group: Group) -> str:
    """The most of a day and which one, with its year where the group has several."""
    if group.busiest is None:
        return "—"
    day, most = group.busiest
    form = "%m-%d" if len({each.year for each in group.days}) == 1 else "%Y-%m-%d"
    return f"{most} 条（{day:{form}}）"


def _risen(evidence: Evidence) -> list[Group]:
    named = evidence.patterns.signatures + tuple(each for each in evidence.patterns.senders if not each.others)
    return [each for each in named if each.escalates and each.count > 2][:NAMES]


def _escalation(group: Group, evidence: Evidence) -> dict[str, Any]:
    steps = [
        {"title": step.stage.title, "count": step.count, "first": f"{step.first:%Y-%m-%d}"} for step in group.steps
    ]
    return {"name": f"【{group.name}】" if group.others else sender_line(group.name, evidence), "steps": steps}


def _campaign(campaign: Campaign, evidence: Evidence) -> dict[str, Any]:
    count, text = len(campaign.senders), campaign.text
    senders = [sender_line(each, evidence) for each in campaign.senders]
    return {
        "count": len(campaign.exhibits),
        "span": period(campaign.first, campaign.last),
        "senders": f"{count} 个号码轮换发送" if campaign.rotates else "、".join(senders),
        "text": text if len(text) <= LONGEST else text[:LONGEST] + "……",
    }


def _touched(touched: Sequence[Touched], lender: Lender | None) -> tuple[list[dict[str, Any]], list[Mapping[str, str]]]:
    """Each conduct with the rules it appears to touch, and these rules in full, each once and numbered."""
    lines = rule_lines(touched)
    facts = []
    for each in touched:
        facts.append(
            {
                "name": each.conduct.name,
                "says": f"{each.conduct.brief}。{_advice(each.conduct, lender)}",
                "count": len(each.exhibits),
                "numbers": _numbers(each),
                "rules": sorted((lines[rule.id] for rule in each.rules), key=lambda line: int(line["number"])),
                "without": without_rule(each, Voice.REPORT),
            }
        )
    return facts, list(lines.values())


def _numbers(touched: Touched) -> str:
    """The numbers of the messages that show a conduct; of many, the first and where all are."""
    known = ranges(touched.exhibits)
    shown = "、".join(known[:NUMBERS])
    if len(known) <= NUMBERS:
        return f"第 {shown} 号短信"
    where = f"全部见 messages.csv 的 tags 栏（含 {touched.conduct.tag} 的各行）"
    return f"第 {shown} 号等短信，共 {len(touched.exhibits):,} 条，{where}"


def _advice(conduct: Conduct, lender: Lender | None) -> str:
    """What can be done about a conduct; nothing of institutions where a person lent the money."""
    return "" if lender is Lender.PRIVATE and "贷款机构" in conduct.advice else conduct.advice


def _zones(evidence: Evidence) -> Iterator[str]:
    """How times without a zone were read, and how many: those with a clock, and mere days."""
    days = evidence.summary.without_clock
    if not evidence.summary.zone_assumed:
        yield "没有"
    if clocks := evidence.summary.zone_assumed - days:
        yield f"按 {evidence.making.timezone}，共 {clocks:,} 条"
    if days:
        yield f"只有日期的（没有写钟点，或写的是零点整），按北京时间的当天，共 {days:,} 条"


def _making(evidence: Evidence, lender: Lender | None) -> Iterable[Sequence[str]]:
    making = evidence.making
    yield "生成时间", f"{local(making.created):%Y-%m-%d %H:%M}（北京时间）"
    yield "程序和模型", f"{making.tool}，模型 {making.model}"
    yield "未注明时区的时间", "；".join(_zones(evidence))
    if lender:
        yield "规则", f"只列{LENDERS[lender]}借款适用的。"
    if evidence.masked:
        yield "遮盖", MASKED.fact.split("。")[0] + "。"
    else:
        noted = "没有读全或有疑问的，在那一条下面和 messages.csv 的 remark 一列里注明。"
        yield "原文", f"未修改原文，逐字照录。{noted if any(map(remarked, evidence.exhibits)) else ''}"
