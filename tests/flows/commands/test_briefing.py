"""``commentariat briefing`` as it is typed."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

import pytest

from flows.commands import briefing
from flows.errors import Configuration
from flows.settings import Settings


def run(settings: Settings, *words: str) -> int:
    """Parse and run."""
    parser = argparse.ArgumentParser()
    briefing.configure(parser)
    return briefing.run(parser.parse_args(words), settings)


@pytest.mark.node
def test_text_json_and_page_hold_the_same(press: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(press, "--since", "7d", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["articles"] > 50
    assert run(press, "--since", "7d") == 0
    assert f"{found['articles']} articles in {found['stories']} stories" in capsys.readouterr().out
    page = tmp_path / "new" / "briefing.html"
    assert run(press, "--since", "7d", "--html", str(page)) == 0
    assert capsys.readouterr().out == f"{page}: {found['articles']} articles, {found['stories']} stories.\n"
    assert f"<dt>Articles</dt><dd>{found['articles']}</dd>" in page.read_text("utf-8")
    assert [entry.name for entry in page.parent.iterdir()] == [page.name]
    assert run(press, "--since", "7d", "--html", "-") == 0
    assert capsys.readouterr().out.startswith("<!DOCTYPE html>")


@pytest.mark.node
def test_nothing_indexed_is_a_helpful_page(press: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(replace(press, index_prefix="nobody-has-this-prefix")) == 0
    assert "commentariat run" in capsys.readouterr().out


@pytest.mark.node
def test_open_writes_into_home_and_shows_it(
    press: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda url: opened.append(url))
    assert run(replace(press, home=tmp_path), "--open") == 0
    assert opened == [(tmp_path / "briefing.html").as_uri()]
    assert "open the file yourself" in capsys.readouterr().out


@pytest.mark.node
def test_a_file_that_cannot_be_written_is_named(press: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Configuration, match="cannot be written to"):
        run(press, "--html", str(tmp_path / "file" / "briefing.html"))


def test_mistakes_are_told_before_a_node_is_asked(settings: Settings) -> None:
    with pytest.raises(Configuration, match="no leader or office"):
        run(settings, "--leader", "mark-rutt")
    with pytest.raises(Configuration, match="no point in time"):
        run(settings, "--since", "whenever")
