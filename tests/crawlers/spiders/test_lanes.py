"""Lanes: what waits does not become requests before its time."""

from __future__ import annotations

from crawlers.jobs import Job, Named
from crawlers.records import Discovery
from crawlers.revisit import Why
from crawlers.spiders import MECHANISMS
from crawlers.spiders.lanes import LOW, READING, WINDOW, Lane, Page
from tests.crawlers.spiders.answers import PLAIN


def job(number: int) -> Job:
    return Job(Named(f"https://paper.example/{number}", "", Discovery("paper", "feed")), Why.NEW)


def page(number: int) -> Page:
    return Page(PLAIN, MECHANISMS[0], f"https://paper.example/{number}.xml")


def test_a_window_of_jobs_is_handed_out_and_refilled_in_order() -> None:
    lane = Lane()
    lane.jobs.extend(job(number) for number in range(WINDOW + 3))
    first = list(lane.ready())
    assert first == [job(number) for number in range(WINDOW)]
    assert list(lane.ready()) == []
    lane.landed()
    assert list(lane.ready()) == [job(WINDOW)]
    assert lane.waiting
    lane.reset()
    assert len(list(lane.ready())) == 2
    assert not lane.waiting


def test_no_page_is_read_while_enough_waits() -> None:
    lane = Lane(size=0)
    lane.pages.extend(page(number) for number in range(READING + 2))
    assert len(list(lane.ready())) == READING
    lane.jobs.extend(job(number) for number in range(WINDOW + LOW))
    lane.read()
    assert all(isinstance(ready, Job) for ready in lane.ready())
    lane.read()
    lane.landed()
    assert list(lane.ready()) == [job(WINDOW)]
    assert next(lane.ready()) == page(READING)


def test_full_pages_are_read_one_by_one_and_small_ones_together() -> None:
    lane = Lane()
    lane.pages.extend(page(number) for number in range(3 * READING))
    assert len(list(lane.ready())) == 2, "of pages nobody has seen, two"
    lane.read(None)
    assert len(list(lane.ready())) == 1, "an index says nothing of the sitemaps it names"
    lane.read(2_000)
    assert list(lane.ready()) == [], "one is under way, and brings as much"
    lane.read(2_000)
    assert len(list(lane.ready())) == 1
    for _ in range(10):
        lane.read()
        list(lane.ready())
    assert lane.reading == READING
