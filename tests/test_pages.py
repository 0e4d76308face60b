"""The pages, as a stranger's browser meets them: what they show, refuse, and leave behind."""

import asyncio
import hashlib
import io
import json
import logging
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from html import unescape
from pathlib import Path
from time import monotonic, sleep, time

import pytest
from fastapi.testclient import TestClient
from starlette.datastructures import FormData
from starlette.types import Message

from model.explain import Reason
from model.judging import Judgement
from model.labels import Label, Verdict
from service import uploads
from service.advice import SAFETY
from service.app import create_app
from service.errors import (
    ArchiveError,
    FullError,
    GoneError,
    LackingError,
    LackingKeyError,
    LockedError,
    PageError,
    StoppedError,
)
from service.extras import NEEDED
from service.filling import filled
from service.highlighting import shown
from service.jobs import Job, Jobs, Stage, Status, _settle, delete_left, run
from service.presets import PRESETS
from service.rules import Lender
from service.schemas import EXAMPLE_TEXT
from service.settings import Settings
from service.verifying import verify
from service.wording import NUMBERED
from tests import works
from tests.archived import RECORDS, Words, archive
from tests.full import Full, disk, limit

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}"
RECORD = {"text": EXAMPLE_TEXT, "sender": "10690000777", "time": "2026-06-03T10:00:05+08:00"}
ARCHIVE = "".join(json.dumps(RECORD | {"text": f"{EXAMPLE_TEXT}{at}"}) + "\n" for at in range(30)).encode()


@pytest.fixture(scope="module")
def settings(home: Path) -> Settings:
    return Settings(home=home, max_body=100_000, max_upload=1_000_000, max_reports=1)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def jobs(tmp_path: Path) -> Jobs:
    return Jobs(tmp_path / "reports", most=1, seconds=60)


def send(client: TestClient, content: bytes = ARCHIVE, name: str = "短信.jsonl", **fields: str) -> str:
    """The path of the report's page."""
    answer = client.post("/reports", files={"archive": (name, content)}, data=fields, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def finished(client: TestClient, path: str) -> str:
    """The page of a report once it has ended."""
    until = monotonic() + 60
    while 'id="running"' in (text := client.get(path).text):
        assert monotonic() < until
        sleep(0.05)  # the report runs in another process
    return text


def left(settings: Settings) -> list[Path]:
    return list(settings.reports.rglob("*"))


def test_a_message_is_judged_with_its_decisive_words_marked(client: TestClient) -> None:
    answer = client.post("/", data={"text": EXAMPLE_TEXT})
    assert answer.status_code == 200
    assert "疑似威胁联系家人" in answer.text
    assert re.search(r"<mark>[^<]*(爸妈|同事)", answer.text)
    assert "依据 1：“" in answer.text
    for helps in ("110", "12378", "12321", "先不要删", "仅供参考，非法律意见"):
        assert helps in answer.text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("【某宝】您的快递已放入3号柜，取件码 8-2-1174", "没有看到催收骚扰或威胁联系家人"),
        ("好", "内容过短，无法判断"),
    ],
)
def test_what_is_harmless_or_too_short_is_said_to_be(client: TestClient, text: str, says: str) -> None:
    page = client.post("/", data={"text": text}).text
    assert says in page
    assert "<mark" not in page


@pytest.mark.parametrize("text", ["等死吧", "Pay today or I tell your boss."])
def test_of_what_cannot_be_judged_it_is_said_that_this_clears_nothing_and_where_help_is(
    client: TestClient, text: str
) -> None:
    """It may be all that somebody wrote, and a threat none the less."""
    page = client.post("/", data={"text": text}).text
    assert "判断不了，不等于没有问题" in page
    assert SAFETY in page.replace("<strong>110</strong>", "110")
    assert "如果整条就是这样" in page


def test_who_never_borrowed_finds_an_answer_to_who_lent_and_is_not_told_to_pay(client: TestClient) -> None:
    """Mothers and colleagues give archives too."""
    assert '<option value="">没有借过、不清楚，或不止一家</option>' in client.get("/").text
    page = client.post("/", data={"text": EXAMPLE_TEXT}).text
    assert "如果要还款，只走贷款机构的官方渠道" in page


def judged(text: str, *spans: tuple[int, int, str]) -> Judgement:
    reasons = tuple(Reason(start, end, text[start:end], 1.0, spoke) for start, end, spoke in spans)
    tags = tuple(dict.fromkeys(spoke for _, _, spoke in spans if spoke != Label.THREAT))
    return Judgement(Label.THREAT, {Label.NORMAL: 0.03, Label.THREAT: 0.97}, Verdict.BLOCK, tags, reasons, "疑似", ())


