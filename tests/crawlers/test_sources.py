"""The registry: what a good one gives, and that every mistake of a bad one is named with line, table and key."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from crawlers.sources import KEYS, Source, SourcesInvalid, choose, load

GOOD = """
[[source]]
id = "le-monde"
name = "Le Monde"
country = "FR"
languages = ["fr", "en"]
kind = "newspaper"
feeds = ["https://www.example.org/rss.xml"]
conditional = false

[[source]]
id = "alliance"
name = "The Alliance"
country = ""
languages = ["en"]
kind = "government"
sitemaps = ["http://alliance.example/sitemap.xml"]
listings = ["http://alliance.example/news/"]
"""


def problems(tmp_path: Path, text: str | bytes) -> tuple[str, ...]:
    path = tmp_path / "sources.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(SourcesInvalid) as caught:
        load(path)
    assert str(path) in str(caught.value)
    return caught.value.problems


def test_reads_a_registry(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(GOOD, "utf-8")
    first, second = load(path)
    assert first == Source(
        "le-monde", "Le Monde", "FR", ("fr", "en"), "newspaper", ("https://www.example.org/rss.xml",), conditional=False
    )
    assert first.outlet.country == "FR"
    assert first.outlet.languages == ("fr", "en")
    assert second.country == ""
    assert second.listings == ("http://alliance.example/news/",)
    assert second.to_json()["sitemaps"] == ["http://alliance.example/sitemap.xml"]


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    text = """
[[source]]
id = "Le Monde"
name = ""
country = "fr"
languages = ["french", "en", "en"]
kind = "paper"
feeds = ["ftp://example.org/", "https://user:pass@example.org/feed", "https://", "https://a.example/a b"]

[[source]]
id = "twice"
name = "A"
country = "ZZ"
languages = []
kind = "blog"
feed = ["https://example.org/"]

