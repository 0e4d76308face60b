"""Settings come from the environment, and what is given goes first."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from service.settings import Settings


def test_a_variable_is_read_as_its_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JINGXIN_HOME", str(tmp_path))
    monkeypatch.setenv("JINGXIN_PORT", "9000")
    settings = Settings()
    assert (settings.home, settings.store, settings.port) == (tmp_path, tmp_path / "models", 9000)
    assert settings.workers == 1


def test_what_is_given_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JINGXIN_PORT", "9000")
    assert Settings(port=1).port == 1


def test_an_empty_variable_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"JINGXIN_{name.upper()}", raising=False)
    unset = Settings()
    for name in Settings.model_fields:
        monkeypatch.setenv(f"JINGXIN_{name.upper()}", "")
    assert Settings() == unset


def test_an_empty_host_that_is_given_is_refused() -> None:
    """To listen there would be to listen on every address."""
    with pytest.raises(ValidationError) as caught:
        Settings(host="")
    assert caught.value.errors()[0]["loc"] == ("host",)


@pytest.mark.parametrize("value", ["many", "-1", " "])
def test_a_value_that_cannot_be_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("JINGXIN_PORT", value)
    with pytest.raises(ValidationError) as caught:
        Settings()
    assert caught.value.errors()[0]["loc"] == ("port",)


@pytest.mark.parametrize("zone", ["Asia/Beijing", "Asia", "../etc", " "])
def test_a_time_zone_that_there_is_not_is_refused(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    monkeypatch.setenv("JINGXIN_TIMEZONE", zone)
    with pytest.raises(ValidationError, match="there is no such time zone; give one such as Asia/Shanghai"):
        Settings()


def test_a_setting_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValidationError, match="prot"):
        Settings.model_validate({"prot": 1})


@pytest.mark.parametrize("minutes", ["inf", "nan", "0"])
def test_reports_cannot_be_kept_for_ever(monkeypatch: pytest.MonkeyPatch, minutes: str) -> None:
    monkeypatch.setenv("JINGXIN_REPORT_MINUTES", minutes)
    with pytest.raises(ValidationError, match=r"finite number|greater than 0"):
        Settings()
