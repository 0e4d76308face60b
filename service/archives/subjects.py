"""The text of a message with its subject, where some senders write all they have to say."""

_NONE = ("null", "nosubject", "no subject", "无主题", "无标题")
"""What programs put in place of a subject that is missing."""


def with_subject(subject: object, text: str) -> str:
    r"""The text with the subject above it, unless that says nothing or the text begins with it.

    >>> with_subject("年终大促", "全场五折"), with_subject("无主题", "全场五折")
    ('年终大促\n全场五折', '全场五折')
    """
    written = _mended(subject).strip() if isinstance(subject, str) else ""
    if not written or written.strip("()（）<>").casefold() in _NONE or text.lstrip().startswith(written):
        return text
    return f"{written}\n{text}" if text.strip() else written


def _mended(subject: str) -> str:
    """Undoes what Android does to the subject of an MMS: the bytes of UTF-8, each kept as a character."""
    try:
        return subject.encode("latin-1").decode()
    except UnicodeError:
        return subject
