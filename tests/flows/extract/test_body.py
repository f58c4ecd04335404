# ruff: noqa: E501 (pages in a line)
"""The body: what belongs to it, in which order, and how much one page may cost."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.extract.page import MAX_ELEMENTS, Page, parse_html
from flows.extract.reader import best_body
from tests.flows.extract.road import ONE, THREE, TWO, body


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


LONG = f"{ONE} {TWO} The mayor was not to be found."
DESCRIBED = f"<head><meta name=description content='{LONG}'></head>"


def test_a_standfirst_outside_the_box_of_the_text_is_its_first_paragraph() -> None:
    text = f"<div class=story><p>{THREE}</p><p>{THREE[::-1]}.</p></div>"
    described = f"{DESCRIBED}<body><header><h1>The road</h1><p class=teaser>{LONG}</p></header>{text}"
    assert body(described)[0] == LONG
    named = f"<body><div><h1>The road</h1><h2 class=subtitle>{LONG}</h2></div>{text}"
    assert body(named)[0] == LONG


@pytest.mark.parametrize(
    "head",
    [
        f"<h1>The road</h1><h2 class=subtitle>{ONE}</h2>",  # one sentence: a second headline, and the summary
        f"<p class=subtitle>{LONG}</p><h1>The road</h1>",  # above the headline
        f"<h1>The road</h1><figure><figcaption class=summary>{LONG}</figcaption></figure>",
        f"<h1>The road</h1><p class=subtitle><a href=/other>{LONG}</a></p>",
    ],
)
def test_what_only_looks_like_a_standfirst_is_none(head: str) -> None:
    crumbs = "".join(f"<p><a href=/{n}>Another story that was told the other day, number {n}</a></p>" for n in range(6))
    text = f"<div class=story><p>{THREE}</p><p>{THREE[::-1]}.</p><p>{LONG[::-1]}.</p></div>"
    assert body(f"{DESCRIBED}<body><div class=top>{head}{crumbs}</div>{text}")[0] == THREE


def test_what_stands_behind_the_end_of_the_article_is_no_part_of_it() -> None:
    notice = "You can read on one device at a time, for another person reads with this account just now."
    walls = f"<section><p>{notice}</p><p>{notice[::-1]}.</p></section>"
    html = f"<main><p>{ONE}</p><article><p>{TWO}</p><p>{THREE}</p><p>{LONG}</p></article>{walls}</main>"
    assert body(html) == (ONE, TWO, THREE, LONG)


def test_an_article_within_the_text_is_a_card_and_many_are_a_live_blog() -> None:
    text = "".join(f"<p>{p}</p>" for p in (ONE, TWO, THREE, LONG))
    card = "<article><p>Another story, of a bridge over the river and the man who sold it twice.</p></article>"
    assert body(f"<main><div>{text}{card}</div></main>") == (ONE, TWO, THREE, LONG)
    entries = "".join(f"<article><p>{p}</p></article>" for p in (ONE, TWO, THREE))
    assert body(f"<main><div>{entries}</div></main>") == (ONE, TWO, THREE)
