"""The line of a digest on the press as a whole."""

from __future__ import annotations

from datetime import timedelta

from flows.alerts.press import sentence
from flows.briefing.model import Briefing
from tests.flows.alerts.samples import NOW


def test_a_line_of_the_briefing() -> None:
    found = Briefing(NOW - timedelta(days=1), NOW, articles=40, stories=31, outlet_count=1, country_count=9, opinion=10)
    assert sentence(found, "day") == "40 articles, 31 stories, 1 outlet, 9 countries; 25% opinion (last day)"
    assert sentence(Briefing(NOW, NOW), "day") == ""
