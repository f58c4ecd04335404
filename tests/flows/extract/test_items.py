"""Posts of Mastodon, Bluesky and YouTube, read from the JSON that landed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from flows.extract.items import Item, read_item
from flows.model import Genre


def read(platform: str, item: Any) -> Item | str:
    return read_item(json.dumps({"platform": platform, "item": item}).encode())


def test_mastodon_keeps_paragraphs_and_link_texts() -> None:
    item = read(
        "mastodon",
        {
            "content": '<p>Mark Rutte spoke in Riga. It was short.<br>Then he left.</p><p>See <a href="https://a.example/'
            'long"><span class="invisible">https://</span><span>a.example</span></a> &amp; more</p>',
            "account": {"display_name": "An  Envoy", "acct": "envoy"}, "language": "en", "spoiler_text": "",
            "created_at": "2026-11-24T10:00:00.000Z", "edited_at": "2026-11-24T11:00:00.000Z",
            "tags": [{"name": "NATO"}, 1], "media_attachments": [{"description": "A hall in Riga"}, {}],
        },
    )  # fmt: skip
    assert item == Item(
        title="Mark Rutte spoke in Riga.",
        paragraphs=(
            "Mark Rutte spoke in Riga. It was short.", "Then he left.", "See a.example & more", "A hall in Riga",
        ),
        authors=("An Envoy",), tags=("NATO",), language="en", published="2026-11-24T10:00:00.000Z",
        modified="2026-11-24T11:00:00.000Z",
    )  # fmt: skip


def test_bluesky_reads_text_card_and_picture() -> None:
    record = {
        "text": "One line\n\nand another", "createdAt": "2026-11-24T10:00:00Z", "langs": ["en"],
        "embed": {"external": {"title": "A card", "description": "of it"}, "images": [{"alt": "a hall"}]},
    }  # fmt: skip
    item = read("bluesky", {"author": {"handle": "envoy.example"}, "record": record})
    assert isinstance(item, Item)
    assert item.paragraphs == ("One line", "and another", "A card", "of it", "a hall")
    assert (item.title, item.authors, item.language) == ("One line", ("envoy.example",), "en")


def test_youtube_has_a_title_of_its_own() -> None:
    item = read("youtube", {"title": "Talk &\n answers", "description": "First.\n\nSecond.", "author": "The House"})
    assert isinstance(item, Item)
    assert (item.title, item.paragraphs, item.genre) == ("Talk & answers", ("First.", "Second."), Genre.NEWS)


def test_long_sentences_make_short_titles() -> None:
    item = read("bluesky", {"record": {"text": "word " * 100}})
    assert isinstance(item, Item)
    assert len(item.title) <= 121
    assert item.title.endswith("word…")


@pytest.mark.parametrize(
    "body", [b"", b"\xff", b"[]", b"{}", b'{"platform": "x"}', b'{"platform": "mastodon"}', b"[" * 100_000,
             b'{"platform": "bluesky", "item": {"record": [], "author": 1}}', b'{"platform": {}, "item": 1}']
)  # fmt: skip
def test_rubbish_is_a_reason(body: bytes) -> None:
    assert isinstance(read_item(body), str)
