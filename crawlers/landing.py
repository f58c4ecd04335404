"""The landing zone: fetched pages, whole, in WARC segments that appear only when they are complete.

A segment is written as ``NAME.warc.gz.open`` under a lock, fsynced, and renamed to ``NAME.warc.gz`` when it is closed;
names sort by time of opening. Every page is three records in three gzip members, written with one call: the ``request``
with the headers that were sent, the ``response`` as it came over the wire and, right behind it, the ``metadata`` record
of :mod:`crawlers.records`; a page that came inside a list has no request of its own. What a killed process left behind
is cut back to the last whole page and closed by :func:`salvage` at the next start. Nothing is overwritten.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType

from crawlers import locks
from crawlers.records import Discovery
from crawlers.warcscan import whole

log = logging.getLogger(__name__)

OPEN = ".open"
"""Suffix of a segment somebody writes to."""

GZIP_LEVEL = 3
"""4,300 records of 41 kB per CPU second against 7,200 at level 1 and 3,800 at 6, at a tenth less space than level 1."""

MAX_BYTES = 256 * 1024 * 1024
"""A segment of some 20,000 pages: one ingest task, far above the 2,000 pages from which a task costs nothing."""

MAX_SECONDS = 600.0
"""A segment takes pages no longer than this; what comes later goes into the next."""


SECRET = frozenset({b"authorization", b"proxy-authorization", b"cookie", b"host"})
"""Request headers that do not land; ``Host`` is written from the address."""


class LandingFailed(OSError):
    """The landing zone cannot be written to: disk full, quota, permissions. Closed segments are intact."""


@dataclass(frozen=True, slots=True)
class Wire:
    """A response as it came over the wire: body still content-coded, transfer coding undone.

    ``asked`` holds the headers of the request it answers; those that carry secrets never land.
    """

    url: str
    fetched_at: datetime
    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    protocol: str = "HTTP/1.1"
    ip: str = ""
    asked: tuple[tuple[bytes, bytes], ...] = ()

    def question(self) -> bytes:
        """The request, its address in the form that origin servers are sent, also where it went through a proxy."""
        parts = urlsplit(self.url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        host = parts.netloc.rpartition("@")[2]
        lines = [f"GET {path} HTTP/1.1".encode("latin-1", "replace"), f"Host: {host}".encode("latin-1", "replace")]
        lines += [_line(name, value) for name, value in self.asked if name.lower() not in SECRET]
        return b"\r\n".join(lines) + b"\r\n\r\n"

    def head(self) -> bytes:
        """Status line and headers. Twisted keeps neither the reason phrase nor the case of names: both are made anew.

        ``Transfer-Encoding`` is left out, because the body no longer is so encoded and a reader would undo it twice.
        """
        try:
            phrase = HTTPStatus(self.status).phrase
        except ValueError:
            phrase = ""
        version = self.protocol if self.protocol in {"HTTP/1.0", "HTTP/1.1"} else "HTTP/1.1"
        lines = [f"{version} {self.status} {phrase}".rstrip().encode()]
        lines += [_line(name, value) for name, value in self.headers if name.lower() != b"transfer-encoding"]
        return b"\r\n".join(lines) + b"\r\n\r\n"


class LandingZone:
    """Writes segments into one folder. Not shared: every process opens its own."""

    def __init__(
        self, folder: Path, *, software: str, max_bytes: int = MAX_BYTES, max_seconds: float = MAX_SECONDS
    ) -> None:
        self.folder, self.software, self.max_bytes, self.max_seconds = folder, software, max_bytes, max_seconds
        self.closed: list[Path] = []
        self._numbers = count(1)
        self._file: io.FileIO | None = None
        self._path = folder
        self._opened = 0.0
        self._size = self._pages = 0
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LandingFailed(error.errno, f"{folder}: {error.strerror}") from None

    def write(self, wire: Wire, discovery: Discovery) -> None:
        """Append one page. When this returns, a killed process loses nothing; a failed write leaves no trace."""
        if self._file and (self._size >= self.max_bytes or time.monotonic() - self._opened >= self.max_seconds):
            self.close()
        response, identity = _response(wire)
        request = _request(wire, identity) if wire.asked else b""
        self._append(request + response + _metadata(wire, discovery, identity))
        self._pages += 1

    def sync(self) -> None:
        """Bring what was written to the disk itself, so that a power cut loses nothing either."""
        if self._file:
            try:
                os.fsync(self._file.fileno())
            except OSError as error:
                raise LandingFailed(error.errno, f"{self._path}: {error.strerror}") from None

    def close(self) -> None:
        """Close the segment, if one is open, and let it appear under its final name."""
        if not self._file:
            return
        try:
            self.sync()
            if self._pages:
                self.closed.append(_publish(self._path))
            else:
                self._path.unlink()
        finally:
            self._file.close()
            self._file = None

    def _append(self, data: bytes) -> None:
        try:
            if not self._file:
                self._open()
            assert self._file is not None
            written = 0
            while written < len(data):
                written += self._file.write(memoryview(data)[written:])
            self._size += len(data)
        except OSError as error:
            if self._file:
                self._file.truncate(self._size)
            raise LandingFailed(error.errno, f"{self._path}: {error.strerror}") from None

    def _open(self) -> None:
        descriptor, self._path = locks.create(self._name)
        self._file = io.FileIO(descriptor, "r+")
        self._opened = time.monotonic()
        self._size = self._pages = 0
        info = _warcinfo(self._path.name.removesuffix(OPEN), self.software)
        self._append(info)

    def _name(self) -> Path:
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        return self.folder / f"commentariat-{moment}-{os.getpid()}-{next(self._numbers)}.warc.gz{OPEN}"


def salvage(folder: Path) -> list[Path]:
    """Close the segments dead processes left open; returns those that held whole pages.

    A torn page at the end is cut off (it was never marked as seen, so it is fetched again); a segment without a
    single whole page is removed.
    """
    saved = []
    for path in sorted(folder.glob(f"*.warc.gz{OPEN}")):
        descriptor = locks.adopt(path)
        if descriptor is None:
            continue
        with io.FileIO(descriptor, "r+") as file:
            size = os.fstat(descriptor).st_size
            end, pages = whole(file)
            if not pages:
                path.unlink()
                log.warning(
                    "removed a segment without a whole page, left by a dead crawl", extra={"segment": path.name}
                )
                continue
            if end < size:
                file.truncate(end)
                log.warning("cut a torn page of %d bytes", size - end, extra={"segment": path.name})
            os.fsync(descriptor)
            saved.append(_publish(path))
            log.info("salvaged %d pages of a dead crawl", pages, extra={"segment": path.name})
    return saved


def _publish(path: Path) -> Path:
    final = path.with_name(path.name.removesuffix(OPEN))
    path.rename(final)
    folder = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return final


def _member(record: WarcRecord, payload_digest: bytes | None = None) -> bytes:
    buffer = io.BytesIO()
    writer = GzipWriter(buffer, GZIP_LEVEL)
    record.write(writer, checksum_data=True, payload_digest=payload_digest)
    writer.finish()
    return buffer.getvalue()


def _response(wire: Wire) -> tuple[bytes, str]:
    record = WarcRecord()
    record.init_headers(WarcRecordType.response)
    record.headers.set("Content-Type", "application/http; msgtype=response")
    record.record_date = wire.fetched_at
    record.headers.append("WARC-Target-URI", wire.url)
    if wire.ip:
        record.headers.append("WARC-IP-Address", wire.ip)
    record.set_bytes_content(wire.head() + wire.body)
    digest = hashlib.sha1(wire.body, usedforsecurity=False).digest()
    return _member(record, digest), record.record_id or ""


def _request(wire: Wire, concurrent_to: str) -> bytes:
    record = WarcRecord()
    record.init_headers(WarcRecordType.request)
    record.headers.set("Content-Type", "application/http; msgtype=request")
    record.record_date = wire.fetched_at
    record.headers.append("WARC-Target-URI", wire.url)
    record.headers.append("WARC-Concurrent-To", concurrent_to)
    record.set_bytes_content(wire.question())
    return _member(record)


def _metadata(wire: Wire, discovery: Discovery, concurrent_to: str) -> bytes:
    record = WarcRecord()
    record.init_headers(WarcRecordType.metadata)
    record.record_date = wire.fetched_at
    record.headers.append("WARC-Target-URI", wire.url)
    record.headers.append("WARC-Concurrent-To", concurrent_to)
    record.headers.set("Content-Type", "application/json")
    record.set_bytes_content(json.dumps(discovery.to_json(), ensure_ascii=False).encode())
    return _member(record)


def _line(name: bytes, value: bytes) -> bytes:
    return name + b": " + value.replace(b"\r", b" ").replace(b"\n", b" ")


def _warcinfo(name: str, software: str) -> bytes:
    record = WarcRecord()
    record.init_headers(WarcRecordType.warcinfo)
    record.headers.append("WARC-Filename", name)
    record.headers.set("Content-Type", "application/warc-fields")
    fields = {"software": software, "format": "WARC File Format 1.1", "robots": "obey"}
    record.set_bytes_content("".join(f"{key}: {value}\r\n" for key, value in fields.items()).encode())
    return _member(record)
