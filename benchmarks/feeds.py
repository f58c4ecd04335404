"""Our feed reader against the feedparser library, entry by entry; and every feed and sitemap through our readers.

    python -m benchmarks.feeds --data DIR [--crawl]

``DIR`` holds feeds and sitemaps, or ``.tar.gz`` archives of them. Feeds below a folder ``wellformed`` are compared:
number of entries, and of each entry link, title, both dates and id. Links are compared as they are fetched (absolute,
host in small letters, no fragment), titles as text. Feeds of feedparser's own test set state in a comment what is to be
expected of them: where the installed release does not meet that and we do, the release is wrong.
All files, well-formed or not, are read as feed and as sitemap; a crash or more than ten seconds is a failure.
``--crawl`` has a real crawl fetch them all, each from a host of its own, through a proxy on loopback that is the
Web: it must come to its end, and the report must know every one.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import feedparser  # type: ignore[import-untyped]  # ships no types

from crawlers import feeds, sitemaps
from crawlers.text import text_of
from crawlers.urls import link

URL = "http://site.example/feed.xml"
SLOW = 10.0
FIELDS = ("link", "title", "published", "modified", "id")
SCRIPT = re.compile(r"<script\b", re.IGNORECASE)


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every file below ``folder``, archives opened."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.name.endswith(".tar.gz"):
            with tarfile.open(path) as archive:
                for member in archive:
                    if found := archive.extractfile(member):
                        yield member.name, found.read()
        else:
            yield str(path.relative_to(folder)), path.read_bytes()


def theirs(body: bytes) -> list[dict[str, str]]:
    """The entries as the library gives them by default."""
    headers = {"content-location": URL, "content-type": "application/xml"}
    feed = feedparser.parse(io.BytesIO(body), response_headers=headers)
    return [
        {
            "link": link(entry.get("link") or "", URL) or "",
            "title": text_of(entry.get("title") or ""),
            "published": entry.get("published") or entry.get("created") or "",
            "modified": entry.get("updated", ""),
            "id": entry.get("id") or "",
        }
        for entry in feed.entries
    ]


def ours(body: bytes) -> list[dict[str, str]]:
    """The entries as our reader gives them."""
    return [
        {
            "link": item.url or "",
            "title": item.entry.title,
            "published": item.entry.published,
            "modified": item.entry.modified,
            "id": item.guid,
        }
        for item in feeds.read(body, URL).items
    ]


def reason(field: str, library: str, own: str, body: bytes) -> str:
    """Why the two differ, if that is known; empty for a difference nobody explained."""
    expected = re.search(rb"Expect:.*?-->", body, re.DOTALL)
    if field == "link" and expected and own.encode() in expected[0] and library.encode() not in expected[0]:
        return "the feed's own expectation is ours: the library's release takes an enclosure for the article"
    if field == "link" and not library and re.search(rb"rdf:about\s*=\s*[\"']" + re.escape(own.encode()), body):
        return "an RSS 1.0 item without link: its rdf:about should be the link's address, and is taken"
    if field == "title" and SCRIPT.search(body.decode("utf-8", "replace")) and own and library.startswith(own):
        return "the library leaves the text of a script in the title"
    return ""


def compare(name: str, body: bytes, totals: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Each difference in a feed: said in words, and its reason."""
    library, own = theirs(body), ours(body)
    totals["feeds"] += 1
    totals["entries"] += len(library)
    totals["linked"] += sum(bool(entry["link"]) for entry in library)
    if len(library) != len(own):
        yield f"{name}: {len(library)} entries by the library, {len(own)} by us", ""
    for number, (a, b) in enumerate(zip(library, own, strict=False), start=1):
        wrong = [field for field in FIELDS if a[field] != b[field]]
        totals["equal"] += not wrong
        for field in wrong:
            said = f"{name}, entry {number}, {field}: {a[field][:80]!r} by the library, {b[field][:80]!r} by us"
            yield said, reason(field, a[field], b[field], body)


