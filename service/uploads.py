"""Archives given to a page: taken from the form into a job's folder, and made into a report there."""

import logging
import os
import shutil
import zipfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import TypeVar

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from model.judging import Judge
from model.labels import Label
from model.store import Store
from service.archives.source import Options
from service.errors import (
    ArchiveError,
    FullError,
    InputError,
    LackingError,
    LockedError,
    NotAnArchiveError,
    PageError,
    ServiceError,
)
from service.evidence import Evidence, Making
from service.extras import packages
from service.frames import read_form
from service.jobs import FULL, Job, Stage, Status
from service.messages import Kind
from service.presets import PRESETS, Purpose, taking
from service.report import Reported, Wishes, gathered, write
from service.rules import Lender
from service.scan import Judging, Progress, Summary
from service.settings import Settings

LOG = logging.getLogger(__name__)

Choice = TypeVar("Choice", bound=StrEnum)

FOLDER = "短信整理报告"
"""The folder within the zip."""

REPORT = f"{FOLDER}/report.html"

FILES = 200
"""Files of one form."""

NAME = 120
"""Bytes of a file's name that are kept; file systems take 255."""

TELL_EVERY = 0.3
"""Seconds between two notes of progress."""

NO_ARCHIVE = (
    "这里面没有找到能读的短信记录。请在首页“怎么导出短信”里找到您的手机或软件，按那里的办法重新导出；"
    "通话记录和截图读不了；微信聊天请在微信里多选、用邮件发给自己，把正文存成 TXT 再提交。"
)
TOO_MANY = f"一次最多 {FILES} 个文件。请把它们压缩成一个 ZIP 再提交，或者分几次。"
UNREADABLE = (
    "这个文件读不出来：可能没有传完整、已经损坏，或者设了密码。"
    "请重新导出一份不加密的；如果是有密码的 ZIP，请在“更多选择”里填上密码。"
)
LOCKED = (
    "文件是加密的，没有密码或密码不对，读不出来。请在“更多选择”里填上正确的密码，或者重新导出一份不加密的。"
    "iPhone 的加密备份不能在网页上读：请在 iTunes 或访达里取消“加密本地备份”，重新备份后再传其中的短信文件；"
    "也可以请懂电脑的人用 jingxin report 命令读整个备份文件夹。"
)
LACKING = (
    "{what}要用附加包“{extra}”才能读，安装静信时没有装上它。请先留好文件，"
    "并请安装静信的人在静信所用的 Python 里运行 python -m pip install {packages}，装好后重新启动静信，再整理一次。"
)
LACKED = {
    "adb": "加密的安卓备份",
    "encrypted": "用 AES 加密的 ZIP",
    "iphone": "加密的 iPhone 备份",
    "parquet": "Parquet 文件",
}
"""What cannot be read without each extra."""


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for with the files."""

    wishes: Wishes
    options: Options


@asynccontextmanager
async def form_of(request: Request) -> AsyncIterator[FormData]:
    """The form of a request, with its files.

    Raises PageError for too many of them, and FullError where there is no room or place for them.
    """
    try:
        form = await read_form(request, fields=20, files=FILES)
    except HTTPException as error:
        if "Too many files" in error.detail:
            raise PageError(TOO_MANY) from None
        raise
    except OSError as error:  # as a large file is kept in a temporary one
        LOG.error("an upload cannot be taken: %s", os.strerror(error.errno or 0))
        raise FullError(FULL) from None
    try:
        yield form
    finally:
        await form.close()


def order_of(form: FormData, settings: Settings) -> Order:
    """What a form asks for. Raises PageError for a wish that there is not, or two that exclude each other."""
    purpose, lender = _choice(Purpose, form.get("purpose")), _choice(Lender, form.get("lender"))
    if purpose and not PRESETS[purpose].takes(lender):
        others = "、".join(f"“{preset.name}”" for preset in taking(lender))
        raise PageError(
            f"“{PRESETS[purpose].name}”不受理个人之间的借款。请把用途改成{others}当中的一个；"
            "如果是向机构借的，请改选“向谁借的款”。"
        )
    wishes = Wishes(
        purpose=purpose,
        refused_on=_day(form.get("refused_on")),
        lender=lender,
        mask=bool(form.get("mask")),
    )
    if wishes.preset and wishes.mask and not wishes.preset.mask:
        raise PageError(
            f"“{wishes.preset.name}”需要一字不改的原文，不能遮盖。请去掉“遮盖其他人的姓名和号码”，或改选别的用途。"
        )
    password = form.get("password")
    options = Options.of(settings.timezone, password=password if password and isinstance(password, str) else None)
    return Order(wishes, replace(options, **settings.archive_limits))


def files_of(form: FormData) -> list[UploadFile]:
    """The files of a form. Raises PageError if there is none."""
    found = [file for file in form.getlist("archive") if isinstance(file, UploadFile) and file.filename and file.size]
    if not found:
        raise PageError("还没有选文件，或者文件是空的。请先选好导出的短信文件，再点“整理成报告”。")
    return found


def keep(files: Sequence[UploadFile], folder: Path) -> None:
    """Copies files into folders of a folder, by their own names as far as a file may bear them.

    Raises FullError where that cannot be; an error of the system's would bring the file's name into the log.
    """
    try:
        for name, file in zip(_names([file.filename or "" for file in files]), files, strict=True):
            (folder / name).parent.mkdir(exist_ok=True)
            with (folder / name).open("wb") as copy:
                shutil.copyfileobj(file.file, copy)
    except OSError as error:
        LOG.error("an upload cannot be kept: %s", os.strerror(error.errno or 0))
        raise FullError(FULL) from None


@dataclass(frozen=True, slots=True)
class Reporting:
    """The work of making a report, with a model of a store: scan what was given, write the folder, pack it, count."""

    order: Order
    store: Path
    version: str

    def __call__(self, job: Job) -> Status:
        """Makes the report in the job's folder."""
        judge = Judge(Store(self.store).load(self.version).model)
        given = sorted(path for path in job.given.rglob("*") if path.is_file())
        # in a folder, what is no archive is skipped with the reason; two folders may hold files of one name
        paths = given if len(given) == 1 else sorted(job.given.iterdir())
        folder = job.folder / FOLDER
        made = _report(paths, folder, judge, self.version, order=self.order, progress=_progress(job))
        summary = made.evidence.summary
        _pack(folder, job.made)
        shutil.rmtree(folder)
        counts = {
            "threat": made.evidence.count(Label.THREAT),
            "harassment": made.evidence.count(Label.HARASSMENT),
            "unjudged": summary.unjudged,
            "skipped": summary.skipped,
        }
        return Status(Stage.DONE, messages=summary.messages, counts=counts)


