"""The crawl state: marks, leases, validators, crashes, and two crawls at once."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from crawlers.records import Discovery, Entry
from crawlers.revisit import Why
from crawlers.state import Job, Named, Outcome, State, StateFailed, Validators

FEED = "https://paper.example/feed"


def named(url: str, key: str = "k", page: str = FEED) -> Named:
    return Named(url, key, Discovery("paper", "feed", page, None, Entry(title="T", tags=("a",))))


def land(state: State, job: Job, at: float, etag: str = "") -> None:
    state.note(Outcome(job, at, 200, landed=True, validators=Validators(etag)))


def test_landed_links_are_left_until_their_entry_changes(tmp_path: Path) -> None:
    state = State(tmp_path)
    (job,), left = state.claim(FEED, [named("https://a/1")], 0.0, 10)
    assert (job.why, left) == (Why.NEW, 0)
    land(state, job, 0.0)
    state.commit()
    assert state.claim(FEED, [named("https://a/1")], 60.0, 10) == ([], 0)
    (again,), _ = state.claim(FEED, [named("https://a/1", "changed")], 60.0, 10)
    assert again.why is Why.CHANGED
    state.close()


def test_two_pages_that_name_one_link_differently_do_not_fetch_it_for_ever(tmp_path: Path) -> None:
    state = State(tmp_path)
    (job,), _ = state.claim(FEED, [named("https://a/1", "x")], 0.0, 10)
    land(state, job, 0.0)
    state.commit()
    for _ in range(2):
        assert state.claim("https://a/sitemap", [named("https://a/1", "y")], 60.0, 10) == ([], 0)
    (again,), _ = state.claim("https://a/sitemap", [named("https://a/1", "z")], 60.0, 10)
    assert again.why is Why.CHANGED
    state.close()


def test_what_was_not_committed_is_fetched_again_after_a_crash(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; sys.path[:0] = sys.argv[2:]\n"
        "from tests.crawlers.test_state import *\n"
        "state = State(Path(sys.argv[1]))\n"
        "jobs, _ = state.claim(FEED, [named('https://a/1'), named('https://a/2')], 0.0, 10)\n"
        "land(state, jobs[0], 0.0); state.commit(); land(state, jobs[1], 0.0)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path), *sys.path], check=False, timeout=60)
    state = State(tmp_path)
    jobs, _ = state.claim(FEED, [named("https://a/1"), named("https://a/2")], 60.0, 10)
    assert [job.named.url for job in jobs] == ["https://a/2"]
    state.close()
    assert not list(tmp_path.glob("*.lock"))


def test_two_crawls_at_once_share_the_work(tmp_path: Path) -> None:
    one, two = State(tmp_path), State(tmp_path)
    links = [named(f"https://a/{i}") for i in range(4)]
    mine, _ = one.claim(FEED, links[:3], 0.0, 2)
    theirs, left = two.claim(FEED, links, 0.0, 10)
    assert [job.named.url[-1] for job in mine] == ["0", "1"]
    assert [job.named.url[-1] for job in theirs] == ["2", "3"]
    assert left == 2
    one.close()
    assert len(two.claim(FEED, links, 0.0, 10)[0]) == 2
    two.close()


def test_revisits_and_retries_come_due_without_a_feed(tmp_path: Path) -> None:
    state = State(tmp_path)
    jobs, _ = state.claim(FEED, [named("https://a/1"), named("https://a/2"), named("https://a/3")], 0.0, 10)
    land(state, jobs[0], 0.0, etag='"v1"')
    state.note(Outcome(jobs[1], 0.0, 500, landed=False))
    state.note(Outcome(jobs[2], 0.0, 404, landed=False, permanent=True))
    state.commit()
    (retry,) = state.due("paper", 60.0, 10)
    assert (retry.named.url, retry.why, retry.named.discovery.entry.title) == ("https://a/2", Why.RETRY, "T")
    state.note(Outcome(retry, 60.0, 500, landed=False))
    state.commit()
    due = {job.named.url: job for job in state.due("paper", 3_700.0, 10)}
    assert set(due) == {"https://a/1", "https://a/2", "https://a/3"}
    assert due["https://a/1"].validators == Validators('"v1"')
    assert due["https://a/1"].why is Why.REVISIT
    assert state.due("other", 3_700.0, 10) == []
    state.close()


def test_validators_are_kept(tmp_path: Path) -> None:
    state = State(tmp_path)
    assert state.validators(FEED) == Validators()
    state.remember(FEED, Validators('"e"', "Tue, 24 Nov 2026 17:00:00 GMT"))
    state.close()
    state = State(tmp_path)
    assert state.validators(FEED) == Validators('"e"', "Tue, 24 Nov 2026 17:00:00 GMT")
    state.close()


def test_broken_and_newer_files_are_named_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "state.sqlite3").write_bytes(b"no database at all" * 100)
    with pytest.raises(StateFailed, match="move it away"):
        State(tmp_path)
    newer = tmp_path / "newer"
    newer.mkdir()
    database = sqlite3.connect(newer / "state.sqlite3")
    database.execute("PRAGMA user_version=99")
    database.close()
    with pytest.raises(StateFailed, match="newer Commentariat"):
        State(newer)
    file = tmp_path / "file"
    file.write_text("x", "utf-8")
    with pytest.raises(StateFailed):
        State(file)


def test_what_this_crawl_fetched_is_not_due_again_in_it(tmp_path: Path) -> None:
    state = State(tmp_path)
    (job,), _ = state.claim(FEED, [named("https://a/1")], 0.0, 10)
    state.note(Outcome(job, 0.0, 500, landed=False))
    state.commit()
    assert state.due("paper", 60.0, 10, {"https://a/1"}) == []
    assert len(state.due("paper", 60.0, 10)) == 1
    state.close()
