"""Frames texts by chance as channels and phones do, for training: what stands around a text does not change what it is.

Bulk channels close a message with a way to opt out. Of the lawful samples 6 in 1,000 end so, being advertising, of the
harmful ones 1 in 1,000, so a model takes 拒收请回复R for a sign of harmlessness, and a link for one of harm.
Nothing that serves imports this module.
"""

import random

from model.chances import chance_for

FRAMED = 4
"""One text in so many is framed.

Of the exam's harmful texts 96.1 % were found with another way to opt out behind them, with one in six 94.9, with none
92.2 (`benchmarks.frames`).
"""

BEHIND = 0.75
"""The share of these that get something behind them; the others get something in front."""

OPT_OUTS = (
    *("退订回T", "退订回TD", "退订回N", "退订T", "退订请回复0", "回T退订", "TD退订", "回复TD退订"),
    *("拒收回R", "拒收请回R", "拒收请回复R", "回R拒收", "取消请回QX", "不需要请回T", "如不需要请回复TD", "谢绝请回N"),
)

LINKED = 0.15
"""The share of what stands behind texts that is a link."""

SITES = ("https://dwz.cn/", "http://m.s5.cn/", "dwz.cn/", "u8.cn/", "https://h5.duan.cn/s?k=")

FRONTS = ("您好，", "你好！", "(1/2)", "【1/2】", "2025-03-14 09:12 ", "3月14日 09:12：", "[09:12] ")

_STOPS = ("，", "。", " ", "\n", "")

_LETTERS = "abcdefghkmnpqrstuvwxyzABCDEFGHKMNPQRSTUVWXYZ23456789"


def framed(text: str) -> list[str]:
    """The text in a frame, for one in FRAMED that has none yet; the same text gives the same answer."""
    chance = chance_for(text, FRAMED, b"framed")
    if chance is None or "退订" in text or "拒收" in text:
        return []
    if chance.random() >= BEHIND:
        return [chance.choice(FRONTS) + text]
    behind = _link(chance) if chance.random() < LINKED else chance.choice(OPT_OUTS)
    return [text + chance.choice(_STOPS) + behind]


def _link(chance: random.Random) -> str:
    return chance.choice(SITES) + "".join(chance.choices(_LETTERS, k=chance.randint(4, 7)))
