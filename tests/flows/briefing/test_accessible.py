"""axe-core finds nothing wrong, and nothing runs over the edge of a phone. Needs Chromium and a cached axe-core."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from flows.briefing import render_html
from tests import browser
from tests.flows.briefing.samples import HOSTILE, NOTHING

AXE = browser.axe()
pytestmark = [
    pytest.mark.skipif(not browser.CHROMIUM, reason="Chromium is not installed"),
    pytest.mark.skipif(AXE is None, reason="axe-core is not in the cache: python -m tests.browser"),
]

RUN = "axe.run().then(found => JSON.stringify(found.violations.map(one => [one.id, one.nodes.map(n => n.html)])))"


async def _looked_at(files: list[Path]) -> list[tuple[str, Any]]:
    found = []
    async with browser.page() as page:
        for file in files:
            for width, scheme in ((1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")):
                await page.show(file, width=width, scheme=scheme)
                await page.run(f"{AXE};1")
                where = f"{file.name} {width} {scheme}"
                found += [(where, wrong) for wrong in json.loads(await page.run(RUN))]
                if await page.run("document.documentElement.scrollWidth > innerWidth"):
                    found.append((where, "runs over the edge"))
    return found


def test_axe_finds_nothing(tmp_path: Path) -> None:
    pages = {
        "hostile": render_html(HOSTILE),
        "tables": render_html(HOSTILE, charts=False),
        "empty": render_html(NOTHING),
    }
    for name, page in pages.items():
        (tmp_path / f"{name}.html").write_text(page, "utf-8")
    assert asyncio.run(_looked_at(sorted(tmp_path.glob("*.html")))) == []


def test_axe_would_find_something(tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text(render_html(NOTHING).replace('<html lang="en">', "<html>"), "utf-8")
    assert any(wrong[0] == "html-has-lang" for _, wrong in asyncio.run(_looked_at([bad])))
