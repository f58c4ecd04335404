"""The allies are context and never leadership; an operator's own file goes on top of what is shipped."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from flows.errors import Configuration
from flows.leaders import assess, roster

OWN = """
[[office]]
id = "commander-kfor"
name = "Commander of KFOR"

[[person]]
id = "ada-newcomer"
name = "Ada Newcomer"
unique = ["Newcomer"]
[[person.office]]
office = "commander-kfor"
from = "2025-01-01"
source = "made up"

[[person]]
id = "mark-rutte"
[[person.office]]
office = "secretary-general"
from = "2024-10-01"
to = "2028-10-01"
source = "made up"
"""


def own(tmp_path: Path, text: str = OWN) -> roster.Roster:
    path = tmp_path / "own.toml"
    path.write_text(text, "utf-8")
    return roster.load(roster.ROSTER, roster.ALLIES, path)


def test_every_ally_and_ukraine_has_a_head_of_state_or_government_on_a_day_of_2025() -> None:
    loaded = roster.load()
    on = date(2025, 6, 15)
    countries = {
        h.country
        for person in loaded.everybody.values()
        for h in person.holdings
        if h.covers(on) and h.office in {"head-of-state", "head-of-government"}
    }
    allies = [
        "al",
        "be",
        "bg",
        "ca",
        "hr",
        "cz",
        "dk",
        "ee",
        "fi",
        "fr",
        "de",
        "gr",
        "hu",
        "is",
        "it",
        "lv",
        "lt",
        "lu",
        "me",
        "nl",
        "mk",
        "no",
        "pl",
        "pt",
        "ro",
        "sk",
        "si",
        "es",
        "se",
        "tr",
        "gb",
        "us",
    ]
    assert countries == {*allies, "ua"}


def test_context_is_no_office_and_nobody_of_it_is_a_leader() -> None:
    loaded = roster.load()
    assert "emmanuel-macron" in loaded.context
    assert "emmanuel-macron" not in loaded.persons
    assert loaded.office_of("mark-rutte", date(2023, 5, 5)) == ""
    assert [h.country for h in loaded.held("mark-rutte", date(2023, 5, 5))] == ["nl"]
    found = assess("Emmanuel Macron and Rutte met", "", "NATO waits.", language="en", on=date(2026, 2, 3))
    assert [leader.id for leader in found.leaders] == ["mark-rutte"]
    assert found.context == ("emmanuel-macron",)
    assert any("Emmanuel Macron, head of state (FR): context" in text for text in found.evidence)


def test_what_was_last_seen_is_not_claimed_afterwards() -> None:
    (holding,) = roster.load().persons["andrew-rohling"].holdings
    assert holding.open
    assert holding.covers(date(2025, 7, 14))
    assert not holding.covers(date(2025, 7, 15))


def test_an_office_of_many_is_nobodys_alone() -> None:
    loaded = roster.load()
    assert loaded.office_of("julianne-smith", date(2023, 1, 1)) == "permanent-representative"
    assert loaded.holder("permanent-representative", date(2023, 1, 1)) is None


def test_an_own_file_adds_and_replaces(tmp_path: Path) -> None:
    loaded = own(tmp_path)
    assert loaded.offices["commander-kfor"] == "Commander of KFOR"
    assert loaded.holder("commander-kfor", date(2026, 1, 1)) == loaded.persons["ada-newcomer"]
    assert loaded.holder("secretary-general", date(2028, 9, 30)) == loaded.persons["mark-rutte"]
    assert loaded.holder("secretary-general", date(2028, 10, 1)) is None
    assert loaded.persons["mark-rutte"].name == "Mark Rutte"
    assert "Rutte" in loaded.persons["mark-rutte"].unique


def test_a_clash_with_the_shipped_roster_is_told_with_the_line(tmp_path: Path) -> None:
    text = OWN.replace("commander-kfor", "saceur").replace('name = "Commander of KFOR"', 'name = "SACEUR"')
    with pytest.raises(
        Configuration, match=r"line 6: .*alexus-grynkewich and ada-newcomer: both hold saceur on 2025-07"
    ):
        own(tmp_path, text)
