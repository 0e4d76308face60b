"""The command line: every command, what it prints and the exit code it ends with."""

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any, TextIO, TypeVar

import typer

WIDE = 112
"""Columns that a scorecard needs; a narrower terminal wraps its lines rather than cut its words."""

REMARKS = 10
"""Kinds of remarks that a summary shows, the commonest first."""

_FOLDERS = re.compile(r"\A(--[\w-]+=|-o)?.*/(?=[^/]+/*\Z)", re.DOTALL)

ERRORS = "backslashreplace"
"""What stdout does with half a surrogate pair or a byte that is no text: in JSON, \\udxxx is the escape it was."""

Choice = TypeVar("Choice", bound=StrEnum)

if TYPE_CHECKING:
    from model.evaluation import Scorecard
    from model.judging import Judge
    from service.archives.source import Options
    from service.scan import Progress, Summary
    from service.settings import Settings

app = typer.Typer(
    name="jingxin",
    help="静信: tells debt-collection harassment and threats to contact family from normal Chinese SMS.",
    epilog="Exit codes: 0 done · 1 failed · 2 wrong input · 3 unreadable archive · 4 not an archive of messages · "
    "5 the gate refused the new model · 6 evidence was changed · 130 stopped",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich's help costs 0.2 s
)

REFUSED = 5
"""Exit code of `jingxin train` when the gate kept the champion."""

CHANGED = 6
"""Exit code of `jingxin verify` when evidence was changed."""

Archives = Annotated[list[Path], typer.Argument(help="Exported files, or folders of them; `jingxin formats` says how.")]
TimeZone = Annotated[str | None, typer.Option(help="Zone of times that name none [default: Asia/Shanghai]")]
Columns = Annotated[
    list[str] | None, typer.Option("--map", metavar="FIELD=COLUMN", help="Which column holds what: text=短信内容")
]
Encoding = Annotated[str | None, typer.Option(help="Encoding of the files, if it is guessed wrong.")]
Password = Annotated[
    str | None, typer.Option(help="Password of an encrypted ZIP or backup; a terminal is asked for it if need be.")
]
PasswordFile = Annotated[Path | None, typer.Option(help="A file with the password in its first line.")]


def main() -> None:
    """Runs a command; what goes wrong is one sentence on stderr and an exit code, never a traceback."""
    from model.errors import ModelError, SampleError, TrainingError
    from service.errors import InputError, ServiceError

    _refuse_closed_streams()
    sys.stdout.reconfigure(errors=ERRORS)  # type: ignore[union-attr]
    try:
        _run()
    except ServiceError as error:
        _leave(str(error), error.exit_code)
    except (SampleError, TrainingError) as error:
        _leave(str(error), InputError.exit_code)
    except ModelError as error:
        _leave(str(error), 1)
    except BrokenPipeError:
        _give_up(sys.stdout)
        sys.exit(1)
    except OSError as error:
        _give_up(sys.stdout)
        place = f"{error.filename} cannot be used" if error.filename else "what it prints cannot be written"
        _leave(f"{place} ({error.strerror or error})", 1)


def _run() -> None:
    try:
        app()
    finally:
        sys.stdout.flush()  # at the end of the process it would be too late for a sentence


def _refuse_closed_streams() -> None:
    """Ends the process where stdout is closed, as it is with `>&-`; sentences for a closed stderr go nowhere."""
    if sys.stderr is None:
        sys.stderr = os.fdopen(_nowhere(), "w", encoding="utf-8")  # else `print` would take stdout
    if sys.stdout is None:
        _leave("stdout is closed; send it to a file, or to /dev/null", 1)


def _give_up(stream: TextIO) -> None:
    """Sends what a stream still holds nowhere, lest the end of the process fail with it once more."""
    os.dup2(_nowhere(), stream.fileno())


def _nowhere() -> int:
    return os.open(os.devnull, os.O_WRONLY)


def _leave(sentence: str, code: int) -> None:
    try:
        say(f"jingxin: {sentence}")
    except OSError:
        _give_up(sys.stderr)
    sys.exit(code)


def say(sentence: str) -> None:
    """A progress sentence, on stderr so that answers can be piped."""
    print(sentence, file=sys.stderr, flush=True)


