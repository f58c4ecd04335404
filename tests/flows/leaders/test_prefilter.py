"""The prefilter never says no to a page that names a leader, however it is written, and does say no."""

from __future__ import annotations

import html
import json
from datetime import UTC, datetime

import pytest

from crawlers.records import Discovery, Entry, LandedPage
from flows.leaders.prefilter import may_mention
from flows.model import Document, Rejection
from flows.normalise import normalise

pytest.importorskip("hyperscan", reason="run `make setup`, or a machine the matcher is not built for")

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FILLER = "The council spoke about senators, harvests and the anatomy of timber. " * 8


def page(body: bytes, content_type: str = "text/html", entry: Entry | None = None) -> LandedPage:
    found = Discovery("a", "feed", entry=entry) if entry else None
    return LandedPage("https://a.example/x", NOON, body, content_type=content_type, discovery=found)


def wrapped(text: str, charset: str = "utf-8") -> bytes:
    return f'<html><head><meta charset="{charset}"></head><body><p>{FILLER}</p><p>{text}</p></body></html>'.encode(
        charset
    )


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("Mark Rutte spoke.", "utf-8"),
        ("RUTTE SPOKE.", "utf-8"),
        ("der NATO-Generalsekretär", "iso-8859-1"),
        ("Сказал Рютте.", "windows-1251"),
        ("СТОЛТЕНБЕРГ", "koi8-r"),
        ("генсек НАТО", "utf-8"),
        ("генсек нато", "iso-8859-5"),
        ("Ο Ρούτε", "iso-8859-7"),
        ("مارك روته", "windows-1256"),
        ("北约秘书长", "gbk"),
        ("北約秘書長", "big5"),
        ("ルッテ氏", "shift_jis"),
        ("ルッテ氏", "euc-jp"),
        ("뤼터 나토", "euc-kr"),
        ("Mircea Geoană", "iso-8859-2"),
        ("Javier Solana", "utf-8"),
    ],
)
def test_names_are_seen_in_every_charset(text: str, charset: str) -> None:
    assert may_mention(page(wrapped(text, charset)))


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "iso-2022-jp", "utf-7"])
def test_what_cannot_be_searched_is_passed_on(charset: str) -> None:
    assert may_mention(page(wrapped("nobody", charset), f"text/html; charset={charset}"))


@pytest.mark.parametrize(
    "markup",
    [
        "".join(f"&#{ord(c)};" for c in "Рютте"),
        "".join(f"&#x{ord(c):X};" for c in "рютте"),
        "".join(f"&#{ord(c)};" for c in "Rutte"),
        html.escape("„Rutte“").replace("„", "&bdquo;"),
        "Stolten&shy;berg",
        "Stolten\u00adberg",
        "Сто\u0301лтенберг",
        "<span class=cap>R</span>utte",
        "<script>" + json.dumps({"body": "a\nNATO chief"}) + "</script>",
        "<script>" + json.dumps({"body": "“Рютте"}) + "</script>",
        "<script>" + json.dumps({"body": "“Rutte"}) + "</script>",
        "N&#65;TO&#39;s chief",
        "%20NATO%20",
        "the NA\u200bTO chief",
    ],
)
def test_names_are_seen_behind_escapes(markup: str) -> None:
    assert may_mention(page(wrapped(markup)))


def test_the_entry_of_the_feed_counts() -> None:
    assert may_mention(page(wrapped("nobody"), entry=Entry(title="Rutte speaks")))


@pytest.mark.parametrize(
    "text",
    [
        "nobody at all",
        "a senator wrote, a favourite rite",
        "сенатор и анатомия",
        "Smith, White and Clark",
        "naturally so",
    ],
)
def test_most_pages_are_not_read(text: str) -> None:
    assert not may_mention(page(wrapped(text)))


def test_normalise_skips_only_where_relevance_is_wanted() -> None:
    text = page(wrapped(FILLER))
    skipped = normalise(text, minimum_relevance=0.3, prefilter=True)
    assert isinstance(skipped, Rejection)
    assert skipped.reason == "no_leader"
    assert isinstance(normalise(text, prefilter=True), Document)
    read = normalise(text, minimum_relevance=0.3)
    assert isinstance(read, Rejection)
    assert read.reason == "not_relevant"
