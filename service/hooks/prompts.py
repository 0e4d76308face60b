"""The SMS in a prompt for a language model, as SpamBlocker's presets for Groq and Gemini write it."""

import re

from service.hooks.fields import Sent

MARK = re.compile(r"The\s+SMS\s+message\s+is:|(?P<chinese>短信内容是[：:])|Categorize\s+this\s+SMS\s+message:")
"""What stands before the SMS. The first counts: what stands behind it, an SMS may hold as well."""


def prompted(sent: Sent) -> Sent:
    """What stands behind the mark; all of a prompt without one."""
    return Sent(sent.name, *map(_behind, sent[1:]))


def asks_in_chinese(prompt: str) -> bool:
    """Whether the answer is looked for in Chinese."""
    found = MARK.search(prompt)
    return bool(found and found["chinese"])


def _behind(prompt: str) -> str:
    found = MARK.search(prompt)
    return prompt[found.end() :].strip() if found else prompt
