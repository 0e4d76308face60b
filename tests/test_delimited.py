"""Tables and lists read the same whatever their encoding, delimiter and headers."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import ARCHIVES, read, skips, texts, written

from model.samples import Sample
from service.archives import read_archive
from service.archives.decoding import decide
from service.archives.rows import NOTHING, lines, rows
from service.archives.source import Options, Source
from service.errors import InputError, NoColumnError, NotAnArchiveError
from service.messages import Direction, Kind, Place, Skipped
from service.remarks import in_chinese

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_in_any_encoding_and_delimiter_reads_the_same(tmp_path: Path, encoding: str, delimiter: str) -> None:
    table = '号码,时间,内容,类型\r\n="13800138000",2013年12月26日 下午8:56:00,"你好，""王""\n世界",接收\r\n'
    (message,) = read(written(tmp_path, table.replace(",", delimiter).encode(encoding)))
    assert message.text == '你好，"王"\n世界'
    assert message.sender == "13800138000"
    assert message.time == datetime(2013, 12, 26, 20, 56, tzinfo=SHANGHAI)
    assert message.zone_assumed
    assert message.direction is Direction.IN


@pytest.mark.parametrize("sent", ["发送", "已发送", "发件箱", "草稿", "2", "outgoing"])
def test_words_for_sent_are_understood(tmp_path: Path, sent: str) -> None:
    (message,) = read(written(tmp_path, f"内容,类型\n你好,{sent}\n"))
    assert message.direction is Direction.OUT


def test_the_whole_file_decides_its_encoding(tmp_path: Path) -> None:
    path = written(tmp_path, b"plain text\n" * 200_000 + "你好，请还款".encode("gb18030"))
    assert decide(Source(path)).codec == "gb18030"
    assert texts(read(path))[-1] == "你好，请还款"


def test_a_last_character_cut_off_does_not_change_the_encoding(tmp_path: Path) -> None:
    records = read(written(tmp_path, "内容\n你好，请还款".encode()[:-1]))
    assert texts(records) == ["你好，请还\ufffd"]
    assert len(skips(records)) == 1


def test_bytes_of_no_encoding_are_replaced_and_counted(tmp_path: Path) -> None:
    records = read(written(tmp_path, "内容\n".encode() + "你好".encode() * 50 + b"\xff\xfe\n" + "再见".encode()))
    assert texts(records)[1] == "再见"
    assert "2 bytes" in skips(records)[0]
    assert records[0].place.record == 0


def test_an_encoding_that_was_asked_for_is_taken(tmp_path: Path) -> None:
    path = written(tmp_path, "內容\n您好，請還款".encode("big5"))
    assert texts(read(path, encoding="big5", columns={"text": "內容"})) == ["您好，請還款"]
    with pytest.raises(InputError, match="not known"):
        read(path, encoding="klingon")


@pytest.mark.parametrize("asked", ["utf-16", "UTF16"])
@pytest.mark.parametrize("end", ["", "-le", "-be"])
def test_an_encoding_that_was_asked_for_needs_no_byte_order_mark(tmp_path: Path, asked: str, end: str) -> None:
    content = "内容,号码\n您好，请还款,10690001\n".encode("utf-16" + end)
    assert texts(read(written(tmp_path, content), encoding=asked)) == ["您好，请还款"]


@pytest.mark.parametrize("asked", ["utf-16", "utf-32"])
def test_what_is_not_in_the_encoding_that_was_asked_for_is_counted(tmp_path: Path, asked: str) -> None:
    (tmp_path / "latin").write_bytes(b"text\nhello \xff\n")
    assert "not valid" in skips(read(tmp_path / "latin", encoding=asked, columns={"text": "1"}))[0]


@pytest.mark.parametrize("asked", ["klingon", "idna", "punycode", "base64", ""])
def test_an_encoding_that_no_file_can_have_is_refused_before_anything_is_read(asked: str) -> None:
    with pytest.raises(InputError, match="is not known; give one such as utf-8"):
        Options.of("Asia/Shanghai", encoding=asked)


@pytest.mark.parametrize("columns", [{"text": "3"}, {"text": "说了什么", "sender": "谁"}])
def test_columns_can_be_named(tmp_path: Path, columns: dict[str, str]) -> None:
    table = "谁,何时,说了什么\n1,2024-01-02,你好\n2,2024-01-03,再见\n"
    assert texts(read(written(tmp_path, table), columns=columns))[-2:] == ["你好", "再见"]
    with pytest.raises(InputError, match="3 columns, no header that is known"):
        read(tmp_path / "archive", columns={"text": "没有"})


def test_big_fields_and_nuls_are_read(tmp_path: Path) -> None:
    big = "字" * 500_000
    assert texts(read(written(tmp_path, f"text,sender\n{big},1\na\0b,2\n"))) == [big, "a\0b"]


def test_rows_that_do_not_fit_say_so(tmp_path: Path) -> None:
    records = read(written(tmp_path, "号码,内容,时间\n1\n2,a,b,c\n\n,,\n3,ok,1600000000\n"))
    assert [record.place.record for record in records] == [1, 2, 3]
    assert "too few" in records[0].why
    assert "4 columns instead of 3" in str(records[1].remark)
    assert records[2].remark is None


def test_an_unquoted_delimiter_in_a_last_text_is_kept(tmp_path: Path) -> None:
    assert texts(read(written(tmp_path, "number,text\n1,你好,再见\n"))) == ["你好,再见"]


def test_a_stray_quote_does_not_swallow_the_rows_after_it(tmp_path: Path) -> None:
    records = read(written(tmp_path, '号码,内容\n1,"你好 他说\n2,"再见"\n3,好\n4,"开\n' + "5,行\n" * 2_000))
    assert texts(records)[:4] == ['"你好 他说', "再见", "好", '"开']
    assert len(records) == 2_004


def test_imazing_notifications_are_skipped(tmp_path: Path) -> None:
    header, first, *_ = (ARCHIVES / "delimited/imazing/messages.csv").read_text().splitlines()
    records = read(written(tmp_path, f"{header}\n{first}\n{first.replace('Incoming', 'Notification')}\n"))
    assert len(texts(records)) == 1
    assert skips(records) == ["a notification, not a message"]


def test_rows_do_not_depend_on_where_chunks_end() -> None:
    table = 'a,b\r\n1,"x\r\ny"\r2,"open\n3,""q""\n\n4,\u2028z'
    whole = list(rows(lines([table]), ",", 2))
    for size in range(1, 20):
        assert list(rows(lines(table[at : at + size] for at in range(0, len(table), size)), ",", 2)) == whole


@given(st.lists(st.text(st.characters(exclude_characters=NOTHING, exclude_categories=["Cs"]), min_size=1), min_size=1))
@settings(deadline=None, derandomize=True)
def test_every_line_of_a_list_is_a_row(given_lines: list[str]) -> None:
    plain = [line.replace("\r", " ").replace("\n", " ").replace('"', "'") for line in given_lines]
    assert [row.fields for row in rows(lines(["\n".join(plain)]), NOTHING)] == [[line] for line in plain]


README = """# A tool

