"""JSON reads in any shape, and what is broken costs only itself."""

import gzip
import json
import tracemalloc
from datetime import UTC, datetime
from itertools import chain, repeat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
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


@pytest.mark.parametrize("end", [",\n", ", \r\n", ",\n\n"])
def test_json_lines_that_end_in_commas_are_read(tmp_path: Path, end: str) -> None:
    """As they are when the brackets of a list were cut away."""
    records = read(written(tmp_path, "".join(f'{{"body": "{text}"}}{end}' for text in "甲乙丙").encode()))
    assert (texts(records), skips(records)) == (["甲", "乙", "丙"], [])


@pytest.mark.parametrize("count", [1, 499, 500, 501, 1_000])
def test_however_many_messages_there_are_each_is_read_once_and_in_order(tmp_path: Path, count: int) -> None:
    """The first 500 are looked at beforehand, too, for how days are written and which keys there are."""
    said = [f"第{at}条" for at in range(count)]
    records = [RECORD | {"body": text} for text in said]
    for at, shape in enumerate(
        (records, {"messages": records}, dict(enumerate(records)), {"sms": dict(enumerate(records))})
    ):
        for pack in (bytes, gzip.compress):
            path = written(tmp_path, pack(json.dumps(shape).encode()), f"{at}")
            found = read(path)
            assert (texts(found), [each.place.record for each in found]) == (said, [*range(1, count + 1)])


@pytest.mark.parametrize("broken", ['{"body": oops}', '{"body" "x"}', '{"body": "x" "y"}', '{"body": "x", 5}'])
@pytest.mark.parametrize("at", [250, 499, 500, 750])
def test_of_messages_under_names_a_broken_one_costs_itself_alone(tmp_path: Path, broken: str, at: int) -> None:
    said = [json.dumps(RECORD | {"body": str(number)}) for number in range(1_000)]
    said[at] = broken
    for outer in ("{%s}", '{"messages": {%s}}'):
        content = outer % ",\n".join(f'"{name}": {record}' for name, record in enumerate(said))
        found = read(written(tmp_path, content))
        assert texts(found) == [str(number) for number in range(1_000) if number != at]
        assert "reading went on" in skips(found)[0]
        assert [each.place.record for each in found] == [*range(1, 1_001)]


@pytest.mark.parametrize("at", [0, 1, 2])
def test_of_messages_under_names_one_without_a_text_is_not_lost(tmp_path: Path, at: int) -> None:
    for other, expected in (({key: RECORD[key] for key in ("address", "date", "type")}, [""]), ({"n": 1}, [])):
        records = [RECORD, RECORD]
        records.insert(at, other)
        found = read(written(tmp_path, json.dumps({"n": 2, "messages": dict(enumerate(records))})))
        assert texts(found) == [RECORD["body"]] * at + expected + [RECORD["body"]] * (2 - at)
        assert len(found) == 3


def test_a_message_under_a_name_keeps_the_sender_that_is_an_object(tmp_path: Path) -> None:
    (message,) = read(written(tmp_path, json.dumps({"messages": {"1": {"body": "a", "sender": {"address": "1069"}}}})))
    assert message.sender == "1069"


def test_keys_can_be_named(tmp_path: Path) -> None:
    path = written(tmp_path, '{"says": "你好", "wer": "1"}\n')
    assert "text=KEY" in skips(read(path))[0]
    (message,) = read(path, columns={"text": "says", "sender": "wer"})
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


@pytest.mark.parametrize(
    ("kind", "said"), [(134, "delivery report"), ("136", "read report"), (130, "only announced"), ("130", "announced")]
)
@pytest.mark.parametrize("keys", [{"__parts": []}, {"parts": []}, {}])
def test_a_report_on_an_mms_is_no_message(tmp_path: Path, kind: object, said: str, keys: dict) -> None:
    record = {"m_type": kind, "date": "1600000000", "msg_box": "1", **keys}
    message, report = read(written(tmp_path, json.dumps([RECORD, record])))
    assert (message.text, said in report.why) == (RECORD["body"], True)


def test_an_mms_that_was_only_announced_keeps_the_subject_it_has(tmp_path: Path) -> None:
    record = {"m_type": "130", "date": "1600000000", "msg_box": "1", "sub": "再不还钱就上门"}
    assert texts(read(written(tmp_path, json.dumps([record])))) == ["再不还钱就上门"]


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_message_without_a_text_is_one_among_others(tmp_path: Path, at: int) -> None:
    """SMS Import / Export writes no keys for what is null."""
    records = [RECORD, RECORD]
    records.insert(at, {key: value for key, value in RECORD.items() if key != "body"})
    found = read(written(tmp_path, "".join(json.dumps(record) + "\n" for record in records)))
    assert skips(found) == []
    assert texts(found) == ["" if number == at else RECORD["body"] for number in range(3)]


