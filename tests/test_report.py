"""A report says what it can prove, loads nothing, hides what it must, and is the same bytes each time."""

import builtins
import csv
import hashlib
import io
import json
import os
import re
import shlex
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from docx import Document

from benchmarks.make_archive import make
from model.judging import Judge
from service import cli
from service.archives.source import Options
from service.charts import SPANS, Span
from service.clock import SHANGHAI
from service.errors import InputError, ServiceError
from service.evidence import Exhibit
from service.masking import MASK
from service.patterns import ARCHIVE_TAGS
from service.presets import PRESETS, Block, Purpose
from service.rendering import as_pdf
from service.report import Reported, Wishes, report
from service.rules import Lender
from service.scan import Finding, scan
from service.verifying import verify
from service.wording import DISCLAIMER, Voice, moment, ranges, statistics
from tests.archived import NOW, RECORDS, WORDS, Unsure, Words, archive, finding, reported
from tests.test_rules import forbidden

THREE = RECORDS[1:4]


def of_rows(
    folder: Path,
    rows: Iterable[str],
    *,
    columns: str = "时间,号码,内容",
    options: Options | None = None,
    words: Words | None = None,
    **wishes,
) -> Reported:
    """A report on a table of these rows."""
    path = folder / "短信.csv"
    path.write_text("\n".join([columns, *rows]), "utf-8")
    asked = Wishes(pdf=False, **wishes)
    return report([path], folder / "out", words or Words(), "v1", wishes=asked, options=options, now=NOW)


def lines(folder: Path, name: str) -> list[dict[str, str]]:
    content = (folder / name).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline="")))


def shown_after_refusal(folder: Path) -> list[str]:
    """What page and table say of each signature and sender, a dash where nothing can be known."""
    shown = re.findall(r'data-label="拒绝后">(.*?)</td>', page(folder))
    assert [each["continued_after_refusal"] or "—" for each in lines(folder, "senders.csv")] == shown
    return shown


def page(folder: Path) -> str:
    return (folder / "report.html").read_text("utf-8")


def jsonl(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "messages.jsonl").read_text("utf-8").splitlines()]


def table(folder: Path) -> list[dict[str, str]]:
    return lines(folder, "messages.csv")


def letter(folder: Path, purpose: Purpose) -> str:
    document = Document(str(folder / f"{purpose}.docx"))
    cells = [cell.text for grid in document.tables for line in grid.rows for cell in line.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_only_the_matter_is_listed_by_time_and_all_else_is_counted(tmp_path: Path) -> None:
    made = reported(tmp_path)
    rows = jsonl(made.folder)
    assert [row["text"] for row in rows] == [RECORDS[at][0] for at in (0, 1, 2, 3, 4, 5, 8)]
    assert [row["number"] for row in rows] == list(range(1, 8))
    assert made.evidence.summary.messages == len(RECORDS)
    assert "验证码" not in page(made.folder)


@pytest.mark.parametrize(
    ("records", "told"),
    [
        (
            (("废物，还钱", 1, "106900000001"), ("下午见", 2, "106900000001"), ("晚饭", 3, "13800000002")),
            "其余的没有列入，其中 1 条",
        ),
        ((("废物，还钱", 1, "106900000001"), ("晚饭吃什么", 2, "13800000002")), "一共读了 2 条短信，其余的没有列入。"),
        ((("废物，还钱", 1, "17000000001"), ("下午见", 2, "17000000001")), "一共读了 2 条短信。"),
    ],
)
def test_it_is_said_how_many_of_the_listed_numbers_messages_are_left_out(
    tmp_path: Path, records: tuple[tuple[str, int, str], ...], told: str
) -> None:
    shown = page(reported(tmp_path, records).folder)
    assert told in shown
    assert ("也来自这些号码" in shown) == ("其中" in told)
    assert "与此事无关" not in shown


def test_the_page_tells_reminders_from_what_else_a_listed_number_sent(tmp_path: Path) -> None:
    sent = ("废物，还钱", "您的账单应还300元", "下午见", "我到楼下了")
    shown = page(reported(tmp_path, [(text, at, "17000000001") for at, text in enumerate(sent)]).folder)
    assert "另有提醒 1" in shown
    assert "另有其他 2" in shown


def test_the_rows_hold_the_text_byte_for_byte_and_all_that_places_it(tmp_path: Path) -> None:
    made = reported(tmp_path)
    row = jsonl(made.folder)[2]
    assert row["text"] == RECORDS[2][0]
    assert row["text_sha256"] == hashlib.sha256(RECORDS[2][0].encode()).hexdigest()
    assert (row["source"], row["record"], row["sender"]) == ("短信.jsonl", 3, "106900000002")
    assert row["time"] == "2026-06-03T10:00:05+08:00"
    assert (row["label"], row["signature"], row["model"]) == ("contact_threat", "某花", "v1")
    assert jsonl(made.folder)[6]["tags"] == ["insult", "improper_payment", "continued_after_refusal"]


def test_the_table_disarms_formulas_and_says_where_so_that_the_text_can_be_had_back(tmp_path: Path) -> None:
    folder = reported(tmp_path).folder
    for row, exact in zip(table(folder), jsonl(folder), strict=True):
        disarmed = row["disarmed"].split()
        assert (row["text"][1:] if "text" in disarmed else row["text"]) == exact["text"]
        assert not row["text"].startswith("=")
    assert table(folder)[5]["disarmed"] == "text"


def test_senders_and_days_are_tables_too(tmp_path: Path) -> None:
    folder = reported(tmp_path, (*RECORDS, ("废物", 30, "=1+1"))).folder
    signature, *senders = lines(folder, "senders.csv")
    assert (signature["kind"], signature["name"], signature["count"], signature["others"]) == (
        "signature",
        "某花",
        "4",
        "3",
    )
    assert (signature["days"], signature["hour_10"], signature["reminders"]) == ("4", "2", "1")
    assert "'=1+1" in {each["name"] for each in senders}
    assert {"kind": "signature", "name": "某花", "day": "2026-06-02", "count": "1"} in lines(folder, "days.csv")


def test_without_the_extra_a_report_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.extras.find_spec", lambda name: None if name == "docx" else name)
    with pytest.raises(ServiceError, match=r"needs python-docx; run \S+ -m pip install .*python-docx"):
        reported(tmp_path)


def test_the_manifest_names_sources_outputs_versions_and_counts(tmp_path: Path) -> None:
    made = reported(tmp_path)
    manifest = json.loads((made.folder / "manifest.json").read_bytes())
    source = (tmp_path / "短信.jsonl").read_bytes()
    assert manifest["sources"] == [
        {"name": "短信.jsonl", "bytes": len(source), "sha256": hashlib.sha256(source).hexdigest()}
    ]
    assert set(manifest["outputs"]) == {"report.html", "messages.csv", "messages.jsonl", "senders.csv", "days.csv"}
    for name, file in manifest["outputs"].items():
        content = (made.folder / name).read_bytes()
        assert file == {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    version = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert (manifest["tool"], manifest["model"]) == (f"jingxin {version}", "v1")
    assert (manifest["command"], manifest["timezone"]) == ("jingxin report", "Asia/Shanghai")
    assert manifest["created"] == "2026-11-24T06:00:00+00:00"
    assert manifest["scan"]["messages"] == len(RECORDS)
    assert (manifest["scan"]["skipped"], manifest["scan"]["duplicates"]) == (0, 0)
    assert str(tmp_path) not in json.dumps(manifest, ensure_ascii=False)


def test_the_page_loads_nothing_and_runs_nothing(tmp_path: Path) -> None:
    hostile = ("废物<script>alert(1)</script><img src=http://x.example/a.png> http://x.example/b", 1, "<b>1069</b>")
    html = page(reported(tmp_path, (*RECORDS, hostile)).folder)
    assert "&lt;script&gt;" in html
    assert "&lt;b&gt;1069" in html
    assert not re.search(r"<(?:script|link|img|iframe|object|a|base|form)\b", html)
    assert not re.search(r"\b(?:src|href|action)\s*=\s*[\"']", html)
    assert not re.search(r"url\(|@import", html)
    assert "default-src 'none'" in html
    assert set(re.findall(r"https?://[^\"<\s]+", html)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
        "http://x.example/a.png&gt;",
        "http://x.example/b",
    }


def test_the_page_tells_the_summary_first_and_the_caveats_last(tmp_path: Path) -> None:
    html = page(reported(tmp_path).folder)
    heads = re.findall(r"<h2[^>]*>(.*?)</h2>", html)
    assert [head.split("、")[0] for head in heads] == ["一", "二", "三", "四", "五", "六", "七"]
    assert heads[0] == "一、概要"
    assert html.count(DISCLAIMER) == 1
    assert html.count("<svg") == 2
    assert "您发给 106900000001：“请不要再给我发短信”" in html
    assert "您的拒绝" in html


def test_parts_are_numbered_without_a_gap_where_no_message_has_a_time(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"body": "再不还钱就告诉你爸妈", "address": "1069"}) + "\n", "utf-8")
    html = page(report([path], tmp_path / "out", Words(), "v1", wishes=Wishes(pdf=False), now=NOW).folder)
    assert [head[0] for head in re.findall(r"<h2[^>]*>(.*?)</h2>", html)] == list("一二三四五六")
    assert "无法对照当时的规则" in html
    assert "1 个号码，没有签名" in html


