"""The page: everything escaped, nothing loaded, the same figures in charts and tables."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from importlib import metadata
from typing import Any

import pytest
from lxml import html

from flows.briefing import Briefing, render_html
from flows.briefing.page import language, linkable
from tests.flows.briefing.samples import EVIL, HOSTILE, NOTHING


def parsed(page: str) -> Any:
    """The page as a browser would read it; lxml's types would ask what every XPath gives."""
    return html.document_fromstring(page)


@pytest.mark.parametrize("briefing", [HOSTILE, NOTHING], ids=["hostile", "empty"])
@pytest.mark.parametrize("charts", [True, False])
def test_the_page_runs_and_loads_nothing(briefing: Briefing, charts: bool) -> None:
    page = render_html(briefing, charts=charts)
    tree = parsed(page)
    assert not tree.xpath("//script|//img|//link|//iframe|//object|//b|//image|//use|//foreignObject")
    assert not [name for element in tree.iter() for name in element.attrib if str(name).lower().startswith("on")]
    assert not tree.xpath("//@src|//@srcset|//@poster|//@data|//@*[contains(., 'javascript:')]")
    assert set(re.findall(r"url\(([^)]*)\)", page)) <= {f"#p{n}" for n in range(6)}
    assert "@import" not in page
    assert "default-src 'none'" in tree.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    assert {str(link) for link in tree.xpath("//a/@href")} <= {'https://press.example/a"b'}
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_texts_arrive_as_they_were() -> None:
    tree = parsed(render_html(HOSTILE).replace("\x1b", " "))
    assert EVIL.replace("\x1b", " ") in tree.text_content()
    assert tree.xpath("string(//title)").endswith("2026-03-09 06:00 to 2026-03-11 06:00 UTC")


def test_charts_carry_title_description_and_a_table_beside_them() -> None:
    tree = parsed(render_html(HOSTILE))
    charts = tree.xpath("//*[@role='img']")
    assert len(charts) == 4, "volume and tone, for a window and for a phone"
    for chart in charts:
        for name in chart.get("aria-labelledby").split():
            assert tree.get_element_by_id(name).text
    for name in ("volume", "tone"):
        figures = {tuple(cell.text_content() for cell in row) for row in tree.xpath(f"//section[h2/@id='{name}']//tr")}
        assert any(row[0] == "2026-03-11" and row[-1] == "1,231" for row in figures)
        assert any(row[0] == "All" and row[-1] == "1,234" for row in figures)


def test_bars_of_a_chart_are_as_high_as_their_figures() -> None:
    tree = parsed(render_html(HOSTILE))
    (chart,) = tree.xpath("//*[contains(@aria-labelledby, 'volume-wide')]")
    heights = [
        [float(bar.get("height")) for bar in chart.xpath(f".//*[contains(@class, 'series serie-{at} ')]//rect")]
        for at in range(3)
    ]
    (only,), (short, long) = heights[0], heights[1]
    assert only == pytest.approx(3 * short, abs=0.3)
    assert long == pytest.approx(2 * short, abs=0.3)


def test_without_charts_tables_stay() -> None:
    tree = parsed(render_html(HOSTILE, charts=False))
    assert not tree.xpath("//*[@role='img']")
    assert len(tree.xpath("//section[h2/@id='volume']//tbody/tr")) == len(HOSTILE.days) + 1


def test_nothing_found_says_what_to_do() -> None:
    text = parsed(render_html(NOTHING)).text_content()
    assert "Nothing was found in this period." in text
    assert "commentariat run" in text


def test_nobody_is_new_where_nothing_is_known_of_before() -> None:
    text = parsed(render_html(replace(HOSTILE, before=0))).text_content()
    assert "nobody can be told to be new" in text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "", "https://a b", " http:"]
)
def test_only_addresses_of_the_web_are_links(url: str) -> None:
    assert not linkable(url)
    assert linkable("https://press.example/x?y=1")


def test_language_codes() -> None:
    assert [language(code) for code in ("en", '"><b>', "", "EN")] == ["en", "", "", ""]


@pytest.mark.parametrize(("step", "label"), [("day", "03-09"), ("week", "2026-03"), ("month", "2026-03")])
def test_the_axis_names_the_year_where_periods_are_long(step: str, label: str) -> None:
    tree = parsed(render_html(replace(HOSTILE, step=step)))
    (chart,) = tree.xpath("//*[contains(@aria-labelledby, 'volume-wide')]")
    assert label in [text.text for text in chart.xpath(".//text")]


def test_drawing_leaves_the_import_system_as_it_was() -> None:
    render_html(HOSTILE)
    assert all(hasattr(finder, "find_spec") for finder in sys.meta_path)
    assert metadata.version("lxml")