@pytest.mark.parametrize("other", [{"address": "1", "date": "1600000000000", "type": "1", "duration": 5}, {"date": 1}])
def test_what_is_no_message_is_none_among_others_either(tmp_path: Path, other: dict) -> None:
    found = read(written(tmp_path, json.dumps([RECORD, other])))
    assert texts(found) == [RECORD["body"]]
    assert "none of its keys holds a text" in skips(found)[0]


@pytest.mark.parametrize(
    "first", [{"msg_box": "1", "__parts": [{"ct": "image/jpeg", "_data__base64__": ""}]}, {"body": ""}]
)
def test_a_first_line_of_any_length_that_a_record_may_have_is_one(first: dict) -> None:
    line = json.dumps(first)[::-1].replace('""', f'"{"A" * (9 << 20)}"', 1)[::-1] + "\n"
    content = line + '{"body": "a"}\n{"body": "b"}\n'
    found = list(values(content[at : at + (1 << 20)] for at in range(0, len(content), 1 << 20)))
    assert (found[0].keys(), found[1:]) == (first.keys(), [{"body": "a"}, {"body": "b"}])


def test_json_does_not_depend_on_where_chunks_end() -> None:
    content = json.dumps(
        {"n": 12.5, "messages": [RECORD, {"body": 'x"\\'}, {"body": "y", "n": [1, 2e5, True]}], "k": -1}
    )
    whole = list(values([content]))
    assert len(whole) == 3
    for size in range(1, 30):
        assert list(values(content[at : at + size] for at in range(0, len(content), size))) == whole


@pytest.mark.parametrize(
    "content",
    [
        '[{"a": xxxxxxxxxxxx}, {"text": "b"}, {"text": "c"}]',
        '[{"a": xxxxxxxxxxxx},\n\n        {"text": "b"}, {"text": "c"}]',
        '[{"a": xxxxxxxxxxxx} {"text": "b"}]',
        '[1.5e+7, {"text": "b"}]',
        '{\n"version": 1.5, "messages": [{"text": "b"}]}',
        '{"1": {"text": "a"}, "2": {"text": xxxxxxxxxxxx}, "3": {"text": "c"}}',
        '{"1": {"text": "a"}, "2": {"text" "x"},\n\n "3" : {"text": "c"}}',
        '{"a": 1}\n{"a": 2}',
        '{x\n{"a": 1}',
    ],
)
def test_no_record_is_lost_where_a_chunk_ends(content: str) -> None:
    """It was where a chunk ended behind a broken record, within a number, or behind the first of JSON lines."""
    for end in range(len(content)):
        assert list(values([content[:end], content[end:]])) == list(values([content]))


@st.composite
def somewhat_broken(draw: st.DrawFn) -> str:
    """JSON in any shape, with something put in, left out or replaced."""
    plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text('a{}[]",:\\ \n\x85😂\ud83d', max_size=6)
    nested = st.recursive(plain, lambda any_of: st.lists(any_of, max_size=2) | st.dictionaries(st.text(), any_of))
    records = draw(
        st.lists(st.dictionaries(st.sampled_from(["text", "a", ""]), nested, max_size=3) | plain, max_size=4)
    )
    indent, between = draw(st.sampled_from([None, 2])), draw(st.sampled_from([",", " , ", ",\n    ", "\n" * 5]))
    shapes = [
        json.dumps({"n": draw(plain), "in": {"messages": records, "m": draw(plain)}}, indent=indent),
        json.dumps({"n": draw(plain), "in": {str(at): record for at, record in enumerate(records)}}, indent=indent),
        f"[{between.join(json.dumps(record, indent=indent, ensure_ascii=False) for record in records)}]",
        draw(st.sampled_from(["\n", "\r\n", "\n\n"])).join(map(json.dumps, records)),
    ]
    content = draw(st.sampled_from(shapes))
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(content)))
        scrap = draw(st.sampled_from(["", *'{}[]",:\\\n', "1.", "e+", "x" * 12, " " * 12]))
        content = content[:at] + scrap + content[at + draw(st.integers(0, 2)) :]
    return content


@given(somewhat_broken())
def test_broken_json_does_not_depend_on_where_chunks_end_either(content: str) -> None:
    whole = repr(list(values([content])))  # as text, since no NaN equals another
    for end in range(len(content)):
        assert repr(list(values([content[:end], content[end:]]))) == whole
    assert repr(list(values(content))) == whole


