"""Whose page it is when no source of ours found it."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.errors import Configuration
from flows.outlets import Outlets

REGISTRY = """
[[source]]
id = "gazette"
name = "The Gazette"
country = "NL"
languages = ["en"]
kind = "newspaper"
feeds = ["https://feeds.gazette.example/all.xml"]

[[source]]
id = "first-blog"
name = "First"
country = "NL"
languages = ["en"]
kind = "blog"
feeds = ["https://first.blogs.test/feed"]

[[source]]
id = "second-blog"
name = "Second"
country = "NL"
languages = ["en"]
kind = "blog"
feeds = ["https://second.blogs.test/feed"]
"""


@pytest.fixture
def outlets(tmp_path: Path) -> Outlets:
    path = tmp_path / "sources.toml"
    path.write_text(REGISTRY, "utf-8")
    return Outlets.of_registry(path)


@pytest.mark.parametrize(
    ("url", "outlet"),
    [
        ("https://www.gazette.example/a", "gazette"),
        ("https://first.blogs.test/a", "first-blog"),
        ("https://second.blogs.test/a", "second-blog"),
        ("https://third.blogs.test/a", "blogs.test"),
        ("https://www.elsewhere.co.uk/a", "elsewhere.co.uk"),
    ],
)
def test_by_host_then_by_domain_then_its_own(outlets: Outlets, url: str, outlet: str) -> None:
    assert outlets.of(url).id == outlet


def test_a_wrong_registry_is_the_operator_s_to_mend(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text("[[source]]\nid = 3\n", "utf-8")
    with pytest.raises(Configuration, match="registry"):
        Outlets.of_registry(path)
