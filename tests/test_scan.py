"""Scanning judges what was received, counts everything, and leaves valid files whatever happens."""

import csv
import json
import sys
import tracemalloc
from collections import deque
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from model.judging import Judgement
from model.labels import Label, Verdict
from service.archives.source import Options
from service.columns import Columns
from service.errors import InputError, NotAnArchiveError, ServiceError, StoppedError
from service.messages import Direction, Message, Place, Skipped
from service.scan import Finding, scan
from service.tables import COLUMNS, row, write
from tests.archived import Unsure

ARCHIVES = Path(__file__).parent / "archives"
RECORDS = [
    {"body": "再不还款就联系你家人", "address": "106900000001", "date": 1600000000000, "type": 1},
    {"body": '=HYPERLINK("http://x.example")\n第二行', "address": "+8613800000001", "date": 1600000060000, "type": 1},
    {"body": "好的", "address": "106900000001", "date": 1600000120000, "type": 2},
    {"body": " ", "address": "106900000001", "date": "2020-09-14 08:00:00", "type": 1},
    {"nothing": 1},
]


class Stub:
    """Calls a text a threat if it speaks of family; can be told to stop as Ctrl-C would."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.texts: list[str] = []
        self._stop_after = stop_after

    def judge(self, text: str) -> Judgement:
        if len(self.texts) == self._stop_after:
            raise KeyboardInterrupt
        self.texts.append(text)
        label = Label.THREAT if "家人" in text else Label.NORMAL
        tags = ("third_party_threat", "insult") if label is Label.THREAT else ()
        probabilities = {each: float(each is label) for each in Label}
        return Judgement(label, probabilities, Verdict.REVIEW, tags, (), "疑似", ())


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "messages.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in RECORDS), encoding="utf-8")
    return path


def test_received_texts_are_judged_and_every_message_is_a_finding(archive: Path) -> None:
    judge = Stub()
    *found, skipped = scan([archive], judge)
    assert judge.texts == [record["body"] for record in RECORDS[:2]]
    assert [each.judgement is not None for each in found] == [True, True, False, False]
    assert isinstance(skipped, Skipped)


def test_a_summary_counts_everything(archive: Path) -> None:
    running = scan([archive], Stub())
    assert running.summary().messages == 0
    list(running)
    summary = running.summary()
    assert (summary.messages, summary.skipped, summary.not_judged) == (4, 1, 2)
    assert (summary.sent, summary.without_text, summary.without_time, summary.zone_assumed) == (1, 1, 0, 1)
    assert summary.labels == {Label.NORMAL: 1, Label.HARASSMENT: 0, Label.THREAT: 1}
    assert summary.senders == 2
    assert summary.first == datetime.fromtimestamp(1600000000, UTC)
    assert summary.last == datetime(2020, 9, 14, tzinfo=UTC)
    assert summary.skips[0].place == Place(str(archive), 5)
    assert list(summary.reasons.values()) == [1]
    assert json.loads(json.dumps(summary.as_json()))["labels"]["contact_threat"] == 1


def test_texts_that_say_too_little_to_be_judged_are_counted_and_are_among_the_normal_ones(tmp_path: Path) -> None:
    archive = tmp_path / "a.csv"
    archive.write_text("号码,类型,内容\n1,接收,嗯\n1,接收,晚上好\n1,接收,呵呵\n1,发送,嗯\n1,接收, \n", encoding="utf-8")
    running = scan([archive], Unsure())
    list(running)
    summary = running.summary()
    assert (summary.unsure, summary.labels[Label.NORMAL], summary.not_judged, summary.unjudged) == (2, 3, 2, 3)
    assert summary.as_json()["unsure"] == 2


def test_messages_that_do_not_say_which_way_they_went_are_counted(tmp_path: Path) -> None:
    archive = tmp_path / "a.csv"
    archive.write_text("号码,类型,内容\n1,接收,你好\n1,咨询,你好\n1,,你好\n1,发送,你好\n", encoding="utf-8")
    running = scan([archive], Stub())
    list(running)
    summary = running.summary()
    assert (summary.messages, summary.without_direction, summary.sent) == (4, 2, 1)
    assert summary.as_json()["without_direction"] == 2


def test_what_was_odd_about_messages_is_counted_by_kind_and_stands_in_every_table(tmp_path: Path) -> None:
    archive = tmp_path / "a.csv"
    archive.write_text("号码,内容,时间\n1,a,b,2020-09-13\n1,好,昨天\n1,好,前天\n1,好,2020-09-13\n", encoding="utf-8")
    running = scan([archive], Stub())
    assert write(running, tmp_path / "out.csv", "v1") == 4
    assert (running.summary().remarked, running.summary().without_time) == (3, 3)
    assert running.summary().as_json()["remarks"] == {
        "the row has 4 columns instead of 3; time … cannot be read": 1,
        "time … cannot be read": 2,
    }
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert COLUMNS[-1] == "remark"
    assert [row["remark"] for row in rows][1:] == ["time '昨天' cannot be read", "time '前天' cannot be read", ""]
    write(scan([archive], Stub()), tmp_path / "out.parquet", "v1")
    again = [each for each in scan([archive], Stub()) if isinstance(each, Finding)]
    table = pytest.importorskip("pyarrow.parquet").read_table(tmp_path / "out.parquet")
    assert table["remark"].to_pylist() == [each.message.remark for each in again]


def test_the_zone_that_was_asked_for_is_taken(archive: Path) -> None:
    running = scan([archive], Stub(), Options.of("UTC"))
    list(running)
    assert running.summary().last == datetime(2020, 9, 14, 8, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Pacific/Auckland"])
def test_a_mere_day_is_that_day_in_china_whatever_zone_is_assumed_and_is_counted(tmp_path: Path, zone: str) -> None:
    archive = tmp_path / "a.csv"
    archive.write_text("号码,时间,内容\n1,2026-05-01,你好\n1,2026-05-02 10:30,你好\n1,,你好\n", "utf-8")
    running = scan([archive], Stub(), Options.of(zone))
    mere, clocked, _ = running
    assert mere.message.time == datetime(2026, 5, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert clocked.message.time == datetime(2026, 5, 2, 10, 30, tzinfo=ZoneInfo(zone))
    assert (running.summary().without_clock, running.summary().without_time) == (1, 1)
    assert running.summary().as_json()["without_clock"] == 1


MERE = "号码,时间,发送时间,内容\n1,2026-05-01,2026-04-30,你好\n1,2026-05-02 10:30,2026-05-02,你好\n"


def test_tables_and_summary_give_of_a_mere_day_the_day_alone(tmp_path: Path) -> None:
    archive = tmp_path / "a.csv"
    archive.write_text(MERE, "utf-8")
    for name in ("out.csv", "out.jsonl"):
        write(running := scan([archive], Stub(), Options.of("America/New_York")), tmp_path / name, "v1")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    objects = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    for mere, clocked in (rows, objects):
        assert (mere["time"], mere["sent"]) == ("2026-05-01", "2026-04-30")
        assert (clocked["time"], clocked["sent"]) == ("2026-05-02T10:30:00-04:00", "2026-05-02")
    summary = running.summary().as_json()
    assert (summary["first"], summary["last"]) == ("2026-05-01", "2026-05-02T10:30:00-04:00")


def test_parquet_which_has_no_days_alone_keeps_their_beginning_in_china(tmp_path: Path) -> None:
    archive = tmp_path / "a.csv"
    archive.write_text(MERE, "utf-8")
    parquet = pytest.importorskip("pyarrow.parquet")
    write(scan([archive], Stub(), Options.of("America/New_York")), tmp_path / "out.parquet", "v1")
    first, _ = parquet.read_table(tmp_path / "out.parquet")["time"].to_pylist()
    assert first == datetime(2026, 5, 1, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_a_file_that_was_named_is_refused_before_anything_is_read(archive: Path) -> None:
    judge = Stub()
    with pytest.raises(NotAnArchiveError, match="call log"):
        scan([archive, ARCHIVES / "refused/calls.xml"], judge)
    assert judge.texts == []


def test_a_folder_gives_its_archives_and_skips_the_rest(archive: Path) -> None:
    (archive.parent / "picture.png").write_bytes(b"\x89PNG")
    running = scan([archive.parent], Stub())
    list(running)
    assert running.summary().messages == 4
    assert [skip.place.record for skip in running.summary().skips] == [5, 0]
    assert "picture" in running.summary().skips[1].why
    empty = archive.parent / "empty"
    empty.mkdir()
    with pytest.raises(InputError, match="without files"):
        scan([empty], Stub())


def test_progress_ends_at_the_end(archive: Path) -> None:
    seen: list[tuple[int, int, int]] = []
    list(scan([archive, archive], Stub(), progress=lambda *given: seen.append(given)))
    total = 2 * archive.stat().st_size
    assert seen[-1] == (total, total, 8)
    assert seen == sorted(seen)


def test_json_lines_hold_what_was_sent(archive: Path) -> None:
    out = archive.parent / "out.jsonl"
    assert write(scan([archive], Stub()), out, "v1") == 4
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [line["text"] for line in lines] == [record["body"] for record in RECORDS[:4]]
    assert lines[0]["label"] == "contact_threat"
    assert lines[0]["time"] == "2020-09-13T20:26:40+08:00"
    assert lines[2]["label"] is None
    assert all(line.keys() == lines[0].keys() >= set(COLUMNS) for line in lines)


def test_csv_opens_in_a_spreadsheet_and_runs_no_formula(archive: Path) -> None:
    out = archive.parent / "out.csv"
    write(scan([archive], Stub()), out, "v1")
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    with out.open(encoding="utf-8-sig", newline="") as stream:
        first, second, sent, _ = csv.DictReader(stream)
    assert tuple(first) == COLUMNS
    assert (first["label"], first["category"], first["tags"]) == (
        "contact_threat",
        "威胁联系家人",
        "third_party_threat insult",
    )
    assert (second["text"], second["sender"]) == ("'" + str(RECORDS[1]["body"]), "'+8613800000001")
    assert (sent["direction"], sent["label"], sent["model"]) == ("out", "", "")


@pytest.mark.parametrize("sign", "=+-@\t\r＝＋－＠")
def test_no_cell_begins_as_a_formula(tmp_path: Path, sign: str) -> None:
    archive, out = tmp_path / "in.jsonl", tmp_path / "out.csv"
    archive.write_text(json.dumps({"body": sign + "1", "name": sign}), encoding="utf-8")
    write(scan([archive], Stub()), out, "v1")
    with out.open(encoding="utf-8-sig", newline="") as stream:
        (line,) = csv.DictReader(stream)
    assert (line["text"], line["name"]) == ("'" + sign + "1", "'" + sign)


def test_parquet_has_the_columns_of_csv_and_reads_back_as_what_was_written(archive: Path) -> None:
    arrow = pytest.importorskip("pyarrow.parquet")
    out = archive.parent / "out.parquet"
    assert write(scan([archive], Stub()), out, "v1") == 4
    table = arrow.read_table(out)
    assert tuple(table.column_names) == COLUMNS
    first, second, sent, _ = table.to_pylist()
    assert (first["label"], first["tags"], first["score"]) == ("contact_threat", ["third_party_threat", "insult"], 1.0)
    assert first["time"] == datetime.fromtimestamp(1600000000, UTC)
    assert (second["text"], second["sender"]) == (RECORDS[1]["body"], "+8613800000001")
    assert (sent["direction"], sent["label"], sent["tags"]) == ("out", None, None)
    before = [each for each in scan([archive], Stub()) if isinstance(each, Finding)]
    after = [each for each in scan([out], Stub()) if isinstance(each, Finding)]
    for old, new in zip(before, after, strict=True):
        assert new.judgement == old.judgement
        assert [getattr(new.message, name) for name in ("text", "sender", "name", "time", "sent", "direction")] == [
            getattr(old.message, name) for name in ("text", "sender", "name", "time", "sent", "direction")
        ]


def test_half_a_surrogate_pair_as_in_a_damaged_name_does_not_end_the_writing_of_parquet(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow.parquet")
    with Columns(tmp_path / "out.parquet", ("source",)) as columns:
        columns.add({"source": "a\udcff.xml"})
    assert arrow.read_table(tmp_path / "out.parquet")["source"].to_pylist() == ["a\\udcff.xml"]


def test_parquet_is_written_in_groups_and_memory_does_not_grow(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow.parquet")
    archive, out = tmp_path / "big.jsonl", tmp_path / "out.parquet"
    with archive.open("w", encoding="utf-8") as stream:
        stream.writelines(f'{{"body": "{"还款" * 60}{n}", "date": {10**12 + n}}}\n' for n in range(9_000))
    running = scan([archive], Stub())
    running._judge.texts = deque(maxlen=1)
    tracemalloc.start()
    assert write(running, out, "v1") == 9_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    file = arrow.ParquetFile(out)
    assert [file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)] == [4096, 4096, 808]
    assert peak < 25_000_000, f"{peak:,} bytes"


def test_without_its_package_parquet_says_what_to_install(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError, match=r"run \S+ -m pip install pyarrow"):
        write(scan([archive], Stub()), archive.parent / "out.parquet", "v1")


def test_stopped_half_way_parquet_is_whole(archive: Path) -> None:
    arrow = pytest.importorskip("pyarrow.parquet")
    out = archive.parent / "out.parquet"
    with pytest.raises(StoppedError, match="first 1 messages"):
        write(scan([archive], Stub(stop_after=1)), out, "v1")
    assert arrow.read_table(out)["text"].to_pylist() == ["再不还款就联系你家人"]


@pytest.mark.parametrize("name", ["out.csv", "out.jsonl"])
def test_stopped_half_way_it_leaves_whole_rows_and_says_so(archive: Path, name: str) -> None:
    out = archive.parent / name
    with pytest.raises(StoppedError, match="first 1 messages"):
        write(scan([archive], Stub(stop_after=1)), out, "v1")
    lines = out.read_text(encoding="utf-8").splitlines()
    assert len(lines) == (2 if name == "out.csv" else 1)
    assert "再不还款" in lines[-1]


def test_nothing_is_written_where_it_must_not_be(archive: Path) -> None:
    before = archive.read_bytes()
    with pytest.raises(InputError, match="what is scanned"):
        write(scan([archive], Stub()), archive, "v1")
    with pytest.raises(InputError, match=r"neither \.csv nor \.jsonl"):
        write(scan([archive], Stub()), archive.parent / "out.xlsx", "v1")
    for name in ("out.csv", "out.parquet"):
        with pytest.raises(ServiceError, match="cannot be written"):
            write(scan([archive], Stub()), archive.parent / "missing" / name, "v1")
    assert archive.read_bytes() == before


def test_an_archive_by_another_name_is_not_overwritten(archive: Path) -> None:
    before = archive.read_bytes()
    other = archive.with_name("other.csv")
    other.symlink_to(archive)
    with pytest.raises(InputError, match="what is scanned"):
        write(scan([archive], Stub()), other, "v1")
    assert archive.read_bytes() == before


def test_a_message_that_was_not_judged_has_the_same_fields() -> None:
    message = Message("text", Place("a", 1), direction=Direction.OUT)
    judged = row(Finding(message, Stub().judge("x")), "v1")
    assert row(Finding(message, None), "v1").keys() == judged.keys()


def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    archive = tmp_path / "big.xml"
    with archive.open("w", encoding="utf-8") as stream:
        stream.write("<smses>")
        stream.writelines(
            f'<sms address="1" date="{10**12 + n}" type="1" body="{"还款" * 60}{n}"/>\n' for n in range(20_000)
        )
        stream.write('<mms date="1600000000000" msg_box="1"><parts><part seq="0" data="' + "A" * 30_000_000)
        stream.write('"/><part seq="1" ct="text/plain" text="彩信"/></parts></mms></smses>')
    running = scan([archive], Stub(stop_after=None))
    tracemalloc.start()
    last = None
    for each in running:
        last = each
        running._judge.texts.clear()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(last, Finding)
    assert last.message.text == "彩信"
    assert running.summary().messages == 20_001
    assert peak < 25_000_000, f"{peak:,} bytes for an archive of {archive.stat().st_size:,}"
