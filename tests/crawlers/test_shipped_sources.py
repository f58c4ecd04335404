"""The shipped registry: whom it must have, that every address has a witness, and that its page says what is in it."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest

from crawlers.iso import COUNTRIES, KINDS
from crawlers.sources import KEYS, MECHANISMS, SHIPPED, Source, load
from tests.crawlers.registry_page import BEGIN, END, NATO, OTHERS, PAGE, rewritten, witnesses


@pytest.fixture(scope="module")
def sources() -> tuple[Source, ...]:
    return load()


def test_it_is_large_enough_and_what_is_loaded_by_default(sources: tuple[Source, ...]) -> None:
    assert len(sources) >= 120
    assert load(SHIPPED) == sources
    assert len([source for source in sources if source.opinion]) >= 25


def test_all_members_are_there(sources: tuple[Source, ...]) -> None:
    press = Counter(s.country for s in sources if s.kind in {"newspaper", "broadcaster", "agency", "magazine"})
    assert len(NATO) == 32
    assert [name for code, name in NATO.items() if press[code] < 2] == []
    assert all(press[code] >= 3 for code in ("UA", "RU", "CN"))
    assert NATO.keys() | OTHERS.keys() - {""} <= COUNTRIES
    assert {source.country for source in sources} <= NATO.keys() | OTHERS.keys()


def test_organisations_and_think_tanks_are_there(sources: tuple[Source, ...]) -> None:
    ids = {source.id for source in sources}
    assert {"nato", "council-of-the-eu", "european-commission", "eeas", "un-press"} <= ids
    assert len([source for source in sources if source.kind == "think_tank"]) >= 20
    assert {source.kind for source in sources} >= {*KINDS} - {"social"}


def test_ids_are_plain_and_stand_once(sources: tuple[Source, ...]) -> None:
    ids = [source.id for source in sources]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch("[a-z0-9-]{2,40}", identity) for identity in ids)


def test_no_address_stands_in_two_sources(sources: tuple[Source, ...]) -> None:
    counts = Counter(address for source in sources for key in MECHANISMS for address in getattr(source, key))
    assert [address for address, count in counts.items() if count > 1] == []


def test_addresses_are_encrypted_but_for_servers_that_are_not(sources: tuple[Source, ...]) -> None:
    plain = {urlsplit(address).hostname for source in sources for address in source.addresses if address[:5] == "http:"}
    assert plain == {"rss.cnn.com", "en.kremlin.ru", "www.people.com.cn"}


def test_patterns_are_only_where_listings_are(sources: tuple[Source, ...]) -> None:
    assert all(source.listings for source in sources if source.link_pattern)
    assert all(source.link_pattern for source in sources if source.listings)


def test_every_source_has_a_witness(sources: tuple[Source, ...]) -> None:
    seen = witnesses()
    assert seen.keys() == {source.id for source in sources}
    assert {source.id for source in sources if seen[source.id].startswith("query")} == {
        source.id for source in sources if not any(getattr(source, key) for key in MECHANISMS if key != "gdelt")
    }


def test_the_page_says_what_is_in_the_registry() -> None:
    page = PAGE.read_text("utf-8")
    assert page.count(BEGIN) == page.count(END) == 1
    assert rewritten(page) == page, "python -m tests.crawlers.registry_page"


def test_every_key_is_documented() -> None:
    text = (PAGE.parent / "add-a-source.md").read_text("utf-8")
    assert [key for key in KEYS if f"| `{key}` |" not in text] == []
