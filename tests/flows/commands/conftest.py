"""The corpus, for the tests of this folder."""

from tests.briefing_fixture import press
from tests.search_fixture import corpus

__all__ = ["corpus", "press"]
