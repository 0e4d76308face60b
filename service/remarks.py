"""What readers remark on a message, which was odd though it could be read: counted by kind, and in Chinese."""

import re

QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
"""What a remark quotes of its record."""

_SAID = (
    (r"its text may be incomplete|is cut off|was cut off", "这条短信没有读全，后面可能还有字"),
    (r"parts of this message are missing", "这条长短信缺了几段，没有读全"),
    (r"lies in a file of the phone", "这条短信有一段内容不在这个文件里，没有读全"),
    (r"only the last message of each conversation", "这个文件里，每个对话只有最后一条"),
    (r"in a way that is not known|is not the base64", "这条短信的内容写法认不出来，没有读对"),
    (r"under another name stands beside", "这条记录里还有另一段文字没有读，请对照原文件"),
    (r"in it without quotes", "这条短信在表格里没有加引号，中间的分隔符是接回去的，请对照手机"),
    (r"columns instead of", "这一行的格数和表头不一样，内容可能被截短，号码和时间也可能错位，请对照手机"),
    (r"^empty cells behind", "这一行后面多出来的空格子没有算进内容"),
    (r"quotes were taken as characters", "这一行的引号不成对，引号当作短信里的字"),
    (r"another message may begin there", "这条短信里可能混进了另一条，请对照手机"),
    (r"read as U\+FFFD", "有些字认不出来，显示成“�”"),
    (r"only its send time", "只知道发送的时间，收到的时间没有记下"),
    (r"^no time|; no time", "记录里没有时间"),
    (r"time \S+ cannot be read", "记录里的时间认不出来"),
    (r"kept only the first digits", "表格软件只留下了号码的前十几位，后面的数字不可信"),
    (r"direction \S+ is not known", "没有认出这条是收到的还是发出的，当作收到的"),
)
"""What a remark has in it, without its quotes, and what people are told of it."""

_ELSE = "这条短信读的时候有疑问，请对照手机"


def kind_of(remark: str) -> str:
    """A remark without what it quotes, the same for all of its kind.

    >>> kind_of("time '昨天' cannot be read")
    'time … cannot be read'
    """
    return QUOTED.sub("…", remark)


def in_chinese(remark: str) -> str:
    """A remark as people read it: a sentence for each thing that was odd.

    >>> in_chinese("the text is cut off; no time")
    '这条短信没有读全，后面可能还有字；记录里没有时间。'
    """
    plain = kind_of(remark)
    return f"{'；'.join(said for sign, said in _SAID if re.search(sign, plain)) or _ELSE}。"
