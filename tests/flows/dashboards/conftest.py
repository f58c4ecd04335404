"""The corpus, for the tests of this folder."""

from tests.search_fixture import corpus

__all__ = ["corpus"]