@pytest.mark.parametrize(
    "spans",
    [
        ((0, 4, "insult"),),
        ((0, 4, "insult"), (2, 6, "threat_safety")),
        ((1, 8, "insult"), (2, 6, "threat_safety"), (2, 6, "visit_threat"), (7, 10, "false_legal")),
        ((0, 10, Label.THREAT), (3, 5, "insult")),
        ((0, 3, Label.THREAT), (2, 10, Label.THREAT)),
        (),
    ],
)
def test_marks_never_lie_in_each_other_and_the_text_stays_whole(spans: tuple[tuple[int, int, str], ...]) -> None:
    text = "零一二三四五六七八九"
    page = shown(text, judged(text, *spans))
    assert "".join(piece.text for piece in page.pieces) == text
    numbers = list(dict.fromkeys(piece.number for piece in page.pieces if piece.number))
    assert numbers == list(range(1, len(numbers) + 1))
    for ground in page.grounds:
        assert all(word.number in numbers for word in ground.words)
    quoted = {word.text for ground in page.grounds for word in ground.words}
    named = [span for span in spans if span[2] != Label.THREAT] or spans
    assert quoted == {text[start:end] for start, end, _ in named}


def test_the_shorter_of_two_overlapping_reasons_is_marked_whole() -> None:
    text = "零一二三四五六七八九"
    page = shown(text, judged(text, (0, 7, "insult"), (4, 9, "threat_safety")))
    assert [(piece.text, piece.number) for piece in page.pieces] == [("零一二三", 1), ("四五六七八", 2), ("九", None)]


@pytest.mark.parametrize(
    ("spans", "said"), [(((0, 2, "insult"), (3, 5, Label.THREAT)), True), (((0, 2, "insult"),), False)]
)
def test_what_weak_marks_mean_is_said_only_where_there_are_any(
    spans: tuple[tuple[int, int, str], ...], said: bool
) -> None:
    text = "零一二三四五六"
    page = filled("page_judged.html", {"shown": shown(text, judged(text, *spans)), "limit": 4_000})
    assert ('class="weak"' in page, "只有虚线的" in page) == (said, said)


def test_disguises_are_told_in_chinese(client: TestClient) -> None:
    page = client.post("/", data={"text": "再不还款就告诉你爸妈和单位，老*赖 崔收上门"}).text
    assert "变形的写法：" in page
    assert not re.search("变形的写法：[^。]*[a-z]", page)


def test_a_threat_to_safety_calls_for_help_first() -> None:
    assert shown("卸你的门", judged("卸你的门", (0, 1, "threat_safety"))).urgent
    assert not shown("老赖", judged("老赖", (0, 2, "insult"))).urgent


def test_hostile_text_is_shown_as_text(client: TestClient) -> None:
    for text in (EXAMPLE_TEXT + HOSTILE, "您" * 4_001 + HOSTILE):
        page = client.post("/", data={"text": text}).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        bare = re.sub(r"<span.*?</span>|<[^>]+>", "", re.sub(r'<span class="number">.*?</mark>', "", page))
        assert text in unescape(bare).replace("\n", "")


@pytest.mark.parametrize(
    ("text", "status", "says"),
    [("", 422, "还没有内容"), (" \r\n ", 422, "还没有内容"), ("您" * 4_001, 413, "请删去一些")],
)
def test_what_cannot_be_judged_gets_a_sentence_that_says_what_to_do(
    client: TestClient, text: str, status: int, says: str
) -> None:
    answer = client.post("/", data={"text": text})
    assert answer.status_code == status
    assert says in answer.text
    assert 'role="alert"' in answer.text


