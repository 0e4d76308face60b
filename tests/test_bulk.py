"""Scanning with several processes gives, byte for byte, what scanning alone gives, whatever ends it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from itertools import chain
from pathlib import Path
from random import Random

import pytest

from model.judging import Judgement
from model.labels import Label, Verdict
from service import bulk
from service.archives import documents, pieces
from service.archives.decoding import Encoding
from service.archives.documents import Piece
from service.archives.source import CHUNK, Options, Source
from service.errors import ArchiveError, InputError, ServiceError, StoppedError
from service.scan import scan
from service.tables import form_of, write
from service.workers import Done, Records, Worker

PLAIN = Options()
COMMAND = str(Path(sys.executable).with_name("jingxin"))
ARCHIVES = Path(__file__).parent / "archives"
SAMPLES = sorted(path for path in ARCHIVES.rglob("*") if path.is_file() and path.suffix not in (".md", ".py"))


class Stub:
    """Calls a text a threat if it speaks of family, and is not sure of other short ones."""

    def judge(self, text: str) -> Judgement:
        label = Label.THREAT if "家人" in text else Label.NORMAL
        unsure = "太短" if label is Label.NORMAL and len(text) < 5 else None
        probabilities = {each: float(each is label) for each in Label}
        return Judgement(label, probabilities, Verdict.REVIEW, (), (), "疑似", (), unsure)


class Inline:
    """A crew without processes: does every task when it is given, or fails at one of them."""

    def __init__(self, out: Path, *, ahead: int = 4, fails: tuple[int, BaseException] | None = None) -> None:
        self.ahead = ahead
        self.pieces = 0
        self._worker = Worker(Stub(), "v1", form_of(out))
        self._fails = fails
        self._tasks = 0

    def submit(self, task: Piece | Records) -> "Future[Done | None]":
        self._tasks += 1
        future: Future[Done | None] = Future()
        if self._fails and self._tasks == self._fails[0]:
            future.set_exception(self._fails[1])
        else:
            done = self._worker.work(task)
            self.pieces += done is not None and isinstance(task, Piece)
            future.set_result(done)
        return future


def both(
    paths: list[Path], folder: Path, ending: str, options: Options = PLAIN, *, dedupe: bool = False
) -> tuple[object, object]:
    """What scanning alone and together gives: bytes and summary, or the error."""
    alone, together = folder / f"alone{ending}", folder / f"together{ending}"
    try:
        running = scan(paths, Stub(), options, dedupe=dedupe)
        write(running, alone, "v1")
        first: object = alone.read_bytes(), running.summary()
    except ServiceError as error:
        first = str(error), alone.exists() and alone.read_bytes()
    try:
        summary = bulk.write(paths, together, Inline(together), bulk.Plan(options, dedupe))
        second: object = together.read_bytes(), summary
    except ServiceError as error:
        second = str(error), together.exists() and together.read_bytes()
    return first, second


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".parquet"])
def test_every_archive_gives_the_same_together(tmp_path: Path, ending: str) -> None:
    if ending == ".parquet":
        pytest.importorskip("pyarrow")
    for sample in SAMPLES:
        first, second = both([sample], tmp_path, ending)
        assert first == second, sample


def test_folders_and_copies_give_the_same_together(tmp_path: Path) -> None:
    folder = ARCHIVES / "sms_backup_restore"
    for dedupe in (False, True):
        first, second = both([folder, folder], tmp_path, ".csv", dedupe=dedupe)
        assert first == second


@pytest.mark.parametrize(("column", "found"), [("Msg", 2), ("Nobody", 0)])
def test_a_column_that_was_named_need_only_be_in_one_file_of_a_folder(tmp_path: Path, column: str, found: int) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, table in (("a", "Msg,Phone\n你好,1\n"), ("b", "内容,号码\n你好,2\n"), ("c", "Msg,Phone\n再见,3\n")):
        (folder / f"{name}.csv").write_text(table, "utf-8")
    first, second = both([folder], tmp_path, ".csv", Options(columns={"text": column}))
    assert first == second
    if found:
        assert (first[1].messages, first[1].skipped) == (2, 1)
    else:
        assert "a.csv has no column 'Nobody'" in first[0]


def test_repeats_without_seconds_are_the_same_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "SIZE", 300)
    times = ["2026-05-01", "2026-05-01 10:30", "2026-05-01 10:30:07", "1777602600000"]
    record = '<sms address="1" date="{}" type="1" body="再不还款就告诉你家人" />\n'
    for name, count in (("a", 3), ("b", 4)):
        inner = "".join(record.format(time) for time in times for _ in range(count))
        (tmp_path / f"{name}.xml").write_text(f"<allsms>\n{inner}</allsms>", "utf-8")
    archives = [tmp_path / "a.xml", tmp_path / "b.xml", tmp_path / "a.xml"]
    for dedupe in (False, True):
        first, second = both(archives, tmp_path, ".csv", dedupe=dedupe)
        assert first == second
        assert first[1].duplicates == 40 - (4 + 4 + 1)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Pacific/Auckland"])
def test_mere_days_are_the_same_together_in_every_zone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    monkeypatch.setattr(pieces, "SIZE", 300)
    record = '<sms address="1" date="{}" type="1" body="再不还款就告诉你家人 {}" />\n'
    times = ["2026-05-01", "2026-05-02 10:30", "1777602600000", "1777564807000", "2026-05-03"]
    inner = "".join(record.format(time, number) for time in times for number in range(3))
    (tmp_path / "a.xml").write_text(f"<allsms>\n{inner}</allsms>", "utf-8")
    rows = "".join(f"1,2026-05-01,再不还款就告诉你家人 {number},接收\n" for number in range(4))
    (tmp_path / "b.csv").write_text(f"号码,时间,内容,类型\n{rows}", "utf-8")
    for ending in (".csv", ".jsonl"):
        for dedupe in (False, True):
            paths = [tmp_path / "a.xml", tmp_path / "b.csv"]
            first, second = both(paths, tmp_path, ending, Options.of(zone), dedupe=dedupe)
            assert first == second
            assert first[1].duplicates == 3
            assert first[1].without_clock == (7 if dedupe else 10)
            assert (str(first[1].first), str(first[1].last)[:10]) == ("2026-05-01", "2026-05-03")


def test_xml_that_is_broken_here_and_there_gives_the_same_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "SIZE", 300)
    chance = Random(7)
    parts = [
        '<sms address="1" date="1600000000000" type="1" body="再不还款就告诉你家人 {}" />\n',
        '<mms date="1600000001000" msg_box="1"><parts><part seq="0" ct="text/plain" text="彩信 {}"/></parts></mms>\n',
        *("<sms body=", "stray {}", "<other/>", "<!-- {}", "-->", "&bad;", '<sms body="{}"></sms>\n', "<![CDATA["),
    ]
    for number in range(60):
        broken = number / 200
        inner = (chance.choice(parts[2:] if chance.random() < broken else parts[:2]).format(n) for n in range(60))
        archive = tmp_path / "in.xml"
        archive.write_text("".join(chain(["<?xml version='1.0'?>\n<smses>\n"], inner, ["</smses>"])), "utf-8")
        first, second = both([archive], tmp_path, ".csv")
        assert first == second, number


def test_whole_pieces_are_read_by_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "SIZE", 300)
    archive, out = tmp_path / "in.xml", tmp_path / "out.csv"
    records = (f'<sms address="1" date="{1600000000000 + n}" type="1" body="{n}"/>\n' for n in range(500))
    archive.write_text(f"<smses>\n{''.join(records)}</smses>", "utf-8")
    crew = Inline(out)
    assert bulk.write([archive], out, crew, bulk.Plan()).messages == 500
    assert crew.pieces > 80


@pytest.mark.parametrize("odd", ["", "<!-- a comment -->", '<sms body="'])
def test_what_was_read_before_a_disk_fails_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, odd: str) -> None:
    monkeypatch.setattr(pieces, "SIZE", 300)
    monkeypatch.setattr(Source, "chunks", failing)
    for module in (bulk, documents):  # which would read all of it and fail before there is a message
        monkeypatch.setattr(module, "decide", lambda *_: Encoding("utf-8", 0))
    folder = tmp_path / "in"
    folder.mkdir()
    archive = folder / "in.xml"
    records = [f'<sms address="1" date="{1600000000000 + n}" type="1" body="{n}"/>\n' for n in range(60)]
    archive.write_text(f"<smses>\n{''.join([*records[:38], odd, *records[38:]])}</smses>", "utf-8")
    named = both([archive], tmp_path, ".csv")
    assert named[0] == named[1]
    found = both([folder], tmp_path, ".csv")
    assert found[0] == found[1]
    assert found[0][1].messages > 30


def failing(source: Source, size: int = CHUNK) -> Iterator[bytes]:
    """A disk that gives three thousand bytes."""
    content = source.path.read_bytes()
    yield from (content[at : at + 500] for at in range(0, 3_000, 500))
    raise ArchiveError(f"{source.name} cannot be read on; copy it and try again")


def test_no_more_of_a_piece_is_held_than_of_a_record_may_be(tmp_path: Path) -> None:
    archive, out = tmp_path / "in.xml", tmp_path / "out.csv"
    archive.write_text(f'<smses>\n<sms address="1" body="a"/>{"<other/>" * 400_000}</smses>', "utf-8")
    sizes: list[int] = []

    class Watching(Inline):
        def submit(self, task: Piece | Records) -> "Future[Done | None]":
            sizes.append(len(task.xml) if isinstance(task, Piece) else 0)
            return super().submit(task)

    bulk.write([archive], out, Watching(out), bulk.Plan(Options(record=4_096)))
    assert 0 < max(sizes) <= CHUNK + 4_096


def test_stopped_half_way_it_leaves_whole_rows_and_says_so(tmp_path: Path) -> None:
    archive, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    archive.write_text("".join(json.dumps({"body": f"一 {n}", "address": "1"}) + "\n" for n in range(1_200)), "utf-8")
    with pytest.raises(StoppedError, match="first 500 messages"):
        bulk.write([archive], out, Inline(out, ahead=1, fails=(2, KeyboardInterrupt())), bulk.Plan())
    assert [json.loads(line)["record"] for line in out.read_text("utf-8").splitlines()] == list(range(1, 501))


def test_a_process_that_is_gone_is_told(tmp_path: Path) -> None:
    archive, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    archive.write_text('{"body": "一", "address": "1"}\n', "utf-8")
    with pytest.raises(ServiceError, match="--jobs 1"):
        bulk.write([archive], out, Inline(out, fails=(1, BrokenProcessPool())), bulk.Plan())


def test_nothing_is_written_where_it_must_not_be(tmp_path: Path) -> None:
    archive = tmp_path / "in.jsonl"
    archive.write_text('{"body": "一", "address": "1"}\n', "utf-8")
    with pytest.raises(InputError, match="what is scanned"):
        bulk.write([archive], archive, Inline(archive), bulk.Plan())
    with pytest.raises(ArchiveError):
        bulk.write([ARCHIVES / "refused/calls.xml"], tmp_path / "out.csv", Inline(tmp_path / "a.csv"), bulk.Plan())
    assert not (tmp_path / "out.csv").exists()


def test_progress_ends_at_the_end(tmp_path: Path) -> None:
    seen: list[tuple[int, int, int]] = []
    sample = ARCHIVES / "sms_backup_restore/devadvance/sms_small.xml"
    out = tmp_path / "out.csv"
    plan = bulk.Plan(progress=lambda *told: seen.append(told))
    summary = bulk.write([sample, sample], out, Inline(out), plan)
    assert seen[-1] == (2 * sample.stat().st_size, 2 * sample.stat().st_size, summary.messages)
    assert seen == sorted(seen)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Some three MB of XML."""
    path = tmp_path / "in.xml"
    with path.open("w", encoding="utf-8") as stream:
        stream.write("<smses>\n")
        for n in range(20_000):
            text = f"再不还款就告诉你家人 {n}" if n % 20 == 0 else f"【某宝】您的快递 {n} 已放入3号柜，请及时取走"
            stream.write(f'<sms address="{n % 50}" date="{1600000000000 + n}" type="1" body="{text}" />\n')
        stream.write("</smses>\n")
    return path


