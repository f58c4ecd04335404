"""robots.txt by RFC 9309: what it allows, and what we do when it cannot be had.

There (2xx): obeyed, read up to 512 KiB. Not there (4xx, endless redirects): everything is allowed. Out of reach (5xx,
429, network errors): nothing is, and what was wanted waits for the next crawl; after 30 days of this it is taken for
not there, or its last known text is used. A copy is used unasked as long as the server's ``Cache-Control`` says and
never longer than a day; otherwise each crawl asks again, with validators. ``Crawl-delay`` is kept too, though the RFC
knows none.
"""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request, signals
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http.request import NO_CALLBACK

from crawlers.answers import explain
from crawlers.hosts import Robots
from crawlers.manners import Manners
from crawlers.traps import Unreachable, Waits

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

MAX_BYTES = 512 * 1024
"""What is read of a robots.txt. The RFC asks for at least 500 KiB."""

MAX_AGE = 86_400.0
"""Seconds for which a copy may be used: the RFC's limit."""

GIVEN_UP = 30 * 86_400.0
"""Seconds after which a robots.txt out of reach counts as not there: the RFC's example."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a site asks of us. ``waiting`` says why nothing may be asked now."""

    parsed: Protego | None = None
    waiting: str = ""
    until: float = 0.0


class RobotsMiddleware:
    """Takes the place of Scrapy's, which goes ahead when robots.txt cannot be had."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.token = product_token(crawler.settings["ROBOTSTXT_USER_AGENT"])
        self._rules: dict[str, asyncio.Future[Rules]] = {}
        crawler.signals.connect(self._received, signal=signals.bytes_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let it pass, raise ``IgnoreRequest`` when it is forbidden, ``Unreachable`` when it has to wait."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        parts = urlsplit(request.url)
        rules = await self._known(f"{parts.scheme}://{parts.netloc.lower()}", request)
        if rules.waiting:
            raise Unreachable(f"robots.txt is out of reach ({rules.waiting}): waiting, as RFC 9309 asks")
        if rules.parsed:
            if delay := rules.parsed.crawl_delay(self.token):
                self._manners.slow_down(parts.hostname or "", float(delay))
            if not rules.parsed.can_fetch(request.url, self.token):
                raise IgnoreRequest("Forbidden by robots.txt")

    async def _known(self, origin: str, request: Request) -> Rules:
        found = self._rules.get(origin)
        if found and found.done() and (found.exception() or found.result().until < time.time()):
            found = None
        if not found:
            found = asyncio.ensure_future(self._ask(origin, request))
            self._rules[origin] = found
        return await asyncio.shield(found)

    async def _ask(self, origin: str, request: Request) -> Rules:
        hosts, now = self._manners.hosts, time.time()
        known = hosts.robots(origin) or Robots()
        if known.fresh > now:
            return self._read(known, min(known.fresh, now + MAX_AGE))
        headers = {}
        if known.body is not None:
            headers = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
        asked = Request(
            f"{origin}/robots.txt", NO_CALLBACK, priority=1_000, headers={k: v for k, v in headers.items() if v},
            meta={"dont_obey_robotstxt": True, "robots": True, "source": request.meta.get("source")},
        )  # fmt: skip
        assert self.crawler.engine is not None
        try:
            response = await self.crawler.engine.download_async(asked)
        except Waits:
            raise
        except IgnoreRequest:  # redirects without end or to where nobody may go, a bomb: there is no robots.txt here
            heard = Robots(fresh=now)
        except Exception as error:  # whatever keeps us from reading it makes us wait
            return self._out_of_reach(origin, known, explain(error), now)
        else:
            if response.status == 429 or response.status >= 500:
                return self._out_of_reach(origin, known, f"answered {response.status}", now)
            heard = _heard(response, known, now)
        hosts.read(origin, heard)
        return self._read(heard, now + MAX_AGE)

    def _out_of_reach(self, origin: str, known: Robots, why: str, now: float) -> Rules:
        since = known.missing or now
        self._manners.hosts.read(origin, Robots(known.body, known.etag, known.modified, now, since))
        if now - since >= GIVEN_UP:
            return self._read(known, now + MAX_AGE)
        return Rules(waiting=why, until=now + MAX_AGE)

    def _read(self, robots: Robots, until: float) -> Rules:
        return Rules(parse(robots.body, self.token) if robots.body else None, until=until)

    def _received(self, request: Request, data: bytes) -> None:
        """Stop reading a robots.txt that is too long; what there is of it counts."""
        if request.meta.get("robots"):
            read = request.meta["read"] = request.meta.get("read", 0) + len(data)
            if read > MAX_BYTES:
                raise StopDownload(fail=False)

    @property
    def _manners(self) -> Manners:
        found: Any = self.crawler.get_downloader_middleware(Manners)
        assert isinstance(found, Manners)
        return found


def product_token(user_agent: str) -> str:
    """What names us in a robots.txt: the letters, ``_`` and ``-`` a user agent begins with."""
    found = re.match(r"[A-Za-z_-]+", user_agent)
    return found[0].lower() if found else "commentariat"


def parse(body: bytes, token: str) -> Protego:
    """The rules. User agents are matched by their whole token, in any case: Protego takes ``Comment`` for ours."""

    def own(line: re.Match[str]) -> str:
        name = line[2].strip()
        stated = "*" if name.startswith("*") else re.match(r"[A-Za-z_-]*", name)[0].lower()  # type: ignore[index]  # matches
        return f"{line[1]}{stated if stated in {'*', token} else 'somebody-else'}"

    text = body[:MAX_BYTES]
    if len(body) > MAX_BYTES:
        text = text[: text.rfind(b"\n") + 1]  # half a rule may forbid, or allow, much more than the whole one
    lines = text.decode("utf-8-sig", "replace")
    return Protego.parse(re.sub(r"(?im)^([ \t]*user-?agent[ \t]*:)([^\r\n#]*)", own, lines))


def _heard(response: Response, known: Robots, now: float) -> Robots:
    fresh = now + min(_max_age(response), MAX_AGE)
    if response.status == 304:
        return Robots(known.body, known.etag, known.modified, fresh)
    body = response.body[: MAX_BYTES + 1] if 200 <= response.status < 300 else None
    etag, modified = (_header(response, name) for name in ("ETag", "Last-Modified"))
    return Robots(body, etag, modified, fresh if body is not None else now)


def _max_age(response: Response) -> float:
    stated = _header(response, "Cache-Control").lower()
    found = re.search(r"max-age\s*=\s*\"?(\d{1,9})", stated)
    return 0.0 if not found or "no-cache" in stated or "no-store" in stated else float(found[1])


def _header(response: Response, name: str) -> str:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else ""
