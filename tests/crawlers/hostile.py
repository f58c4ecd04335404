"""A hostile site on loopback: every trap of docs/crawling.md, beside good pages that must land all the same."""

from __future__ import annotations

import gzip
import socketserver
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from socket import AF_INET6, socket

import brotli  # type: ignore[import-untyped]  # ships no types
import zstandard

GOOD = 24
BAD_CHARSET = "<!doctype html><html><body><p>Слова и дела</p></body></html>".encode("cp1251")
MEGABYTE = bytes(1 << 20)


class Hostile:
    """The site. ``asked`` counts requests by path; what listens on ``secret`` must never be asked anything."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.port = self.secret = 0
        self.six = False
        self.stop = threading.Event()

    @property
    def url(self) -> str:
        """Where the good pages are; ``six`` says whether they are at ``::1`` too."""
        return f"http://127.0.0.1:{self.port}"

    def links(self) -> list[str]:
        """What the feed names: traps, with good pages between them."""
        traps = [
            "/to-metadata", "/to-name", "/to-mapped", "/to-port", "/bomb-gzip", "/bomb-br", "/bomb-zstd", "/stages",
            "/slow-body", "/slow-head", "/loop", "/growing", "/headers", "/endless", "/huge", "/charset", "/garbage",
            "/short", "/one-line", "/story;jsessionid=9A8B7C6D5E4F30219A8B7C6D5E4F3021",
            f"http://127.0.0.1:{self.secret}/direct", f"http://rebind.example:{self.secret}/named",
            f"http://[::1]:{self.secret}/six", "http://metadata.google.internal/computeMetadata/v1/",
        ]  # fmt: skip
        rows: list[str] = []
        for number in range(GOOD):
            rows += [f"/good/{number}", *traps[number : number + 1]]
        waits = [f"http://127.0.0.3:{self.port}/page", f"http://127.0.0.4:{self.port}/page"]
        return [row if row.startswith("http") else self.url + row for row in [*rows, *waits]]

    def answer(self, client: socket, host: str, path: str) -> None:
        """Answer one request, in whatever way the path asks for."""
        if host.startswith("127.0.0.3"):
            return _send(client, 503, b"down")
        if host.startswith("127.0.0.4"):
            return _send(client, 429, b"enough", b"Retry-After: 3600\r\n")
        if path.startswith(("/good/", "/story")):
            return _send(client, 200, f"<!doctype html><html><body><h1>{path}</h1></body></html>".encode())
        if path.startswith("/growing"):
            return _send(client, 302, b"", f"Location: {path}x\r\n".encode())
        if path.startswith("/calendar/"):
            year, month = map(int, path.strip("/").split("/")[1:])
            following = f"/calendar/{year + month // 12}/{month % 12 + 1:02}/"
            return _send(client, 200, f'<html><a rel="next" href="{following}">next</a></html>'.encode())
        if path.startswith("/pages/"):
            number = int(path.rsplit("/", 1)[1])
            body = f'<a href="/good/one-of-{number}-listed">x</a><a rel="next" href="/pages/{number + 1}">next</a>'
            return _send(client, 200, f"<html>{body}</html>".encode())
        action = self._actions.get(path)
        return action(client) if action else _send(client, 404, b"not here", kind=b"text/plain")

    @cached_property
    def _actions(self) -> dict[str, Callable[[socket], None]]:
        def moved(url: str) -> Callable[[socket], None]:
            return lambda client: _send(client, 302, b"", f"Location: {url}\r\n".encode())

        def packed(coding: bytes, body: bytes) -> Callable[[socket], None]:
            return lambda client: _send(client, 200, body, b"Content-Encoding: " + coding + b"\r\n")

        def sitemap(name: str) -> Callable[[socket], None]:
            body = f"<sitemapindex><sitemap><loc>{self.url}/{name}</loc></sitemap></sitemapindex>"
            return lambda client: _send(client, 200, body.encode(), kind=b"application/xml")

        bomb = ten_gigabytes()
        items = "".join(f"<item><title>t</title><link>{link}</link></item>" for link in self.links())
        feed = f'<rss version="2.0"><channel><title>t</title>{items}</channel></rss>'.encode()
        return {
            "/robots.txt": lambda c: _send(c, 200, b"User-agent: *\n" + b"# words\n" * 90_000, kind=b"text/plain"),
            "/rss.xml": lambda c: _send(c, 200, feed, kind=b"application/rss+xml"),
            "/sitemap-a.xml": sitemap("sitemap-b.xml"),
            "/sitemap-b.xml": sitemap("sitemap-a.xml"),
            "/sitemap-bomb.xml.gz": lambda c: _send(c, 200, bomb, kind=b"application/gzip"),
            "/to-metadata": moved("http://169.254.169.254/latest/meta-data/"),
            "/to-name": moved(f"http://rebind.example:{self.secret}/moved"),
            "/to-mapped": moved(f"http://[::ffff:127.0.0.1]:{self.secret}/mapped"),
            "/to-port": moved(f"http://127.0.0.1:{self.secret}/port"),
            "/loop": moved("/loop"),
            "/bomb-gzip": packed(b"gzip", bomb),
            "/bomb-br": packed(b"br", brotli.compress(MEGABYTE * 64, quality=1)),
            "/bomb-zstd": packed(b"zstd", zstandard.compress(MEGABYTE * 64)),
            "/stages": packed(b"gzip, gzip, gzip", gzip.compress(gzip.compress(gzip.compress(b"<html>")))),
            "/huge": lambda c: _send(c, 200, bytes(50 << 20)),
            "/charset": lambda c: _send(c, 200, BAD_CHARSET, kind=b"text/html; charset=utf-8"),
            "/garbage": lambda c: c.sendall(b"<html>no status line, as in 1991</html>\r\n\r\n"),
            "/short": lambda c: c.sendall(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 900\r\n\r\n<p>"
            ),
            "/slow-body": lambda c: self._for_ever(c, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"a", 0.1),
            "/slow-head": lambda c: self._for_ever(c, b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n", 0.1),
            "/headers": lambda c: self._for_ever(c, b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n" * 500, 0.0),
            "/one-line": lambda c: self._for_ever(c, b"HTTP/1.1 200 OK\r\nX-A: ", b"a" * 4_096, 0.0),
            "/endless": lambda c: self._for_ever(c, b"HTTP/1.1 200 OK\r\n\r\n", b"<p>words</p>" * 500, 0.0),
        }

    def _for_ever(self, client: socket, head: bytes, more: bytes, pause: float) -> None:
        client.sendall(head)
        while not self.stop.is_set():
            client.sendall(more)
            time.sleep(pause)


def ten_gigabytes() -> bytes:
    """Ten gigabytes of zeros in ten megabytes of gzip: the same packed megabyte again and again."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    deflate.compress(MEGABYTE)
    deflate.flush(zlib.Z_FULL_FLUSH)
    block = deflate.compress(MEGABYTE) + deflate.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + block * 10_240


