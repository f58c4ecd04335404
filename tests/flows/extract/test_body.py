# ruff: noqa: E501 (pages in a line)
"""The body: what belongs to it, in which order, and how much one page may cost."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.extract.page import MAX_ELEMENTS, Page, parse_html
from flows.extract.reader import best_body

ONE = "The first paragraph tells of the harbour, the pier and the men who mend the nets there."
TWO = "The second paragraph tells of the mayor, who had promised a road and then forgot about it."
THREE = "The third paragraph ends the story, for the road was built by others in a single summer."


def body(html: str, title: str = "The road") -> tuple[str, ...]:
    page = Page.parse(html.encode(), "https://x.example/a", datetime(2026, 3, 10, tzinfo=UTC))
    assert page is not None
    return best_body(page, title).paragraphs


def test_headings_lists_and_quotes_are_paragraphs() -> None:
    html = (
        f"<article><h1>The road</h1><p>{ONE}</p><h2>Who built it</h2><ul><li>Nobody from here, as it turned out.</li></ul>"
        f"<blockquote>“We had a map,” they said.</blockquote><p>{TWO}</p></article>"
    )
    assert body(html) == (
        ONE,
        "Who built it",
        "Nobody from here, as it turned out.",
        "“We had a map,” they said.",
        TWO,
    )


def test_furniture_goes() -> None:
    html = (
        f"<nav><a href=/>Home</a></nav><div class=post-content><p>{ONE}</p><div class='related-articles'><p>{THREE}</p></div>"
        f"<p>{TWO}</p><p>Share this</p><figure><figcaption>{THREE}</figcaption></figure></div>"
        f"<h3>3 Comments</h3><p>{THREE} Says a reader.</p><footer><p>{THREE}</p></footer>"
    )
    assert body(html) == (ONE, TWO)


@pytest.mark.parametrize(
    "around", ['form class="x"', 'div class="page sidebar-grid"', 'div class="comments-enabled"', "aside"]
)
def test_a_wrong_name_does_not_hide_the_text(around: str) -> None:
    assert body(f"<{around}><h1>The road</h1><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p></{around.split()[0]}>") == (
        ONE,
        TWO,
        THREE,
    )


def test_text_set_in_boxes_and_by_line_breaks() -> None:
    boxes = "".join(f"<div class=chunk><p>{p}</p></div><div class=ad>Ad</div>" for p in (ONE, TWO, THREE))
    assert body(f"<div>{boxes}</div>") == (ONE, TWO, THREE)
    assert body(f"<div>{ONE}<br><br>{TWO}<br>{THREE}</div>") == (ONE, TWO, THREE)


def test_stated_body_is_taken_where_the_page_shows_little() -> None:
    html = (
        '<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"'
        + f"{ONE}\\n{TWO}\\n{THREE} " * 3
        + '"}</script>'
        f"<p>{ONE}</p>"
    )
    assert TWO in body(f"<html><head>{html}</body></html>")


@pytest.mark.parametrize("tag", ["div", "font", "b", "table><tr><td"])
def test_deep_nesting_is_read_within_bounds(tag: str) -> None:
    assert parse_html(f"<{tag}>" * 100_000) is not None
    html = f"<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p>" + f"<{tag}>" * 3_000
    assert ONE in body(html)


def test_elements_are_bounded() -> None:
    tree = parse_html("<p>x</p>" * (MAX_ELEMENTS + 5_000))
    assert tree is not None
    assert sum(1 for _ in tree.iter()) <= MAX_ELEMENTS + 1


@pytest.mark.parametrize("html", ["", "   ", "<!-- nothing -->"])
def test_nothing_is_nothing(html: str) -> None:
    page = Page.parse(html.encode(), "https://x.example/", datetime(2026, 3, 10, tzinfo=UTC))
    assert page is None or best_body(page, "").paragraphs == ()
