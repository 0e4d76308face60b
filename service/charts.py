"""Charts of evidence as SVG without scripts, fonts or links: messages over time and over the hours of the day."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from math import inf
from typing import Any

import pygal
from lxml import etree
from pygal.graph.graph import Graph
from pygal.style import Style

from model.labels import Label
from service.clock import MORNING, NIGHT, hour_of, local
from service.evidence import Exhibit

# pygal leaves a finder for map plugins, of a kind that Python 3.11 warns about at every import after it
sys.meta_path[:] = [each for each in sys.meta_path if not isinstance(each, pygal.PluginImportFixer)]

COLORS = {Label.HARASSMENT: "#c98a2b", Label.THREAT: "#8c3b3b"}
NIGHT_COLOR, DAY_COLOR = "#3d4f73", "#a9b7cc"

FONTS = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, WenQuanYi Micro Hei, sans-serif"

_STYLE = Style(
    background="transparent",
    plot_background="transparent",
    foreground="#444",
    foreground_strong="#222",
    foreground_subtle="#ddd",
    colors=tuple(COLORS.values()),
    font_family=FONTS,
    label_font_size=13,
    major_label_font_size=13,
    legend_font_size=14,
    value_font_size=14,
)


_SOFTER = (
    "#chart .axis .guide.line,#chart .axis .major.guide.line{stroke:#e3e5e9;stroke-dasharray:none}"
    "#chart .reactive{fill-opacity:1;stroke-opacity:0}"
)
"""Thin grey guides instead of dashed black ones, and full colours."""


@dataclass(frozen=True, slots=True)
class Span:
    """What a bar may stand for: the first day of it, how many it has at most, and how that first one is written.

    `long_form` is how it is written among those of other years. It is drawn so where all bars together are shorter than
    `up_to` days.
    """

    name: str
    start: Callable[[date], date]
    days: int
    form: str
    long_form: str
    up_to: float

    def starts(self, first: date, last: date) -> Iterator[date]:
        """The days on which the spans start, from that of one day to that of another."""
        day = self.start(first)
        while day <= last:
            yield day
            day = self.start(day + timedelta(days=self.days))


SPANS = (
    Span("每日", lambda day: day, 1, "%m-%d", "%Y-%m-%d", 45),
    Span("每周", lambda day: day - timedelta(days=day.weekday()), 7, "%m-%d", "%Y-%m-%d", 1_400),
    Span("每月", lambda day: day.replace(day=1), 31, "%Y-%m", "%Y-%m", 6_000),
    Span("每年", lambda day: day.replace(month=1, day=1), 366, "%Y", "%Y", inf),
)
"""Some 200 bars at most: one message with an absurd date among a few made 13,500 weeks and nine megabytes."""


def span(exhibits: Iterable[Exhibit]) -> Span:
    """What a bar of the timeline stands for: the longer the time, the more."""
    days = _days(exhibits)
    long = (max(days) - min(days)).days if days else 0
    return next(each for each in SPANS if long < each.up_to)


def timeline(exhibits: Sequence[Exhibit]) -> str:
    """Harmful messages by day, or by week, month or year where the time is long, one colour for each label."""
    if not (days := _days(exhibits)):
        return ""
    by = span(exhibits)
    bars = list(by.starts(min(days), max(days)))
    chart = pygal.StackedBar(**_config(x_label_rotation=45, truncate_label=-1))
    form = by.form if bars[0].year == bars[-1].year else by.long_form
    chart.x_labels = [f"{day:{form}}" for day in bars]
    chart.x_labels_major = [f"{day:{form}}" for day in bars[:: max(1, len(bars) // 10)]]
    for label in COLORS:
        counts = Counter(map(by.start, _days(exhibits, label)))
        chart.add(label.category, [counts[day] or None for day in bars])
    chart.y_labels = _ticks(Counter(map(by.start, days)))
    return _drawn(chart, "timeline", f"{by.name}条数")


def by_hour(exhibits: Iterable[Exhibit]) -> str:
    """Harmful messages by the local hour they came in, the night from 22:00 to 8:00 darker."""
    counts = Counter(hour_of(each.message) for each in exhibits if each.harmful)
    del counts[None]
    if not counts:
        return ""
    chart = pygal.Bar(**_config(show_legend=False, show_minor_x_labels=True))
    chart.x_labels = [str(hour) for hour in range(24)]
    chart.add(
        "条数",
        [
            {"value": counts[hour] or None, "color": DAY_COLOR if MORNING <= hour < NIGHT else NIGHT_COLOR}
            for hour in range(24)
        ],
    )
    chart.y_labels = _ticks(counts)
    return _drawn(chart, "hours", "一天中各小时收到的条数，22 点至 8 点颜色较深")


def _ticks(counts: Counter[Any]) -> list[int]:
    """Whole numbers up the side, about five of them."""
    most = max(counts.values())
    step = next(step for step in _steps() if 5 * step >= most)
    return list(range(0, most + step, step))


def _steps() -> Iterator[int]:
    """1, 2, 5, 10, 20, 50 and so on."""
    yield from (lead * 10**zeros for zeros in count() for lead in (1, 2, 5))


def _days(exhibits: Iterable[Exhibit], label: Label | None = None) -> list[date]:
    """The local days of harmful messages, or of those with a label."""
    return [
        local(each.message.time).date()
        for each in exhibits
        if each.harmful and each.message.time and (label is None or (each.judgement and each.judgement.label is label))
    ]


def _config(**more: object) -> dict[str, Any]:
    """What every chart is drawn with."""
    return {
        "style": _STYLE,
        "width": 520,  # as narrow as 24 hours allow: on a phone all is drawn at two thirds
        "height": 250,
        "js": [],
        "show_minor_x_labels": False,
        "show_x_guides": False,
        "legend_at_bottom": True,
        "legend_at_bottom_columns": 2,
        "legend_box_size": 14,
        "margin": 8,
        "value_formatter": lambda value: f"{value:.0f}",
        **more,
    }


def _drawn(chart: Graph, name: str, described: str) -> str:
    """The chart as an element to stand in a page: no script, comment or tool tip, and the same bytes each time."""
    chart.uuid = name
    root = chart.render_tree()
    for part in list(root.iter()):
        if not isinstance(part.tag, str) or part.tag.endswith("script") or "tooltip-overlay" in part.get("class", ""):
            part.getparent().remove(part)
    for style in root.iter("{*}style"):
        style.text = (style.text or "") + _SOFTER.replace("#chart", f"#chart-{name}")
    for title in root.findall("{*}title"):
        title.text = described
    root.set("role", "img")
    root.set("aria-label", described)
    drawn: str = etree.tostring(root, encoding="unicode")
    return drawn
