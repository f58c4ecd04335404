"""Mastodon, Bluesky and YouTube: posts come whole inside their lists."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from crawlers.spiders import bluesky, mastodon, youtube
from crawlers.spiders.mechanism import Mechanism
from tests.crawlers.spiders.answers import PLAIN, answer

STATUSES = "https://social.example/api/v1/accounts/42/statuses?limit=40&exclude_reblogs=true&exclude_replies=true"
POST = {
    "id": "7", "url": "https://social.example/@envoy/7", "created_at": "2026-11-24T10:00:00.000Z", "edited_at": None,
    "content": "<p>The alliance met.</p><p>It <b>agreed</b> &amp; left.</p>", "language": "en", "visibility": "public",
    "spoiler_text": "", "account": {"acct": "envoy", "display_name": "An Envoy"}, "tags": [{"name": "NATO"}],
}  # fmt: skip


def test_mastodon_looks_the_account_up_and_then_reads_its_posts() -> None:
    source = replace(PLAIN, mastodon=("envoy@social.example",))
    (first,) = mastodon.MECHANISM.addresses(source)
    assert first == "https://social.example/api/v1/accounts/lookup?acct=envoy"
    (further,) = mastodon.read(answer({"id": "42", "acct": "envoy"}, first, source)).further
    assert further.url == STATUSES
    boost = {**POST, "id": "6", "reblog": {"id": "1"}}
    private = {**POST, "id": "5", "visibility": "private"}
    reading = mastodon.read(answer([POST, boost, private, "?"], STATUSES, source, 1))
    (found,) = reading.links
    assert not reading.further
    assert (found.url, found.guid) == ("https://social.example/@envoy/7", "7")
    assert found.entry.summary == "The alliance met. It agreed & left."
    assert (found.entry.authors, found.entry.tags, found.entry.language) == (("An Envoy",), ("NATO",), "en")
    assert (found.entry.published, found.entry.modified) == ("2026-11-24T10:00:00.000Z", "")
    assert json.loads(found.item) == {"platform": "mastodon", "item": POST}
    (edited,) = mastodon.read(answer([{**POST, "edited_at": "2026-11-24T11:00:00Z"}], STATUSES)).links
    assert edited.key != found.key


def test_mastodon_pages_back_to_the_bound() -> None:
    full = [{**POST, "id": str(100 - number)} for number in range(mastodon.LIMIT)]
    (older,) = mastodon.read(answer(full, STATUSES, replace(PLAIN, pages=2), 1)).further
    assert older.url == f"{STATUSES}&max_id=61"
    assert not mastodon.read(answer(full, older.url, replace(PLAIN, pages=2), 2)).further


def test_bluesky_lists_own_posts_and_follows_its_cursor() -> None:
    (first,) = bluesky.MECHANISM.addresses(replace(PLAIN, bluesky=("envoy.example.org",)))
    assert first.endswith("?actor=envoy.example.org&limit=50&filter=posts_and_author_threads")
    post = {
        "uri": "at://did:plc:abc/app.bsky.feed.post/3kxyz", "cid": "c1",
        "author": {"handle": "envoy.example.org", "displayName": "An Envoy"},
        "record": {"text": "The alliance met.", "createdAt": "2026-11-24T10:00:00Z", "langs": ["en"], "tags": ["NATO"]},
    }  # fmt: skip
    data = {
        "cursor": "c 2",
        "feed": [{"post": post}, {"post": post, "reason": {"$type": "app.bsky.feed.defs#reasonRepost"}}, {}, 1],
    }
    reading = bluesky.read(answer(data, first))
    (found,) = reading.links
    assert found.url == "https://bsky.app/profile/envoy.example.org/post/3kxyz"
    assert (found.entry.published, found.entry.authors) == ("2026-11-24T10:00:00Z", ("An Envoy",))
    assert (found.entry.summary, found.entry.tags, found.entry.language) == ("The alliance met.", ("NATO",), "en")
    assert json.loads(found.item)["item"] == post
    (older,) = reading.further
    assert older.url == f"{first}&cursor=c+2"
    assert not bluesky.read(answer(data, older.url, replace(PLAIN, pages=2), 1)).further
    invalid = {**post, "author": {"handle": "handle.invalid"}}
    (moved,) = bluesky.read(answer({"feed": [{"post": invalid}]}, first)).links
    assert moved.url == "https://bsky.app/profile/did:plc:abc/post/3kxyz"


def test_youtube_gives_title_and_whole_description() -> None:
    (first,) = youtube.MECHANISM.addresses(replace(PLAIN, youtube=("UC" + "a" * 22,)))
    assert first == f"https://www.youtube.com/feeds/videos.xml?channel_id=UC{'a' * 22}"
    body = """<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/"
     xmlns="http://www.w3.org/2005/Atom"><entry><yt:videoId>v1</yt:videoId><title>Talk &amp; answers</title>
     <link rel="alternate" href="https://www.youtube.com/watch?v=v1"/><author><name>The House</name></author>
     <published>2026-11-23T10:00:00+00:00</published><updated>2026-11-24T10:00:00+00:00</updated>
     <media:group><media:description>First line.

Second line.</media:description></media:group></entry><entry><title>no link</title></entry></feed>"""
    (found,) = youtube.read(answer(body, first)).links
    assert (found.url, found.entry.title) == ("https://www.youtube.com/watch?v=v1", "Talk & answers")
    assert (found.entry.published, found.entry.modified) == ("2026-11-23T10:00:00+00:00", "")
    assert json.loads(found.item)["item"]["description"] == "First line.\n\nSecond line."


@pytest.mark.parametrize("mechanism", [mastodon.MECHANISM, bluesky.MECHANISM, youtube.MECHANISM], ids=lambda m: m.name)
@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe", b"<html>", "null", "[]", "{}", '{"error": "gone"}', '{"message": "gone"}', '{"feed": 1}',
     '[{"url": 1}]', '{"id": "../../x"}', '{"feed": [{"post": {"uri": "at://x/y", "author": [], "record": {}}}]}',
     "[" * 100_000, "<feed xmlns='http://www.w3.org/2005/Atom'><entry/></feed>"],
    ids=range(14),
)  # fmt: skip
def test_whatever_comes_is_an_answer(mechanism: Mechanism, body: str | bytes) -> None:
    reading = mechanism.read(answer(body, "https://social.example/api/v1/accounts/1/statuses"))
    assert not reading.links
    assert not reading.further
