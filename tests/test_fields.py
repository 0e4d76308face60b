"""The text of an SMS is found in whatever is sent, and all that follows where it may have been cut short."""

import json
from time import perf_counter
from urllib.parse import quote, urlencode

import pytest

from service.hooks.fields import FORM, LOOKED_AT, TEXTS, sms_in
from service.hooks.pieces import TEXTS_IN_CHINESE
from service.hooks.prompts import MARK

SMS = '张三，再不还款就"群发"给你爸妈\n自己掂量！=&+%'


def found(body: str | bytes, query: str = "", *, said: str = "") -> str | None:
    sent = sms_in(body if isinstance(body, bytes) else body.encode(), query, said=said)
    return sent and sent.text


@pytest.mark.parametrize("name", TEXTS)
def test_the_text_is_known_by_every_name(name: str) -> None:
    assert found(json.dumps({"sender": "1069", name: SMS})) == SMS
    assert found(urlencode({"sender": "1069", name: SMS}), said=FORM) == SMS
    assert found("", urlencode({name: SMS})) == SMS


@pytest.mark.parametrize(
    "fields",
    [
        {"query": {"sender": "1", "message": {"text": SMS}}},
        {"event": "sms:received", "payload": {"message": SMS, "phoneNumber": "1"}},
        {"event": "mms:downloaded", "payload": {"message": None, "body": SMS}},
        {"type": "message.phone.received", "data": {"encrypted": False, "content": SMS}},
        {"webhookEvent": "MESSAGE_RECEIVED", "message": SMS},
        {"messages": [{"role": "system", "content": "a"}, {"role": "user", "content": SMS}]},
        {"messages": [{"role": "user", "content": [{"type": "text", "text": SMS}]}]},
        {"contents": [{"parts": [{"text": "a"}, {"text": SMS}]}]},
        {"org_content": "", "content": SMS},
        {"org_content": SMS, "content": "1069\n" + SMS},
        {"text": None, "sms": [], "bodies": SMS.split("\n")},
        {"event": "sms", "type": "x", "message": SMS, "data": {}},
    ],
)
def test_the_text_is_found_where_apps_put_it(fields: dict[str, object]) -> None:
    assert found(json.dumps(fields)) == SMS


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"text": ""},
        {"text": " \n"},
        {"text": 3, "message": {"a": 1}, "messages": "abc", "contents": [], "data": [1], "payload": None},
        {"event": "system:ping", "payload": {"health": {"status": "pass"}}},
        {"event": "sms:sent", "payload": {"message": SMS}},
        {"webhookEvent": "MESSAGE_SENT", "message": SMS, "recipient": "1"},
        {"type": "message.phone.received", "data": {"encrypted": True, "content": "aGFsbG8="}},
        {"type": "message.phone.sent", "data": {"content": SMS}},
    ],
)
def test_what_is_no_sms_that_came_is_none(fields: dict[str, object]) -> None:
    assert found(json.dumps(fields)) is None


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_json_is_read_in_any_encoding_it_may_have(name: str) -> None:
    assert found(json.dumps({"text": SMS}, ensure_ascii=False).encode(name)) == SMS


@pytest.mark.parametrize("begins", ["\0", "a\0", "\0{", "{\0", '"\0', "\0\0\0{", "{\0\0\0"])
def test_an_sms_that_begins_with_nul_is_no_utf_16(begins: str) -> None:
    assert found(f"{begins}再不还款") == f"{begins}再不还款"


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_json_in_ascii_alone_is_read_in_any_encoding(name: str) -> None:
    assert found(json.dumps({"text": SMS}).encode(name)) == SMS


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" \r\n",
        SMS.encode("gbk"),
        b'{"sender": "1069", "text": "%b"}' % SMS.encode("gbk"),
        b"\x1f\x8b\xff\xfe\xfd\x91\x92",
    ],
)
def test_what_cannot_be_read_is_none(body: bytes) -> None:
    assert found(body) is None


def test_a_byte_that_is_wrong_costs_a_character() -> None:
    assert found(b"\xff" + "再不还款就告诉你爸妈".encode()) == "\ufffd再不还款就告诉你爸妈"


@pytest.mark.parametrize("name", ["SmsText", "正文"])
def test_a_form_that_calls_nothing_a_text_is_read_as_it_stands_and_undone(name: str) -> None:
    form = urlencode({"contact": "老赖", name: "再不还款就告诉你爸妈"})
    for said in (FORM, ""):
        sent = sms_in(form.encode(), "", said=said)
        assert sent
        assert sent.text.split("\n")[-1] == "再不还款就告诉你爸妈"
        assert "老赖" not in sent.text
        assert sent.beside == form
    assert sms_in(b"", urlencode({"token": "我的手机"})) is None


