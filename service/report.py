"""Writes a folder of evidence: report, tables, what a place that takes complaints asks for, and their manifest."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from service.archives.source import Options
from service.clock import lacks_clock
from service.errors import InputError, ServiceError
from service.evidence import Evidence, Exhibit, Making, gather
from service.extras import missing, remedy
from service.ledger import Row, as_csv, as_jsonl, days_csv, origin, rows, senders_csv
from service.presets import PRESETS, Preset, Purpose, taking
from service.rules import Lender
from service.scan import Judging, Progress, scan
from service.shielding import without_third_persons
from service.tables import encoded
from service.verifying import MANIFEST, SEAL

FORMAT = 1

UNKEPT = "记录里没有，请照手机上显示的填写"
"""What stands beside a message for 12321, whose form wants number and time, where the archive keeps none."""

UNDATED = (
    "no refusal in the archives has a time, so nothing is counted as having come after one; "
    "if you know the day, name it with --refused-on YYYY-MM-DD and write to a new folder"
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a report is to be: for whom, of what, and what to leave out.

    `purpose` is the place it goes to; `refused_on` a day on which the owner refused by telephone or elsewhere; `lender`
    narrows the rules; `mask` hides third persons; `dedupe` leaves out copies; `pdf` asks for the PDF: None means where
    WeasyPrint is there. Raises InputError for a place that hears of institutions only where a person lent.
    """

    purpose: Purpose | None = None
    refused_on: date | None = None
    lender: Lender | None = None
    mask: bool = False
    dedupe: bool = True
    pdf: bool | None = None

    def __post_init__(self) -> None:
        """Refuses a place that does not hear of the lender."""
        if self.purpose and not PRESETS[self.purpose].takes(self.lender):
            others = " or ".join(f"--for {preset.purpose}" for preset in taking(self.lender))
            raise InputError(
                f"--for {self.purpose} hears of institutions only, and --lender {self.lender} says that a person lent; "
                f"choose {others}, or leave --lender out"
            )

    @property
    def preset(self) -> Preset | None:
        """What the place asks for, where this lender lent."""
        return PRESETS[self.purpose].towards(self.lender) if self.purpose else None


@dataclass(frozen=True, slots=True)
class Reported:
    """What was written, and the evidence it was written from; `seal` is the digest of the manifest."""

    folder: Path
    evidence: Evidence
    files: tuple[str, ...]
    seal: str
    without_pdf: str | None

    @property
    def hints(self) -> tuple[str, ...]:
        """What was not written, or not counted, and what to do about it."""
        found = self.evidence.patterns
        undated = UNDATED if found.refusals and not found.is_dated else None
        return tuple(filter(None, (self.without_pdf, undated)))


def report(
    paths: Iterable[Path | str],
    folder: Path | str,
    judge: Judging,
    model: str,
    *,
    wishes: Wishes | None = None,
    options: Options | None = None,
    progress: Progress | None = None,
    command: str = "",
    now: datetime | None = None,
) -> Reported:
    """Scans archives and writes the evidence into a folder, which must be new or empty.

    `model` is the version that judges, `command` what was typed, without folders; `now` is given to make the same
    bytes again. Raises InputError for a folder that is not empty or a wish that the evidence cannot meet, ServiceError
    where the folder cannot be written, a PDF was asked for and cannot be made, or an extra is missing, and what `scan`
    raises.
    """
    wishes, folder = wishes or Wishes(), Path(folder)
    _ready(folder)
    options, now = options or Options(), now or datetime.now(UTC)
    making = Making(model, command, str(options.timezone), now)
    return write(gathered(paths, judge, making, wishes=wishes, options=options, progress=progress), folder, wishes)


def gathered(
    paths: Iterable[Path | str],
    judge: Judging,
    making: Making,
    *,
    wishes: Wishes,
    options: Options,
    progress: Progress | None = None,
) -> Evidence:
    """The evidence that archives hold. Raises what `scan` raises."""
    evidence = gather(
        scan(paths, judge, options, progress, dedupe=wishes.dedupe),
        making,
        refused_on=wishes.refused_on,
        lender=wishes.lender,
        dedupe=wishes.dedupe,
    )
    return without_third_persons(evidence) if wishes.mask else evidence