def test_a_line_end_counts_once(client: TestClient) -> None:
    assert client.post("/", data={"text": "\r\n".join(["您好"] * 1_333)}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/static/page.css", "/static/page.js", "/static/nothing", "/reports/unknown"])
def test_every_page_has_a_strict_policy(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == ("no-cache" if path.endswith((".css", ".js")) else "no-store")


@pytest.mark.parametrize(("method", "path"), [("GET", "/nowhere"), ("GET", "/reports"), ("PUT", "/")])
def test_a_browser_that_lost_its_way_gets_a_page_and_a_program_gets_json(
    client: TestClient, method: str, path: str
) -> None:
    browsers = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    page = client.request(method, path, headers={"accept": browsers})
    assert page.status_code in (404, 405)
    assert ("allow" in page.headers) == (page.status_code == 405)
    assert "这里没有页面" in page.text
    assert '<a class="button" href="/">回到首页</a>' in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for accept in ("*/*", "application/json"):
        answer = client.request(method, path, headers={"accept": accept})
        assert answer.status_code == page.status_code
        assert answer.json()["error"] == "HTTPError"


def test_pages_hold_no_inline_script_style_or_foreign_address(client: TestClient) -> None:
    page = client.get("/").text + client.post("/", data={"text": EXAMPLE_TEXT}).text
    assert not re.search(r"<script>|<style|\sstyle=|\son\w+=", page)
    assert not re.search(r"(src|href|action)=\"(https?:)?//", page)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site", "origin": "http://testserver"}, 403),
        ({"origin": "http://testserver"}, 200),
        ({"origin": "http://elsewhere.example"}, 403),
        ({"origin": "http://testserver:81"}, 403),
        ({"origin": "null"}, 403),
    ],
)
def test_only_our_own_forms_are_answered(client: TestClient, headers: dict[str, str], status: int) -> None:
    answer = client.post("/", data={"text": EXAMPLE_TEXT}, headers=headers)
    assert answer.status_code == status
    assert (EXAMPLE_TEXT in re.sub(r"<[^>]+>", "", answer.text)) <= (status == 200)
    if status == 403:
        for path in ("/reports", "/reports/x/delete"):
            assert client.post(path, headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("path", "kind", "begun"),
    [("/", "application/x-www-form-urlencoded", b"te"), ("/reports", "multipart/form-data; boundary=x", b"--x\r\n")],
)
def test_a_tab_that_is_closed_while_it_sends_is_no_fault_of_the_server(
    settings: Settings, path: str, kind: str, begun: bytes
) -> None:
    coming: list[Message] = [{"type": "http.request", "body": begun, "more_body": True}]
    sent: list[Message] = []

    async def receive() -> Message:
        return coming.pop(0) if coming else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": path, "query_string": b""}
    scope["headers"] = [(b"content-type", kind.encode())]
    asyncio.run(create_app(settings)(scope, receive, send))
    assert sent[0]["status"] == 422
    assert left(settings) == []


def test_an_archive_becomes_a_folder_that_can_be_verified_and_then_nothing_is_left(
    client: TestClient, settings: Settings, tmp_path: Path
) -> None:
    path = send(client, purpose="lender")
    page = finished(client, path)
    assert "报告做好了" in page
    assert "一共读了 30 条短信" in page
    read = client.get(f"{path}/report")
    assert "短信整理报告" in read.text
    assert "sandbox" in read.headers["content-security-policy"]
    assert "script-src" not in read.headers["content-security-policy"]
    answer = client.get(f"{path}/download")
    assert answer.headers["content-type"] == "application/zip"
    zipfile.ZipFile(io.BytesIO(answer.content)).extractall(tmp_path)
    folder = tmp_path / "短信整理报告"
    assert verify(folder).intact
    assert (folder / "lender.docx").is_file()
    assert json.loads((folder / "manifest.json").read_text("utf-8"))["sources"][0]["name"] == "短信.jsonl"
    assert client.post(f"{path}/delete").status_code == 200
    assert left(settings) == []
    assert client.get(f"{path}/download").status_code == 404


def test_what_a_form_wishes_is_in_the_report(client: TestClient, tmp_path: Path) -> None:
    texts = [f"{EXAMPLE_TEXT}{at}，你妈妈李秀英" for at in range(3)] + ["废物，不要脸的老赖，滚去还钱"] * 2 + ["废物"]
    lines = [json.dumps(RECORD | {"text": text, "sender": str(10690000777 + at)}) for at, text in enumerate(texts)]
    path = send(client, "\n".join([*lines, "{"]).encode(), mask="1", refused_on="2026-06-01", lender="bank")
    page = finished(client, path)
    zipfile.ZipFile(io.BytesIO(client.get(f"{path}/download").content)).extractall(tmp_path)
    said = json.loads((tmp_path / "短信整理报告" / "manifest.json").read_bytes())
    rows = (tmp_path / "短信整理报告" / "messages.jsonl").read_text("utf-8")
    assert (said["masked"], said["refused_on"], said["lender"]) == (True, "2026-06-01", "bank")
    assert "李秀英" not in rows + client.get(f"{path}/report").text
    labels = [json.loads(row)["label"] for row in rows.splitlines()]
    threats, harassing = (labels.count(label) for label in (Label.THREAT, Label.HARASSMENT))
    assert 0 != threats != harassing != 0
    assert f"<b>{threats}</b> 条疑似威胁联系家人" in page
    assert f"<b>{harassing}</b> 条疑似催收骚扰" in page
    assert "另有 1 处没有读出来" in page


def test_who_has_no_such_message_is_told_what_that_means_and_not_that_reading_may_hurt(client: TestClient) -> None:
    hard, cleared = "读起来可能难受", "没有找到不等于没有"
    page = finished(client, send(client, json.dumps(RECORD | {"text": "您本月话费账单为58元，请查收"}).encode()))
    assert (hard in page, cleared in page) == (False, True)
    page = finished(client, send(client))
    assert (hard in page, cleared in page) == (True, False)


