"""Every message is counted once, and scan, page and manifest give the same sums."""

import csv
import io
import json
import re
import tempfile
import zipfile
from collections import Counter
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.labels import Label
from service import cli, uploads
from service.archives.source import Options
from service.errors import PageError, ServiceError
from service.frames import page
from service.jobs import Job, Status
from service.messages import Skipped
from service.report import Wishes
from service.scan import Finding, scan
from service.tables import write
from service.tally import Summary
from service.uploads import FOLDER, Order, Reporting
from tests.archived import Unsure

ARCHIVES = Path(__file__).parent / "archives"
SAMPLES = sorted(path for path in ARCHIVES.rglob("*") if path.is_file() and path.suffix not in (".md", ".py"))


TEXTS = {
    "threat": ["再不还钱就告诉你爸妈", "【某花】告诉你爸妈"],
    "harassment": ["废物，还钱", "【某花】法院已立案"],
    "normal": ["晚饭吃什么", "【某花】您的账单应还300元"],
    "unsure": ["嗯", "还钱", "?"],
    "without_text": ["", " ", "\u3000\n"],
    "sent": ["请不要再给我发短信", "好的", ""],
    "broken": ['{"body": oops}', '{"n": 1}', "5"],
}
"""Texts of messages by what becomes of each; what is broken is no message."""

RECORDS = st.lists(
    st.sampled_from([(kind, text) for kind, texts in TEXTS.items() for text in texts]).flatmap(
        lambda each: st.tuples(
            st.just(each[0]),
            st.just(each[1]),
            st.sampled_from(["106900000001", "13700000001", "妈妈", None]),
            st.none() | st.integers(1_600_000_000, 1_600_000_003),
        )
    ),
    max_size=12,
)
"""Few senders and times, so that there are copies."""


def line(kind: str, text: str, sender: str | None, time: int | None) -> str:
    return (
        text
        if kind == "broken"
        else json.dumps(
            {"body": text, "address": sender, "date": time and time * 1000, "type": 2 if kind == "sent" else 1}
        )
    )


def kind_of(finding: Finding | Skipped) -> str:
    if isinstance(finding, Skipped):
        return "skipped"
    if finding.judgement is None:
        return "sent" if finding.message.direction == "out" else "without_text"
    return "unsure" if finding.unsure else str(finding.judgement.label)


def counted(summary: Summary) -> Counter[str]:
    """The classes of a summary, in one of which everything is that was read."""
    labels = {str(label): count for label, count in summary.labels.items()}
    labels["normal"] -= summary.unsure
    others = ("unsure", "sent", "without_text", "skipped")
    return +Counter({**labels, **{name: getattr(summary, name) for name in others}})


def scanned(path: Path, folder: Path, *, dedupe: bool) -> Summary:
    """The summary of a scan, which agrees with its findings, its rows, and the table that is printed of it."""
    running = scan([path], Unsure(), dedupe=dedupe)
    found = list(running)
    summary = running.summary()
    assert counted(summary) == Counter(map(kind_of, found))
    assert summary.messages == len([each for each in found if isinstance(each, Finding)])
    assert summary.messages == sum(summary.labels.values()) + summary.not_judged
    out = folder / "out.csv"
    assert write(scan([path], Unsure(), dedupe=dedupe), out, "v1") == summary.messages
    rows = list(csv.DictReader(io.StringIO(out.read_bytes().decode("utf-8-sig"), newline="")))
    assert Counter(row["label"] for row in rows if row["label"]) == +Counter(
        {str(label): n for label, n in summary.labels.items()}
    )
    return summary


