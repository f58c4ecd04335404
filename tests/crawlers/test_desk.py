"""What a killed crawl had under way is asked for late: by a crawl that outlived it, when nothing else is left."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from crawlers.desk import CALM, PAUSE, Desk
from crawlers.found import FoundLink
from crawlers.landing import LandingZone
from crawlers.records import Entry
from crawlers.sources import Source
from crawlers.state import State

PAPER = Source("paper", "Paper", "NO", ("nb",), "newspaper", feeds=("https://paper.example/feed",))
LINKS = [FoundLink(f"https://paper.example/{number}", Entry()) for number in range(4)]


def open_desk(folder: Path) -> Desk:
    return Desk([PAPER], State(folder / "state"), LandingZone(folder / "landing", software="test"))


def die(folder: Path, age: float, sent: int) -> None:
    """A crawl that asked for so many of the pages, and was killed at that age."""
    desk = open_desk(folder)
    jobs, _ = desk.offer(PAPER, "feed", PAPER.feeds[0], LINKS, keyed=False)
    for job in jobs[:sent]:
        desk.state.sent(job)
    written = os.fstat(desk.state._lock)
    os.utime(desk.state._lock, (written.st_atime, written.st_mtime + age))
    desk.state._file.close()
    os.close(desk.state._lock)


def test_after_a_kill_fresh_pages_come_first_and_the_interrupted_ones_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    die(tmp_path, 8.0, sent=2)
    clock = [1_000.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    desk = open_desk(tmp_path)
    jobs, left = desk.offer(PAPER, "feed", PAPER.feeds[0], LINKS, keyed=False)
    assert ([job.named.url[-1] for job in jobs], left) == (["2", "3"], 0)
    assert desk.late_in == pytest.approx(16.0, abs=0.5), "twice as long as the killed crawl lived"
    clock[0] += 30.0
    assert desk.late_in == PAUSE
    assert {desk.late()[0].named.url[-1] for _ in range(2)} == {"0", "1"}
    assert desk.late() == []
    desk.close(finished=False)


@pytest.mark.parametrize(("age", "calm"), [(0.0, CALM[0]), (9_999.0, CALM[1])])
def test_the_wait_has_bounds(tmp_path: Path, age: float, calm: float) -> None:
    die(tmp_path, age, sent=1)
    die(tmp_path, 0.0, sent=1)
    desk = open_desk(tmp_path)
    desk.offer(PAPER, "feed", PAPER.feeds[0], LINKS, keyed=False)
    assert desk.late_in == pytest.approx(calm, abs=0.5)
    desk.close(finished=False)


def test_a_page_named_twice_is_counted_and_handed_out_once(tmp_path: Path) -> None:
    desk = open_desk(tmp_path)
    other = "https://paper.example/other"
    assert len(desk.offer(PAPER, "feed", PAPER.feeds[0], LINKS[:3], keyed=False)[0]) == 3
    jobs, left = desk.offer(PAPER, "feed", other, LINKS, keyed=False)
    assert ([job.named.url for job in jobs], left) == ([LINKS[3].url], 0)
    desk.miss(jobs[0], 500, permanent=False)
    desk.flush()
    assert desk.offer(PAPER, "feed", other, LINKS, keyed=False) == ([], 0), "failed in this crawl: not again in it"
    assert desk.tallies["paper"].counts["links"] == 4
    desk.close(finished=False)
