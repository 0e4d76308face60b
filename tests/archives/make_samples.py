"""Writes the home-made samples that are not text files, so that they can be read here and made again.

Run it as `python tests/archives/make_samples.py`; it writes the same bytes each time. All texts are invented.
"""

import gzip
import hashlib
import io
import json
import sqlite3
import tarfile
import zipfile
import zlib
from contextlib import closing
from pathlib import Path

HERE = Path(__file__).parent

BASE = 1_600_000_000_000
"""2020-09-13 12:26:40 UTC, in milliseconds; the messages follow a minute after each other."""

TEXTS = (
    "【安心花】您尾号8832的借款已逾期3天，请尽快处理",
    "好的，我这周五发工资就还",
    "再不接电话，明天就去你单位和你妈家里谈 😡",
    "【菜鸟驿站】您的快递已到南门3号柜，取件码 4-7-2091",
)

XML = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<smses count=\"2\">\n{}</smses>\n"


def xml(*texts: str) -> bytes:
    rows = (
        f'  <sms address="10690000{at}" date="{BASE + 60_000 * at}" type="1" body="{text}" />\n'
        for at, text in enumerate(texts)
    )
    return XML.format("".join(rows)).encode()


def write(name: str, content: bytes) -> None:
    path = HERE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def noise() -> bytes:
    """What encrypted bytes look like."""
    return b"".join(hashlib.sha256(bytes([at])).digest() for at in range(64))


def zipped(*files: tuple[str | zipfile.ZipInfo, bytes], stored: bool = False) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name)
            info.compress_type = archive.compression
            archive.writestr(info, content)
    return stream.getvalue()


def tarred(*files: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in files:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def containers() -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    inner = zipped(("深一层.xml", xml(TEXTS[2])))
    table = "号码,内容,时间\n106900,请还款,2020-09-13 20:00\n".encode("gb18030")
    write("containers/xml_in_zip.zip", zipped(("sms-20200913.xml", xml(*TEXTS[:2]))))
    write(
        "containers/traversal_and_rubbish.zip",
        zipped(
            ("../../etc/sms.xml", xml(TEXTS[0])),
            ("calls-20200913.xml", b"<?xml version='1.0'?><calls count='0'></calls>"),
            ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(32)),
            (link, b"../../etc/passwd"),
            ("empty.csv", b""),
        ),
    )
    write(
        "containers/gbk_names_and_nested.zip",
        zipped(("@@@@.csv", table), ("####.zip", inner))
        .replace(b"@@@@", "短信".encode("gbk"))
        .replace(b"####", "里面".encode("gbk")),
    )
    write("containers/xml.gz", gzip.compress(xml(*TEXTS[:3]), mtime=0))
    write("containers/cut_off.gz", gzip.compress(xml(*TEXTS * 3), mtime=0)[:-30])
    write("containers/folder.tar.gz", gzip.compress(tarred(("sms/a.xml", xml(*TEXTS[:2])), ("b.csv", table)), mtime=0))
    lines = [
        {"_id": "1", "address": "106900", "body": TEXTS[0], "date": str(BASE), "type": "1", "__display_name": "安心花"},
        {"_id": "2", "address": "13800000001", "body": TEXTS[1], "date": str(BASE + 60_000), "type": "2"},
    ]
    ndjson = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
    write("containers/sms_ie_v2.zip", zipped(("messages.ndjson", ndjson), ("data/PART_1.txt", b"not a message\n")))
    write("refused/photos.zip", zipped(("a.png", b"\x89PNG" + bytes(9)), ("b.pdf", b"%PDF-1.7")))
    write("refused/only_calls.zip", zipped(("calls.xml", b"<?xml version='1.0'?><calls/>")))


