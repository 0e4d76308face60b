"""One contract over every reader and every sample archive, and over anything else that may be handed in."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reading import ARCHIVES, read, skips, texts, written

from service.archives import READERS, read_archive, reader_of
from service.archives.foreign import MAGIC, refusal
from service.archives.iphone_backups import KEYS
from service.archives.source import HEAD, Options, Source
from service.errors import ArchiveError, InputError, NotAnArchiveError
from service.messages import Message, Skipped

EXPECTED = {
    "containers/adb_backup.ab": (3, 1),
    "containers/adb_backup_plain.ab": (3, 1),
    "containers/cut_off.gz": (10, 2),
    "containers/folder.tar.gz": (3, 0),
    "containers/gbk_names_and_nested.zip": (2, 0),
    "containers/sms_ie_v2.zip": (2, 1),
    "containers/traversal_and_rubbish.zip": (1, 4),
    "containers/xml.gz": (3, 0),
    "containers/xml_in_zip.zip": (2, 0),
    "databases/plaso/mmssms.db": (9, 0),
    "databases/home_made/huawei_sms_tb.db": (2, 0),
    "databases/home_made/iphone_attributed_body.db": (4, 2),
    "databases/home_made/iphone_group_chat.db": (3, 1),
    "databases/home_made/iphone_seconds.db": (1, 0),
    "databases/home_made/logical_extraction.db": (2, 0),
    "databases/home_made/mmssms_utf16.db": (2, 0),
    "databases/home_made/mmssms_with_mms.db": (3, 2),
    "databases/home_made/smsforwarder.db": (1, 2),
    "vmg/cr_and_blank.vmsg": (2, 0),
    "vmg/gb18030_plain.vmsg": (2, 0),
    "vmg/nokia_utf16.vmg": (1, 0),
    "vmg/nokia_utf16_sent.vmg": (1, 0),
    "vmg/quoted_printable.vmsg": (4, 0),
    "spreadsheets/dates_and_floats.xls": (2, 0),
    "spreadsheets/table.ods": (2, 0),
    "spreadsheets/two_sheets.xlsx": (3, 1),
    "web_tables/recovered.html": (2, 1),
    "web_tables/website.xls": (2, 0),
    "go_sms_pro/message-vault/gosms_sys_smoke.xml": (2, 0),
    "go_sms_pro/home_made/no_id_and_emoji.xml": (2, 1),
    "titanium/messages.xml": (4, 0),
    "windows_phone/surrogates.msg": (2, 0),
    "google_voice/takeout/sms.html": (5, 0),
    "google_voice/home_made/line_breaks.html": (2, 0),
    "mails/archive.mbox": (3, 2),
    "mails/conversation.eml": (2, 0),
    "mails/base64_gb18030.eml": (1, 0),
    "mails/quoted_printable.eml": (1, 0),
    "gammu/long_messages.smsbackup": (4, 1),
    "chats/beside.txt": (4, 0),
    "chats/qq.txt": (4, 1),
    "chats/wechat_mail.txt": (4, 1),
    "transcripts/to_and_from.txt": (2, 0),
    "transcripts/number_and_time.txt": (2, 0),
    "queried/sms.txt": (3, 0),
    "nokia/pc_suite.csv": (4, 2),
    "nokia/suite.csv": (3, 0),
    "containers/miui_sms.bak": (3, 1),
    "containers/miui_folder.zip": (3, 3),
    "miui/_tmp_bak": (3, 1),
    "parquet/messages.parquet": (3, 0),
    "sms_backup_restore/devadvance/corrupt_attachments.xml": (2, 0),
    "sms_backup_restore/devadvance/empty.xml": (0, 0),
    "sms_backup_restore/devadvance/sample_mms.xml": (4, 0),
    "sms_backup_restore/devadvance/sample_small.xml": (7, 0),
    "sms_backup_restore/devadvance/sms_and_mms.xml": (50, 1),
    "sms_backup_restore/devadvance/sms_small.xml": (12, 0),
    "sms_backup_restore/message-vault/sample.xml": (3, 0),
    "sms_backup_restore/ragibson/alternate_country_code.xml": (4, 0),
    "sms_backup_restore/ragibson/missing_country_code.xml": (4, 0),
    "sms_backup_restore/ragibson/multi_file_part1.xml": (3, 0),
    "sms_backup_restore/ragibson/multi_file_part2.xml": (3, 0),
    "sms_backup_restore/ragibson/multi_file_whitespace_part1.xml": (2, 0),
    "sms_backup_restore/ragibson/multi_file_whitespace_part2.xml": (2, 0),
    "sms_backup_restore/ragibson/multiple_duplicates.xml": (7, 0),
    "sms_backup_restore/ragibson/utf16_encoding.xml": (2, 0),
    "sms_backup_restore/ragibson/utf16_encoding_corrected.xml": (2, 0),
    "sms_backup_restore/ragibson/whitespace_duplicates.xml": (10, 0),
    "sms_backup_restore/home_made/allsms.xml": (2, 0),
    "delimited/imazing/messages.csv": (3, 0),
    "delimited/home_made/chinese_headers_bom.csv": (3, 0),
    "delimited/home_made/chinese_headers_gb18030.csv": (3, 0),
    "delimited/home_made/unicode_text_utf16.txt": (3, 0),
    "delimited/home_made/one_a_line.txt": (2, 0),
    "delimited/home_made/sep.csv": (1, 0),
    "delimited/home_made/openextract.csv": (2, 0),
    "delimited/home_made/phoneview.csv": (2, 0),
    "delimited/home_made/xiaomi_cloud.csv": (2, 0),
    "labelled/blocks.txt": (2, 0),
    "keyed/adb_payload.json": (3, 0),
    "keyed/fossify.json": (2, 0),
    "keyed/fossify_snake_case_mms.json": (3, 0),
    "keyed/sms_ie_v1.json": (4, 0),
    "keyed/generic.jsonl": (2, 0),
    "keyed/quik.json": (2, 0),
    "keyed/sms_ie_v2.jsonl": (2, 1),
    "keyed/smsforwarder.json": (1, 0),
    "keyed/xiaomi_sms_res.json": (1, 0),
    "keyed/xiaomi_thread.json": (1, 0),
}
"""Messages and skipped records of every sample, before any are found to be the same."""

LOCKED = {
    "iphone_backups/home_made/Manifest.plist": "list of keys of an iPhone backup; give the whole folder",
    "iphone_backups/home_made/3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28": "encrypted iPhone backup; give the whole",
    "iphone_backups/home_made/Manifest.db": "encrypted or damaged database",
    "iphone_backups/home_made/Info.plist": "root is <plist>",
}
"""Files of an encrypted backup, which is read as a whole and with its password (tests/test_iphone_backups.py)."""

REFUSED = {
    "alllogs.xml": "call log",
    "calls.xml": "call log",
    "calls.json": "call log",
    "imazing_calls.csv": "call log",
    "imazing_whatsapp.csv": "WhatsApp",
    "doctype.xml": "document type",
    "only_calls.zip": "no archive of messages.*calls.xml: a call log",
    "photos.zip": "no archive of messages.*a.png: a picture",
    "view.db": "a view or virtual table in place of the table sms",
    "contacts.db": "contacts",
    "huawei_encrypted/sms.db": "encrypted or damaged database, as Huawei",
    "iphone_encrypted/3d0d7e5fb2ce288813306e4d4636395e047a3d28": "encrypted iPhone backup",
    "letter.docx": "no workbook",
    "prices.xlsx": "no sheet with messages",
    "missedcall.html": "Google Voice about a call",
    "miui_settings.bak": "holds no archive",
    "miui_encrypted.bak": "encrypted backup",
    "encrypted.ab": "encrypted (Android )?backup",
    "table_without_header.csv": "text=COLUMN",
}


def samples() -> Iterator[Path]:
    for path in sorted(ARCHIVES.rglob("*")):
        if path.is_file() and path.name not in ("README.md", "SOURCE.txt", ".gitattributes", "make_samples.py"):
            yield path


def test_every_sample_has_an_expectation() -> None:
    known = {ARCHIVES / name for name in (*EXPECTED, *LOCKED)} | {ARCHIVES / "refused" / name for name in REFUSED}
    assert {path for path in samples() if path.parent.name != "__pycache__"} == known


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__.rpartition(".")[2])
def test_a_reader_recognises_its_own_samples_and_no_others(reader) -> None:
    own = reader.__name__.rpartition(".")[2]
    for name in EXPECTED:
        assert reader.recognises((ARCHIVES / name).read_bytes()[:HEAD]) is name.startswith(own + "/"), name


@pytest.mark.parametrize("name", EXPECTED)
def test_every_record_is_a_message_or_skipped(name: str) -> None:
    records = read(ARCHIVES / name)
    assert (len(texts(records)), len(skips(records))) == EXPECTED[name]
    for source, group in groupby(records, lambda record: record.place.source):
        assert (source + "!").startswith(str(ARCHIVES / name) + "!")
        numbers = [record.place.record for record in group if record.place.record]
        assert numbers == sorted(numbers), "in the order of the archive"
        assert sorted(set(numbers)) == list(range(1, len(set(numbers)) + 1)), "without a gap"
    assert all(record.time is None or record.time.tzinfo for record in records if isinstance(record, Message))


@pytest.mark.parametrize("name", EXPECTED)
def test_nothing_is_read_before_it_is_asked_for(name: str) -> None:
    source = Source(ARCHIVES / name)
    records = reader_of(source).read(source, Options())
    source.position = -1
    assert iter(records) is records
    assert source.position == -1


@pytest.mark.parametrize(("name", "said"), LOCKED.items())
def test_a_file_of_an_encrypted_backup_alone_is_refused_by_name(name: str, said: str) -> None:
    with pytest.raises(ArchiveError, match=said):
        read_archive(ARCHIVES / name)
    own = name.endswith(KEYS)
    assert [reader.__name__ for reader in READERS if reader.recognises((ARCHIVES / name).read_bytes()[:HEAD])] == (
        ["service.archives.iphone_backups"] if own else []
    )


@pytest.mark.parametrize(("name", "said"), REFUSED.items())
def test_what_is_no_archive_is_refused_by_name(name: str, said: str) -> None:
    with pytest.raises(ArchiveError, match=said) as refused:
        read_archive(ARCHIVES / "refused" / name)
    assert name in str(refused.value)


@pytest.mark.parametrize("magic", [magic for magic, _ in MAGIC])
def test_known_binaries_are_refused_by_name(tmp_path: Path, magic: bytes) -> None:
    with pytest.raises(NotAnArchiveError, match=r" is (an?|the) .*[;,] "):
        read_archive(written(tmp_path, magic + bytes(range(256))))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty file"),
        (bytes(range(256)) * 4, "binary file"),
        ("; made by Gammu\n\n[SMSBackup000]\n", "Gammu"),
        ("<!DOCTYPE html>\n<html><body>", "web page"),
        ("<?xml version='1.0'?>\n<playlist/>", "root is <playlist>"),
        (
            "Received: from x\nFrom: a@b.c\nSubject: Hello\nDate: Mon, 14 Sep 2020 10:00:00 +0800\n\nHello\n",
            "not of SMS Ba",
        ),
        ("From: <Save by Tencent MsgMgr>\r\nSubject: Tencent IM Message\r\nMIME-Version: 1.0\r\n\r\n", "web page .MHT"),
        ('From: "Saved by Internet Explorer 11"\nSubject: a\n\n<html>', "web page .MHT"),
        ("时间,号码\n2024-01-01,1\n", "时间, 号码"),
        ("BEGIN:VCARD\r\nVERSION:2.1\r\nNOTE:王姐欠我钱\r\nEND:VCARD\r\n", "contacts, not messages; give"),
        ("\ufeff\nbegin:vcalendar\nVERSION:1.0\nEND:VCALENDAR\n", "calendar, not messages; give"),
    ],
)
def test_other_files_are_refused_by_name(tmp_path: Path, content: str | bytes, said: str) -> None:
    with pytest.raises(NotAnArchiveError, match=said.replace("+", r"\+")):
        read_archive(written(tmp_path, content))


def test_contacts_beside_the_messages_of_a_zip_are_skipped(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "backup.zip", "w") as archive:
        archive.writestr("contacts.vcf", "BEGIN:VCARD\nFN:王姐\nNOTE:爸妈的电话\nEND:VCARD\n")
        archive.writestr("sms.csv", "号码,类型,内容\n1069,1,你好\n")
    records = read(tmp_path / "backup.zip")
    assert texts(records) == ["你好"]
    assert [why.partition(";")[0].endswith("contacts, not messages") for why in skips(records)] == [True]


def test_a_backup_of_signal_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(NotAnArchiveError, match="signalbackup-tools"):
        read_archive(written(tmp_path, bytes(range(256)) * 4, "signal-2020-09-13.backup"))


def test_hostile_prologs_are_refused_in_no_time() -> None:
    assert refusal(b"<?a?><!--b-->" * 2_000 + b"<") is None


def test_a_path_that_is_wrong_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be found"):
        read_archive(tmp_path / "missing.xml")
    with pytest.raises(ArchiveError, match="cannot be opened"):
        read_archive(tmp_path)


def test_options_as_typed() -> None:
    assert Options.of("UTC", ["text=内容"]) == Options(ZoneInfo("UTC"), {"text": "内容"})
    for wrong in (("Mars/Base",), ("UTC", ["body=x"]), ("UTC", ["text"])):
        with pytest.raises(InputError):
            Options.of(*wrong)


def survives(path: Path) -> list[Message | Skipped] | None:
    """What was read, or None if the file was refused; anything else than a refusal is a failure."""
    try:
        return list(read_archive(path))
    except ArchiveError:
        return None


STARTS = [
    b"",
    b"<smses>",
    b"<smses><sms body=",
    b"[{",
    b'{"body":',
    "内容,时间\n".encode(),
    b"sep=;\n",
    b"\xff\xfe",
    b"PK",
]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mutated")


@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=300))
@settings(deadline=None, derandomize=True, max_examples=300)
def test_no_bytes_crash_a_reader(folder: Path, start: bytes, rest: bytes) -> None:
    survives(written(folder, start + rest))


TOLD = sorted(set(EXPECTED) - {"delimited/home_made/one_a_line.txt"})
"""Samples that show where a record ends by more than the end of a line: two lines made one lose nothing."""


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, int, int]:
    """A sample, a place in it and the byte to put there."""
    name = draw(st.sampled_from(TOLD))
    at = draw(st.integers(0, (ARCHIVES / name).stat().st_size - 1))
    return name, at, draw(st.integers(0, 255) | st.sampled_from(b'"<>&{}[],\n\\'))


@given(change=changes())
@example(change=("transcripts/to_and_from.txt", 82, 0))
@example(change=("transcripts/to_and_from.txt", 121, 0))
@example(change=("mails/conversation.eml", 305, 0))
@settings(deadline=None, derandomize=True, max_examples=300)
def test_a_changed_byte_loses_nothing_in_silence(folder: Path, change: tuple[str, int, int]) -> None:
    name, at, byte = change
    content = bytearray((ARCHIVES / name).read_bytes())
    content[at] = byte
    path = written(folder, bytes(content))
    records = survives(path)
    if records is not None and reader_of(Source(path)) is reader_of(Source(ARCHIVES / name)):
        remarked = any(record.remark for record in records if isinstance(record, Message))
        assert len(texts(records)) >= EXPECTED[name][0] or skips(records) or remarked


STREAMED = sorted(name for name in EXPECTED if not name.startswith("databases/"))
"""Samples whose records stand one after another."""


@given(name=st.sampled_from(STREAMED), data=st.data())
@settings(deadline=None, derandomize=True, max_examples=300)
def test_a_file_cut_anywhere_gives_what_stood_before(folder: Path, name: str, data: st.DataObject) -> None:
    content = (ARCHIVES / name).read_bytes()
    whole = texts(read(ARCHIVES / name))
    path = written(folder, content[: data.draw(st.integers(0, len(content) - 1))])
    records = survives(path)
    if records and reader_of(Source(path)) is reader_of(Source(ARCHIVES / name)):
        found = texts(records)
        assert found[:-1] == whole[: max(0, len(found) - 1)]
