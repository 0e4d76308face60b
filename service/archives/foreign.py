"""Names files that are no archives of messages, or not yet readable ones, and says what to do with each."""

import re
from collections.abc import Callable

from service.archives.decoding import head_text
from service.archives.turns import names_somebody

_SMS_XML = "export the messages with the app SMS Backup & Restore, as XML, and give that file"
_UNPACK = "unpack it and give the file with the messages"
_IPHONE = "3d0d7e5fb2ce288813306e4d4636395e047a3d28"
_ENCRYPTED_IPHONE = (
    "the message database of an encrypted iPhone backup; give the whole folder with its password, or switch off "
    "`Encrypt local backup` (加密本地备份) in iTunes or Finder, back up again, and give that folder"
)
_ENCRYPTED_DATABASE = (
    "an encrypted or damaged database, as Huawei writes when a backup has a password; back up again without a password"
)
LOCKED = (_ENCRYPTED_IPHONE, _ENCRYPTED_DATABASE)
"""What is encrypted, though its own program would open it."""

CHATS = (
    "export the chats as CSV or TXT with a program for that, or in WeChat select messages (多选), send them to "
    "yourself by mail and save the text of the mail as TXT"
)
"""How chats come out of WeChat."""

_ENCRYPTED_WECHAT = f"an encrypted database of WeChat; {CHATS}"
_OF_WECHAT = re.compile(r"(?:.*[/\\])?(?:(?:En)?MicroMsg|MSG\d*|message_\d+)\.db", re.IGNORECASE | re.DOTALL)
"""Names of WeChat's databases, with the folder or not."""

_SIGNAL = (
    "probably an encrypted backup of Signal; turn it into XML with signalbackup-tools (--exportxml) and give that file"
)
_CALLS = "a call log, not messages; give the export of the messages, which the same program writes"
_CARDS = {
    "BEGIN:VCARD": "contacts, not messages; give the export of the messages, which the same program writes",
    "BEGIN:VCALENDAR": "a calendar, not messages; give the export of the messages, which the same program writes",
}

MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PK\x05\x06", "an empty ZIP file; export the messages again"),
    (b"7z\xbc\xaf\x27\x1c", f"a 7-Zip file; {_UNPACK}"),
    (b"Rar!", f"a RAR file; {_UNPACK}"),
    (b"BZh", f"a bzip2 file; {_UNPACK}"),
    (b"\xfd7zXZ", f"an xz file; {_UNPACK}"),
    (b"SSEF\0\xff", "an encrypted backup of SMS Import / Export; decrypt it with that app's own tool"),
    (b"\x37\x7f\x06\x82", "the log of changes of a database; keep it beside the database and give that"),
    (b"\x37\x7f\x06\x83", "the log of changes of a database; keep it beside the database and give that"),
    (b"\x8c\x84", "a picture message as GO SMS Pro keeps it, which is not read; give gosms_sys*.xml"),
    (b"\x8c\x80", "a picture message as GO SMS Pro keeps it, which is not read; give gosms_sys*.xml"),
    (b"\x8e\x89", "a picture message as GO SMS Pro keeps it, which is not read; give gosms_sys*.xml"),
    (b"\x04\x0bstreamtyped", "the body of a single iPhone message, not an archive; give the export of all messages"),
    (b"bplist00", "an Apple property list; export the messages from the iPhone backup as CSV"),
    (b"%PDF", "a PDF, which holds pages, not messages; export the messages as CSV or XML"),
    (b"{\\rtf", "an RTF document; export the messages as CSV or XML"),
    (b"\x89PNG", "a picture; export the messages as CSV or XML instead of a screenshot"),
    (b"\xff\xd8\xff", "a picture; export the messages as CSV or XML instead of a screenshot"),
    (b"GIF8", "a picture; export the messages as CSV or XML"),
    (b"\x7fELF", "a program; give an export of messages"),
)
"""First bytes, and what they say."""

KNOWN = (
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"SQLite format 3\0",
    b"\xd0\xcf\x11\xe0",
    b"PAR1",
    b"ANDROID BACKUP\n",
    b"MIUI BACKUP\n",
)
"""First bytes of what readers of their own know, and all others should leave to them."""

