"""The text of an SMS in whatever a phone app sends, and whatever it calls it.

Only the text is looked for: sender and time are neither read nor kept. The Content-Type is hardly believed, as
SpamBlocker sends JSON as a form, and others send forms as nothing: only that a form is one, that parts are, and that a
bare text is sent, which may look like anything.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any, NamedTuple
from urllib.parse import unquote_plus

from service.hooks.pieces import ASIDE_IN_CHINESE, CHINESE, TEXTS_IN_CHINESE, Named, of_form, of_json, of_parts

TEXTS = (
    *("org_content", "text", "sms", "sms_content", "sms_msg"),
    *("message", "msg", "content", "body", "bodies"),
    *TEXTS_IN_CHINESE,
)
"""What apps call the text, the best first: SmsForwarder's `content` is a page around it, its `org_content` the SMS."""

_WRITTEN = (*TEXTS, "subject")
"""What a sender writes: an MMS has a subject too."""

PLACES: Sequence[tuple[str | int, ...]] = (
    ("query", "message", "text"),
    ("payload", "message"),
    ("payload", "body"),
    ("data", "content"),
    ("messages", -1, "content"),
    ("contents", -1, "parts", -1, "text"),
)
"""Where it lies deeper: iOS, capcom6 (SMS and MMS), httpSMS, OpenAI, Gemini."""

ASIDE = (
    *("sender", "from", "number", "phone", "phonenumber", "address", "name", "contact", "contactname", "contact_name"),
    *("time", "title", "app", "sim", "sim_name", "card_slot", "operator", "device", "device_name", "device_mark"),
    *ASIDE_IN_CHINESE,
)
"""What is never called the text, in small letters."""

LONGEST_NAME = 8
"""Characters that stand behind these without any text, and are no SMS: a contact's name may read like abuse."""

FORM, PARTS, BARE = "application/x-www-form-urlencoded", "multipart/", "text/plain"
"""What is believed of a Content-Type."""

_JSON = ("{", "[", '"')

LOOKED_AT = 1 << 18
"""Characters of a body that are looked at: the worst we could think of take 0.2 s, and 16 MiB of them 18 s."""

_CAME: Sequence[tuple[str, tuple[str, ...], str]] = (
    ("webhookEvent", ("MESSAGE_RECEIVED",), "message"),
    ("event", ("sms:received", "mms:downloaded"), "payload"),
    ("type", ("message.phone.received",), "data"),
)
"""Events of textbee, capcom6 and httpSMS that tell of an SMS that came, and where it lies.

Others tell of one that was sent, or of the phone.
"""


class Sent(NamedTuple):
    """The text of an SMS, the name of its field, and what else may be the SMS where its sender ended it himself.

    `rest` is the text and what stands around it where a template was broken. `beside` is the same of valid JSON or a
    form: SpamBlocker's `{escape(…)}` ends at the first `)}` in an SMS, and what follows may make JSON that is valid.
    """

    name: str
    text: str
    rest: str = ""
    beside: str = ""


def sms_in(body: bytes, query: str, *, said: str = "", mark: re.Pattern[str] | None = None) -> Sent | None:
    """The SMS that came in a body, else in a query, else in a body whose names are not known, or None.

    `said` is the Content-Type, in small letters. In JSON the first string that holds `mark` goes before any other.
    """
    text, lost = _decoded(body)
    text = text.strip()
    found = _in_body(text, said, mark)
    if not found and (asked := _in_form(query)):
        return asked
    found = found or _otherwise_named(text, said)
    return found if found and lost * 2 <= len(found.text) else None


def _decoded(body: bytes) -> tuple[str, int]:
    """The beginning of a body with a sign for each byte that is no text, and how many those are.

    Such signs may stand in an SMS as well, and many of them before a threat.
    """
    encoding = _encoding(body)
    body = body[: LOOKED_AT * 4]
    text = body.decode(encoding, "replace")
    return text[:LOOKED_AT].removeprefix("\ufeff"), len(text) - len(body.decode(encoding, "ignore"))


def _encoding(body: bytes) -> str:
    """UTF-8 but for a byte order mark, and for JSON without one that is written in UTF-16 or UTF-32.

    Those are guessed from NULs at the beginning, which an SMS may have as well.
    """
    guessed = json.detect_encoding(body)
    if not guessed.endswith("e"):
        return guessed
    begins_json = body[:4].decode(guessed, "replace").startswith(_JSON)
    return guessed if begins_json and (_is_half_nul(body) or not _is_utf8(body)) else "utf-8"


