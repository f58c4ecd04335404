"""Each page of the press, read by the real normaliser, says what its truth says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from crawlers.records import LandedPage
from flows.demo.press import Press
from flows.demo.render import minutes
from flows.demo.truth import Truth, pages
from flows.model import Document, Rejection
from flows.normalise import normalise

OPENED = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)

NORWEGIAN = {"no", "nb", "nn"}

PAGES = [(1, page) for page in pages(1)] + [
    (2, page) for page in pages(2) if page.article and (page.article.since == 2 or page.article.edited)
]

ARTICLES = [pytest.param(state, page, id=f"{state}:{page.article.key}") for state, page in PAGES if page.article]

OTHERS = [pytest.param(page, id=f"{page.site.id}:{page.kind}") for _, page in PAGES if not page.article]


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    with Press(OPENED) as opened:
        yield opened


def read(press: Press, page: Truth, state: int) -> Document | Rejection:
    """The page as fetched two minutes after the press opened, without any word from a feed."""
    press.state = state
    status, sheet, _ = press.answer(page.url)
    fetched = OPENED + timedelta(minutes=2)
    return normalise(LandedPage(page.url, fetched, sheet.body, status, sheet.content_type))


@pytest.mark.parametrize(("state", "page"), ARTICLES)
def test_an_article_is_read_as_it_was_written(press: Press, state: int, page: Truth) -> None:
    document = read(press, page, state)
    assert isinstance(document, Document), document
    article = page.article
    assert article
    assert document.title == article.title
    assert document.authors == article.authors
    wanted = [text.removeprefix("## ") for text in article.body]
    assert [" ".join(text.split()) for text in document.body.split("\n")] == [" ".join(t.split()) for t in wanted]
    assert document.language == article.language or {document.language, article.language} <= NORWEGIAN
    assert {leader.id for leader in document.leaders} >= set(article.leaders)
    if not article.leaders:
        assert not document.leaders, "a sidebar was read as text"
    if article.genre:
        assert document.genre == article.genre
    if page.site.kind == "blog":
        assert document.reading_minutes == minutes(article)


@pytest.mark.parametrize(("state", "page"), ARTICLES)
def test_an_article_is_dated_as_it_was_published(press: Press, state: int, page: Truth) -> None:
    document = read(press, page, state)
    assert isinstance(document, Document), document
    found, true = document.published.date, page.published(OPENED)
    assert found, "no date"
    if page.site.precision == "second":
        assert found == true
    elif page.site.precision == "hour" and page.article and page.article.age < timedelta(hours=48):
        assert abs(found - true) <= timedelta(hours=1)
    else:
        local = true + timedelta(hours=page.site.offset)
        assert found.date() == local.date()


@pytest.mark.parametrize("page", OTHERS)
def test_what_is_no_article_is_rejected_with_a_reason(press: Press, page: Truth) -> None:
    rejection = read(press, page, 1)
    assert isinstance(rejection, Rejection), rejection
    assert rejection.reason
