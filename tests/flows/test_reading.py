"""Reading many pages: in order, and neither an exception nor a dying process takes the others along."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import pytest

from crawlers.records import LandedPage, Outlet
from flows import normalise
from flows.likeness import Version
from flows.model import Rejection
from flows.reading import Failed, Reader, Reading
from tests.warcs import NOON, article, prose


class Deadly(str):
    """An address that ends the process that unpacks it."""

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, tuple[int]]:
        return os._exit, (1,)


def page(url: str, body: bytes) -> tuple[LandedPage, Outlet]:
    return LandedPage(url, NOON, body), Outlet("gazette", "Gazette")


PAGES = [
    page("https://example.org/first-of-three-1", article("First", prose(1))),
    page("https://example.org/empty", b""),
    page("https://example.org/third-of-three-3", article("Third", prose(3))),
]


def read(workers: int, pages: list[tuple[LandedPage, Outlet]]) -> list[Reading]:
    async def work() -> list[Reading]:
        with Reader(workers, 0.0) as reader:
            return await reader.read(pages)

    return asyncio.run(work())


@pytest.mark.parametrize("workers", [1, 2])
def test_results_are_in_order(workers: int) -> None:
    first, empty, third = read(workers, PAGES)
    assert isinstance(first, Version)
    assert isinstance(empty, Rejection)
    assert isinstance(third, Version)
    assert (first.document.title, third.document.title) == ("First", "Third")
    assert first.fetched == int(NOON.timestamp() * 1000)


def test_an_exception_is_one_page_s(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = normalise.normalise

    def breaks(landed: LandedPage, **options: Any) -> Any:
        if landed.url.endswith("/empty"):
            raise RuntimeError("no such thing")
        return whole(landed, **options)

    monkeypatch.setattr(normalise, "normalise", breaks)
    first, broken, third = read(1, PAGES)
    assert isinstance(first, Version)
    assert broken == Failed("reading it raised RuntimeError: no such thing")
    assert isinstance(third, Version)


def test_a_page_that_kills_its_process_is_found_out() -> None:
    first, dead, third = read(2, [PAGES[0], page(Deadly("https://example.org/2"), b"x"), PAGES[2]])
    assert isinstance(first, Version)
    assert isinstance(dead, Failed)
    assert "killed the process" in dead.reason
    assert isinstance(third, Version)
