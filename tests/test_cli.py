"""The command line: what it prints, what it exits with."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from model.store import Store
from service.schemas import JudgementOut
from tests.archived import archive, reported
from tests.little import little

COMMAND = str(Path(sys.executable).with_name("jingxin"))


def run(home: Path, *arguments: str | bytes, given: str = "") -> subprocess.CompletedProcess[str]:
    return called(home, [COMMAND, *arguments], given)


def run_in_shell(home: Path, arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """The same with redirections of a shell."""
    return called(home, ["/bin/sh", "-c", f"{COMMAND} {arguments}"], given)


def called(home: Path, command: list[str | bytes], given: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"JINGXIN_HOME": str(home), "PYTHONUTF8": "1", "COLUMNS": "140"}
    return subprocess.run(
        command,
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        check=False,
    )


@contextmanager
def server(home: Path) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """A server that is ready, and its port."""
    environment = os.environ | {"JINGXIN_HOME": str(home)}
    command = [COMMAND, "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stderr is not None
        try:
            told = next(line for line in process.stderr if "running on" in line)
            yield process, int(re.findall(r":(\d+)", told)[0])
        finally:
            process.kill()


def test_help_names_every_command_and_the_exit_codes(home: Path) -> None:
    shown = run(home, "--help").stdout
    for command in ("classify", "scan", "train", "evaluate", "models", "serve"):
        assert command in shown
    assert "Exit codes: 0 done" in shown


def test_help_imports_nothing_heavy() -> None:
    """Help answers in under 0.3 s because it loads neither the model nor the web framework nor rich."""
    script = (
        "import sys, service.cli; heavy = {'sklearn', 'numpy', 'fastapi', 'pydantic', 'rich', 'ahocorasick_rs'}; "
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or None)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_texts_are_judged(home: Path) -> None:
    done = run(home, "classify", "再不还款就把你欠钱的事告诉你爸妈和单位同事", "明天一起吃饭吧，老地方见")
    assert done.returncode == 0
    first, second = done.stdout.splitlines()
    assert first.startswith("威胁联系家人\t")
    assert second.startswith("正常\tallow\t")


def test_json_lines_come_back_in_order_with_the_judgement_added(home: Path) -> None:
    given = [
        {"id": at, "text": text} for at, text in enumerate(["明天一起吃饭吧", "", "你已逾期，今天18点前不还就上你家"])
    ]
    done = run(home, "classify", "-", given="".join(json.dumps(one, ensure_ascii=False) + "\n" for one in given))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [0, 1, 2]
    for one, answer in zip(given, answers, strict=True):
        assert answer["text"] == one["text"]
        JudgementOut.model_validate({name: answer[name] for name in JudgementOut.model_fields})


def test_half_a_surrogate_pair_comes_back_as_it_was(home: Path) -> None:
    done = run(home, "classify", "-", given='{"text": "明天一起\\ud83d吃饭吧"}\n')
    assert json.loads(done.stdout)["text"] == "明天一起\ud83d吃饭吧"


@pytest.mark.parametrize("line", ["not json", "[1]", '{"txt": "x"}', '{"text": null}', "[" * 100_000])
def test_a_bad_line_is_named_and_ends_with_2(home: Path, line: str) -> None:
    done = run(home, "classify", "-", given='{"text": "明天一起吃饭吧"}\n' + line + "\n")
    assert done.returncode == 2
    assert "stdin, line 2" in done.stderr
    assert len(done.stdout.splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_what_is_not_utf_8_is_named_and_ends_with_2(home: Path) -> None:
    environment = os.environ | {"JINGXIN_HOME": str(home)}
    given = '{"text": "明天一起吃饭吧"}\n'.encode() + '{"text": "明天一起吃饭吧"}\n'.encode("gb18030")
    done = subprocess.run([COMMAND, "classify", "-"], input=given, capture_output=True, env=environment, check=False)
    assert done.returncode == 2
    assert b"stdin, line 2: needs a JSON object in UTF-8" in done.stderr
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="arguments are bytes elsewhere only")
def test_bytes_that_are_no_text_are_quoted_escaped(home: Path) -> None:
    text = "再不还款就把你欠钱的事告诉你爸\udcff妈和单位同事"
    done = run(home, "classify", "--json", os.fsencode(text))
    assert done.returncode == 0, done.stderr
    assert any("\udcff" in reason["text"] for reason in json.loads(done.stdout)["reasons"])


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="there is no disk that is always full")
@pytest.mark.parametrize("command", [["--help"], ["scan", "--help"], ["formats"], ["models"], ["classify", "-"]])
def test_output_that_cannot_be_written_is_told_in_a_sentence(home: Path, command: list[str]) -> None:
    environment = os.environ | {"JINGXIN_HOME": str(home)}
    given = '{"text": "明天一起吃饭吧"}\n' * 20
    with FULL.open("wb") as full:
        done = subprocess.run(
            [COMMAND, *command],
            input=given.encode(),
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment,
            check=False,
        )
    assert done.stderr.decode() == "jingxin: what it prints cannot be written (No space left on device)\n"
    assert done.returncode == 1


@pytest.mark.skipif(not FULL.exists(), reason="there is no disk that is always full")
@pytest.mark.parametrize("closed", ["2>&-", "2>/dev/full"])
def test_where_no_sentence_can_be_written_there_is_the_exit_code(home: Path, closed: str) -> None:
    done = run_in_shell(home, f"classify - {closed}", given="not json\n")
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such shell")
@pytest.mark.parametrize(("closed", "code"), [("好的 >&-", 1), ("- <&-", 2)])
def test_a_closed_stream_is_told_in_a_sentence(home: Path, closed: str, code: int) -> None:
    done = run_in_shell(home, f"classify {closed}")
    assert re.fullmatch(r"jingxin: std(in|out) is closed; .*\n", done.stderr)
    assert (done.returncode, done.stdout) == (code, "")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such shell")
def test_a_reader_that_has_seen_enough_is_told_nothing(home: Path) -> None:
    done = run_in_shell(home, "models | true")
    assert (done.stderr, done.stdout) == ("", "")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such shell")
def test_an_archive_is_scanned_though_stdin_is_closed(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    done = run_in_shell(home, f"scan {archive(tmp_path)} -o {out} <&-")
    assert done.returncode == 0, done.stderr
    assert out.read_bytes()


def test_a_scan_says_nothing_of_its_progress_where_stderr_is_no_terminal(home: Path, tmp_path: Path) -> None:
    assert run(home, "scan", str(archive(tmp_path)), "-o", str(tmp_path / "out.jsonl")).stderr == ""
    assert run(home, "scan", str(tmp_path / "none"), "-o", str(tmp_path / "out.csv")).stderr.startswith("jingxin: ")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_scan_says_how_many_messages_could_not_be_judged_only_where_there_are_any(
    home: Path, tmp_path: Path, jobs: str
) -> None:
    texts, said = ["嗯嗯", "Good morning, see you at the station", "明天一起吃饭吧，老地方见"], "not Chinese to judge"
    for given, count in ((texts, 2), (texts[2:], 0)):
        path = archive(tmp_path, [(text, 1, "1069") for text in given])
        scanned = run(home, "scan", str(path), "-o", str(tmp_path / "out.csv"), "--jobs", jobs)
        assert scanned.returncode == 0, scanned.stderr
        rows = [line for line in scanned.stdout.splitlines() if said in line]
        assert [row.split()[-2] for row in rows] == [str(count)] * bool(count), scanned.stdout


def test_evaluate_prints_a_scorecard(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_text('{"text": "明天一起吃饭吧，老地方见", "label": "normal", "borderline": false}\n', "utf-8")
    shown = run(home, "evaluate", "--samples", str(file))
    assert "macro-F1" in shown.stdout
    assert "of 1 normal 0 = 0.000% flagged, 0 = 0.000% blocked" in shown.stdout
    card = json.loads(run(home, "evaluate", "--samples", str(file), "--json").stdout)
    assert card["count"] == 1
    assert set(card["labels"]["normal"]) == {"precision", "recall", "f1", "support"}


@pytest.mark.parametrize(
    ("name", "held", "told"),
    [
        ("none", None, "is not there"),
        ("label", '{"text": "好的", "label": "spam"}'.encode(), "line 1: label 'spam' is not one of"),
        ("torn", b'{"text": ', "line 1: not a JSON object"),
        ("gbk", '{"text": "好的", "label": "normal"}'.encode("gbk"), "line 1: not UTF-8"),
        ("empty", b"", "holds no samples"),
    ],
)
@pytest.mark.parametrize("command", ["evaluate", "train"])
def test_samples_that_cannot_be_used_are_named_and_end_with_2(
    home: Path, tmp_path: Path, command: str, name: str, held: bytes | None, told: str
) -> None:
    file = tmp_path / f"{name}.jsonl"
    if held is not None:
        file.write_bytes(held)
    done = run(home, command, "--samples", str(file))
    assert done.returncode == 2
    assert done.stderr.startswith(f"jingxin: {file}")
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_samples_that_cannot_be_learnt_from_end_with_2(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "twice.jsonl"
    file.write_text('{"text": "明天一起吃饭吧", "label": "normal"}\n' * 2, "utf-8")
    done = run(home, "train", "--samples", str(file))
    assert done.returncode == 2
    assert done.stderr.startswith("jingxin: 1 sample stands twice")


def test_models_marks_the_champion(home: Path) -> None:
    assert run(home, "models").stdout.startswith("* ")


def test_models_that_cannot_be_read_are_named_among_the_others(copied: Store, tmp_path: Path) -> None:
    silent = copied.save(copied.load().model, {"exam": None})
    for name, card in {"notes": "[1]", "another": ""}.items():
        (copied.folder / name).mkdir()
        (copied.folder / name / "card.json").write_text(card)
    done = run(tmp_path, "models")
    assert done.returncode == 1
    told = {line[2:].split("  ")[0]: line for line in done.stdout.splitlines()}
    assert told.keys() == {*copied.versions()}
    assert told[str(copied.champion())].endswith("macro-F1 0.5000")
    assert told[silent].endswith("does not say what it scored; delete its folder")
    assert told["notes"] == "  notes  the card of model notes is not as it was written; delete its folder"
    assert done.stderr == f"jingxin: 3 models in {copied.folder} cannot be read\n"


def test_a_champion_that_is_not_there_is_told_with_what_to_do(copied: Store, tmp_path: Path) -> None:
    champion = copied.champion()
    (copied.folder / "champion").write_text("0123456789ab\n")
    listed = run(tmp_path, "models")
    assert listed.returncode == 1
    assert listed.stdout.startswith(f"  {champion}  ")
    assert listed.stderr.startswith("jingxin: the champion, model 0123456789ab, is not in ")
    asked = run(tmp_path, "classify", "好的")
    assert asked.returncode == 1
    for done in (listed, asked):
        assert done.stderr.endswith("run `jingxin train`\n")
        assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", [["models"], ["train"], ["classify", "好的"], ["serve", "--port", "0"]])
def test_a_home_that_is_no_folder_is_named_at_once(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "file").touch()
    done = run(tmp_path / "file", *command)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"jingxin: {tmp_path}/file/models/champion cannot be read (Not a directory); ")
    assert len(done.stderr.splitlines()) == 1


def test_a_wrong_option_ends_with_2(home: Path) -> None:
    assert run(home, "classify", "--loud").returncode == 2


def test_a_wrong_setting_is_named(home: Path) -> None:
    environment = os.environ | {"JINGXIN_HOME": str(home), "JINGXIN_PORT": "many"}
    done = subprocess.run([COMMAND, "serve"], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 2
    assert "JINGXIN_PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_report_is_written_and_verify_ends_with_6_once_it_was_changed(home: Path, tmp_path: Path) -> None:
    given, folder = archive(tmp_path), tmp_path / "evidence"
    written = run(home, "report", str(given), "-o", str(folder), "--no-pdf")
    assert written.returncode == 0, written.stderr
    checked = run(home, "verify", str(folder), str(given))
    assert (checked.returncode, checked.stdout.splitlines()[-1]) == (0, "intact")
    (folder / ".DS_Store").write_bytes(b"x")
    checked = run(home, "verify", str(folder))
    assert (checked.returncode, checked.stdout.splitlines()[-1]) == (0, "intact")
    assert ".DS_Store is not part of the evidence" in checked.stdout
    rows = folder / "messages.jsonl"
    rows.write_bytes(rows.read_bytes().split(b"\n", 1)[1])
    (folder / "photo.png").write_bytes(b"x")
    checked = run(home, "verify", str(folder))
    assert checked.returncode == 6
    assert "message 1 was removed" in checked.stdout
    assert "photo.png was added: the manifest does not know it" in checked.stdout
    assert "intact" not in checked.stdout
    assert run(home, "verify", str(tmp_path)).returncode == 2


def test_verify_ends_with_6_for_a_changed_archive(home: Path, tmp_path: Path) -> None:
    given = archive(tmp_path)
    folder = reported(tmp_path).folder
    assert run(home, "verify", str(folder), str(given)).returncode == 0
    given.write_bytes(given.read_bytes() + b"\n")
    checked = run(home, "verify", str(folder), str(given))
    assert checked.returncode == 6
    assert "短信.jsonl is not one of the sources of the manifest, or has been changed since" in checked.stdout


def test_every_option_of_report_reaches_the_evidence(home: Path, tmp_path: Path) -> None:
    text = "【某花】再不还款就把你欠钱的事告诉你爸妈和单位同事，你妈妈李秀英也会知道"
    given, folder = archive(tmp_path, [(text, 1, "106900000001")] * 2), tmp_path / "evidence"
    options = ("--for", "lender", "--refused-on", "2026-05-30", "--lender", "bank", "--mask", "--no-dedupe", "--no-pdf")
    written = run(home, "report", str(given), "-o", str(folder), "--tz", "Asia/Tokyo", *options)
    assert written.returncode == 0, written.stderr
    said = json.loads((folder / "manifest.json").read_bytes())
    wished = {name: said[name] for name in ("purpose", "refused_on", "lender", "masked", "dedupe", "timezone")}
    assert wished == {
        "purpose": "lender",
        "refused_on": "2026-05-30",
        "lender": "bank",
        "masked": True,
        "dedupe": False,
        "timezone": "Asia/Tokyo",
    }
    rows = [json.loads(row) for row in (folder / "messages.jsonl").read_text("utf-8").splitlines()]
    assert len(rows) == 2
    assert all("continued_after_refusal" in row["tags"] and "李秀英" not in row["text"] for row in rows)
    assert (folder / "lender.docx").is_file()
    assert not (folder / "report.pdf").exists()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_every_option_of_scan_reaches_the_reader(home: Path, tmp_path: Path, jobs: str) -> None:
    """Columns and an encoding that nobody would guess, a time without a zone, and a file that is given twice."""
    given, out = [tmp_path / "a.csv", tmp_path / "b.csv"], tmp_path / "out.jsonl"
    for path in given:
        path.write_bytes("號碼,甲,乙\n1069,明天一起吃飯吧,2026-06-01 10:00\n".encode("big5"))
    options = ("--tz", "America/New_York", "--map", "text=甲", "--map", "time=乙", "--encoding", "big5", "--jobs", jobs)
    for dedupe, rows in (((), 2), (("--no-dedupe",), 2), (("--dedupe",), 1)):
        scanned = run(home, "scan", *map(str, given), "-o", str(out), *options, *dedupe)
        assert scanned.returncode == 0, scanned.stderr
        found = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
        assert [(each["text"], each["time"]) for each in found] == [
            ("明天一起吃飯吧", "2026-06-01T10:00:00-04:00")
        ] * rows


def test_a_port_that_is_taken_is_told_before_a_model_is_trained(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = run(tmp_path, "serve", "--port", str(port))
    assert done.stderr == f"jingxin: port {port} on 127.0.0.1 is taken; give another with --port\n"
    assert done.returncode == 1


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_damaged_model_is_told_in_a_sentence_by_a_server_too(copied: Store, tmp_path: Path, workers: str) -> None:
    (weights,) = copied.folder.glob("*/weights.bin")
    weights.write_bytes(b"torn")
    done = run(tmp_path, "serve", "--port", "0", "--workers", workers)
    assert done.stderr.startswith("jingxin: the files of model")
    assert len(done.stderr.splitlines()) == 1
    assert done.returncode == 1


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_damaged_model_is_told_before_a_scan_writes_anything(copied: Store, tmp_path: Path, jobs: str) -> None:
    (weights,) = copied.folder.glob("*/weights.bin")
    weights.write_bytes(b"torn")
    out = tmp_path / "out.csv"
    out.write_text("precious", "utf-8")
    done = run(tmp_path, "scan", str(archive(tmp_path)), "-o", str(out), "--jobs", jobs)
    assert done.stderr.startswith("jingxin: the files of model")
    assert len(done.stderr.splitlines()) == 1
    assert done.returncode == 1
    assert out.read_text("utf-8") == "precious"


def test_a_server_that_does_not_start_ends_with_1(home: Path) -> None:
    """Uvicorn's own code, 3, would mean an archive that cannot be read."""
    script = (
        "import sys, uvicorn; from service.cli import main; uvicorn.run = lambda *_, **__: sys.exit(3); "
        "sys.argv[1:] = ['serve', '--port', '0']; main()"
    )
    environment = os.environ | {"JINGXIN_HOME": str(home)}
    assert subprocess.run([sys.executable, "-c", script], env=environment, check=False).returncode == 1


