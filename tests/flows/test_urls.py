"""Canonical URLs: what is the same address, what never is, and which declared one is believed."""

from __future__ import annotations

import pytest
import tldextract
from hypothesis import given
from hypothesis import strategies as st

from flows.urls import canonical_url, document_id, registrable_domain

_TEXT = st.text(max_size=60)
_URL = st.one_of(
    _TEXT,
    st.builds(
        "{}://{}{}{}{}".format, st.sampled_from(["http", "https", "HTTP", "ftp", ""]), _TEXT, _TEXT, _TEXT, _TEXT
    ),
    st.builds(
        "https://{}/{}?{}#{}".format,
        st.sampled_from(
            ["www.example.org", "EXAMPLE.org:443", "bücher.example", "a.b.co.uk.", "[::1]:80", "u:p@h.test"]
        ),
        st.text(alphabet="abÄ/%.2eE~ +'\\", max_size=30),
        st.text(alphabet="ab=&;%c3utm_source", max_size=30),
        st.text(alphabet="!ab", max_size=5),
    ),
)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://Www.Example.ORG:80/Path", "http://www.example.org/Path"),
        ("https://example.org:443", "https://example.org/"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://user:secret@example.org/a", "https://example.org/a"),
        ("https://bücher.example/straße", "https://xn--bcher-kva.example/stra%C3%9Fe"),
        ("https://XN--BCHER-KVA.example/", "https://xn--bcher-kva.example/"),
        ("https://example.org/a/./b/../c", "https://example.org/a/c"),
        ("https://example.org/%7euser/%e4%2f", "https://example.org/~user/%E4%2F"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/a#section", "https://example.org/a"),
        ("https://example.org/#!/a/1", "https://example.org/#!/a/1"),
        ("https://example.org/a?utm_source=x&id=7&UTM_Medium=y&fbclid=z", "https://example.org/a?id=7"),
        ("https://example.org/a?ref=rss", "https://example.org/a"),
        ("https://example.org/a?ref=chapter2", "https://example.org/a?ref=chapter2"),
        ("https://example.org/a?", "https://example.org/a"),
        (" https://example.org/a b\n", "https://example.org/a%20b"),
        ("https://example.org\\a\\b", "https://example.org/a/b"),
        ("https://example.org//a//b", "https://example.org//a//b"),
    ],
)
def test_one_spelling(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/Article", "https://example.org/article"),
        ("https://example.org/a/", "https://example.org/a"),
        ("https://www.example.org/a", "https://example.org/a"),
        ("https://example.org/a?p=1", "https://example.org/a?p=2"),
        ("https://example.org/a?id=1&id=2", "https://example.org/a?id=2&id=1"),
        ("https://example.org/a?1&b", "https://example.org/a?b&1"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://example.org:8080/a", "https://example.org/a"),
    ],
)
def test_what_a_server_may_tell_apart_stays_apart(one: str, other: str) -> None:
    assert document_id(canonical_url(one)) != document_id(canonical_url(other))


def test_http_and_https_are_one_document() -> None:
    one, other = canonical_url("http://example.org:80/a"), canonical_url("https://example.org:443/a")
    assert document_id(one) == document_id(other)
    assert len(document_id(one)) == 32


@given(_URL)
def test_idempotent_and_total(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once
    assert len(document_id(once)) == 32
    registrable_domain(url)


@given(_URL, _URL)
def test_total_with_a_declared_address(url: str, declared: str) -> None:
    canonical = canonical_url(url, declared)
    assert canonical_url(canonical) == canonical


@given(
    st.dictionaries(st.text("abcXY", min_size=1, max_size=3), st.text("abc123", max_size=3), max_size=5), st.randoms()
)
def test_blind_to_the_order_of_parameters(parameters: dict[str, str], chance: object) -> None:
    pairs = [f"{name}={value}" for name, value in parameters.items()]
    shuffled = sorted(pairs, key=lambda _: chance.random())  # type: ignore[attr-defined]  # st.randoms gives a Random
    address = "https://example.org/a?"
    assert canonical_url(address + "&".join(pairs)) == canonical_url(address + "&".join(shuffled))


DEEP = "https://www.example.org/news/2026/a-long-story-title-12345"


@pytest.mark.parametrize(
    ("fetched", "declared"),
    [
        (f"{DEEP}?session=7", DEEP),
        (f"{DEEP}/amp", DEEP),
        ("https://example.org/a/print", "https://example.org/a"),
        ("https://m.example.org/news/2026/a-long-story-title-12345", DEEP),
        ("http://www.example.org/news/2026/a-long-story-title-12345", DEEP),
        (DEEP, "/news/2026/a-longer-story-title-12345"),
        ("https://example.org/about", "https://example.org/about-us"),
    ],
)
def test_a_declared_address_is_believed(fetched: str, declared: str) -> None:
    from urllib.parse import urljoin

    assert canonical_url(fetched, declared) == canonical_url(urljoin(fetched, declared))


@pytest.mark.parametrize(
    "declared",
    [
        "/",
        "https://www.example.org",
        "https://www.example.org/news",
        "https://www.example.org/news/2026/",
        "https://www.example.org/index.html",
        "https://other.example/news/2026/a-long-story-title-12345",
        "javascript:alert(1)",
        "http://[::1",
        "   ",
    ],
)
def test_a_declared_address_is_not_believed(declared: str) -> None:
    assert canonical_url(DEEP, declared) == DEEP


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("https://me.blogspot.com/", "me.blogspot.com"),
        ("https://www.gov.uk/", "www.gov.uk"),
        ("https://a.b.test/", "b.test"),
        ("http://localhost:9200/", "localhost"),
        ("http://192.168.0.1/a", "192.168.0.1"),
        ("http://[2001:db8::1]/a", "[2001:db8::1]"),
        ("https://news.почта.рф/", "xn--80a1acny.xn--p1ai"),
        ("no address", ""),
    ],
)
def test_registrable_domain(url: str, domain: str) -> None:
    assert registrable_domain(url) == domain


@given(
    st.lists(
        st.sampled_from(["www", "a", "com", "co", "uk", "jp", "kawasaki", "city", "ck", "blogspot", "github", "io"]),
        min_size=2,
        max_size=5,
    )
)
def test_domains_agree_with_tldextract(labels: list[str]) -> None:
    extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
    host = ".".join(labels)
    theirs = extract.extract_str(host).top_domain_under_public_suffix
    if theirs:
        assert registrable_domain(f"https://{host}/") == theirs
