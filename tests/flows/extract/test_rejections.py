# ruff: noqa: E501 (pages in a line)
"""Pages that are no articles are told from those that are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawlers.records import LandedPage
from flows.model import Document, Rejection
from flows.normalise import normalise
from tests.flows.extract.non_articles import WORDS, Words, pages

NOW = datetime(2026, 3, 10, tzinfo=UTC)


def test_nearly_all_pages_that_are_no_articles_are_rejected() -> None:
    taken = []
    number = 0
    for name, url, html in pages():
        number += 1
        if isinstance(normalise(LandedPage(url, NOW, html.encode())), Document):
            taken.append(name)
    assert number >= 150
    assert len(taken) <= 0.03 * number, taken


@pytest.mark.parametrize("words", WORDS, ids=lambda w: w.language)
def test_a_short_article_beside_many_links_is_none_of_them(words: Words) -> None:
    text = "".join(f"<p>{lead} {words.leads[i - 1]}</p>" for i, lead in enumerate(words.leads))
    links = "".join(f'<li><a href="/n/{i}">{words.heads[i % 3]} ({i})</a></li>' for i in range(30))
    html = (
        f'<html lang="{words.language}"><head><title>{words.heads[0]}</title></head><body><main><h1>{words.heads[0]}</h1>'
        f"{text}</main><ul>{links}</ul></body></html>"
    )
    result = normalise(LandedPage("https://bote.example/news/second-pier-for-the-harbour", NOW, html.encode()))
    assert isinstance(result, Document), result
    assert words.leads[0] in result.body


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("home-en", "listing"),
        ("gone-de", "error_page"),
        ("consent-fr", "consent_wall"),
        ("login-es", "login_wall"),
        ("shell-uk", "needs_browser"),
    ],
)
def test_the_reason_is_the_right_one(name: str, reason: str) -> None:
    url, html = next((u, h) for n, u, h in pages() if n == name)
    result = normalise(LandedPage(url, NOW, html.encode()))
    assert isinstance(result, Rejection)
    assert result.reason == reason