def start(home: Path, archive: Path, out: Path, jobs: int) -> "subprocess.Popen[str]":
    command = [
        str(Path(sys.executable).with_name("jingxin")),
        "scan",
        str(archive),
        "-o",
        str(out),
        "--jobs",
        str(jobs),
    ]
    environment = os.environ | {"JINGXIN_HOME": str(home), "COLUMNS": "140"}
    return subprocess.Popen(
        command,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        preexec_fn=None if sys.platform == "win32" else heed_ctrl_c,
    )


def heed_ctrl_c() -> None:
    """Of a shell that runs the tests in the background the process would inherit that it is to be ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_real_processes_give_the_same(home: Path, archive: Path, tmp_path: Path) -> None:
    told = []
    for jobs in (1, 2):
        process = start(home, archive, tmp_path / f"{jobs}.csv", jobs)
        said, complained = process.communicate()
        assert process.returncode == 0, complained
        told.append(said.replace(f"{jobs}.csv", "N.csv"))
    assert told[0] == told[1]
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "2.csv").read_bytes()


@pytest.mark.parametrize(
    ("given", "out", "code", "says"),
    [
        *(("in.xml", "out.txt", 2, "out.txt"), ("in.csv", "in.csv", 2, "is what is scanned")),
        *(("none.xml", "out.csv", 2, "none.xml"), ("no.xml", "out.csv", 4, "no.xml")),
    ],
    ids=["ending", "overwriting", "no file", "no archive"],
)
def test_what_cannot_be_is_refused_before_a_process_is_started(
    home: Path, tmp_path: Path, given: str, out: str, code: int, says: str
) -> None:
    """A process that is ended while it begins complains with tracebacks."""
    (tmp_path / "no.xml").write_bytes(b"\x00\x01\x02")
    (tmp_path / "in.csv").write_text("text\n你好\n", "utf-8")
    (tmp_path / "in.xml").write_text(
        '<smses><sms address="1" date="1600000000000" type="1" body="你好" /></smses>', "utf-8"
    )
    process = start(home, tmp_path / given, tmp_path / out, 2)
    _, complained = process.communicate()
    assert process.returncode == code
    assert says in complained
    assert complained.count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_ctrl_c_leaves_whole_rows_and_no_process(home: Path, archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    process = start(home, archive, out, 2)
    while process.poll() is None and (not out.exists() or out.stat().st_size < 100_000):
        time.sleep(0.001)
    process.send_signal(signal.SIGINT)
    _, complained = process.communicate()
    assert process.returncode == 130
    assert f"jingxin: stopped; {out} holds the first " in complained
    lines = out.read_text("utf-8-sig").splitlines()
    assert f"{len(lines) - 1:,} messages" in complained
    assert {line.count(",") for line in lines} == {lines[0].count(",")}
    assert "Traceback" not in complained