XML_ROOTS = {
    "info.xml": "the table of contents of a Huawei backup, not the messages; give sms.db or the whole folder",
    "calls": _CALLS,
    "alllogs": _CALLS,
    "GoSms": f"a damaged GO SMS Pro backup; {_SMS_XML}",
    "threads": f"XML of an unknown kind (its root is <threads>); {_SMS_XML}",
    "ArrayOfMessage": f"a damaged Windows Phone backup; {_SMS_XML}",
    "MIUI-backup": f"the table of contents of a MIUI backup, not the messages; {_SMS_XML}",
    "smsCorpus": "the NUS SMS Corpus, a research corpus without people's archives; save its texts as JSONL",
    "html": "a web page without a table of messages; export the messages as CSV, JSON or XML",
}

_ROOT = re.compile(  # possessive: without, a hundred `<??>` would take for ever
    r"\s*+(?:(?><\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*+(?:\[.*?\]\s*+)?>)\s*+)*+<([A-Za-z][\w:.-]*)",
    re.DOTALL | re.IGNORECASE,
)
_CALL_KEY = re.compile(r'"(?:call_?)?duration"\s*:', re.IGNORECASE)
_TEXT_KEY = re.compile(r'"(?:body|text|content|txt|message|msg|snippet|mms_body|(?:__)?parts)"\s*:', re.IGNORECASE)
_BLANKS = r"[^\S\t]*+"  # without tabs, which come one after another where cells are empty
_CALL_COLUMN = re.compile(
    rf"(?:^|[,;\t|]){_BLANKS}(?:duration|call ?type|通话时长|时长|通话类型){_BLANKS}(?:$|[,;\t|(（])", re.IGNORECASE
)
_TEXT_COLUMN = re.compile(
    rf"(?:^|[,;\t|]){_BLANKS}(?:body|text|content|message|msg|\w*内容|正文|消息){_BLANKS}(?:$|[,;\t|])", re.IGNORECASE
)
_MAIL = re.compile(r"(?:From [^\n]*\n)?(?:>?[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+\r?\n")
_WEB_ARCHIVE = re.compile(r"^From:\s*+[<\"]?Saved? by\b", re.IGNORECASE | re.MULTILINE)
_HEADERS = 2_000
"""Characters within which a web archive says who saved it."""

_MAIL_HEADER = re.compile(r"^(?:From|To|Date|Subject|Received|Return-Path|Message-ID|MIME-Version):", re.I | re.M)
_MAIL_HEADERS = 3
STAMP = r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},? \d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?"
TRANSCRIPT = re.compile(
    rf"(?P<time>{STAMP})"
    r" (?P<way>to|from) (?P<who>[^\n:]{1,60}):[ \t]*(?:\r|\n|$)",
    re.IGNORECASE,
)
_NUMBER = r"(?P<who>\+?\d[\d -]{3,20}\d)"
_ABOVE = (
    TRANSCRIPT,
    re.compile(rf"{_NUMBER}[ \t]+(?P<time>{STAMP})[ \t]*(?:\r|\n|$)", re.IGNORECASE),
    re.compile(rf"(?P<time>{STAMP})[ \t]+{_NUMBER}[ \t]*(?:\r|\n|$)", re.IGNORECASE),
)
"""Lines above a message: with from and to, or a number and a time."""

NOKIA = re.compile(r'"?sms"?\s*[;,]\s*"?(?:deliver|submit|read,received|sent,read|draft)', re.IGNORECASE)


ROW = re.compile(r"Row: (\d+) ([A-Za-z_]\w*)=")
"""How the rows begin that `content query` of Android prints."""


def is_queried(text: str) -> bool:
    """Whether one of the first lines begins as such a row."""
    return any(map(ROW.match, text.lstrip("\ufeff \t\r\n").splitlines()[:5]))


def heading(line: str) -> re.Match[str] | None:
    """The line of a time and a number that stands above a message."""
    return next(filter(None, (shape.match(line) for shape in _ABOVE)), None)


