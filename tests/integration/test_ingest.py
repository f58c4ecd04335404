"""Ingest on a real node: counts add up, replays change nothing, kill -9 loses and doubles nothing."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flows import ingest
from flows.adapters.elasticsearch import connect
from flows.adapters.store import Store
from flows.commands import explain
from flows.ingest import Counts, process_segment
from flows.quarantine import Quarantine
from flows.settings import Settings
from mappings.names import Names
from tests.nodes import forget
from tests.warcs import NOON, article, found, later, page, prose, record, write

pytestmark = pytest.mark.node


@pytest.fixture
def home(on_node: Settings) -> Iterator[Settings]:
    yield on_node
    forget(on_node)


def run(path: Path, settings: Settings) -> Counts:
    counts = asyncio.run(process_segment(path, settings)).counts
    assert counts.read == sum(counts.to_json().values()) - counts.read
    return counts


def stored(settings: Settings, *, revisions: bool = False) -> dict[str, dict[str, Any]]:
    """Every document, without the time of ingest."""
    names = Names(settings.index_prefix)

    async def work() -> dict[str, dict[str, Any]]:
        client = connect(settings)
        try:
            index = names.revisions if revisions else names.read
            await client.indices.refresh(index=index)
            hits = (await client.search(index=index, size=5000, version=True)).body["hits"]["hits"]
        finally:
            await client.close()
        for hit in hits:
            hit["_source"]["event"].pop("ingested")
        return {hit["_id"]: {**hit["_source"], "_version": hit["_version"]} for hit in hits}

    return asyncio.run(work())


def get(settings: Settings, wanted: str) -> dict[str, Any] | None:
    async def work() -> dict[str, Any] | None:
        client = connect(settings)
        try:
            return await Store(client, Names(settings.index_prefix)).get(wanted)
        finally:
            await client.close()

    return asyncio.run(work())


TEXT = prose(1, paragraphs=12)
EDITED = TEXT + "\nUpdated."
GAZETTE, HERALD = "https://www.gazette.example/news/", "https://herald.example/"


def day_one() -> list[bytes]:
    """Three articles, one of them on two outlets; a listing, an error page, two broken records."""
    return [
        *page(f"{GAZETTE}harbour-opens-1", article("Harbour opens", TEXT), discovery=found("gazette")),
        *page(f"{GAZETTE}budget-passed-2", article("Budget passed", prose(2)), discovery=found("gazette")),
        record("response", b"no http at all", url=f"{GAZETTE}broken"),
        *page(f"{HERALD}wire/9001", article("A harbour", "\n".join(TEXT.split("\n")[:5])), discovery=found("herald")),
        *page(f"{HERALD}empty-page-77", b"<html><body></body></html>", discovery=found("herald")),
        record("response", b"", url=f"{GAZETTE}no-date", date=None),
        *page("https://unknown.example/2026/treaty-signed", article("Treaty signed", prose(3))),
    ]


def day_two() -> list[bytes]:
    """The first article edited, the second retitled under a new address, the third seen under another one."""
    at = later(hours=5)
    return [
        *page(
            f"{GAZETTE}harbour-opens-1",
            article("Harbour opens", TEXT + "\nUpdated."),
            at=at,
            discovery=found("gazette"),
        ),
        *page(f"{GAZETTE}budget-fails-2", article("Budget fails", prose(2)), at=at, discovery=found("gazette")),
        *page(
            "http://unknown.example/2026/treaty-signed?utm_source=x",
            article("Treaty signed", prose(3)),
            at=at,
        ),
    ]


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


def many(count: int) -> list[bytes]:
    made = ((f"{GAZETTE}number-{n}-500", article(f"No. {n}", prose(100 + n))) for n in range(count))
    return [record for url, body in made for record in page(url, body, discovery=found("gazette"))]


def test_several_batches_and_processes(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    monkeypatch.setattr(ingest, "BATCH", 4)
    path = write(home.home / "many.warc.gz", [*many(11), *many(11)])
    assert run(path, replace(home, workers=2)) == Counts(read=22, indexed=11, unchanged=11)


KILLED = """
import asyncio, os, sys
from pathlib import Path
from flows import ingest
from flows.adapters.store import Store
from flows.settings import Settings
ingest.BATCH = 3
writes = 0
write = Store.write
async def slow(self, operations):
    global writes
    writes += 1
    if writes == int(sys.argv[2]):
        if sys.argv[3] == "after":
            await write(self, operations)
        print("now", flush=True)
        await asyncio.sleep(60)
    return await write(self, operations)
Store.write = slow
asyncio.run(ingest.process_segment(Path(sys.argv[1]), Settings.load()))
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_in_the_middle_every_page_counts_once(home: Settings, moment: str) -> None:
    path = write(home.landing_dir / "killed-20260302.warc.gz", [*day_one(), *many(5), *day_two()])
    environment = {k: v for k, v in os.environ.items() if not k.startswith("COMMENTARIAT_")}
    environment |= {
        "COMMENTARIAT_HOME": str(home.home),
        "COMMENTARIAT_INDEX_PREFIX": home.index_prefix,
        "COMMENTARIAT_ELASTICSEARCH_URL": str(home.elasticsearch_url),
    }
    for batch in (2, 3):
        child = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(path), str(batch), moment],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout
        assert child.stdout.readline() == "now\n"
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
    assert path.exists()
    assert run(path, home) == Counts(read=15, indexed=8, copies=1, revised=2, unchanged=1, rejected=1, quarantined=2)
    survived, history = stored(home), stored(home, revisions=True)
    archived = next(home.archive_dir.rglob("*.warc.gz"))
    forget(home)
    run(archived, home)
    assert stored(home) == survived
    assert stored(home, revisions=True) == history


def test_what_the_index_refuses_goes_to_quarantine_and_can_be_tried_again(
    home: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(home.home / "one.warc.gz", day_one())
    operation = Store._operation

    def strange(self: Store, index: str, key: str, version: Any) -> Any:
        action, document = operation(self, index, key, version)
        return action, {**document, **({"unheard_of": 1} if document["title"] == "Budget passed" else {})}

    monkeypatch.setattr(Store, "_operation", strange)
    assert run(path, home) == Counts(read=7, indexed=2, copies=1, rejected=1, quarantined=3)
    monkeypatch.undo()
    entries = Quarantine(home.home).entries()
    assert len(entries) == 3
    assert any("refused" in e.reason and e.url.endswith("budget-passed-2") for e in entries)

    import argparse

    from flows.commands import quarantine

    parser = argparse.ArgumentParser()
    quarantine.configure(parser)
    assert quarantine.run(parser.parse_args(["retry", "--json"]), home) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["retried"], told["succeeded"], len(told["failed"])) == (3, 1, 2)
    budget = get(home, f"{GAZETTE}budget-passed-2")
    assert budget
    assert budget["provenance"]["warc"] == path.name
    assert budget["outlet"]["id"] == "gazette"
    assert [e.tries for e in Quarantine(home.home).entries()] == [2, 2]
    assert quarantine.run(parser.parse_args(["list"]), home) == 0
    assert quarantine.run(parser.parse_args(["show", Quarantine(home.home).entries()[0].id]), home) == 0
    assert "HTTP" in capsys.readouterr().out


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
