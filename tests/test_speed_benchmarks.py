"""The benchmarks of speed: they run, and what they compare with does the same work."""

import csv
import os
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from benchmarks import scanning, serving
from benchmarks.machine import described, resident, seconds
from benchmarks.make_archive import PICTURE, write_backup
from service.archives import read_archive
from service.messages import Message
from service.schemas import BatchOut, JudgementOut


def test_a_backup_holds_what_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "sms.xml"
    write_backup(path, 300, distinct=True, attachments=1)
    messages = [each for each in read_archive(path) if isinstance(each, Message)]
    pictures = 1_000_000 // PICTURE
    assert len(messages) == 300 + pictures
    assert len({message.text for message in messages}) == len(messages)
    assert all(message.time and message.text for message in messages)
    assert path.stat().st_size > pictures * PICTURE


@pytest.mark.parametrize("name", scanning.PARSERS)
def test_every_parser_that_is_compared_reads_all(tmp_path: Path, name: str) -> None:
    path = tmp_path / "sms.xml"
    path.write_text('<smses><sms protocol="0" address="1" body="a"/><sms body="b"', "utf-8")
    with pytest.raises((scanning.expat.ExpatError, scanning.etree.XMLSyntaxError, SyntaxError)):
        scanning.PARSERS[name](path)


def test_scanning_writes_a_row_for_every_size(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JINGXIN_HOME", str(home))
    monkeypatch.setattr(scanning, "TRIED", 100)
    scanning.main([200], rounds=1, jobs=1, texts=["recurring", "distinct"], attachments=0, out=tmp_path)
    with (tmp_path / "scanning.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["messages"], row["texts"]) for row in rows] == [("200", "recurring"), ("200", "distinct")]
    assert all(float(row["ratio"]) > 0 and float(row["work"]) > 0 for row in rows)
    assert "parsing alone is" in capsys.readouterr().out


def test_the_bare_endpoint_takes_and_gives_what_ours_does() -> None:
    with TestClient(serving.bare()) as client:
        JudgementOut.model_validate_json(client.post("/v1/classify", json={"text": "a"}).content)
        many = client.post("/v1/classify", json={"messages": [{"text": "a"}] * 3})
        assert len(BatchOut.model_validate_json(many.content).judgements) == 3
        assert client.post("/v1/classify", json={}).status_code == 422


def test_the_machine_is_described() -> None:
    assert "pydantic 2" in described(("pydantic", "no-such-package"))
    if Path("/proc/self/statm").exists():
        assert resident(os.getpid()) > 10 << 20
        assert seconds(os.getpid()) > 0
