"""Pages of our own making in the shapes the web has, with what is to be read in each.

``python -m tests.golden.update`` writes the expected JSON anew; its diff is reviewed as behaviour.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawlers.records import LandedPage
from flows.model import Rejection
from flows.normalise import normalise

FOLDER = Path(__file__).parent / "pages"
FETCHED_AT = datetime(2026, 3, 10, 12, tzinfo=UTC)


def pages() -> list[Path]:
    """Every golden page."""
    return sorted(FOLDER.glob("*.html"))


def read(path: Path) -> dict[str, Any]:
    """What is read in a golden page now. Leaders and relevance are another part's and tested there."""
    page = LandedPage(f"https://news.example/{path.stem}", FETCHED_AT, path.read_bytes())
    result = normalise(page)
    if isinstance(result, Rejection):
        return {"rejection": result.to_json()}
    document = result.to_json()
    for key in ("leaders", "relevance", "provenance", "outlet", "story", "event"):
        del document[key]
    return {"document": document}


def expected(path: Path) -> dict[str, Any]:
    """What is to be read in it."""
    found: dict[str, Any] = json.loads(path.with_suffix(".json").read_text("utf-8"))
    return found