def _report(
    paths: Sequence[Path], folder: Path, judge: Judging, model: str, *, order: Order, progress: Progress
) -> Reported:
    """The report; what cannot be is said in Chinese and without the names of our folders."""
    making = Making(model, "", str(order.options.timezone), datetime.now(UTC))
    try:
        evidence = gathered(paths, judge, making, wishes=order.wishes, options=order.options, progress=progress)
        _refuse_empty(evidence.summary)
        return _written(evidence, folder, order.wishes)
    except LackingError as error:
        raise PageError(_lacking(error.extra)) from None
    except LockedError:
        raise PageError(LOCKED) from None
    except NotAnArchiveError:
        raise PageError(NO_ARCHIVE) from None
    except ArchiveError:
        raise PageError(UNREADABLE) from None
    except InputError:
        name = order.wishes.preset.name if order.wishes.preset else ""
        raise PageError(
            f"找到的短信不符合“{name}”的要求：条数不够，或者附件超过了它的大小限制。请在用途里改选“只要报告”，再试一次。"
        ) from None


def _written(evidence: Evidence, folder: Path, wishes: Wishes) -> Reported:
    """The report as `write` gives it. Raises FullError where its folder cannot be written."""
    try:
        return write(evidence, folder, wishes)
    except InputError:
        raise
    except ServiceError:
        LOG.error("a report cannot be written")
        raise FullError(FULL) from None


def _lacking(extra: str) -> str:
    """Which extra is missing, and what installs it, without the place of our Python."""
    return LACKING.format(what=LACKED[extra], extra=extra, packages=packages(extra))


def _refuse_empty(summary: Summary) -> None:
    """Raises PageError where no message was found, whatever else was wished for."""
    if not summary.messages:
        if extra := next((skip.lacking for skip in summary.skips if skip.lacking), None):
            raise PageError(_lacking(extra))
        raise PageError(LOCKED if any(skip.kind is Kind.LOCKED for skip in summary.skips) else NO_ARCHIVE)


def _progress(job: Job) -> Progress:
    told = 0.0

    def progress(read: int, total: int, messages: int) -> None:
        nonlocal told
        if monotonic() - told >= TELL_EVERY or read >= total:
            told = monotonic()
            job.tell(Status(read=read, total=total, messages=messages))

    return progress


def _pack(folder: Path, made: Path) -> None:
    """Packs the folder; a phone unpacks a zip whose names are UTF-8, as these are.

    Raises FullError where there is no room for it.
    """
    try:
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    packed.write(path, Path(FOLDER) / path.relative_to(folder))
    except OSError as error:
        LOG.error("a report cannot be packed: %s", error.strerror)
        raise FullError(FULL) from None


def _names(given: Sequence[str]) -> Iterator[str]:
    """Where each file is kept: no folders of its own, no control characters, not hidden, not too long.

    The second of a name stands in a second folder, so that a report numbers and explains them as it does on the
    command line; what belongs to a database stays beside it.
    """
    taken: Counter[str] = Counter()
    for typed in given:
        plain = "".join(sign for sign in typed.replace("\\", "/").rsplit("/", 1)[-1] if sign.isprintable())
        plain = _short(plain.lstrip(". ") or "文件")
        taken[plain.casefold()] += 1
        yield f"{taken[plain.casefold()]:03}/{plain}"


def _short(name: str) -> str:
    """The name cut before its ending, by which some formats are known."""
    stem, dot, ending = name.rpartition(".")
    if len(name.encode()) <= NAME:
        return name
    kept = f"{dot}{ending}" if stem and len(ending.encode()) <= 20 else ""
    return (stem or name).encode()[: NAME - len(kept.encode())].decode(errors="ignore") + kept


def _typed(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _choice(kinds: type[Choice], value: object) -> Choice | None:
    try:
        return kinds(typed) if (typed := _typed(value)) else None
    except ValueError:
        raise PageError("没有这个选项。请回到首页重新选择。") from None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(typed) if (typed := _typed(value)) else None
    except ValueError:
        raise PageError("日期没有看懂，请写成 2026-05-01 这样。") from None
