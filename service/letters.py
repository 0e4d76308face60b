"""Writes a complaint as an editable DOCX: what the archive shows is filled in, what only the person knows is blank."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from service.clock import local
from service.evidence import Evidence
from service.presets import Block, Preset
from service.rules import AS_OF, conduct_of
from service.wording import (
    Voice,
    all_differ,
    caveats,
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
    without_rule,
)

if TYPE_CHECKING:
    from docx.document import Document as Docx
    from docx.text.paragraph import Paragraph

FONT = "宋体"
BLANK = "＿＿＿＿＿＿＿＿"
LISTED = 12
INDEX_WIDTHS = (1.3, 6.4, 3.9, 4.2)
"""Centimetres of the columns of an index; A4 between the margins has 15.8."""

INSTITUTION = (
    "贷款机构全称",
    "机构地址",
    "产品或 APP 名称",
    "自称的催收机构",
    "经办人员和部门（如知道）",
    "合同或借据号",
)
PERSON = ("出借人姓名", "出借人电话和住址（如知道）", "自称代为讨债的人或公司（如有）", "借条、转账记录等（如有）")
"""What only the person who writes knows of an institution that lent, and of a person who did."""

_UNPRINTABLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What is no character in XML 1.0."""

_ZIP_TIME = (2020, 1, 1, 0, 0, 0)

Write = Callable[["Docx", Evidence, Preset], None]


def letter(evidence: Evidence, preset: Preset) -> bytes:
    """The letter for one place as a DOCX file; the same evidence gives the same bytes."""
    document = Document()
    _styled(document)
    document.add_heading(preset.title, 0).alignment = WD_ALIGN_PARAGRAPH.CENTER
    if evidence.masked:
        _small(document, "本份材料部分内容已遮盖，遮盖处标有“[已遮盖]”。")
    _paragraph(document, f"致：{preset.name}")
    titles = dict(zip((Block.COMPLAINANT, Block.RESPONDENT), preset.parties, strict=True))
    for number, block in enumerate(preset.blocks, 1):
        title, write = BLOCKS[block]
        document.add_heading(f"{number}. {titles.get(block, title)}", 1)
        write(document, evidence, preset)
    if Block.COMPLAINANT in preset.blocks:
        document.add_paragraph()
        _paragraph(document, f"签名：{BLANK}        日期：{BLANK}").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return _settled(document, evidence.making.created)


def _complainant(document: "Docx", evidence: Evidence, preset: Preset) -> None:
    _blanks(document, ("姓名", "手机", "联系地址或邮箱", "证件类型和号码（仅在受理方要求时填写）"))
    _paragraph(document, "与该笔债务的关系（请勾选）：□本人  □担保人  □共同借款人  □无关第三人  □从未借款")
    _paragraph(document, "如由他人代办，请附签名的授权书。")


def _respondent(document: "Docx", evidence: Evidence, preset: Preset) -> None:
    signatures = "、".join(f"【{group.name}】" for group in evidence.patterns.signatures[:LISTED])
    senders = [sender_line(group.name, evidence) for group in evidence.patterns.senders if group.name]
    _blanks(document, PERSON if preset.private else INSTITUTION)
    _paragraph(document, f"短信中的签名（未经核实）：{signatures or '没有签名'}")
    more = f" 等 {len(senders)} 个，全部见 messages.csv" if len(senders) > LISTED else ""
    exact = "" if evidence.masked else "（按收到的原样）"
    _paragraph(document, f"发送号码{exact}：{'、'.join(senders[:LISTED]) or '未显示'}{more}")
    if evidence.contacts:
        _small(document, "通讯录里的人如只是转发，请把号码从上面删去，并在短信旁写明是他们转来的；看过后删去这一行。")
    if not preset.private:
        _paragraph(document, "催收机构是否在贷款机构公示的名单上：□是  □否  □不清楚")


def _messages(document: "Docx", evidence: Evidence, preset: Preset) -> None:
    shown = preset.messages(evidence)
    gravest = f"最严重的排在最前{'，同样的话只列一条' if all_differ(shown) else ''}"
    order = "按时间排列" if preset.most is None else gravest
    exact = "" if evidence.masked else "原文逐字照录，未作修改。"
    listed = _small(document, f"共列 {len(shown)} 条，{order}。时间为北京时间（UTC+8）。{exact}{numbered(evidence)}")
    listed.paragraph_format.keep_with_next = True
    for each in shown:
        sender = sender_line(each.message.sender or "未显示", evidence)
        head = _bold(document, f"第 {each.number} 号　{moment(each)}　发送号码：{sender}")
        head.paragraph_format.keep_with_next = True
        quoted = _paragraph(document, each.message.text)
        quoted.paragraph_format.left_indent = Cm(0.8)
        quoted.paragraph_format.keep_with_next = True
        tags = "、".join(conduct_of(tag).name for tag in each.tags) or "—"
        _small(document, f"程序归类（可能有误）：{tags}。出处：{source_of(each)}。{remarked(each)}")


