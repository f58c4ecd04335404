"""The press as an HTTP proxy on loopback: what a crawler behind ``http_proxy`` meets, with the truth known.

Answers absolute-form requests for the hosts of its outlets and nothing else: it never opens a connection itself. Every
request is logged, so that a page that was never fetched can be proved unfetched.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import Counter
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from flows.demo import render
from flows.demo.content import Site, sites

GONE = HTTPStatus.NOT_FOUND


class Press:
    """The press, open from ``with`` to its end. ``opened`` is the time all its dates are counted from."""

    def __init__(self, opened: datetime) -> None:
        if opened.tzinfo is None:
            raise ValueError("the press needs an aware time to open at")
        self.opened = opened.replace(microsecond=0)
        self.state = 1
        self._sites = {site.host: site for site in sites()}
        self._log: list[str] = []
        self._lock = Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.press = self
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), name="press", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    @property
    def proxy(self) -> str:
        """The address to put into ``http_proxy``."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def requests(self) -> Counter[str]:
        """How often each address was asked for so far."""
        with self._lock:
            return Counter(self._log)

    def record(self, url: str) -> None:
        """Log one request."""
        with self._lock:
            self._log.append(url)

    def answer(self, url: str) -> tuple[int, render.Sheet, str]:
        """Status, entity and, for a redirect, the location of ``url`` in the present state."""
        parts = urlsplit(url)
        site = self._sites.get(parts.hostname or "")
        if site is None:
            return HTTPStatus.BAD_GATEWAY, _text(f"{parts.hostname} is no host of this press"), ""
        return self._answer(site, parts.path or "/")

    def gzips(self, url: str) -> bool:
        """Whether the host of ``url`` compresses its answers."""
        site = self._sites.get(urlsplit(url).hostname or "")
        return site is not None and site.gzip

    def _answer(self, site: Site, path: str) -> tuple[int, render.Sheet, str]:
        if path == "/robots.txt":
            return HTTPStatus.OK, _text(robots(site)), ""
        for which in (*site.feeds, *site.sitemaps):
            if which.path == path:
                if which.status != HTTPStatus.OK:
                    return which.status, _text(HTTPStatus(which.status).phrase), ""
                return HTTPStatus.OK, render.channel(site, which, self.state, self.opened), ""
        if path == render.CHILD:
            return HTTPStatus.OK, render.child_sitemap(site, self.state, self.opened), ""
        if path == "/":
            return HTTPStatus.OK, render.special(site, "listing", site.name, self.state), ""
        for article in site.at(self.state):
            if path == article.path:
                return HTTPStatus.OK, render.page(site, article, self.state, self.opened), ""
            if article.short and path == article.short:
                return HTTPStatus.FOUND, _text("moved"), f"{site.root}{article.path}"
        for extra in site.extras:
            if extra.path == path:
                # A forbidden page exists: only manners keep a crawler away from it.
                kind = "listing" if extra.kind == "forbidden" else extra.kind
                return HTTPStatus.OK, render.special(site, kind, extra.title, self.state), ""
        return GONE, render.special(site, "soft404", "", self.state), ""


def robots(site: Site) -> str:
    """The outlet's robots.txt: its forbidden pages and its sitemaps."""
    lines = ["User-agent: *", *(f"Disallow: {x.path}" for x in site.extras if x.kind == "forbidden")]
    lines += [f"Sitemap: {site.root}{which.path}" for which in site.sitemaps]
    return "\n".join(lines) + "\n"


def sources_toml() -> str:
    """The source registry of the press's outlets."""
    tables = []
    for site in sites():
        rows = [
            "[[source]]",
            f'id = "{site.id}"',
            f'name = "{site.name}"',
            f'country = "{site.country}"',
            "languages = [" + ", ".join(f'"{code}"' for code in site.languages) + "]",
            f'kind = "{site.kind}"',
        ]
        for name, channels in (("feeds", site.feeds), ("sitemaps", site.sitemaps)):
            if channels:
                rows.append(f"{name} = [" + ", ".join(f'"{site.root}{which.path}"' for which in channels) + "]")
        tables.append("\n".join(rows))
    return (
        "# The press of `commentariat demo`: every host and outlet here is invented.\n\n" + "\n\n".join(tables) + "\n"
    )


def _text(text: str) -> render.Sheet:
    return render.Sheet(text.encode(), "text/plain; charset=utf-8")


class _Server(ThreadingHTTPServer):
    press: Press
    daemon_threads = True
    # A crawler that was stopped leaves half-open connections behind: not worth a traceback.
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing when a client goes away."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    timeout = 30
    # Header and body are two small packets: without this each answer waits 40 ms for the other side's acknowledgement.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer one request, as a proxy gets it or with a Host header."""
        self._reply(body=True)

    def do_HEAD(self) -> None:
        """The same without the entity."""
        self._reply(body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """The press keeps its own log."""

    def _reply(self, *, body: bool) -> None:
        url = self.path if self.path.startswith("http://") else f"http://{self.headers.get('Host', '')}{self.path}"
        press = self.server.press
        press.record(url)
        status, sheet, location = press.answer(url)
        tag = '"' + hashlib.sha256(sheet.body).hexdigest()[:16] + '"'
        entity = sheet.body
        if status == HTTPStatus.OK and self.headers.get("If-None-Match") == tag:
            status, entity = HTTPStatus.NOT_MODIFIED, b""
        squeeze = press.gzips(url) and "gzip" in self.headers.get("Accept-Encoding", "") and bool(entity)
        if squeeze:
            entity = gzip.compress(entity, mtime=0)
        self.send_response(status)
        self.send_header("Content-Type", sheet.content_type)
        self.send_header("Content-Length", str(len(entity)))
        if squeeze:
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Vary", "Accept-Encoding")
        if status in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
            self.send_header("ETag", tag)
        if location:
            self.send_header("Location", location)
        self.end_headers()
        if body:
            self.wfile.write(entity)