def android_backup() -> None:
    payload = [
        {
            "address": "106900",
            "body": TEXTS[0],
            "date": str(BASE),
            "date_sent": "0",
            "type": "1",
            "recipients": ["106900"],
        },
        {"address": "13800000001", "body": TEXTS[1], "date": str(BASE + 60_000), "type": "6", "read": "1"},
    ]
    mms = [
        {
            "date": "1600000120",
            "msg_box": "1",
            "m_type": "132",
            "mms_body": TEXTS[2],
            "mms_addresses": [{"type": 137, "address": "13800000002", "charset": 106}],
        }
    ]
    folder = "apps/com.android.providers.telephony/d_f/"
    tar = tarred(
        ("apps/com.android.providers.telephony/_manifest", b"1\ncom.android.providers.telephony\n23\n\x00"),
        (folder + "000001_sms_backup", zlib.compress(json.dumps(payload[1:], ensure_ascii=False).encode())),
        (folder + "000000_sms_backup", zlib.compress(json.dumps(payload[:1], ensure_ascii=False).encode())),
        (folder + "000000_mms_backup", zlib.compress(json.dumps(mms, ensure_ascii=False).encode())),
    )
    write("containers/adb_backup.ab", b"ANDROID BACKUP\n5\n1\nnone\n" + zlib.compress(tar))
    write("containers/adb_backup_plain.ab", b"ANDROID BACKUP\n1\n0\nnone\n" + tar)
    write("refused/encrypted.ab", b"ANDROID BACKUP\n5\n1\nAES-256\n" + b"0A" * 64 + b"\n" + bytes(range(256)))


LONG = "尊敬的李女士，您在本平台的借款已严重逾期，我司将于今日下午致电您的紧急联系人及单位，请您务必接听并妥善处理 🙏"
"""More than 127 bytes of UTF-8, where the length in attributedBody gets a mark."""


def database(script: str, *rows: tuple[str, tuple[object, ...]]) -> bytes:
    """A database; every row is a table and its values."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(script)
        for table, values in rows:
            connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values)
        connection.commit()
        return connection.serialize()


def attributed(text: str) -> bytes:
    """An archived NSAttributedString as an iPhone writes it, as far as its text goes."""
    body = text.encode()
    length = bytes([len(body)]) if len(body) < 128 else b"\x81" + len(body).to_bytes(2, "little")
    classes = b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x12NSAttributedString\x00\x84\x84\x08NSObject\x00"
    return classes + b"\x85\x92\x84\x84\x84\x08NSString\x01\x94\x84\x01+" + length + body + b"\x86\x84\x02iI\x01"


SMS = "_id INTEGER PRIMARY KEY, address TEXT, date INTEGER, date_sent INTEGER, type INTEGER, body TEXT, deleted INTEGER"
HUAWEI = "group_id, date INTEGER, address TEXT, read, date_sent INTEGER, subject, type INTEGER, body TEXT, seen"
MMS = """
    CREATE TABLE {0} (_id INTEGER PRIMARY KEY, date INTEGER, date_sent INTEGER, msg_box INTEGER, m_type INTEGER);
    CREATE TABLE {1} (_id INTEGER PRIMARY KEY, mid INTEGER, seq INTEGER, ct TEXT, text TEXT);
    CREATE TABLE {2} (_id INTEGER PRIMARY KEY, msg_id INTEGER, address TEXT, type INTEGER);
