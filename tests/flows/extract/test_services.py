"""Pages by which a house speaks of itself are no articles; articles about the same things are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawlers.records import LandedPage
from flows.model import Document, Rejection
from flows.normalise import normalise

NOW = datetime(2026, 3, 10, tzinfo=UTC)
TEXT = "The council met in the old hall on Monday and spoke for an hour about the harbour, the bridge and the road. "


def read(path: str, title: str, head: str = "", body: str = TEXT * 3) -> Document | Rejection:
    html = f"<html><head><title>{title} | Bote</title>{head}</head><body><h1>{title}</h1><p>{body}</p></body></html>"
    return normalise(LandedPage(f"https://bote.example{path}", NOW, html.encode()))


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/x/81", "Privacy Policy"),
        ("/x/82", "Datenschutzerklärung"),
        ("/legal/terms-of-use.html", "How we work"),
        ("/qui-sommes-nous", "La rédaction du port"),
        ("/x/83", "利用規約"),
    ],
)
def test_a_whole_name_is_enough(path: str, title: str) -> None:
    found = read(path, title)
    assert isinstance(found, Rejection)
    assert found.reason == "service"


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/news/privacy-policy-of-the-harbour-office-changes", "Privacy policy of the harbour office changes"),
        ("/news/2026/jobs-return-to-the-pier", "Jobs return to the pier"),
        ("/about-face-of-the-mayor", "About-face of the mayor"),
    ],
)
def test_an_article_about_it_stays(path: str, title: str) -> None:
    assert isinstance(read(path, title), Document)


def test_a_page_that_says_it_is_an_article_bears_the_name_twice_or_stays() -> None:
    data = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Help","author":"Ann"}</script>'
    assert isinstance(read("/news/4711", "Help", data), Document)
    assert isinstance(read("/help", "Help", data), Rejection)


def test_a_job_is_told_by_its_type() -> None:
    data = '<script type="application/ld+json">{"@type":"JobPosting","title":"Reporter"}</script>'
    found = read("/x/reporter-wanted-81", "Reporter", data)
    assert isinstance(found, Rejection)
    assert found.reason == "service"


def test_walls_are_told_by_their_marks_and_data_is_no_program() -> None:
    wall = read("/n/1", "bote.example", '<script src="https://ct.captcha-delivery.com/c.js"></script>', "")
    assert isinstance(wall, Rejection)
    assert wall.reason == "bot_wall"
    short = read("/n/1", "Pier", '<script type="application/ld+json">{"@type":"WebSite"}</script>', "Pier opens.")
    assert isinstance(short, Rejection)
    assert short.reason == "too_short"


def test_an_article_with_a_notice_of_consent_stays() -> None:
    notice = (
        "We use cookies. With your consent cookies measure ads. You can accept or refuse cookies and consent later."
    )
    assert isinstance(read("/n/harbour-gets-a-second-pier", "Harbour", "", f"{TEXT * 4}</p><p>{notice}"), Document)
    found = read("/n/harbour-gets-a-second-pier", "Harbour", "", notice)
    assert isinstance(found, Rejection)
    assert found.reason == "consent_wall"