def uploaded(path: Path, folder: Path) -> tuple[Status, str, dict]:
    """What the page of a finished report knows and says, and the manifest in what it offers."""
    job = Job("job", folder / "job")
    job.given.mkdir(parents=True)
    job.note(Status())
    (job.given / path.name).write_bytes(path.read_bytes())
    store = SimpleNamespace(load=lambda version: SimpleNamespace(model=None))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(uploads, "Store", lambda folder: store)
        patch.setattr(uploads, "Judge", lambda model: Unsure())
        status = Reporting(Order(Wishes(pdf=False), Options()), folder, "v1")(job)
    shown = unescape(bytes(page("done", job="job", status=status, minutes="15").body).decode())
    with zipfile.ZipFile(job.made) as made:
        return status, shown, json.loads(made.read(f"{FOLDER}/manifest.json"))


def assert_alike(path: Path, folder: Path) -> None:
    """Scan, page and manifest give the same sums; a scan that keeps copies has as many more messages."""
    once, every = scanned(path, folder, dedupe=True), scanned(path, folder, dedupe=False)
    assert (every.messages, every.skipped) == (once.messages + once.duplicates, once.skipped)
    status, shown, manifest = uploaded(path, folder)
    told = {key: value for key, value in manifest["scan"].items() if key not in ("reasons", "skips")}
    assert told == {key: once.as_json()[key] for key in told}
    counts = {"threat": once.labels[Label.THREAT], "harassment": once.labels[Label.HARASSMENT]}
    assert status.messages == once.messages
    assert status.counts == counts | {"unjudged": once.unjudged, "skipped": once.skipped}
    assert manifest["counts"]["harmful"] == sum(counts.values())
    assert manifest["counts"]["unsure"] == once.unsure
    numbers = [int(number.replace(",", "")) for number in re.findall(r"([\d,]+)(?:</b>)? [条处]", shown)]
    where_any = filter(None, (once.skipped, once.unjudged))
    assert numbers == [once.messages, *where_any, *counts.values()]


@settings(max_examples=60)
@given(RECORDS)
def test_every_record_of_any_archive_is_counted_in_one_class_and_alike_everywhere(
    records: list[tuple[str, str, str | None, int | None]],
) -> None:
    with tempfile.TemporaryDirectory() as made:
        records = [("normal", "晚饭吃什么", "13800000001", 0), *records]  # or the file might be none of messages
        path = Path(made) / "短信.jsonl"
        path.write_text("".join(f"{line(*each)}\n" for each in records), "utf-8")
        summary = scanned(path, Path(made), dedupe=False)
        names = {"threat": "contact_threat", "harassment": "collection_harassment", "broken": "skipped"}
        assert counted(summary) == Counter(names.get(kind, kind) for kind, *_ in records)
        assert_alike(path, Path(made))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.relative_to(ARCHIVES).as_posix())
def test_every_sample_archive_gives_the_same_sums_everywhere(tmp_path: Path, sample: Path) -> None:
    try:
        read = sum(isinstance(each, Finding) for each in scan([sample], Unsure()))
    except ServiceError:
        read = 0
    if read:
        assert_alike(sample, tmp_path)
    else:
        with pytest.raises(PageError):
            uploaded(sample, tmp_path)


@pytest.mark.parametrize("text", ["嗯", "晚饭吃什么"])
def test_the_table_of_a_scan_shows_what_its_summary_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    path = tmp_path / "a.jsonl"
    path.write_text(
        "".join(f"{line(kind, given, '1', None)}\n" for kind in TEXTS for given in (*TEXTS[kind], text)), "utf-8"
    )
    running = scan([path], Unsure())
    list(running)
    summary = running.summary()
    cli._print_summary(summary)
    cells = [re.split(r"\s*│\s*", row.strip("│ \n")) for row in capsys.readouterr().out.splitlines() if "│" in row]
    shown = dict(cells)
    assert int(shown["正常 normal"]) == summary.labels[Label.NORMAL]
    assert int(shown["of these too short or not Chinese to judge"]) == summary.unsure
    assert int(shown["sent by the owner, not judged"]) == summary.sent
    assert int(shown["without text, not judged"]) == summary.without_text
    assert int(shown["skipped"]) == summary.skipped
