"""Writes the home-made samples that are not text files, so that they can be read here and made again.

Run it as `python tests/archives/make_samples.py`; it writes the same bytes each time. All texts are invented.
"""

import gzip
import io
import json
import tarfile
import zipfile
import zlib
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


if __name__ == "__main__":
    containers()
    android_backup()
