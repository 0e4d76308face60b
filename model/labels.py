"""The three labels, the tags and the kinds, and their Chinese names."""

from enum import StrEnum


class Label(StrEnum):
    """What a text is; a later member takes precedence over an earlier one."""

    NORMAL = "normal"
    HARASSMENT = "collection_harassment"
    THREAT = "contact_threat"

    __hash__ = str.__hash__
    """Enum's own hash is written in Python and shows in the time of every message."""

    @property
    def category(self) -> str:
        """The label's Chinese name, as shown to people."""
        return CATEGORIES[self]


class Verdict(StrEnum):
    """What a client should do with a message."""

    ALLOW = "allow"
    REVIEW = "review"
    BLOCK = "block"


CATEGORIES = {
    Label.NORMAL: "正常",
    Label.HARASSMENT: "催收骚扰",
    Label.THREAT: "威胁联系家人",
}

LABELS = tuple(Label)

TEXT_TAGS = (
    "third_party_threat",
    "third_party_contacted",
    "debt_disclosure",
    "public_exposure",
    "insult",
    "threat_safety",
    "impersonate_authority",
    "false_legal",
    "visit_threat",
    "identity_hidden",
    "improper_payment",
    "pressure_deadline",
)
"""The tags one text can show; off_hours, high_frequency and continued_after_refusal need an archive."""

THIRD_PARTY = ("third_party_threat", "third_party_contacted")
"""Every contact_threat carries one of these, and nothing else does."""

KINDS = (
    "due_reminder",
    "overdue_notice",
    "dunning_third_party_agency",
    "relay_request",
    "loan_ad",
    "debt_service_ad",
    "bank_service",
    "utility_bill",
    "court_notice",
    "anti_fraud_psa",
    "private_chat",
    "otp",
    "other",
    "reported_speech",
)
"""The guide's kinds, and one more: what people tell, quote and ask of those who claim a debt."""