NIGHT_OF_2024 = (("【某花】废物，还钱，告诉你爸妈", -24 * 823 + 13, "1069"),)
NIGHT_OF_2026 = (("废物，转到个人账户", 13, "1069"),)


@pytest.mark.parametrize(
    ("records", "lender", "there", "absent"),
    [
        (
            NIGHT_OF_2024,
            None,
            ("2012 年修正）第四十二条第（五）项", "第一千零三十三条"),
            ("2025 年修订", "2026 ", "GB/T"),
        ),
        (NIGHT_OF_2026, Lender.PRIVATE, ("2025 年修订）第五十条第一款第（五）项",), ("中国银行业协会", "GB/T")),
    ],
)
def test_no_rule_is_named_that_did_not_hold_then_or_does_not_bind_the_lender(
    tmp_path: Path, records: tuple, lender: Lender | None, there: tuple[str, ...], absent: tuple[str, ...]
) -> None:
    folder = reported(tmp_path, records, lender=lender, purpose=Purpose.COURT).folder
    html = re.search(r'<section aria-labelledby="rules">(.*?)</section>', page(folder), re.DOTALL)
    assert html is not None
    for told in (html[1], letter(folder, Purpose.COURT)):
        assert "夜间收到" in told
        assert [word for word in there if word not in told] == []
        assert [word for word in absent if word in told] == []
        assert "没有收录当时适用的规则" in told
        assert "没有时间" not in told


@pytest.mark.parametrize("purpose", [None, *Purpose])
def test_every_report_says_to_keep_the_messages_and_whom_to_call_in_danger(
    tmp_path: Path, purpose: Purpose | None
) -> None:
    html = page(reported(tmp_path, purpose=purpose).folder)
    steps = re.search(r'<div class="calm">(.*?)</div>', html, re.DOTALL)
    assert steps is not None
    assert len(re.findall(r"不要删", steps[1])) == 1
    assert len(re.findall(r"拨打 110", steps[1])) == 1


@pytest.mark.parametrize("lender", [None, *Lender])
def test_whoever_borrowed_from_a_person_is_not_sent_to_institutions(tmp_path: Path, lender: Lender | None) -> None:
    html = page(reported(tmp_path, lender=lender).folder)
    steps, facts = (
        re.search(pattern, html, re.DOTALL)
        for pattern in (r'<div class="calm">(.*?)</div>', r'<section aria-labelledby="rules">(.*?)<h3>上面')
    )
    assert steps is not None
    assert facts is not None
    told = steps[1] + facts[1]
    found = [word for word in ("贷款机构", "12378", "转给个人") if word in told]
    assert found == ([] if lender is Lender.PRIVATE else ["贷款机构", "12378", "转给个人"])
    for word in ("不要删", "拨打 110", "公安机关" if lender is not Lender.PRIVATE else "派出所", "12368"):
        assert word in steps[1]


@pytest.mark.parametrize("purpose", [Purpose.BANKING, Purpose.NIFA, Purpose.LENDER])
def test_a_place_for_institutions_takes_nothing_of_a_person_who_lent(purpose: Purpose) -> None:
    with pytest.raises(InputError, match=f"--for {purpose} ") as refused:
        Wishes(purpose, lender=Lender.PRIVATE)
    others = str(refused.value).partition("choose ")[2]
    named = [place for place in Purpose if f"--for {place}" in others]
    assert named == [place for place, preset in PRESETS.items() if preset.takes(Lender.PRIVATE)]
    assert Wishes(purpose, lender=Lender.BANK).preset


@pytest.mark.parametrize("purpose", [Purpose.POLICE, Purpose.COURT])
def test_of_a_person_who_lent_a_letter_asks_what_a_person_has(tmp_path: Path, purpose: Purpose) -> None:
    for lender in (None, Lender.PRIVATE):
        (tmp_path / str(lender)).mkdir()
        told = letter(reported(tmp_path / str(lender), purpose=purpose, lender=lender).folder, purpose)
        of_firms = [word for word in ("机构", "产品或 APP", "经办人员", "个人信息保护法》第四十七条") if word in told]
        assert bool(of_firms) is (lender is None)
        for blank in ("出借人姓名：＿", "出借人电话和住址（如知道）：＿", "借条、转账记录等（如有）：＿"):
            assert (blank in told) is (lender is Lender.PRIVATE)


@pytest.mark.parametrize(
    ("lender", "told"),
    [
        (None, None),
        (Lender.BANK, "只列银行借款适用的"),
        (Lender.SMALL_LOAN, "只列小额贷款公司借款适用的"),
        (Lender.PRIVATE, "只列个人借款适用的"),
    ],
)
def test_a_report_whose_rules_were_narrowed_says_so(tmp_path: Path, lender: Lender | None, told: str | None) -> None:
    folder = reported(tmp_path, lender=lender).folder
    assert re.findall("<dt>规则</dt><dd>(.*?)</dd>", page(folder)) == ([f"{told}。"] if told else [])
    assert json.loads((folder / "manifest.json").read_bytes())["lender"] == lender


def test_the_page_says_what_the_check_cannot_find(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    made, anew = reported(tmp_path), reported(tmp_path / "other", RECORDS[1:])
    assert verify(anew.folder).intact
    assert verify(anew.folder).seal != made.seal
    assert "没有另存，整个文件夹重做一遍是查不出来的" in page(made.folder)


def test_nothing_found_is_said_kindly(tmp_path: Path) -> None:
    made = reported(tmp_path, RECORDS[6:8])
    html = page(made.folder)
    assert "没有找到疑似催收骚扰或威胁联系家人的短信" in html
    assert [head[0] for head in re.findall(r"<h2[^>]*>(.*?)</h2>", html)] == ["一", "二", "三"]
    assert "最严重的" not in html
    assert "没有找到不等于没有" in html
    assert verify(made.folder).intact


@pytest.mark.parametrize("purpose", [None, *Purpose])
def test_no_output_claims_what_must_not_be_claimed(tmp_path: Path, purpose: Purpose | None) -> None:
    folder = reported(tmp_path, purpose=purpose).folder
    assert forbidden(re.sub(r"<style.*?</style>|<svg.*?</svg>", "", page(folder), flags=re.DOTALL)) == []
    if purpose not in (None, Purpose.SPAM):
        assert forbidden(letter(folder, purpose)) == []
        assert letter(folder, purpose).count(DISCLAIMER) == 1


@pytest.mark.parametrize("purpose", [Purpose.NIFA, Purpose.COURT])
def test_every_number_of_a_rule_leads_to_that_rule(tmp_path: Path, purpose: Purpose) -> None:
    folder = reported(tmp_path, purpose=purpose).folder
    cited = set(re.findall(r"疑似对应 <b>\[(\d+)\]</b> ([^<]+)<", page(folder)))
    texts = re.search(r'<ol class="texts">(.*?)</ol>', page(folder), re.DOTALL)
    assert texts is not None
    listed = re.findall(r'<li value="(\d+)">([^<（]+)', texts[1])
    assert [int(number) for number, _ in listed] == list(range(1, len(cited) + 1)), "WeasyPrint counts for itself"
    for number, name in cited:
        assert name.startswith(dict(listed)[number])
    lines = letter(folder, purpose).splitlines()
    for line in lines:
        if found := re.match(r"疑似对应 (\[\d+\] .+?)（(?:法律|监管|推荐|行业)", line):
            assert any(other.startswith(found[1]) for other in lines), line


def test_what_could_not_be_read_is_named_in_chinese_and_without_our_folders(tmp_path: Path) -> None:
    phone = tmp_path / "phone"
    make(phone, messages=600)
    made = report([phone], tmp_path / "out", Words(), "v1", wishes=Wishes(Purpose.COURT, pdf=False), now=NOW)
    for told in (page(made.folder), letter(made.folder, Purpose.COURT)):
        assert "加密的备份.zip：没有读出来，像是加了密" in told
        assert "损坏的备份.db：没有完整读出来，可能已经损坏" in told
    assert "有 2 处没有读出来，或者要留意，见报告末尾" in page(made.folder)
    assert str(tmp_path) not in "".join(path.read_text("utf-8") for path in made.folder.glob("[!c]*"))


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", "时间,号码,内容\n05/12/2020 10:00,1069,废物\n".encode(), "a.csv：日期的月和日分不清（例如 5/12）"),
        ("a.csv", "导出的短信\n时间,号码,内容\n2020-05-12 10:00,1069,废物\n".encode(), "a.csv：表头上面的几行不是短信"),
        ("a.csv", "时间,号码,内容\n2020-05-12 10:00,1069,废物".encode() + b"\xff\n", "a.csv：有些字认不出来"),
        ("my-password-list.pdf", b"%PDF-1.7\n", "my-password-list.pdf：没有在里面认出短信"),
        (
            "a.csv",
            "时间,号码,内容\n2020-05-12 10:00,1069,废物\n2020\n".encode(),
            "a.csv：有 1 条记录没有读出来，或者不是短信",
        ),
    ],
)
def test_it_is_said_in_chinese_why_something_is_told_of(tmp_path: Path, name: str, content: bytes, told: str) -> None:
    (tmp_path / "in").mkdir()
    archive(tmp_path / "in")
    (tmp_path / "in" / name).write_bytes(content)
    made = report([tmp_path / "in"], tmp_path / "out", Words(), "v1", wishes=Wishes(pdf=False), now=NOW)
    (line,) = re.findall(rf"<li>({re.escape(name)}：.*?)</li>", page(made.folder))
    assert line.startswith(told)
    assert "损坏" not in line
    assert "加了密" not in line


