"""A signature is found where carriers put it, whatever blanks a sender writes."""

from time import process_time

import pytest

from service.parties import signature_of


@pytest.mark.parametrize(
    ("text", "signature"),
    [
        ("【某花】您的借款已逾期", "某花"),
        (" \n【 某花\u3000】您的借款已逾期", "某花"),
        ("请尽快处理【某花】退订回T", "某花"),
        ("【】请尽快处理【某花】", "某花"),
        (f"【{'长' * 21}】请尽快处理【某花】", "某花"),
        (f"【{'长' * 20}】请尽快处理", "长" * 20),
        (f"请尽快处理【{'长' * 21}】", None),
        ("请尽快处理【 】", None),
        ("【没有结尾", None),
        ("【某花】在前", "某花"),
        ("在中间【某花】的不算，因为后面还有很多别的话", None),
    ],
)
def test_this_is_the_signature(text: str, signature: str | None) -> None:
    assert signature_of(text) == signature


@pytest.mark.parametrize("text", ["【" + " " * 20_000 + "x", "【" * 20_000, " " * 20_000 + "【", "【 " * 10_000])
def test_no_text_takes_long(text: str) -> None:
    begun = process_time()
    assert signature_of(text) is None
    assert process_time() - begun < 0.5
