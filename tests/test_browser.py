"""The pages in a real browser: with a mouse, with the keyboard alone, without JavaScript, and before axe."""

import json
import os
import re
import shutil
import socket
import zipfile
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest
import uvicorn

from service.app import create_app
from service.schemas import EXAMPLE_TEXT
from service.settings import Settings
from service.verifying import verify
from tests.archived import RECORDS, archive, reported

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright for Python is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
ARGUMENTS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
WIDTHS = (1280, 360, 320)
PAPER = 673
"""Pixels of CSS between the margins of A4, of which a phone prints too: 178 mm."""

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed (Debian: apt-get install chromium)"),
    # Playwright and uvicorn leave sockets and event loops to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture(scope="module")
def reports(home: Path) -> Path:
    return Settings(home=home).reports


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    """A real server on a free port of this computer."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(Settings(home=home, max_reports=4)), log_level="critical", ws="none")
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    until = monotonic() + 60
    while not server.started and monotonic() < until:
        sleep(0.02)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(30)
    listening.close()


@pytest.fixture(scope="module")
def browser() -> Iterator["playwright.Browser"]:
    with playwright.sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser, address: str) -> Iterator["playwright.Page"]:
    """A page at the address; whatever it complains of in its console fails the test."""
    context = browser.new_context(base_url=address, locale="zh-CN", accept_downloads=True)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto("/")
    yield opened
    context.close()
    # Chromium notes of any refusal that its status is such.
    assert [each for each in complaints if not re.search("status of 4(13|22)", each)] == []


def many(folder: Path, count: int) -> Path:
    """An archive long enough for its progress to be seen."""
    path = folder / "很多短信.jsonl"
    with path.open("w", encoding="utf-8") as lines:
        for at in range(count):
            record = {
                "text": f"{EXAMPLE_TEXT} 第{at}次通知",
                "sender": "106900001234",
                "date": 1780000000000 + at * 60000,
            }
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path


def has_no_serious_finding(page) -> bool:
    found = [each for each in axe.Axe().run(page).response["violations"] if each["impact"] in ("serious", "critical")]
    assert found == []
    return True


def fits(page) -> bool:
    """Whether nothing is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def judge(page, text: str = EXAMPLE_TEXT) -> None:
    page.get_by_label("短信内容").fill(text)
    with page.expect_navigation():
        page.get_by_role("button", name="看看这条短信").click()


def order(page, path: Path) -> None:
    page.get_by_label("导出的短信文件").set_input_files(path)
    page.get_by_role("button", name="整理成报告").click()


def seen(page, heading: str) -> None:
    page.get_by_role("heading", name=heading, level=1).wait_for(timeout=90_000)