def test_what_was_odd_about_a_message_stands_under_it_in_chinese_and_in_the_tables(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("号码,类型,内容,时间\n1069,收到,废物，你等着,今天上门,昨天\n", "utf-8")
    wishes = Wishes(Purpose.POLICE, pdf=False)
    folder = report([path], tmp_path / "out", Words(), "v1", wishes=wishes, now=NOW).folder
    said = "请留意：这一行的格数和表头不一样，内容可能被截短，号码和时间也可能错位，请对照手机；记录里的时间认不出来。"
    assert said in page(folder)
    assert said in letter(folder, Purpose.POLICE)
    assert "没有读全或有疑问的" in page(folder)
    assert table(folder)[0]["remark"].startswith("the row has 5 columns instead of 4")
    assert verify(folder).intact
    (tmp_path / "clear").mkdir()
    clear = reported(tmp_path / "clear").folder
    assert not re.search("请留意|没有读全", page(clear))
    assert {row["remark"] for row in table(clear)} == {""}


def test_where_messages_do_not_say_which_way_they_went_every_reader_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("号码,怎么来的,内容\n1069,收到,废物，还钱\n1069,发出,你才是废物\n", "utf-8")
    wishes = Wishes(Purpose.POLICE, pdf=False)
    folder = report([path], tmp_path / "out", Words(), "v1", wishes=wishes, now=NOW).folder
    for shown in (page(folder), letter(folder, Purpose.POLICE)):
        assert "列出的短信里，有 2 条的记录没有写明是收到的还是发出的" in shown
    assert "有 2 条没有写明是收到的还是发出的，都按收到的算。" in page(folder)
    assert "a.csv：有几列没有认出来" in page(folder)
    (tmp_path / "clear").mkdir()
    assert "没有写明" not in page(reported(tmp_path / "clear").folder)


def test_how_many_messages_could_not_be_judged_every_reader_is_told(tmp_path: Path) -> None:
    rows = ("1069,废物，还钱", "1069,呵呵", "1070,嗯", "1071, ")
    folder = of_rows(tmp_path, rows, columns="号码,内容", words=Unsure(), purpose=Purpose.POLICE).folder
    for shown in (page(folder), letter(folder, Purpose.POLICE)):
        assert "有 3 条太短、不是中文或没有文字，程序判断不了，没有算作疑似骚扰或威胁" in shown
    assert "有 3 条太短、不是中文或没有文字，程序判断不了。" in page(folder)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert (manifest["counts"]["unsure"], manifest["scan"]["not_judged"]["without_text"]) == (2, 1)
    (tmp_path / "clear").mkdir()
    assert "判断不了" not in page(reported(tmp_path / "clear").folder)


def test_where_days_may_be_months_every_reader_is_warned(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("时间,号码,内容\n05/12/2020 10:00,1069,废物\n", "utf-8")
    wishes = Wishes(Purpose.LENDER, pdf=False)
    made = report([path], tmp_path / "out", Words(), "v1", wishes=wishes, now=NOW)
    for shown in (page(made.folder), letter(made.folder, Purpose.LENDER)):
        assert "日期的月和日分不清（例如 5/12），按先月后日读，时间可能不对，以手机上的为准" in shown
    (tmp_path / "clear").mkdir()
    assert "分不清" not in page(reported(tmp_path / "clear").folder)


def test_the_page_asks_for_intact_and_the_seal_as_the_seal_alone_does_not_tell_of_other_files(tmp_path: Path) -> None:
    made = reported(tmp_path)
    assert "最后一行是 intact，并且报出的 seal 与另存的一致，才说明没有改动" in page(made.folder)
    (made.folder / "report.html").write_text(page(made.folder) + "<p>", "utf-8")
    checked = verify(made.folder)
    assert (checked.seal, checked.intact) == (made.seal, False)


def test_a_file_name_that_is_not_utf8_is_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode("短信\n".encode("gbk") + b".jsonl")
    try:
        archive(tmp_path).rename(path)
    except OSError:
        pytest.skip("this file system takes only UTF-8")
    command = shlex.join(["jingxin", "report", str(path)])
    wishes = Wishes(Purpose.COURT, pdf=False)
    made = report([path], tmp_path / "out", Words(), "v1", wishes=wishes, command=command, now=NOW)
    assert made.evidence.sources[0].name == "????�.jsonl"
    assert json.loads((made.folder / "manifest.json").read_bytes())["command"] == command
    assert verify(made.folder, [path]).intact
    path.write_bytes(b"x")
    (problem,) = verify(made.folder, [path]).problems
    assert problem.startswith("????�.jsonl is not one of the sources")


@pytest.mark.parametrize("mask", [False, True])
def test_archives_of_different_places_are_named_without_their_folders(tmp_path: Path, *, mask: bool) -> None:
    for name in ("home/lixiaoming/a.csv", "mnt/lixiaoming/a.csv", "mnt/lixiaoming/phone/sub/b.csv"):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text(f"时间,号码,内容\n2026-05-12 10:00,1069,废物{name[0]}\n", "utf-8")
    (tmp_path / "mnt/lixiaoming/phone/c.zip").write_bytes(b"PK\3\4")
    given = [tmp_path / "home/lixiaoming/a.csv", tmp_path / "mnt/lixiaoming/a.csv", tmp_path / "mnt/lixiaoming/phone"]
    wishes = Wishes(Purpose.LENDER, mask=mask, pdf=False)
    made = report(given, tmp_path / "out", Words(), "v1", wishes=wishes, now=NOW)
    assert [source.name for source in made.evidence.sources] == ["1/a.csv", "2/a.csv", "c.zip", "sub/b.csv"]
    assert {row["source"] for row in table(made.folder)} <= {source.name for source in made.evidence.sources}
    told = "".join(path.read_text("utf-8") for path in made.folder.glob("[!c]*") if path.suffix != ".docx")
    assert "lixiaoming" not in told + letter(made.folder, Purpose.LENDER)
    assert [skip.place.source for skip in made.evidence.summary.skips] == ["c.zip"]
    assert verify(made.folder, given).intact


def test_numbers_before_files_of_one_name_are_explained_where_files_are_named(tmp_path: Path) -> None:
    for folder, name in (("李秀英", "a.csv"), ("王小明", "a.csv"), ("王小明", "1/b.csv"), ("王小明", "2/b.csv")):
        path = tmp_path / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"时间,号码,内容\n2026-05-12 10:00,1069,废物{folder}{name}\n", "utf-8")
    wishes = Wishes(Purpose.LENDER, pdf=False)
    alike = report([*tmp_path.glob("*/a.csv")], tmp_path / "alike", Words(), "v1", wishes=wishes, now=NOW)
    assert [source.name for source in alike.evidence.sources] == ["1/a.csv", "2/a.csv"]
    said = "在名字前面加了数字（1/、2/……），次序就是整理时给出它们的先后"
    assert page(alike.folder).count(said) == letter(alike.folder, Purpose.LENDER).count(said) == 1
    other = report([tmp_path / "王小明"], tmp_path / "other", Words(), "v1", wishes=wishes, now=NOW)
    assert [source.name for source in other.evidence.sources] == ["1/b.csv", "2/b.csv", "a.csv"]  # real folders
    assert said not in page(other.folder) + letter(other.folder, Purpose.LENDER)


def test_a_folder_is_told_without_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "王小明与李秀英").mkdir()
    (tmp_path / "report").mkdir()
    monkeypatch.chdir(tmp_path)
    for typed in ("王小明与李秀英", "王小明与李秀英/", str(tmp_path / "王小明与李秀英")):
        assert cli._without_folders(["report", typed, "-o", "out"]) == ["report", "FOLDER", "-o", "out"]


