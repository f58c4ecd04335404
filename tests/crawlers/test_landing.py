"""Segments: what is written can be read back to the byte, appears only when whole, and survives any death."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import resource
import subprocess
import sys
from base64 import b32encode
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from crawlers.landing import OPEN, LandingFailed, LandingZone, Wire, salvage
from crawlers.records import Discovery, Entry, LandedPage, Outlet
from flows.adapters import warc

DISCOVERY = Discovery(
    "paper", "feed", "https://paper.example/feed", Outlet("paper", "Paper", "NO", "newspaper", ("nb",)),
    Entry("Tittel", "i går", authors=("Åse",)), ("https://short.example/1",),
)  # fmt: skip


def wire(number: int = 1, body: bytes = b"<html>words</html>") -> Wire:
    headers = (
        (b"Content-Type", b"text/html"),
        (b"Set-Cookie", b"a=1"),
        (b"Set-Cookie", b"b=2"),
        (b"Transfer-Encoding", b"chunked"),
        (b"X-Broken", b"a\r\nInjected: 1"),
    )
    at = datetime(2026, 11, 24, 17, 0, 0, 123456, tzinfo=UTC)
    return Wire(f"https://paper.example/{number}", at, 200, headers, body, "HTTP/1.1", "192.0.2.1")


def records(path: Path) -> list[tuple[str, dict[str, str], bytes]]:
    with path.open("rb") as file:
        read = ArchiveIterator(file, parse_http=False, verify_digests=True)
        return [(r.headers["WARC-Type"], r.headers.to_dict(), r.reader.read()) for r in read]


def zone(tmp_path: Path, **options: float) -> LandingZone:
    return LandingZone(tmp_path, software="test", **options)  # type: ignore[arg-type]  # numbers of either kind


def test_a_page_is_a_response_with_its_metadata_right_behind(tmp_path: Path) -> None:
    landing = zone(tmp_path)
    body = gzip.compress(b"<html>packed</html>")
    landing.write(wire(body=body), DISCOVERY)
    assert not list(tmp_path.glob("*.warc.gz"))
    landing.close()
    (path,) = landing.closed
    assert path == next(iter(tmp_path.iterdir()))
    info, response, metadata = records(path)
    assert info[0] == "warcinfo"
    assert info[1]["WARC-Filename"] == path.name
    assert response[0] == "response"
    assert response[1]["WARC-Target-URI"] == "https://paper.example/1"
    assert response[1]["WARC-Date"] == "2026-11-24T17:00:00.123456Z"
    assert response[1]["WARC-IP-Address"] == "192.0.2.1"
    assert response[1]["WARC-Payload-Digest"] == "sha1:" + b32encode(hashlib.sha1(body).digest()).decode()
    head, _, payload = response[2].partition(b"\r\n\r\n")
    assert payload == body
    assert head.split(b"\r\n") == [
        b"HTTP/1.1 200 OK",
        b"Content-Type: text/html",
        b"Set-Cookie: a=1",
        b"Set-Cookie: b=2",
        b"X-Broken: a  Injected: 1",
    ]
    assert metadata[0] == "metadata"
    assert metadata[1]["WARC-Concurrent-To"] == response[1]["WARC-Record-ID"]
    assert metadata[1]["Content-Type"] == "application/json"
    assert Discovery.from_json(json.loads(metadata[2])) == DISCOVERY


def test_digests_hold_and_http_parses(tmp_path: Path) -> None:
    landing = zone(tmp_path)
    landing.write(wire(), DISCOVERY)
    landing.close()
    with landing.closed[0].open("rb") as file:
        (record,) = ArchiveIterator(file, record_types=WarcRecordType.response, verify_digests=True)
        assert record.http_headers.status_code == 200
        assert record.http_content_type == "text/html"
        assert record.verify_payload_digest()


def test_segments_rotate_by_size_and_by_age_and_sort_by_time(tmp_path: Path) -> None:
    landing = zone(tmp_path / "size", max_bytes=1)
    for number in range(3):
        landing.write(wire(number), DISCOVERY)
    landing.close()
    assert len(landing.closed) == 3
    assert sorted(landing.closed) == landing.closed
    aged = zone(tmp_path / "age", max_seconds=0.0)
    aged.write(wire(), DISCOVERY)
    aged.write(wire(), DISCOVERY)
    aged.close()
    assert len(aged.closed) == 2


def test_nothing_written_leaves_nothing(tmp_path: Path) -> None:
    landing = zone(tmp_path / "new" / "folder")
    landing.sync()
    landing.close()
    assert not list((tmp_path / "new" / "folder").iterdir())


@pytest.mark.parametrize("cut", [1, 40, 10_000])
def test_salvage_cuts_back_to_the_last_whole_page(tmp_path: Path, cut: int) -> None:
    landing = zone(tmp_path)
    sizes = []
    for number in range(3):
        landing.write(wire(number, os.urandom(200_000)), DISCOVERY)
        sizes.append(next(tmp_path.iterdir()).stat().st_size)
    landing.close()
    dead = landing.closed[0].with_name(landing.closed[0].name + OPEN)
    landing.closed[0].rename(dead)
    os.truncate(dead, sizes[2] - cut)
    assert salvage(tmp_path) == landing.closed
    assert landing.closed[0].stat().st_size == sizes[1]
    kinds = [kind for kind, _, _ in records(landing.closed[0])]
    assert kinds == ["warcinfo", "response", "metadata", "response", "metadata"]


def test_salvage_keeps_what_is_whole_and_removes_what_holds_nothing(tmp_path: Path) -> None:
    landing = zone(tmp_path)
    landing.write(wire(), DISCOVERY)
    landing.close()
    data = landing.closed[0].read_bytes()
    (tmp_path / f"a.warc.gz{OPEN}").write_bytes(data)
    (tmp_path / f"b.warc.gz{OPEN}").write_bytes(data[:300])
    (tmp_path / f"c.warc.gz{OPEN}").write_bytes(b"")
    (tmp_path / f"d.warc.gz{OPEN}").write_bytes(b"no gzip at all" * 100)
    assert salvage(tmp_path) == [tmp_path / "a.warc.gz"]
    assert (tmp_path / "a.warc.gz").read_bytes() == data
    assert not list(tmp_path.glob(f"*{OPEN}"))


def test_salvage_leaves_the_living_alone(tmp_path: Path) -> None:
    landing = zone(tmp_path)
    landing.write(wire(), DISCOVERY)
    assert salvage(tmp_path) == []
    landing.close()
    assert len(list(tmp_path.glob("*.warc.gz"))) == 1


def test_a_full_disk_leaves_whole_pages_only(tmp_path: Path) -> None:
    """A limit on file size stands for the full disk: the kernel refuses the write in the middle, as it does then."""
    code = (
        "import os, sys; sys.path[:0] = sys.argv[2:]\n"
        "from tests.crawlers.test_landing import *\n"
        "landing = zone(Path(sys.argv[1]))\n"
        "try:\n"
        "    for number in range(10): landing.write(wire(number, os.urandom(30_000)), DISCOVERY)\n"
        "except LandingFailed as error:\n"
        "    landing.close(); print(number, error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path), *sys.path],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )
    assert done.stdout.startswith("3 ")
    assert "File too large" in done.stdout
    (path,) = tmp_path.iterdir()
    assert path.name.endswith(".warc.gz")
    assert [kind for kind, _, _ in records(path)] == ["warcinfo", *["response", "metadata"] * 3]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(LandingFailed, match="file/landing"):
        zone(tmp_path / "file" / "landing")


def test_the_request_lands_in_front_without_its_secrets(tmp_path: Path) -> None:
    landing = zone(tmp_path)
    asked = (
        (b"User-Agent", b"Commentariat/test (+https://example.org)"),
        (b"Accept-Encoding", b"gzip, br"),
        (b"If-None-Match", b'"one"\r\nInjected: 1'),
        (b"Cookie", b"secret"),
        (b"Proxy-Authorization", b"Basic secret"),
        (b"authorization", b"secret"),
    )
    page = replace(wire(), url="https://paper.example:8443/a?b=c", asked=asked)
    landing.write(page, DISCOVERY)
    landing.write(wire(2), DISCOVERY)
    landing.close()
    (path,) = landing.closed
    rows = records(path)
    assert [kind for kind, _, _ in rows] == ["warcinfo", "request", "response", "metadata", "response", "metadata"]
    _, headers, block = rows[1]
    assert headers["WARC-Concurrent-To"] == rows[2][1]["WARC-Record-ID"]
    assert headers["Content-Type"] == "application/http; msgtype=request"
    assert headers["WARC-Target-URI"] == "https://paper.example:8443/a?b=c"
    assert block == (
        b"GET /a?b=c HTTP/1.1\r\nHost: paper.example:8443\r\nUser-Agent: Commentariat/test (+https://example.org)\r\n"
        b'Accept-Encoding: gzip, br\r\nIf-None-Match: "one"  Injected: 1\r\n\r\n'
    )
    read = list(warc.read(path))
    assert [found.discovery for found in read if isinstance(found, LandedPage)] == [DISCOVERY, DISCOVERY]
    assert read[0].url == "https://paper.example:8443/a?b=c"