def downloaded(page, folder: Path) -> Path:
    """The folder in the zip that the button gives."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载报告").click()
    assert waiting.value.suggested_filename == "短信整理报告.zip"
    waiting.value.save_as(folder / "made.zip")
    zipfile.ZipFile(folder / "made.zip").extractall(folder)
    return folder / "短信整理报告"


def test_a_pasted_message_is_judged_and_its_decisive_words_are_marked(page) -> None:
    judge(page, EXAMPLE_TEXT + "<img src=x onerror=alert(1)>")
    seen(page, "疑似威胁联系家人")
    marks = page.locator("mark").all_inner_texts()
    assert any("爸妈" in mark or "同事" in mark for mark in marks)
    assert page.locator("main img").count() == 0


def test_from_a_judgement_one_comes_to_where_a_report_is_made(page) -> None:
    judge(page)
    page.get_by_role("link", name="在首页整理成一份报告").click()
    page.get_by_role("button", name="整理成报告").wait_for()


def test_an_archive_shows_its_progress_and_becomes_a_folder_that_is_intact(page, tmp_path: Path, reports: Path) -> None:
    order(page, many(tmp_path, 6_000))
    seen(page, "正在整理您的短信")
    page.get_by_text(re.compile("已读 [1-9]")).wait_for(timeout=60_000)
    assert has_no_serious_finding(page)
    seen(page, "报告做好了")
    assert page.get_by_text("一共读了 6,000 条短信").is_visible()
    assert verify(downloaded(page, tmp_path)).intact
    assert verify(downloaded(page, tmp_path / "again")).intact
    page.get_by_role("button", name="现在就删除").click()
    seen(page, "已经删除")
    assert list(reports.iterdir()) == []


def test_all_works_without_javascript(browser, address: str, tmp_path: Path) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False, accept_downloads=True)
    page = context.new_page()
    page.goto("/")
    judge(page)
    seen(page, "疑似威胁联系家人")
    page.goto("/")
    order(page, archive(tmp_path, RECORDS))
    seen(page, "报告做好了")  # by the refresh alone
    assert verify(downloaded(page, tmp_path)).intact
    context.close()


def test_the_keyboard_suffices(page, tmp_path: Path) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "text"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.insert_text(EXAMPLE_TEXT)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    seen(page, "疑似威胁联系家人")
    page.goto("/")
    page.get_by_label("导出的短信文件").set_input_files(archive(tmp_path, RECORDS))  # the system's own dialog
    page.get_by_label("导出的短信文件").focus()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "整理成报告":
            break
    page.keyboard.press("Enter")
    seen(page, "报告做好了")
    with page.expect_download():
        while page.evaluate("document.activeElement.textContent") != "下载报告（ZIP）":
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")


def test_a_report_that_is_done_is_shown_from_its_head_however_far_one_had_scrolled(page, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 320, "height": 200})  # a screen that is enlarged four times
    order(page, many(tmp_path, 3_000))
    seen(page, "正在整理您的短信")
    page.evaluate("scrollTo(0, 300)")
    assert page.evaluate("scrollY") > 0
    seen(page, "报告做好了")
    page.wait_for_load_state()
    drawn = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(scrollY))))"
    assert page.evaluate(drawn) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_has_no_serious_finding_and_every_page_fits_a_phone(
    browser, address: str, tmp_path: Path, scheme: str
) -> None:
    context = browser.new_context(base_url=address, color_scheme=scheme)
    page = context.new_page()

    def look() -> None:
        page.wait_for_load_state()  # a long link is wider than the screen until the style sheet has come
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 780})
            assert fits(page), (page.url, width)
        assert has_no_serious_finding(page)

    page.goto("/")
    for summary in page.locator("summary").all():
        summary.click()
    look()
    judge(page, "您" * 4_001)
    look()
    judge(page, EXAMPLE_TEXT + "https://example.com/" + "a" * 200)
    look()
    page.goto("/")
    order(page, archive(tmp_path, RECORDS))
    seen(page, "报告做好了")
    look()
    with page.expect_navigation():
        page.get_by_role("button", name="现在就删除").click()
    look()
    page.go_back()
    page.reload()
    look()
    context.close()


@pytest.mark.parametrize("media", ["screen", "print"])
def test_axe_has_no_serious_finding_in_a_report_and_it_fits_a_phone_and_paper(
    browser, tmp_path: Path, media: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.emulate_media(media=media)
    page.goto((reported(tmp_path).folder / "report.html").as_uri())
    for width in WIDTHS if media == "screen" else (PAPER,):
        page.set_viewport_size({"width": width, "height": 780})
        assert fits(page), width
    assert has_no_serious_finding(page)
    context.close()


def test_every_table_of_a_report_has_a_name_of_its_own_on_any_screen(browser, tmp_path: Path) -> None:
    """Who hears a page goes from table to table by their names."""
    context = browser.new_context()
    page = context.new_page()
    page.goto((reported(tmp_path).folder / "report.html").as_uri())
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 780})
        heard = re.findall(r"- table(.*):", page.locator("main").aria_snapshot())
        assert heard == [' "按签名"', ' "按号码"', ' "读取的文件"']
    context.close()


def test_in_colours_that_somebody_forces_all_words_and_charts_can_be_read(
    browser, address: str, tmp_path: Path
) -> None:
    """As with the high contrast of Windows; axe does not see which colours are forced."""
    context = browser.new_context(base_url=address, forced_colors="active", color_scheme="dark")
    page = context.new_page()
    page.goto("/")
    judge(page)

    def colours(element: str) -> list[str]:
        return page.locator(element).first.evaluate(
            "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
        )

    ink, paper = "rgb(255, 255, 255)", "rgb(0, 0, 0)"
    assert [colours("mark.weak"), colours("mark .number")] == [[ink, paper]] * 2
    page.goto((reported(tmp_path).folder / "report.html").as_uri())
    assert colours("figure")[1] == ink, "charts are drawn in dark colours"
    context.close()


def test_what_is_marked_is_printed_so(page) -> None:
    judge(page)
    page.emulate_media(media="print")
    for element in ("mark", ".number"):
        assert page.locator(element).first.evaluate("e => getComputedStyle(e).printColorAdjust") == "exact"


def test_what_a_table_leaves_out_is_printed_on_its_sheet(browser, tmp_path: Path) -> None:
    records = [(f"【某花】废物，还钱{at}", at, f"1069{at:08}") for at in range(21)]
    context = browser.new_context()
    page = context.new_page()
    page.emulate_media(media="print")
    page.goto((reported(tmp_path, records).folder / "report.html").as_uri())
    said = page.get_by_text("还有 1 个未在此列出。")
    assert said.evaluate("e => getComputedStyle(e).breakBefore") == "avoid"
    context.close()


def test_a_page_is_printed_on_one_sheet_with_nothing_to_fill_in_behind_a_judgement(page) -> None:
    def sheets() -> int:
        return len(re.findall(rb"/Type /Page\b", page.pdf(format="A4")))

    assert sheets() == 1
    judge(page)
    assert sheets() == 1
    page.emulate_media(media="print")
    assert not page.get_by_role("button").is_visible()


def test_what_cannot_be_uploaded_is_said_beside_the_button(page, tmp_path: Path) -> None:
    page.evaluate("document.getElementById('order').dataset.most = 10")
    order(page, archive(tmp_path, RECORDS))
    page.get_by_role("status").filter(has_text="文件太大了").wait_for()


def test_too_many_files_are_refused_before_they_are_sent(page, tmp_path: Path) -> None:
    page.evaluate("document.getElementById('order').dataset.files = 1")
    given = archive(tmp_path, RECORDS)
    page.get_by_label("导出的短信文件").set_input_files([given, shutil.copy(given, tmp_path / "b.jsonl")])
    page.get_by_role("button", name="整理成报告").click()
    page.get_by_role("status").filter(has_text="一次最多 1 个文件").wait_for()


def test_what_the_server_refuses_is_said_beside_the_button_too(page, tmp_path: Path) -> None:
    page.locator("#password").evaluate("field => field.form.elements.refused_on.type = 'text'")
    page.locator("#refused-on").evaluate("field => field.value = 'yesterday'")
    order(page, archive(tmp_path, RECORDS))
    page.get_by_role("status").filter(has_text="这样不行：日期没有看懂").wait_for()
    assert page.get_by_role("button", name="整理成报告").is_enabled()


def test_a_progress_that_cannot_be_asked_for_is_said_until_it_can_be_again(
    browser, address: str, tmp_path: Path
) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/")
    order(page, many(tmp_path, 6_000))
    seen(page, "正在整理您的短信")
    context.set_offline(True)
    page.get_by_role("status").filter(has_text="现在连不上，看不到进度").wait_for(timeout=10_000)
    context.set_offline(False)
    seen(page, "报告做好了")
    context.close()


def test_what_is_wrong_with_a_text_has_the_focus_and_is_read_with_the_field(page) -> None:
    for text, says in ((" ", "还没有内容"), ("您" * 4_001, "请删去一些")):
        judge(page, text)
        field = page.locator("textarea:focus")
        assert says in page.locator(f"#{field.get_attribute('aria-describedby').split()[-1]}").inner_text()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "看看这条短信"


def test_an_upload_is_sent_once_keeps_the_focus_and_can_be_sent_again_where_it_was_stopped(
    page, tmp_path: Path
) -> None:
    held: list[playwright.Route] = []
    page.route("**/reports", lambda route: held.append(route))
    page.get_by_label("导出的短信文件").set_input_files(archive(tmp_path, RECORDS))
    page.get_by_role("button", name="整理成报告").focus()
    page.keyboard.press("Enter")
    page.get_by_role("status").filter(has_text="正在上传").wait_for()
    page.keyboard.press("Enter")
    page.evaluate("stop()")  # as Escape does
    page.get_by_role("status").filter(has_text="上传中断了").wait_for()
    (only,) = held
    only.abort()
    page.unroute("**/reports")
    page.keyboard.press("Enter")
    seen(page, "报告做好了")


def test_whoever_comes_back_to_the_form_can_send_it_again(page, tmp_path: Path) -> None:
    """Safari shows a page that was left as it was then, with its upload under way."""
    held: list[playwright.Route] = []
    page.route("**/reports", lambda route: held.append(route))
    order(page, archive(tmp_path, RECORDS))
    page.get_by_role("status").filter(has_text="正在上传").wait_for()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    assert page.locator("#upload-says").inner_text() == ""
    page.get_by_role("button", name="整理成报告", disabled=False).click()
    while len(held) < 2:
        page.wait_for_timeout(20)
    for route in held:
        route.fulfill(status=422)


def test_another_site_cannot_send_our_forms_nor_frame_our_pages(browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.set_content(f'<form method="post" action="{address}/"><input name="text" value="{EXAMPLE_TEXT}"></form>')
    page.evaluate("document.forms[0].submit()")
    seen(page, "请从本页面提交")
    context.close()
