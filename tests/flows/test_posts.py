"""Landed posts become documents."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from crawlers.records import ITEM_TYPE, Discovery, LandedPage, Outlet
from flows.model import Document, Genre, Precision, Rejection
from flows.normalise import normalise
from flows.origin import content_digest

OUTLET = Outlet("envoy", "The Envoy", "", "social", ("en",))
POST = {
    "content": "<p>NATO Secretary General Mark Rutte spoke in Riga. He spoke for the alliance and left early.</p>",
    "account": {"display_name": "An Envoy"}, "created_at": "2026-11-24T10:00:00.000Z", "language": "en",
}  # fmt: skip


def page(body: bytes, status: int = 200) -> LandedPage:
    return LandedPage(
        "https://social.example/@envoy/7", datetime(2026, 11, 24, 12, tzinfo=UTC), body, status, ITEM_TYPE,
        Discovery("envoy", "mastodon", "https://social.example/api", OUTLET),
    )  # fmt: skip


def test_a_post_is_a_document_with_its_leaders_and_date() -> None:
    found = normalise(page(json.dumps({"platform": "mastodon", "item": POST}).encode()))
    assert isinstance(found, Document)
    assert found.title == "NATO Secretary General Mark Rutte spoke in Riga."
    assert found.body.endswith("and left early.")
    assert (found.url.full, found.language, found.genre) == ("https://social.example/@envoy/7", "en", Genre.BLOG)
    assert (found.published.date, found.published.precision) == (
        datetime(2026, 11, 24, 10, tzinfo=UTC), Precision.SECOND
    )  # fmt: skip
    assert (found.published.source, found.published.raw) == ("feed", "2026-11-24T10:00:00.000Z")
    assert [leader.id for leader in found.leaders] == ["mark-rutte"]
    assert (found.outlet.id, found.outlet.kind, found.provenance.spider) == ("envoy", "social", "mastodon")
    assert found.authors == ("An Envoy",)
    assert found.revision.digest == content_digest(found.title, found.body)
    assert Document.from_json(found.to_json()) == found


def test_paragraphs_are_split_as_those_of_pages_are() -> None:
    two = {**POST, "content": "<p>Mark Rutte spoke in Riga.</p><p>He left early.</p>"}
    found = normalise(page(json.dumps({"platform": "mastodon", "item": two}).encode()))
    assert isinstance(found, Document)
    assert found.body == "Mark Rutte spoke in Riga.\nHe left early."


def test_an_impossible_date_is_left_out() -> None:
    late = {**POST, "created_at": "2031-01-01T00:00:00Z"}
    found = normalise(page(json.dumps({"platform": "mastodon", "item": late}).encode()))
    assert isinstance(found, Document)
    assert found.published.date is None


def test_what_cannot_be_read_or_does_not_matter_is_rejected() -> None:
    body = json.dumps({"platform": "mastodon", "item": {**POST, "content": "<p>Fine weather in Riga today.</p>"}})
    weather = normalise(page(body.encode()), minimum_relevance=0.5)
    broken = normalise(page(b"{"))
    gone = normalise(page(b"{}", 404))
    assert isinstance(weather, Rejection)
    assert isinstance(broken, Rejection)
    assert isinstance(gone, Rejection)
    assert (weather.reason, broken.reason, gone.reason) == ("not_relevant", "unreadable", "http_error")
