"""What a home page says of how its pages are found."""

from __future__ import annotations

import pytest

from crawlers.discover import GUESSES, Discovered, discover, sitemaps_of

HOME = "https://paper.example/"


def test_everything_a_home_page_names() -> None:
    page = b"""<!doctype html><html lang="nb-NO"><head><title>Avisen &ndash; forside</title>
    <meta property="og:site_name" content="Avisen"><meta name="Generator" content="WordPress 6.8">
    <link rel="alternate" type="application/rss+xml" title="Avisen" href="/feed/">
    <link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
    <link rel="alternate" hreflang="en" href="/en/"><link rel="sitemap" href="/sitemap.xml">
    <link rel="https://api.w.org/" href="https://paper.example/wp-json/"></head><body>
    <a rel="me" href="https://social.example/@avisen">M</a> <a href="https://social.example/@other">N</a>
    <a href="https://bsky.app/profile/avisen.example">B</a>
    <a href="https://www.youtube.com/channel/UCaaaaaaaaaaaaaaaaaaaaaa">Y</a></body></html>"""
    assert discover(page, HOME) == Discovered(
        title="Avisen", language="nb", system="wordpress", feeds=("https://paper.example/feed/",),
        guesses=("https://paper.example/feed/",), sitemaps=("https://paper.example/sitemap.xml",),
        wordpress="https://paper.example/", youtube=("UCaaaaaaaaaaaaaaaaaaaaaa",), mastodon=("avisen@social.example",),
        bluesky=("avisen.example",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("url", "head", "guess"),
    [
        (HOME, '<meta name="generator" content="Wix.com Website Builder">', "https://paper.example/blog-feed.xml"),
        (HOME, '<meta name="generator" content="Ghost 5.1">', "https://paper.example/rss/"),
        ("https://me.substack.com/", "", "https://me.substack.com/feed"),
        (HOME, '<script src="https://substackcdn.com/x.js"></script>', "https://paper.example/feed"),
        ("https://medium.com/@me", "", "https://medium.com/feed/@me"),
        ("https://me.medium.com/", "", "https://me.medium.com/feed"),
        ("https://me.blogspot.com/", "", "https://me.blogspot.com/feeds/posts/default"),
        (HOME, '<link rel="stylesheet" href="/wp-content/x.css">', "https://paper.example/feed/"),
    ],
)
def test_blogs_keep_their_feed_at_a_known_place(url: str, head: str, guess: str) -> None:
    assert discover(f"<html><head>{head}</head><body>x</body></html>".encode(), url).guesses == (guess,)


def test_without_a_feed_anchors_and_places_are_tried() -> None:
    page = b'<html><a href="/service/rss/">RSS</a><a href="https://other.example/rss.xml">x</a><a href="/rssfoo">y</a>'
    found = discover(page, HOME)
    assert found.feeds == ("https://paper.example/service/rss/",)
    assert len(found.guesses) == len(GUESSES)


@pytest.mark.parametrize("body", [b"", b"\x00", b"<", b"\xff" * 50])
def test_rubbish_names_nothing(body: bytes) -> None:
    assert not discover(body, HOME).feeds


def test_robots_names_sitemaps() -> None:
    text = "User-agent: *\nDisallow: /x\nSitemap: https://paper.example/a.xml\nsitemap:https://paper.example/b.xml\n"
    assert sitemaps_of(text) == ("https://paper.example/a.xml", "https://paper.example/b.xml")
