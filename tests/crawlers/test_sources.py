"""The registry: what a good one gives, and that every mistake of a bad one is named with line, table and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawlers.sources import SHIPPED, Source, SourcesInvalid, choose, load

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


def test_the_shipped_registry_is_good_and_encrypted() -> None:
    sources = load(None)
    assert len(sources) >= 30
    assert load(SHIPPED) == sources
    assert all(address.startswith("https://") for source in sources for address in source.feeds)


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
    assert [s.id for s in choose(sources, ["nrk", "dr", "nrk"])] == ["nrk", "dr"]
    with pytest.raises(LookupError, match="unknown source 'bbc-wrld' \\(did you mean bbc-world"):
        choose(sources, ["bbc-wrld", "nrk"])
