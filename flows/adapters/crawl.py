"""The spider process: started, listened to, stopped. A crawl is a process of its own, because Twisted's reactor cannot
start twice and a crash of a parser must stay outside the flow.

The child runs in its own session and holds a pipe of ours as standard input: when this process dies, however it dies,
the pipe closes and the child stops by itself. When the task is cancelled, the child's group gets SIGTERM, twenty
seconds to end its requests, then SIGKILL; the landing zone survives each of these.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from crawlers.sources import Source, SourcesInvalid, choose, load
from flows.console import Progress, silent
from flows.errors import Configuration, Transient
from flows.settings import Settings

log = logging.getLogger(__name__)

GRACE = 20.0
"""Seconds between SIGTERM and SIGKILL."""

LINE = 64 * 1024 * 1024
"""Longest line read from the child: its report is one line."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An address that could not be fetched or read, and why."""

    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class Trap:
    """What a bound of the crawl stopped, by name, and where."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One source's crawl; what the numbers count says :mod:`crawlers.report`.

    ``dead`` names feeds, sitemaps and listings that gave nothing to read; ``failures`` pages, the first fifty.
    """

    source: str
    requests: int = 0
    links: int = 0
    new: int = 0
    landed: int = 0
    unchanged: int = 0
    forbidden: int = 0
    skipped: int = 0
    deferred: int = 0
    failed: int = 0
    first: int = 0
    bytes: int = 0
    linkless: int = 0
    statuses: Mapping[str, int] = field(default_factory=dict)
    dead: tuple[Failure, ...] = ()
    failures: tuple[Failure, ...] = ()
    hubs: Mapping[str, str] = field(default_factory=dict)
    traps: Mapping[str, int] = field(default_factory=dict)
    trapped: tuple[Trap, ...] = ()
    newest: float | None = None
    gap: float | None = None
    due: float | None = None
    seconds: float = 0.0
    beginning: bool = False

    @property
    def nothing(self) -> bool:
        """It named no link and did not say that nothing changed either."""
        return not self.links and not self.unchanged

    @property
    def complete(self) -> bool:
        """Every feed could be read and every page fetched."""
        return not self.dead and not self.failed

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read the child's part of the report."""
        known = {key: data[key] for key in cls.__dataclass_fields__ if key in data}
        lists: dict[str, Any] = {key: tuple(Failure(**row) for row in data[key]) for key in ("dead", "failures")}
        return cls(**{**known, **lists, "trapped": tuple(Trap(**row) for row in data["trapped"])})


