"""``commentariat search`` as it is typed."""

from __future__ import annotations

import argparse
import json
from typing import Any

import pytest

from flows.commands import search
from flows.errors import Configuration
from flows.search.errors import QueryError
from flows.settings import Settings
from tests.flows.search.corpus import DOCUMENTS


def run(settings: Settings, *words: str) -> int:
    """Parse and run."""
    parser = argparse.ArgumentParser()
    search.configure(parser)
    return search.run(parser.parse_args(words), settings)


@pytest.mark.node
def test_json(corpus: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(corpus, "brussels", "--json") == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert set(answer) == {"total", "hits"}
    assert answer["total"] == 2
    (hit,) = answer["hits"]
    assert set(hit) == {"id", "score", "document", "highlights"}
    assert "fingerprint" not in hit["document"]


@pytest.mark.node
def test_one_line_a_story(corpus: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(corpus, '"military committee" or shells') == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 * 3 + 1
    day = DOCUMENTS[0].timestamp.date()
    assert f"{day}  The Press (GB, en)  Rutte and the missing shells  [Mark Rutte, Jens Stoltenberg]" in lines
    assert [line for line in lines if "+2 copies" in line]
    assert "    A long text in which Rutte is named once, on shells & <b>budgets</b>." in lines
    assert lines[-1] == "4 articles in 3 stories"


@pytest.mark.node
def test_undated_and_limited(corpus: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(corpus, "not published:*") == 0
    assert capsys.readouterr().out.startswith("seen ")
    assert run(corpus, "", "--limit", "1") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "8 articles in 6 stories, the best 1 shown"


@pytest.mark.node
def test_nothing_matches(corpus: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(corpus, "xylophone") == 0
    assert capsys.readouterr().out == "Nothing matches.\n"
    assert run(corpus, "xylophone", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"total": 0, "hits": []}


def test_mistakes_are_told_before_a_node_is_asked(settings: Settings) -> None:
    with pytest.raises(QueryError):
        run(settings, "(rutte")
    with pytest.raises(Configuration, match="no leader or office has the id 'rutte'") as told:
        run(settings, "--leader", "rutte")
    assert "mark-rutte" in told.value.remedy
    with pytest.raises(Configuration, match="'secretary-genral'") as told:
        run(settings, "--leader", "secretary-genral")
    assert "secretary-general" in told.value.remedy
    with pytest.raises(Configuration, match="--since"):
        run(settings, "--since", "whenever")


def test_pages_cannot_write_to_the_terminal() -> None:
    shown = search.marked("a\x1b[31m &lt;b&gt; <em>c\u202ed</em>").plain
    assert shown == "a [31m <b> c d"


def test_fields_are_listed_whole_with_meaning(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    from flows.search.fields import ALIASES, catalogue
    from flows.search.meanings import MEANINGS

    assert run(settings, "--fields", "--json") == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert set(rows) == set(MEANINGS)
    assert all(row["meaning"] for row in rows.values())
    assert {alias for row in rows.values() for alias in row["short"]} == set(ALIASES)
    variants = {name for name, field in catalogue().items() if field.searchable} - set(rows)
    assert {name.partition(".")[0] for name in variants} <= {"title", "summary", "body"}
    assert rows["outlet.country"] == {
        "name": "outlet.country",
        "type": "keyword",
        "short": ["country"],
        "meaning": "its country, two letters: PL",
    }
    assert run(settings, "--fields") == 0
    assert "leaders.tone" in capsys.readouterr().out