def test_blanks_without_end_are_not_kept() -> None:
    chunks = chain(['[{"a": xxxxxxxxxxxx},'], repeat(" " * 100_000, 1_000), ['{"text": "b"}]'])
    tracemalloc.start()
    try:
        *_, last = values(chunks)
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
    assert last == {"text": "b"}


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


@pytest.mark.parametrize("sent", ["isSent", "is_sent", "sent", "outgoing", "isOutgoing", "fromMe", "is_from_me"])
@pytest.mark.parametrize("received", ["incoming", "isIncoming", "is_received"])
def test_a_key_that_says_yes_or_no_tells_the_direction(tmp_path: Path, sent: str, received: str) -> None:
    for yes, no in ((True, False), ("true", "False")):
        rows = [{sent: yes}, {sent: no}, {received: yes}, {received: no}]
        records = read(written(tmp_path, json.dumps([{"body": "a", "address": "1"} | each for each in rows])))
        assert [each.direction for each in records] == ["out", "in", "in", "out"]


def test_termux_tells_times_by_received_and_contacts_by_sender(tmp_path: Path) -> None:
    row = {"threadid": 3, "type": "inbox", "sender": "王姐", "number": "1069", "received": "2020-09-13 23:26:40"}
    named, nameless = read(written(tmp_path, json.dumps([row | {"body": "a"}, row | {"body": "b", "sender": "1069"}])))
    assert (named.sender, named.name, nameless.name, named.direction) == ("1069", "王姐", None, "in")
    assert named.time == nameless.time == datetime(2020, 9, 13, 15, 26, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "sender"),
    [
        ({"text": "a", "is_sender": 0, "talker": "wxid_b", "CreateTime": "2020-09-13 23:26:40"}, "wxid_b"),
        (
            {"content": "a", "isSelf": False, "sender": "wxid_b", "type": 1, "time": "2020-09-13T23:26:40+08:00"},
            "wxid_b",
        ),
        ({"content": "a", "isSend": 0, "senderUsername": "wxid_b", "type": "文本", "createTime": 1600010800}, "wxid_b"),
        ({"content": {"text": "a"}, "sender": {"uid": "u", "uin": "1", "name": "李"}, "timestamp": 1600010800000}, "1"),
    ],
)
def test_chats_of_wechat_and_qq_have_their_time_sender_and_direction(tmp_path: Path, row: dict, sender: str) -> None:
    own = {key: 1 if value == 0 else value for key, value in row.items()}
    message, sent = read(written(tmp_path, json.dumps([row, own])))
    assert (message.text, message.sender) == ("a", sender)
    assert message.time == datetime(2020, 9, 13, 15, 26, 40, tzinfo=UTC)
    ways = ("unknown", "unknown") if own == row else ("in", "out")
    assert (message.direction, sent.direction) == ways


@pytest.mark.parametrize(
    ("record", "direction"),
    [
        ({"type": 2, "sent": False}, "out"),
        ({"type": 1, "isSent": True}, "in"),
        ({"type": "sms", "isSent": 1}, "out"),
        ({"sent": 0}, "unknown"),
        ({"sent": 1599999990000}, "unknown"),
        ({"isSent": None}, "unknown"),
    ],
)
def test_whether_it_was_sent_counts_where_no_box_tells_and_no_time_is_a_yes(
    tmp_path: Path, record: dict, direction: str
) -> None:
    (message,) = read(written(tmp_path, json.dumps([{"body": "a", "address": "1"} | record])))
    assert message.direction == direction


def test_the_owner_as_sender_of_an_mms_is_nobody(tmp_path: Path) -> None:
    record = {
        "msg_box": "2",
        "__sender_address": {"address": "insert-address-token", "type": "137"},
        "__recipient_addresses": [{"address": "13900000000", "type": "151"}],
        "__parts": [{"ct": "text/plain", "text": "好的"}],
    }
    (message,) = read(written(tmp_path, json.dumps(record) + "\n"))
    assert (message.text, message.sender, message.direction) == ("好的", "13900000000", OUT)


@pytest.mark.parametrize(("box", "kind", "direction"), [(1, 132, IN), (2, 128, OUT), (4, 128, OUT)])
def test_the_box_of_an_mms_in_camel_case_is_its_direction(tmp_path: Path, box: int, kind: int, direction: str) -> None:
    record = {"date": 1600000000, "messageType": kind, "messageBox": box, "parts": [{"text": "好的"}]}
    (message,) = read(written(tmp_path, json.dumps([record])))
    assert (message.direction, message.remark) == (direction, None)


