"""A small web on loopback: a threaded HTTP server that also answers as a proxy, with routes per host and a log."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.serving import running


@dataclass(frozen=True)
class Reply:
    """One answer. ``chunked`` sends it in two chunks; ``etag`` answers 304 to whoever has it."""

    body: bytes | str = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    chunked: bool = False
    etag: str = ""


@dataclass
class Site:
    """Routes by path, or by ``//host/path``; a route may be a function of no argument, which may block."""

    routes: dict[str, Reply | Callable[[], Reply]] = field(default_factory=dict)
    log: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    port: int = 0
    times: list[tuple[float, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The server's address."""
        return f"http://127.0.0.1:{self.port}"

    def fetched(self, path: str) -> int:
        """How often ``path`` was asked for."""
        return sum(seen == path for _, seen, _ in self.log)

    def headers(self, path: str) -> list[dict[str, str]]:
        """The request headers of each request for ``path``."""
        return [headers for _, seen, headers in self.log if seen == path]

    def answer(self, host: str, path: str) -> Reply:
        """What the route says; 404 where there is none."""
        route = self.routes.get(f"//{host}{path}") or self.routes.get(path)
        if route is None:
            return Reply("not here", "text/plain", 404)
        return route if isinstance(route, Reply) else route()


@contextmanager
def serve(routes: dict[str, Reply | Callable[[], Reply]] | None = None, address: str = "127.0.0.1") -> Iterator[Site]:
    """A running site; at ``0.0.0.0`` every address of 127.0.0.0/8 is a host of its own."""
    site = Site(routes or {})

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body are two writes: without this the second waits 40 ms for the first to be acknowledged.
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            host = parts.netloc or self.headers.get("Host", "")
            site.times.append((time.monotonic(), path))
            site.log.append((host, path, {k.lower(): v for k, v in self.headers.items()}))
            reply = site.answer(host, path)
            body = reply.body.encode() if isinstance(reply.body, str) else reply.body
            status = reply.status
            if reply.etag and self.headers.get("If-None-Match") == reply.etag:
                status, body = 304, b""
            self.send_response(status)
            self.send_header("Content-Type", reply.kind)
            if reply.etag:
                self.send_header("ETag", reply.etag)
            for name, value in reply.headers:
                self.send_header(name, value)
            if reply.chunked:
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                half = len(body) // 2
                for part in (body[:half], body[half:], b""):
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
                return
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((address, 0), Handler)
    server.daemon_threads = True
    site.port = server.server_port
    with running(server):
        yield site


def article(title: str, text: str = "Some words.") -> Reply:
    """An HTML page."""
    return Reply(
        f"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"
    )


def rss(base: str, *items: str, etag: str = "") -> Reply:
    """An RSS feed whose items are ``path|title|date``."""
    rows = []
    for item in items:
        path, title, date = (*item.split("|"), "", "")[:3]
        link = path if path.startswith("http") else base + path
        rows.append(
            f"<item><title>{title}</title><link>{link}</link>"
            + (f"<pubDate>{date}</pubDate>" if date else "")
            + "</item>"
        )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{"".join(rows)}</channel></rss>'
    return Reply(body, "application/rss+xml", etag=etag)
