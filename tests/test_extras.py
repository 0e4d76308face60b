"""What extras need, whether it is there, and a remedy that is true wherever jingxin is installed."""

import re
import sys
import tomllib
from pathlib import Path

import pytest

from service.extras import NEEDED, command, missing

OPTIONAL = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["project"][
    "optional-dependencies"
]


@pytest.mark.parametrize("extra", NEEDED)
def test_an_extra_needs_here_what_it_installs(extra: str) -> None:
    installed = sorted(re.split(r"[<>=;\[ ]", line)[0] for line in OPTIONAL[extra])
    assert sorted(NEEDED[extra].values()) == installed


def test_every_extra_for_those_who_use_jingxin_is_known() -> None:
    assert set(NEEDED) == set(OPTIONAL) - {"benchmarks", "build", "dev"}


def test_what_is_missing_is_named_as_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert missing("report") == ()
    monkeypatch.setattr("service.extras.find_spec", lambda name: None if name in ("docx", "lxml") else name)
    assert missing("report") == ("lxml", "python-docx")


@pytest.mark.parametrize("extra", NEEDED)
def test_an_extra_is_installed_for_the_python_that_runs_and_from_any_folder(extra: str) -> None:
    assert command(extra) == " ".join([sys.executable, "-m pip install", *NEEDED[extra].values()])


def test_a_python_in_a_folder_with_a_space_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/my apps/python")
    assert command("parquet") == '"/my apps/python" -m pip install pyarrow'
