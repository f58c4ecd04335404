"""A source and an answer for the readers of mechanisms."""

from __future__ import annotations

import json
from typing import Any

from crawlers.sources import Source
from crawlers.spiders.mechanism import Answer

PLAIN = Source(id="paper", name="The Paper", country="NO", languages=("nb",), kind="newspaper")


def answer(body: Any, url: str, source: Source = PLAIN, depth: int = 0) -> Answer:
    """An answer of JSON, or of the bytes or text given."""
    if isinstance(body, str):
        body = body.encode()
    return Answer(source, url, body if isinstance(body, bytes) else json.dumps(body).encode(), "", depth)