It tells **harassment** from normal SMS, see [the guide](docs/guide.md).

```console
$ make serve
```

* one
* two
"""
WRAPPED = (
    """The quick brown fox jumps over the lazy dog and then it goes on to
jump over some other animals, none of which had done anything wrong to
it at all. Then it sleeps for the whole of the afternoon beneath a tall
tree, until somebody comes along to wake it up again and asks about the
dog. Nobody knows.
"""
    * 3
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("README.md", README),
        ("notes.txt", README),
        ("说明.md", "只有一行中文"),
        ("LICENSE", WRAPPED),
        ("README.zh-CN.md", "# 工具\n\n它把短信分成三类。\n"),
    ],
)
def test_a_document_is_refused_by_name_and_says_what_to_do(tmp_path: Path, name: str, content: str) -> None:
    path = written(tmp_path, content, name)
    with pytest.raises(NotAnArchiveError, match=rf"{name} is a document.*write 内容 in a line above") as refused:
        read_archive(path)
    assert "工具" not in str(refused.value).replace(name, "")
    lines = [line for line in content.splitlines() if line.strip()]
    assert len(texts(read(written(tmp_path, "内容\n" + content, name)))) == len(lines)


@pytest.mark.parametrize(
    "content",
    [
        "【某花】您已逾期3天，请尽快还款\n再不还款就联系你家人\n",
        "# 1 楼\n**最后通知**：今天18点前还清\n- 李经理\n你好\n" + "再不还款就联系你家人\n" * 120,
        "ok see you at the station then, i will be wearing the red coat today\n"
        "where are you\ndont forget the milk pls\nu there?\n" * 5,
        "只有一条\n",
        "第一条\n\n第二条，隔了一行\n",
    ],
)
def test_a_list_of_messages_without_a_header_is_none(tmp_path: Path, content: str) -> None:
    assert len(texts(read(written(tmp_path, content, "sms.txt")))) == sum(map(bool, content.splitlines()))


def test_samples_one_a_line_are_no_document(tmp_path: Path, samples: list[Sample]) -> None:
    lines = [sample.text.replace("\n", " ").replace('"', "") for sample in samples]
    for at in range(0, len(lines), 500):
        assert len(texts(read(written(tmp_path, "\n".join(lines[at : at + 500]), "sms.txt")))) == len(
            lines[at : at + 500]
        )


def test_a_missing_column_is_told_by_the_header_and_never_by_somebodys_message(tmp_path: Path) -> None:
    headed = written(tmp_path, "号码,内容\n1069,借款逾期\n".encode(), "headed.csv")
    with pytest.raises(NoColumnError, match=r"no column 'Msg' \(号码, 内容\)"):
        read(headed, columns={"text": "Msg"})
    bare = written(tmp_path, "13812345678,李秀英欠钱不还\n1069,借款逾期\n".encode(), "bare.csv")
    for column in ("Msg", "7"):
        with pytest.raises(NoColumnError, match=rf"no column '{column}' \(2 columns, no header that is known\)"):
            read(bare, columns={"text": column})


def test_a_number_names_a_column_though_the_first_row_holds_it(tmp_path: Path) -> None:
    path = written(
        tmp_path, '+8613800000001,1,2013-05-06 10:00:00,"你好，明天见"\n+8613800000001,2,2013-05-06 10:01:00,"好的"\n'
    )
    first, sent = read(path, columns={"text": "4", "sender": "1", "time": "3", "direction": "2"})
    assert (first.text, first.sender, first.direction) == ("你好，明天见", "+8613800000001", Direction.IN)
    assert (sent.text, sent.direction) == ("好的", Direction.OUT)


def test_from_and_to_are_directions(tmp_path: Path) -> None:
    path = written(tmp_path, '9/13/2010 3:18:04 AM;from;1;"";"hello"\n9/13/2010 3:19:04 AM;to;1;"";"ok"\n')
    records = read(path, columns={"text": "5", "sender": "3", "time": "1", "direction": "2"})
    assert [record.direction for record in records] == [Direction.IN, Direction.OUT]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("日期,时间", "2020-09-13,23:26:00"),
        ("时间,日期", "下午11:26,2020/9/13"),
        ("date,time", "13/09/2020,11:26 PM"),
        ("日期,时间", "2020-09-13 00:00:00,23:26"),
        ("日期,时间", "44087,23:26:00"),
        ("日期,时间", "44087,0.976388888888889"),
        ("时间,日期", ".9763888889,2020-09-13"),
        ("接收时间,日期,时间", "2020-09-13 23:26,2020-09-12,10:00"),
    ],
)
def test_a_day_and_a_clock_in_columns_of_their_own_make_one_time(tmp_path: Path, header: str, row: str) -> None:
    (message,) = read(written(tmp_path, f"{header},内容\n{row},你好\n"))
    assert (message.time, message.remark) == (datetime(2020, 9, 13, 23, 26, tzinfo=SHANGHAI), None)


def test_whole_numbers_written_as_fractions_are_whole(tmp_path: Path) -> None:
    table = "address,date,type,body\n13800138000.0,1600000000000.0,2.0,你好\n"
    (message,) = read(written(tmp_path, table))
    assert (message.sender, message.direction) == ("13800138000", Direction.OUT)
    assert message.time == datetime(2020, 9, 13, 20, 26, 40, tzinfo=SHANGHAI)


def test_a_number_in_scientific_form_says_that_it_is_not_whole(tmp_path: Path) -> None:
    first, second = read(written(tmp_path, "号码,内容\n1.38E+10,你好\n13800138000,1e5\n"))
    assert (first.sender, first.remark) == ("1.38E+10", "the spreadsheet kept only the first digits of a number")
    assert second.remark is None


def test_a_clock_alone_is_no_time_and_says_so(tmp_path: Path) -> None:
    (message,) = read(written(tmp_path, "时间,内容\n23:26:00,你好\n"))
    assert message.time is None
    assert "cannot be read" in message.remark


@pytest.mark.parametrize(("other", "month"), [("13/12/2020", 12), ("12/13/2020", 5)])
def test_one_row_tells_of_all_whether_the_day_comes_first(tmp_path: Path, other: str, month: int) -> None:
    table = f"number,date,text\n1,05/12/2020 10:00,b\n1,{other} 10:00,a\n"
    for columns in ({}, {"time": "2"}):
        first, second = read(written(tmp_path, table), columns=columns)
        assert (first.time.month, second.time.month) == (month, 12)


@pytest.mark.parametrize(
    ("table", "expected", "titles"),
    [
        ('序号,短信内容\n1,你好\n2,"两行\n第二行"\n', ["你好", "两行\n第二行"], 0),
        ('label\ttext\nspam\thello there\nham\t"a, b"\n', ["hello there", "a, b"], 0),
        ("序号,短信内容\n1,你好,再见\n", ["你好,再见"], 0),
        ("短信导出\n\n号码,时间,内容\n1,2020-09-13,你好\n", ["你好"], 1),
        ("短信\n导出时间,2020-09-13,,\n序号,号码,时间,内容\n1,1,2020-09-13,你好\n", ["你好"], 2),
        ("# exported by x, today, with, love\n号码;时间;内容\n1;2020-09-13;你好\n", ["你好"], 1),
        ("手机取证\n机主,王\n型号,x\n号码,1\n时间,2\n共,1,条\n序号,号码,时间,内容\n1,1,2020-09-13,你好\n", ["你好"], 6),
        ("号码,内容,内容\n1,,你好\n1,再见,\n", ["你好", "再见"], 0),
    ],
)
def test_a_header_needs_only_the_text_and_may_stand_below_a_title(
    tmp_path: Path, table: str, expected: list[str], titles: int
) -> None:
    records = read(written(tmp_path, table))
    assert texts(records) == expected
    assert skips(records) == [f"rows above the header, which are no messages: {titles}"] * bool(titles)


@pytest.mark.parametrize("title", ["机主,王,手机,13900000000", "机主,王,导出时间,2020-09-14", "项目,备注,数量,说明"])
def test_a_title_may_have_as_many_cells_as_the_header(tmp_path: Path, title: str) -> None:
    told, message = read(written(tmp_path, f"{title}\n号码,时间,方向,内容\n1,2020-09-13,接收,你好\n"))
    assert (message.sender, message.direction, message.text) == ("1", Direction.IN, "你好")
    assert "above the header" in told.why


def test_messages_above_a_header_are_no_title(tmp_path: Path) -> None:
    row = "1,2020-09-13,接收,你好\n"
    assert len(texts(read(written(tmp_path, f"{row}号码,时间,方向,内容\n{row}")))) == 3


@pytest.mark.parametrize("blank", ["", ",,,"])
@pytest.mark.parametrize("titles", [11, 12, 19])
def test_a_header_may_stand_below_a_screenful_about_the_export(tmp_path: Path, titles: int, blank: str) -> None:
    table = "".join(f"说明{number}{blank}\n" for number in range(titles)) + "号码,时间,方向,内容\n"
    told, message = read(written(tmp_path, f"{table}1,2020-09-13,接收,你好\n"))
    assert (message.sender, message.direction, message.text) == ("1", Direction.IN, "你好")
    assert told.why.endswith(f": {titles}")


@pytest.mark.parametrize(
    "content",
    [
        "好的,短信\n你好\n再见\n明天见\n",
        "hello there my dear old friend, text\nok, fine\nsee you, then\n",
        "第一条\n第二条,内容,消息\n第三条\n第四条\n",
    ],
)
def test_a_message_that_holds_the_word_for_text_is_no_header(tmp_path: Path, content: str) -> None:
    assert texts(read(written(tmp_path, content))) == content.splitlines()


@pytest.mark.parametrize(
    "block",
    [
        "10690000\n【某花】再不还就找你家人\nSIM1\n2024-05-01 20:56:12\nPixel 6\n\n",
        "May 01, 2024  8:56:12 PM (Read by you after 5 seconds)\n10690000\n再不还就找你家人\n\n",
        "2024/5/1 20:56\n再不还就找你家人\n是吗\n",
        "----------\n2024-05-01 20:56:12 from 10690000 - Read\n\n再不还就找你家人\n\n",
    ],
)
def test_lines_that_belong_together_in_an_unknown_way_are_no_list(tmp_path: Path, block: str) -> None:
    with pytest.raises(NotAnArchiveError, match=r"lines belong together, as by times .* write 内容"):
        read_archive(written(tmp_path, block * 3, "a.txt"))
    lines = [line for line in block.splitlines() if line]
    assert len(read(written(tmp_path, "内容\n" + block * 3, "a.txt"))) == len(lines) * 3
    assert len(texts(read(written(tmp_path, "在吗\n" * 25 + block, "a.txt")))) > 25


def test_a_table_without_a_header_is_seen_though_a_text_has_its_delimiter_in_it(tmp_path: Path) -> None:
    rows = [f"2024-05-01 20:5{at}:12\tfrom\t10690000\t\t你好\n" for at in range(4)]
    with pytest.raises(NotAnArchiveError, match="5 columns, no header"):
        read_archive(written(tmp_path, "".join(rows).replace("你好", "你\t好", 1), "a.txt"))


def test_a_rule_between_a_header_and_its_rows_is_no_message(tmp_path: Path) -> None:
    content = "| 时间 | 号码 | 内容 |\n| --- | :--- | ---: |\n| 2020-09-13 23:26 | 1069 | 你好 |\n"
    rule, message = read(written(tmp_path, content, "a.txt"))
    assert (rule.why, message.text.strip(), message.sender) == ("a rule, not a message", "你好", "1069")


def test_a_document_with_a_table_of_texts_is_refused(tmp_path: Path) -> None:
    table = "# 格式\n\n| 内容 | 时间 |\n|---|---|\n| 正文 | 日期 |\n\n见 [说明](a.md) 和 `b`\n"
    with pytest.raises(NotAnArchiveError, match="is a document"):
        read_archive(written(tmp_path, table))


def test_a_column_can_be_named_below_a_title_and_twice(tmp_path: Path) -> None:
    path = written(tmp_path, "我的短信\n谁;说了什么;说了什么\n1;;你好\n1;再见;\n")
    assert texts(read(path, columns={"text": "说了什么", "sender": "谁"})) == ["你好", "再见"]
    assert texts(read(path, columns={"text": "3"}))[-2:] == ["你好", ""]


def test_a_tab_that_guards_a_number_is_no_part_of_it(tmp_path: Path) -> None:
    (message,) = read(written(tmp_path, '号码,时间,内容\n"\t13800138000","\t2020-09-13 23:26","\t你好"\n'))
    assert (message.sender, message.text) == ("13800138000", "\t你好")
    assert message.time == datetime(2020, 9, 13, 23, 26, tzinfo=SHANGHAI)


def test_days_that_may_be_months_are_told_of(tmp_path: Path) -> None:
    notice, message = read(written(tmp_path, "number,date,text\n1,05/12/2020 10:00,b\n"))
    assert "month first" in notice.why
    assert (notice.place.record, message.time.month) == (0, 5)
    assert not skips(read(written(tmp_path, "number,date,text\n1,05/05/2020 10:00,b\n")))


@pytest.mark.parametrize("owner", ["我", "本人", "本机", "自己"])
def test_what_the_owner_wrote_by_the_name_of_the_sender_was_sent(tmp_path: Path, owner: str) -> None:
    table = f"时间,发件人,内容\n2020-09-13,1069,你好\n2020-09-13,{owner},好的\n2020-09-13,Me,在吗\n"
    *_, first, sent, latin = read(written(tmp_path, table))
    assert (sent.sender, sent.direction) == (None, Direction.OUT)
    assert [(each.sender, each.direction) for each in (first, latin)] == [("1069", "unknown"), ("Me", "unknown")]
    (said,) = read(written(tmp_path, f"方向,发件人,内容\n接收,{owner},你好\n"))
    assert (said.sender, said.direction) == (None, Direction.IN)


@pytest.mark.parametrize(("header", "word"), [("状态", "已读"), ("类型", "文本"), ("Is From Me", "?")])
def test_a_word_that_says_no_direction_does_not_hide_that_the_owner_wrote_it(
    tmp_path: Path, header: str, word: str
) -> None:
    rows = f"我,2020-09-13,{word},好\n1,2020-09-13,{word},在\n"
    sent, other = read(written(tmp_path, f"发件人,时间,{header},内容\n{rows}"))
    assert (sent.sender, sent.direction, sent.remark) == (None, Direction.OUT, None)
    assert other.direction is Direction.UNKNOWN


def test_who_received_a_message_is_not_named_as_the_person_who_wrote_it(tmp_path: Path) -> None:
    received, known = read(written(tmp_path, "姓名,号码,方向,内容\n我,,接收,你好\n我,13800138000,接收,你好\n"))
    assert (received.sender, received.name, received.direction) == (None, None, Direction.IN)
    assert (known.sender, known.name, known.direction) == ("13800138000", "我", Direction.IN)


@pytest.mark.parametrize(
    ("word", "direction"),
    [
        *((word, "in") for word in ("已接收短信", "接收的短信", "Incoming SMS", "传入")),
        *((word, "out") for word in ("已发送短信", "发送的短信", "Outgoing SMS", "传出")),
    ],
)
def test_directions_in_whole_words_are_known(tmp_path: Path, word: str, direction: str) -> None:
    (message,) = read(written(tmp_path, f"号码,类型,内容\n1069,{word},你好\n"))
    assert (message.direction, message.remark) == (direction, None)


@pytest.mark.parametrize(
    ("header", "row", "fields"),
    [
        ("联系人,手机,收发类型,收发时间,短信内容", "王经理,1069,去信,2020-09-13 23:26,你好", "out"),
        ("发信人,消息类型,消息时间,消息内容", "1069,来信,2020-09-13 23:26,你好", "in"),
        ("发送者,收/发,收件时间,正文", "1069,接收成功,2020-09-13 23:26,你好", "in"),
        ("发送方,短信方向,发送日期,短信", "1069,发送成功,2020-09-13 23:26,你好", "out"),
        ("Number,Message Type,Date,Text", "1069,Received SMS,2020-09-13 23:26,你好", "in"),
        ("Number,Type,Date,Text", "1069,Sent SMS,2020-09-13 23:26,你好", "out"),
        ("Type,IsSender,CreateTime,StrContent,Sender", "1,1,1600010760,你好,1069", "out"),
        ("type_name,is_sender,talker,text,CreateTime", "文本,0,1069,你好,2020-09-13 23:26", "in"),
        ("ROWID,From/To,Counterparty,Date,Text", "7,To,1069,2020-09-13 23:26,你好", "out"),
    ],
)
def test_the_names_that_programs_give_to_columns_and_directions_are_known(
    tmp_path: Path, header: str, row: str, fields: str
) -> None:
    (message,) = read(written(tmp_path, f"{header}\n{row}\n".encode("gb18030")))
    assert (message.sender, message.direction, message.remark) == ("1069", fields, None)
    assert message.time == datetime(2020, 9, 13, 23, 26, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "header",
    [
        "序号,催收机构,催收电话,催收时间,催收内容,是否威胁",
        "编号,被催收人电话,来电/短信号码,收到短信时间（北京时间）,短信原文(请照抄,骚扰类型",
        "ID,Own Phone No,Message Sender,SMS Date,SMS Content,Status",
    ],
)
def test_headers_may_say_of_what_and_whose_the_column_is(tmp_path: Path, header: str) -> None:
    *_, message = read(written(tmp_path, f"{header}\n1,某某,1069,2020-09-13 23:26,你好,是\n"))
    assert (message.text, message.sender, message.direction) == ("你好", "1069", Direction.UNKNOWN)
    assert message.time == datetime(2020, 9, 13, 23, 26, tzinfo=SHANGHAI)


def test_a_header_as_it_stands_counts_before_one_that_says_more(tmp_path: Path) -> None:
    content = "骚扰内容,号码,被骚扰号码,内容,收到日期,收到时间\n无,1,2,你好,2020-09-13,23:26\n"
    *_, message = read(written(tmp_path, content))
    assert (message.text, message.sender) == ("你好", "1")
    assert message.time == datetime(2020, 9, 13, 23, 26, tzinfo=SHANGHAI)


def test_a_table_whose_columns_are_not_all_known_says_what_it_lacks_and_shows_its_header_alone(tmp_path: Path) -> None:
    path = written(tmp_path, "From,To,Wann,Text\n李秀英,1069,gestern,你好\n", "a.csv")
    notice, message = read(path)
    assert notice == Skipped(
        Place(str(path), 0),
        "no column is known to hold the direction, time (columns: From, To, Wann, Text); "
        "if one does, name it with --map direction=COLUMN",
        Kind.COLUMNS,
    )
    assert message.direction is Direction.UNKNOWN
    notice, _ = read(written(tmp_path, "谁,Date Sent,Text\n1069,2020-09-13,你好\n"))
    assert "hold the direction, sender (columns" in notice.why
    notice, _ = read(path, columns={"direction": "To", "sender": "From"})
    assert "hold the time (columns" in notice.why
    assert "李秀英" not in str(skips(read(written(tmp_path, "李秀英,1069,你好\n"), columns={"text": "3"})))


@pytest.mark.parametrize(
    "table", ["号码,内容\n1,你好\n", "序号,号码,时间,内容\n1,1069,2020-09-13,你好\n", "你好\n再见\n"]
)
def test_what_a_table_does_not_hold_is_not_said_to_be_unknown(tmp_path: Path, table: str) -> None:
    assert skips(read(written(tmp_path, table))) == []


def test_a_word_for_a_direction_that_is_not_known_is_told_with_the_message(tmp_path: Path) -> None:
    first, second = read(written(tmp_path, "号码,类型,内容\n1069,咨询,你好\n1069,,再见\n"))
    assert (first.direction, first.remark) == (Direction.UNKNOWN, "direction '咨询' is not known")
    assert (second.direction, second.remark) == (Direction.UNKNOWN, None)


def test_the_name_of_a_contact_is_the_sender_where_no_number_is(tmp_path: Path) -> None:
    first, second = read(written(tmp_path, "联系人,号码,内容\n王经理,,你好\n王经理,1069,再见\n"))
    assert [(each.sender, each.name) for each in (first, second)] == [("王经理", "王经理"), ("1069", "王经理")]


def test_a_message_of_which_only_the_send_time_is_known_has_that_and_a_received_one_says_so(tmp_path: Path) -> None:
    header = "Phone Number,Direction,Date Sent,Date Received,Message\n"
    rows = "1069,Incoming,2024-05-01 08:55,,a\n1069,Outgoing,2024-05-01 10:00,,b\n1069,Incoming,2024-05-01 11:00,x,c\n"
    received, sent, unread = read(written(tmp_path, header + rows))
    assert received.time == received.sent == datetime(2024, 5, 1, 8, 55, tzinfo=SHANGHAI)
    assert received.remark == "only its send time is known"
    assert (sent.time, sent.remark) == (datetime(2024, 5, 1, 10, tzinfo=SHANGHAI), None)
    assert unread.remark == "time 'x' cannot be read; only its send time is known"
    (message,) = read(written(tmp_path, "id,Date Sent,Message\n1069,2024-05-01 08:55,a\n"))
    assert (message.time, message.remark) == (received.time, "only its send time is known")


@pytest.mark.parametrize(
    ("table", "text", "remark"),
    [
        ('号码,内容\n1,"你好",\n', "你好", None),
        ('号码,内容\n1,"他说""好"",\n再见",,\n', '他说"好",\n再见', None),
        ('号码,内容\n1,"你好",备注\n', "你好", "the row has 3 columns instead of 2"),
        ('号码,内容,时间\n1,"你好",2020-09-13,\n', "你好", None),
        ("号码,内容,时间\n1,你好,2020-09-13,\n", "你好", "the row has 4 columns instead of 3"),
        ("号码,内容\n1,你好,\n", "你好", "empty cells behind the text were left out"),
        ("号码,内容\n1,你好,再见,,\n", "你好,再见", "the text has ',' in it without quotes"),
        ('内容\n"你好"\n', "你好", None),
    ],
)
def test_empty_cells_behind_the_last_column_are_no_part_of_the_text(
    tmp_path: Path, table: str, text: str, remark: str | None
) -> None:
    (message,) = read(written(tmp_path, table))
    assert (message.text, message.remark) == (text, remark)


AGAIN = ("a header again, not a message",)


def test_a_header_within_a_file_is_no_message(tmp_path: Path) -> None:
    path = written(
        tmp_path, "序号,号码,时间,内容\n1,1069,2020-09-13,你好\n序号,号码,时间,内容\n2,95588,2020-09-14,再见\n"
    )
    for columns in ({}, {"text": "4", "sender": "号码"}):
        records = read(path, columns=columns)
        assert (texts(records), skips(records)) == (["你好", "再见"], [*AGAIN])
        assert [each.place.record for each in records] == [1, 2, 3]


@pytest.mark.parametrize("count", [1, 3, 5, 20])
def test_the_columns_of_a_second_table_hold_from_its_header_on(tmp_path: Path, count: int) -> None:
    path = written(
        tmp_path,
        "号码,时间,内容\n" + "1069,2020-09-13,你好\n" * count + "内容,方向,号码,时间\n再见,发送,95588,2020-09-14\n",
    )
    *others, first, again, second = read(path)
    assert (texts(others), first.text, first.sender, again.why) == (["你好"] * (count - 1), "你好", "1069", *AGAIN)
    assert (second.text, second.sender, second.direction) == ("再见", "95588", Direction.OUT)
    assert (second.time, second.remark) == (datetime(2020, 9, 14, tzinfo=SHANGHAI), None)


def test_columns_that_were_asked_for_hold_in_a_second_table_too(tmp_path: Path) -> None:
    path = written(tmp_path, "谁,时间,内容\n张三,2020-09-13,你好\n时间,内容,谁\n2020-09-14,再见,李四\n")
    records = read(path, columns={"sender": "谁"})
    assert [(each.text, each.sender) for each in records if not hasattr(each, "why")] == [
        ("你好", "张三"),
        ("再见", "李四"),
    ]


@pytest.mark.parametrize("row", ["1069,短信", "联系人,你好", "号码,", ",内容", "1069,号码"])
def test_a_row_with_the_name_of_a_column_in_it_is_a_message(tmp_path: Path, row: str) -> None:
    assert len(texts(read(written(tmp_path, f"号码,内容\n{row}\n")))) == 1


@pytest.mark.parametrize(
    "content",
    [
        "root:x:0:0:root:/root:/bin/bash\nbin:x:1:1:bin:/bin:/sbin/nologin\n",
        "2026-12-02 10:00:00 INFO started\n2026-12-02 10:00:01 ERROR no such table\n",
        '[project]\nname = "a"\nversion = "1"\n',
        "typer==0.15.1 \\\n    --hash=sha256:12ab \\\n    --hash=sha256:34cd\n",
        "test:\n\tpytest -q\n\truff check\n",
    ],
)
def test_logs_programs_and_settings_are_no_messages_unless_a_header_says_so(tmp_path: Path, content: str) -> None:
    with pytest.raises(NotAnArchiveError, match="write 内容 in a line above the first"):
        read(written(tmp_path, content, "app.log"))
    assert texts(read(written(tmp_path, "内容\n" + content, "b.log")))


def test_an_apostrophe_that_keeps_a_number_or_a_time_as_text_is_no_part_of_it(tmp_path: Path) -> None:
    """Programs write it as it is typed into a cell; that of a text is its own."""
    (message,) = read(written(tmp_path, "号码,时间,内容\n'+8613800000001,'2020-09-13 20:26,'1元'\n"))
    assert (message.sender, message.text, message.remark) == ("+8613800000001", "'1元'", None)
    assert message.time is not None
    (message,) = read(written(tmp_path, '号码,时间,内容\n"=""""",\'2020-09-13 20:26,你好\n'))
    assert (message.sender, message.text) == (None, "你好")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("发件人,收件人,时间,内容\n1069,我,2024-05-01 10:00,甲\n我,1069,2024-05-01 11:00,乙\n", None),
        ("From,To,Time,Text,Folder\n1069,,2024-05-01 10:00,甲,Inbox\n,1069,2024-05-01 11:00,乙,Sent\n", None),
        ("发件人,收件人,时间,内容,类型\n1069,138,2024-05-01 10:00,甲,接收\n138,1069,2024-05-01 11:00,乙,发送\n", None),
        ("发件人：1069\n收件人：我\n时间：2024-05-01 10:00\n内容：甲\n\n发件人：我\n收件人：1069\n内容：乙\n", None),
        ('[{"from":"1069","to":"138","body":"甲","type":1},{"from":"138","to":"1069","body":"乙","type":2}]', None),
        ("收件人,姓名,时间,内容,类型\n1069,我,2024-05-01 11:00,乙,发送\n", [("1069", None, Direction.OUT)]),
    ],
)
def test_a_column_of_receivers_says_who_the_owner_wrote_to(
    tmp_path: Path, content: str, expected: list[object] | None
) -> None:
    """A refusal counts only where it is known to whom it was sent."""
    records = read(written(tmp_path, content, "a.csv"))
    both = [("1069", None, Direction.IN), ("1069", None, Direction.OUT)]
    assert [(each.sender, each.name, each.direction) for each in records] == (expected or both)


