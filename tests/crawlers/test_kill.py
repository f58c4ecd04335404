"""kill -9 of the crawler at random moments, over and over: every page lands, none is fetched more than twice.

The server counts. A moment is a number of pages this life may fetch and a wait after it, so that kills fall anywhere:
before the first request, among fresh pages, while a crawl waits to fetch what others were killed over, and among that.
"""

from __future__ import annotations

import logging
import os
import random
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.crawlers.crawling import Crawl, source
from tests.crawlers.site import Reply, article, rss, serve

PAGES, KILLS, HOSTS = 300, 10, 6


@pytest.mark.parametrize("seed", [random.SystemRandom().randrange(10**9)])
def test_ten_kills_lose_nothing_and_fetch_nothing_a_third_time(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    with serve() as site:
        feeds = []
        for number in range(HOSTS):  # several hosts, so that several requests are under way at any moment
            items = range(number, PAGES, HOSTS)
            site.routes |= {f"/{i}": article(f"Page {i}") for i in items}
            site.routes[f"/feed-{number}.xml"] = rss(f"http://host{number}.example", *(f"/{i}|Page {i}" for i in items))
            feeds.append(f"http://host{number}.example/feed-{number}.xml")
        site.routes["/robots.txt"] = Reply("", "text/plain")
        crawl = Crawl(tmp_path, source("paper", feeds=feeds), environ={"http_proxy": site.url})

        def fetched() -> Counter[str]:
            return Counter(path for _, path, _ in list(site.log) if path.strip("/").isdigit())

        for kill in range(KILLS):
            goal = sum(fetched().values()) + draw.randint(0, 2 * PAGES // KILLS)
            life = subprocess.Popen(
                crawl.command(),
                env=crawl.env(),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            deadline = time.monotonic() + 60
            while life.poll() is None and (not site.log or sum(fetched().values()) < goal):
                assert time.monotonic() < deadline
                time.sleep(0.002)
            time.sleep(draw.uniform(0, 0.3))
            if life.poll() is None:
                os.kill(life.pid, signal.SIGKILL)
            output, _ = life.communicate(timeout=30)
            # A life that came to its end left nothing for the next: the kills that remain find nothing to interrupt.
            assert life.returncode in {0, -signal.SIGKILL}, f"life {kill} of seed {seed}: {output!r}"
        report = crawl.run()
        counts = fetched()
    landed = Counter(page.url.rpartition("/")[2] for page in crawl.landed())
    assert set(landed) == {str(i) for i in range(PAGES)}, f"seed {seed}"
    twice = sum(counts.values()) - PAGES
    logging.getLogger(__name__).info("seed %d: %d of %d pages fetched twice", seed, twice, PAGES)
    assert max(counts.values()) <= 2, f"seed {seed}: {counts.most_common(5)}"
    assert twice <= KILLS * 2 * HOSTS, "what was under way, and no more"
    assert report["sources"][0]["failed"] == 0
    assert not list(crawl.landing.glob("*.open")), "what the dead left open is closed"
    assert not list((tmp_path / "state").glob("*.lock"))