def test_the_command_is_told_without_folders() -> None:
    typed = ["report", "/home/li/短信/a.csv", "-o", "/home/li/out/", "--password-file=/home/li/p", "--tz", "Asia/Tokyo"]
    told = ["report", "a.csv", "-o", "out/", "--password-file=p", "--tz", "Asia/Tokyo"]
    assert cli._without_folders(typed) == told
    assert cli._without_folders(["-o/home/li/out", "--map", "text=a/b", "--map=text=a/b"]) == [
        "-oout",
        "--map",
        "text=a/b",
        "--map=text=a/b",
    ]


def test_the_same_archive_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one, two = (reported(tmp_path / name, purpose=Purpose.COURT) for name in ("one", "two"))
    assert one.seal == two.seal
    for name in one.files:
        assert (one.folder / name).read_bytes() == (two.folder / name).read_bytes(), name


@pytest.mark.parametrize(
    ("error", "told"), [(ImportError, "pip install weasyprint"), (OSError, "apt install libpango")]
)
def test_without_a_pdf_what_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception], told: str
) -> None:
    def unloadable(name: str, *rest: object) -> object:
        if name.startswith("weasyprint"):
            raise error(name)
        return imported(name, *rest)

    imported = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", unloadable)
    with pytest.raises(ServiceError) as raised:
        as_pdf("<p>静信</p>")
    assert [each for each in ("pip install weasyprint", "apt install libpango") if each in str(raised.value)] == [told]


def test_a_pdf_is_made_where_it_can_be(tmp_path: Path) -> None:
    try:
        pdf = as_pdf("<p>静信</p>")
    except ServiceError as error:
        pytest.skip(str(error))
    assert pdf.startswith(b"%PDF-")
    made = reported(tmp_path, pdf=True)
    assert (made.folder / "report.pdf").read_bytes().startswith(b"%PDF-")
    assert made.without_pdf is None
    assert verify(made.folder).intact


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("x")
    with pytest.raises(InputError, match="not an empty folder"):
        reported(tmp_path)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_a_mask_hides_third_persons_everywhere_and_says_so(tmp_path: Path) -> None:
    folder = reported(tmp_path, mask=True, purpose=Purpose.LENDER).folder
    rows = jsonl(folder)
    everything = page(folder) + letter(folder, Purpose.LENDER) + str(rows) + str(table(folder))
    assert "李秀英" not in everything
    assert "13812345678" not in everything
    assert MASK in rows[5]["text"]
    assert all(row["masked"] and row["text_sha256"] is None and row["name"] is None for row in rows)
    assert "部分内容已遮盖" in page(folder)
    assert "部分内容已遮盖" in letter(folder, Purpose.LENDER)
    assert json.loads((folder / "manifest.json").read_bytes())["masked"] is True
    assert verify(folder).intact


def test_a_name_that_one_message_shows_is_hidden_in_all_that_is_written(tmp_path: Path) -> None:
    sent = (
        "废物，请转告王小明先生",
        "王小明还钱，不然告诉你爸妈",
        "请不要再给我发短信，王小明不在",
        "王小明的账单",
        "卸王小明的门",
    )
    records = [(text, at, "17000000001") for at, text in enumerate(sent)]
    folder = reported(tmp_path, records, mask=True, purpose=Purpose.COURT).folder
    assert len(jsonl(folder)) == len(sent)
    written = [path.read_text("utf-8-sig") for path in folder.iterdir() if path.suffix != ".docx"]
    assert "王小明" not in "".join([*written, letter(folder, Purpose.COURT)])


def test_names_that_only_senders_and_contacts_show_are_hidden_in_all_texts(tmp_path: Path) -> None:
    """Of those whose messages are no evidence, too: their names are what a collector got from the telephone."""
    records = [
        ("废物，周丽华我们也会打电话，赵建平我们已经通知了", 1, "17000000001"),
        ("再不还钱就告诉你爸妈，孙玉兰也跑不掉", 2, "周丽华"),
        ("【孙玉兰】废物", 3, "孙玉兰"),
        ("晚饭吃什么", 4, "13700004444"),
        ("再不还钱就告诉你妈妈", 5, "妈妈"),
    ]
    names = {"13700004444": "赵建平"}
    made = reported(tmp_path, records, names=names, mask=True, purpose=Purpose.COURT)
    written = [path.read_text("utf-8-sig") for path in made.folder.rglob("*") if path.suffix != ".docx"]
    told = "".join([*written, letter(made.folder, Purpose.COURT)])
    assert not re.search("周丽华|赵建平", told)
    assert f"废物，{MASK}我们也会打电话，{MASK}我们已经通知了" in told
    assert "孙玉兰也跑不掉" in told, "what signs its texts is no third person"
    assert "告诉你爸妈" in told


@pytest.mark.parametrize("secret", ["李秀英", "13812345678"])
def test_no_file_of_a_masked_report_holds_what_a_text_a_name_a_reason_or_a_refusal_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setitem(WORDS, secret, WORDS["爸妈"])
    records = [(f"【某花】废物，今天还不还钱就上门去找你妈妈{secret}", at, f"10690000000{at}") for at in range(3)]
    records += [("废物，还钱", 4, "13700000001"), (f"请不要再打电话给我妈妈{secret}", 5, "106900000001")]
    names = {"13700000001": secret}
    made = reported(tmp_path, records, names=names, mask=True, purpose=Purpose.COURT)
    assert (len(made.evidence.campaigns), len(made.evidence.patterns.refusals)) == (1, 1)
    written = [path.read_text("utf-8-sig") for path in made.folder.rglob("*") if path.suffix != ".docx"]
    assert secret not in "".join([*written, letter(made.folder, Purpose.COURT)])


def test_a_masked_copy_never_says_that_it_is_unaltered(tmp_path: Path) -> None:
    for mask in (False, True):
        (tmp_path / str(mask)).mkdir()
        folder = reported(tmp_path / str(mask), mask=mask, purpose=Purpose.COURT).folder
        for told in (page(folder), letter(folder, Purpose.COURT)):
            claims = re.findall("逐字|照录|未作修改|原样|(?<!遮盖处以外)未修改", told)
            assert bool(claims) is not mask
            assert ("遮盖由程序完成，可能有遗漏" in told) is mask


@pytest.mark.parametrize("mask", [False, True])
@pytest.mark.parametrize("purpose", [None, *Purpose])
def test_of_a_contact_it_is_said_everywhere_that_they_may_only_have_passed_a_message_on(
    tmp_path: Path, purpose: Purpose | None, mask: bool
) -> None:
    if mask and purpose and not PRESETS[purpose].mask:
        pytest.skip("takes no mask")
    sent = [("再不还钱就告诉你爸妈", 1), ("废物，还钱", 2), ("法院已立案", 3), ("妈的账单帮我还一下", 4)]
    records = [(text, at, "13800001111") for text, at in sent]
    folder = reported(tmp_path, records, names={"13800001111": "李秀英"}, purpose=purpose, mask=mask).folder
    told = f"通讯录中的“{MASK if mask else '李秀英'}”，可能只是转发"
    written = [page(folder), (folder / "senders.csv").read_text("utf-8-sig")]
    assert told in written[0]
    assert (MASK if mask else "李秀英") in written[1]
    if purpose is Purpose.SPAM:
        beside = (folder / "12321" / "0001" / "号码和时间.txt").read_text("utf-8-sig")
        assert f"13800001111（{told}）" in beside
    elif purpose:
        written.append(letter(folder, purpose))
        assert f"13800001111（{told}）" in written[2]
        assert "如只是转发，请把号码从上面删去" in written[2]
    assert ("李秀英" in "".join(written) + str(jsonl(folder))) is not mask
    assert "妈的账单" not in "".join(written) + str(jsonl(folder))


