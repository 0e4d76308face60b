"""Reads the tables of Android's mmssms.db, and those of Huawei's backups, which are the same by other names."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from service.archives.connection import Database, Row, string
from service.archives.records import TRASHED, Given, direction_of, why_no_mms
from service.archives.subjects import with_subject
from service.messages import Direction

_FROM, _TO = "137", "151"
"""Kinds of address."""

_OWNER = "insert-address-token"
_ELSEWHERE = "a text of this message lies in a file of the phone that is not in this database"
_SMS = ("address", "body", "date", "date_sent", "type", "deleted")
_MMS = ("_id", "date", "date_sent", "msg_box", "m_type", "sub", "deleted")


@dataclass(frozen=True, slots=True)
class Names:
    """What the four tables are called."""

    sms: str
    pdu: str
    part: str
    addr: str


_ANDROID = Names("sms", "pdu", "part", "addr")
_HUAWEI = Names("sms_tb", "pdu_tb", "part_tb", "addr_tb")


def fits(database: Database) -> bool:
    """Whether the database has the tables of either."""
    return any(_has(database, names) for names in (_ANDROID, _HUAWEI))


def _has(database: Database, names: Names) -> bool:
    return database.has(names.sms, "body", "date", "address")


def records(database: Database) -> Iterator[Given | str]:
    """Every SMS, then every MMS."""
    names = _ANDROID if _has(database, _ANDROID) else _HUAWEI
    for row in database.rows(names.sms, *_SMS):
        yield TRASHED if _is_trashed(row) else _sms(row)
    if database.has(names.pdu, "_id", "date"):
        texts, people = _texts(database, names.part), _people(database, names.addr)
        for row in database.rows(names.pdu, *_MMS):
            yield TRASHED if _is_trashed(row) else _mms(row, texts, people)


def _is_trashed(row: Row) -> bool:
    return string(row["deleted"]) == "1"


def _sms(row: Row) -> Given:
    return Given(
        text=string(row["body"]),
        senders=(string(row["address"]),),
        times=(string(row["date"]),),
        sents=(string(row["date_sent"]),),
        directions=(string(row["type"]),),
        remark=damage(row["body"]),
    )


def _mms(row: Row, texts: dict[str, list[tuple[int, str]]], people: dict[tuple[str, str], str]) -> Given | str:
    """An MMS; its times are in seconds, and its box or else its kind (128 sent, 130 and 132 received) its direction."""
    key = string(row["_id"])
    parts = [text for _, text in sorted(texts.get(key, []))]
    whole = with_subject(string(row["sub"]), "\n".join(filter(None, parts)))
    if why := why_no_mms(row["m_type"], whole + ("" if all(parts) else _ELSEWHERE)):
        return why
    directions = (string(row["msg_box"]), "2" if string(row["m_type"]) == "128" else "1")
    others = {Direction.OUT: (_TO,), Direction.IN: (_FROM,)}.get(direction_of(directions), (_FROM, _TO))
    return Given(
        text=whole,
        senders=[people.get((key, kind)) for kind in others],
        times=(string(row["date"]),),
        sents=(string(row["date_sent"]),),
        directions=directions,
        remark=None if all(parts) else _ELSEWHERE,
    )


def _texts(database: Database, table: str) -> dict[str, list[tuple[int, str]]]:
    """The text parts of every MMS, with their places in it; an empty one is kept in a file."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in database.rows(table, "mid", "seq", "ct", "text", "_data"):
        if string(row["ct"]).startswith("text/plain") and (row["text"] or row["_data"]):
            sequence = row["seq"]
            found[string(row["mid"])].append((sequence if isinstance(sequence, int) else 0, string(row["text"])))
    return found


def _people(database: Database, table: str) -> dict[tuple[str, str], str]:
    """The first number of either kind of every MMS; the owner's stands for nobody."""
    found: dict[tuple[str, str], str] = {}
    for row in database.rows(table, "msg_id", "address", "type"):
        kind = string(row["type"])
        if kind in (_FROM, _TO) and string(row["address"]) != _OWNER:
            found.setdefault((string(row["msg_id"]), kind), string(row["address"]))
    return found


def damage(body: object) -> str | None:
    """What is wrong with the bytes of a text, if anything is."""
    if isinstance(body, bytes):
        try:
            body.decode()
        except UnicodeDecodeError:
            return "some bytes of the text are not UTF-8 and read as U+FFFD"
    return None
