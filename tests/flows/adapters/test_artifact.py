"""The download: from a real HTTP server, broken in every way a network and a disk can break it."""

from __future__ import annotations

import errno
import hashlib
import io
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from flows.adapters import artifact as artifacts
from flows.adapters.artifact import Artifact, provide
from flows.errors import Configuration, Transient


def archive() -> bytes:
    """A small server: a script that must stay executable, and a file."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as bundle:
        script = zipfile.ZipInfo("elasticsearch-1.2.3/bin/elasticsearch")
        script.external_attr = 0o100755 << 16
        bundle.writestr(script, "#!/bin/sh\n")
        bundle.writestr("elasticsearch-1.2.3/config/jvm.options", "-Xss1m\n")
    return memory.getvalue()


BYTES = archive()
SERVER = Artifact("org.example:elasticsearch:zip:1.2.3", "1.2.3", hashlib.sha256(BYTES).hexdigest(), len(BYTES))


class Repository(ThreadingHTTPServer):
    """A Maven repository that answers in a given way, and remembers what it was asked."""

    def __init__(self, status: int = 200, cut: int = 0) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.cut, self.asked = status, cut, list[str]()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/maven"


class Handler(BaseHTTPRequestHandler):
    server: Repository

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(BYTES)))
        self.end_headers()
        self.wfile.write(BYTES[: len(BYTES) - self.server.cut])

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class names it so
        """Keep quiet."""


@contextmanager
def repository(status: int = 200, cut: int = 0) -> Iterator[Repository]:
    with Repository(status, cut) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def left(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.iterdir() if not path.name.endswith(".lock"))


def test_fetched_by_coordinates_verified_unpacked_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seen: list[float] = []
    with repository() as server:
        for _ in range(2):
            folder = provide(
                tmp_path, lambda done, total=None, note="": seen.append(done), artifact=SERVER, repository=server.url
            )
    assert server.asked == ["/maven/org/example/elasticsearch/1.2.3/elasticsearch-1.2.3.zip"]
    assert folder == tmp_path / "elasticsearch-1.2.3"
    assert (folder / "bin" / "elasticsearch").stat().st_mode & 0o111 == 0o111
    assert left(tmp_path) == ["elasticsearch-1.2.3", "elasticsearch-1.2.3.zip"]
    assert len(BYTES) in seen
    assert capsys.readouterr().out == ""


def test_a_file_put_there_by_hand_needs_no_network(tmp_path: Path) -> None:
    (tmp_path / SERVER.file_name).write_bytes(BYTES)
    assert provide(tmp_path, artifact=SERVER, repository="http://127.0.0.1:9").is_dir()


def test_a_damaged_file_in_the_cache_is_fetched_again(tmp_path: Path) -> None:
    (tmp_path / SERVER.file_name).write_bytes(BYTES[:-5])
    (tmp_path / (SERVER.file_name + ".part")).write_bytes(b"half of an earlier try")
    with repository() as server:
        assert provide(tmp_path, artifact=SERVER, repository=server.url).is_dir()
    assert left(tmp_path) == ["elasticsearch-1.2.3", "elasticsearch-1.2.3.zip"]


def test_half_a_download_is_not_kept(tmp_path: Path) -> None:
    with repository(cut=100) as server, pytest.raises(Transient, match="cannot be downloaded"):
        provide(tmp_path, artifact=SERVER, repository=server.url)
    assert left(tmp_path) == []


def test_wrong_bytes_are_asked_for_once_more_then_deleted(tmp_path: Path) -> None:
    wrong = replace(SERVER, sha256="0" * 64)
    with repository() as server, pytest.raises(Transient, match="wrong twice") as caught:
        provide(tmp_path, artifact=wrong, repository=server.url)
    assert len(server.asked) == 2
    assert SERVER.sha256 in str(caught.value)
    assert left(tmp_path) == []


@pytest.mark.parametrize(("status", "kind"), [(404, Configuration), (403, Configuration), (503, Transient)])
def test_what_the_repository_answers_is_said(tmp_path: Path, status: int, kind: type[Exception]) -> None:
    with repository(status) as server, pytest.raises(kind, match=f"answers {status} for org.example"):
        provide(tmp_path, artifact=SERVER, repository=server.url)


def test_no_network(tmp_path: Path) -> None:
    with pytest.raises(Transient, match="cannot be downloaded") as caught:
        provide(tmp_path, artifact=SERVER, repository="http://127.0.0.1:9")
    assert "COMMENTARIAT_MAVEN_URL" in caught.value.remedy


def test_a_full_disk(tmp_path: Path) -> None:
    def full(artifact: Artifact, repository: str | None) -> Iterator[bytes]:
        yield BYTES[:10]
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(Configuration, match="is full") as caught:
        provide(tmp_path, artifact=SERVER, source=full)
    assert "COMMENTARIAT_CACHE" in caught.value.remedy
    assert left(tmp_path) == []


def test_a_cache_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Configuration, match="cannot be used"):
        provide(tmp_path / "file" / "cache", artifact=SERVER)


def test_two_at_once_unpack_once(tmp_path: Path) -> None:
    found: list[Path] = []
    with repository() as server:
        threads = [
            threading.Thread(target=lambda: found.append(provide(tmp_path, artifact=SERVER, repository=server.url)))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [tmp_path / SERVER.folder] * 4
    assert len(server.asked) == 1


def test_the_pin_is_a_real_checksum_of_the_version_named() -> None:
    pinned = artifacts.ELASTICSEARCH
    assert pinned.coordinates.endswith(f":{pinned.version}")
    assert len(pinned.sha256) == 64
    assert len(pinned.coordinates.split(":")) == 4
