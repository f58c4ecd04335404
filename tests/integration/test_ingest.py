"""Ingest on a real node: counts add up, replays change nothing, kill -9 loses and doubles nothing."""

from __future__ import annotations

import argparse
import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from flows import ingest
from flows.commands import explain
from flows.ingest import Counts, process_segment
from flows.settings import Settings
from tests.integration.ingesting import GAZETTE, HERALD, TEXT, day_one, day_two, get, many, run, stored
from tests.nodes import forget
from tests.warcs import NOON, article, page, prose, write

pytestmark = pytest.mark.node


def test_counts_and_what_is_stored(home: Settings) -> None:
    path = write(home.landing_dir / "day-20260302.warc.gz", day_one())
    assert run(path, home) == Counts(read=7, indexed=3, copies=1, rejected=1, quarantined=2)
    assert not path.exists()
    assert (home.archive_dir / "2026/03/02" / path.name).is_file()
    assert list((home.home / "ingest").iterdir()) == []
    documents = stored(home)
    copy = get(home, f"{HERALD}wire/9001")
    lead = get(home, f"{GAZETTE}harbour-opens-1")
    assert copy
    assert lead
    assert copy["story"]["id"] == lead["id"] == lead["story"]["id"]
    assert copy["story"]["role"] == "copy"
    assert copy["outlet"]["id"] == "herald"
    assert lead["provenance"]["warc"] == path.name
    unknown = get(home, "https://unknown.example/2026/treaty-signed?fbclid=1")
    assert unknown
    assert unknown["outlet"]["id"] == "unknown.example"
    assert {row["_version"] for row in documents.values()} == {int(NOON.timestamp() * 1000)}


def test_below_the_threshold_nothing_is_indexed_and_everything_is_kept(
    home: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    column = "Rutte leads NATO.\nNATO waits. Rutte said: “We will not wait for anybody.”\nRutte must act."
    passing = TEXT + "\nNATO Secretary General Mark Rutte came by."
    records = [
        *page(GAZETTE + "about", article("Rutte must act for NATO", f"{column}\n{prose(7, paragraphs=1)}")),
        *page(GAZETTE + "passing", article("A bridge is opened", passing)),
        *page(GAZETTE + "other", article("A harbour is closed", TEXT)),
    ]
    landing = tmp_path / "landing"
    landing.mkdir()
    path = write(landing / "a.warc.gz", records)
    settings = replace(home, minimum_relevance=0.3, archive=tmp_path / "archive")
    result = asyncio.run(process_segment(path, settings, landing=landing))
    assert (result.counts.indexed, result.counts.rejected) == (1, 2)
    # Where the matcher of bytes is not installed, the third page is read as well.
    assert result.reasons["not_relevant"] + result.reasons["no_leader"] == 2
    assert not path.exists()
    assert list((tmp_path / "archive").rglob("a.warc.gz"))
    (document,) = stored(home).values()
    assert [quote["speaker_id"] for quote in document["quotes"]] == ["mark-rutte"]
    args = argparse.Namespace(page=GAZETTE + "about", url="", fetched_at=None, on=None, json=True)
    assert explain.run(args, settings) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["relevance"]["score"] == pytest.approx(document["relevance"])
    assert told["relevance"]["threshold"] == 0.3


def test_edits_new_titles_and_new_addresses(home: Settings) -> None:
    run(write(home.home / "one.warc.gz", day_one()), home)
    second = write(home.home / "two.warc.gz", day_two())
    before = stored(home)
    assert run(second, home) == Counts(read=3, revised=2, unchanged=1)
    after = stored(home)
    assert after.keys() == before.keys()
    assert {key: row["story"] for key, row in after.items()} == {key: row["story"] for key, row in before.items()}
    retitled = get(home, f"{GAZETTE}budget-fails-2")
    assert retitled
    assert (retitled["title"], retitled["revision"]["number"]) == ("Budget fails", 2)
    assert retitled["id"] == (get(home, f"{GAZETTE}budget-passed-2") or {})["id"]
    history = stored(home, revisions=True)
    assert sorted(row["title"] for row in history.values()) == ["Budget passed", "Harbour opens"]
    assert get(home, "http://unknown.example/2026/treaty-signed?utm_source=x")
    assert second.exists(), "a file outside the landing zone stays where it is"


def test_a_replay_changes_nothing_in_any_way(home: Settings) -> None:
    paths = [write(home.home / "one.warc.gz", day_one()), write(home.home / "two.warc.gz", day_two())]
    for path in paths:
        run(path, home)
    before, history = stored(home), stored(home, revisions=True)
    for path in (*paths, *reversed(paths)):
        counts = run(path, home)
        assert counts.indexed == counts.copies == counts.revised == 0
    assert stored(home) == before
    assert stored(home, revisions=True) == history
    forget(home)
    for path in paths:
        run(path, home)
    assert stored(home) == before
    assert stored(home, revisions=True) == history


def test_the_newer_first_then_the_older_keeps_the_newer(home: Settings) -> None:
    run(write(home.home / "two.warc.gz", day_two()), home)
    run(write(home.home / "one.warc.gz", day_one()), home)
    harbour = get(home, f"{GAZETTE}harbour-opens-1")
    assert harbour
    assert harbour["body"].endswith("Updated.")
    assert harbour["event"]["created"] == "2026-03-02T12:00:00Z"
    assert harbour["revision"]["number"] == 2


def test_several_batches_and_processes(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    monkeypatch.setattr(ingest, "BATCH", 4)
    path = write(home.home / "many.warc.gz", [*many(11), *many(11)])
    assert run(path, replace(home, workers=2)) == Counts(read=22, indexed=11, unchanged=11)


def test_show(home: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    import argparse

    from flows.commands import show
    from flows.errors import Exit, Rejected

    for name, records in (("one", day_one()), ("two", day_two())):
        run(write(home.home / f"{name}.warc.gz", records), home)
    parser = argparse.ArgumentParser()
    show.configure(parser)
    assert show.run(parser.parse_args([f"{GAZETTE}harbour-opens-1"]), home) == 0
    text = capsys.readouterr().out
    for wanted in ("Harbour opens", "Herald", "carried 2 times", "Revisions", "precision"):
        assert wanted in text
    assert show.run(parser.parse_args([f"{HERALD}wire/9001", "--json"]), home) == 0
    document = json.loads(capsys.readouterr().out)
    assert "fingerprint" not in document
    assert show.run(parser.parse_args([document["id"], "--json"]), home) == 0
    with pytest.raises(Rejected, match="nowhere") as error:
        show.run(parser.parse_args(["https://nowhere.example/"]), home)
    assert error.value.exit_code == Exit.REJECTED
