"""Titles without the house, and authors as the page names them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from flows.extract.authors import cased, clean_names, is_person, looks_like_name, read_authors
from flows.extract.heads import head_lines
from flows.extract.page import Page
from flows.extract.titles import read_title

TEXT = "<p>" + "The council met in the old hall and spoke for an hour about the harbour and the road. " * 3 + "</p>"


def page(head: str, body: str, host: str = "www.coast-gazette.example") -> Page:
    html = f"<html><head>{head}</head><body>{body}{TEXT}</body></html>"
    found = Page.parse(html.encode(), f"https://{host}/a", datetime(2026, 3, 10, tzinfo=UTC))
    assert found is not None
    return found


def ld(*names: str) -> str:
    data = {
        "@type": "NewsArticle",
        "headline": "T of it",
        "author": [{"@type": "Organization", "name": n} for n in names],
    }
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def authors(found: Page) -> tuple[str, ...]:
    return read_authors(found, "T of it", "en", head_lines(found, "T of it"))


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
        ('<meta name="author" content="Web Makers GmbH">', "<h1>T of it</h1>", ()),
        ('<meta name="author" content="admin">', "<h1>T of it</h1>", ()),
        ('<meta name="author" content="Reuters">', "<h1>T of it</h1><p>Jan 22</p>", ("Reuters",)),
        ('<meta name="author" content="dpa/AFP">', "<h1>T of it</h1>", ("dpa", "AFP")),
        (ld("Coast Gazette"), "<h1>T of it</h1>", ("Coast Gazette",)),
        (ld("Coast Gazette"), "<h1>T of it</h1><p>By Ann Lee</p>", ("Ann Lee",)),
        (ld("Ann Lee", "Coast-Gazette.example"), "<h1>T of it</h1>", ("Ann Lee",)),
        (ld("Ann Lee", "AP"), "<h1>T of it</h1>", ("Ann Lee", "AP")),
        ("", "<h1>T of it</h1><p>By Coast Gazette staff</p><p>Jan 22</p>", ()),
    ],
)
def test_authors(head: str, body: str, expected: tuple[str, ...]) -> None:
    assert authors(page(head, body)) == expected


NAME, DAY, READ = "jane doe", "Jan 22", "4 min read"


@pytest.mark.parametrize(
    "head",
    ["", '<meta property="og:site_name" content="Jane Doe">', "<title>T of it | Jane Doe</title>"],
    ids=["nothing", "site name", "title"],
)
@pytest.mark.parametrize(
    "body",
    [
        f"<ul><li>{NAME}</li><li>{DAY}</li><li>{READ}</li></ul><h1>T of it</h1>",
        f"<h1>T of it</h1><p>- {NAME}</p><p>- {DAY}</p><p>- {READ}</p>",
        f"<h1>T of it</h1><div><span>{NAME}</span> <span>{DAY}</span> <span>{READ}</span></div>",
        f"<h1>T of it</h1><ul><li>{NAME} <svg><title>Admin</title></svg></li><li>{DAY}</li></ul><p>Updated: Jan 24</p>",
        f"<h1>T of it</h1><ul><li>{NAME}</li><li>Writer</li><li>{DAY}</li><li>{READ}</li></ul>",
        (
            f'<h1>T of it</h1><a href="/profile/jane-doe/profile"><span data-hook="user-name">{NAME}</span></a>'
            f'<span data-hook="time-ago" title="{DAY}">{DAY}</span>'
        ),
        f"<h1>T of it</h1><p>By {NAME}</p>",
    ],
)
def test_a_personal_blog_is_named_after_its_author(head: str, body: str) -> None:
    assert authors(page(head, body, "www.janedoe.example")) == ("Jane Doe",)


def test_names_are_cleaned() -> None:
    names = ["Ann Lee (ann@x.example)", "https://x.example/bo", "dpa/AFP", "Editor", "ann lee", "신현주 기자"]
    assert clean_names(names) == ("Ann Lee", "dpa", "AFP", "신현주")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ann Lee", True),
        ("dpa", False),
        ("News desk", False),
        ("Coast Gazette", False),
        ("Jane Doe", True),
        ("bode", False),
    ],
)
def test_persons_among_the_authors(name: str, expected: bool) -> None:
    assert is_person(name, frozenset({"janedoe", "bode"})) is expected


def test_case_is_mended_only_where_there_is_none() -> None:
    assert cased("john raymond") == "John Raymond"
    assert cased("ursula von der leyen") == "Ursula von der Leyen"
    assert cased("jean-luc o'neil") == "Jean-Luc O'Neil"
    assert cased("JÖRG Z") == "JÖRG Z"
    assert not looks_like_name("Kommentare öffnen")