def is_transcript(text: str) -> bool:
    """Whether it begins with such a line, and is no list of nothing else, nor a chat of people with names."""
    first, *others = text.lstrip("\ufeff \t\r\n").splitlines()[:20] or [""]
    below = next((line for line in others if line.strip()), "")
    if TRANSCRIPT.match(first):
        return True
    return heading(first) is not None and heading(below) is None and not names_somebody(text)


def refusal(head: bytes, name: str = "") -> str | None:
    """What a file that begins like this is, and what to do; None if it may be an archive that can be read as text.

    >>> refusal(b"%PDF-1.7")[:5]
    'a PDF'
    """
    if not head:
        return "an empty file; export the messages again"
    for magic, sentence in MAGIC:
        if head.startswith(magic):
            return sentence
    text = None if head.startswith(KNOWN) else head_text(head)
    if text is None and _IPHONE in name:
        return _ENCRYPTED_IPHONE
    if text is None and _OF_WECHAT.fullmatch(name):
        return _ENCRYPTED_WECHAT
    if text is None and name.lower().endswith(".db"):
        return _ENCRYPTED_DATABASE
    if text is None and name.lower().endswith(".backup"):
        return _SIGNAL
    if text is None:
        return "a binary file of no known format; export the messages as CSV, JSON or XML"
    return next(filter(None, (look(text.lstrip()) for look in _LOOKS)), None)


def root_of(text: str) -> str | None:
    """The name of the outermost XML or HTML element, as far as the text shows it."""
    match = _ROOT.match(text)
    return match[1] if match else None


def _markup(text: str) -> str | None:
    root = root_of(text)
    if root in ("smses", "allsms"):
        return None
    if root and root.lower() == "html" and 'class="haudio"' in text:
        return "a page of Google Voice about a call or voicemail, not messages; give the pages named Text"
    if root and (text.startswith(("<?", "<!")) or root in XML_ROOTS or root.lower() == "html"):
        name = "html" if root.lower() == "html" else root
        return XML_ROOTS.get(name, f"XML of an unknown kind (its root is <{root[:40]}>); {_SMS_XML}")
    return None


def _json_calls(text: str) -> str | None:
    if text[:1] in ("{", "[") and _CALL_KEY.search(text) and not _TEXT_KEY.search(text):
        return _CALLS
    return None


def _first_row(text: str) -> str | None:
    row = text.partition("\n")[0].strip()
    plain = row.replace('"', "")
    if plain.startswith("Chat Session,Message Date") and "Service" not in plain.split(","):
        return "an export of WhatsApp by iMazing, not SMS; export Messages instead"
    if re.search("[,;\t|]", plain) and _CALL_COLUMN.search(plain) and not _TEXT_COLUMN.search(plain):
        return _CALLS
    if is_transcript(text):
        return f"a damaged transcript of messages; {_SMS_XML}"
    if is_queried(text):
        return f"a damaged output of adb content query; {_SMS_XML}"
    if NOKIA.match(row):
        return "a damaged Nokia CSV; save it with a header row that names the columns"
    return None


def _marks(text: str) -> str | None:
    if said := _CARDS.get(text.partition("\n")[0].strip().upper()):
        return said
    if text[:10].upper() == "BEGIN:VMSG":
        return f"a VMG or VMSG file; {_SMS_XML}"
    if re.match(r"(?:;[^\n]*+\s*+)*+\[(?:SMS)?Backup", text):
        return f"a damaged Gammu backup; {_SMS_XML}"
    if re.match(r"(?:From |>?[\w-]+:[ \t])", text) and re.search(r"^X-smssync-", text, re.IGNORECASE | re.MULTILINE):
        return f"a mail of SMS Backup+ that cannot be read; {_SMS_XML}"
    if re.match(r"[\w-]+:", text) and _WEB_ARCHIVE.search(text, 0, _HEADERS):
        return "a saved web page (MHT), as QQ and browsers write; export the chat as text (TXT) and give that file"
    if (mail := _MAIL.match(text)) and len(_MAIL_HEADER.findall(mail[0])) >= _MAIL_HEADERS:
        return f"a mail that is not of SMS Backup+; if it holds a chat, save its text as TXT; else {_SMS_XML}"
    return None


_LOOKS: tuple[Callable[[str], str | None], ...] = (_markup, _json_calls, _first_row, _marks)
