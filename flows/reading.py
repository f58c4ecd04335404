"""Pages to documents, many at a time, away from the event loop: in a thread, or in processes when there are several.

A page that raises, or that kills the process that reads it, becomes a reason; the other pages of the batch go on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Self

from crawlers.records import LandedPage, Outlet
from flows.fingerprints import fingerprint
from flows.likeness import Version, version_of
from flows.model import Document, Rejection


@dataclass(frozen=True, slots=True)
class Failed:
    """A page that could not be read, because of ``reason``: one for quarantine."""

    reason: str


Reading = Version | Rejection | Failed


def read_page(
    page: LandedPage,
    outlet: Outlet | None,
    minimum_relevance: float,
    extractors: Path | None = None,
    prefilter: bool = False,
) -> Reading:
    """Read one page; never raises."""
    from flows.extract.declarations import load
    from flows.normalise import normalise

    try:
        found = normalise(
            page,
            minimum_relevance=minimum_relevance,
            outlet=outlet,
            extractors=load(extractors),
            prefilter=prefilter,
        )
        return version_of(found, fingerprint(found.title, found.body)) if isinstance(found, Document) else found
    except Exception as error:  # whatever it is, it is this page's and not the segment's
        return Failed(f"reading it raised {type(error).__name__}: {error}")


class Reader:
    """Reads pages with ``workers`` processes, or in a thread of this one."""

    def __init__(
        self, workers: int, minimum_relevance: float, extractors: Path | None = None, *, prefilter: bool = False
    ) -> None:
        from flows.extract.declarations import load

        load(extractors)  # a mistake in one is the operator's: found here, not page by page
        self._workers, self._minimum, self._extractors = workers, minimum_relevance, extractors
        self._prefilter = prefilter
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._drop()

    async def read(self, pages: Sequence[tuple[LandedPage, Outlet | None]]) -> list[Reading]:
        """Read pages; results in order."""
        if self._workers == 1:
            return await asyncio.to_thread(lambda: [self._here(*page) for page in pages])
        try:
            return list(await asyncio.gather(*(self._submit(page, outlet) for page, outlet in pages)))
        except BrokenProcessPool:
            self._drop()
        # One of them took its process down: alone, each shows whether it was that one.
        return [await self._alone(page, outlet) for page, outlet in pages]

    def _here(self, page: LandedPage, outlet: Outlet | None) -> Reading:
        return read_page(page, outlet, self._minimum, self._extractors, self._prefilter)

    async def _alone(self, page: LandedPage, outlet: Outlet | None) -> Reading:
        try:
            return await self._submit(page, outlet)
        except BrokenProcessPool:
            self._drop()
            return Failed("reading it killed the process (out of memory, or a crash in a library)")

    def _submit(self, page: LandedPage, outlet: Outlet | None) -> asyncio.Future[Reading]:
        if self._pool is None:
            # Never fork: this process has threads and open connections.
            self._pool = ProcessPoolExecutor(self._workers, mp_context=get_context("spawn"))
        return asyncio.get_running_loop().run_in_executor(
            self._pool, read_page, page, outlet, self._minimum, self._extractors, self._prefilter
        )

    def _drop(self) -> None:
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None
