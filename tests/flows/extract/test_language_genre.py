"""Language by content, genre by types, sections and labels."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.extract.genre import label_genre, read_genre, title_genre
from flows.extract.heads import head_lines
from flows.extract.language import code, detect
from flows.extract.page import Page
from flows.model import Genre

GERMAN = "Der Hafen wartet seit Monaten auf eine Antwort aus der Hauptstadt, und die Fischer verlieren die Geduld."


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        (GERMAN, "en-US", "de"),
        (GERMAN, "", "de"),
        ("灯台が改修されることになった。町の議会が予算を認めた。", "en", "ja"),
        ("Το παλιό λιμάνι περιμένει ακόμη τα πλοία", "", "el"),
        ("Старе село біля моря чекає на дорогу, яку йому обіцяли ще до виборів, але її немає.", "ru", "uk"),
        ("Havnen venter", "da", "da"),
        # Systems declare English; neither another script nor the words of another language are English.
        ("Рада голосувала пізно в понеділок", "en", "uk"),
        ("Der Hafen wartet auf die Antwort der Hauptstadt", "en", "de"),
        ("港口不是高墙", "en", "zh"),
        # A quote in another alphabet says nothing of the text.
        ("Das Schild am Hafen sagt „Добро пожаловать“, und die Fischer warten auf eine Antwort.", "", "de"),
        # Near kin.
        ("Trajekt za ostrvo kreće u sedam, ali niko ne zna hoće li se vratiti prije oluje.", "", "bs"),
        ("Trajekt za otok kreće u sedam, ali nitko ne zna hoće li se vratiti prije oluje.", "", "hr"),
        ("Trajekt za ostrvo polazi u sedam, ali niko ne zna da li će se vratiti pre oluje.", "", "sr"),
        ("", "fr-CA", "fr"),
    ],
)
def test_content_decides(text: str, declared: str, expected: str) -> None:
    assert detect(text, declared) == expected


def test_codes() -> None:
    assert [code(c) for c in ("EN_us", "nb-NO", "iw", "", "english", "x-default")] == ["en", "no", "he", "", "", ""]


def genre(url: str = "https://x.example/news/a", head: str = "", body: str = "", title: str = "Bridges") -> Genre:
    html = f"<html><head>{head}</head><body><h1>{title}</h1>{body}<p>{GERMAN * 3}</p></body></html>"
    page = Page.parse(html.encode(), url, datetime(2026, 3, 10, tzinfo=UTC))
    assert page is not None
    return read_genre(page, title, body, head_lines(page, title))


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Opinion", Genre.OPINION),
        ("Meinung", Genre.OPINION),
        ("Komentáře", Genre.OPINION),
        ("Мнения", Genre.OPINION),
        ("Leitartikel", Genre.EDITORIAL),
        ("Politik / Kommentar", Genre.OPINION),
        ("Interviews", Genre.INTERVIEW),
        ("社説", Genre.EDITORIAL),
        ("World news", None),
        ("", None),
    ],
)
def test_labels(label: str, expected: Genre | None) -> None:
    assert label_genre(label) is expected


def test_genre_sources() -> None:
    assert genre() is Genre.NEWS
    assert genre("https://x.example/opinion/a") is Genre.OPINION
    assert genre("https://x.example/opinion-and-more-of-it") is Genre.NEWS
    assert genre(title="Kommentar: Bridges") is Genre.OPINION
    assert genre(head='<meta property="article:section" content="Analysis">') is Genre.ANALYSIS
    typed = '<script type="application/ld+json">{"@type":"OpinionNewsArticle","headline":"Bridges"}</script>'
    assert genre(head=typed) is Genre.OPINION
    assert genre(title="Pressemitteilung: Bridges") is Genre.PRESS_RELEASE
    assert genre(body="<p>Ein Kommentar von Anna Meier</p>") is Genre.OPINION


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Bridges [KOMENTARZ]", Genre.OPINION),
        ("INTERVIU „Bridges”", Genre.INTERVIEW),
        ("ANALİZ - Bridges", Genre.ANALYSIS),
        ("Interview rooms open at the hospital", None),
        ("Live music returns to the pier", None),
        ("Leader of the council resigns", None),
    ],
)
def test_titles_that_name_their_genre(title: str, expected: Genre | None) -> None:
    assert title_genre(title) is expected


def test_blogs_that_argue_are_opinion() -> None:
    maker = '<meta name="generator" content="Wix.com Website Builder">'
    voice = "I must say that we should not do this, and my neighbours failed to see it. " * 4
    assert genre(head=maker, body=f"<p>{voice}</p>") is Genre.OPINION
    recipe = "I love my pears, and my children gave me the honey for the jam I make. " * 4
    assert genre(head=maker, body=f"<p>{recipe}</p>") is Genre.BLOG
    assert genre(head=maker, body=f"<p>{'The bridge was opened by the mayor on Monday. ' * 6}</p>") is Genre.BLOG


def test_what_only_one_kind_of_text_carries() -> None:
    assert genre(body="<p>Propos recueillis par Luc Orme</p>") is Genre.INTERVIEW
    note = "Opinions expressed are solely those of the author and do not reflect the views of the house."
    assert genre(body=f"<p>{note}</p>") is Genre.OPINION
    turns = "\n".join(("ZEIT: And then?", "Lind: We counted boats.") * 5)
    assert genre(body=turns) is Genre.INTERVIEW
    assert genre(body="<p>Kommentar von</p><p>Marco Ohm</p>") is Genre.OPINION


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://x.example/nazory/pristav-8812", Genre.OPINION),
        ("https://x.example/opinion/letters-to-the-editor/on-the-pier", Genre.LETTER),
        ("https://x.example/opinion/editorials/pay-up", Genre.EDITORIAL),
        ("https://x.example/apopseis/8812/limani", Genre.OPINION),
        ("https://x.example/world/liveblog-summit-day", Genre.LIVE),
        ("https://x.example/news/poll-of-opinion-puts-greens-ahead/a", Genre.NEWS),
    ],
)
def test_addresses_name_genres(url: str, expected: Genre) -> None:
    assert genre(url) is expected


def test_the_type_of_a_post_makes_no_blog_of_news() -> None:
    head = '<script type="application/ld+json">{"@type":"BlogPosting","headline":"Bridges"}</script>'
    assert genre(head=head, body="<p>The bridge was opened by the mayor on Monday.</p>") is Genre.NEWS
