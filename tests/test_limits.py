"""The limits for archives are settings, the same for the command line and the pages."""

import os
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest
from reading import read, skips, texts, written
from starlette.datastructures import FormData
from test_cli import COMMAND
from test_containers import XML, zipped

from service.archives.source import Options
from service.settings import Settings
from service.uploads import order_of


def scanned(home: Path, path: Path, **limits: str) -> subprocess.CompletedProcess[str]:
    given = {f"JINGXIN_{name.upper()}": value for name, value in limits.items()}
    environment = os.environ | {"JINGXIN_HOME": str(home), "PYTHONUTF8": "1", "COLUMNS": "140"} | given
    command = [COMMAND, "scan", str(path), "-o", str(path.with_name("out.csv"))]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)


def test_the_defaults_are_those_of_the_readers() -> None:
    limits = Settings().archive_limits
    assert Options(**limits) == Options()
    named = {field.name for field in fields(Options)} - {"timezone", "columns", "encoding", "password"}
    assert set(limits) == named


def test_the_command_line_obeys_them(home: Path, tmp_path: Path) -> None:
    path = written(tmp_path, zipped(a=XML % b"a", b=XML % b"b", c=zipped(d=XML % b"d")), "sms.zip")
    assert "3 rows" in scanned(home, path).stdout
    done = scanned(home, path, max_nesting="1")
    assert "2 rows" in done.stdout
    assert "packed more than 1 times" in done.stderr
    assert "holds more than 1 files" in scanned(home, path, max_entries="1").stderr


def test_the_pages_obey_them() -> None:
    order = order_of(FormData([]), Settings(max_ratio=7, max_unpacked=8, max_record=2048))
    assert (order.options.ratio, order.options.unpacked, order.options.record) == (7, 8, 2048)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("max_nesting", "0", "greater than or equal to 1"),
        ("max_entries", "many", "valid integer"),
        ("max_unpacked", "-1", "greater than or equal to 1"),
        ("max_ratio", "1.5", "valid integer"),
        ("max_record", "100", "greater than or equal to 1024"),
        ("timezone", "Asia/Beijing", "'Asia/Beijing': there is no such time zone; give one such as Asia/Shanghai"),
    ],
)
def test_a_value_that_cannot_be_is_named(home: Path, tmp_path: Path, name: str, value: str, said: str) -> None:
    done = scanned(home, written(tmp_path, XML % b"a"), **{name: value})
    assert done.returncode == 2
    assert f"JINGXIN_{name.upper()} is '{value}'" in done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "content",
    [
        b'<smses><sms date="1600000000000" body="a"/><sms date="1600000000000" body="%s' % (b"A" * 5_000_000),
        b'[{"body": "a"}, {"body": "%s' % (b"A" * 5_000_000),
        b"From x\nX-smssync-type: 1\n\na\n\nFrom y\nX-smssync-type: 1\n\n%s" % (b"A" * 5_000_000),
    ],
    ids=["xml", "json", "mbox"],
)
def test_a_record_without_end_is_held_up_to_its_limit(tmp_path: Path, content: bytes) -> None:
    records = read(written(tmp_path, content), record=100_000)
    assert texts(records)[0].strip() == "a"
    assert skips(records) or len(texts(records)) == 2