def _statistics(document: "Docx", evidence: Evidence, preset: Preset) -> None:
    times = [each.message.time for each in evidence.harmful if each.message.time]
    span = period(min(times, default=None), max(times, default=None))
    undated = len(evidence.harmful) - len(times)
    span += f"（另有 {undated:,} 条时间不明）" if undated and times else ""
    _paragraph(document, f"疑似催收骚扰或威胁联系家人的短信共 {len(evidence.harmful):,} 条，起止：{span}。其中：")
    for name, count, meaning in statistics(evidence, Voice.LETTER):
        _paragraph(document, f"{name}：{'—' if count is None else f'{count:,} 条'}（{meaning}）", style="List Bullet")
    found = evidence.patterns
    _paragraph(
        document,
        f"不同发送号码 {len(found.senders):,} 个，不同签名 {len(found.signatures):,} 个。",
        style="List Bullet",
    )
    days = Counter(local(time).date() for time in times)
    if days:
        day, most = max(days.items(), key=lambda item: (item[1], item[0]))
        _paragraph(
            document,
            f"收到上述短信的日子共 {len(days)} 天，最多的一天（{day:%Y-%m-%d}）{most} 条；每天的条数见 days.csv。",
            style="List Bullet",
        )
    _paragraph(document, "主要经过（请用自己的话写几句）：")
    _paragraph(document, BLANK * 4)


def _refusals(document: "Docx", evidence: Evidence, preset: Preset) -> None:
    for each in evidence.patterns.refusals:
        _paragraph(document, refusal_line(each, Voice.LETTER), style="List Bullet")
    if not evidence.patterns.refusals:
        _paragraph(document, "在发给上述号码的短信里，程序没有认出拒绝的内容。")
    elsewhere = "另外拒绝过的（电话、其他渠道，或程序没有认出的短信）"
    _paragraph(document, f"{elsewhere}：日期 {BLANK}　渠道 {BLANK}　说了什么 {BLANK}　证明 {BLANK}")


def _third_persons(document: "Docx", evidence: Evidence, preset: Preset) -> None:
    _paragraph(document, "被联系的其他人（请先征得本人同意；他们的截图由他们自己提供）：")
    for _ in range(2):
        _paragraph(document, f"关系 {BLANK}　被联系的时间 {BLANK}　是否愿意作证 {BLANK}", style="List Bullet")


def _debt(document: "Docx", evidence: Evidence, preset: Preset) -> None:
    _small(document, "知道的填，不知道的留空；从未借款的，请写明“从未借款”。")
    _blanks(document, ("借款本金", "从哪天起逾期", "已经还了多少", "有争议的地方"))


def _rules(document: "Docx", evidence: Evidence, preset: Preset) -> None:
    _small(
        document,
        f"前面是短信里看到的事实，后面是疑似对应的规则，以 {AS_OF:%Y-%m-%d} 查到的文本为准；是否适用由受理方判断。",
    )
    lines = rule_lines(evidence.touched)
    for touched in evidence.touched:
        fact = _bold(document, f"{touched.conduct.name}（{len(touched.exhibits)} 条）")
        fact.paragraph_format.keep_with_next = True
        for line in sorted((lines[rule.id] for rule in touched.rules), key=lambda line: int(line["number"])):
            condition = f"；限{line['applies'].split('（')[0]}" if line["applies"] else ""
            _paragraph(
                document,
                f"疑似对应 [{line['number']}] {line['name']}（{line['tier']}，{line['date']}{condition}）",
                style="List Bullet",
            )
        if not touched.rules:
            _paragraph(document, without_rule(touched, Voice.LETTER), style="List Bullet")
    if lines:
        _bold(document, "上面各条规则的原文和限制")
    for line in lines.values():
        applies = f"（适用于{line['applies']}）" if line["applies"] else ""
        quote = f"“{line['quote']}”" if line["quote"] else ""
        _small(document, f"[{line['number']}] {line['name']}{applies}　{quote}{line['limit']}")


def _requests(document: "Docx", evidence: Evidence, preset: Preset) -> None:
    _small(document, "不需要的请划掉，需要的可以补充。")
    for request in preset.requests:
        _paragraph(document, f"□ {request}", style="List Bullet")
    _paragraph(document, f"□ 其他：{BLANK * 2}", style="List Bullet")


