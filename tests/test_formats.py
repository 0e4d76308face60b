"""What can be read is told in full."""

from pathlib import Path

from service.archives import READERS
from service.archives.formats import formats


def test_every_reader_is_told_of_and_nothing_else() -> None:
    modules = {reader.__name__.rpartition(".")[2] for reader in READERS}
    assert {each.reader for each in formats()} == modules


def test_every_format_is_told_in_full_and_once() -> None:
    assert len({each.name for each in formats()}) == len(formats())
    assert all(each.name and each.files and each.made_by and each.export for each in formats())


def test_every_reader_has_samples() -> None:
    folder = Path(__file__).parent / "archives"
    for reader in READERS:
        assert any((folder / reader.__name__.rpartition(".")[2]).rglob("*")), reader.NAME


def test_what_the_command_line_alone_can_do_is_told_to_it_alone() -> None:
    for each in formats():
        assert not any(word in each.export + (each.page or "") for word in ("jingxin", "--", "text="))
    encrypted = next(each for each in formats() if each.reader == "iphone_backups")
    assert "pip install iphone-backup-decrypt" in encrypted.command
    assert encrypted.page is None