def test_a_form_in_another_encoding_is_not_read() -> None:
    asked = urlencode({"text": "再不还款就告诉你爸妈"}, encoding="gbk")
    for sent in (sms_in(asked.encode(), "", said=FORM), sms_in(b"", asked)):
        assert sent
        assert sent[1:] == ("", "", "")


def test_signs_for_wrong_bytes_that_an_sms_holds_hide_nothing() -> None:
    """A sender may write any number of them before his threat."""
    sms = "\ufffd" * 99 + "再不还款就告诉你爸妈"
    assert found(sms) == found("", urlencode({"text": sms})) == sms
    assert found(json.dumps({"text": sms})) == found(urlencode({"text": sms}), said=FORM) == sms
    assert found('{"text":"\ufffd","a":"再不还款"}') == "\ufffd"


@pytest.mark.parametrize("body", [json.dumps(SMS), json.dumps([SMS]), json.dumps([{"text": SMS}])])
def test_json_that_is_no_object_is_read(body: str) -> None:
    assert found(body) == SMS


@pytest.mark.parametrize("body", ['["您好", {"a": "再不还款"}]', '[{"sms": "再不还款"}]'])
def test_whatever_stands_in_a_list_is_given(body: str) -> None:
    sent = sms_in(body.encode(), "")
    assert sent
    assert "再不还款" in sent.beside + sent.text


def test_a_form_is_read_that_is_not_called_one() -> None:
    """So it comes with a Content-Type of its own, or with none."""
    assert found(urlencode({"sender": "1069", "text": SMS})) == SMS


@pytest.mark.parametrize(
    "body", [SMS, "[易贷] a", '"还"款', "{易贷} 您已逾期", "--\n再不还款", '{"a": ', "text=还", "a=b"]
)
def test_what_is_nothing_else_is_the_sms_itself(body: str) -> None:
    assert found(body) == body.strip()


def test_an_sms_that_was_only_called_a_form_is_the_sms_itself() -> None:
    assert found("点 http://a.cn/?b=c&d=e 还款", said=FORM) == "点 http://a.cn/?b=c&d=e 还款"


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_form_in_parts_is_read(end: str) -> None:
    parts = ["--b", 'Content-Disposition: form-data; name="sender"', "", "1069"]
    parts += ["--b", 'content-disposition: form-data; name="text"', "Content-Type: text/plain", "", SMS, "--b--", ""]
    assert found(end.join(parts)) == SMS


def test_a_query_fills_what_the_body_lacks() -> None:
    assert found('{"sender": "1"}', urlencode({"text": SMS})) == SMS
    assert found('{"text": "a"}', urlencode({"text": SMS})) == "a"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('{"sender":"1","text":"他说"好"。\n还钱"}', '他说"好"。\n还钱'),
        ('{"text":"他说"好"","sender":"1"}', '他说"好"'),
        ('{"text" : "还\\n钱", "comment":"每天"骚扰"我"}', "还\n钱"),
        ('{"text":"还钱', "还钱"),
        ('{"text":"a\tb", "n": 1}', "a\tb"),
        ('{"content":"b"b","org_content":"a"}', "a"),
        ('{"payload":{"message":"还"钱"}}', '还"钱'),
        (r'{"text":"张\n三\\\"\u8fd8\ud83d\ude00"\x\u12"}', '张\n三\\"还😀"\\x\\u12'),
    ],
)
def test_broken_json_is_repaired(body: str, text: str) -> None:
    assert found(body) == text


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"text":"您好","sender":"10086","text":"再不还款"}', ""),
        ('{"text":"您好","a":""再不还款"}', ""),
        ("sender=1&text=您好&text=再不还款", FORM),
    ],
)
def test_what_a_sender_cut_off_is_given_as_well(body: str, said: str) -> None:
    sent = sms_in(body.encode(), "", said=said)
    assert sent
    assert sent.text == "您好"
    assert sent.rest.endswith("再不还款")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"text":"您好","org_content":"再不还款)}"}', ""),
        ('{"text":"您好","a":[{"再不还款":1}]}', ""),
        ('{"text":"","a":"再不还款"}', ""),
        ('{"text":"","event":"b","a":"再不还款"}', ""),
        ('{"text":"","a":"再不还款","b":""}"}', ""),
        ("text=&a=再不还款", FORM),
        ('{"text":"您好","event":"b","payload":"再不还款"}', ""),
        ('{"messages":[{"content":"您好"}],"a":[{"b":"再不还款"}]}', ""),
        ('{"sms":"再不还款","text":"您好","a":""b"}', ""),
        ("再不还款 http://a.cn/?a=1&content=2", FORM),
        ("sms=再不还款&text=您好", FORM),
        (urlencode({"text": "您好", "a": "再不还款"}), FORM),
        (f"text={quote('您好')}&{quote('再不还款')}", FORM),
    ],
)
def test_what_a_sender_wrote_beside_the_text_is_given_as_well(body: str, said: str) -> None:
    """SpamBlocker's `{escape(…)}` ends at the first `)}` in an SMS; what follows may be any JSON."""
    sent = sms_in(body.encode(), "", said=said)
    assert sent
    assert "再不还款" in sent.text + sent.rest + sent.beside