def _integrity(document: "Docx", evidence: Evidence, preset: Preset) -> None:
    making = evidence.making
    _paragraph(document, f"整理程序：{making.tool}，模型 {making.model}；时间 {local(making.created):%Y-%m-%d %H:%M}。")
    _blanks(document, ("手机型号和系统", "导出方式（备份、截图、手工抄录）", "导出软件和版本", "导出时间"))
    for source in evidence.sources:
        _paragraph(document, f"{source.name}　{source.size:,} 字节　SHA-256 {source.sha256}", style="List Bullet")
    for name, why in unread(evidence.summary, Voice.LETTER):
        _paragraph(document, f"{name}：{why}。", style="List Bullet")
    _paragraph(
        document, "遮盖处以外未修改原文。" if evidence.masked else "未修改原文。手机和原始短信予以保留，可当场核对。"
    )


def _caveats(document: "Docx", evidence: Evidence, preset: Preset) -> None:
    for each in caveats(evidence, Voice.LETTER):
        _paragraph(document, each, style="List Bullet")


def _index(document: "Docx", evidence: Evidence, preset: Preset) -> None:
    """Number, evidence, source and what it is to prove, as courts want them listed."""
    table = document.add_table(rows=1, cols=4, style="Table Grid")
    sources = "、".join(source.name for source in evidence.sources)
    whole = (
        f"短信 {len(evidence.harmful):,} 条（原文见后，全部列表见 messages.csv）",
        sources,
        "收到的时间、内容、频次",
    )
    lines = [whole, ("校验清单 manifest.json", "整理程序生成", "核对材料自生成以来有没有改动")]
    for each in evidence.touched:
        lines.append((f"第 {'、'.join(ranges(each.exhibits))} 号短信", "同证据 1", each.conduct.brief))
    for cell, name in zip(table.rows[0].cells, ("编号", "证据", "来源", "证明对象和内容说明"), strict=True):
        cell.text = name
    for number, line in enumerate(lines, 1):
        for cell, text in zip(table.add_row().cells, (str(number), *line), strict=True):
            cell.text = _printable(text)
    table.autofit = False
    for column, width in zip(table.columns, INDEX_WIDTHS, strict=True):
        column.width = Cm(width)  # LibreOffice goes by the columns, Word by the cells
        for cell in column.cells:
            cell.width = Cm(width)
    _paragraph(document, f"被告（须明确，可先查询发送号码的使用人）：{BLANK * 2}")


BLOCKS: Mapping[Block, tuple[str, Write]] = {
    Block.INDEX: ("证据目录", _index),
    Block.COMPLAINANT: ("投诉人", _complainant),
    Block.RESPONDENT: ("被投诉方", _respondent),
    Block.MESSAGES: ("短信原文", _messages),
    Block.STATISTICS: ("事实和统计", _statistics),
    Block.REFUSALS: ("拒绝记录", _refusals),
    Block.THIRD_PERSONS: ("其他被联系的人", _third_persons),
    Block.DEBT: ("债务情况", _debt),
    Block.RULES: ("疑似对应的规则", _rules),
    Block.REQUESTS: ("请求事项", _requests),
    Block.INTEGRITY: ("材料来源与完整性", _integrity),
    Block.CAVEATS: ("说明", _caveats),
}


def _styled(document: "Docx") -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.6)
    section.top_margin = section.bottom_margin = Cm(2.4)
    for name in ("Normal", "Title", "Heading 1", "List Bullet"):
        style = document.styles[name]
        style.font.name = FONT
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    document.styles["Normal"].font.size = Pt(11)
    document.styles["Heading 1"].font.size = Pt(13)
    document.styles["Title"].font.size = Pt(20)


def _blanks(document: "Docx", names: Sequence[str]) -> None:
    for name in names:
        _paragraph(document, f"{name}：{BLANK}")


def _paragraph(document: "Docx", text: str, style: str | None = None) -> "Paragraph":
    return document.add_paragraph(_printable(text), style)


def _small(document: "Docx", text: str) -> "Paragraph":
    paragraph = _paragraph(document, text)
    paragraph.runs[0].font.size = Pt(9)
    return paragraph


def _bold(document: "Docx", text: str) -> "Paragraph":
    paragraph = _paragraph(document, text)
    paragraph.runs[0].bold = True
    return paragraph


def _printable(text: str) -> str:
    """The text without the few signs that XML cannot hold, each shown as a replacement character."""
    return _UNPRINTABLE.sub("\ufffd", text)


def _settled(document: "Docx", created: datetime) -> bytes:
    """The file with its own times set, so that it does not change from one run to the next."""
    document.core_properties.created = document.core_properties.modified = created.replace(tzinfo=None)
    document.core_properties.author = document.core_properties.comments = ""
    draft, settled = io.BytesIO(), io.BytesIO()
    document.save(draft)
    with zipfile.ZipFile(draft) as source, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _ZIP_TIME), source.read(name), zipfile.ZIP_DEFLATED)
    return settled.getvalue()
