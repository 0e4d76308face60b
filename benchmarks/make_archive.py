"""Writes a mixed archive of invented messages: six months of one phone, three collectors among everyday traffic.

The texts are drawn from data/samples, so they say nothing of how well the model judges; the archive is there to see
what only an archive shows: off hours, rotating numbers, campaigns, a refusal and what came after it, escalation,
duplicates across files, a record without text, a damaged file and a locked one. The same seed writes the same bytes.

    python -m benchmarks.make_archive FOLDER [--messages 5000] [--seed 7]

With --backup it writes one file of SMS Backup & Restore instead, with every attribute that the app writes, as long
as is asked for: everyday messages with one in twenty of a collector, and, with --attachments, pictures of that many MB
in messages of their own. Texts recur unless --distinct is given.
"""

import base64
import csv
import io
import json
import random
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated
from xml.sax.saxutils import quoteattr
from zoneinfo import ZoneInfo

import typer

from model.labels import Label
from model.samples import Sample, read_samples

DATA = Path(__file__).parents[1] / "data" / "samples"
ZONE = ZoneInfo("Asia/Shanghai")
FIRST = datetime(2026, 5, 1, tzinfo=ZONE)
DAYS = 184
REFUSED = datetime(2026, 8, 14, 19, 32, 5, tzinfo=ZONE)
REFUSAL = "我已说明会和银行协商，请不要再给我和我家人发短信了"
PRESSURE, THREAT, THIRD = 60, 105, 135
"""Days after which a collector turns from reminding to pressing, threatening and going to others."""

LOUD = {"insult", "threat_safety"}
"""Tags of a collector who shouts."""

HARMFUL = 0.05
"""Of a backup's messages, those of a collector."""

PICTURE = 400_000
"""Characters of a picture in base64."""


@dataclass(frozen=True, slots=True)
class Sms:
    """One invented message."""

    time: datetime
    sender: str
    text: str
    sent: bool = False


def make(folder: Path, *, messages: int = 5_000, seed: int = 7) -> int:
    """Writes the archive's files into the folder and returns how many records they hold in all."""
    chance = random.Random(seed)
    drawn = sorted(_messages(chance, messages), key=lambda sms: (sms.time, sms.sender, sms.text))
    folder.mkdir(parents=True, exist_ok=True)
    half = len(drawn) * 3 // 5
    twice = chance.sample(drawn[:half], 120)
    _write_xml(folder / "sms-20261101.xml", drawn[:half])
    _write_csv(folder / "新手机导出.csv", drawn[half:])
    _write_jsonl(folder / "old-phone.jsonl", twice)
    (folder / "加密的备份.zip").write_bytes(_locked(b"<smses/>"))
    (folder / "损坏的备份.db").write_bytes(b"SQLite format 3\0" + chance.randbytes(4_000))
    return len(drawn) + len(twice)


def _messages(chance: random.Random, count: int) -> Iterator[Sms]:
    samples = sorted(read_samples(DATA), key=lambda sample: sample.text)
    pools = _pools(samples)
    collectors = [
        *_collector(chance, pools, "安心花", [f"1069{n:08d}" for n in chance.sample(range(10**8), 14)], 210),
        *_collector(chance, pools, "鼎正法务", [f"1065{n:08d}" for n in chance.sample(range(10**8), 9)], 130),
        *_collector(chance, pools, "", ["13700004821"], 45, night=True),
        *_campaign(chance),
    ]
    yield from collectors
    yield Sms(REFUSED, collectors[-1].sender, REFUSAL, sent=True)
    yield Sms(REFUSED + timedelta(days=20), "13700004821", "你再骚扰我和我家人，我就报警了", sent=True)
    yield from _everyday(chance, samples, count - len(collectors) - 2)


