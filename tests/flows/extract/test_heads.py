"""The lines around the title, and what is none of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.extract.heads import Line, head_lines
from flows.extract.page import Page

TEXT = "<p>" + "The council met in the old hall and spoke for an hour about the harbour and the road. " * 8 + "</p>"


def lines(body: str, title: str = "Pier opens") -> list[Line]:
    page = Page.parse(
        f"<html><body>{body}</body></html>".encode(), "https://x.example/a", datetime(2026, 3, 10, tzinfo=UTC)
    )
    assert page is not None
    return head_lines(page, title)


def test_lines_behind_come_first_and_those_before_are_marked() -> None:
    found = lines(f"<p>Far</p><p>News</p><h1>Pier opens</h1><p>Ann Lee | Jan 22</p>{TEXT}")
    assert [(line.text[:17], line.before_title) for line in found] == [
        ("Ann Lee | Jan 22", False),
        ("The council met i", False),
        ("News", True),
        ("Far", True),
    ]
    assert found[0].parts == ("Ann Lee | Jan 22", "Ann Lee", "Jan 22")


def test_a_heading_counts_before_the_same_words_in_breadcrumbs() -> None:
    assert lines("<p>Pier opens</p><p>Between</p><h1>Pier opens</h1><p>Jan 22</p>")[0].text == "Jan 22"
    assert lines("<p>Pier opens</p><p>Jan 22</p>")[0].text == "Jan 22"
    assert lines("<h1>Pier opens at last</h1><p>Jan 22</p>", "Pier opens")[0].text == "Jan 22"


@pytest.mark.parametrize("furniture", ['<div class="related">', '<nav class="x">', '<ul id="menu">', "<aside>"])
def test_furniture_is_left_out(furniture: str) -> None:
    closing = "</" + furniture[1:].split()[0].rstrip(">") + ">"
    found = lines(f"<h1>Pier opens</h1>{furniture}<p>Jan 1</p>{closing}<p>Jan 22</p>{TEXT}")
    assert found[0].text == "Jan 22"


@pytest.mark.parametrize(
    "furniture", ['<div class="nav">', '<div id="menu">', "<nav>", "<aside>", '<div class="promo">']
)
def test_furniture_that_was_never_closed_does_not_swallow_the_article(furniture: str) -> None:
    found = lines(f"{furniture}<a href=/>Home</a><h1>Pier opens</h1><p>Jan 22</p>{TEXT}{TEXT}")
    assert found[0].text == "Jan 22"


def test_a_page_of_thousands_of_lines_is_read_up_to_the_lines_needed() -> None:
    found = lines("<h1>Pier opens</h1>" + "<p>Line</p>" * 5000)
    assert len(found) == 40
