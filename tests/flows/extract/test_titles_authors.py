"""Titles without the house, and authors who are persons."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.extract.authors import cased, clean_names, looks_like_name, read_authors
from flows.extract.page import Page
from flows.extract.titles import read_title

TEXT = "<p>" + "The council met in the old hall and spoke for an hour about the harbour and the road. " * 3 + "</p>"


def page(head: str, body: str) -> Page:
    html = f"<html><head>{head}</head><body>{body}{TEXT}</body></html>"
    found = Page.parse(html.encode(), "https://www.coast-gazette.example/a", datetime(2026, 3, 10, tzinfo=UTC))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ("<title>Pier opens | Coast Gazette</title>", "<h1>Pier opens</h1>", "Pier opens"),
        ("<title>Pier opens - Coast-Gazette.example</title>", "", "Pier opens"),
        ("<meta property=og:site_name content=Bode><title>Bode: Pier opens</title>", "", "Bode: Pier opens"),
        ("<meta property=og:site_name content=Bode><title>Bode | Pier opens</title>", "", "Pier opens"),
        (
            (
                '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Pier opens | Sport"}</script>'
                '<meta property="og:title" content="Pier opens">'
            ),
            "",
            "Pier opens",
        ),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Pier opens after a…"}</script>',
            "<h1>Pier opens after a long winter</h1>",
            "Pier opens after a long winter",
        ),
        ("", "<h1>Cut–off: what now?</h1>", "Cut–off: what now?"),
        ("", "<p>Pier opens at last</p>", "Pier opens at last"),
    ],
)
def test_title(head: str, body: str, expected: str) -> None:
    assert read_title(page(head, body)) == expected


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ('<meta name="author" content="By Ann Lee and Bo Ek">', "<h1>T of it</h1>", ("Ann Lee", "Bo Ek")),
        ('<meta name="author" content="Reuters">', "<h1>T of it</h1><p>By Ann Lee</p>", ("Ann Lee",)),
        ("", "<h1>T of it</h1><p>Von Anna Meier</p>", ("Anna Meier",)),
        ("", "<h1>T of it</h1><p>Par Jeanne Petit | 22 janv.</p>", ("Jeanne Petit",)),
        ("", "<h1>T of it</h1><ul><li>jane doe</li><li>Jan 22</li><li>4 min read</li></ul>", ("Jane Doe",)),
        ("", "<h1>T of it</h1><p>Latest news</p><p>Jan 22</p>", ()),
        ("", '<h1>T of it</h1><a rel="author" href="/x">Ann Lee</a>', ("Ann Lee",)),
        ("", "<h1>T of it</h1><p>By the editors</p>", ()),
    ],
)
def test_authors(head: str, body: str, expected: tuple[str, ...]) -> None:
    assert read_authors(page(head, body), "T of it", "en") == expected


def test_names_are_cleaned() -> None:
    names = ["Ann Lee (ann@x.example)", "https://x.example/bo", "dpa/AFP", "Coast Gazette", "ann lee", "신현주 기자"]
    assert clean_names(names, frozenset({"coastgazette"})) == ("Ann Lee", "신현주")


def test_case_is_mended_only_where_there_is_none() -> None:
    assert cased("john raymond") == "John Raymond"
    assert cased("ursula von der leyen") == "Ursula von der Leyen"
    assert cased("jean-luc o'neil") == "Jean-Luc O'Neil"
    assert cased("JÖRG Z") == "JÖRG Z"
    assert not looks_like_name("Kommentare öffnen")
