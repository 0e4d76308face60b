"""JSON reads in any shape, and what is broken costs only itself."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from reading import ARCHIVES, read, skips, texts, written

from service.archives.values import values
from service.messages import Direction

RECORD = {"address": "1", "body": "你好 😂", "date": "1600000000000", "type": "1"}


@pytest.mark.parametrize(
    ("content", "expected", "skipped"),
    [
        ('{"body":"a"}\n{broken\n\n{"body":"c"}\n5\n', ["a", "c"], 2),
        ('{"body":"broken\n{"body":"b"}\n', ["b"], 1),
        ('[{"body":"a"},{"body":"b" "x"},{"body":"c"},{"bo', ["a", "c"], 2),
        ('[{"body":"a"},{"body":"b"}', ["a", "b"], 1),
        ('[{"body":"a"}] and more', ["a"], 1),
        ('{"messages":[{"body":"a"}],"x" 1}', ["a"], 1),
        ('[{"body":"a\\ud83d"}]', ["a\ufffd"], 0),
        ('{\n "text": "alone"\n}', ["alone"], 0),
        ('{\n "nothing": 1\n}', [], 1),
        ('["a", "b"]', ["a", "b"], 0),
        ('[{"body": null, "date": 1}]', [""], 0),
        (json.dumps({"a": {"b": {"sms": [RECORD]}}}), [RECORD["body"]], 0),
        (json.dumps([RECORD] * 3, indent=2), [RECORD["body"]] * 3, 0),
        ("[" * 100_000, [], 1),
        ("[]", [], 0),
    ],
)
def test_json_in_any_shape_is_read_and_what_is_broken_skipped(
    tmp_path: Path, content: str, expected: list[str], skipped: int
) -> None:
    if content == "[]":
        content = '{"messages": []}'
    records = read(written(tmp_path, content))
    assert texts(records) == expected
    assert len(skips(records)) == skipped


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_json_in_any_encoding_reads_the_same(tmp_path: Path, encoding: str) -> None:
    assert texts(read(written(tmp_path, json.dumps([RECORD], ensure_ascii=False).encode(encoding)))) == ["你好 😂"]


def test_keys_can_be_named(tmp_path: Path) -> None:
    path = written(tmp_path, '{"msg": "你好", "wer": "1"}\n')
    assert "text=KEY" in skips(read(path))[0]
    (message,) = read(path, columns={"text": "msg", "sender": "wer"})
    assert (message.text, message.sender) == ("你好", "1")


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ({"sub": "首家上线", "__parts": [{"ct": "image/jpeg"}]}, "首家上线"),
        ({"sub": "首家上线", "parts": [{"ct": "text/plain", "text": "点此领取"}]}, "首家上线\n点此领取"),
        ({"sub": "首家上线", "mms_body": "点此领取"}, "首家上线\n点此领取"),
        ({"sub": None, "mms_body": "点此领取"}, "点此领取"),
    ],
)
def test_the_subject_of_an_mms_is_part_of_its_text(tmp_path: Path, keys: dict, text: str) -> None:
    records = [{"m_type": "132", "date": "1600000000", **keys}, {"body": "短信", "sub": "1"}]
    assert texts(read(written(tmp_path, json.dumps(records)))) == [text, "短信"]


def test_sms_ie_mms_are_joined_and_deleted_ones_skipped() -> None:
    first, mms, deleted = read(ARCHIVES / "keyed/sms_ie_v2.jsonl")
    assert (first.name, first.time) == ("某某贷", datetime.fromtimestamp(1600000000, UTC))
    assert (mms.text, mms.sender, mms.direction) == ("第一段\n第二段", "13800000001", Direction.IN)
    assert "trash" in deleted.why


def test_json_does_not_depend_on_where_chunks_end() -> None:
    content = json.dumps(
        {"n": 12.5, "messages": [RECORD, {"body": 'x"\\'}, {"body": "y", "n": [1, 2e5, True]}], "k": -1}
    )
    whole = list(values([content]))
    assert len(whole) == 3
    for size in range(1, 30):
        assert list(values(content[at : at + size] for at in range(0, len(content), size))) == whole


IN, OUT, UNKNOWN = Direction.IN, Direction.OUT, Direction.UNKNOWN


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("adb_payload.json", [("106900000001", 0, IN), ("13800000001", 1, OUT), ("13800000002", 2, IN)]),
        ("fossify.json", [("106900000002", 0, IN), ("13800000001", 1, OUT)]),
        ("fossify_snake_case_mms.json", [("106900000001", 0, IN), ("13800000002", 2, IN), ("13800000001", 3, OUT)]),
        ("quik.json", [("106900000002", 0, IN), ("13800000001", 1, OUT)]),
        (
            "sms_ie_v1.json",
            [("106900000001", 0, IN), ("13800000001", 1, OUT), ("13800000002", 2, IN), ("13800000002", 3, OUT)],
        ),
        ("smsforwarder.json", [("106900000002", 0, IN)]),
        ("xiaomi_sms_res.json", [("13800000001", 0, UNKNOWN)]),
        ("xiaomi_thread.json", [("106900000002", 0, UNKNOWN)]),
    ],
)
def test_every_documented_shape_gives_sender_time_and_direction(
    name: str, expected: list[tuple[str, int, Direction]]
) -> None:
    records = read(ARCHIVES / "keyed" / name)
    found = [(each.sender, each.time, each.direction) for each in records]
    assert found == [(who, datetime.fromtimestamp(1600000000 + 60 * at, UTC), how) for who, at, how in expected]


def test_the_threads_of_xiaomis_cloud_say_that_they_are_not_all() -> None:
    (message,) = read(ARCHIVES / "keyed/xiaomi_thread.json")
    assert "only the last message" in message.remark


def test_whole_numbers_written_as_fractions_are_whole(tmp_path: Path) -> None:
    path = written(tmp_path, '[{"address": 13800138000.0, "type": 2.0, "body": "a"}, {"isFromMe": 1.0, "body": "b"}]')
    first, second = read(path)
    assert (first.sender, first.direction, second.direction) == ("13800138000", OUT, OUT)


@pytest.mark.parametrize(
    ("written_text", "text"),
    [
        (["你好 ", {"type": "link", "text": "a.example"}, "。"], "你好 a.example。"),
        ({"body": "你好"}, "你好"),
        ([[["你好"]]], ""),
        ({"type": 1}, ""),
    ],
)
def test_a_text_in_pieces_or_in_an_object_is_read_or_told_of(tmp_path: Path, written_text: object, text: str) -> None:
    (message,) = read(written(tmp_path, json.dumps([{"from": "1", "text": written_text}])))
    assert message.text == text
    assert (message.remark is None) == bool(text)


def test_the_owner_as_sender_of_an_mms_is_nobody(tmp_path: Path) -> None:
    record = {
        "msg_box": "2",
        "__sender_address": {"address": "insert-address-token", "type": "137"},
        "__recipient_addresses": [{"address": "13900000000", "type": "151"}],
        "__parts": [{"ct": "text/plain", "text": "好的"}],
    }
    (message,) = read(written(tmp_path, json.dumps(record) + "\n"))
    assert (message.text, message.sender, message.direction) == ("好的", "13900000000", OUT)


@pytest.mark.parametrize(
    "odd",
    [
        '"parts": [{"ct": "text/plain", "text": "a", "seq": 1e999}]',
        f'"body": "a", "from": {"[" * 450}1{"]" * 450}',
    ],
)
def test_no_value_ends_the_reading(tmp_path: Path, odd: str) -> None:
    assert texts(read(written(tmp_path, f'[{{"date": 1, {odd}}}, {{"body": "b"}}]'))) == ["a", "b"]


@pytest.mark.parametrize("key", ["from", "date", "type", "name"])
def test_values_nested_as_deeply_as_can_be_read_cost_at_most_their_record(tmp_path: Path, key: str) -> None:
    for depth in range(850, 1000, 3):
        deep = f'{{"body": "a", "{key}": {"[" * depth}1{"]" * depth}}}'
        assert texts(read(written(tmp_path, f'[{deep}, {{"body": "b"}}]')))[-1] == "b"