@app.command()
def classify(
    texts: Annotated[list[str], typer.Argument(help="Messages to judge; a single - reads JSONL from stdin.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """Judge messages given as arguments, or one JSON object a line from stdin."""
    from service.errors import InputError
    from service.schemas import as_fields

    if texts == ["-"] and sys.stdin is None:
        raise InputError("stdin is closed; give it a file of JSON lines, as in `jingxin classify - < messages.jsonl`")
    judge, version = _ready()
    if texts == ["-"]:
        sys.stdout.reconfigure(encoding="utf-8", errors=ERRORS)  # type: ignore[union-attr]
        for line in judged_lines(sys.stdin.buffer, judge, version):
            sys.stdout.write(line)
        return
    for text in texts:
        judgement = judge.judge(text)
        if as_json:
            print(json.dumps(as_fields(judgement, version), ensure_ascii=False))
        else:
            print(f"{judgement.label.category}\t{judgement.verdict}\t{judgement.score:.2f}\t{judgement.reason}")


def judged_lines(lines: Iterable[bytes], judge: "Judge", version: str) -> Iterator[str]:
    """Each JSON line back with its judgement added. Raises InputError, with the number of the line, for a bad one."""
    from service.errors import InputError
    from service.schemas import as_fields

    for number, line in enumerate(lines, 1):
        try:
            given: Any = json.loads(line)
            text = given["text"]
        except (ValueError, TypeError, KeyError, RecursionError):
            text = None
        if not isinstance(text, str):
            raise InputError(f'stdin, line {number}: needs a JSON object in UTF-8 with a "text" that is a string')
        yield json.dumps(given | as_fields(judge.judge(text), version), ensure_ascii=False) + "\n"


@app.command()
def scan(
    archives: Archives,
    out: Annotated[Path, typer.Option("-o", "--out", help="OUT.csv, .jsonl or .parquet: one row for every message.")],
    tz: TimeZone = None,
    map_: Columns = None,
    encoding: Encoding = None,
    password: Password = None,
    password_file: PasswordFile = None,
    dedupe: Annotated[bool, typer.Option(help="Leave out copies of a message; they are counted either way.")] = False,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="Processes that judge [default: one, or one a core if there is much]"),
    ] = None,
) -> None:
    """Judge every message of exported SMS archives."""
    from service.bulk import jobs_for

    options = _options(tz, map_, encoding, _password(archives, password, password_file))
    jobs = jobs or jobs_for(archives)
    judged = _scan_alone if jobs == 1 else partial(_scan_together, jobs)
    summary = judged(archives, out, options, dedupe=dedupe)
    _print_summary(summary)
    print(f"{summary.messages:,} rows in {out}")


def _scan_alone(archives: list[Path], out: Path, options: "Options", *, dedupe: bool) -> "Summary":
    from service.scan import scan as run
    from service.tables import write

    judge, version = _ready()
    with _progress_bar() as report:
        found = run(archives, judge, options, report, dedupe=dedupe)
        write(found, out, version)
    return found.summary()


def _scan_together(jobs: int, archives: list[Path], out: Path, options: "Options", *, dedupe: bool) -> "Summary":
    """The same with several processes; this one needs no model."""
    from model.store import Store
    from service.bulk import Plan, write
    from service.scan import sources_of
    from service.serving import fill_store
    from service.tables import form_of, refuse_overwriting
    from service.workers import Crew

    form_of(out)  # as `write` does, but before there are processes: ended while they begin, they show tracebacks
    refuse_overwriting(out, [source.path for source, _ in sources_of(archives)])
    settings = _settings()
    fill_store(settings, say)
    version = Store(settings.store).champion() or ""
    Store(settings.store).check(version)  # a process that cannot read it could not say so
    with Crew(jobs, settings.store, version, out) as crew, _progress_bar() as report:
        return write(archives, out, crew, Plan(options, dedupe, report))


@app.command()
def report(
    archives: Archives,
    out: Annotated[Path, typer.Option("-o", "--out", help="A new or empty folder.")],
    purpose: Annotated[
        str | None, typer.Option("--for", help="Where it goes: 12321, 12378, nifa, police, court or lender.")
    ] = None,
    refused_on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="A day on which you refused by telephone or elsewhere."),
    ] = None,
    lender: Annotated[str | None, typer.Option(help="bank, small-loan or private: shows the rules that fit.")] = None,
    mask: Annotated[bool, typer.Option("--mask", help="Hide third persons; the report says so.")] = False,
    dedupe: Annotated[bool, typer.Option(help="Leave out copies of a message; they are counted either way.")] = True,
    pdf: Annotated[bool | None, typer.Option(help="Make report.pdf [default: if WeasyPrint is there]")] = None,
    tz: TimeZone = None,
    map_: Columns = None,
    encoding: Encoding = None,
    password: Password = None,
    password_file: PasswordFile = None,
) -> None:
    """Write evidence that can be handed in: report, messages, letter, manifest."""
    import shlex

    from service.presets import Purpose
    from service.report import Wishes
    from service.report import report as run
    from service.rules import Lender

    wishes = Wishes(
        purpose=_choice(Purpose, "--for", purpose),
        refused_on=refused_on.date() if refused_on else None,
        lender=_choice(Lender, "--lender", lender),
        mask=mask,
        dedupe=dedupe,
        pdf=pdf,
    )
    judge, version = _ready()
    options = _options(tz, map_, encoding, _password(archives, password, password_file))
    command = shlex.join(["jingxin", *_without_folders(_without_password(sys.argv[1:]))])
    with _progress_bar() as progress:
        done = run(archives, out, judge, version, wishes=wishes, options=options, progress=progress, command=command)
    for name in done.files:
        print(done.folder / name)
    for hint in done.hints:
        say(hint)
    print(f"seal {done.seal}")


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="A folder that `jingxin report` wrote.")],
    archives: Annotated[
        list[Path] | None, typer.Argument(help="The archives it was made from, to check them too.")
    ] = None,
) -> None:
    """Check that evidence is as it was made: files, messages, their order."""
    from service.verifying import verify as run

    checked = run(folder, archives or ())
    for problem in checked.problems:
        print(problem)
    for remark in checked.remarks:
        print(remark)
    print(f"{checked.files:,} files, {checked.messages:,} messages, seal {checked.seal}")
    if not checked.intact:
        raise typer.Exit(CHANGED)
    print("intact")


@app.command()
def formats() -> None:
    """List the archives that can be read, and how to export them."""
    from service.archives.formats import formats as known

    for kind in known():
        export = "；".join(filter(None, (kind.export, kind.command)))
        print(f"{kind.name}  {kind.files}\n    来源：{kind.made_by}\n    导出：{export}")


@app.command()
def train(
    samples: Annotated[
        Path | None, typer.Option(help="A .jsonl file or a folder of them; default: the project's.")
    ] = None,
    lower_floors: Annotated[
        str | None, typer.Option(metavar="REASON", help="Promote below a floor; the journal keeps the reason.")
    ] = None,
) -> None:
    """Train a challenger; it becomes the champion if the gate lets it pass."""
    from dataclasses import replace

    from model.store import Store
    from model.training import Course
    from model.training import train as run
    from service.interrupts import stop_at_once
    from service.settings import data_folder

    course = Course.of(data_folder())
    stop_at_once()
    trained = run(
        Store(_settings().store), replace(course, samples=samples or course.samples), lowered=lower_floors, say=say
    )
    print(f"model {trained.version}")
    _print_scorecard(trained.scorecard)
    for sentence in trained.decision.sentences:
        print(sentence)
    if not trained.decision.promoted:
        raise typer.Exit(REFUSED)


@app.command()
def evaluate(
    samples: Annotated[Path, typer.Option(help="A .jsonl or .jsonl.gz file, or a folder, of texts with labels.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the scorecard as JSON.")] = False,
) -> None:
    """Measure the champion on labelled texts."""
    from model.evaluation import measure
    from model.samples import read_samples

    judge, version = _ready()
    held = list(read_samples(samples, strict=False))
    scorecard = measure(held, judge.judge_all(sample.text for sample in held))
    if as_json:
        print(json.dumps({"model": version} | scorecard.as_json(), ensure_ascii=False))
    else:
        print(f"model {version} on {samples}")
        _print_scorecard(scorecard)


@app.command()
def models() -> None:
    """List the stored models; the champion is marked with a star."""
    from model.errors import StoreError
    from model.store import Store

    store = Store(_settings().store)
    champion, versions, unread = store.champion(), store.versions(), 0
    for version in versions:
        try:
            told = _scored(version, store.card(version))
        except StoreError as error:
            told = f"{str(error).partition('; ')[0]}; delete its folder"
            unread += 1
        print(f"{'*' if version == champion else ' '} {version}  {told}")
    if champion is None:
        say(f"no model in {store.folder} yet; `jingxin train` makes one")
    elif champion not in versions:
        raise StoreError(f"the champion, model {champion}, is not in {store.folder}; run `jingxin train`")
    if unread:
        raise StoreError(f"{unread} model{'s' if unread > 1 else ''} in {store.folder} cannot be read")


def _scored(version: str, card: Mapping[str, Any]) -> str:
    """What a model learnt from and scored. Raises StoreError for a card that does not say."""
    from model.errors import StoreError

    try:
        return f"{card['samples']['count']:,} samples  macro-F1 {card['exam']['scorecard']['macro_f1']:.4f}"
    except (KeyError, TypeError, ValueError):
        raise StoreError(f"the card of model {version} does not say what it scored") from None


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on [default: 127.0.0.1]")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on [default: 8000]")] = None,
    workers: Annotated[int | None, typer.Option(help="Processes to start [default: 1]")] = None,
) -> None:
    """Serve over HTTP; trains the first model if there is none."""
    import gc

    gc.disable()  # looking through all that is imported costs 50 ms; the application enables it when it is ready
    from model.store import Store
    from service.extras import missing, remedy
    from service.jobs import delete_left
    from service.listening import refuse_unusable
    from service.serving import fill_store
    from service.supervising import serve as run

    settings = _settings(host=host, port=port, workers=workers)
    refuse_unusable(settings.host, settings.port)
    fill_store(settings, say)
    if missing("report"):
        say(f"reports are not available on the page; for them, {remedy('report')} and start again")
    if settings.workers > 1:
        Store(settings.store).check()  # before a worker is started; with one, this process says what is wrong itself
        gc.enable()  # this process only watches over the others
    try:
        run(settings)
    except SystemExit:
        raise typer.Exit(1) from None  # uvicorn has said why; its 3 would mean an unreadable archive
    finally:
        delete_left(settings.reports)


def _settings(**given: Any) -> "Settings":
    """The settings, with what was given on the command line first. Raises InputError for a value that cannot be."""
    from pydantic import ValidationError

    from service.errors import InputError
    from service.settings import Settings

    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        wrong = error.errors()[0]
        name = "JINGXIN_" + str(wrong["loc"][0]).upper()
        raise InputError(f"{name} is {wrong['input']!r}: {wrong['msg'].removeprefix('Value error, ')}") from None


def _options(tz: str | None, columns: list[str] | None, encoding: str | None, password: str | None) -> "Options":
    from dataclasses import replace

    from service.archives.source import Options

    settings = _settings()
    options = Options.of(tz or settings.timezone, columns or (), encoding, password)
    return replace(options, **settings.archive_limits)


def _password(archives: list[Path], typed: str | None, file: Path | None) -> str | None:
    """The password as typed, from its file, or asked for on the terminal where an archive needs one.

    Raises InputError for a file that cannot be read.
    """
    from getpass import getpass

    from service.archives.locks import is_locked
    from service.errors import InputError

    if typed is not None:
        return typed
    if file is not None:
        try:
            return file.read_text(encoding="utf-8-sig").partition("\n")[0].removesuffix("\r")
        except (OSError, ValueError) as error:
            raise InputError(f"--password-file {file} cannot be read ({error}); give a text file") from None
    locked = next(filter(is_locked, archives), None) if sys.stdin and sys.stdin.isatty() else None
    return getpass(f"Password of {locked}: ") if locked else None


def _choice(kinds: type[Choice], option: str, typed: str | None) -> Choice | None:
    """The member that was typed. Raises InputError, naming all there are, for another word."""
    from service.errors import InputError

    try:
        return kinds(typed) if typed is not None else None
    except ValueError:
        raise InputError(f"{option} {typed!r} is not known; choose from {', '.join(kinds)}") from None


def _without_password(typed: list[str]) -> list[str]:
    """What was typed, fit to be written into a manifest."""
    return [
        "…" if at and typed[at - 1] == "--password" else "--password=…" if word.startswith("--password=") else word
        for at, word in enumerate(typed)
    ]


def _without_folders(typed: list[str]) -> list[str]:
    """What was typed with FOLDER for each folder and the last part only of other paths: the rest may name people."""
    named = ("--tz", "--map")
    return [
        word if word.startswith(named) or (at and typed[at - 1] in named) else _without_folder(word)
        for at, word in enumerate(typed)
    ]


def _without_folder(word: str) -> str:
    """The command itself is kept, though a folder of that name may lie here."""
    if word != "report" and Path(word).is_dir():
        return "FOLDER"
    return _FOLDERS.sub(r"\1", word, count=1)


def _ready() -> tuple["Judge", str]:
    """The champion's judge and version, trained first if the store is empty."""
    from model.store import Store
    from service.serving import Serving, fill_store

    settings = _settings()
    fill_store(settings, say)
    return Serving(Store(settings.store)).current()


@contextmanager
def _progress_bar() -> "Iterator[Progress]":
    """A bar with rate and time left, on stderr; silent where stderr is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    rate = TextColumn("{task.fields[messages]:,} messages, {task.fields[rate]:,.0f}/s")
    console = Console(stderr=True)
    started = monotonic()
    columns = (BarColumn(), DownloadColumn(), rate, TimeRemainingColumn())
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None, messages=0, rate=0.0)

        def report(read: int, total: int, messages: int) -> None:
            rate = messages / max(monotonic() - started, 1e-6)
            bar.update(task, completed=read, total=total, messages=messages, rate=rate)

        yield report


def _print_summary(summary: "Summary") -> None:
    from rich.console import Console
    from rich.table import Table

    from model.labels import Label

    table = Table(show_header=False)
    table.add_column(overflow="fold")
    table.add_column(justify="right")
    for label, count in summary.labels.items():
        table.add_row(f"{label.category} {label}", f"{count:,}")
        if label is Label.NORMAL and summary.unsure:
            table.add_row("  of these too short or not Chinese to judge", f"{summary.unsure:,}")
    table.add_row("sent by the owner, not judged", f"{summary.sent:,}")
    table.add_row("not said whether received or sent", f"{summary.without_direction:,}")
    table.add_row("without text, not judged", f"{summary.without_text:,}")
    table.add_row("copies of earlier messages", f"{summary.duplicates:,}")
    table.add_row("senders", f"{summary.senders:,}")
    table.add_row("first", _time(summary.first))
    table.add_row("last", _time(summary.last))
    table.add_row("without a time", f"{summary.without_time:,}")
    table.add_row("days without a clock", f"{summary.without_clock:,}")
    table.add_row("times whose zone was assumed", f"{summary.zone_assumed:,}")
    table.add_row("read with a remark", f"{summary.remarked:,}")
    table.add_row("skipped", f"{summary.skipped:,}")
    Console().print(table)
    for kind, count in sorted(summary.remarks.items(), key=lambda each: -each[1])[:REMARKS]:
        say(f"{count:,} with the remark: {kind}")
    for skipped in summary.skips:
        say(f"skipped {skipped.place}: {skipped.why}")
    if summary.skipped > len(summary.skips):
        say(f"… and {summary.skipped - len(summary.skips):,} more")


def _time(when: date | None) -> str:
    """A time for people; the day alone where no more is known."""
    if when is None:
        return "–"
    return f"{when:%Y-%m-%d %H:%M %z}" if isinstance(when, datetime) else when.isoformat()


def _print_scorecard(card: "Scorecard") -> None:
    from rich.console import Console
    from rich.table import Table

    from model.labels import Label

    table = Table(
        "label", "precision", "recall", "F1", "messages", *(f"→ {label.category}" for label in card.confusion)
    )
    for label, score in card.labels.items():
        counts = map(str, card.confusion[label].values())
        table.add_row(
            label, f"{score.precision:.4f}", f"{score.recall:.4f}", f"{score.f1:.4f}", str(score.support), *counts
        )
    console = Console(width=max(WIDE, Console().width))
    console.print(table)
    normal = card.labels[Label.NORMAL].support
    flagged, blocked = (f"{share * normal:,.0f} = {share:.3%}" for share in (card.false_alarms, card.blocked))
    console.print(
        f"macro-F1 {card.macro_f1:.4f} · of {normal:,} normal {flagged} flagged, {blocked} blocked · "
        f"calibration error {card.calibration_error:.4f} · tags micro-F1 {card.tags_micro_f1:.4f} · "
        f"{card.count:,} messages",
        highlight=False,
    )