@pytest.mark.parametrize("end", ['"', '""'])
def test_words_without_chinese_behind_a_text_are_given_as_well(end: str) -> None:
    """A threat may be written in pinyin, or in English."""
    sent = sms_in(f'{{"text":"您好)}}","a":"ni zai bu huan","b":"Redmi Note 12 Pro","c":"a{end}}}'.encode(), "")
    assert sent
    assert sent.beside + sent.rest == "您好)}\nni zai bu huan"


def test_what_a_sender_wrote_beside_the_text_of_a_query_is_given_as_well() -> None:
    sent = sms_in(b"", f"text={quote('您好')}&a={quote('再不还款')}")
    assert sent
    assert "再不还款" in sent.beside


def test_nothing_follows_what_was_written_as_it_should_be() -> None:
    for body, said in ((json.dumps({"text": SMS, "a": "b"}), ""), (urlencode({"text": SMS, "a": "b"}), FORM)):
        sent = sms_in(body.encode(), "", said=said)
        assert sent
        assert sent.rest == ""


@pytest.mark.parametrize(
    "body",
    [
        '{"text":"他说"好"","sender":"13800000000","time":"2026-11-24 00:00:00"}',
        '{"contact":"王经理","text":"他说"好"","time":"2026-11-24 00:00:00"}',
        '{"n":1,"title":"欠钱不还","payload":{"message":"他说"好""}}',
    ],
)
def test_what_a_broken_template_holds_beside_the_sms_is_no_part_of_it(body: str) -> None:
    sent = sms_in(body.encode(), "")
    assert sent
    assert sent.rest == sent.text == '他说"好"'


@pytest.mark.parametrize(
    "fields",
    [
        {"contact": "老赖", "sim": "催收卡", "text": "您好", "sender": "1"},
        {"time": "2026年11月24日", "history": ["再不还款就告诉你爸妈"], "content": "您好"},
        {"query": {"sender": "老赖", "message": {"text": "您好"}}},
        {"data": {"contact": "老赖", "content": "您好"}},
        {"title": "老赖", "bodies": ["您好"]},
    ],
)
def test_names_that_stand_before_the_text_are_no_part_of_it(fields: dict[str, object]) -> None:
    sent = sms_in(json.dumps(fields).encode(), "")
    assert sent
    assert sent.beside == "您好"


def test_the_names_of_texts_are_known_in_capitals_too() -> None:
    assert found('{"title":"老赖","Text":"您好"}') == "您好"
    assert found('{"title":"老赖","TEXT":"您"好"}') == '您"好'
    assert found(urlencode({"title": "老赖", "Text": "您好"}), said=FORM) == "您好"


@pytest.mark.parametrize("name", TEXTS_IN_CHINESE)
def test_names_in_chinese_are_known_however_they_are_sent(name: str) -> None:
    fields = {"联系人": "老赖", "时间": "2026年11月24日", name: "您好", "发件人": "1069"}
    asked = urlencode(fields)
    bodies = [(json.dumps(fields), ""), (json.dumps(fields, ensure_ascii=False), ""), (asked, FORM), (asked, "")]
    for sent in (*(sms_in(body.encode(), "", said=said) for body, said in bodies), sms_in(b"", asked)):
        assert sent
        assert (sent.text, sent.beside, sent.rest) == ("您好", "您好", "")
    broken = sms_in(f'{{"联系人":"老赖","{name}":"他说"好"","时间":"9:00"}}'.encode(), "")
    assert broken
    assert broken.text == broken.rest == '他说"好"'
    for better in ({name: "页", "text": "您好"}, {"text": "您好", name: "页"}):
        assert found(json.dumps(better)) == "您好"


def test_names_that_stand_before_the_text_of_a_form_are_no_part_of_it() -> None:
    sent = sms_in(urlencode({"contact": "老赖", "text": "您好", "sender": "1"}).encode(), "", said=FORM)
    assert sent
    assert (sent.rest, sent.beside) == ("", "您好")


