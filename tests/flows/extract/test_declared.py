# ruff: noqa: E501 (pages in a line)
"""Extractors declared for single outlets: read, checked, applied, and named in the document. The outlet is made up."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.records import LandedPage
from flows.errors import Configuration, Exit
from flows.extract.declarations import NONE, Extractors, load, read
from flows.extract.trace import Trace
from flows.model import Document, Precision
from flows.normalise import normalise

GAZETTE = """name = "pier-gazette"
version = 2
hosts = ["pier-gazette.example"]
body = ["div.teaser-stack"]
keep = "aside.letter"
remove = ["p.shop", ".crew"]
title = ".banner h2"
authors = ".crew b"
published = ".crew time"
"""
WHO = (
    "<p class=crew>By <b>Ada Pier</b> and <b>Bo Quay</b>, <time datetime=2026-03-09T08:15:00+01:00>yesterday</time></p>"
)
ONE = "The harbour master closed the pier on Monday, for the storm had taken four of its planks."
TWO = "Nobody knew who would pay for the planks, and the council did not say when it would meet."
SHOP = "Our own storm lamps are made by hand and burn for forty hours; order yours before Sunday."
PAGE = f"""<html><head><title>Pier</title></head><body><o:p data-<="x">.</o:p><div class=banner><h2>The pier is closed</h2></div>
<div class="teaser-stack">{WHO}<p>{ONE}</p><p class=shop>{SHOP}</p><aside class=letter><p>{TWO}</p></aside></div>
<div class=story-body>{"".join(f"<p>{SHOP} That is what number {n} of our readers says.</p>" for n in range(9))}</div></body></html>"""
Folder = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    def write(*texts: str) -> Path:
        for number, text in enumerate(texts):
            (tmp_path / f"{number}.toml").write_text(text, "utf-8")
        load.cache_clear()
        return tmp_path

    return write


def document(extractors: Extractors, html: str = PAGE, trace: Trace | None = None) -> Document:
    url = "https://www.pier-gazette.example/news/the-pier-is-closed"
    page = LandedPage(url, datetime(2026, 3, 10, tzinfo=UTC), html.encode(), 200, "text/html")
    found = normalise(page, extractors=extractors, trace=trace)
    assert isinstance(found, Document)
    return found


def test_a_page_is_read_as_declared(folder: Folder) -> None:
    trace = Trace()
    found = document(load(folder(GAZETTE)), trace=trace)
    assert found.body == f"{ONE}\n{TWO}"
    assert (found.title, found.authors) == ("The pier is closed", ("Ada Pier", "Bo Quay"))
    assert found.published.date == datetime(2026, 3, 9, 7, 15, tzinfo=UTC)
    assert (found.published.precision, found.published.source) == (Precision.SECOND, "time")
    assert found.provenance.extractor == "pier-gazette/2"
    assert Document.from_json(found.to_json()) == found
    assert (trace.fields["body"].source, trace.fields["body"].why[:13]) == ("pier-gazette/2", "the extractor")


def test_without_one_the_general_reader_reads_and_says_so() -> None:
    found = document(NONE)
    assert SHOP in found.body
    assert found.provenance.extractor == "own"


def test_the_older_version_reads_the_older_page(folder: Folder) -> None:
    older = GAZETTE.replace("version = 2", "version = 1").replace("div.teaser-stack", "#old")
    both = load(folder(older, GAZETTE))
    assert document(both).provenance.extractor == "pier-gazette/2"
    old_page = PAGE.replace('class="teaser-stack"', "id=old")
    assert document(both, old_page).provenance.extractor == "pier-gazette/1"
    assert document(both, PAGE.replace("teaser-stack", "new")).provenance.extractor == "own"


def test_hosts_are_whole_names_and_hold_their_subdomains(folder: Folder) -> None:
    found = load(folder(GAZETTE))
    assert found.find("pier-gazette.example") == found.find("a.b.Pier-Gazette.example.") != ()
    assert found.find("notpier-gazette.example") == found.find("example") == found.find("") == ()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (GAZETTE.replace("version = 2", "version = true"), "line 2: key `version`"),
        (GAZETTE.replace("version = 2\n", ""), "key `version`: is missing"),
        (GAZETTE.replace("pier-gazette.example", "https://pier-gazette.example/"), "line 3: key `hosts`"),
        (GAZETTE.replace('["pier-gazette.example"]', "[]"), "line 3: key `hosts`"),
        (GAZETTE.replace("div.teaser-stack", "div..teaser"), "line 4: key `body`"),
        (GAZETTE.replace('"aside.letter"', "7"), "line 5: key `keep`"),
        (GAZETTE.replace('["p.shop", ".crew"]', "[]"), "line 6: key `remove`"),
        (GAZETTE.replace("title =", "titel ="), "line 7: key `titel`: is none of"),
        (GAZETTE.replace('"pier-gazette"', '"Pier Gazette"'), "line 1: key `name`"),
        (GAZETTE.replace('".banner h2"', "banner"), "line 7"),
        (GAZETTE + "[remove]\nx = 1\n", "line 10"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_key(folder: Folder, wrong: str, told: str) -> None:
    path = folder(wrong) / "0.toml"
    with pytest.raises(Configuration) as caught:
        read(path)
    assert str(path) in str(caught.value)
    assert told in str(caught.value)
    assert caught.value.remedy or "TOML" in str(caught.value)


def test_two_of_one_version_and_a_folder_that_is_none_are_refused(folder: Folder, tmp_path: Path) -> None:
    with pytest.raises(Configuration, match=r"version 2 of pier-gazette stands in .*0\.toml too"):
        load(folder(GAZETTE, GAZETTE))
    with pytest.raises(Configuration, match="which is no folder"):
        load(tmp_path / "none")


def test_the_command_reads_with_them(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from flows.cli import main

    home = folder(GAZETTE)
    monkeypatch.setenv("COMMENTARIAT_EXTRACTORS", str(home))
    page = tmp_path / "page.html"
    page.write_text(PAGE, "utf-8")
    url = "https://pier-gazette.example/news/the-pier-is-closed"
    assert main(["extract", str(page), "--url", url]) == Exit.DONE
    assert json.loads(capsys.readouterr().out)["provenance"]["extractor"] == "pier-gazette/2"
    manifest = tmp_path / "pages.jsonl"
    manifest.write_text(json.dumps({"id": "a", "path": "page.html", "url": url}) + "\n", "utf-8")
    assert main(["extract", "--manifest", str(manifest), "--workers", "2"]) == Exit.DONE
    assert json.loads(capsys.readouterr().out)["document"]["provenance"]["extractor"] == "pier-gazette/2"


def test_the_shipped_ones_are_short_and_sound() -> None:
    from importlib.resources import files

    for path in Path(str(files("flows.extract.outlets"))).glob("*.toml"):
        assert len(path.read_text("utf-8").splitlines()) <= 30
        assert read(path).selectors