def write(evidence: Evidence, folder: Path, wishes: Wishes) -> Reported:
    """Writes evidence into a folder, with the errors that `report` has for that."""
    if wishes.preset:
        wishes.preset.check(evidence)
    chained = list(rows(evidence))
    files, without_pdf = _files(evidence, wishes, chained)
    files[MANIFEST] = _manifest(evidence, wishes, chained, files)
    seal = hashlib.sha256(files[MANIFEST]).hexdigest()
    files[SEAL] = f"{seal}  {MANIFEST}\n".encode()
    _write(folder, files)
    return Reported(folder, evidence, tuple(files), seal, without_pdf)


def _ready(folder: Path) -> None:
    if lacking := missing("report"):
        raise ServiceError(f"a report needs {', '.join(lacking)}; {remedy('report')}")
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise InputError(f"{folder} is not an empty folder; name a new one, so that evidence is not mixed up")


def _files(evidence: Evidence, wishes: Wishes, chained: Sequence[Row]) -> tuple[dict[str, bytes], str | None]:
    """Every file by its name, and why there is no PDF."""
    from service.rendering import as_html, as_pdf  # what renders costs 0.4 s to import

    html = as_html(evidence, wishes.preset, wishes.lender)
    files = {"report.html": html.encode()}
    without = None
    if wishes.pdf is not False:
        try:
            files["report.pdf"] = as_pdf(html)
        except ServiceError as error:
            if wishes.pdf:
                raise
            without = str(error)
    files |= {"messages.csv": as_csv(chained), "messages.jsonl": as_jsonl(chained)}
    files |= {"senders.csv": senders_csv(evidence), "days.csv": days_csv(evidence)}
    if wishes.preset:
        files |= dict(_for_place(evidence, wishes.preset, files))
    return files, without


def _for_place(evidence: Evidence, preset: Preset, files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """What one place asks for: plain texts to copy for 12321, a letter for all others."""
    from service.letters import letter

    if preset.purpose is Purpose.SPAM:
        yield "12321/请先读.txt", _lines(preset.title, *preset.notes)
        yield from chain.from_iterable(_spam(each, evidence) for each in preset.messages(evidence))
        return
    yield f"{preset.purpose}.docx", (written := letter(evidence, preset))
    if preset.limit is not None:
        for name, size in ((f"{preset.purpose}.docx", len(written)), ("report.pdf", len(files.get("report.pdf", b"")))):
            if size > preset.limit:
                raise InputError(f"{name} has {size:,} bytes and {preset.purpose} takes {preset.limit:,} at most")


def _spam(exhibit: Exhibit, evidence: Evidence) -> Iterator[tuple[str, bytes]]:
    """One message as its bytes, and beside it what the form asks for."""
    from service.wording import moment, sender_line

    folder, message = f"12321/{exhibit.number:04d}", exhibit.message
    sender = sender_line(message.sender, evidence) if message.sender else UNKEPT
    came = moment(exhibit) if message.time else UNKEPT
    day = ("记录里没有钟点，请照手机上显示的补全。",) if lacks_clock(message) else ()
    yield f"{folder}/原文.txt", message.text.encode()
    yield f"{folder}/号码和时间.txt", _lines(f"被举报号码：{sender}", f"接收时间（北京时间）：{came}", *day)


def _lines(*lines: str) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8-sig")  # for the Windows editor


def _manifest(evidence: Evidence, wishes: Wishes, chained: Sequence[Row], files: Mapping[str, bytes]) -> bytes:
    making = evidence.making
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "tool": making.tool,
        "model": making.model,
        "command": making.command,
        "created": making.created.isoformat(timespec="seconds"),
        "timezone": making.timezone,
        "purpose": wishes.purpose,
        "lender": wishes.lender,
        "masked": evidence.masked,
        "dedupe": evidence.dedupe,
        "refused_on": wishes.refused_on.isoformat() if wishes.refused_on else None,
        "sources": [
            {"name": source.name, "bytes": source.size, "sha256": source.sha256} for source in evidence.sources
        ],
        "counts": {
            "listed": len(evidence.exhibits),
            "harmful": len(evidence.harmful),
            "unsure": evidence.summary.unsure,
        },
        "scan": evidence.summary.as_json(),
        "chain": {
            "messages": len(chained),
            "first": origin(evidence.sources),
            "last": chained[-1]["digest"] if chained else origin(evidence.sources),
        },
        "outputs": {
            name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in files.items()
        },
    }
    return encoded(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")  # the command may name any file


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    try:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    except OSError as error:
        raise ServiceError(f"{folder} cannot be written ({error.strerror}); name another folder") from None