@pytest.mark.parametrize(
    "fields",
    [
        {"Sms_Text": "再不还款"},
        {"message": {"text": "再不还款", "from": "1"}},
        {"text": {"value": "再不还款"}},
        {"text": None, "subject": "再不还款"},
        {"a": [[{"b": "再不还款"}]], "contact": "老赖"},
        {"再不还款": 1},
        {"": "再不还款"},
        {"event": "mms:downloaded", "payload": {"subject": "再不还款", "body": None}},
        {"text": "", "contact": "再不还款就告诉你爸妈和单位"},
    ],
)
def test_without_a_known_name_all_that_can_be_read_is_given(fields: dict[str, object]) -> None:
    assert "再不还款" in (found(json.dumps(fields)) or "")
    assert found(json.dumps(fields), urlencode({"text": "您好"})) == "您好"


def test_a_mere_name_without_a_text_is_none() -> None:
    assert found("", urlencode({"text": "", "contact": "老赖"})) is None
    for fields in ({"content": "", "contact": "欠钱不还王八蛋"}, {"text": None, "Title": "老赖"}, {"from": "老赖"}):
        assert found(json.dumps(fields)) is None


@pytest.mark.parametrize(
    "body",
    [
        '{"event":"sms:sent","payload":{"message":"再不还款"}}',
        '{"event":"a","b":"再不还款"}',
        '{"data":{"encrypted":1,"content":"再不还款"}}',
        '{"contact":"再不还款","text":"您好"}',
        '{"contact":"再不还款","text":"他说"好""}',
        '{再不还款,"text":"您好"}',
        '--b\nContent-Disposition: form-data; name="text"\n\n您好\n--b\n再不还款',
        "--\ncontent-disposition:form-data; name=text\n\n好的\n--\n再不还款",
    ],
)
def test_a_bare_text_is_read_whatever_it_looks_like(body: str) -> None:
    sent = sms_in(body.encode(), "", said="text/plain; charset=utf-8")
    assert sent
    assert "再不还款" in sent.text + sent.rest + sent.beside


def test_a_form_in_parts_is_believed_where_it_is_called_one() -> None:
    body = '--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n您好\r\n--b--'
    for said, rest in (
        ("multipart/form-data; boundary=b", ""),
        ("", body),
        ("application/x-www-form-urlencoded", body),
    ):
        sent = sms_in(body.encode(), "", said=said)
        assert sent
        assert (sent.text, sent.rest) == ("您好", rest)


def test_what_stands_beside_a_text_is_never_without_it() -> None:
    """A contact's name alone may read like abuse."""
    for fields in ({"content": "OK", "contact": "老赖"}, {"message": "OK", "a": [{"b": "老赖"}]}):
        sent = sms_in(json.dumps(fields).encode(), "")
        assert sent
        assert sent.beside == "OK\n老赖"


@pytest.mark.parametrize(
    "body",
    [
        '{"sms":"再不还款就","text":"告诉你爸妈"}',
        '{"SMS":"再不还款就","text":"告诉你爸妈"}',
        '{"sms":"再不还款就","text":"告诉你爸妈","a":""b"}',
        '{"sms":"您好","x":"再不还款就\\n告诉你爸妈","text":"您好"}',
        '{"sms":"","contact":"再不还款就\\n告诉你爸妈","text":"您好","a":""b"}',
        '{"event":"mms:downloaded","payload":{"subject":"再不还款就","body":"告诉你爸妈"}}',
        '{"messages":[{"content":"再不还款就"},{"content":"告诉你爸妈"}]}',
    ],
)
def test_what_is_called_a_text_before_another_is_given_with_it(body: str) -> None:
    """The sender may have written the other."""
    sent = sms_in(body.encode(), "")
    assert sent
    assert "再不还款就\n告诉你爸妈" in sent.beside + sent.rest


def test_of_broken_prompts_the_one_with_the_sms_is_taken() -> None:
    body = '{"systemInstruction":{"parts":[{"text":"You sort SMS"}]},"contents":[{"parts":[{"text":"%s"}]}]}'
    prompt = 'Categorize this SMS message: 他说"好"'
    sent = sms_in((body % prompt).encode(), "", mark=MARK)
    assert sent
    assert sent.text == prompt


@pytest.mark.parametrize(
    "piece",
    ['"text":"', '{"a":', '"text" ', "text=&", "--\n", "content-disposition: form-data; ", "[", '{"text":"\\', " "],
)
def test_no_body_takes_long(piece: str) -> None:
    body = piece * (2 * LOOKED_AT // len(piece))
    began = perf_counter()
    for start in ("", "{", "--a\n"):
        sms_in((start + body).encode(), "", said=FORM, mark=MARK)
    assert perf_counter() - began < 20
