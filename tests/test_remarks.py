"""What readers remark on a message is told to people in Chinese, whatever it quotes."""

import re

import pytest
from reading import ARCHIVES, read
from test_readers import EXPECTED

from service.errors import ArchiveError
from service.messages import Message
from service.remarks import in_chinese, kind_of


def test_every_remark_on_the_samples_has_a_sentence_of_its_own() -> None:
    remarks = set()
    for name in EXPECTED:
        try:
            remarks |= {each.remark for each in read(ARCHIVES / name) if isinstance(each, Message) and each.remark}
        except ArchiveError:
            continue  # an extra is not installed
    assert len(remarks) > 3
    assert [remark for remark in remarks if "有疑问" in in_chinese(remark)] == []


@pytest.mark.parametrize(
    "remark",
    ["something new", "time 'no time; read as U+FFFD' cannot be read", "the text has ',' in it without quotes"],
)
def test_people_are_told_no_english_and_nothing_that_is_quoted(remark: str) -> None:
    assert not re.search("[a-z]", in_chinese(remark))
    assert "�" not in in_chinese(remark)
    assert in_chinese(remark).count("；") == 0
    assert "no time" not in kind_of(remark)
