"""A briefing as one HTML page that needs nothing else: no network, no script, no font. Pure.

Whatever pages said is escaped (autoescape is always on), and an address becomes a link only when it is http or https.
The page forbids itself to load or run anything, by a Content-Security-Policy.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from flows.briefing import charts
from flows.briefing.model import Briefing, Series
from flows.briefing.wording import EMPTY, NO_BEFORE, facts, heading, period, plural

if TYPE_CHECKING:
    from jinja2 import Template

SERIES = 6
"""Series in a chart: as many patterns can be told apart. The table beside it has all."""


def render_html(briefing: Briefing, *, charts: bool = True) -> str:
    """The page. Without ``charts``, figures are tables alone: most mail programs show no SVG."""
    drawn = _charts(briefing) if charts and briefing.articles else {}
    return _template().render(
        b=briefing,
        heading=heading(briefing),
        period=period(briefing),
        empty=EMPTY,
        no_before=NO_BEFORE,
        charts=drawn,
        drawn=SERIES,
        facts=facts,
        plural=plural,
        linkable=linkable,
        language=language,
    )


def linkable(url: str) -> bool:
    """Whether an address may be a link: never ``javascript:`` and its kin."""
    return bool(re.match(r"https?://[^\s]+\Z", url, re.IGNORECASE))


def language(code: str) -> str:
    """A code fit for ``lang``; empty for anything else, which means unknown."""
    return code if re.fullmatch(r"[a-z]{2}", code) else ""


def _charts(b: Briefing) -> dict[str, list[str]]:
    drawn = {}
    # Weeks and months run over years: their axis names the year, and the table each day they begin on.
    days = [day[5:] if b.step == "day" else day[:7] for day in b.days]
    for name, title, series in (
        ("volume", f"Articles by leader and {b.step}", b.volume[:SERIES]),
        ("tone", f"Articles by tone towards the leaders named, by {b.step}", b.tone),
    ):
        if any(one.articles for one in series):
            drawn[name] = charts.stacked(name, title, _description(b, series), days, series)
    return drawn


def _description(b: Briefing, series: tuple[Series, ...]) -> str:
    told = "; ".join(f"{one.label} {one.articles:,}" for one in series)
    return f"Stacked bars for {plural(len(b.days), b.step)}. In all: {told}. The table below has every figure."


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("flows.briefing", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("briefing.html.j2")
