"""Puts around texts what channels, phones and exports put there, and measures whether the champion still says the same.

None of it changes what a text is. The ways to opt out are others than those that training puts behind texts
(`model/framing.py`).
"""

import re
import sys
from collections.abc import Callable, Sequence

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.disguises import champion, flagged_normal
from benchmarks.texts import Everyday, Labelled, drawn, table_of, texts_of
from model.errors import ModelError
from model.judging import Judge

MOST = 3_000
"""Everyday texts that are drawn."""

FRAMES: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "拒收回复TD behind": lambda text: f"{text}，拒收回复TD",
    "不想收到请回复N behind": lambda text: f"{text} 不想收到请回复N",
    "回复QX取消订阅 behind": lambda text: f"{text}。回复QX取消订阅",
    "a link behind": lambda text: f"{text} https://t.cn/A6x8Kq2",
    "a date in front": lambda text: f"2024/7/9 18:30 {text}",
    "a part's number in front": lambda text: f"[2/3]{text}",
    "Hi in front": lambda text: f"Hi，{text}",
    "digits starred": lambda text: re.sub(r"\d", "*", text),
    "digits as X": lambda text: re.sub(r"\d", "X", text),
    "no punctuation": lambda text: re.sub(r"[，。！？；：、,.!?;:“”‘’\s]", "", text),
    "spaces for punctuation": lambda text: re.sub("[，。！？；：]", " ", text),
    "a line for each clause": lambda text: re.sub("[，。！？；]", "\n", text),
    "punctuation of half width": lambda text: text.translate(str.maketrans("，。！？；：（）", ",.!?;:()")),
    "twice": lambda text: f"{text}\n{text}",
}


def measured(judge: Judge, harmful: Sequence[str], lawful: Sequence[str], everyday: Sequence[str]) -> Table:
    """A row a frame: the share of harmful texts found, and of lawful and everyday ones flagged."""
    table = table_of("frame", "harmful found", "lawful flagged", "everyday flagged")
    for name, frame in FRAMES.items():
        found, flagged, alarms = (flagged_normal(judge, [*map(frame, texts)]) for texts in (harmful, lawful, everyday))
        table.add_row(name, f"{found:.1%}", f"{flagged:.1%}", f"{alarms:.2%}")
    return table


def main(samples: Labelled, normal: Everyday) -> None:
    """Measure whether what stands around a text changes what the champion says of it."""
    harmful, lawful, everyday = texts_of(samples, normal)
    everyday = drawn(everyday, MOST)
    judge, version = champion()
    print(f"model {version} on {len(harmful):,} harmful, {len(lawful):,} lawful and {len(everyday):,} everyday texts")
    Console().print(measured(judge, harmful, lawful, everyday))


if __name__ == "__main__":
    try:
        typer.run(main)
    except ModelError as error:
        sys.exit(f"frames: {error}")
