"""A judge that goes by single words, and small archives that tests write for themselves."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from model.explain import Reason
from model.judging import Judgement
from model.labels import Label, Verdict
from service.clock import SHANGHAI
from service.messages import Direction, Message, Place
from service.report import Reported, Wishes, report
from service.scan import Finding

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
FIRST = datetime(2026, 6, 1, 10, 0, 5, tzinfo=SHANGHAI)

WORDS = {
    "爸妈": (Label.THREAT, "third_party_threat"),
    "废物": (Label.HARASSMENT, "insult"),
    "卸": (Label.HARASSMENT, "threat_safety"),
    "法院": (Label.HARASSMENT, "false_legal"),
    "个人账户": (Label.HARASSMENT, "improper_payment"),
    "贴": (Label.HARASSMENT, "public_exposure"),
}


class Words:
    """Judges a text by the words it holds."""

    def judge(self, text: str) -> Judgement:
        found = [(word, *WORDS[word]) for word in WORDS if word in text]
        label = max((label for _, label, _ in found), key=list(Label).index, default=Label.NORMAL)
        reasons = tuple(
            Reason(text.index(word), text.index(word) + len(word), word, 1.0, label) for word, _, _ in found
        )
        tags = tuple(tag for _, _, tag in found)
        return Judgement(
            label, {each: float(each is label) for each in Label}, Verdict.REVIEW, tags, reasons, "疑似", ()
        )


class Unsure(Words):
    """The same, but of a short text without such a word it cannot say anything."""

    def judge(self, text: str) -> Judgement:
        found = super().judge(text)
        return found if found.harmful or len(text) > 2 else found._replace(unsure="太短", reason="太短")


def finding(
    text: str,
    time: datetime | None = FIRST,
    sender: str = "106900000001",
    *,
    out: bool = False,
    sent=None,
    record=1,
    name: str | None = None,
) -> Finding:
    message = Message(text, Place("a", record), sender, name, time, sent, Direction.OUT if out else Direction.IN)
    return Finding(message, None if out else Words().judge(text))


RECORDS = (
    ("【某花】您的借款本期账单应还300元，请按时还款", 0, "106900000001"),
    ("【某花】废物，还钱", 24, "106900000001"),
    ("【某花】=再不还钱就告诉你爸妈\n第二行", 48, "106900000002"),
    ("【某花】法院已立案，今天不还就冻结", 62, "106900000003"),
    ("请不要再给我发短信", 70, "106900000001"),
    ("=今晚上门卸你的门，你同学李秀英13812345678也会知道，告诉你爸妈", 85, "13700000001"),
    ("您的验证码是 482913，五分钟内有效", 90, "106900000001"),
    ("晚饭吃什么", 91, "13800000002"),
    ("【某花】废物，转到个人账户", 104, "106900000002"),
)
"""Text, hours after FIRST and sender; the fifth was sent by the owner."""


def archive(folder: Path, records=RECORDS, names: Mapping[str, str] | None = None) -> Path:
    path = folder / "短信.jsonl"
    lines = (
        {
            "body": text,
            "address": sender,
            "name": (names or {}).get(sender),
            "date": int((FIRST + timedelta(hours=hours)).timestamp() * 1000),
            "type": 2 if text.startswith("请不要") else 1,
        }
        for text, hours, sender in records
    )
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def reported(folder: Path, records=RECORDS, *, names: Mapping[str, str] | None = None, **wishes) -> Reported:
    """The evidence of a small archive, without a PDF unless one is asked for; `names` are those of numbers."""
    wished = Wishes(**({"pdf": False} | wishes))
    return report(
        [archive(folder, records, names)],
        folder / "out",
        Words(),
        "v1",
        wishes=wished,
        command="jingxin report",
        now=NOW,
    )
