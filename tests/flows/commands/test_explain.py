"""``commentariat explain``: evidence with its places, and what does not count."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.cli import main
from flows.errors import Exit

PAGE = """<html lang="en"><head><title>Mark Rutte fails NATO</title></head><body>
<nav><a href="/1">Stoltenberg in Oslo</a></nav>
<article><h1>Mark Rutte fails NATO</h1><time datetime="2026-01-22">Jan 22</time>
<p>The Secretary General of NATO made a mistake yesterday, and everybody in the alliance saw it on television.</p>
<p>“We will not wait for anybody,” Rutte said. Nobody in the hall believed him, and the ministers left early.</p>
<p>It was a poor performance by any standard, and one that will be remembered for years in the corridors.</p>
<p>Read also: Grynkewich speaks about ships</p></article>
<aside><ul><li><a href="/2">Rutte in Kyiv</a></li><li><a href="/3">Rutte in Paris</a></li></ul></aside>
</body></html>"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(PAGE, "utf-8")
    return path


def explained(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert main(["explain", *arguments, "--json"]) == Exit.DONE
    data: dict[str, object] = json.loads(capsys.readouterr().out)
    return data


def test_every_mention_has_its_place_and_side_columns_have_none(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = explained(capsys, str(page), "--fetched-at", "2026-03-10")
    mentions = data["mentions"]
    assert isinstance(mentions, list)
    counted = [(m["field"], m["matched"], m["by"]) for m in mentions if m["counted"] and m["field"] != "summary"]
    assert counted == [
        ("title", "Mark Rutte", "name"),
        ("body", "Secretary General of NATO", "office"),
        ("body", "Rutte", "name"),
    ]
    assert {m["person"] for m in mentions if m["counted"]} == {"mark-rutte"}
    assert data["quotes"] == [
        {
            "text": "We will not wait for anybody,",
            "speaker": "Mark Rutte",
            "speaker_id": "mark-rutte",
            "offset": 109,
        }
    ]


def test_the_day_decides_who_is_meant(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = explained(capsys, str(page), "--fetched-at", "2026-03-10", "--on", "2023-05-03")
    leaders = data["leaders"]
    assert isinstance(leaders, list)
    assert {x["id"]: x["office"] for x in leaders} == {"jens-stoltenberg": "secretary-general", "mark-rutte": ""}


def test_it_can_be_read_by_people(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(page)]) == Exit.DONE
    out = capsys.readouterr().out
    assert "Mentions" in out
    assert "title +0.40" in out
    assert "Quotes" in out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["nowhere.html", "--url", "https://a.example/"], Exit.USAGE, "there is no file"),
        (["PAGE", "--on", "yesterday"], Exit.USAGE, "--on"),
        (["PAGE", "--fetched-at", "soon"], Exit.USAGE, "--fetched-at"),
    ],
)
def test_mistakes_are_named(
    page: Path, arguments: list[str], code: Exit, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", *(str(page) if a == "PAGE" else a for a in arguments)]) == code
    assert words in capsys.readouterr().err
