"""Stacked bars by day as inline SVG, drawn by pygal (decision 0068) and cut down to shapes and text. Pure.

No script, no style of its own, no font: colours and patterns come from the page, so that a chart follows dark mode and
print. Series differ by pattern as well as by colour, and each chart has a title and a description; the page gives the
same figures as a table. Numbers only ever go in as numbers and text as text nodes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from itertools import count
from typing import Any

from lxml import etree

from flows.briefing.model import Series

SVG = "{http://www.w3.org/2000/svg}"

SIZES = {"wide": (900, 250, 14), "narrow": (340, 230, 5)}
"""Width, height and number of dates under the axis: for a window, and for a phone, where text stays readable."""


def stacked(name: str, title: str, description: str, days: Sequence[str], series: Sequence[Series]) -> list[str]:
    """The chart in each of :data:`SIZES`, ``days`` under its axis; ``name`` makes its ids unique on the page."""
    return [_drawn(f"{name}-{size}", size, title, description, days, series) for size in SIZES]


def _drawn(name: str, size: str, title: str, description: str, days: Sequence[str], series: Sequence[Series]) -> str:
    pygal = _pygal()
    width, height, dates = SIZES[size]
    every = -(-len(days) // dates)
    most = max((sum(column) for column in zip(*(one.per_day for one in series), strict=True)), default=0)
    chart = pygal.StackedBar(
        width=width,
        height=height,
        margin=4,
        spacing=8,
        css=[],
        js=[],
        show_legend=False,
        disable_xml_declaration=True,
        truncate_label=-1,
        value_formatter=lambda value: f"{value:,.0f}",
        y_labels=_ticks(most),
        include_x_axis=True,
    )
    chart.x_labels = [day if at % every == 0 else "" for at, day in enumerate(days)]
    for one in series:
        chart.add("", list(one.per_day))
    # Our own numbers and dates alone are in it: no title of a page reaches this tree.
    tree: Any = etree.fromstring(chart.render(is_unicode=True).encode())
    etree.strip_elements(tree, *(SVG + tag for tag in ("script", "style", "desc", "title")), with_tail=False)
    empty = "//*[contains(concat(' ', @class, ' '), ' overlay ')] | //*[local-name()='rect'][@height=0] | //comment()"
    for element in tree.xpath(empty):
        element.getparent().remove(element)
    for element in tree.iter():
        for attribute in ("id", "style", "font-family"):
            element.attrib.pop(attribute, "")
        for attribute in ("x", "y", "width", "height", "d", "transform"):
            if attribute in element.attrib:  # as fine as a screen shows it, and a third of the bytes less
                element.set(attribute, re.sub(r"(\.\d)\d+", r"\1", element.get(attribute, "")))
        if (classes := element.get("class")) is not None:
            kept = " ".join(name for name in classes.split() if name not in ("rect", "reactive", "tooltip-trigger"))
            element.attrib.update({"class": kept}) if kept else element.attrib.pop("class")
    tree.attrib.update({"class": f"chart {size}", "role": "img", "aria-labelledby": f"{name}-title {name}-description"})
    for tag, text in (("desc", description), ("title", title)):
        element = etree.Element(SVG + tag, id=f"{name}-{'title' if tag == 'title' else 'description'}")
        element.text = re.sub(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", " ", text)
        tree.insert(0, element)
    etree.cleanup_namespaces(tree)
    return str(etree.tostring(tree, encoding="unicode"))


def _pygal() -> Any:
    """The library, imported when a page needs it (0.17 s), without the finder of map plug-ins it brings.

    That finder lacks ``find_spec``: with it in ``sys.meta_path`` later imports warn, and warnings are errors.
    """
    import pygal

    sys.meta_path[:] = [finder for finder in sys.meta_path if hasattr(finder, "find_spec")]
    return pygal


def _ticks(most: int) -> list[int]:
    """Some four round numbers from nought to at least ``most``."""
    steps = (number * 10**power for power in count() for number in (1, 2, 5))
    step = next(step for step in steps if step * 4 >= most)
    return list(range(0, max(most, 1) + step, step))