def test_how_many_messages_could_not_be_judged_is_said_only_where_there_are_any(client: TestClient) -> None:
    short = "".join(json.dumps(RECORD | {"text": text}) + "\n" for text in ("嗯", "", "See you at the station"))
    assert "有 3 条太短、不是中文或没有文字，程序判断不了" in finished(client, send(client, ARCHIVE + short.encode()))
    assert "判断不了" not in finished(client, send(client))


def test_what_was_uploaded_is_deleted_as_soon_as_the_report_is_made(client: TestClient, settings: Settings) -> None:
    path = send(client)
    finished(client, path)
    until = monotonic() + 10
    while any(each.name == "given" for each in left(settings)) and monotonic() < until:
        sleep(0.01)
    assert sorted(each.name for each in left(settings) if each.is_file()) == ["made.zip", "server", "status.json"]
    assert client.post(f"{path}/delete").status_code == 200
    assert left(settings) == []


def test_every_page_says_that_a_report_stays_for_a_while(client: TestClient) -> None:
    for path in ("/", "/reports/none"):
        page = client.get(path, headers={"accept": "text/html"}).text
        assert "贴进来的短信不保存；交来的文件整理完就删，报告到时自动删除。" in page


def test_wherever_files_are_deleted_it_is_said_that_ones_own_are_not(client: TestClient) -> None:
    """They are evidence, and whoever reads this may be frightened."""
    path = send(client, b"\x7fELF", "a.bin")
    for page in (client.get("/").text, finished(client, path), client.post(f"{path}/delete").text):
        assert re.search("服务器上.*您自己的.*不受影响", page)


def test_nothing_is_left_when_the_server_stops(settings: Settings) -> None:
    with TestClient(create_app(settings)) as client:
        finished(client, send(client))
        assert left(settings)
    assert left(settings) == []


def test_nothing_that_was_sent_reaches_a_log_or_the_temporary_folder(
    client: TestClient, caplog: pytest.LogCaptureFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    client.post("/", data={"text": EXAMPLE_TEXT})
    finished(client, send(client, name="张三的短信.jsonl"))
    finished(client, send(client, b"\x7fELF" + EXAMPLE_TEXT.encode(), name="张三的短信.bin"))
    for secret in (EXAMPLE_TEXT, "10690000777", "张三"):
        assert secret not in caplog.text
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"\x7fELF\x00\x00\x00", "a.bin", "没有找到能读的短信记录"),
        (b"PK\x03\x04 broken", "a.zip", "读不出来"),
        (b'<?xml version="1.0"?><calls count="1"><call number="1"/></calls>', "calls.xml", "没有找到能读的短信记录"),
    ],
)
def test_what_is_no_archive_is_refused_in_chinese(
    client: TestClient, content: bytes, name: str, says: str, settings: Settings
) -> None:
    page = finished(client, send(client, content, name))
    assert "没有整理成" in page
    assert says in page
    assert str(settings.home) not in page
    assert "jingxin" not in page


@pytest.mark.parametrize(
    ("files", "fields", "says"),
    [
        ({}, {}, "还没有选文件"),
        ({"archive": ("", b"")}, {}, "还没有选文件"),
        ({"archive": ("a.csv", b"")}, {}, "还没有选文件"),
        ({"archive": ("a.csv", b"a")}, {"purpose": "nowhere"}, "没有这个选项"),
        ({"archive": ("a.csv", b"a")}, {"refused_on": "yesterday"}, "请写成 2026-05-01"),
        ({"archive": ("a.csv", b"a")}, {"purpose": "12321", "mask": "1"}, "不能遮盖"),
        ({"archive": ("a.csv", b"a")}, {"purpose": "12378", "lender": "private"}, "不受理个人之间的借款"),
    ],
)
def test_a_form_that_is_not_right_gets_a_sentence(
    client: TestClient, settings: Settings, files: dict, fields: dict[str, str], says: str
) -> None:
    answer = client.post("/reports", files=files or {"other": ("", b"")}, data=fields)
    assert answer.status_code == 422
    assert says in answer.text
    assert left(settings) == []


def test_a_place_that_hears_of_no_person_names_all_that_do(client: TestClient) -> None:
    wishes = {"purpose": "12378", "lender": "private"}
    told = client.post("/reports", files={"archive": ("a.csv", b"a")}, data=wishes).text.partition("请把用途改成")[2]
    assert [preset.purpose for preset in PRESETS.values() if f"“{preset.name}”" in told] == [
        preset.purpose for preset in PRESETS.values() if preset.takes(Lender.PRIVATE)
    ]


