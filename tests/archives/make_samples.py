"""Writes the home-made samples that are not text files, so that they can be read here and made again.

Run it as `python tests/archives/make_samples.py`; it writes the same bytes each time. All texts are invented.
"""

import base64
import gzip
import hashlib
import io
import json
import shutil
import sqlite3
import sys
import tarfile
import zipfile
import zlib
from contextlib import closing
from datetime import UTC, datetime
from importlib.util import find_spec
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
    chats = (
        "CREATE TABLE chat (ROWID INTEGER PRIMARY KEY, guid TEXT, chat_identifier TEXT, display_name TEXT, style INT);"
        "CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER, message_date INTEGER);"
        "CREATE TABLE chat_handle_join (chat_id INTEGER, handle_id INTEGER);"
    )
    group = [
        ("chat", (1, "iMessage;+;chat831", "chat831", "家里人", 43)),
        ("chat_handle_join", (1, 1)),
        ("chat_handle_join", (1, 2)),
        ("message", (1, TEXTS[0], None, 2, "iMessage", apple, 0, 0, 0)),
        ("message", (2, TEXTS[1], None, 1, "iMessage", apple + 60 * 10**9, 0, 0, 0)),
        ("message", (3, TEXTS[2], None, 0, "iMessage", apple + 120 * 10**9, 1, 0, 0)),
        ("message", (4, None, None, 1, "iMessage", apple + 180 * 10**9, 0, 2, 0)),
        *(("chat_message_join", (1, number, apple)) for number in (1, 2, 3, 4)),
    ]
    write("databases/home_made/iphone_group_chat.db", database(message + chats, *handles, *group))
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


OPENXML = "http://schemas.openxmlformats.org"


def workbook(**sheets: str) -> bytes:
    """An XLSX file with the rows of each sheet as XML; style 1 is a date with its time."""
    relations, main = f"{OPENXML}/officeDocument/2006/relationships", f"{OPENXML}/spreadsheetml/2006/main"
    names = "".join(f'<sheet name="{name}" sheetId="{at}" r:id="r{at}"/>' for at, name in enumerate(sheets, 1))
    targets = "".join(
        f'<Relationship Id="r{at}" Type="{relations}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{OPENXML}/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{OPENXML}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{OPENXML}/package/2006/relationships">{targets}'
        f'<Relationship Id="s" Type="{relations}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/>'
        "</cellXfs></styleSheet>",
    }
    for at, rows in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{at}.xml"] = f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return zipped(*((name, (head + part).encode()) for name, part in parts.items()))


def sheet_rows(*rows: tuple[object, ...]) -> str:
    def cell(value: object) -> str:
        if isinstance(value, float):
            return f'<c s="{int(40_000 < value < 50_000)}"><v>{value!r}</v></c>'
        return f'<c t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'

    return "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)


SERIAL = 44_087.851_851_851_85
"""2020-09-13 20:26:40 as spreadsheets count days."""


def spreadsheets() -> None:
    rows = sheet_rows(
        ("姓名", "电话", "短信内容", "时间", "类型"),
        ("安心花", 106900000001.0, TEXTS[0], SERIAL, "接收"),
        ("王姐", "+8613800000001", TEXTS[2] + "_x000D_\n第二行", "2020-09-13 20:27", "收到"),
        ("我", 13800000002.0, "=1+1 只是文字", 44_088.0, "发送"),
    )
    notes = sheet_rows(("编号", "时间"), (1.0, SERIAL), (2.0, SERIAL))
    write("spreadsheets/two_sheets.xlsx", workbook(短信=rows, 编号=notes))
    write("refused/prices.xlsx", workbook(编号=notes))
    write("refused/letter.docx", zipped(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<document/>")))
    office = "urn:oasis:names:tc:opendocument:xmlns"
    table = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{each}</text:p></table:table-cell>' for each in row
        )
        + "</table:table-row>"
        for row in (("内容", "号码", "时间"), (TEXTS[0], "106900", "2020/9/13 20:26"), (TEXTS[3], "95588", ""))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{office}:office:1.0" '
        f'xmlns:table="{office}:table:1.0" xmlns:text="{office}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="表">{table}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{office}:manifest:1.0"/>'.encode()
    parts = (("mimetype", kind), ("META-INF/manifest.xml", manifest), ("content.xml", content.encode()))
    write("spreadsheets/table.ods", zipped(*parts, stored=True))


def parquet() -> None:
    """The Parquet file, for which the extra of that name must be installed."""
    import pyarrow
    import pyarrow.parquet

    times = [datetime.fromtimestamp(BASE / 1000 + 60 * at, UTC) for at in range(3)]
    columns = {
        "内容": TEXTS[:3],
        "号码": ["106900000001", None, "13800000001"],
        "时间": pyarrow.array(times, pyarrow.timestamp("ms", tz="UTC")),
        "类型": [1, 2, 1],
        "附件": [[b"x"], [], []],
    }
    stream = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), stream)
    write("parquet/messages.parquet", stream.getvalue())


