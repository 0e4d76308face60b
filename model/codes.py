"""One-time codes: a message that hands one over passes unless it is surely harmful."""

import re

_CODE = re.compile(
    r"(?:验证码|校验码|动态码|动态密码|确认码|随机码)[^0-9]{0,12}[0-9]{4,8}(?![0-9])"
    r"|(?<![0-9])[0-9]{4,8}[^0-9]{0,8}验证码"
)


def is_code(text: str) -> bool:
    """Whether a text hands over a one-time code; such messages pass unless they are surely harmful.

    >>> is_code("【某宝】验证码 482913，五分钟内有效")
    True
    """
    return "码" in text and _CODE.search(text) is not None