@pytest.mark.parametrize("purpose", [None, Purpose.COURT, Purpose.LENDER])
def test_a_mask_hides_senders_that_are_written_as_names_and_still_tells_them_apart(
    tmp_path: Path, purpose: Purpose | None
) -> None:
    """Some programs write the name of a contact where the number should stand."""
    named = ("李秀英", "王芳2", "赵敏 13700000009", "某花")
    records = [("再不还钱就告诉你爸妈，某花", at, named[at % 2]) for at in range(4)]
    records += [("废物，还钱", 5, named[2]), ("【某花】法院已立案", 6, named[3]), ("请不要再给我发短信", 7, named[1])]
    records += [(f"【某花】废物{at}", 8 + at, sender) for at, sender in enumerate(named)]
    made = reported(tmp_path, records, mask=True, purpose=purpose)
    written = [path.read_text("utf-8-sig") for path in made.folder.iterdir() if path.suffix != ".docx"]
    told = "".join([*written, letter(made.folder, purpose) if purpose else ""])
    assert re.findall("李秀英|王芳|赵敏", told) == []
    senders = [row["sender"] for row in jsonl(made.folder)]
    first, second, third = f"{MASK} 1", f"{MASK} 2", f"{MASK} 13700000009"
    assert senders == [first, second, first, second, third, "某花", second, first, second, third, "某花"]
    assert f"{first}（通讯录中的“{MASK}”，可能只是转发）" in told
    assert f"{second}（" not in told
    assert f"{MASK} 13700000009" in (made.folder / "senders.csv").read_text("utf-8-sig")
    assert verify(made.folder).intact


def test_a_mask_hides_what_stands_where_a_time_should(tmp_path: Path) -> None:
    path = tmp_path / "短信.csv"
    path.write_text("时间,号码,内容\n李秀英13812345678,1069,废物，还钱\n", "utf-8")
    made = report([path], tmp_path / "out", Words(), "v1", wishes=Wishes(pdf=False, mask=True), now=NOW)
    (row,) = jsonl(made.folder)
    assert row["remark"] == f"time {MASK} cannot be read"
    assert not re.search("李秀英|13812345678", "".join(each.read_text("utf-8") for each in made.folder.glob("[!c]*")))


def test_12321_takes_each_message_alone_and_unaltered(tmp_path: Path) -> None:
    made = reported(tmp_path, purpose=Purpose.SPAM)
    texts = {path.parent.name: path.read_bytes() for path in made.folder.glob("12321/*/原文.txt")}
    rows = {f"{row['number']:04d}": row["text"].encode() for row in jsonl(made.folder)}
    assert len(texts) == 5
    assert texts.items() <= rows.items()
    beside = (made.folder / "12321" / "0003" / "号码和时间.txt").read_text("utf-8-sig")
    assert "被举报号码：106900000002" in beside
    assert "2026-06-03 10:00:05" in beside


def test_for_12321_what_the_archive_does_not_keep_is_to_be_read_on_the_phone(tmp_path: Path) -> None:
    """Its form wants the number in full and the time, and 未显示 in its place would be handed in."""
    rows = ("2026-05-01 10:00,1069,废物，还钱", "2026-05-02,1069,再不还钱就告诉你爸妈", ",,法院已立案")
    made = of_rows(tmp_path, rows, purpose=Purpose.SPAM)
    whole, day, bare = (each.read_text("utf-8-sig") for each in sorted(made.folder.glob("12321/*/号码和时间.txt")))
    assert "手机" not in whole
    assert "时间（北京时间）：2026-05-02\n" in day
    assert "记录里没有钟点，请照手机上显示的补全" in day
    assert bare.count("记录里没有，请照手机上显示的填写") == 2
    assert not re.search("未显示|时间不明", bare)


def test_12321_refuses_a_mask_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="leave one of them out"):
        reported(tmp_path, purpose=Purpose.SPAM, mask=True)
    assert not (tmp_path / "out").exists()


def test_nifa_takes_three_to_ten_messages_with_rules_in_two_megabytes(tmp_path: Path) -> None:
    many = tuple((f"【某花】废物{'甲乙丙丁戊己庚辛壬癸子丑'[at] * 9}还钱", at * 30, "1069") for at in range(12))
    made = reported(tmp_path, many, purpose=Purpose.NIFA)
    text = letter(made.folder, Purpose.NIFA)
    assert text.count("出处：") == 10
    assert "疑似对应" in text
    assert (made.folder / "nifa.docx").stat().st_size <= 2_000_000
    assert PRESETS[Purpose.NIFA].limit == 2_000_000
    assert "只交 nifa.docx 和 report.pdf（如有），各自都在此范围内；不要交整个 ZIP" in page(made.folder)


def test_nifa_refuses_fewer_than_three_and_takes_three_of_one_wording(tmp_path: Path) -> None:
    (tmp_path / "few").mkdir()
    with pytest.raises(InputError, match="at least 3 harmful messages and 2 were found"):
        reported(tmp_path / "few", THREE[:2], purpose=Purpose.NIFA)
    same = tuple((THREE[0][0], hours, "1069") for hours in (1, 2, 3))
    assert letter(reported(tmp_path, same, purpose=Purpose.NIFA).folder, Purpose.NIFA).count("出处：") == 3


@pytest.mark.parametrize("name", ["nifa.docx", "report.pdf"])
def test_an_attachment_over_the_limit_is_refused_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    limit = PRESETS[Purpose.NIFA].limit or 0
    made = "service.rendering.as_pdf" if name.endswith("pdf") else "service.letters.letter"
    for size, refused in ((limit, False), (limit + 1, True)):
        (folder := tmp_path / str(size)).mkdir()
        monkeypatch.setattr(made, lambda *_, size=size: bytes(size))
        if refused:
            with pytest.raises(InputError, match=f"{name} has 2,000,001 bytes and nifa takes 2,000,000 at most"):
                reported(folder, purpose=Purpose.NIFA, pdf=name.endswith("pdf"))
            assert not (folder / "out").exists()
        else:
            reported(folder, purpose=Purpose.NIFA, pdf=name.endswith("pdf"))
            assert (folder / "out" / name).stat().st_size == limit


@pytest.mark.parametrize(
    ("senders", "letter_says", "page_says"), [(12, "", ""), (13, "等 13 个", ""), (21, "等 21 个", "1")]
)
def test_a_shortened_list_says_so(tmp_path: Path, senders: int, letter_says: str, page_says: str) -> None:
    records = [("废物，还钱", at, f"1069000000{at:02d}") for at in range(senders)]
    folder = reported(tmp_path, records, purpose=Purpose.COURT).folder
    (line,) = (
        each for each in letter(folder, Purpose.COURT).splitlines() if each.startswith("发送号码（按收到的原样）")
    )
    assert line.count("1069") == 12
    assert line.partition(" ")[2] == (f"{letter_says}，全部见 messages.csv" if letter_says else "")
    assert re.findall("还有 (.+) 个未在此列出。", page(folder)) == ([page_says] if page_says else [])


def test_wordings_are_said_to_be_listed_once_only_where_they_are(tmp_path: Path) -> None:
    said = "同样的话只列一条"
    same = tuple((THREE[0][0], hours, "1069") for hours in (1, 2, 3))
    for name, records, once in (("same", same, False), ("many", RECORDS, True)):
        (tmp_path / name).mkdir()
        folder = reported(tmp_path / name, records, purpose=Purpose.NIFA).folder
        assert (said in page(folder), said in letter(folder, Purpose.NIFA)) == (once, once)
    (tmp_path / "alone").mkdir()
    assert said in page(reported(tmp_path / "alone", same).folder)


@pytest.mark.parametrize(
    ("purpose", "there", "absent"),
    [
        (Purpose.BANKING, ("投诉人", "被投诉方", "事实和统计", "请求事项", "债务情况"), ("短信原文", "疑似对应的规则")),
        (Purpose.NIFA, ("短信原文", "疑似对应的规则", "机构地址"), ("债务情况",)),
        (Purpose.POLICE, ("短信原文", "事实和统计"), ("债务情况", "疑似对应的规则")),
        (Purpose.COURT, ("证据目录", "被告", "其他被联系的人", "SHA-256"), ()),
        (Purpose.LENDER, ("短信原文", "请求事项", "书面答复"), ("SHA-256",)),
    ],
)
def test_every_letter_has_the_blocks_of_its_place_and_blanks(
    tmp_path: Path, purpose: Purpose, there: tuple[str, ...], absent: tuple[str, ...]
) -> None:
    text = letter(reported(tmp_path, purpose=purpose).folder, purpose)
    assert [word for word in there if word not in text] == []
    assert [word for word in absent if word in text] == []
    assert "姓名：＿" in text
    assert "□无关第三人" in text