[[source]]
id = "twice"
name = 3
country = "GB"
languages = "en"
kind = "blog"
feeds = []
conditional = "yes"
"""
    found = problems(tmp_path, text)
    assert [line.split(": ", 1)[0] for line in found[:3]] == ["line 3", "line 4", "line 5"]
    everything = "\n".join(found)
    for part in (
        "table 1 (Le Monde), key `id`",
        "key `name`: is empty",
        "write 'FR'",
        "'french' is no ISO 639-1 code",
        "lists 'en' twice",
        "'paper' must be one of newspaper",
        "'ftp://example.org/' must begin with http",
        "carries a user name or password",
        "'https://' names no host",
        "holds white space",
        "line 16: table 2 (twice), key `feed`: unknown; did you mean `feeds`?",
        "line 10: table 2 (twice): no way to find pages",
        "'ZZ' is no country code",
        "table 3 (twice), key `name`: must be a string in quotes, not 3",
        "key `languages`: must be a list of strings, not 'en'",
        "key `feeds`: is an empty list",
        "key `conditional`: must be true or false",
    ):
        assert part in everything


WHOLE = """
[[source]]
id = "whole"
name = "Everything a table may say"
country = "NO"
languages = ["no"]
kind = "magazine"
feeds = ["https://whole.example/rss"]
sitemaps = ["https://whole.example/sitemap.xml"]
listings = ["https://whole.example/news/"]
opinion = ["https://whole.example/opinion/", "https://whole.example/opinion/rss"]
wordpress = ["https://blog.whole.example"]
youtube = ["UCabcdefghijklmnopqrstuv"]
mastodon = ["news@social.example"]
bluesky = ["whole.example", "did:plc:z72i7hdynmk6r22z27h6tvur"]
gdelt = ["nato sourcecountry:norway"]
home = "https://whole.example/"
pages = 5
link_pattern = "/20[0-9]{2}/"
conditional = false
browser = true
budget = 500
delay = 2
allow_hosts = ["news.intra.example", "10.1.0.0/16", "[fd00::1]"]
"""


def test_every_key_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(WHOLE, "utf-8")
    (source,) = load(path)
    table = tomllib.loads(WHOLE)["source"][0]
    assert set(table) == set(KEYS) == {field.name for field in fields(Source)}
    assert source.to_json() == table
    assert isinstance(source.delay, float)
    assert source.addresses[0] == "https://whole.example/"
    assert "https://whole.example/opinion/rss" in source.addresses


def test_a_home_page_alone_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(HEAD + 'home = "https://a.example/"\n', "utf-8")
    (source,) = load(path)
    assert (source.home, source.feeds, source.pages, source.budget, source.delay) == (
        "https://a.example/", (), 3, None, None,
    )  # fmt: skip


HEAD = """[[source]]
id = "a"
name = "A"
country = ""
languages = ["en"]
kind = "blog"
"""


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('home = "a.example"', "line 7: table 1 (a), key `home`: 'a.example' must begin with http:// or https://"),
        ("home = 3", "key `home`: must be a string in quotes, not 3"),
        ('opinion = ["/opinion"]', "key `opinion`: '/opinion' must begin with http:// or https://"),
        ('feeds = "https://a.example/rss"', "must be a list of strings, not 'https://a.example/rss': write ["),
        ('youtube = ["@nato"]', "key `youtube`: '@nato' is no channel id: UC and 22 characters"),
        ('mastodon = ["@nato@social.example"]', "key `mastodon`: '@nato@social.example' is no account: user@host"),
        ('mastodon = ["nato"]', "'nato' is no account"),
        ('bluesky = ["@nato.int"]', "key `bluesky`: '@nato.int' is no handle: a domain name is wanted, without @"),
        ('bluesky = ["nato"]', "'nato' is no handle"),
        ('gdelt = [" "]', "key `gdelt`: ' ' must be words of a query"),
        (f'gdelt = ["{"a" * 501}"]', "is longer than 500 characters: write several"),
        ('wordpress = ["https://a.example/wp-json/wp/v2"]', "key `wordpress`: 'https://a.example/wp-json/wp/v2' must"),
        ('wordpress = ["ftp://a.example/"]', "must begin with http:// or https://"),
        (
            'home = "https://a.example/"\nlink_pattern = "(["',
            "line 8: table 1 (a), key `link_pattern`: '([' is no regular",
        ),
        ('feeds = ["https://a.example/"]\nlink_pattern = "x"', "there are none: add `listings` or leave it out"),
        ('feeds = ["https://a.example/"]\npages = 2', "key `pages`: says how listings are read"),
        (f'home = "https://a.example/"\nlink_pattern = "{"a" * 501}"', "is longer than 500 characters"),
        ('home = "https://a.example/"\npages = 0', "key `pages`: must be a whole number from 1 to 50, not 0"),
        ('home = "https://a.example/"\npages = true', "must be a whole number from 1 to 50, not True"),
        ('home = "https://a.example/"\nbudget = 1.5', "must be a whole number from 1 to 100,000, not 1.5"),
        ('home = "https://a.example/"\ndelay = "1"', "key `delay`: must be a number from 0 to 600, not '1'"),
        ('home = "https://a.example/"\ndelay = nan', "key `delay`: must be a number from 0 to 600, not nan"),
        ('home = "https://a.example/"\nbrowser = "no"', "key `browser`: must be true or false"),
        ('home = "https://a.example/"\nallow_hosts = ["http://x"]', "key `allow_hosts`: 'http://x' is no host"),
        ('home = "https://a.example/"\nallow_hosts = ["10.0.0.0/33"]', "'10.0.0.0/33' is no host"),
        ('home = "https://a.example/"\nallow_hosts = ["10.0.0"]', "'10.0.0' is no host"),
        (
            'feeds = ["https://a.example/"]\nopinion = ["https://a.example/"]',
            "line 8: table 1 (a), key `opinion`: 'https://a.example/' stands under `feeds` too: name it once",
        ),
        ('home = "https://a.example/"\nyou_tube = ["x"]', "key `you_tube`: unknown; did you mean `youtube`?"),
        ('home = "https://a.example/"\nFeeds = ["x"]', "key `Feeds`: unknown; did you mean `feeds`?"),
        ('home = "https://a.example/"\nlinkpattern = "x"', "did you mean `link_pattern`?"),
        ('home = "https://a.example/"\nallowed_hosts = ["x"]', "did you mean `allow_hosts`?"),
        ('home = "https://a.example/"\nzzz = 1', "key `zzz`: unknown; known are id, name, country"),
    ],
)
def test_a_mistake_of_the_newer_keys_is_explained(tmp_path: Path, lines: str, said: str) -> None:
    assert said in "\n".join(problems(tmp_path, HEAD + lines + "\n"))


def test_an_id_stands_once(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, GOOD.replace('"alliance"', '"le-monde"'))
    assert "line 12" in found
    assert "'le-monde' is the id of table 1 too" in found


def test_missing_keys_are_named(tmp_path: Path) -> None:
    found = problems(tmp_path, '[[source]]\nid = "x"\n')
    assert [line.split("`")[1] for line in found[:4]] == ["name", "country", "languages", "kind"]
    assert 'use "" for an international organisation' in found[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "the file is empty"),
        (b"  \n", "the file is empty"),
        (b"# nothing yet\n", "no source in it"),
        (b"[[source]\n", "not TOML"),
        (b'[[source]]\nname = "Caf\xe9"\n', "line 2: not UTF-8 (byte 0xe9)"),
        (b'[source]\nid = "x"\n', "[[source]]"),
        (b'title = "x"\n' + GOOD.encode(), "line 1: unknown key `title` outside the tables"),
        (b'[[sources]]\nid = "x"\n', "unknown key `sources`"),
        (b"source = [1]\n", "[[source]]"),
    ],
)
def test_broken_files_are_explained(tmp_path: Path, text: bytes, said: str) -> None:
    assert said in "\n".join(problems(tmp_path, text))


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(SourcesInvalid, match="no such file"):
        load(tmp_path / "none.toml")
    with pytest.raises(SourcesInvalid, match="cannot be read"):
        load(tmp_path)


def test_choose_names_the_unknown_and_its_neighbours(tmp_path: Path) -> None:
    sources = load(None)
    assert choose(sources, ()) == sources
    assert [s.id for s in choose(sources, ["nrk", "dr", "nrk"])] == ["dr", "nrk"]
    with pytest.raises(LookupError, match="unknown source 'bbc-wrld' \\(did you mean bbc-world"):
        choose(sources, ["bbc-wrld", "nrk"])
