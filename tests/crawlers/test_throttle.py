"""The floor under AutoThrottle: the delay a host asked for is the delay of its queue, whatever its answers suggest."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.core.downloader import Slot
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager

from crawlers.settings import scrapy_settings
from crawlers.throttle import Pace

HOST = "paper.example"


def throttle(slots: dict[str, Slot]) -> Pace:
    crawler = SimpleNamespace(
        settings=Settings(scrapy_settings(user_agent="test", delay=0.5, allowed_hosts=[])),
        signals=SignalManager(),
        engine=SimpleNamespace(downloader=SimpleNamespace(slots=slots, per_slot_settings={}, _delay=0.5)),
    )
    return Pace(crawler)  # type: ignore[arg-type]  # all that Pace asks of it


def answered(pace: Pace, latency: float) -> None:
    request = Request(f"http://{HOST}/", meta={"download_slot": HOST, "download_latency": latency})
    spider = SimpleNamespace(download_delay=0.5)
    pace._response_downloaded(Response(request.url), request, spider)  # type: ignore[arg-type]  # no more of it is used


def test_quick_answers_do_not_undercut_the_floor_and_slow_ones_raise_the_delay() -> None:
    slot = Slot(concurrency=2, delay=0.5, jitter=0.5)
    pace = throttle({HOST: slot})
    pace.mindelay, pace.maxdelay = 0.5, 30.0
    pace.floor(HOST, 3.0)
    pace.floor(HOST, 1.0)
    assert (slot.delay, slot.download_delay()) == (3.0, 3.0), "the longest asked for, without jitter"
    for _ in range(5):
        answered(pace, 0.01)
        assert slot.download_delay() == 3.0
    for _ in range(5):
        answered(pace, 9.0)
    assert slot.download_delay() == pytest.approx(9.0, abs=0.5)


def test_a_host_without_a_floor_follows_its_answers_and_a_new_queue_begins_with_the_floor() -> None:
    slot = Slot(concurrency=2, delay=3.0, jitter=0.0)
    pace = throttle({HOST: slot})
    pace.mindelay, pace.maxdelay = 0.5, 30.0
    for _ in range(9):
        answered(pace, 0.01)
    assert slot.delay == pytest.approx(0.5, abs=0.1)
    pace.floor("other.example", 0.1)
    assert pace._downloader.per_slot_settings["other.example"] == {"delay": 0.5, "jitter": 0.0}