@pytest.mark.parametrize(
    "header",
    [
        "聊天会话,消息日期,发送日期,服务,类型,发送人ID,发送人姓名,状态,主题,文本",
        "聊天会话,消息日期,送达日期,服务,类型,发件人 ID,发件人名称,状态,主题,文字",
        "Chat Session,Message Date,Delivered Date,Service,Type,Sender ID,Sender Name,Status,Subject,Text",
    ],
)
def test_a_table_headed_in_chinese_reads_as_one_in_english(tmp_path: Path, header: str) -> None:
    rows = "1069,2024-05-01 10:00:00,,SMS,传入,1069,张三,已读,,甲\n1069,2024-05-01 11:00:00,,SMS,传出,,,已发送,,乙\n"
    records = read(written(tmp_path, f"{header}\n{rows}", "a.csv"))
    assert [(each.text, each.sender, each.name, each.time.hour, each.direction) for each in records] == [
        ("甲", "1069", "张三", 10, Direction.IN),
        ("乙", "1069", "1069", 11, Direction.OUT),
    ]


@pytest.mark.parametrize(
    "shape", ["号码,短信内容,正文\n1069,{},{}\n", '[{{"text": "{}", "message": "{}", "from": "1069"}}]']
)
def test_a_second_text_that_is_not_read_is_told(tmp_path: Path, shape: str) -> None:
    (other,) = read(written(tmp_path, shape.format("请还款", "再不还就上门"), "a"))
    assert "另一段文字没有读" in in_chinese(other.remark)
    for beside in ("请还款", "", "还款"):
        (same,) = read(written(tmp_path, shape.format("请还款", beside), "b"))
        assert (same.text, same.remark) == ("请还款", None)
