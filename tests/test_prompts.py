"""Of a prompt only the SMS is judged."""

import pytest

from service.hooks.fields import Sent
from service.hooks.prompts import asks_in_chinese, prompted

ENGLISH = 'Categorize this SMS message as Political, Fraud. If none applies, answer "Valid". The SMS message is:'
CHINESE = "将此短信归类为政治、欺诈、调查或营销。 如果都不适用，则回答“有效”。 短信内容是："


@pytest.mark.parametrize(
    ("prompt", "sms"),
    [
        (f"{ENGLISH} 还钱\n快", "还钱\n快"),
        (f"{ENGLISH}\n\t\t还钱 ", "还钱"),
        ("Answer.\n\tThe SMS\n\tmessage is: 还钱", "还钱"),
        (f"{CHINESE} 还钱", "还钱"),
        ("Categorize this SMS message: 还钱", "还钱"),
        (f"{CHINESE} 还钱。短信内容是：您好", "还钱。短信内容是：您好"),
        (f"{ENGLISH} 还钱。短信内容是：您好", "还钱。短信内容是：您好"),
        (f"{ENGLISH} ", ""),
        ("还钱", "还钱"),
    ],
)
def test_the_sms_is_what_stands_behind_the_first_mark(prompt: str, sms: str) -> None:
    assert prompted(Sent("content", prompt)) == Sent("content", sms)


def test_what_may_have_been_cut_off_is_cut_from_its_prompt_too() -> None:
    assert prompted(Sent("content", f"{ENGLISH} a", f'{ENGLISH} a",b')).rest == 'a",b'


def test_the_language_is_that_of_the_prompt_and_not_of_the_sms() -> None:
    assert asks_in_chinese(f"{CHINESE} hello")
    assert not asks_in_chinese(f"{ENGLISH} 短信内容是：您好")
    assert not asks_in_chinese("还钱")