@pytest.mark.parametrize("mask", [False, True])
@pytest.mark.parametrize("purpose", [each for each in Purpose if each is not Purpose.SPAM])
def test_a_letter_speaks_for_its_writer_and_gives_its_receiver_no_advice(
    tmp_path: Path, purpose: Purpose, mask: bool
) -> None:
    (tmp_path / "in").mkdir()
    archive(tmp_path / "in", (*RECORDS, ("再不还钱就告诉你爸妈", -24 * 900, "1069")))
    rows = ("时间,号码,内容", "05/12/2020 10:00,1069,废物", ",1069,废物，卸你的门")
    (tmp_path / "in" / "a.csv").write_text("\n".join(rows), "utf-8")
    (tmp_path / "in" / "b.zip").write_bytes(b"PK\x03\x04 broken")
    wishes = Wishes(purpose, pdf=False, mask=mask, refused_on=date(2026, 6, 2))
    made = report([tmp_path / "in"], tmp_path / "out", Words(), "v1", wishes=wishes, now=NOW)
    told = letter(made.folder, purpose)
    assert re.findall(".{,9}(?:您|再看一遍|对照手机|请重新导出|可以问).{,9}", told) == []
    assert "分类由程序给出，可能有误。" in told
    for line in ("每一条都请您自己看过再用", "用之前请对照手机", "您发给 106900000001", "您说明在这一天拒绝过"):
        assert line in page(made.folder)
    assert ("可能有遗漏；交出去之前请再看一遍，文件名不会遮盖。" in page(made.folder)) is mask
    if Block.REFUSALS in PRESETS[purpose].blocks:
        assert "2026-06-04 08:00 本人发给 106900000001：“请不要再给我发短信”" in told
        assert "2026-06-02：本人说明在这一天拒绝过" in told


@pytest.mark.parametrize("purpose", [Purpose.BANKING, Purpose.NIFA, Purpose.COURT, Purpose.LENDER])
def test_somebody_who_owes_nothing_may_ask_not_to_be_contacted_any_more(tmp_path: Path, purpose: Purpose) -> None:
    folder = reported(tmp_path, purpose=purpose).folder
    wish = "□ 本人不是借款人、共同借款人或担保人：停止联系本人并删除本人号码（《个人信息保护法》第四十七条）"
    assert letter(folder, purpose).splitlines().count(wish) == 1
    for told in (page(folder), letter(folder, purpose)):
        assert "称将联系或已联系借款人以外的人" in told


def test_police_see_the_gravest_first_and_a_court_sees_all_by_time(tmp_path: Path) -> None:
    (tmp_path / "court").mkdir()
    police = letter(reported(tmp_path, purpose=Purpose.POLICE).folder, Purpose.POLICE)
    assert police.index("卸你的门") < police.index("法院已立案")
    court = letter(reported(tmp_path / "court", purpose=Purpose.COURT).folder, Purpose.COURT)
    assert court.index("法院已立案") < court.index("卸你的门")
    assert court.count("出处：") == 5


@pytest.mark.parametrize(
    ("numbers", "told"),
    [((), ""), ((3,), "3"), ((3, 4), "3–4"), ((1, 3, 5), "1、3、5"), ((*range(12, 23), 24), "12–22、24")],
)
def test_numbers_in_a_row_are_told_as_ranges(numbers: tuple[int, ...], told: str) -> None:
    assert "、".join(ranges(numbers)) == told


def test_a_court_gets_every_number_and_the_report_says_where_the_others_are(tmp_path: Path) -> None:
    """Every second message, so that no ranges shorten the list."""
    texts = ("【某花】废物，还钱", "【某花】法院已立案")
    records = [(f"{texts[at % 2]}{at}", at * 30, "1069") for at in range(40)]
    folder = reported(tmp_path, records, purpose=Purpose.COURT).folder
    insulting = [int(row["number"]) for row in table(folder) if "insult" in row["tags"].split()]
    assert insulting == list(range(1, 41, 2))
    assert f"第 {'、'.join(map(str, insulting))} 号短信" in letter(folder, Purpose.COURT)
    assert "第 1、3、5、7、9、11、13、15、17、19、21、23 号等短信，共 20 条" in page(folder)
    assert "全部见 messages.csv 的 tags 栏（含 insult 的各行）" in page(folder)
    (tmp_path / "few").mkdir()
    assert "messages.csv 的 tags" not in page(reported(tmp_path / "few").folder)


def test_a_letter_can_hold_what_xml_cannot(tmp_path: Path) -> None:
    odd = [
        ("【某\x01花】废物\x0b😡\uffff还钱", 1, "1069\x00"),
        ("请不要再给我发短信\x02", 2, "1069\x00"),
    ]
    folder = reported(tmp_path, (*RECORDS, *odd), purpose=Purpose.COURT).folder
    text = letter(folder, Purpose.COURT)
    for shown in ("【某�花】废物�😡�还钱", "发送号码：1069�", "本人发给 1069�：“请不要再给我发短信�”"):
        assert shown in text
    assert odd[0][0] in {row["text"] for row in jsonl(folder)}


def test_a_day_of_refusal_counts_what_came_later(tmp_path: Path) -> None:
    made = reported(tmp_path, RECORDS[1:4], refused_on=date(2026, 6, 2))
    assert made.evidence.patterns.count("continued_after_refusal") == 2
    assert "2026-06-02：您说明在这一天拒绝过" in page(made.folder)


def test_what_came_on_the_day_of_a_refusal_without_a_clock_is_said_not_to_be_counted(tmp_path: Path) -> None:
    rows = (
        "2026-05-01,1069,再不还钱就告诉你爸妈,接收",
        "2026-05-01,1069,请不要再给我发短信,发送",
        "2026-05-01 23:10,1069,废物，还钱,接收",
        ",1069,法院已立案,接收",
        "2026-05-01,1070,废物，还钱,接收",
        "2026-05-02,1069,贴到你家门口,接收",
    )
    made = of_rows(tmp_path, rows, columns="时间,号码,内容,类型")
    told = ("拒绝后仍收到", 1, "您明确拒绝之后；还有 3 条分不清先后，没有算")
    assert told in statistics(made.evidence, Voice.REPORT)


def test_a_letter_says_how_many_messages_its_days_leave_out(tmp_path: Path) -> None:
    rows = ("2026-05-01 10:00,1069,再不还钱就告诉你爸妈", ",1069,废物，还钱")
    for count, told in ((2, "共 2 条，起止：2026-05-01（另有 1 条时间不明）。"), (1, "共 1 条，起止：2026-05-01。")):
        (folder := tmp_path / str(count)).mkdir()
        made = of_rows(folder, rows[:count], purpose=Purpose.COURT)
        assert told in letter(made.folder, Purpose.COURT)


def test_where_no_refusal_was_recognised_nothing_denies_that_there_was_one(tmp_path: Path) -> None:
    """It may be said to other numbers or in words that are not known, and a letter is signed."""
    rows = ("2026-05-01 10:00,1069,再不还钱就告诉你爸妈,接收", "2026-05-01 11:00,1070,请不要再给我发短信,发送")
    made = of_rows(tmp_path, rows, columns="时间,号码,内容,类型", purpose=Purpose.COURT)
    told = letter(made.folder, Purpose.COURT)
    for written in (page(made.folder), told):
        assert "没有认出" in written
        assert not re.search("没有找到[^。]{0,12}拒绝|没有找到明确要求", written)
    assert "或程序没有认出的短信" in told


def test_a_refusal_without_a_time_is_listed_and_nothing_is_counted_after_it(tmp_path: Path) -> None:
    rows = ("2026-05-01 10:00,1069,再不还钱就告诉你爸妈,接收", ",1069,请不要再给我发短信,发送")
    made = of_rows(tmp_path, rows, columns="时间,号码,内容,类型", purpose=Purpose.COURT)
    for written in (page(made.folder), letter(made.folder, Purpose.COURT)):
        assert re.search("时间不明 [您我本人]+发给 1069：“请不要再给我发短信”", written)
    assert ("拒绝后仍收到", None, "您的拒绝没有时间，无从得知") in statistics(made.evidence, Voice.REPORT)


