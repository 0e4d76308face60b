"""Every command, endpoint and setting is in the README, and its figures are those of the data."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import DATA
from typer.main import get_command

from model.judging import Judge
from model.labels import Label
from service.app import create_app
from service.cli import app as command_line
from service.extras import NEEDED
from service.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
CHINESE = (ROOT / "README.zh-CN.md").read_text("utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("name", sorted(get_command(command_line).commands))  # type: ignore[attr-defined]
def test_every_command_is_in_the_readme(name: str) -> None:
    assert f"jingxin {name}" in README
    assert f"jingxin {name}" in CHINESE


def test_every_endpoint_is_in_the_readme(tmp_path: Path) -> None:
    documented = create_app(Settings(home=tmp_path)).openapi()["paths"]
    assert "/healthz" in documented
    assert [path for path in documented if path not in README] == []


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_in_the_readme(name: str) -> None:
    assert f"JINGXIN_{name.upper()}" in README


@pytest.mark.parametrize("readme", [README, CHINESE])
def test_what_is_typed_is_there_after_make_serve(readme: str) -> None:
    """Nothing is published, and nothing is on the PATH."""
    assert ".venv/bin/pip install -e '.[parquet]'" in readme
    assert "`.venv/bin/jingxin`" in readme
    assert ".venv/bin/pip install pandas polars" in readme
    assert "jingxin[" not in readme


@pytest.mark.parametrize("name", NEEDED)
def test_every_extra_of_an_archive_or_a_report_is_in_the_readme(name: str) -> None:
    assert f"extra `{name}`" in re.sub(r"\s+", " ", README)
    assert f"附加包 `{name}`" in CHINESE


def test_the_exit_codes_are_those_of_the_command_line() -> None:
    codes = command_line.info.epilog.removeprefix("Exit codes: ")  # type: ignore[union-attr]
    assert codes in re.sub(r"\s+", " ", README)


def test_the_number_of_samples_is_true() -> None:
    count = sum(len(file.read_text("utf-8").splitlines()) for file in (DATA / "samples").glob("**/*.jsonl"))
    assert f"training on {count:,} samples" in README


def test_what_the_readme_says_of_messages_is_what_is_answered(judge: Judge) -> None:
    rows = re.findall(r"^\| ([^|`]+) \| `(\w+)` \| `(\w+)` \| ([^|]+) \|$", README, re.MULTILINE)
    assert len(rows) == 3
    for text, *told in rows:
        judgement = judge.judge(text)
        assert told == [judgement.label, judgement.verdict, judgement.reason]


def test_keywords_cannot_do_what_both_readmes_say_they_cannot(judge: Judge) -> None:
    disclosure, notice = "请转告他尽快处理欠款", "您已逾期12天，将报送征信"
    assert all(disclosure in readme and notice in readme for readme in (README, CHINESE))
    assert [judge.judge(text).label for text in (disclosure, notice)] == [Label.THREAT, Label.NORMAL]


@pytest.mark.parametrize("readme", [README, CHINESE])
def test_the_configuration_of_spamblocker_is_the_one_that_is_tested(readme: str) -> None:
    """But for the host, and for a key and a sender that nobody reads."""
    pasted = next(
        json.loads(each) for each in re.findall(r"```json\n(.*?)```", readme, re.DOTALL) if "QueryApi" in each
    )
    tested = json.loads((ROOT / "tests/hooks/spamblocker/preset_query_import.json").read_text("utf-8"))
    tested["actions"][1] |= {
        "url": "http://HOST:8000/hook/spamblocker",
        "header": "Content-Type: application/json; charset=utf-8",
        "body": '{"text":"{escape({sms})}"}',
    }
    assert pasted == tested


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_the_examples_run(
    library: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip(library, reason="no part of the project; the example is run where it is installed")
    sample = ROOT / "tests/archives/sms_backup_restore/devadvance/sms_and_mms.xml"
    shutil.copyfile(sample, tmp_path / "sms-20261101.xml")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JINGXIN_HOME", str(home))
    (example,) = [each for each in EXAMPLES if f"import {library}\n" in each]
    held: dict[str, Any] = {}
    exec(example, held)
    assert len(held["table"]) == 50
    assert "text" in held["table"].columns
    assert "normal" in capsys.readouterr().out