def stands(name: str, body: bytes) -> str:
    """What is wrong with how our readers take a file: nothing, a crash, or too long."""
    for reader in (feeds.parse, sitemaps.parse):
        began = time.process_time()
        try:
            reader(body, URL)
        except Exception as error:  # any crash is what is looked for
            return f"{name}: {reader.__module__} crashed: {type(error).__name__}: {error}"
        if time.process_time() - began > SLOW:
            return f"{name}: {reader.__module__} took more than {SLOW:g} s"
    return ""


def proxy(pages: dict[str, bytes]) -> ThreadingHTTPServer:
    """The Web: the files at their addresses, and an article wherever they lead."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            found = pages.get(self.path)
            body = found or b"<!doctype html><title>A page</title><p>A page."
            self.send_response(404 if self.path.endswith("/robots.txt") else 200)
            self.send_header("Content-Type", "application/xml" if found is not None else "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def crawled(found: Sequence[tuple[str, bytes]]) -> str:
    """Have a crawl read all files; what it came to, or raise ``RuntimeError``."""
    pages, tables = {}, []
    for number, (name, body) in enumerate(found):
        address = f"http://f{number}.example/{Path(name).name}"
        pages[quote(address, safe=":/")] = body
        key = "sitemaps" if b"<urlset" in body or b"<sitemapindex" in body or name.endswith(".txt") else "feeds"
        tables.append(
            f'[[source]]\nid = "f{number}"\nname = "F"\ncountry = ""\nlanguages = ["en"]\nkind = "blog"\n'
            f"{key} = [{json.dumps(quote(address, safe=':/'))}]\n"
        )
    server = proxy(pages)
    with tempfile.TemporaryDirectory() as folder:
        registry = Path(folder) / "sources.toml"
        registry.write_text("\n".join(tables), "utf-8")
        command = [sys.executable, "-m", "crawlers", f"--sources={registry}", "--log-level=ERROR"]
        command += [f"--landing={folder}/landing", f"--state={folder}/state"]
        way = f"http://127.0.0.1:{server.server_port}"
        env = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        done = subprocess.run(command, env={**env, "http_proxy": way, "https_proxy": way}, capture_output=True)
    server.shutdown()
    report = json.loads(done.stdout)
    asked = sum(bool(source["statuses"].get("200")) for source in report["sources"])
    if report["stopped"] or asked < len(found):
        raise RuntimeError(f"the crawl stopped ({report['stopped']}) after {asked} of {len(found)} files")
    total = {name: sum(source[name] for source in report["sources"]) for name in ("links", "landed", "linkless")}
    dead = sum(bool(source["dead"]) for source in report["sources"])
    return f"crawled {asked} files in {report['seconds']:.0f} s: {total}, {dead} gave nothing to read"


def main(argv: Sequence[str] | None = None) -> int:
    """Print every difference with its reason; 1 when one has none, or a file brought a reader down."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("COMMENTARIAT_BENCHMARK_DATA"), metavar="DIR")
    parser.add_argument("--crawl", action="store_true", help="have a real crawl fetch them all, too")
    args = parser.parse_args(argv)
    if not args.data:
        print("no data: name a folder with --data or COMMENTARIAT_BENCHMARK_DATA", file=sys.stderr)
        return 2
    warnings.simplefilter("ignore")  # the library warns of what its own release will change
    totals: dict[str, Any] = dict.fromkeys(("files", "feeds", "entries", "linked", "equal"), 0)
    failed = 0
    for name, body in files(Path(args.data)):
        totals["files"] += 1
        if problem := stands(name, body):
            failed += 1
            print(problem)
        if "wellformed" in Path(name).parts:
            for said, why in compare(name, body, totals):
                failed += not why
                print(f"{said}\n  {why or 'NOT EXPLAINED'}")
    print(
        "{files} files read; {feeds} well-formed feeds with {entries} entries, {linked} with a link: "
        "{equal} entries equal".format(**totals)
        + f"; {failed} unexplained"
    )
    if args.crawl:
        print(crawled(list(files(Path(args.data)))))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