MINE, HERS, THEIRS = ({"address": f"1380000000{at}", "type": kind} for at, kind in enumerate(("137", "151", "130")))
OTHER = {"address": "13800000009", "type": "137"}
ME = {"address": "13800000000", "type": "151"}


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ({"msg_box": "2", "__sender_address": MINE, "__recipient_addresses": [HERS, THEIRS]}, "13800000001"),
        ({"msg_box": "2", "sender_address": MINE, "recipient_addresses": [HERS]}, "13800000001"),
        ({"msg_box": "2", "addresses": [MINE, HERS]}, "13800000001"),
        ({"msg_box": 4, "mms_addresses": [MINE], "recipients": ["13800000001"]}, "13800000001"),
        ({"msg_box": "2", "addresses": [MINE]}, None),
        ({"msg_box": "1", "addresses": [ME, OTHER]}, "13800000009"),
        ({"msg_box": "1", "__sender_address": OTHER, "__recipient_addresses": [ME]}, "13800000009"),
        ({"msg_box": "1", "__recipient_addresses": [ME]}, None),
        ({"__sender_address": OTHER, "__recipient_addresses": [ME]}, "13800000009"),
    ],
)
def test_an_mms_names_the_other_and_never_the_owner(tmp_path: Path, people: dict, expected: str | None) -> None:
    record = {"body": "好的", "m_type": "128", **people}
    (message,) = read(written(tmp_path, json.dumps(record) + "\n"))
    assert message.sender == expected


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


CONVERSATION = {
    "address": "13800000001",
    "name": "王",
    "messages": [
        {"body": "你什么时候还钱", "date": 1600000000000, "type": 1},
        {"body": "再等几天", "date": 1600000060000, "type": 2},
    ],
}


@pytest.mark.parametrize("columns", [{}, {"text": "messages"}, {"text": "body"}])
@pytest.mark.parametrize("shape", ["[{0}, {0}]", "{0}\n{0}\n", '{{"conversations": [{0}, {0}]}}'])
def test_the_messages_of_a_conversation_are_read_one_by_one(tmp_path: Path, shape: str, columns: dict) -> None:
    records = read(written(tmp_path, shape.format(json.dumps(CONVERSATION))), columns=columns)
    found = [(each.text, each.sender, each.name, each.time, each.direction) for each in records]
    first = ("你什么时候还钱", "13800000001", "王", datetime.fromtimestamp(1600000000, UTC), IN)
    second = ("再等几天", "13800000001", "王", datetime.fromtimestamp(1600000060, UTC), OUT)
    assert found == [first, second] * 2
    assert [each.place.record for each in records] == [1, 2, 3, 4]


@pytest.mark.parametrize("conversations", [("sms", "mms"), ("mms",)])
@pytest.mark.parametrize("others", [0, 1])
def test_a_conversation_that_keeps_sms_and_mms_apart_loses_neither(
    tmp_path: Path, conversations: tuple[str, ...], others: int
) -> None:
    picture = {"date": 1600000000, "msg_box": 1, "m_type": 132, "addresses": [OTHER, ME], "parts": [{"text": "彩信"}]}
    kept = {"sms": [{**RECORD, "type": 2}], "mms": [picture, {**picture, "msg_box": 2, "addresses": [MINE, ME]}]}
    conversation = {"sms": [], "mms": []} | {key: kept[key] for key in conversations}
    records = read(written(tmp_path, json.dumps([conversation, *[{"sms": [RECORD], "mms": []}] * others])))
    found = [(each.text, each.sender, each.direction) for each in records]
    by_kind = {
        "sms": [(RECORD["body"], "1", OUT)],
        "mms": [("彩信", OTHER["address"], IN), ("彩信", ME["address"], OUT)],
    }
    expected = [each for key in ("sms", "mms") if key in conversations for each in by_kind[key]]
    assert found == [*expected, *[(RECORD["body"], "1", IN)] * others]


def test_a_conversation_over_several_lines_reads_as_on_one(tmp_path: Path) -> None:
    for whole in (CONVERSATION, {"conversations": [CONVERSATION]}, {"data": CONVERSATION}):
        on_one, on_several = (read(written(tmp_path, json.dumps(whole, indent=indent))) for indent in (None, 2))
        assert on_several == on_one
        assert {each.sender for each in on_several} == {"13800000001"}


def test_a_number_behind_the_messages_of_a_conversation_over_several_lines_is_told_of(tmp_path: Path) -> None:
    turned = {"messages": CONVERSATION["messages"], "count": 2, "address": "13800000001"}
    first, second, notice = read(written(tmp_path, json.dumps(turned, indent=2)))
    assert (first.sender, second.sender) == (None, None)
    assert "address" in notice.why


