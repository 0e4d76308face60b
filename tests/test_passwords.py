"""A password comes from the command line, a file or the terminal, and goes nowhere."""

import shutil
import sys
from pathlib import Path

import pytest
from reading import ARCHIVES, written
from starlette.datastructures import FormData
from test_cli import run
from test_containers import encrypted, zipped

from service import cli, uploads
from service.archives.source import Options, Source
from service.errors import ArchiveError, InputError, PageError
from service.presets import Purpose
from service.report import Wishes
from service.settings import Settings
from tests.archived import Words

LOCKED = ARCHIVES / "refused/encrypted.ab"


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A terminal on which `typed` is typed; what it was asked."""
    asked: list[str] = []
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda prompt: asked.append(prompt) or "typed")
    return asked


def test_a_terminal_is_asked_only_where_an_archive_is_locked(terminal: list[str]) -> None:
    assert cli._password([ARCHIVES / "parquet", LOCKED], None, None) == "typed"
    assert terminal == [f"Password of {LOCKED}: "]
    assert cli._password([ARCHIVES / "parquet"], None, None) is None
    assert cli._password([LOCKED], "given", None) == "given"
    assert len(terminal) == 1


def test_a_file_that_cannot_be_read_is_left_to_the_scan(
    terminal: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which skips it with the reason where it was found in a folder, terminal or not."""
    for name in ("a.ab", "b.ab"):
        shutil.copy(LOCKED, tmp_path / name)
    read = Source.head

    def head(source: Source) -> bytes:
        if source.path.name == "a.ab":
            raise ArchiveError("it cannot be opened")
        return read(source)

    monkeypatch.setattr(Source, "head", head)
    assert cli._password([tmp_path / "a.ab"], None, None) is None
    assert cli._password([tmp_path], None, None) == "typed"


def test_what_is_no_terminal_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    assert cli._password([LOCKED], None, None) is None


def test_a_file_holds_it_in_its_first_line(tmp_path: Path) -> None:
    file = written(tmp_path, " 密码 1\r\nmore", "password.txt")
    assert cli._password([LOCKED], None, file) == " 密码 1"
    file = written(tmp_path, b"\xef\xbb\xbfgeheim\r\n", "notepad.txt")
    assert cli._password([LOCKED], None, file) == "geheim"
    with pytest.raises(InputError, match=r"--password-file .*none\.txt cannot be read"):
        cli._password([LOCKED], None, tmp_path / "none.txt")
    with pytest.raises(InputError, match="give a text file"):
        cli._password([LOCKED], None, written(tmp_path, b"\xff\xfe\x00", "binary"))


def test_a_scan_reads_with_the_password_of_a_file_and_shows_it_nowhere(home: Path, tmp_path: Path) -> None:
    path, file, out = encrypted(tmp_path, "geheim"), written(tmp_path, "geheim\n", "p.txt"), tmp_path / "out.csv"
    done = run(home, "scan", str(path), "-o", str(out), "--password-file", str(file))
    assert (done.returncode, "1 rows" in done.stdout) == (0, True)
    wrong = run(home, "scan", str(path), "-o", str(out), "--password", "falsch1")
    assert wrong.returncode == 3
    assert "not the right one" in wrong.stderr
    assert "geheim" not in done.stdout + done.stderr + out.read_text("utf-8")
    assert "falsch1" not in wrong.stdout + wrong.stderr


def refused(given: Path, folder: Path, purpose: Purpose | None = None) -> str:
    """What a page says of archives in which nothing can be read."""
    order = uploads.Order(Wishes(purpose), Options())
    with pytest.raises(PageError) as caught:
        uploads._report([given], folder / "out", Words(), "v", order=order, progress=lambda *_: None)
    return str(caught.value)


@pytest.fixture
def equipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if all extras were there; what is said without them, the tests of pages tell."""
    monkeypatch.setattr("service.archives.unwrapping.find_spec", lambda name: name)


@pytest.mark.usefixtures("equipped")
@pytest.mark.parametrize("name", ["encrypted.ab", "iphone_encrypted/3d0d7e5fb2ce288813306e4d4636395e047a3d28"])
def test_a_page_explains_what_is_encrypted(tmp_path: Path, name: str) -> None:
    assert refused(ARCHIVES / "refused" / name, tmp_path) == uploads.LOCKED


@pytest.mark.usefixtures("equipped")
@pytest.mark.parametrize("purpose", [None, Purpose.NIFA])
@pytest.mark.parametrize(
    ("names", "says"),
    [
        (("encrypted.ab", "miui_encrypted.bak"), uploads.LOCKED),
        (("encrypted.ab", "calls.xml"), uploads.LOCKED),
        (("calls.xml", "letter.docx"), uploads.NO_ARCHIVE),
    ],
)
def test_a_page_explains_what_is_encrypted_among_several(
    tmp_path: Path, purpose: Purpose | None, names: tuple[str, ...], says: str
) -> None:
    given = tmp_path / "given"
    given.mkdir()
    for name in names:
        shutil.copy(ARCHIVES / "refused" / name, given)
    assert refused(given, tmp_path, purpose) == says


@pytest.mark.parametrize(("typed", "taken"), [(" 密码 ", " 密码 "), (" ", " "), ("", None), (None, None)])
def test_the_password_of_a_form_is_taken_as_it_was_typed(typed: str | None, taken: str | None) -> None:
    """Blanks may belong to it."""
    form = FormData([("password", typed)] if typed is not None else [])
    assert uploads.order_of(form, Settings()).options.password == taken


def test_a_page_says_which_extra_is_missing_and_only_where_one_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alone, in a container or beside others."""
    monkeypatch.setattr("service.archives.parquet.find_spec", lambda name: None)
    monkeypatch.setattr("service.archives.unwrapping.find_spec", lambda name: None)
    monkeypatch.setattr("shutil.which", lambda name: None)
    table, calls = ARCHIVES / "parquet/messages.parquet", ARCHIVES / "refused/calls.xml"
    packed = written(tmp_path, zipped(**{"messages.parquet": table.read_bytes()}), "a.zip")
    given = tmp_path / "given"
    given.mkdir()
    shutil.copy(table, given)
    shutil.copy(calls, given)
    for at in (table, packed, given):
        assert refused(at, tmp_path) == uploads._lacking("parquet")
    assert "附加包“parquet”" in uploads._lacking("parquet")
    assert "python -m pip install pyarrow，" in uploads._lacking("parquet")
    assert refused(LOCKED, tmp_path) == uploads._lacking("adb")
    sealed = written(tmp_path, zipped(**{"a.ab": LOCKED.read_bytes()}), "b.zip")
    assert refused(sealed, tmp_path) == uploads._lacking("adb")
    assert refused(encrypted(tmp_path, "x"), tmp_path) == uploads.LOCKED
    assert refused(calls, tmp_path) == uploads.NO_ARCHIVE
