"""The demo's home is emptied only when it is the demo's, and the proxy is set only while it is needed."""

from __future__ import annotations

import os
import tomllib
from dataclasses import replace

import pytest

from flows.alerts.searches import load_searches
from flows.demo import home
from flows.errors import Configuration
from flows.settings import Settings


def test_a_fresh_home_holds_registry_and_searches(settings: Settings) -> None:
    demo = home.prepare(settings)
    assert demo.home == settings.home / "demo"
    assert demo.sources
    assert tomllib.loads(demo.sources.read_text("utf-8"))["source"]
    assert len(load_searches(demo.searches)) == 3


def test_what_an_earlier_demo_left_is_gone_but_prefects_database_stays(settings: Settings) -> None:
    demo = home.prepare(settings)
    for name in ("archive", "prefect"):
        (demo.home / name).mkdir()
        (demo.home / name / "file").write_text("x", "utf-8")
    home.prepare(settings)
    assert not (demo.home / "archive").exists()
    assert (demo.home / "prefect" / "file").exists()


def test_a_folder_that_is_not_the_demos_is_never_emptied(settings: Settings) -> None:
    mine = settings.home / "demo" / "thesis.txt"
    mine.parent.mkdir()
    mine.write_text("three years of work", "utf-8")
    with pytest.raises(Configuration, match="not the demo's") as caught:
        home.prepare(settings)
    assert caught.value.remedy
    assert mine.read_text("utf-8") == "three years of work"


def test_a_link_to_elsewhere_is_not_followed(settings: Settings) -> None:
    elsewhere = settings.home / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / home.MARKER).write_text("", "utf-8")
    (settings.home / "demo").symlink_to(elsewhere)
    with pytest.raises(Configuration, match="no folder"):
        home.prepare(settings)


def test_a_link_inside_is_removed_not_followed(settings: Settings) -> None:
    demo = home.prepare(settings)
    outside = settings.home / "outside"
    outside.mkdir()
    (outside / "kept").write_text("x", "utf-8")
    (demo.home / "link").symlink_to(outside)
    home.prepare(settings)
    assert (outside / "kept").exists()
    assert not (demo.home / "link").is_symlink()


def test_a_home_that_cannot_be_written_is_a_clear_error(settings: Settings) -> None:
    (settings.home / "file").write_text("x", "utf-8")
    with pytest.raises(Configuration, match="cannot write"):
        home.prepare(replace(settings, home=settings.home / "file"))


def test_a_cluster_gets_an_index_of_its_own(settings: Settings) -> None:
    cluster = replace(
        settings, elasticsearch_url="http://127.0.0.1:9200", smtp_url="smtp://mail", kibana_url="http://k"
    )
    demo = home.settings_in(cluster)
    assert demo.index_prefix == f"{settings.index_prefix}-demo"
    assert (demo.smtp_url, demo.kibana_url, demo.minimum_relevance) == (None, None, 0.0)


def test_the_proxy_is_set_for_the_block_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.delenv("http_proxy", raising=False)
    with home.proxied("http://127.0.0.1:1", "http://10.0.0.5:9200"):
        assert os.environ["http_proxy"] == "http://127.0.0.1:1"
        assert os.environ["no_proxy"].split(",") == ["127.0.0.1", "localhost", "::1", "10.0.0.5"]
    assert os.environ["no_proxy"] == "*"
    assert "http_proxy" not in os.environ