def test_a_message_of_a_conversation_keeps_its_own_sender(tmp_path: Path) -> None:
    conversation = {
        "contact": "家人群",
        "number": "1",
        "snippet": "在吗",
        "sms": [{"txt": "你好", "from": "2"}, {"txt": "在吗"}],
    }
    first, second = read(written(tmp_path, json.dumps([conversation])))
    assert (first.sender, first.name, second.sender, second.name) == ("2", "家人群", "1", "家人群")


def test_what_stands_in_a_conversation_without_being_a_message_is_told_of(tmp_path: Path) -> None:
    conversation = {"address": "1", "messages": [{"body": "你好", "date": 1}, {"date": 2}, 5]}
    records = read(written(tmp_path, json.dumps([conversation])))
    assert (texts(records), len(skips(records))) == (["你好"], 2)


def test_messages_that_a_message_quotes_are_no_part_of_its_text(tmp_path: Path) -> None:
    quoted = [{"body": "你什么时候还钱", "date": 1}]
    records = read(written(tmp_path, json.dumps([{"body": "好的", "quoted": quoted, "date": 2}])))
    assert texts(records) == ["好的"]


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("said", [{"message": "success"}, {"code": 200, "message": "成功", "timestamp": 1_714_500_000}])
def test_the_answer_of_a_server_is_no_message_but_holds_them(
    tmp_path: Path, said: dict[str, object], indent: int | None
) -> None:
    """On one line, the word for its success was the only message that was read."""
    for data in ([RECORD, RECORD], {"7": RECORD, "8": RECORD}, {"total": 2, "list": [RECORD, RECORD]}):
        records = read(written(tmp_path, json.dumps(said | {"data": data}, indent=indent)))
        assert (texts(records), skips(records)) == ([RECORD["body"]] * 2, [])


def test_what_holds_messages_and_is_one_is_read_too(tmp_path: Path) -> None:
    """Of an object over several lines it is read last, as what it says may stand behind what it holds."""
    whole = {"body": "再不还就上门", "date": 2, "replies": [{"body": "别再发了", "date": 3}]}
    assert texts(read(written(tmp_path, json.dumps(whole, indent=1)))) == ["别再发了", "再不还就上门"]


@pytest.mark.parametrize("indent", [None, 1])
def test_conversations_within_an_object_are_read_message_by_message(tmp_path: Path, indent: int | None) -> None:
    talks = [{"number": number, "messages": [{"body": "甲", "date": 1}, {"body": "乙", "date": 2}]} for number in "12"]
    records = read(written(tmp_path, json.dumps({"name": "导出", "threads": talks}, indent=indent)))
    assert [(each.text, each.sender) for each in records] == [("甲", "1"), ("乙", "1"), ("甲", "2"), ("乙", "2")]


def test_a_text_in_an_object_of_its_own_keeps_who_wrote_it_and_when(tmp_path: Path) -> None:
    record = {"body": {"kind": "plain", "text": "你好"}, "sender": "1", "date": 1_600_000_000_000}
    for at, shape in enumerate((record, [record] * 2, {"7": record, "8": record}, {"sms": {"7": record}})):
        for indent in (None, 1):
            records = read(written(tmp_path, json.dumps(shape, indent=indent), f"{at}{indent}"))
            assert {(each.text, each.sender, each.time.year) for each in records} == {("你好", "1", 2020)}


def test_a_text_under_the_key_msg_is_read_also_beside_a_duration(tmp_path: Path) -> None:
    """A voice message has one as a call has."""
    record = {"msg": "你好", "sender": "1", "duration": 0}
    assert texts(read(written(tmp_path, json.dumps([record])))) == ["你好"]
    assert texts(read(written(tmp_path, "sender,duration,msg\n1,0,你好\n", "a.csv"))) == ["你好"]
    assert texts(read(written(tmp_path, json.dumps({"code": 0, "msg": "ok", "data": [record]}), "b"))) == ["你好"]


def test_an_object_with_one_message_a_line_is_read_whole(tmp_path: Path) -> None:
    """Its first line is broken as one of JSON lines, and the second begins as such; the first message was lost."""
    lines = ",\n".join(json.dumps(RECORD | {"body": text}) for text in "甲乙丙")
    for content in (f'{{"count":3,"sms":[\n{lines}\n]}}', f'{{"count":3,"data":\n{{"sms":[\n{lines}]}}}}'):
        records = read(written(tmp_path, content))
        assert (texts(records), skips(records)) == (["甲", "乙", "丙"], [])
