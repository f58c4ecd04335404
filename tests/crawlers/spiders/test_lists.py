"""WordPress, GDELT, opinion sections and home pages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawlers.spiders import gdelt, home, opinion, wordpress
from tests.crawlers.spiders.answers import PLAIN, answer


def test_wordpress_lists_posts_with_both_dates() -> None:
    source = replace(PLAIN, wordpress=("https://blog.example/en/",))
    (first,) = wordpress.MECHANISM.addresses(source)
    assert first.startswith("https://blog.example/en/wp-json/wp/v2/posts?per_page=50&orderby=date&")
    post = {
        "id": 7, "link": "https://blog.example/en/a-word/", "date_gmt": "2026-11-24T10:00:00",
        "modified_gmt": "2026-11-24T11:00:00", "title": {"rendered": "A &#8220;word&#8221;"},
        "excerpt": {"rendered": "<p>So it is.</p>"}, "_embedded": {"author": [{"name": "Ann Onym"}, {"code": "x"}]},
    }  # fmt: skip
    reading = wordpress.read(answer([post, {"id": 8}, 1], first, source))
    (found,) = reading.links
    assert (found.url, found.guid) == ("https://blog.example/en/a-word/", "7")
    assert (found.entry.title, found.entry.summary) == ("A “word”", "So it is.")
    assert (found.entry.published, found.entry.modified) == ("2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z")
    assert found.entry.authors == ("Ann Onym",)
    assert not reading.further
    (second,) = wordpress.read(answer([post] * 50, first, source)).further
    (third,) = wordpress.read(answer([post] * 50, second.url, source, 1)).further
    assert (second.url, third.url) == (f"{first}&page=2", f"{first}&page=3")
    assert not wordpress.read(answer([post] * 50, third.url, source, 2)).further


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<html>", "is no JSON"),
        ({"code": "rest_disabled", "message": "REST is <b>off</b>."}, "WordPress says: REST is off ."),
        ({}, "is no list"),
        ([{}], "none of its 1 posts"),
    ],
)
def test_wordpress_without_its_api_says_so(body: object, said: str) -> None:
    assert said in wordpress.read(answer(body, "https://blog.example/wp-json/wp/v2/posts")).problem


def test_gdelt_lists_links_of_others_without_inventing_a_date() -> None:
    (first,) = gdelt.MECHANISM.addresses(replace(PLAIN, gdelt=('"secretary general" nato',)))
    assert "query=%22secretary+general%22+nato&mode=artlist&format=json" in first
    row = {"url": "https://paper.example/a", "title": "A title", "seendate": "20261124T100000Z", "language": "English"}
    (found,) = gdelt.read(answer({"articles": [row, {}, 1]}, first)).links
    assert (found.url, found.entry.title, found.entry.published) == ("https://paper.example/a", "A title", "")
    assert not gdelt.MECHANISM.own(replace(PLAIN, gdelt=('"secretary general" nato', "domain:paper.example")))
    assert gdelt.MECHANISM.own(replace(PLAIN, gdelt=("nato domainis:paper.example",)))
    assert not gdelt.read(answer("{}", first)).problem
    assert gdelt.read(answer("Your query was too short.", first)).problem == "GDELT says: Your query was too short."
    assert gdelt.read(answer("[]", first)).problem


def test_opinion_sections_tag_what_they_name_be_they_feeds_or_listings() -> None:
    feed = (
        "<rss version='2.0'><channel><item><title>t</title><link>/a</link><category>x</category></item></channel></rss>"
    )
    reading = opinion.MECHANISM.read(answer(feed, "https://paper.example/opinion.xml"))
    assert [(link.url, link.entry.tags) for link in reading.links] == [("https://paper.example/a", ("opinion", "x"))]
    assert reading.keyed
    page = "<html><a href='/opinion/why-it-must-be'>x</a></html>"
    reading = opinion.MECHANISM.read(answer(page, "https://paper.example/opinion/"))
    assert [link.entry.tags for link in reading.links] == [("opinion",)]
    assert not reading.keyed


def test_a_home_page_leads_to_its_feeds_and_is_a_listing() -> None:
    source = replace(PLAIN, home="https://paper.example/")
    assert home.MECHANISM.addresses(source) == ("https://paper.example/",)
    assert not home.MECHANISM.addresses(replace(source, sitemaps=("https://paper.example/s.xml",)))
    page = (
        '<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head>'
        '<body><a href="/news/one-two-three">x</a></body></html>'
    )
    reading = home.MECHANISM.read(answer(page, "https://paper.example/", source))
    assert [(page.url, page.mechanism) for page in reading.further] == [("https://paper.example/rss", "feed")]
    assert [link.url for link in reading.links] == ["https://paper.example/news/one-two-three"]
    assert home.MECHANISM.read(answer("<html>nothing</html>", "https://paper.example/", source)).problem