def test_too_many_files_are_refused_with_the_limit_that_the_form_names(client: TestClient, settings: Settings) -> None:
    answer = client.post("/reports", files=[("archive", (f"{at}.html", b"x")) for at in range(uploads.FILES + 1)])
    assert answer.status_code == 422
    assert "一次最多 200 个文件。请把它们压缩成一个 ZIP" in answer.text
    assert "一次最多 200 个" in client.get("/").text
    assert left(settings) == []


def test_the_form_says_how_to_export_before_it_asks_and_nothing_that_a_page_cannot_do(client: TestClient) -> None:
    page = client.get("/").text
    phones = ("<dt>华为", "<dt>小米", "<dt>OPPO", "<dt>iPhone", "<dt>其他安卓手机", 'type="file"')
    assert sorted(phones, key=page.index) == list(phones)
    for impossible in ("jingxin", "--map", "text=", "给出整个文件夹", "备份密码", "Parquet"):
        assert impossible not in page


def test_a_report_is_first_offered_to_be_read(client: TestClient) -> None:
    page = finished(client, send(client))
    assert page.index("在浏览器里看") < page.index("下载报告（ZIP）") < page.index("现在就删除")


def test_too_few_messages_for_a_place_are_said_to_be_too_few(client: TestClient) -> None:
    page = finished(client, send(client, json.dumps(RECORD).encode() + b"\n", purpose="nifa"))
    assert "中国互联网金融协会举报平台" in page
    assert "只要报告" in page


def test_an_upload_over_its_limit_is_refused(client: TestClient, settings: Settings) -> None:
    answer = client.post("/reports", files={"archive": ("a.csv", b"a" * 1_000_001)})
    assert answer.status_code == 413
    assert "请分成几份" in answer.text
    assert client.post("/", data={"text": "a" * 100_001}).status_code == 413
    assert left(settings) == []


@pytest.mark.parametrize("name", ["unknown", "%2e%2e%2fmodels", "a" * 43, "%00", "models"])
def test_an_unknown_report_is_gone(client: TestClient, name: str) -> None:
    for answer in (
        client.get(f"/reports/{name}"),
        client.get(f"/reports/{name}/report"),
        client.get(f"/reports/{name}/download"),
        client.post(f"/reports/{name}/delete"),
    ):
        assert answer.status_code in (404, 405)


def test_a_report_that_is_gone_is_told_with_all_that_may_have_taken_it(client: TestClient) -> None:
    page = client.get("/reports/unknown").text
    for cause in ("到了时间", "您点了删除", "服务器重新启动过"):
        assert cause in page