def _is_half_nul(body: bytes) -> bool:
    return body.count(0) * 2 >= len(body)


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _in_body(text: str, said: str, mark: re.Pattern[str] | None) -> Sent | None:
    loaded = _loaded(text)
    if isinstance(loaded, dict):
        return _in_fields(loaded, mark, bare=BARE in said)
    if isinstance(loaded, str | list):
        return _in_listed(loaded, mark)
    if text.startswith("{"):
        found = _in_broken(text, mark, bare=BARE in said)
    elif text.startswith("--"):
        found = _in_parts(text, said)
    else:
        found = (_in_form(text) or _in_odd_form(text)) if FORM in said or _is_form(text) else None
    return found or (Sent("", text) if text else None)


def _is_form(text: str) -> bool:
    """Whether it looks like a form that is not called one; no SMS in Chinese does."""
    return text.isascii() and re.match(r"[\w%]+=", text) is not None


def _in_listed(loaded: str | list[Any], mark: re.Pattern[str] | None) -> Sent | None:
    """The SMS in JSON that is no object: a string or a list."""
    strings = _strings(loaded)
    if prompt := _from_mark(strings, mark):
        return Sent(*prompt[0], beside=_around(prompt, 0))
    beside = _readable(text for _, text in strings)
    text = _text(loaded) or beside
    return Sent("", text, beside=beside) if text else None


def _loaded(text: str) -> object:
    """What JSON is, control characters in strings allowed; no number is used, and no text is one."""
    if not text.startswith(_JSON):
        return None
    try:
        return json.loads(text, strict=False, parse_int=float, object_pairs_hook=_without_twins)
    except (ValueError, RecursionError):
        return None


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Raises ValueError where a name comes twice: the sender of an SMS that was pasted may have written the other."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError("a name comes twice")
    return fields


def _in_fields(fields: Mapping[str, Any], mark: re.Pattern[str] | None, *, bare: bool) -> Sent | None:
    strings = _strings(fields)  # whatever event a sender may have written into them
    if prompt := _from_mark(strings, mark):
        return Sent(*prompt[0], beside=_around(prompt, 0))
    other = () if bare else _of_another_event(fields)
    told = {name: value for name, value in fields.items() if name not in other}
    found = next(_texts({name.lower(): value for name, value in told.items()} | told), None)
    return Sent(*found, beside=_around(strings, _place(strings, found), bare=bare)) if found else None


def _otherwise_named(text: str, said: str) -> Sent | None:
    """All that people may read of JSON without a text by a known name, if that tells of an SMS that came.

    A blank text tells so too: its sender may have written the event.
    """
    fields, bare = _loaded(text), BARE in said
    if not isinstance(fields, dict):
        return None
    other = _of_another_event(fields)
    blank = any(name.lower() in TEXTS and isinstance(fields[name], str) for name in fields.keys() - other)
    return _unnamed(_strings(fields), bare=bare) if bare or blank or not other else None


def _unnamed(strings: Iterable[Named], *, bare: bool = False) -> Sent | None:
    """All that people may read but for names that a person's own template holds."""
    read = _readable(text for name, text in strings if bare or len(text) > LONGEST_NAME or name.lower() not in ASIDE)
    return Sent("", read) if read else None


def _place(strings: Sequence[Named], found: Named) -> int:
    """Where the text stands, or its first line; all counts as behind it where that cannot be told."""
    names = (found.name, "text")
    places = (
        at for at, (name, text) in enumerate(strings) if name.lower() in names and text.strip() and text in found.text
    )
    return next(places, 0)


def _texts(fields: Mapping[str, Any]) -> Iterator[Named]:
    """The texts in fields that are not blank, the best first."""
    for name in TEXTS:
        if text := _text(fields.get(name)):
            yield Named(name, text)
    for place in PLACES:
        if text := _text(_at(fields, place)):
            yield Named(str(place[-1]), text)


def _strings(value: object) -> list[Named]:
    """All strings in JSON in their order, keys among them; it may be nested as deep as Python goes itself."""
    found: list[Named] = []
    left = [("", value)]
    while left:
        name, value = left.pop()
        if isinstance(value, str):
            found.append(Named(name, value))
        elif isinstance(value, dict):
            for key, inner in reversed(value.items()):
                left += [(key, inner)] if key in CHINESE else [(key, inner), ("", key)]
        elif isinstance(value, list):
            left += [(name, each) for each in reversed(value)]
    return found


