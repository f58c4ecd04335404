"""The press, for the tests of this folder."""

from tests.briefing_fixture import press

__all__ = ["press"]
