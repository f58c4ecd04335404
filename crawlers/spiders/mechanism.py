"""What a mechanism of finding pages is: where its addresses stand in a source, and how its pages are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crawlers.found import Reading
from crawlers.sources import Source


@dataclass(frozen=True, slots=True)
class Mechanism:
    """``name`` is the ``spider`` of every discovery; ``read`` takes body, address and content type.

    ``keyed``: its pages say when an entry changes. ``depth``: how many further pages deep it goes.
    """

    name: str
    addresses: Callable[[Source], tuple[str, ...]]
    read: Callable[[bytes, str, str], Reading]
    keyed: bool = True
    depth: int = 0