"""


def android_databases() -> None:
    rows = [
        ("sms", (1, "106900000001", BASE, BASE - 1000, 1, TEXTS[0], 0)),
        ("sms", (2, "13800000001", BASE + 60_000, 0, 2, TEXTS[1], 0)),
        ("sms", (3, "106900000003", BASE + 120_000, 0, 1, "删掉的", 1)),
        ("pdu", (1, BASE // 1000 + 180, 0, 1, 132)),
        ("part", (1, 1, 1, "text/plain", "第二段")),
        ("part", (2, 1, 0, "text/plain", TEXTS[2])),
        ("part", (3, 1, -1, "application/smil", "<smil/>")),
        ("addr", (1, 1, "13800000002", 137)),
        ("addr", (2, 1, "insert-address-token", 151)),
        ("pdu", (2, BASE // 1000 + 240, 0, 1, 134)),
    ]
    script = f"CREATE TABLE sms ({SMS});" + MMS.format("pdu", "part", "addr")
    write("databases/home_made/mmssms_with_mms.db", database(script, *rows))
    write("databases/home_made/mmssms_utf16.db", database("PRAGMA encoding = 'UTF-16le';" + script, *rows[:2]))
    write("refused/view.db", database(f"CREATE TABLE t ({SMS}); CREATE VIEW sms AS SELECT * FROM t;"))
    huawei = [
        ("sms_tb", (1, BASE, "106900000001", 1, BASE - 1000, None, 1, TEXTS[0], 1)),
        ("sms_tb", (1, BASE + 60_000, "13800000001", 1, 0, None, 2, TEXTS[1], 1)),
    ]
    write("databases/home_made/huawei_sms_tb.db", database(f"CREATE TABLE sms_tb ({HUAWEI});", *huawei))
    write("refused/contacts.db", database("CREATE TABLE raw_contacts (a);"))
    write("refused/huawei_encrypted/sms.db", noise())


def iphone_databases() -> None:
    message = (
        "CREATE TABLE message (ROWID INTEGER PRIMARY KEY, text TEXT, attributedBody BLOB, handle_id INTEGER, "
        "service TEXT, date INTEGER, is_from_me INTEGER, item_type INTEGER, associated_message_type INTEGER);"
        "CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT);"
    )
    apple = (BASE // 1000 - 978_307_200) * 10**9
    handles = [("handle", (1, "+8613800000001")), ("handle", (2, "106900000002"))]
    rows = [
        ("message", (1, TEXTS[0], None, 2, "SMS", apple, 0, 0, 0)),
        ("message", (2, None, attributed(LONG), 2, None, apple + 60 * 10**9, 0, 0, 0)),
        ("message", (3, None, attributed(TEXTS[1]), 1, "iMessage", apple + 120 * 10**9, 1, 0, 0)),
        ("message", (4, "喜欢了一条信息", None, 1, "iMessage", apple + 180 * 10**9, 0, 0, 2001)),
        ("message", (5, None, None, 1, "iMessage", apple + 240 * 10**9, 0, 2, 0)),
        ("message", (6, None, attributed(LONG)[:-60], 1, "SMS", 0, 0, 0, 0)),
    ]
    write("databases/home_made/iphone_attributed_body.db", database(message, *handles, *rows))
    old = (
        "CREATE TABLE message (ROWID INTEGER PRIMARY KEY, text TEXT, handle_id, date INTEGER, is_from_me INTEGER);"
        "CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT);"
    )
    write(
        "databases/home_made/iphone_seconds.db", database(old, *handles, ("message", (1, TEXTS[3], 2, 469_908_586, 0)))
    )
    write("refused/iphone_encrypted/3d0d7e5fb2ce288813306e4d4636395e047a3d28", noise())


def vendor_databases() -> None:
    forwarder = "CREATE TABLE Msg (id INTEGER PRIMARY KEY, type, `from`, content, sim_info, call_type, time INTEGER);"
    write(
        "databases/home_made/smsforwarder.db",
        database(
            forwarder + "CREATE TABLE Logs (id);",
            ("Msg", (1, "sms", "106900000001", TEXTS[0], "SIM1", 0, BASE)),
            ("Msg", (2, "call", "13800000001", "来电", "SIM1", 1, BASE)),
            ("Msg", (3, "app", "com.tencent.mm", "微信", "", 0, BASE)),
        ),
    )
    extracted = "CREATE TABLE SMS (phoneNumber TEXT, time TEXT, name, shortType, isMms, theme, shortRead, body, path);"
    write(
        "databases/home_made/logical_extraction.db",
        database(
            extracted,
            ("SMS", ("106900000001", "2020-09-13 20:26:40", "安心花", 1, 0, None, 1, TEXTS[0] + "\0\0", None)),
            ("SMS", ("13800000001", "2020-09-13 20:27:40", "王姐", 2, 0, None, 1, TEXTS[1], None)),
        ),
    )


def quoted(text: str, *, all_bytes: bool = False) -> bytes:
    """Quoted-printable in lines of 66 bytes, broken wherever that falls, also inside a character."""
    signs = [b"=%02X" % byte if all_bytes or byte > 126 or byte in b"=\n" else bytes([byte]) for byte in text.encode()]
    return b"=\r\n".join(b"".join(signs[at : at + 22]) for at in range(0, len(signs), 22))


def vmsg(subject: bytes, box: str = "INBOX", tel: str = "10690000", date: str = "2020/09/13 20:26:40") -> bytes:
    return (
        b"BEGIN:VMSG\nVERSION: 1.1\nBEGIN:VCARD\nTEL:"
        + tel.encode()
        + b"\nEND:VCARD\nBEGIN:VBODY\nX-BOX:"
        + box.encode()
        + b"\nX-READ:READ\nX-SIMID:0\nX-LOCKED:UNLOCKED\nX-TYPE:SMS\nDate:"
        + date.encode()
        + b"\n"
        + subject
        + b"\nEND:VBODY\nEND:VMSG\n"
    )


def nokia(body: str, box: str, tels: tuple[str, str]) -> bytes:
    lines = [
        "BEGIN:VMSG",
        "VERSION:1.1",
        "X-IRMC-STATUS:READ",
        f"X-IRMC-BOX:{box}",
        "X-NOK-DT:20200913T122640Z",
        "X-MESSAGE-TYPE:DELIVER" if box == "INBOX" else "X-MESSAGE-TYPE:SUBMIT",
        "BEGIN:VCARD",
        "VERSION:3.0",
        "N:",
        f"TEL:{tels[0]}",
        "END:VCARD",
        "BEGIN:VENV",
        "BEGIN:VCARD",
        "VERSION:3.0",
        "N:",
        f"TEL:{tels[1]}",
        "END:VCARD",
        "BEGIN:VENV",
        "BEGIN:VBODY",
        "Date:13-09-2020 20:26:40",
        body,
        "END:VBODY",
        "END:VENV",
        "END:VENV",
        "END:VMSG",
        "",
    ]
    return "\r\n".join(lines).encode("utf-16-le")


def vmg() -> None:
    mark = b"Subject;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:"
    many = [
        vmsg(mark + quoted(LONG)),
        vmsg(mark + quoted(TEXTS[2] + "\n第二行 a=1", all_bytes=True)),
        vmsg(mark + quoted(TEXTS[1]), "SENDBOX", "13800000001"),
        vmsg(b"Subject:http://x.example/?a=1", date="2020/09/13 12:26:40 GMT"),
    ]
    write("vmg/quoted_printable.vmsg", b"".join(many).removesuffix(b"END:VBODY\nEND:VMSG\n"))
    plain = [
        vmsg(b"Subject:" + text.encode("gb18030"), box) for text, box in ((TEXTS[0], "INBOX"), (TEXTS[1], "DRAFT"))
    ]
    write("vmg/gb18030_plain.vmsg", b"".join(plain))
    cards = vmsg(mark + quoted(LONG).replace(b"\r\n", b"\n")) + vmsg(mark + quoted(TEXTS[0]).replace(b"\r\n", b"\n"))
    write("vmg/cr_and_blank.vmsg", cards.replace(b"\n", b"\r "))
    write("vmg/nokia_utf16.vmg", nokia("第一行 😂\r\nDate: 明天上午", "INBOX", ("+8613800000001", "")))
    write("vmg/nokia_utf16_sent.vmg", nokia(TEXTS[1], "SENT", ("", "+8613800000002")))


if __name__ == "__main__":
    vmg()
    android_databases()
    iphone_databases()
    vendor_databases()
    containers()
    android_backup()
