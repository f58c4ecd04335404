"""Structured data: graphs, lists, broken JSON, and whose data it is."""

from __future__ import annotations

import pytest

from flows.extract.page import parse_html
from flows.extract.structured import Structured, parse_json, read


def structured(html: str) -> Structured:
    tree = parse_html(html)
    assert tree is not None
    return read(tree)


def ld(source: str) -> Structured:
    return structured(f'<html><head><script type="application/ld+json">{source}</script></head><body>x</body></html>')


def test_graph_and_references() -> None:
    found = ld(
        '{"@graph":[{"@type":"Person","@id":"#p","name":"Ann Lee","url":"x"},'
        '{"@type":["NewsArticle","Thing"],"headline":"T","author":{"@id":"#p"}}]}'
    )
    assert found.article["author"]["name"] == "Ann Lee"
    assert "NewsArticle" in found.article_types


def test_articles_of_others_are_not_ours() -> None:
    found = ld('[{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"Other"}]}]')
    assert found.article == {}


@pytest.mark.parametrize(
    "source",
    [
        '{"@type":"Article","headline":"T",}',
        '<!-- {"@type":"Article","headline":"T"} -->',
        '//<![CDATA[\n{"@type":"Article","headline":"T"}\n//]]>',
        '{"@type":"Article","headline":"T"',
        '{"@type":"Article","headline":"T"};',
        '{"@type":"Article","description":"one\ntwo","headline":"T"}',
        '{"@type":"Article","headline":"T","x": undefined}',
        '{"@type":"Article","headline":"T"}{"a":1}',
    ],
)
def test_broken_json_is_mended(source: str) -> None:
    assert parse_json(source)["headline"] == "T"


@pytest.mark.parametrize("source", ["", "[" * 100_000, "nonsense", '{"a":' * 5000])
def test_hopeless_json_is_nothing(source: str) -> None:
    assert not parse_json(source)


def test_microdata_and_meta() -> None:
    found = structured(
        '<html><head><meta property="og:title" content="T"><meta name="Author" content="Ann"></head><body>'
        '<div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">T</h1>'
        '<span itemprop="author" itemscope><b itemprop="name">Ann Lee</b></span></div></body></html>'
    )
    assert found.first("og:title") == "T"
    assert found.first("author") == "Ann"
    assert found.microdata["author"] == ("Ann Lee",)
