"""Hits: what a mail may say about a document, made safe and readable."""

from __future__ import annotations

import pytest

from flows.alerts.hits import OFF, ON, Hit, Spread, build_hit, clean, parts, plain, readable_date, safe_link
from tests.flows.alerts.samples import stored


def test_makes_a_hit_of_a_document() -> None:
    hit = build_hit(
        "Rutte",
        stored("a"),
        {"title": [f"{ON}Rutte{OFF} asks"], "body": [f"Mark {ON}Rutte{OFF}\nspoke", f"{ON}rutte{OFF} said"]},
        ["a", "b"],
    )
    assert (hit.story, hit.document, hit.documents) == ("story-a", "a", ("a", "b"))
    assert plain(hit.title) == "Rutte asks"
    assert hit.snippets == (f"Mark {ON}Rutte{OFF} spoke", f"{ON}rutte{OFF} said")
    assert hit.matched == ("Rutte",)
    assert hit.leaders == ("Mark Rutte (secretary general)",)
    assert (hit.outlet, hit.country, hit.language, hit.date, hit.genre) == (
        "Lantern",
        "GB",
        "en",
        "22 Jan 2026",
        "opinion",
    )
    assert Hit.from_json(hit.to_json()) == hit


def test_a_document_of_which_little_is_known_still_makes_a_hit() -> None:
    hit = build_hit("Rutte", {"id": "a", "body": "word " * 200}, {}, ["a"])
    assert (hit.story, hit.title, hit.url, hit.date) == ("a", "(no title)", "", "date not known")
    assert hit.snippets[0].endswith("word …")
    assert len(hit.snippets[0]) <= 282


def test_the_id_tells_searches_and_stories_apart() -> None:
    ids = {build_hit(search, stored(key), {}, [key]).id for search in ("A", "B") for key in ("a", "b")}
    assert len(ids) == 4


@pytest.mark.parametrize(
    ("published", "said"),
    [
        ({"date": "2026-01-22T00:00:00Z", "precision": "day"}, "22 Jan 2026"),
        ({"date": "2026-01-22T14:05:09Z", "precision": "second"}, "22 Jan 2026, 14:05 UTC"),
        ({"date": "2026-01-22T14:05:00+02:00", "precision": "minute"}, "22 Jan 2026, 12:05 UTC"),
        ({"date": "2026-01-01T00:00:00Z", "precision": "month"}, "Jan 2026"),
        ({"date": "2026-01-01T00:00:00Z", "precision": "year"}, "2026"),
        ({"date": None}, "date not known, first seen 24 Nov 2026, 11:59 UTC"),
    ],
)
def test_says_a_date_as_precisely_as_it_is_known(published: dict[str, str | None], said: str) -> None:
    assert readable_date(published, "2026-11-24T11:59:00Z") == said


@pytest.mark.parametrize("url", ["https://a.example/x?y=1&z=é", "http://a.example"])
def test_links_what_is_a_web_address(url: str) -> None:
    assert safe_link(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//a.example",
        "https://",
        "https://a b",
        'https://a/"',
        "http://a/\nx",
        "http://[",
        "JAVASCRIPT:x",
    ],
)
def test_links_nothing_else(url: str) -> None:
    assert safe_link(url) == ""


def test_cleans_what_could_break_or_turn_a_line() -> None:
    assert clean("a\r\nb\x00c\u202ed\u2066e \t f\ud800") == "a b c d e f?"
    assert clean("🕊️ שלום") == "🕊️ שלום"


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("plain", [("plain", False)]),
        (f"a {ON}b{OFF} c", [("a ", False), ("b", True), (" c", False)]),
        (f"{OFF}a{ON}b{ON}c{OFF}d{ON}", [("ab", False), ("c", True), ("d", False)]),
        ("", []),
    ],
)
def test_marks_are_always_closed(text: str, pieces: list[tuple[str, bool]]) -> None:
    assert parts(text) == pieces


@pytest.mark.parametrize(
    ("spread", "said"),
    [
        (Spread(), ""),
        (Spread(2, 1, ("A",)), "2 versions at one outlet"),
        (Spread(3, 3, ("A", "B", "C")), "carried by 3 outlets: A, B, C"),
        (Spread(9, 7, ("A", "B")), "carried by 7 outlets: A, B and 5 more"),
        (Spread(2, 2), "carried by 2 outlets"),
    ],
)
def test_says_how_far_a_story_went(spread: Spread, said: str) -> None:
    assert spread.sentence() == said