def _collector(
    chance: random.Random,
    pools: Sequence[Sequence[Sample]],
    name: str,
    numbers: list[str],
    count: int,
    *,
    night: bool = False,
) -> list[Sms]:
    """One collector who grows louder, more often in the later months."""
    found = []
    for _ in range(count):
        day = int(DAYS * chance.random() ** 0.6)
        sample = chance.choice(pools[-1] if night else pools[(day >= PRESSURE) + (day >= THREAT) + (day >= THIRD)])
        text = f"【{name}】{sample.text}" if name else sample.text
        when = _moment(chance, day, night=chance.random() < (0.6 if night else 0.12))
        found.append(Sms(when, _number(chance, numbers, when), text))
    return found


def _pools(samples: Sequence[Sample]) -> list[list[Sample]]:
    """Texts that remind, press, threaten and go to others, and those of a man who shouts at night."""
    kinds = ("due_reminder", "overdue_notice", "dunning_third_party_agency")
    drawn = [sample for sample in samples if sample.kind in kinds and "【" not in sample.text]
    loud = [sample for sample in drawn if sample.tags & LOUD]
    by_label = {label: [sample for sample in drawn if sample.label is label] for label in Label}
    pressing = [sample for sample in by_label[Label.HARASSMENT] if not sample.tags & LOUD]
    return [by_label[Label.NORMAL], pressing, by_label[Label.HARASSMENT], by_label[Label.THREAT], loud]


def _campaign(chance: random.Random) -> list[Sms]:
    """One text with changing amounts and dates, from many numbers."""
    found = []
    for day in range(THREAT, DAYS):
        for _ in range(chance.choice((0, 1, 1, 2, 4))):
            amount, hour = chance.randrange(3_000, 9_000), chance.choice((10, 12, 16, 18))
            text = (
                f"【安心花】您尾号{chance.randrange(10_000):04d}的借款{amount}.{chance.randrange(100):02d}元已严重逾期，今日{hour}点前"
                "仍不处理，将向您通讯录联系人及单位核实您的去向，并委托当地人员上门，后果自负。"
            )
            found.append(
                Sms(_moment(chance, day, night=chance.random() < 0.2), f"10691{chance.randrange(40):07d}", text)
            )
    return found


def _everyday(chance: random.Random, samples: Sequence[Sample], count: int) -> Iterator[Sms]:
    normal = [sample for sample in samples if sample.label is Label.NORMAL and "dunning" not in (sample.kind or "")]
    people = [f"138{n:08d}" for n in chance.sample(range(10**8), 40)]
    services = [f"10659{n:06d}" for n in chance.sample(range(10**6), 120)]
    for _ in range(count):
        sample = chance.choice(normal)
        private = sample.kind == "private_chat"
        when = _moment(chance, chance.randrange(DAYS), night=chance.random() < 0.05)
        yield Sms(when, chance.choice(people if private else services), sample.text, private and chance.random() < 0.3)


def _moment(chance: random.Random, day: int, *, night: bool) -> datetime:
    hour = chance.choice((22, 22, 23, 23, 0, 1, 6, 7)) if night else chance.choice(range(8, 22))
    return FIRST + timedelta(days=day, hours=hour, seconds=chance.randrange(1, 3_600))


def _number(chance: random.Random, numbers: list[str], when: datetime) -> str:
    """Numbers change as the months go by: a few at a time."""
    at = int((when - FIRST).days / DAYS * len(numbers))
    return numbers[min(len(numbers) - 1, max(0, at + chance.choice((-1, 0, 0, 1))))]


