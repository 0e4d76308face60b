"""Every setting, its default and its JINGXIN_… variable; the only module that reads the environment."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

PREFIX = "JINGXIN_"

MOST_MESSAGES = 100_000
"""Messages of one batch that a server can be set to take: so many are held in memory before they are counted."""


class Settings(BaseModel):
    """What can be set from outside, as JINGXIN_HOME, JINGXIN_HOST and so on; what is given goes first.

    pydantic-settings does the same, but to import it costs 1.5 MiB and 45 ms of every start.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path = Field(
        default_factory=lambda: user_data_path("jingxin", appauthor=False), description="where everything written lies"
    )
    host: str = Field("127.0.0.1", min_length=1, description="address that `jingxin serve` listens on")
    port: int = Field(8000, ge=0, le=65535, description="port that `jingxin serve` listens on")
    workers: int = Field(1, ge=1, le=64, description="processes that `jingxin serve` starts")
    max_text: int = Field(4_000, ge=1, description="characters of one text; more is answered 413")
    max_messages: int = Field(1_000, ge=1, le=MOST_MESSAGES, description="messages of one batch; more is answered 413")
    max_body: int = Field(16 * 1024 * 1024, ge=1, description="bytes of a request body; more is answered 413")
    max_upload: int = Field(
        512 * 1024 * 1024, ge=1, description="bytes of archives given to a page; more is answered 413"
    )
    max_reports: int = Field(2, ge=1, le=64, description="reports of pages that run at once; more are answered 503")
    report_minutes: float = Field(
        15, gt=0, allow_inf_nan=False, description="minutes after which a page's report is deleted"
    )
    max_nesting: int = Field(5, ge=1, le=100, description="levels to which archives may be packed into each other")
    max_entries: int = Field(100_000, ge=1, description="files that may be packed in one archive")
    max_unpacked: int = Field(8 << 30, ge=1, description="bytes that what is packed in one archive may unpack to")
    max_ratio: int = Field(250, ge=1, description="times its packed size that a file of 16 MiB or more may unpack to")
    max_record: int = Field(32 << 20, ge=1024, description="bytes of one record of an archive that are held in memory")
    timezone: str = Field("Asia/Shanghai", description="zone of archive times that name none")

    @model_validator(mode="before")
    @classmethod
    def _from_environment(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Adds what stands in the environment; an empty variable counts as none, or HOST= would be every address."""
        variables = {name: os.environ.get(PREFIX + name.upper()) for name in cls.model_fields}
        return {name: value for name, value in variables.items() if value} | given

    @field_validator("timezone")
    @classmethod
    def _known(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError):  # a folder of the zone database raises OSError
            raise ValueError("there is no such time zone; give one such as Asia/Shanghai") from None
        return zone

    @property
    def store(self) -> Path:
        """The model store's folder."""
        return self.home / "models"

    @property
    def archive_limits(self) -> dict[str, Any]:
        """The limits for archives, as the options of their readers are called."""
        return {
            "nesting": self.max_nesting,
            "entries": self.max_entries,
            "unpacked": self.max_unpacked,
            "ratio": self.max_ratio,
            "record": self.max_record,
        }

    @property
    def reports(self) -> Path:
        """The folder of the pages' reports; empty but for those that run or were made a short while ago."""
        return self.home / "reports"


COUNTS = "PROMETHEUS_MULTIPROC_DIR"
"""Where prometheus-client keeps counts that several processes add up; it must be there before that is imported."""


def counts_folder() -> str | None:
    """The folder in which worker processes add up their counts, or None where there is one process only."""
    return os.environ.get(COUNTS)


@contextmanager
def counted_together() -> Iterator[None]:
    """Processes started meanwhile add up their counts, in a folder that is deleted in the end."""
    if counts_folder():
        yield
        return
    with TemporaryDirectory(prefix="jingxin-counts-") as folder:
        os.environ[COUNTS] = folder
        try:
            yield
        finally:
            del os.environ[COUNTS]


def make_counts_folder() -> None:
    """Makes the folder for the counts where it is gone, as without it no process can start that is to count."""
    if folder := counts_folder():
        with suppress(OSError):
            Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)


@cache
def data_folder() -> Path:
    """The samples, the exam and the gate's floors: a checkout's own, else those that came with the wheel."""
    beside = Path(__file__).parents[1] / "data"
    if (beside / "gate.json").is_file():
        return beside
    return Path(str(files("jingxin_data").joinpath("gate.json"))).parent  # the package is a plain folder of data
