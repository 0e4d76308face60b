"""The rules that a kind of conduct appears to touch: name, tier, dates and limits, from one data file.

Only wording that was checked is quoted; paraphrased and back-translated rules come without a quotation. A rule is shown
only for messages of its own time, and one that binds some lenders only says which.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files

from model.conduct import Conduct, conducts

AS_OF = date(2026, 11, 24)
"""The day up to which the rules were looked through."""

TIERS: Mapping[str, str] = {
    "T1": "法律、司法解释",
    "T2": "监管规定",
    "T3": "推荐性国家标准",
    "T4": "行业自律规则",
}


class Lender(StrEnum):
    """Who lent the money, where the owner knows."""

    BANK = "bank"
    SMALL_LOAN = "small-loan"
    PRIVATE = "private"


LENDERS: Mapping[Lender, str] = {
    Lender.BANK: "银行",
    Lender.SMALL_LOAN: "小额贷款公司",
    Lender.PRIVATE: "个人",
}

OF_TRADERS = frozenset({"R04-25", "R04-44", "R15"})
"""Law that does not bind everybody: on consumers, and on personal data, which leaves a person's own affairs out."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as people read it; `applies` names those it binds where that is not everyone."""

    id: str
    name: str
    tier: str
    mark: str
    certainty: str
    since: date
    until: date | None
    quote: str | None
    applies: str
    limit: str

    def held(self, on: date) -> bool:
        """Whether it was in force on a day."""
        return self.since <= on and (self.until is None or on <= self.until)

    def binds(self, lender: Lender | None) -> bool:
        """Whether it may bind a lender; an unknown one, any rule may, and a private one, only the law for everybody."""
        if lender is Lender.PRIVATE:
            return self.tier == "T1" and self.id not in OF_TRADERS
        if lender is None or not self.applies:
            return True
        wanted = {Lender.BANK: "银行", Lender.SMALL_LOAN: "小额贷款"}[lender]
        return wanted in self.applies or "互联网金融协会" in self.applies


ITEMS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("R02", "third_party_threat"): ("R02-1",),
    ("R02", "debt_disclosure"): ("R01", "R02-5"),
    ("R02", "high_frequency"): ("R02-1",),
    ("R04", "debt_disclosure"): ("R04-25",),
    ("R04", "continued_after_refusal"): ("R04-44",),
    ("R05", "threat_safety"): ("R05-1",),
    ("R05", "insult"): ("R05-5", "R05-old"),
    ("R05", "high_frequency"): ("R05-5", "R05-old"),
    ("R05", "public_exposure"): ("R01", "R05-6"),
    ("R26", "public_exposure"): ("R26-post",),
    ("R26", "visit_threat"): ("R26-visit",),
    ("R26", "identity_hidden"): ("R26-phone",),
}
"""Which item of a rule with several a conduct touches, and what it was called before it was renumbered."""

ARCHIVE_CONDUCTS: Mapping[str, Conduct] = {
    "off_hours": Conduct("off_hours", "夜间收到", "接收时间在 22:00–8:00", ("S03", "R20"), 1),
    "high_frequency": Conduct(
        "high_frequency",
        "短时间内多条",
        "同一来源一天 3 条或七天 10 条以上（本程序自定的提示线，不是法定标准）",
        ("R02", "R05", "G17"),
        1,
    ),
    "continued_after_refusal": Conduct(
        "continued_after_refusal", "拒绝后仍收到", "明确拒绝之后仍收到", ("S02", "R27", "R04", "R15"), 2
    ),
}


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule that may be shown, by id."""
    known = json.loads(files("service").joinpath("rules.json").read_text("utf-8"))
    return {id_: _rule(id_, fields) for id_, fields in known.items()}


def conduct_of(tag: str) -> Conduct:
    """What is known of a tag, one of a text or one of an archive."""
    return ARCHIVE_CONDUCTS.get(tag) or conducts()[tag]


def rules_of(tag: str, days: list[date], lender: Lender | None = None) -> tuple[Rule, ...]:
    """The rules that a tag appears to touch, of those in force on any of the days; court cases are left out."""
    ids = [each for id_ in conduct_of(tag).rules for each in ITEMS.get((id_, tag), (id_,))]
    known = (rules()[id_] for id_ in ids if id_ in rules())
    held = (rule for rule in known if rule.binds(lender) and any(map(rule.held, days)))
    return tuple(sorted(held, key=lambda rule: rule.tier))


def _rule(id_: str, fields: Mapping[str, str]) -> Rule:
    since, until = date.fromisoformat(fields["since"]), fields["until"] and date.fromisoformat(fields["until"])
    return Rule(id=id_, **(dict(fields) | {"since": since, "until": until or None}))  # type: ignore[arg-type]