@pytest.mark.parametrize(("day", "hinted"), [("", True), ("2026-05-02", False)])
def test_where_no_refusal_has_a_time_the_owner_is_told_to_name_the_day(
    tmp_path: Path, day: str, *, hinted: bool
) -> None:
    rows = ("2026-05-01 10:00,1069,再不还钱就告诉你爸妈,接收", f"{day},1069,请不要再给我发短信,发送")
    made = of_rows(tmp_path, rows, columns="时间,号码,内容,类型")
    assert ("上面的拒绝，记录里都没有时间" in page(made.folder)) == hinted
    assert ("--refused-on YYYY-MM-DD" in "\n".join(made.hints)) == hinted


@pytest.mark.parametrize(
    ("threat", "refusal", "shown"),
    [("2026-05-01", "2026-05-02", "0"), ("2026-05-01", "", "—"), ("2026-05-01", None, "—"), ("", "2026-05-02", "—")],
)
def test_a_sender_of_whom_nothing_can_be_counted_after_a_refusal_has_no_nought(
    tmp_path: Path, threat: str, refusal: str | None, shown: str
) -> None:
    rows = [f"{threat},1069,再不还钱就告诉你爸妈,接收"]
    rows += [f"{refusal},1069,请不要再给我发短信,发送"] if refusal is not None else []
    made = of_rows(tmp_path, rows, columns="时间,号码,内容,类型")
    assert shown_after_refusal(made.folder) == [shown]
    if not threat:
        assert ("拒绝后仍收到", None, "上述短信没有时间，无从得知") in statistics(made.evidence, Voice.LETTER)
        assert 'data-label="有几天收到">—</td>' in page(made.folder)
        (sender,) = lines(made.folder, "senders.csv")
        assert {sender[each] for each in ("days", "busiest_day", "on_busiest_day", *ARCHIVE_TAGS)} == {""}


def test_hours_of_a_sender_of_whom_none_is_known_are_empty_and_not_nought(tmp_path: Path) -> None:
    rows = [
        "2026-05-01,1069,废物，还钱,接收",
        "2026-05-01,1070,废物，还钱,接收",
        "2026-05-02 09:30,1070,还钱，废物,接收",
    ]
    of_rows(tmp_path, rows, columns="时间,号码,内容,类型")
    hours = {
        each["name"]: [each[f"hour_{hour:02d}"] for hour in range(24)]
        for each in lines(tmp_path / "out", "senders.csv")
    }
    assert hours == {"1069": [""] * 24, "1070": ["1" if hour == 9 else "0" for hour in range(24)]}


def test_a_sender_that_was_never_refused_has_no_nought_where_another_was(tmp_path: Path) -> None:
    rows = (
        "2026-05-01 10:00,1069,【甲】再不还钱就告诉你爸妈,接收",
        "2026-05-01 10:00,1071,【甲】废物，还钱,接收",
        "2026-05-01 10:00,1070,废物，还钱,接收",
        "2026-05-01 10:00,催收员,【乙】废物，还钱,接收",
        "2026-05-02 10:00,1069,请不要再给我发短信,发送",
    )
    for at, mask in enumerate((False, True)):
        (folder := tmp_path / str(at)).mkdir()
        found = of_rows(folder, rows, columns="时间,号码,内容,类型", mask=mask).evidence.patterns
        assert [group.refused for group in found.signatures] == [True, False]
        assert {group.name: group.refused for group in found.senders if group.name.isdigit()} == {
            "1069": True,
            "1070": False,
            "1071": True,
        }
        assert shown_after_refusal(folder / "out") == ["0", "—", "0", "—", "0", "—"]


def test_a_sender_whose_signatures_are_all_but_alike_is_refused_with_each_of_them(tmp_path: Path) -> None:
    rows = (
        *("2026-05-01 10:00,1069,【ABC】再不还钱就告诉你爸妈,接收", "2026-05-01 11:00,1069,【ABC】废物，还钱,接收"),
        *("2026-05-01 10:00,1070,【abc】废物，还钱,接收", "2026-05-02 10:00,1070,请不要再给我发短信,发送"),
        "2026-05-03 10:00,1069,【abc】废物，还钱,接收",
    )
    made = of_rows(tmp_path, rows, columns="时间,号码,内容,类型")
    assert {group.name: group.tagged("continued_after_refusal") for group in made.evidence.patterns.senders} == {
        "1069": 1,
        "1070": 0,
    }


def test_a_day_that_was_named_is_a_refusal_to_every_sender(tmp_path: Path) -> None:
    rows = ("2026-05-01,1069,废物，还钱", "2026-05-01,1070,【甲】废物，还钱")
    made = of_rows(tmp_path, rows, refused_on=date(2026, 6, 2))
    assert shown_after_refusal(made.folder) == ["0"] * 3


def test_repeats_on_a_day_whose_hours_are_not_kept_are_all_listed(tmp_path: Path) -> None:
    days = ["2026-05-01"] * 4 + ["2026-05-02"]
    made = of_rows(tmp_path, [f"{day},1069,再不还钱就告诉你爸妈" for day in days])
    assert made.evidence.summary.duplicates == 0
    assert made.evidence.patterns.count("high_frequency") == 4


def test_where_only_a_day_is_kept_no_clock_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "短信.csv"
    rows = ("2026-05-01,1069,再不还钱就告诉你爸妈,接收", "2026-05-02,1069,请不要再给我发短信,发送")
    path.write_text("时间,号码,内容,类型\n" + "\n".join(rows), "utf-8")
    spam, court = (
        report([path], tmp_path / each, Words(), "v1", wishes=Wishes(pdf=False, purpose=each), command="", now=NOW)
        for each in (Purpose.SPAM, Purpose.COURT)
    )
    assert "：2026-05-01\n" in (spam.folder / "12321/0001/号码和时间.txt").read_text("utf-8-sig")
    assert "2026-05-02 您发给 1069" in page(court.folder)
    assert "第 1 号　2026-05-01　发送号码" in letter(court.folder, Purpose.COURT)
    assert "00:00" not in page(court.folder) + letter(court.folder, Purpose.COURT)
    assert ("夜间收到", None, "记录里没有钟点，无从得知") in statistics(court.evidence, Voice.LETTER)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC", "America/New_York", "Asia/Tokyo", "Pacific/Auckland"])
def test_a_mere_day_stays_that_day_without_a_clock_whatever_zone_is_assumed(tmp_path: Path, zone: str) -> None:
    rows = ("2026-05-01,1069,再不还钱就告诉你爸妈,接收", "2026-05-02,1069,请不要再给我发短信,发送")
    made = of_rows(tmp_path, rows, columns="时间,号码,内容,类型", options=Options.of(zone), purpose=Purpose.COURT)
    assert "第 1 号　2026-05-01　发送号码" in letter(made.folder, Purpose.COURT)
    assert "2026-05-02 您发给 1069" in page(made.folder)
    assert "2026-05-01,1" in (made.folder / "days.csv").read_text("utf-8-sig")
    assert ("夜间收到", None, "记录里没有钟点，无从得知") in statistics(made.evidence, Voice.LETTER)


def test_scan_and_report_give_the_same_instants(tmp_path: Path) -> None:
    options = Options.of("America/New_York")
    made = of_rows(tmp_path, ["2026-05-01,1,废物，还钱", "2026-05-02 10:30:07,1,废物，还钱"], options=options)
    found = scan([tmp_path / "短信.csv"], Words(), options)
    scanned = [each.message.time for each in found if isinstance(each, Finding)]
    assert [each.message.time for each in made.evidence.exhibits] == scanned


def test_a_report_says_how_times_without_a_zone_and_mere_days_were_read(tmp_path: Path) -> None:
    day, clock = "2026-05-01,1,废物，还钱", "2026-05-02 10:30:07,1,废物，还钱"
    by_zone = "按 America/New_York，共 1 条"
    by_day = "只有日期的（没有写钟点，或写的是零点整），按北京时间的当天，共 1 条"
    for name, rows, said in (
        ("both", [day, clock], f"{by_zone}；{by_day}"),
        ("day", [day], by_day),
        ("clock", [clock], by_zone),
        ("zoned", ["2026-05-02 10:30:07 +08:00,1,废物，还钱"], "没有"),
    ):
        (folder := tmp_path / name).mkdir()
        made = of_rows(folder, rows, options=Options.of("America/New_York"))
        assert f"<dt>未注明时区的时间</dt><dd>{said}</dd>" in page(made.folder)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
