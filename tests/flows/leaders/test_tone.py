"""Tone toward a leader: sign, negation, quotations left out, and silence where nothing is known."""

from __future__ import annotations

from datetime import date

import pytest

from flows.leaders import assess

DAY = date(2026, 2, 3)


def tone(text: str, language: str = "en", title: str = "") -> float | None:
    leaders = assess(title, "", text, language=language, on=DAY).leaders
    return next(leader.tone for leader in leaders if leader.id == "mark-rutte")


@pytest.fixture(autouse=True)
def lexicon() -> None:
    pytest.importorskip("vaderSentiment", reason="run `make setup`: the lock file has a new dependency")


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Rutte has been a brilliant and honest leader of NATO.", 1),
        ("Rutte is a disgrace to NATO.", -1),
        ("Rutte is not a good Secretary General of NATO.", -1),
        ("Rutte’s appeasement embarrasses NATO.", -1),
    ],
)
def test_sign(text: str, sign: int) -> None:
    found = tone(text)
    assert found is not None
    assert found * sign > 0.05
    assert -1 <= found <= 1


@pytest.mark.parametrize(
    "text",
    [
        "Rutte spoke of war, weapons and the threat to NATO.",
        "“It is a terrible, cruel and stupid war,” Rutte told NATO.",
        "Rutte arrived at NATO on Monday. The food was terrible.",
    ],
)
def test_neutral_is_not_known(text: str) -> None:
    assert tone(text) is None


def test_other_languages_have_none() -> None:
    assert tone("Rutte ist eine Schande für die Nato.", "de") is None


def test_the_headline_counts() -> None:
    assert (tone("Rutte went to NATO.", title="Rutte, the worst disaster of NATO") or 0) < -0.05
