"""The text: every part, one line each, nothing a terminal would obey."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.briefing import render_text
from flows.briefing.wording import plural
from tests.flows.briefing.samples import HOSTILE, NOTHING


def test_parts_and_figures() -> None:
    text = render_text(HOSTILE)
    assert "2026-03-09 06:00 to 2026-03-11 06:00 UTC" in text
    assert "1,234 articles in 2 stories, from 1 outlet in 1 country; 1 of them opinion." in text
    parts = "Top stories,Leaders,By day,Outlets,Countries,Languages,Genres,Tone towards the leaders named,Quotes"
    for part in (*parts.split(","), "New authors", "New outlets", "Sources"):
        assert f"\n\n{part}\n" in text
    assert "+2 copies in 2 outlets" in text
    assert "2 sources crawled: 10 pages landed, 1 failed, 1 refused." in text


def test_nothing_a_terminal_would_obey() -> None:
    text = render_text(HOSTILE)
    assert not {"\x1b", "\u202e", "\r"} & set(text)


def test_empty() -> None:
    text = render_text(NOTHING)
    assert "Nothing was found in this period." in text
    assert "Top stories" not in text


def test_nobody_is_new_where_nothing_is_known_of_before() -> None:
    text = render_text(replace(HOSTILE, before=0, new_authors=(), new_outlets=()))
    assert "nobody can be told to be new" in text


@pytest.mark.parametrize(
    ("noun", "two"), [("story", "stories"), ("copy", "copies"), ("country", "countries"), ("day", "days")]
)
def test_plurals(noun: str, two: str) -> None:
    assert plural(1, noun) == f"1 {noun}"
    assert plural(2000, noun) == f"2,000 {two}"
