"""What is known of each conduct tag: its Chinese name, sentence, rule ids and severity, from one data file.

The sentences only say what the text says and which rule it touches; they never call a sender unlawful.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Conduct:
    """One tag as people read it; severity runs from 1 low to 3 high, rules are ids of service/rules.json.

    `sentence` cites the law of today, for a text of today; `advice` holds at any time. What only an archive shows has
    neither.
    """

    tag: str
    name: str
    brief: str
    rules: tuple[str, ...]
    severity: int
    sentence: str = ""
    advice: str = ""


@cache
def conducts() -> Mapping[str, Conduct]:
    """Every conduct that a text can show, by tag."""
    known = json.loads(files("model").joinpath("conduct.json").read_text("utf-8"))
    return {tag: Conduct(tag, **(fields | {"rules": tuple(fields["rules"])})) for tag, fields in known.items()}