def test_a_server_that_cannot_make_reports_says_so_and_how_before_it_listens(home: Path) -> None:
    script = (
        "import sys, uvicorn, service.extras; from service.cli import main; service.extras.find_spec = lambda _: None; "
        "uvicorn.run = lambda *_, **__: sys.exit(3); sys.argv[1:] = ['serve', '--port', '0']; main()"
    )
    done = called(home, [sys.executable, "-c", script], "")
    assert done.stderr.startswith("reports are not available on the page; for them, run ")
    assert "-m pip install datasketch" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_a_training_that_ctrl_c_stops_ends_at_once_and_leaves_nothing(tmp_path: Path) -> None:
    command = [COMMAND, "train", "--samples", str(little(tmp_path / "data") / "samples")]
    environment = os.environ | {"JINGXIN_HOME": str(tmp_path / "home")}
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env=environment, preexec_fn=heed_ctrl_c
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("training on ")
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == "jingxin: stopped\n"
    assert process.returncode == 130
    assert list((tmp_path / "home" / "models").iterdir()) == []


def heed_ctrl_c() -> None:
    """Of a shell that runs the tests in the background the process would inherit that it is to be ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_a_server_that_ctrl_c_stops_ends_with_0(home: Path) -> None:
    with server(home) as (process, _):
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_a_server_stops_though_a_body_never_ends_and_tells_nothing_of_it(home: Path) -> None:
    with server(home) as (process, port), socket.create_connection(("127.0.0.1", port)) as client:
        head = "POST /v1/classify HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 99\r\n"
        client.sendall(f'{head}expect: 100-continue\r\n\r\n{{"text": "秘密'.encode())
        assert client.recv(100).startswith(b"HTTP/1.1 100 ")  # the body is being read
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        assert process.stderr is not None
        assert "秘密" not in process.stderr.read()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_no_address_reaches_what_a_server_writes(home: Path) -> None:
    """Some phone apps put the SMS into it, behind the path or in the query."""
    secret = quote("秘密\n还钱")
    lines = [f"GET {path}{secret} HTTP/1.1" for path in ("/hook/smsforwarder&content=", "/hook/sms?text=", "/nowhere/")]
    lines += [f"PUT /hook/ios/{secret} HTTP/1.1", f"GET /hook/sms?text={secret}", f"GET {secret} HTTP/1.1"]
    lines += ["GET /hook/sms?text=秘密 HTTP/1.1", f"GET /hook/sms?text={secret * 9_000} HTTP/1.1"]
    with server(home) as (process, port):
        statuses = [_status(port, f"{line}\r\nhost: a\r\nconnection: close\r\n\r\n".encode()) for line in lines]
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        assert process.stderr is not None
        written = process.stderr.read()
    assert statuses[:4] == ["200", "200", "404", "405"]
    assert [each for each in ("秘密", secret[:9], "hook", "Traceback") if each in written] == []


def _status(port: int, request: bytes) -> str:
    """The status that is answered, or nothing."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.sendall(request)
        return client.recv(100)[9:12].decode()
