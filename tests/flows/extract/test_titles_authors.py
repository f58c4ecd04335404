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


def told(data: str, social: str, printed: str, head: str, site: str = "Gazette") -> str:
    article = json.dumps({"@type": "NewsArticle", "headline": data})
    return read_title(
        page(
            f'<title>{head}</title><meta property="og:title" content="{social}">'
            f'<meta property="og:site_name" content="{site}"><script type="application/ld+json">{article}</script>',
            f"<h1>{printed}</h1>",
        )
    )


@pytest.mark.parametrize(
    ("data", "social", "printed", "head", "expected"),
    [
        # A title of its own for sharing, where the others repeat one field.
        (
            "Pier opens in spring",
            "The long wait for the pier",
            "Pier opens in spring",
            "Pier opens in spring",
            "social",
        ),
        # og:title copied from the title for search engines.
        ("Pier opens in spring", "Pier: all you must know", "Pier opens in spring", "Pier: all you must know", "data"),
        # The data words the printed headline anew.
        ("Pier opens in May", "Pier opens in spring", "Pier opens in spring", "Pier opens in spring", "social"),
        # The data names another headline altogether.
        ("Council votes for road", "Pier opens in spring", "Pier opens in spring", "Pier opens in spring", "data"),
        # A form filled in.
        ("Pier opens in spring", "The wait is over | Gazette News", "Pier opens in spring", "Pier opens", "data"),
        # Cut short.
        ("Pier opens in spring", "Pier opens aft…", "Pier opens in spring", "Pier opens in spring", "data"),
        # The house is no title.
        ("Pier opens in spring", "Gazette", "Pier opens in spring", "Pier opens in spring", "data"),
    ],
)
def test_where_data_and_sharing_differ(data: str, social: str, printed: str, head: str, expected: str) -> None:
    assert told(data, social, printed, head) == (social if expected == "social" else data)


def test_the_section_the_page_names_is_no_part_of_its_title() -> None:
    head = '<title>Pier opens-Harbour</title><meta property="article:section" content="Harbour">'
    assert read_title(page(head, "")) == "Pier opens"
    assert read_title(page("<title>Pier opens-Harbour</title>", "")) == "Pier opens-Harbour"


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ("", "<h1>T of it</h1><p>By AFP</p>", ("AFP",)),
        ("", "<h1>T of it</h1><p>Von dpa</p>", ("dpa",)),
        ("", "<h1>T of it</h1><p><strong>Mary Quill</strong></p>", ("Mary Quill",)),
        # Bold and alone, but a heading of the text and no name; or a name inside a sentence.
        ("", "<h1>T of it</h1><p><strong>What comes now</strong></p>", ()),
        ("", "<h1>T of it</h1><p><strong>Mary Quill</strong> spoke</p>", ()),
        (
            '<meta name="author" content="Coast Gazette (www.coast-gazette.example)">',
            "<h1>T of it</h1><p>By Mary Quill</p>",
            ("Mary Quill",),
        ),
        ("", "<h1>T of it</h1><p>Autorin/Autor: Mary Quill</p>", ("Mary Quill",)),
        ("", "<h1>T of it</h1><p>Od: Mary Quill</p>", ("Mary Quill",)),
    ],
)
def test_who_signs(head: str, body: str, expected: tuple[str, ...]) -> None:
    assert authors(page(head, body)) == expected
