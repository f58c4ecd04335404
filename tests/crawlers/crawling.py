"""Runs the real spider process against a :mod:`tests.crawlers.site` and reads back what landed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastwarc.stream_io import GzipReader
from fastwarc.warc import ArchiveIterator

from crawlers.records import Discovery


@dataclass
class Landed:
    """One landed page."""

    url: str
    head: bytes
    body: bytes
    discovery: Discovery


@dataclass
class Crawl:
    """A crawl's folder; :meth:`run` may be called again and again."""

    folder: Path
    sources: str = ""
    environ: Mapping[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    allow: tuple[str, ...] = ("127.0.0.1",)

    @property
    def landing(self) -> Path:
        """The landing zone."""
        return self.folder / "landing"

    def command(self, *asked: str) -> list[str]:
        """The spider process's command line."""
        (self.folder / "sources.toml").write_text(self.sources, "utf-8")
        return [
            sys.executable, "-m", "crawlers", f"--sources={self.folder / 'sources.toml'}", f"--landing={self.landing}",
            f"--state={self.folder / 'state'}", "--user-agent=Commentariat/test (+https://example.org)",
            *(f"--allow={host}" for host in self.allow), *self.options, *asked,
        ]  # fmt: skip

    def env(self) -> dict[str, str]:
        """Our environment without any proxy but the one asked for."""
        plain = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
        return {**plain, **self.environ}

    def run(self, *asked: str, code: int = 0) -> dict[str, Any]:
        """Crawl once; returns the report."""
        done = subprocess.run(
            self.command(*asked), env=self.env(), capture_output=True, text=True, timeout=90, check=False
        )
        assert done.returncode == code, done.stderr + done.stdout
        assert "Traceback" not in done.stderr, done.stderr
        report: dict[str, Any] = json.loads(done.stdout)
        return report

    def landed(self) -> list[Landed]:
        """Every landed page, in order."""
        pages: list[Landed] = []
        for path in sorted(self.landing.glob("*.warc.gz")):
            block = b""
            with path.open("rb") as file:
                for record in ArchiveIterator(GzipReader(file), parse_http=False, verify_digests=True):
                    kind, url, content = (
                        record.headers["WARC-Type"],
                        record.headers.get("WARC-Target-URI"),
                        record.reader.read(),
                    )
                    if kind == "metadata":
                        head, _, body = block.partition(b"\r\n\r\n")
                        discovery = Discovery.from_json(json.loads(content))
                        assert url
                        assert discovery
                        pages.append(Landed(url, head, body, discovery))
                    block = content
        return pages

    def urls(self) -> list[str]:
        """Addresses of the landed pages, sorted."""
        return sorted(page.url for page in self.landed())


def source(identity: str, **mechanisms: list[str]) -> str:
    """A ``[[source]]`` table."""
    lines = [f"{key} = {json.dumps(value)}" for key, value in mechanisms.items()]
    return "\n".join(
        ["[[source]]", f'id = "{identity}"', f'name = "The {identity}"', 'country = "NO"', 'languages = ["nb"]',
         'kind = "newspaper"', *lines, ""]
    )  # fmt: skip