def test_an_installation_that_cannot_make_reports_says_so_at_once_and_takes_no_file(
    client: TestClient, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "还不能整理报告" not in client.get("/").text
    monkeypatch.setattr("service.extras.find_spec", lambda name: None if name == "docx" else name)
    monkeypatch.setattr(uploads, "form_of", None)  # nothing of the upload is read
    home = client.get("/").text
    assert "这里还不能整理报告：" in home
    assert "pip install datasketch" in home
    assert 'type="file"' not in home
    answer = client.post("/reports", files={"archive": ("a.jsonl", ARCHIVE)})
    assert answer.status_code == 503
    assert "这和您的文件没有关系" in answer.text
    assert left(settings) == []
    assert client.post("/", data={"text": EXAMPLE_TEXT}).status_code == 200


@pytest.mark.parametrize("extra", list(uploads.LACKED))
def test_a_file_and_its_password_are_not_blamed_where_an_extra_is_missing(
    extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(error: Exception) -> str:
        def refuse(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr(uploads, "gathered", refuse)
        order = uploads.order_of(FormData(), Settings(home=tmp_path))
        with pytest.raises(PageError) as refused:
            uploads._report([], tmp_path, lambda _: [], "v1", order=order, progress=lambda *_: None)  # type: ignore[arg-type]
        return str(refused.value)

    monkeypatch.setattr("service.extras.find_spec", lambda _: None)
    for error in (LackingError("a", extra), LackingKeyError("a", extra)):
        assert f"附加包“{extra}”" in told(error)
        assert next(iter(NEEDED[extra].values())) in told(error)
    assert (told(LockedError()), told(ArchiveError())) == (uploads.LOCKED, uploads.UNREADABLE)


def test_no_more_reports_run_than_may_and_one_can_be_stopped(
    client: TestClient, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "Reporting", lambda *_: works.endless)
    path = send(client)
    until = monotonic() + 60
    while not (settings.reports / Path(path).name / "begun").is_file():
        assert monotonic() < until
        sleep(0.02)
    page = client.get(path).text
    assert "正在读短信" in page
    assert "保留 15 分钟，请别走开太久" in page
    assert client.get(f"{path}/download").status_code == 422
    answer = client.post("/reports", files={"archive": ("a.jsonl", ARCHIVE)})
    assert answer.status_code == 503
    assert "请过几分钟再提交" in answer.text
    process = int((settings.reports / Path(path).name / "begun").read_text())
    assert client.post(f"{path}/delete").status_code == 200
    assert client.get(path).status_code == 404
    assert has_ended(process)
    assert left(settings) == []


def has_ended(process: int) -> bool:
    """Whether a process of ours is gone, after at most a while."""
    until = monotonic() + 20
    while monotonic() < until:
        try:
            os.kill(process, 0)
            if ") Z" in Path(f"/proc/{process}/stat").read_text("utf-8"):
                return True  # over, though nobody asked how it ended
        except (ProcessLookupError, FileNotFoundError):
            return True
        sleep(0.02)
    return False


def test_an_error_nobody_thought_of_is_answered_and_its_message_is_not_logged(
    client: TestClient, settings: Settings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(uploads, "Reporting", lambda *_: works.broken)
    path = send(client)
    page = finished(client, path)
    said = "".join(capfd.readouterr())
    assert "意料之外" in page
    assert EXAMPLE_TEXT not in page + said
    assert "a report failed: ValueError" in said
    assert not (settings.reports / Path(path).name / "given").exists()


def test_a_report_whose_process_was_killed_is_said_to_have_failed(
    client: TestClient, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "Reporting", lambda *_: works.killed)
    path = send(client)
    assert "整理到一半停了" in finished(client, path)
    assert not (settings.reports / Path(path).name / "given").exists()


def test_temporary_files_of_a_report_go_with_it_and_what_it_writes_too_late(
    client: TestClient, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "Reporting", lambda *_: works.careless)
    path = send(client)
    finished(client, path)
    assert [each.name for each in left(settings) if each.name.endswith(".left")]
    client.post(f"{path}/delete")
    assert left(settings) == []


def test_a_report_ends_and_leaves_nothing_when_its_server_is_killed(tmp_path: Path) -> None:
    server = subprocess.Popen([sys.executable, "-m", "tests.works", str(tmp_path)])
    job = tmp_path / "reports" / "job"
    until = monotonic() + 60
    while not (job / "begun").is_file():
        assert monotonic() < until
        sleep(0.02)
    process = int((job / "begun").read_text())
    server.kill()
    server.wait(20)
    assert has_ended(process)
    assert not job.exists()


def test_files_keep_their_names_as_far_as_a_file_may_bear_them(client: TestClient, tmp_path: Path) -> None:
    names = [
        "../../etc/短信.jsonl",
        "短信.jsonl",
        "C:\\我的\\.隐藏.csv",
        "长" * 200 + ".jsonl",
        "..",
        "a\x00\n\u202eb.csv",
    ]
    kept = list(uploads._names(names))
    assert kept[:3] == ["001/短信.jsonl", "002/短信.jsonl", "001/隐藏.csv"]
    assert kept[3].endswith(".jsonl")
    assert kept[4:] == ["001/文件", "001/ab.csv"]
    assert all(len(name.encode()) <= 130 and name.count("/") == 1 for name in kept)


def test_several_files_make_one_report(client: TestClient) -> None:
    files = [("archive", (name, ARCHIVE)) for name in ("a.jsonl", "b.jsonl")]
    answer = client.post("/reports", files=[*files, ("archive", ("c.bin", b"\x00\x01"))], follow_redirects=False)
    assert "报告做好了" in finished(client, answer.headers["location"])


def test_of_files_of_one_name_the_report_says_which_number_stands_for_which(client: TestClient) -> None:
    given = [(name, json.dumps(RECORD | {"text": f"{EXAMPLE_TEXT}{at}"}).encode()) for at, name in enumerate("aab")]
    files = [("archive", (f"{name}.jsonl", content)) for name, content in given]
    path = client.post("/reports", files=files, follow_redirects=False).headers["location"]
    assert "报告做好了" in finished(client, path)
    report = client.get(f"{path}/report").text
    assert NUMBERED in report
    for name, (_, content) in zip(("1/a.jsonl", "2/a.jsonl", "b.jsonl"), given, strict=True):
        assert re.search(rf">{name}<.*?{hashlib.sha256(content).hexdigest()}", report, re.DOTALL), name


@pytest.mark.parametrize(("stage", "kept"), [(Stage.RUNNING, 3_600), (Stage.DONE, 60), (Stage.FAILED, 60)])
def test_a_report_is_deleted_when_it_said_nothing_for_too_long(jobs: Jobs, stage: Stage, kept: int) -> None:
    """One that runs may be silent for longer than it is kept once it is made."""
    job = jobs.open()
    job.tell(Status(stage))
    silent_for(kept - 10, job)
    jobs.sweep()
    assert jobs.get(job.id).status().stage is stage
    silent_for(kept + 10, job)
    jobs.sweep()
    assert not job.folder.exists()
    with pytest.raises(GoneError):
        jobs.get(job.id)


def test_a_server_deletes_what_its_processes_left_and_nothing_of_another_server(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = jobs.open()
    run(failed, works.broken)
    with monkeypatch.context() as patched:
        patched.setattr("service.jobs._this_server", lambda: "another")
        others = Jobs(failed.folder.parent, most=9, seconds=60).open()
    delete_left(failed.folder.parent)
    assert not failed.folder.exists()
    assert others.status().stage is Stage.RUNNING


def test_a_form_whose_temporary_files_find_no_place_is_refused_in_chinese(
    home: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    big = ARCHIVE * (1 + (1 << 20) // len(ARCHIVE))  # of so many bytes the framework makes a temporary file
    with TestClient(create_app(Settings(home=home)), raise_server_exceptions=False) as client:
        answer = client.post("/reports", files={"archive": ("a.jsonl", big)})
    assert answer.status_code == 507
    assert "服务器暂时存不下这些文件，您的文件没有被保存。" in answer.text
    assert left(settings) == []


@pytest.mark.parametrize("charset", ["punycode", "undefined"])
@pytest.mark.parametrize("path", ["/", "/reports"])
def test_a_form_in_a_charset_that_is_none_is_refused(client: TestClient, path: str, charset: str) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n\xff..a\x80-\xe4\xbd\xa0\r\n--x--\r\n'
    kind = {"content-type": f"multipart/form-data; boundary=x; charset={charset}"}
    answer = client.post(path, content=part, headers=kind)
    assert answer.status_code == 422
    assert "请" in answer.text


def silent_for(seconds: int, job: Job) -> None:
    """Dates its last word back."""
    os.utime(job.folder / "status.json", (time() - seconds,) * 2)


def test_a_report_can_be_downloaded_again_and_from_where_it_broke_off(client: TestClient, jobs: Jobs) -> None:
    client.app.state.jobs = jobs  # type: ignore[attr-defined]
    job = jobs.open()
    job.made.write_bytes(bytes(range(256)))
    job.tell(Status(Stage.DONE))
    path = f"/reports/{job.id}/download"
    assert client.head(path).headers["content-length"] == "256"
    for _ in range(2):
        assert client.get(path).content == job.made.read_bytes()
    rest = client.get(path, headers={"range": "bytes=100-"})
    assert (rest.status_code, rest.content) == (206, bytes(range(100, 256)))


def test_what_a_crash_left_is_deleted_in_time(jobs: Jobs, tmp_path: Path) -> None:
    left = tmp_path / "reports" / ("h" * 43)
    left.mkdir(parents=True)
    jobs.sweep()
    assert left.exists(), "it may be another process's, about to begin"
    os.utime(left, (0, 0))
    jobs.sweep()
    assert not left.exists()


def test_what_else_lies_among_the_reports_is_left_alone(settings: Settings) -> None:
    settings.reports.mkdir(exist_ok=True)
    stray = settings.reports / ".DS_Store"
    stray.write_bytes(b"x")
    os.utime(stray, (0, 0))
    with TestClient(create_app(settings)) as client:
        assert "报告做好了" in finished(client, send(client))
    assert left(settings) == [stray]
    stray.unlink()


def test_an_old_report_that_cannot_be_deleted_keeps_no_other(
    jobs: Jobs, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("a" * 43, "b" * 43, "c" * 43):
        folder = tmp_path / "reports" / name
        folder.mkdir(parents=True)
        if name.startswith("b"):
            (folder / "status.json").mkdir()
        os.utime(folder / "status.json" if name.startswith("b") else folder, (0, 0))
    jobs.sweep()
    assert [each.name for each in (tmp_path / "reports").iterdir()] == ["b" * 43]
    assert "an old report cannot be deleted: " in caplog.text


def test_a_report_that_is_begun_while_old_ones_are_looked_for_is_deleted_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, looked = Path.exists, []

    async def serve() -> None:
        async with Jobs(tmp_path / "reports", most=9, seconds=60) as jobs:
            jobs.open()

            def looking(path: Path) -> bool:
                if not looked:
                    looked.append(path)
                    jobs.open()
                return looks(path)

            monkeypatch.setattr(Path, "exists", looking)
            jobs.sweep()

    asyncio.run(serve())
    assert looked
    assert list((tmp_path / "reports").iterdir()) == []


def test_old_reports_are_looked_for_again_after_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looks = 0

    async def serve() -> None:
        again, loop = asyncio.Event(), asyncio.get_running_loop()

        def sweep(_: Jobs) -> None:
            nonlocal looks
            looks += 1
            if looks == 2:
                raise ValueError(EXAMPLE_TEXT)
            if looks == 3:
                loop.call_soon_threadsafe(again.set)

        monkeypatch.setattr(Jobs, "sweep", sweep)
        async with Jobs(tmp_path, most=1, seconds=0.01):
            await asyncio.wait_for(again.wait(), 60)

    asyncio.run(serve())
    assert "old reports could not be looked for: ValueError" in caplog.text
    assert EXAMPLE_TEXT not in caplog.text


def test_another_process_answers_for_a_job_too(jobs: Jobs, tmp_path: Path) -> None:
    job = jobs.open()
    job.tell(Status(read=1, total=2, messages=3))
    other = Jobs(tmp_path / "reports", most=1, seconds=60)
    assert other.get(job.id).status() == Status(read=1, total=2, messages=3)
    other.get(job.id).delete()
    with pytest.raises(StoppedError):
        job.tell(Status())


def test_ids_are_long_and_folders_are_for_the_owner_alone(jobs: Jobs) -> None:
    job = jobs.open()
    assert len(job.id) == 43
    assert job.folder.stat().st_mode & 0o077 == 0


def test_what_is_written_after_a_deletion_is_deleted_too(jobs: Jobs) -> None:
    job = jobs.open()

    def late(job: Job) -> Status:
        job.delete()
        (job.folder / "out").mkdir(parents=True)
        return Status(Stage.DONE)

    run(job, late)
    _settle(job)
    assert not job.folder.exists()


def test_owner_refusals_and_archives_of_tests_pass_too(client: TestClient, tmp_path: Path) -> None:
    content = archive(tmp_path, RECORDS).read_bytes()
    assert "报告做好了" in finished(client, send(client, content, refused_on="2026-06-01", lender="bank", mask="1"))


@pytest.mark.parametrize("kind", [disk, limit])
def test_where_there_is_no_room_what_was_noted_stays_and_no_draft(
    tmp_path: Path, kind: Callable[[Path], AbstractContextManager[Full]]
) -> None:
    with kind(tmp_path) as full:
        job = Jobs(tmp_path / "reports", most=1, seconds=60).open()
        with full(), pytest.raises(StoppedError):
            job.tell(Status(messages=7))
        assert job.status() == Status()
        assert {path.name for path in job.folder.iterdir()} == {"given", "server", "status.json"}


@pytest.mark.parametrize("kind", [disk, limit])
def test_a_report_that_there_is_no_room_for_is_not_begun(
    tmp_path: Path, kind: Callable[[Path], AbstractContextManager[Full]]
) -> None:
    with kind(tmp_path) as full:
        jobs = Jobs(tmp_path / "reports", most=1, seconds=60)
        with full(), pytest.raises(FullError, match="您的文件没有被保存"):
            jobs.open()
        assert list((tmp_path / "reports").iterdir()) == []


def test_a_report_that_fills_the_disk_is_told_to_have_failed(tmp_path: Path) -> None:
    def work(job: Job) -> Status:
        with (job.folder / "made.zip").open("wb", buffering=0) as made:
            while True:
                made.write(bytes(4096))

    with disk(tmp_path):
        job = Jobs(tmp_path / "reports", most=1, seconds=60).open()
        run(job, work)
        assert job.status().stage is Stage.FAILED
        assert {path.name for path in job.folder.iterdir()} == {"server", "status.json"}


@pytest.mark.parametrize("kind", [disk, limit])
def test_a_report_that_there_is_no_room_for_is_told_to_have_failed_for_want_of_it(
    tmp_path: Path, kind: Callable[[Path], AbstractContextManager[Full]]
) -> None:
    """While it is written, and while it is packed."""
    given = tmp_path / "in.jsonl"
    given.write_bytes(ARCHIVE)
    order = uploads.Order(uploads.Wishes(pdf=False), uploads.Options())
    rooms = tmp_path / "rooms"
    rooms.mkdir()

    def report(folder: Path) -> None:
        uploads._report([given], folder, Words(), "v", order=order, progress=lambda *_: None)

    with kind(rooms) as full:
        report(rooms / "made")
        for write in (lambda: report(rooms / "other"), lambda: uploads._pack(rooms / "made", rooms / "made.zip")):
            with full(), pytest.raises(FullError, match="服务器暂时存不下"):
                write()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device without room here")
def test_what_there_is_no_room_for_is_refused_and_its_name_told_to_nobody(
    client: TestClient, settings: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Job, "given", property(lambda job: _FullFolder()))
    answer = client.post("/reports", files={"archive": ("张三的短信.jsonl", ARCHIVE)})
    assert answer.status_code == 507
    assert "您的文件没有被保存" in answer.text
    assert "No space left" in caplog.text
    assert "张三" not in caplog.text
    assert left(settings) == []


class _FullFolder:
    """A folder on a disk without room."""

    def mkdir(self) -> None:
        """There is one already."""

    def __truediv__(self, name: str) -> Path:
        return Path("/dev/full")
