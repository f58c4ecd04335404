"""The press's content keeps its promises: enough of everything, and no accidental near copies."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations

import pytest

from flows.demo.content import STATES, _age, sites
from flows.demo.truth import edited, pages, totals, wire


def _shingles(body: tuple[str, ...]) -> set[tuple[str, ...]]:
    words = " ".join(body).casefold().split()
    return set(zip(words, words[1:], words[2:], strict=False))


def test_there_is_enough_of_everything() -> None:
    assert len(sites()) >= 8
    assert len({site.host for site in sites()}) == len(sites())
    assert len({code for site in sites() for code in site.languages}) >= 6
    assert len(pages(1)) >= 60
    assert len({site.template for site in sites()}) >= 8


def test_every_host_is_reserved_for_examples() -> None:
    assert all(site.host.rsplit(".", 1)[-1] in {"example", "test"} for site in sites())


def test_feeds_and_sitemaps_of_every_kind_and_every_fault() -> None:
    channels = [channel for site in sites() for channel in (*site.feeds, *site.sitemaps)]
    assert {channel.kind for channel in channels} == {"rss2", "rdf", "atom", "json", "urlset", "index", "news"}
    assert any(channel.status != 200 for channel in channels)
    assert any(channel.tracking for channel in channels)
    kinds = {extra.kind for site in sites() for extra in site.extras}
    assert kinds == {"forbidden", "soft404", "shell", "consent", "listing"}
    assert {site.charset for site in sites()} >= {"windows-1251", "iso-8859-2"}
    assert any(article.short for site in sites() for article in site.at(1))


def test_a_site_with_a_dead_feed_has_another_way_in() -> None:
    for site in sites():
        assert any(channel.status == 200 for channel in (*site.feeds, *site.sitemaps)), site.id


def test_addresses_are_unique_in_each_state() -> None:
    for state in STATES:
        urls = [page.url for page in pages(state)]
        assert len(urls) == len(set(urls))


def test_articles_are_long_enough_to_be_articles() -> None:
    for page in pages(2):
        if page.article:
            assert page.article.words >= 80, page.url
            assert len(page.article.body) >= 3, page.url


def test_the_wire_story_runs_on_four_outlets_beside_the_agency() -> None:
    agency, *copies = wire()
    assert agency.site.kind == "agency"
    assert len({page.site.id for page in copies}) == 4
    assert agency.article
    whole = agency.article.body
    bodies = [page.article.body for page in copies if page.article]
    assert whole in bodies, "reprinted whole"
    assert whole[:3] in bodies, "cut after the third paragraph"
    assert any(body[1:] == whole for body in bodies), "with a new lede"
    assert any("“" in " ".join(body) and len(body) == len(whole) for body in bodies), "other typography"


def test_no_two_other_articles_are_near_copies() -> None:
    texts = [
        (page.article.key, _shingles(page.article.body)) for page in pages(2) if page.article and not page.article.story
    ]
    for (one, first), (other, second) in combinations(texts, 2):
        assert len(first & second) / min(len(first), len(second)) < 0.05, (one, other)


def test_the_press_edits_retitles_and_adds() -> None:
    changes = [(before.article, after.article) for before, after in edited()]
    assert any(a and b and a.body != b.body and a.path == b.path for a, b in changes)
    assert any(a and b and a.title != b.title and a.path == b.path for a, b in changes)
    assert any(a and b and a.title != b.title and a.path != b.path and a.body == b.body for a, b in changes)
    assert totals(2).indexed >= 3
    assert totals(3).landed == 0


def test_totals_add_up_to_the_pages_a_crawler_may_fetch() -> None:
    allowed = [page for page in pages(1) if not page.forbidden]
    assert totals(1).landed == len(allowed)
    assert totals(1).copies == 4


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("3d", timedelta(days=3)),
        ("2d4h", timedelta(days=2, hours=4)),
        ("40m", timedelta(minutes=40)),
    ],
)
def test_ages_are_read(text: str, age: timedelta) -> None:
    assert _age(text) == age


@pytest.mark.parametrize("text", ["", "soon", "3"])
def test_a_bad_age_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="age"):
        _age(text)