def _around(strings: Sequence[Named], at: int, *, bare: bool = False) -> str:
    """A text and what else its sender may have written: all from the first on that is called a text, and names.

    A person's own template names the contact or the card before, and these are no part of the SMS; a bare one has none.
    """
    written = (at for at, (name, _) in enumerate(strings) if bare or name.lower() in _WRITTEN)
    begins = min(at, next(written, at))
    before = _readable(text for name, text in strings[:begins] if not name)
    between, behind = (_readable(text for _, text in part) for part in (strings[begins:at], strings[at + 1 :]))
    return "\n".join(filter(None, (before, between, strings[at].text, behind)))


def _readable(strings: Iterable[str]) -> str:
    """Those in which an SMS may stand; apps' own names, numbers and dates are ASCII."""
    return "\n".join(each for each in strings if not each.isascii() or has_words(each))


def has_words(text: str) -> bool:
    """Whether at least four words begin in it, as in a threat in pinyin; dates and names of phones have three."""
    return len(re.findall(r"(?<!\S)[A-Za-z]", text)) > 3


def _of_another_event(fields: Mapping[str, Any]) -> Set[str]:
    """The places of what comes with another event than that an SMS came, or is encrypted."""
    other = {place for event, came, place in _CAME if event in fields and fields[event] not in came}
    return other | {"data"} if _at(fields, ("data", "encrypted")) else other


def _at(fields: Any, place: tuple[str | int, ...]) -> object:  # noqa: ANN401
    for step in place:
        try:
            fields = fields[step]
        except (LookupError, TypeError):
            return None
    return fields


def _text(value: object) -> str:
    """A string, or the lines of a list of strings or of parts with a text each; empty for anything else or blanks."""
    if isinstance(value, list):
        lines = (_at(each, ("text",)) if isinstance(each, dict) else each for each in value)
        value = "\n".join(line for line in lines if isinstance(line, str))
    return value if isinstance(value, str) and value.strip() else ""


def _in_broken(text: str, mark: re.Pattern[str] | None, *, bare: bool) -> Sent | None:
    """The SMS in JSON that cannot be read, and what stands around it."""
    strings = list(of_json(text))
    if prompt := _from_mark(strings, mark):
        return Sent(*prompt[0], rest=_around(prompt, 0))
    if (at := _first(strings)) is None:
        return _unnamed(strings, bare=bare)
    return Sent(*strings[at], rest=_around(strings, at, bare=bare))


def _from_mark(strings: Sequence[Named], mark: re.Pattern[str] | None) -> Sequence[Named]:
    """The first string with a mark and all behind it: the user's own prompt stands before anything of a sender's."""
    marked = (at for at, (_, text) in enumerate(strings) if mark and mark.search(text))
    at = next(marked, len(strings))
    return strings[at:]


def _in_form(text: str) -> Sent | None:
    """The SMS in a form, and what stands around it; what encodes a form leaves no Chinese character."""
    strings = list(of_form(text))
    if (at := _first(strings)) is None:
        blank = any(name.lower() in TEXTS for name, _ in strings)
        return _unnamed(strings) if blank else None
    name, value = strings[at]
    if _is_of_another_encoding(text, value):
        return Sent(name, "")
    around = _around(strings, at)
    return Sent(name, value, "" if text.isascii() else around, around)


def _in_odd_form(text: str) -> Sent | None:
    """All that people may read in a form that calls nothing a text, and the form itself: it may be the SMS."""
    read = _unnamed(of_form(text)) if text.isascii() else None
    return read._replace(beside=text) if read else None


def _is_of_another_encoding(form: str, text: str) -> bool:
    """Whether a form was encoded from something else than UTF-8; one that was not encoded at all, its sender wrote."""
    if "\ufffd" not in text or not form.isascii():
        return False
    return (len(unquote_plus(form)) - len(unquote_plus(form, errors="ignore"))) * 2 > len(text)


def _in_parts(text: str, said: str) -> Sent | None:
    """The SMS alone in a form in parts, whose sender cannot guess what parts them; all, where it is not called one."""
    strings = list(of_parts(text))
    at = _first(strings)
    return None if at is None else Sent(*strings[at], rest="" if PARTS in said else text)


def _first(strings: Sequence[Named]) -> int | None:
    """Where the first text by the best name stands; another by that name may be the sender's."""
    first: dict[str, int] = {}
    for at, (name, text) in enumerate(strings):
        if name.lower() in TEXTS and text.strip():
            first.setdefault(name.lower(), at)
    return next((first[name] for name in TEXTS if name in first), None)
