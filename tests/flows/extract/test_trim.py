# ruff: noqa: E501 (pages in a line)
"""What goes out of a body, and what stays."""

from __future__ import annotations

import gc
import logging

import pytest

from flows.extract.page import MAX_ATTRIBUTES, MAX_TEXT, parse_html
from flows.extract.pitches import pitches
from tests.flows.extract.road import ONE, THREE, TWO, body


@pytest.mark.parametrize(
    "extra",
    [
        '<div class="ticker"><p>Breaking: the second ferry of the day has left the harbour, and it is full.</p></div>',
        '<p class="rights">Reproduction of this text, in whole or in part, needs our written permission.</p>',
        "<p>© 2026 dpa. Alle Rechte vorbehalten.</p>",
        "<p>This material may not be published, broadcast, rewritten or redistributed without permission.</p>",
        "<p>To continue reading, choose one of our offers; the first month costs one crown.</p>",
        "<p>Unterstützen Sie unsere Arbeit mit einer Spende, jeder Betrag hilft uns weiter.</p>",
        '<div class="box"><img src="a.jpg"><div>The pier on a windy day, seen from the mill.</div></div>',
        '<div class="photo"><p>The pier on a windy day, seen from the mill, with nets and a dog.</p></div>',
        '<div class="author">Ada Byron, Bode</div>',
        "<div>Tuesday, 10 March 2026 – 12:30</div>",
        f"<p>{ONE}</p>",
        "<ul><li><a href=/1>A second pier for the old harbour</a> (3)</li><li><a href=/2>Rain keeps the fair away</a> (4)</li></ul>",
        "<header><a href=/1>Another story</a>, told at length elsewhere on these pages</header>",
    ],
)
def test_furniture_in_the_text_goes(extra: str) -> None:
    assert body(f"<article><h1>The road</h1><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p>{extra}</article>") == (
        ONE,
        TWO,
        THREE,
    )


@pytest.mark.parametrize(
    "kept",
    [
        "<p>The plan is <a href=/plan>to be laid before the council in May, and before the people in June</a>.</p>",
        "<p><img src=a.jpg>The picture in this paragraph does not make a caption of it, for it is the text.</p>",
        '<p class="paywall">A paragraph behind the wall that was sent all the same belongs to the text.</p>',
        "<h2>In 2026 the road opens</h2><p>And so it went, in the rain, with a band, a goat and a speech.</p>",
    ],
)
def test_what_belongs_to_the_text_stays(kept: str) -> None:
    found = body(f"<article><h1>The road</h1><p>{ONE}</p><p>{TWO}</p>{kept}<p>{THREE}</p></article>")
    assert (found[:2], found[-1]) == ((ONE, TWO), THREE)
    assert len(found) >= 4 or "goat" in found[-2]


@pytest.mark.parametrize("around", ['<nav class="menu">', '<footer class="foot">', '<div class="comments">'])
def test_broken_markup_that_puts_the_article_into_furniture(around: str) -> None:
    found = body(
        f"<div>{around}<ul><li><a href=/>Home</a></li></ul><h1>The road</h1><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p></div>"
    )
    assert found == (ONE, TWO, THREE)


def test_an_article_inside_a_link() -> None:
    # Seen on a news site: an unclosed <a> held the whole text, and elements looked up by identity were not found again.
    inside = f"<a href=/x><div><section><a name=y><p>{ONE}</p><div><p>{TWO}</p></div><p>{THREE}</p>"
    gc.collect()
    assert body(f"<main><h1>The road</h1>{inside}</main>")[-1] == THREE


def test_results_without_sentences_are_kept() -> None:
    lines = [f"Round {i} – Harbour against Village {i}" for i in range(1, 13)]
    html = "".join(f"<p>{line}</p>" for line in lines)
    note = "All matches are played on the field behind the mill, weather permitting, and in the hall if not."
    assert body(f"<article><h1>Programme</h1>{html}<p>{note}</p></article>", "Programme") == (*lines, note)


def test_pitches_are_found_in_scripts_without_spaces() -> None:
    assert pitches("この記事は会員限定です")
    assert not pitches(ONE)


def test_the_slow_reader_is_silent(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        body(f"<div class=comments><p>{ONE}</p><p>{TWO}</p></div><table><tr><td><p>x</table>")
    assert [r for r in caplog.records if r.name.startswith("trafilatura")] == []


def test_text_and_attributes_are_bounded() -> None:
    tree = parse_html(f"<p>{'a word, and ' * MAX_TEXT}</p><p>{ONE}</p>")
    assert tree is not None
    assert len(tree.text_content()) <= MAX_TEXT
    many = " ".join(f"a{i}=1" for i in range(MAX_ATTRIBUTES * 20))
    tree = parse_html(f"<p {many}>{ONE}</p>")
    assert tree is not None
    assert [(p.attrib, p.text) for p in tree.iter("p")] == [({}, ONE)]
    state = '{"a": 1, "b": 2}' * 2_000
    tree = parse_html(f"<p data-state='{state}'>{ONE}</p>")
    assert tree is not None
    assert next(tree.iter("p")).get("data-state") == state


def test_more_from_the_house_ends_the_text_and_answers_to_tick_are_none() -> None:
    text = "".join(f"<p>The {who} said that the bridge would be built before the winter came.</p>" for who in PEOPLE)
    poll = "<div><label><div>A warm soup with much garlic.</div></label><label>Sleep, and nothing else.</label></div>"
    more = (
        "<div><h2>More from The Gazette</h2><p>A man sold the old bridge twice, and nobody asked for it back.</p></div>"
    )
    found = body(f"<article>{text}{poll}<p>Then the winter came, and there was no bridge at all.</p>{more}</article>")
    assert len(found) == len(PEOPLE) + 1
    assert found[-1].startswith("Then the winter")


def test_more_from_in_the_middle_ends_nothing() -> None:
    text = "".join(f"<p>The {who} said that the bridge would be built before the winter came.</p>" for who in PEOPLE)
    found = body(
        f"<article><p>It was said in spring that all was well.</p><h2>More from the river</h2>{text}</article>"
    )
    assert len(found) >= len(PEOPLE) + 1


PEOPLE = ("mayor", "queen", "baker", "judge", "clerk", "guard", "nurse")
