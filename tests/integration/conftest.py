"""A node that is left as it was found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flows.settings import Settings
from tests.nodes import forget


@pytest.fixture
def home(on_node: Settings) -> Iterator[Settings]:
    """Settings on the node; everything of their prefix goes afterwards."""
    yield on_node
    forget(on_node)
