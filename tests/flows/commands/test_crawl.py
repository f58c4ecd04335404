"""``commentariat crawl`` and ``commentariat sources`` as a user types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.cli import main
from tests.crawlers.crawling import source
from tests.crawlers.site import article, rss, serve


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COMMENTARIAT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COMMENTARIAT_ALLOWED_HOSTS", "127.0.0.1")


def test_crawl_prints_a_table_or_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    registry, landing = tmp_path / "sources.toml", tmp_path / "elsewhere"
    with serve({"/1": article("1")}) as site:
        site.routes["/rss.xml"] = rss(site.url, "/1")
        registry.write_text(
            source("paper", feeds=[f"{site.url}/rss.xml"]) + source("dead", feeds=[f"{site.url}/none.xml"]), "utf-8"
        )
        arguments = ["crawl", "--sources", str(registry), "--landing", str(landing)]
        assert main([*arguments, "paper", "--json"]) == 0
        report = json.loads(capsys.readouterr().out)
        assert report["total"]["landed"] == 1
        assert report["sources"][0]["source"] == "paper"
        assert len(list(landing.glob("*.warc.gz"))) == 1
        assert main(arguments) == 1
    printed = capsys.readouterr().out
    assert "Not fetched" in printed
    assert "none.xml" in printed
    assert "0 pages landed" in printed


def test_unknown_sources_and_bad_registries_exit_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["crawl", "bbc-wrld"]) == 2
    assert "did you mean bbc-world" in capsys.readouterr().err
    bad = tmp_path / "bad.toml"
    bad.write_text('[[source]]\nid = "X"\n', "utf-8")
    assert main(["sources", "list", "--sources", str(bad)]) == 2
    errors = capsys.readouterr().err
    assert "line 2: table 1 (X), key `id`" in errors
    assert "key `name`: missing" in errors


def test_sources_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "list", "--json"]) == 0
    sources = json.loads(capsys.readouterr().out)
    assert {"id", "name", "country", "languages", "kind", "feeds", "sitemaps", "listings"} <= set(sources[0])
    assert main(["sources", "list"]) == 0
    assert "le-monde-international" in capsys.readouterr().out