@contextmanager
def hostile() -> Iterator[Hostile]:
    """The running site, on every address of 127.0.0.0/8 at its port, and the secret one beside it."""
    site = Hostile()

    class Handler(socketserver.BaseRequestHandler):
        secret = False

        def handle(self) -> None:
            client: socket = self.request
            client.settimeout(30)
            head = b""
            with suppress(OSError, ValueError):
                while b"\r\n\r\n" not in head and (data := client.recv(65_536)):
                    head += data
                lines = head.decode("latin-1").split("\r\n")
                path = lines[0].split(" ")[1]
                host = next(line[6:] for line in lines if line.lower().startswith("host: "))
                site.asked["SECRET" if self.secret else f"{host.partition(':')[0]}{path}"] += 1
                site.answer(client, host, path)

    class Secret(Handler):
        secret = True

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 64

    class Six(Server):
        address_family = AF_INET6

    servers = [Server(("0.0.0.0", 0), Handler), Server(("0.0.0.0", 0), Secret)]
    site.port, site.secret = (server.server_address[1] for server in servers)
    with suppress(OSError):  # no IPv6 on this machine
        servers.append(Six(("::1", site.port), Handler))
        site.six = True
    threads = [threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True) for server in servers]
    for thread in threads:
        thread.start()
    try:
        yield site
    finally:
        site.stop.set()
        for server in servers:
            server.shutdown()
            server.server_close()


def _send(client: socket, status: int, body: bytes, more: bytes = b"", kind: bytes = b"text/html") -> None:
    head = b"HTTP/1.1 %d X\r\nContent-Type: %s\r\nConnection: close\r\nContent-Length: %d\r\n" % (
        status,
        kind,
        len(body),
    )
    client.sendall(head + more + b"\r\n" + body)
