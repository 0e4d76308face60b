"""What emoji are called in Chinese: the annotations of the Unicode CLDR."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

PACKAGES = Path(__file__).parent / "node_modules"
ANNOTATIONS = (
    ("cldr-annotations-full", "annotations"),
    ("cldr-annotations-derived-full", "annotationsDerived"),
)
"""Packages of the CLDR, and what their folder is called; derived are those of signs put together from others."""

_NAME = re.compile("[\u4e00-\u9fff]{1,5}")
_DROPPED = dict.fromkeys((0x200D, 0x20E3, 0xFE0E, 0xFE0F))
"""Joiners and variation selectors, which `normalize` drops too."""

_SKIN = re.compile("[\U0001f3fb-\U0001f3ff]")
_LONGEST = 4


def names() -> dict[str, list[str]]:
    """The names and keywords of each emoji, of Han characters only and short enough to be meant by it."""
    found: dict[str, list[str]] = {}
    for emoji, said in _annotations():
        sign = emoji.translate(_DROPPED)
        if _is_drawn(sign):
            kept = found.setdefault(sign, [])
            kept += [name for name in [*said.get("default", []), *said.get("tts", [])] if _is_new(name, kept)]
    return {sign: kept for sign, kept in sorted(found.items()) if kept}


def _annotations() -> Iterator[tuple[str, dict[str, list[str]]]]:
    for package, folder in ANNOTATIONS:
        text = PACKAGES.joinpath(package, folder, "zh", "annotations.json").read_text("utf-8")
        yield from json.loads(text)[folder]["annotations"].items()


def _is_new(name: str, kept: list[str]) -> bool:
    return name not in kept and _NAME.fullmatch(name) is not None


def _is_drawn(sign: str) -> bool:
    """Whether this is an emoji or another drawn sign, not a letter, a stop or a variant by colour of skin."""
    if not sign or len(sign) > _LONGEST or _SKIN.search(sign):
        return False
    return any(char > "\u203a" for char in sign) and not any("\u3001" <= char <= "\u9fff" for char in sign)
