"""The crawl state: marks, leases, validators, crashes, and two crawls at once."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from crawlers import journal
from crawlers.database import HISTORY
from crawlers.records import Discovery, Entry
from crawlers.revisit import Why
from crawlers.sources import Source
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


def killed(folder: Path) -> None:
    """A crawl that committed one of three pages, landed the second, was fetching the third, and was killed."""
    code = (
        "import os, sys; from pathlib import Path; sys.path[:0] = sys.argv[2:]\n"
        "from tests.crawlers.test_state import *\n"
        "state = State(Path(sys.argv[1]))\n"
        "jobs, _ = state.claim(FEED, [named(f'https://a/{i}') for i in (1, 2, 3)], 0.0, 10)\n"
        "for job in jobs: state.sent(job)\n"
        "land(state, jobs[0], 0.0); state.commit(); land(state, jobs[1], 0.0)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(folder), *sys.path], check=False, timeout=60)


def test_after_a_kill_what_landed_is_known_and_what_was_under_way_comes_back(tmp_path: Path) -> None:
    killed(tmp_path)
    for deaths in (1, 2):
        state = State(tmp_path)
        jobs, _ = state.claim(FEED, [named(f"https://a/{i}") for i in (1, 2, 3, 4)], 60.0, 10)
        assert [(job.named.url, job.deaths) for job in jobs] == [("https://a/3", deaths), ("https://a/4", 0)]
        state.sent(jobs[0])
        if deaths == 1:  # die again, without a process of our own
            os.close(state._lock)
            state._file.close()
    land(state, jobs[0], 60.0)
    state.close()
    assert not list(tmp_path.glob("*.lock"))
    state = State(tmp_path)
    assert state.claim(FEED, [named("https://a/3")], 60.0, 10) == ([], 0)
    state.close()


def test_after_a_power_cut_only_what_was_committed_is_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not journal.boot():
        pytest.skip("this system does not number its starts")
    killed(tmp_path)
    monkeypatch.setattr(journal, "boot", lambda: "another start of the system")
    state = State(tmp_path)
    jobs, _ = state.claim(FEED, [named(f"https://a/{i}") for i in (1, 2, 3)], 60.0, 10)
    assert [job.named.url for job in jobs] == ["https://a/2", "https://a/3"]
    state.close()


def test_a_journal_is_read_as_far_as_it_is_whole(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    killed(folder)
    (path,) = folder.glob("*.lock")
    path.write_bytes(path.read_bytes() + b'[1]\nnull\n{"done": {"url": 3}, "url": []}\n\xff\n{"sent": "https://a/9"')
    state = State(folder)
    jobs, _ = state.claim(FEED, [named(f"https://a/{i}") for i in (1, 2, 3)], 60.0, 10)
    assert [job.named.url for job in jobs] == ["https://a/3"]
    state.close()


def test_the_journal_stays_short(tmp_path: Path) -> None:
    state = State(tmp_path)
    (path,) = tmp_path.glob("*.lock")
    jobs, _ = state.claim(FEED, [named(f"https://a/{i}") for i in range(100)], 0.0, 100)
    for job in jobs:
        state.sent(job)
        land(state, job, 0.0)
    long = path.stat().st_size
    state.sent(jobs[0])
    state.commit()
    assert path.stat().st_size < long / 50
    assert b"https://a/0" in path.read_bytes()
    state.close()


def test_requests_are_counted_by_source_and_day(tmp_path: Path) -> None:
    paper = Source("paper", "Paper", "NO", ("nb",), "newspaper", budget=10)
    one, two = State(tmp_path), State(tmp_path)
    assert one.spend(paper, 4) == 6
    assert two.spend(paper, 3) == 7
    one.commit()
    two.commit()
    assert two.spend(paper, 0) == 3
    assert two.spend(paper, 5) == -2
    assert two.spend(replace(paper, id="free", budget=None), 5) > 1_000_000
    one.close()
    two.close()
    state = State(tmp_path)
    assert state.spend(paper, 0) == -2
    state.close()


def test_a_source_is_due_when_its_rhythm_says(tmp_path: Path) -> None:
    paper, blog = (Source(name, name, "NO", ("nb",), "blog") for name in ("paper", "blog"))
    now = 1_700_000_000.0
    state = State(tmp_path)
    assert state.due_sources((paper, blog), now) == [paper, blog]
    visit = state.visited("paper", [now - 600 * i for i in range(20)], now, failed=False)
    assert (visit.newest, visit.beginning) == (now, True)
    assert 500 < visit.due - now < 700
    assert state.due_sources((paper, blog), now + 60) == [blog]
    assert state.due_sources((paper,), visit.due - 10) == [paper]
    for failures in (1, 2, 3):
        later = state.visited("paper", [], now, failed=True)
        assert later.due - now == pytest.approx((visit.due - now) * 2**failures, rel=0.01)
    assert not later.beginning
    state.close()
    state = State(tmp_path)
    assert state.due_sources((paper, blog), now + 60) == [blog]
    state.close()


def test_a_file_of_the_first_format_is_brought_up_to_date(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "state.sqlite3")
    database.executescript(HISTORY[0])
    database.execute("PRAGMA user_version=1")
    database.close()
    state = State(tmp_path)
    assert state.visited("paper", [], 0.0, failed=False).newest is None
    state.close()


def test_two_crawls_may_make_the_file_at_once(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; sys.path[:0] = sys.argv[2:]\n"
        "from crawlers.state import State; input(); State(Path(sys.argv[1])).close()\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path), *sys.path]
    starts = [subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
    for start in starts:
        assert start.stdin
        start.stdin.write(b"\n")
        start.stdin.flush()
    for start in starts:
        _, errors = start.communicate(timeout=60)
        assert start.returncode == 0, errors.decode()


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
    assert state.due("paper", 60.0, 10, since=0.0) == []
    assert len(state.due("paper", 60.0, 10)) == 1
    state.close()