def _write_xml(path: Path, drawn: Sequence[Sms]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(f"<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<smses count=\"{len(drawn)}\">\n")
        for sms in drawn:
            time = int(sms.time.timestamp() * 1_000)
            stream.write(
                f'  <sms protocol="0" address={quoteattr(sms.sender)} date="{time}" date_sent="{time - 2_000}" '
                f'type="{2 if sms.sent else 1}" body={quoteattr(sms.text)} />\n'
            )
        stream.write('  <sms protocol="0" type="1" />\n</smses>\n')


def _locked(content: bytes) -> bytes:
    """A ZIP file whose one entry says that it is encrypted."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr(zipfile.ZipInfo("sms.xml"), content)
    plain = bytearray(stream.getvalue())
    for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        plain[plain.index(mark) + flags] |= 1
    return bytes(plain)


def _write_csv(path: Path, drawn: Sequence[Sms]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("号码", "时间", "类型", "内容"))
        for sms in drawn:
            writer.writerow((sms.sender, f"{sms.time:%Y-%m-%d %H:%M:%S}", "发送" if sms.sent else "接收", sms.text))


def _write_jsonl(path: Path, drawn: Sequence[Sms]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for sms in drawn:
            fields = {
                "address": f"+86{sms.sender}" if sms.sender.startswith("13") else sms.sender,
                "date": int(sms.time.timestamp() * 1_000),
                "type": 2 if sms.sent else 1,
                "body": sms.text,
            }
            stream.write(json.dumps(fields, ensure_ascii=False) + "\n")


def write_backup(path: Path, messages: int, *, distinct: bool = False, attachments: int = 0, seed: int = 7) -> None:
    """Writes a backup of so many SMS, and of MMS with so many MB of pictures; needs no more memory for more."""
    chance = random.Random(seed)
    samples = sorted(read_samples(DATA), key=lambda sample: sample.text)
    normal = [sample.text for sample in samples if sample.label is Label.NORMAL]
    harmful = [sample.text for sample in samples if sample.label is not Label.NORMAL]
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(f"<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<smses count=\"{messages}\">\n")
        for number in range(messages):
            text = chance.choice(harmful if chance.random() < HARMFUL else normal)
            stream.write(_backed_up(chance, number, f"{text} {number}" if distinct else text))
        for number in range(attachments * 1_000_000 // PICTURE):
            stream.write(_picture(chance, number))
        stream.write("</smses>\n")


def _backed_up(chance: random.Random, number: int, text: str) -> str:
    time = int(FIRST.timestamp() * 1_000) + 61_000 * number + chance.randrange(1_000)
    return (
        f'  <sms protocol="0" address="1069{chance.randrange(10_000):08d}" date="{time}" type="1" subject="null" '
        f'body={quoteattr(text)} toa="null" sc_toa="null" service_center="null" read="1" status="-1" locked="0" '
        f'date_sent="{time - 2_000}" sub_id="1" readable_date="2026年5月1日 08:00:00" contact_name="(Unknown)" />\n'
    )


def _picture(chance: random.Random, number: int) -> str:
    """An MMS with a picture and a line of text."""
    data = base64.b64encode(chance.randbytes(PICTURE * 3 // 4)).decode()
    time = int(FIRST.timestamp() * 1_000) + 61_000 * number
    return (
        f'  <mms date="{time}" msg_box="1" address="13800000001" m_type="132">\n'
        f'    <parts>\n      <part seq="0" ct="image/jpeg" name="IMG_{number}.jpg" text="null" data="{data}" />\n'
        f'      <part seq="1" ct="text/plain" name="null" text="你看这张照片 {number}" />\n    </parts>\n'
        '    <addrs>\n      <addr address="13800000001" type="137" charset="106" />\n    </addrs>\n  </mms>\n'
    )


def main(
    folder: Annotated[Path, typer.Argument(help="Where to write: a folder, or with --backup a file.")],
    messages: Annotated[int, typer.Option(help="Different messages to write.")] = 5_000,
    seed: Annotated[int, typer.Option(help="Another seed, another phone.")] = 7,
    backup: Annotated[bool, typer.Option(help="Write one SMS Backup & Restore file instead of a folder.")] = False,
    distinct: Annotated[bool, typer.Option(help="With --backup: no text twice.")] = False,
    attachments: Annotated[int, typer.Option(help="With --backup: MB of pictures.")] = 0,
) -> None:
    """Write a mixed archive of invented messages."""
    if backup:
        write_backup(folder, messages, distinct=distinct, attachments=attachments, seed=seed)
        print(f"{folder.stat().st_size / 1e6:,.1f} MB in {folder}")
        return
    print(f"{make(folder, messages=messages, seed=seed):,} records in {folder}")


if __name__ == "__main__":
    typer.run(main)
