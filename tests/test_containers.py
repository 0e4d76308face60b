"""What is packed is read where it lies, within limits, and nothing is written by the names in it."""

import gzip
import io
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from reading import read, skips, texts, written

from service.archives import read_archive
from service.archives.members import STEP
from service.archives.source import Options
from service.errors import ArchiveError, NotAnArchiveError

XML = b'<smses><sms address="1" date="1600000000000" type="1" body="%s"/></smses>'


def zipped(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def tarred(*files: bytes) -> bytearray:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for number, content in enumerate(files):
            info = tarfile.TarInfo(f"{number}.xml")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return bytearray(stream.getvalue())


def encrypted(folder: Path, password: str) -> Path:
    pyzipper = pytest.importorskip("pyzipper")
    path = folder / "sms.zip"
    with pyzipper.AESZipFile(path, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        archive.writestr("sms.xml", XML % b"secret")
    return path


def test_what_is_packed_too_often_is_skipped_and_says_so(tmp_path: Path) -> None:
    content = zipped(a=XML % b"deep")
    for _ in range(5):
        content = zipped(inner=content, other=XML % b"shallow")
    records = read(written(tmp_path, content), nesting=3)
    assert texts(records) == ["shallow"] * 3
    assert skips(records) == ["is packed more than 3 times; unpack it and give what is inside"]
    assert texts(read(written(tmp_path, content), nesting=9)) == ["deep"] + ["shallow"] * 5


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = XML % (b"0" * 40_000_000)
    with pytest.raises(NotAnArchiveError, match="more than 250 times its size"):
        read_archive(written(tmp_path, zipped(bomb=bomb)))
    with pytest.raises(ArchiveError, match="more than 250 times its size"):
        list(read_archive(written(tmp_path, gzip.compress(bomb))))
    records = read(written(tmp_path, zipped(good=XML % b"good", bomb=bomb)))
    assert (texts(records), len(skips(records))) == (["good"], 1)


def test_the_sum_and_the_number_of_files_are_limited(tmp_path: Path) -> None:
    path = written(tmp_path, zipped(a=XML % b"a", b=XML % (b"b" * 1000), c=XML % b"c"))
    records = read(path, unpacked=300)
    assert texts(records) == ["a"]
    assert skips(records) == ["unpacks to more than 300 bytes; unpack it and give the right file"] * 2
    records = read(path, entries=2)
    assert [text[:1] for text in texts(records)] == ["a", "b"]
    assert skips(records) == ["holds more than 2 files; unpack it and give the right one"]


def test_a_file_without_a_name_is_read(tmp_path: Path) -> None:
    content = zipped(NAME=XML % b"nameless").replace(b"NAME", b"\0AME")
    assert texts(read(written(tmp_path, content))) == ["nameless"]


def test_a_damaged_file_costs_only_itself(tmp_path: Path) -> None:
    content = bytearray(zipped(a=XML % b"a", b=XML % b"b"))
    content[45] ^= 0xFF
    records = read(written(tmp_path, bytes(content)))
    assert texts(records) == ["b"]
    assert "copy it again" in skips(records)[0]


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["tar", "tar.gz"])
def test_a_tar_file_that_does_not_end_as_one_says_so(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    whole = tarred(XML % b"a", XML % b"b")
    records = read(written(tmp_path, pack(whole)))
    assert (texts(records), skips(records)) == (["a", "b"], [])
    damaged = whole[:1174] + b"x" + whole[1175:]  # within the header of the second
    for content in (damaged, whole[:1224], whole[:1024]):
        records = read(written(tmp_path, pack(content)))
        assert texts(records) == ["a"]
        assert ["cut off or damaged" in why for why in skips(records)] == [True]


def test_a_stream_behind_another_is_read_wherever_the_first_ends(tmp_path: Path) -> None:
    """What is read at once may end behind the first byte of the second."""
    first, second = gzip.compress(XML[:9], mtime=0), gzip.compress(XML[9:] % b"a")
    for at in (STEP - 1, STEP):
        named = first[:3] + b"\x08" + first[4:10] + b"x" * (at - len(first) - 1) + b"\0" + first[10:]
        assert len(named) == at
        for between in (b"", b"\0" * 9, b"\0" * STEP):
            records = read(written(tmp_path, named + between + second + between))
            assert (texts(records), skips(records)) == (["a"], [])


@pytest.mark.parametrize("stray", [b"\x1f", b"x", b"\0\0" + XML])
def test_what_is_not_packed_behind_a_stream_is_told_of(tmp_path: Path, stray: bytes) -> None:
    records = read(written(tmp_path, gzip.compress(XML % b"a") + stray))
    assert texts(records) == ["a"]
    assert ["what follows is not packed" in why for why in skips(records)] == [True]


def test_an_encrypted_zip_needs_its_password(tmp_path: Path) -> None:
    path = encrypted(tmp_path, "密码")
    with pytest.raises(ArchiveError, match=r"sms\.zip is encrypted; give its password"):
        read_archive(path)
    with pytest.raises(ArchiveError, match="not the right one"):
        read_archive(path, Options(password="falsch"))
    assert texts(read(path, password="密码")) == ["secret"]
    assert "密码" not in repr(Options(password="密码"))


def test_without_the_package_for_aes_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = encrypted(tmp_path, "x")
    monkeypatch.setitem(sys.modules, "pyzipper", None)
    with pytest.raises(ArchiveError, match=r"run \S+ -m pip install pyzipper"):
        read_archive(path, Options(password="x"))


def test_nothing_stays_behind_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    path = written(tmp_path, zipped(inner=zipped(**{"../../x.xml": XML % b"a"})))
    before = set(tmp_path.rglob("*"))
    records = read_archive(path)
    next(records)
    assert set(tmp_path.rglob("*")) - before, "a ZIP file in a ZIP file is copied"
    assert list(records) == []
    assert set(tmp_path.rglob("*")) == before