def test_tables_and_manifest_give_of_a_mere_day_the_day_alone_and_are_verified(tmp_path: Path, zone: str) -> None:
    written = ["2026-05-01,1,废物，还钱", "2026-05-02 10:30:07,1,废物，还钱"]
    made = of_rows(tmp_path, written, options=Options.of(zone))
    clocked = datetime(2026, 5, 2, 10, 30, 7, tzinfo=ZoneInfo(zone))
    for rows in (jsonl(made.folder), table(made.folder)):
        assert [row["time"] for row in rows] == ["2026-05-01", clocked.isoformat()]
    senders = (made.folder / "senders.csv").read_text("utf-8-sig")
    assert f"sender,1,2,0,0,2026-05-01,{clocked}," in senders
    told = json.loads((made.folder / "manifest.json").read_text("utf-8"))["scan"]
    assert (told["first"], told["last"]) == ("2026-05-01", clocked.isoformat())
    assert verify(made.folder).intact


def test_what_has_no_clock_or_no_time_is_counted_beside_the_charts_and_the_nights(tmp_path: Path) -> None:
    rows = [",1,废物，还钱", "2026-05-01,1,废物，还钱", "2026-05-02,1,废物，还钱", "2026-05-03 23:30:07,2,废物，还钱"]
    made = of_rows(tmp_path, rows, purpose=Purpose.COURT)
    html = page(made.folder)
    assert "每日条数。还有 1 条时间不明，不在图里。" in html
    assert "深色是 22:00–8:00，共 1 条。还有 3 条没有钟点，不在图里，也无从得知是不是夜间收到的。" in html
    meaning = "22:00–8:00 收到的上述短信；还有 3 条没有钟点，没有算"
    assert ("夜间收到", 1, meaning) in statistics(made.evidence, Voice.LETTER)
    assert f"夜间收到：1 条（{meaning}）" in letter(made.folder, Purpose.COURT)
    assert re.findall('data-label="夜间">(.*?)</td>', html) == ["—", "1"]


def test_nothing_is_said_of_clocks_where_all_messages_have_one(tmp_path: Path) -> None:
    html = page(reported(tmp_path).folder)
    assert "没有钟点" not in html
    assert "时间不明，" not in html


def test_what_came_at_midnight_sharp_came_at_night(tmp_path: Path) -> None:
    """A count since 1970 has its clock, also where that reads 00:00:00."""
    made = reported(tmp_path, [("废物，还钱", 14 - 5 / 3600, "1069")], purpose=Purpose.COURT)
    assert "<span>2026-06-02 00:00:00</span>" in page(made.folder)
    assert "第 1 号　2026-06-02 00:00:00　" in letter(made.folder, Purpose.COURT)
    assert ("夜间收到", 1, "22:00–8:00 收到的上述短信") in statistics(made.evidence, Voice.LETTER)


def test_all_times_and_days_are_those_of_china_whatever_the_zone(tmp_path: Path) -> None:
    """In Greenwich they are all of the old year, whose rules were others."""
    path = tmp_path / "短信.jsonl"
    lines = [
        {"text": text, "sender": "1069", "time": f"2025-12-31 {clock}:00", "type": "sent" if own else "received"}
        for own, text, clock in (
            (False, "【某花】废物", "15:50"),
            (False, "【某花】废物，还钱", "16:10"),
            (False, "【某花】废物，快还", "16:20"),
            (True, "请不要再给我发短信", "16:30"),
        )
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    wishes = Wishes(Purpose.COURT, pdf=False, refused_on=date(2025, 12, 31))
    greenwich = Options.of("UTC")
    made = report([path], tmp_path / "out", Words(), "v1", wishes=wishes, options=greenwich, now=NOW)
    assert [made.evidence.patterns.count(tag) for tag in ("high_frequency", "continued_after_refusal")] == [0, 2]
    html, written = page(made.folder), letter(made.folder, Purpose.COURT)
    for told in (html, written):
        for shown in ("2026-01-01 00:10:00", "2025-12-31 至 2026-01-01", "2026-01-01 00:30 ", "（2025 年修订）"):
            assert shown in told
    assert "2026-11-24 14:00（北京时间）" in html
    assert "2026-11-24 14:00" in written
    assert "最多的一天（2026-01-01）2 条" in written
    assert "2026-01-01,2" in (made.folder / "days.csv").read_text("utf-8-sig")


@pytest.mark.parametrize(
    ("time", "sent", "shown"),
    [
        ("2026-05-01 10:30:07", "2026-04-30 09:15:00", "2026-05-01 10:30:07（发送于 04-30 09:15）"),
        ("2026-05-01 10:30:07", "2026-04-30 00:00:00", "2026-05-01 10:30:07（发送于 04-30）"),
        ("2026-05-01 00:00:00", "2026-05-01 09:15:00", "2026-05-01（发送于 05-01 09:15）"),
        ("2026-05-01 00:00:00", "2026-05-01 00:00:00", "2026-05-01"),
        ("2026-01-01 00:10:07", "2025-12-31 23:15:00", "2026-01-01 00:10:07（发送于 2025-12-31 23:15）"),
    ],
)
def test_of_each_time_as_much_is_shown_as_is_known(time: str, sent: str, shown: str) -> None:
    came, went = (datetime.fromisoformat(each).replace(tzinfo=SHANGHAI) for each in (time, sent))
    message = replace(finding("废物", came, sent=went).message, zone_assumed=True)
    assert moment(Exhibit(1, message, None, (), None, None)) == shown


@pytest.mark.parametrize(
    ("days", "span"),
    [(44, "每日"), (45, "每周"), (1_399, "每周"), (1_400, "每月"), (5_999, "每月"), (6_000, "每年"), (60_000, "每年")],
)
def test_a_long_time_is_drawn_by_longer_spans_so_that_a_chart_stays_small(tmp_path: Path, days: int, span: str) -> None:
    """One message with an absurd date made it nine megabytes."""
    html = page(reported(tmp_path, (RECORDS[1], ("【某花】废物", days * 24 + 24, "1069"))).folder)
    assert f"疑似威胁联系家人的短信，{span}条数。" in html
    assert f'aria-label="{span}条数"' in html
    assert len(html) < 400_000


@pytest.mark.parametrize(("days", "year"), [(20, "2026-"), (300, "2026-"), (20, ""), (200, "")])
def test_days_are_written_with_their_year_where_the_time_has_more_than_one(
    tmp_path: Path, days: int, year: str
) -> None:
    start = 24 * 200 if year else 0  # from the middle of December
    records = [("【某花】废物，还钱", start + at * 24, "1069") for at in (0, days, days)]
    html = page(reported(tmp_path, records, dedupe=False).folder)
    chart = re.search(r"<svg.*?</svg>", html, re.DOTALL)
    assert chart is not None
    labels = re.findall(r">((?:\d{4}-)?\d\d-\d\d)</text>", chart[0])
    assert labels
    assert {len(label) for label in labels} == ({10} if year else {5})
    (busiest,) = set(re.findall('data-label="最多的一天">(.*?)</td>', html))
    assert re.fullmatch(rf"2 条（{'2027-' if year else ''}\d\d-\d\d）", busiest)


@pytest.mark.parametrize("span", SPANS)
def test_every_day_has_its_bar(span: Span) -> None:
    first, last = date(2023, 12, 30), date(2029, 3, 1)
    days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    assert list(span.starts(first, last)) == sorted(set(map(span.start, days)))


def test_a_phone_of_six_months_becomes_a_report(tmp_path: Path, judge: Judge) -> None:
    assert make(tmp_path / "phone", messages=1_500) == 1_620
    made = report(
        [tmp_path / "phone"], tmp_path / "out", judge, "v1", wishes=Wishes(pdf=False), command="jingxin", now=NOW
    )
    evidence = made.evidence
    assert evidence.summary.duplicates == 120
    assert {group.name for group in evidence.patterns.signatures[:2]} == {"安心花", "鼎正法务"}
    assert all(group.rotates for group in evidence.patterns.signatures[:2])
    assert evidence.patterns.signatures[0].escalates
    assert len(evidence.patterns.refusals) == 2
    assert evidence.patterns.count("continued_after_refusal") > 50
    assert len(evidence.campaigns[0].senders) > 20
    assert verify(made.folder, [tmp_path / "phone"]).intact


def test_the_generator_writes_the_same_phone_again(tmp_path: Path) -> None:
    for name in ("one", "two"):
        make(tmp_path / name, messages=600)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_archive_of_tests_is_read_as_written(tmp_path: Path) -> None:
    from service.scan import scan

    assert sum(1 for _ in scan([archive(tmp_path)], Words())) == len(RECORDS)