def old_workbook() -> None:
    """The XLS file, which only xlwt can write; it is no dependency of the project."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("短信")
    date = xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm:ss")
    for column, head in enumerate(("号码", "内容", "时间")):
        sheet.write(0, column, head)
    for row, (number, text) in enumerate(((13800000001.0, TEXTS[2]), (106900000001.0, TEXTS[0])), 1):
        sheet.write(row, 0, number)
        sheet.write(row, 1, text)
        sheet.write(row, 2, SERIAL, date)
    stream = io.BytesIO()
    book.save(stream)
    write("spreadsheets/dates_and_floats.xls", stream.getvalue())


def smssync(kind: str, address: str, at: int, body: bytes, *headers: str) -> bytes:
    head = (
        "Subject: SMS with x",
        f"Date: {at}",
        *headers,
        f"X-smssync-address: {address}",
        f"X-smssync-type: {kind}",
        f"X-smssync-date: {BASE + 60_000 * at}",
    )
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body + b"\r\n"


def mails() -> None:
    quoted_body = quoted(TEXTS[2] + "\n第二行")
    name = "From: =?UTF-8?B?" + base64.b64encode("王姐".encode()).decode() + "?= <13800000001@unknown.email>"
    printable = ("Content-Type: text/plain; charset=UTF-8", "Content-Transfer-Encoding: quoted-printable")
    first = smssync("1", "13800000001", 0, quoted_body, name, *printable, "X-smssync-datatype: SMS")
    write("mails/quoted_printable.eml", first)
    body = base64.b64encode(TEXTS[0].encode("gb18030"))
    encoded = ("Content-Type: text/plain; charset=GB18030", "Content-Transfer-Encoding: base64")
    write("mails/base64_gb18030.eml", smssync("1", "106900000001", 1, body, *encoded))
    parts = (
        b"--x\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n"
        + TEXTS[3].encode()
        + b"\r\n--x\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n/9j/\r\n--x--"
    )
    many = [
        first,
        smssync("2", "13800000001", 2, ">From 开头的一行\r\n第二行".encode(), printable[0]),
        smssync("3", "10086", 3, b"call", "X-smssync-datatype: CALLLOG"),
        b"Subject: no SMS\r\n\r\nsome other mail\r\n",
        smssync(
            "132", "13800000003", 4, parts, 'Content-Type: multipart/mixed; boundary="x"', "X-smssync-datatype: MMS"
        ),
    ]
    write(
        "mails/archive.mbox",
        b"".join(b"From x@unknown.email Sun Sep 13 12:26:40 2020\n" + mail + b"\n" for mail in many),
    )


def nokia_csv() -> None:
    suite = (
        f'sms;deliver;"+8613800000001";"";"";"2020.09.13 20:26";"";"{TEXTS[2]}"\r\n'
        f'sms;submit;"";"+8613800000002";"";"2020.09.13 20:27";"";"{TEXTS[1]}"\r\n'
        'sms;deliver;"";"";"";"20d10.01.11";"";""\r\n'
        'sms;deliver;"1"\r\n'
        'sms;deliver;"10086";"";"";"2020.09.13 20:28";"";'
    )
    write("nokia/pc_suite.csv", suite.encode() + b'"bad \xff byte"\r\n')
    second = (
        f'"sms","READ,RECEIVED","+8613800000001","","","2020.09.13 20:26","","{TEXTS[2]}\n第二行"\n'
        f'"sms","SENT,READ","","13800000002","","2020.09.13 20:27","","{TEXTS[1]}"\n'
        '"sms","DRAFT","","","","","","草稿"\n'
    )
    write("nokia/suite.csv", second.encode("utf-8-sig"))


def varint(value: int) -> bytes:
    return bytes([value]) if value < 128 else bytes([value & 127 | 128]) + varint(value >> 7)


def coded(**fields: int | str | bytes) -> bytes:
    """Protobuf, with each field named `f` and its number."""
    out = b""
    for name, value in fields.items():
        number = int(name.strip("f_"))
        if isinstance(value, int):
            out += varint(number << 3) + varint(value)
        else:
            content = value.encode() if isinstance(value, str) else value
            out += varint(number << 3 | 2) + varint(len(content)) + content
    return out


def miui() -> None:
    messages = [
        coded(f1="guid-1", f3=1, f4="106900000001", f6=LONG, f7=BASE, f8=1, f11=BASE - 1000, f12="+8613800100500"),
        coded(f3=2, f4="13800000001", f6=TEXTS[1], f7=BASE + 60_000),
        coded(f3=5, f4="13800000001", f6="草稿 😂", f7=BASE + 120_000, f16=b"?", f19=7),
    ]
    listed = b"".join(coded(f1=message) for message in messages) + coded(f2=coded(f1=3))
    root = coded(f4=listed, f9=coded(f1=b"an MMS"))
    write("miui/_tmp_bak", root)
    tar = tarred(
        ("apps/com.android.mms/_manifest", b"1\ncom.android.mms\n"),
        ("apps/com.android.mms/miui_bak/_tmp_bak", root),
    )
    lines = "MIUI BACKUP\n2\ncom.android.mms 短信\n-1\n0\nANDROID BACKUP\n5\n{}\n{}\n"
    bak = lines.format(0, "none").encode() + tar
    write(
        "containers/miui_sms.bak",
        lines.format(1, "none").encode() + zlib.compress(tarred(*[("apps/com.android.mms/miui_bak/_tmp_bak", root)])),
    )
    descript = b"<?xml version='1.0' encoding='UTF-8' standalone='yes' ?><MIUI-backup><device>x</device></MIUI-backup>"
    write("containers/miui_folder.zip", zipped(("descript.xml", descript), ("短信(com.android.mms).bak", bak)))
    settings = tarred(("apps/com.android.mms/sp/settings.xml", b"<?xml version='1.0'?><map/>"))
    write("refused/miui_settings.bak", lines.format(0, "none").encode() + settings)
    write("refused/miui_encrypted.bak", lines.format(1, "AES-256-encrypted").encode() + noise()[:500])


def sealed_backup() -> None:
    """An encrypted iPhone backup; its password is 密码 1."""
    sys.path.append(str(HERE.parent))
    from sealed import iphone_backup

    database = (HERE / "databases/home_made/iphone_attributed_body.db").read_bytes()
    made = iphone_backup(HERE / "iphone_backups", database, "密码 1")
    shutil.rmtree(HERE / "iphone_backups/home_made", ignore_errors=True)
    made.rename(HERE / "iphone_backups/home_made")


if __name__ == "__main__":
    miui()
    mails()
    nokia_csv()
    spreadsheets()
    vmg()
    android_databases()
    iphone_databases()
    vendor_databases()
    containers()
    android_backup()
    if find_spec("Crypto"):
        sealed_backup()
    if find_spec("pyarrow"):
        parquet()
    if find_spec("xlwt"):
        old_workbook()
