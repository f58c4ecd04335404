"""The Elasticsearch server as an artifact: fetched by coordinates, verified against a pinned checksum, unpacked once.

Nothing half done is ever taken for done: a download is ``NAME.part`` until its checksum is right, an unpacked server is
a temporary folder until it is complete, and both are then renamed. A lock keeps two processes from doing it twice.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.console import Progress, silent
from flows.errors import Configuration, Transient

CHUNK = 1 << 20
TIMEOUT = (10.0, 60.0)
"""Seconds to connect, and to wait for the next bytes."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """What to fetch: Maven coordinates, the checksum its bytes must have, and its size for the progress bar."""

    coordinates: str
    version: str
    sha256: str
    size: int

    @property
    def file_name(self) -> str:
        """Name of the archive in the cache."""
        return f"elasticsearch-{self.version}.zip"

    @property
    def folder(self) -> str:
        """Name of the unpacked server in the cache; the archive holds one folder of this name."""
        return f"elasticsearch-{self.version}"


ELASTICSEARCH = Artifact(
    coordinates="org.elasticsearch.distribution.integ-test-zip:elasticsearch:zip:9.5.3",
    version="9.5.3",
    sha256="bec49f3b8d00e75c8d1cec85c35298635ec9fbd3ae80ef5aeb6bc05abdb3db2d",
    size=132_390_005,
)
"""The real server with the modules transport-netty4, x-pack-core, x-pack-security and apm."""

Fetch = Callable[[Artifact, str | None], Iterator[bytes]]
"""Gives the bytes of an artifact, from the repository at an address or the usual one."""


def fetch(artifact: Artifact, repository: str | None = None) -> Iterator[bytes]:
    """Stream an artifact from a Maven repository; proxies and CA files come from the environment as usual.

    The library's own ``download`` prints to standard output, has no time limit and writes in place; so only its
    resolver and its requestor are used.
    """
    from maven_artifact import Artifact as Coordinates  # type: ignore[import-untyped]  # ships no types
    from maven_artifact import Downloader

    downloader = Downloader(repository) if repository else Downloader()
    address = downloader.resolver.uri_for_artifact(Coordinates.parse(artifact.coordinates))
    with downloader.requestor.request(address, None, stream=True, timeout=TIMEOUT) as response:
        yield from response.iter_content(CHUNK)


def provide(
    cache: Path,
    progress: Progress = silent,
    *,
    artifact: Artifact = ELASTICSEARCH,
    repository: str | None = None,
    source: Fetch = fetch,
) -> Path:
    """Folder of the unpacked server in the cache; downloads and unpacks it when it is not there yet."""
    target = cache / artifact.folder
    if target.is_dir():
        return target
    archive = cache / artifact.file_name
    with _disk(cache, artifact), _locked(cache / f".{artifact.folder}.lock"):
        if target.is_dir():
            return target
        if not _verified(archive, artifact):
            archive.unlink(missing_ok=True)
            _download(archive, artifact, repository, source, progress)
        progress(0, None, "unpacking the node")
        _unpack(archive, target)
    return target


def _download(archive: Path, artifact: Artifact, repository: str | None, source: Fetch, progress: Progress) -> None:
    """Fetch to ``NAME.part``, verify, rename. Bytes that are wrong are deleted and asked for once more."""
    part = archive.with_name(archive.name + ".part")
    problem = ""
    for _ in range(2):
        digest, size = hashlib.sha256(), 0
        try:
            with part.open("wb") as out:
                for chunk in _pulled(artifact, repository, source):
                    out.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
                    progress(size, artifact.size, f"downloading the node, {size >> 20} of {artifact.size >> 20} MB")
                out.flush()
                os.fsync(out.fileno())
            if digest.hexdigest() == artifact.sha256:
                part.rename(archive)
                return
        finally:
            part.unlink(missing_ok=True)
        problem = (
            f"{size:,} bytes came with sha256 {digest.hexdigest()}; {artifact.size:,} with {artifact.sha256} are right"
        )
    raise Transient(
        f"the download of {artifact.coordinates} was wrong twice and is deleted: {problem}",
        remedy=f"A proxy may have changed it. Try again, set COMMENTARIAT_MAVEN_URL, or put the file at {archive}",
    )


def _pulled(artifact: Artifact, repository: str | None, source: Fetch) -> Iterator[bytes]:
    """The bytes, with every failure of the network worded for the operator."""
    import requests

    remedy = (
        "Check the network and http_proxy/https_proxy, or set COMMENTARIAT_MAVEN_URL to a Maven mirror you can reach, "
        f"or put {artifact.file_name} into the cache folder by hand, or use a cluster: COMMENTARIAT_ELASTICSEARCH_URL."
    )
    try:
        yield from source(artifact, repository)
    except requests.HTTPError as error:
        answer: Any = error.response
        code = answer.status_code if answer is not None else 0
        kind = Transient if code in {408, 429} or code >= 500 else Configuration
        raise kind(f"the Maven repository answers {code} for {artifact.coordinates}", remedy=remedy) from error
    except requests.RequestException as error:
        reason = str(error) or type(error).__name__
        raise Transient(f"{artifact.coordinates} cannot be downloaded: {reason}", remedy=remedy) from error


def _verified(archive: Path, artifact: Artifact) -> bool:
    """Whether the archive lies in the cache with the right checksum, from an earlier run or put there by hand."""
    try:
        with archive.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == artifact.sha256
    except FileNotFoundError:
        return False


def _unpack(archive: Path, target: Path) -> None:
    """Unpack into a temporary folder beside the target, readable by all whatever our umask, then rename."""
    with tempfile.TemporaryDirectory(prefix=".unpacking-", dir=target.parent, ignore_cleanup_errors=True) as name:
        root = Path(name)
        root.chmod(0o755)
        with zipfile.ZipFile(archive) as bundle:
            for entry in bundle.infolist():
                path = Path(bundle.extract(entry, root))
                # zipfile drops permissions, and the scripts in bin/ must stay executable.
                path.chmod(0o755 if entry.is_dir() or entry.external_attr >> 16 & 0o111 else 0o644)
        for folder in root.rglob("*"):
            if folder.is_dir():
                folder.chmod(0o755)
        (root / target.name).rename(target)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock that ends with the process, however it ends."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def _disk(cache: Path, artifact: Artifact) -> Iterator[None]:
    """Word what a disk can do to us: full, read-only, closed to this user."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            room = shutil.disk_usage(cache).free >> 20
            raise Configuration(
                f"the disk of the cache {cache} is full: {room} MB free, {artifact.size * 2.2 / 1e6:.0f} are needed",
                remedy="Free some room, or set COMMENTARIAT_CACHE to a folder on another disk.",
            ) from error
        raise Configuration(
            f"the cache {cache} cannot be used: {error}",
            remedy="Set COMMENTARIAT_CACHE to a folder this user may write.",
        ) from error
    except zipfile.BadZipFile as error:
        raise Transient(f"{artifact.file_name} is no ZIP file although its checksum is right: {error}") from error