COUNTS = (
    "requests", "links", "new", "landed", "unchanged", "forbidden", "skipped", "deferred", "failed", "first", "bytes",
    "linkless",
)  # fmt: skip
"""The numbers of a report that can be added up."""


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """What a crawl did. ``segments`` names the landing zone's files it closed; ``stopped`` says why it ended early."""

    sources: tuple[SourceReport, ...] = ()
    segments: tuple[str, ...] = ()
    seconds: float = 0.0
    stopped: str = ""

    @property
    def total(self) -> dict[str, int]:
        """The sum of each number over all sources."""
        return {name: sum(getattr(source, name) for source in self.sources) for name in COUNTS}

    @property
    def complete(self) -> bool:
        """Every source was crawled without a failure, to the end, and one of them at least had something to say."""
        return not self.stopped and not self.nothing and all(source.complete for source in self.sources)

    @property
    def nothing(self) -> bool:
        """Sources were asked, and not one named a link: something is wrong with the way out, not with a source."""
        return bool(self.sources) and all(source.nothing for source in self.sources)

    def to_json(self) -> dict[str, Any]:
        """The report as a JSON object."""
        return {"total": self.total, **asdict(self)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read the child's report."""
        sources = tuple(SourceReport.from_json(row) for row in data["sources"])
        return cls(sources, tuple(data["segments"]), data["seconds"], data["stopped"])


async def crawl(
    settings: Settings,
    sources: Sequence[str] = (),
    *,
    sources_file: Path | None = None,
    landing: Path | None = None,
    due_only: bool = False,
    progress: Progress = silent,
) -> CrawlReport:
    """Crawl the sources with these ids (default: all) once. Pages are in the landing zone when this returns.

    ``due_only``: of these, those whose visit is due. Raises ``Configuration`` for a bad registry or an unknown source,
    ``Transient`` when the disk failed or the spider process died.
    """
    chosen(settings, sources, sources_file)
    command = _command(settings, sources_file or settings.sources, landing or settings.landing_dir)
    return CrawlReport.from_json(await _run([*command, *(["--due"] if due_only else [])], sources, progress))


async def probe(
    settings: Settings, sources: Sequence[str] = (), *, sources_file: Path | None = None, progress: Progress = silent
) -> dict[str, Any]:
    """Read every feed, sitemap and listing of the sources; nothing lands. What comes back says :mod:`crawlers.probe`.

    Raises as :func:`crawl` does.
    """
    chosen(settings, sources, sources_file)
    command = _command(settings, sources_file or settings.sources, settings.landing_dir)
    return await _run([*command, "--probe"], sources, progress)


def chosen(settings: Settings, sources: Sequence[str], sources_file: Path | None = None) -> tuple[Source, ...]:
    """The registry's sources with these ids (default: all). Raises ``Configuration``."""
    try:
        return choose(load(sources_file or settings.sources), sources)
    except SourcesInvalid as error:
        raise Configuration(str(error), remedy="docs/add-a-source.md describes the registry.") from None
    except LookupError as error:
        raise Configuration(str(error.args[0]), remedy="`commentariat sources list` lists all sources.") from None


async def _run(command: Sequence[str], sources: Sequence[str], progress: Progress) -> dict[str, Any]:
    """Run the spider process to its end; its report."""
    child = await asyncio.create_subprocess_exec(
        *command,
        "--",
        *sources,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
        limit=LINE,
    )
    try:
        output, _ = await asyncio.gather(_report(child), _listen(child, progress))
        await child.wait()
    except BaseException:
        await asyncio.shield(_stop(child))
        raise
    finally:
        if child.stdin:
            child.stdin.close()
    return _understand(output, child.returncode)


def _command(settings: Settings, registry: Path | None, landing: Path) -> list[str]:
    command = [sys.executable, "-m", "crawlers", "--watch-stdin", "--log-format=json", f"--landing={landing}"]
    command += [f"--state={settings.home / 'crawl'}", f"--user-agent={settings.user_agent}"]
    command += [f"--delay={settings.crawl_delay}", f"--budget={settings.crawl_budget}"]
    command += [f"--allow={host}" for host in re.split(r"[\s,]+", settings.allowed_hosts) if host]
    return command + ([f"--sources={registry}"] if registry else [])


async def _report(child: asyncio.subprocess.Process) -> bytes:
    assert child.stdout is not None
    return await child.stdout.read()


async def _listen(child: asyncio.subprocess.Process, progress: Progress) -> None:
    """Re-emit the child's logs as ours, and show its progress."""
    assert child.stderr is not None
    async for line in child.stderr:
        text = line.decode("utf-8", "replace").rstrip()
        try:
            event = json.loads(text)
            shown, level = event.get("progress"), logging.getLevelName(event["level"])
        except (ValueError, AttributeError, KeyError, TypeError):
            if text:
                log.warning("spider process: %s", text)
            continue
        if shown:
            progress(shown[0], shown[1], event["message"])
            continue
        extra = {name: event[name] for name in ("source", "url", "segment") if name in event}
        if isinstance(level, int):
            logging.getLogger(str(event["logger"])).log(level, "%s", event["message"], extra=extra)


async def _stop(child: asyncio.subprocess.Process) -> None:
    """SIGTERM to the child's group, time to end, SIGKILL. The pipes are drained, or the child could block on them."""
    if child.returncode is not None:
        return
    drains = [asyncio.ensure_future(_drain(pipe)) for pipe in (child.stdout, child.stderr) if pipe]
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGTERM)
    try:
        await asyncio.wait_for(child.wait(), GRACE)
    except TimeoutError:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        await child.wait()
    await asyncio.gather(*drains, return_exceptions=True)


async def _drain(pipe: asyncio.StreamReader) -> None:
    while await pipe.read(65_536):
        pass


def _understand(output: bytes, code: int | None) -> dict[str, Any]:
    try:
        data = json.loads(output)
    except ValueError:
        died = f"killed by signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        raise Transient(
            f"the spider process ended without a report ({died})",
            remedy="Crawl again: pages that landed are kept, the others are fetched. Its last words are in the log.",
        ) from None
    if error := data.get("error"):
        if code == 2:
            raise Configuration(error)
        raise Transient(
            f"the crawl stopped: {error}", remedy="Make room, then crawl again; what landed before is kept."
        )
    return dict(data)
