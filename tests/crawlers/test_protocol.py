"""HTTP/2 is not negotiated: a host that would rather speak it is answered in HTTP/1.1, and its page lands as such."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.crawlers.crawling import Crawl, source
from tests.serving import running, self_signed

PAGE = b"<!doctype html><title>Over TLS</title><p>Some words."


@contextmanager
def preferring_h2(folder: Path, *, only: bool = False) -> Iterator[tuple[int, list[str | None]]]:
    """A TLS server that prefers HTTP/2, or speaks nothing else: its port, and what was negotiated each time."""
    spoken: list[str | None] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            assert isinstance(self.connection, ssl.SSLSocket)
            spoken.append(self.connection.selected_alpn_protocol())
            feed = b"<rss version='2.0'><channel><item><link>/story</link></item></channel></rss>"
            body = feed if self.path == "/feed.xml" else PAGE
            self.send_response(404 if self.path == "/robots.txt" else 200)
            self.send_header("Content-Type", "text/xml" if body is feed else "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A client that goes away is what is looked at here."""

    server = Server(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*self_signed(folder))
    context.set_alpn_protocols(["h2"] if only else ["h2", "http/1.1"])
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with running(server):
        yield server.server_port, spoken


def test_a_host_that_prefers_http_2_is_crawled_in_http_1_1(tmp_path: Path) -> None:
    with preferring_h2(tmp_path) as (port, spoken):
        crawl = Crawl(tmp_path, source("paper", feeds=[f"https://127.0.0.1:{port}/feed.xml"]))
        report = crawl.run()
    assert report["sources"][0]["landed"] == 1, report
    (page,) = crawl.landed()
    assert page.head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert page.body == PAGE
    assert spoken
    assert not {"h2", "h2c"} & set(spoken)
