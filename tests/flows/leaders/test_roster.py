"""The shipped roster holds together, and a broken one is told by person and key."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from flows.errors import Configuration
from flows.leaders import phrases, roster

OFFICES = [
    "secretary-general",
    "deputy-secretary-general",
    "saceur",
    "deputy-saceur",
    "sact",
    "chair-military-committee",
]
"""Held without a gap since 1999 but for the known ones; of the others only what is certain is given."""
FURTHER = [
    "deputy-chair-military-committee",
    "director-general-ims",
    "commander-jfc-brunssum",
    "commander-jfc-naples",
    "commander-jfc-norfolk",
    "assistant-secretary-general",
    "spokesperson",
    "president-parliamentary-assembly",
    "permanent-representative",
]

# Stretches for which nobody is given, with the reason. Everything else since 1999 (the Secretary General: since 1952)
# must be held without a gap.
KNOWN_GAPS = {
    "secretary-general": [("1999-10-06", "1999-10-14")],  # between Solana's last day and Robertson's first
    "deputy-secretary-general": [
        ("2001-07-01", "2001-07-16"),  # end of term known to the month
        ("2007-01-01", "2007-11-01"),  # handover known to the year
        ("2012-02-01", "2012-03-01"),  # handover known to the month
    ],
    "saceur": [],
    "deputy-saceur": [("2017-03-01", "2017-04-01"), ("2023-07-01", "2023-08-01"), ("2026-03-01", "2026-04-01")],
    "sact": [("2005-08-01", "2005-11-10"), ("2012-09-01", "2012-10-01")],  # acting commander; month
    "chair-military-committee": [
        ("2002-07-01", "2002-08-01"),
        ("2005-06-01", "2005-07-01"),
        ("2011-11-18", "2012-01-02"),  # the deputy chairman stood in
    ],
}


@pytest.mark.parametrize("office", OFFICES)
def test_offices_are_held_without_gaps_but_the_known_ones(office: str) -> None:
    terms = sorted(
        ((h.begins, h.ends) for p in roster.load().persons.values() for h in p.holdings if h.office == office),
    )
    gaps = [(str(before[1]), str(after[0])) for before, after in pairwise(terms) if before[1] != after[0]]
    assert gaps == KNOWN_GAPS[office]
    assert terms[-1][1] is None


def test_ids_are_the_slugs_of_the_contract() -> None:
    loaded = roster.load()
    assert list(loaded.offices) == OFFICES + FURTHER
    assert {"mark-rutte", "jens-stoltenberg", "giuseppe-cavo-dragone", "radmila-shekerinska"} <= set(loaded.persons)


@pytest.mark.parametrize(
    ("office", "day", "person"),
    [
        ("secretary-general", "1952-05-01", "lord-ismay"),
        ("secretary-general", "1994-09-01", "sergio-balanzino"),
        ("secretary-general", "1995-11-01", "sergio-balanzino"),
        ("secretary-general", "2003-12-24", "alessandro-minuto-rizzo"),
        ("deputy-secretary-general", "2024-10-15", "boris-ruge"),
        ("deputy-secretary-general", "2024-12-02", "radmila-shekerinska"),
        ("saceur", "2025-07-03", "christopher-cavoli"),
        ("saceur", "2025-07-04", "alexus-grynkewich"),
        ("sact", "2024-09-23", "pierre-vandier"),
        ("chair-military-committee", "2025-01-16", "rob-bauer"),
        ("chair-military-committee", "2025-01-17", "giuseppe-cavo-dragone"),
        ("deputy-saceur", "2026-03-15", None),
        ("deputy-saceur", "2026-11-24", "john-stringer"),
    ],
)
def test_holders_on_days_around_a_handover(office: str, day: str, person: str | None) -> None:
    holder = roster.load().holder(office, date.fromisoformat(day))
    assert (holder.id if holder else None) == person


GOOD = """
[[office]]
id = "secretary-general"
name = "Secretary General"

[[person]]
id = "ada-first"
name = "Ada First"
unique = ["First"]
[[person.office]]
office = "secretary-general"
from = "2001-01-01"
to = "2004-05"
source = "made up"
"""


def load(tmp_path: Path, text: str) -> roster.Roster:
    path = tmp_path / "roster.toml"
    path.write_text(text, "utf-8")
    return roster.load(path)


def test_a_month_is_not_claimed_beyond_what_is_certain(tmp_path: Path) -> None:
    loaded = load(tmp_path, GOOD)
    assert loaded.office_of("ada-first", date(2004, 4, 30)) == "secretary-general"
    assert loaded.office_of("ada-first", date(2004, 5, 1)) == ""
    (holding,) = load(tmp_path, GOOD.replace("2001-01-01", "2001-12")).persons["ada-first"].holdings
    assert holding.begins == date(2002, 1, 1)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "ada-first"', 'id = "Ada First"', "id must be an ASCII slug"),
        ('name = "Ada First"', 'name = ""', "[[person]] ada-first: name is missing"),
        ('unique = ["First"]', 'unique = "First"', "[[person]] ada-first: unique must be a list"),
        ('unique = ["First"]', 'shared = ["First"]', "[[person]] ada-first: a `shared` surname needs `given`"),
        ('unique = ["First"]', "", "[[person]] ada-first: needs a surname"),
        ('unique = ["First"]', 'uniqe = ["First"]', "[[person]] ada-first: unknown key 'uniqe'"),
        ('unique = ["First"]', 'unique = ["First"]\ncommon = 1', "[[person]] ada-first: common must be true or false"),
        ('office = "secretary-general"', 'office = "pope"', "ada-first, office pope: no such office"),
        ('from = "2001-01-01"', 'from = "1 Jan 2001"', "from is '1 Jan 2001'"),
        ('from = "2001-01-01"', 'from = "2001-02-30"', "from is '2001-02-30'"),
        ('to = "2004-05"', 'to = "1999"', "ends (1999) before it begins (2001-01-01)"),
        ('to = "2004-05"', 'to = ""', "to is ''"),
        ('source = "made up"', "", "source is missing"),
        ('source = "made up"', 'source = "made up"\nuntil = "x"', "unknown key 'until'"),
        ('source = "made up"', 'source = "made up"\nseen = "2003"', "has `to` and `seen`"),
        ('source = "made up"', 'source = "made up"\ncountry = "NL"', "country is 'NL'"),
        ('name = "Secretary General"', 'name = "Secretary General"\nmany = 1', "many must be true or false"),
        ('office = "secretary-general"', 'office = "pope"', "line 10: [[person]] ada-first, office pope"),
        ('name = "Ada First"', 'name = ""', "line 6: [[person]] ada-first: name is missing"),
        ("[[person]]", "[[persons]]", "[[persons]]: no such table"),
        ("[[office]]", "[office", "is not TOML"),
    ],
)
def test_each_mistake_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(Configuration) as raised:
        load(tmp_path, GOOD.replace(old, new, 1))
    assert said in str(raised.value)


def test_two_holders_on_one_day_are_reported(tmp_path: Path) -> None:
    second = GOOD[GOOD.index("[[person]]") :].replace("ada-first", "bo-second").replace("2001-01-01", "2004-04-30")
    with pytest.raises(Configuration, match=r"ada-first and bo-second: both hold secretary-general on 2004-04-30"):
        load(tmp_path, GOOD + second.replace("2004-05", "2006"))


def test_an_id_used_twice_is_reported(tmp_path: Path) -> None:
    with pytest.raises(Configuration, match="ada-first: id is used 2 times"):
        load(tmp_path, GOOD + GOOD[GOOD.index("[[person]]") :])


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(Configuration, match="cannot be read"):
        roster.load(tmp_path / "none.toml")


def test_braces_expand_to_every_reading() -> None:
    assert list(phrases.expand("{a,b{c,d}}e")) == ["ae", "bce", "bde"]
    with pytest.raises(Configuration, match="not closed"):
        list(phrases.expand("{a"))


def test_every_office_of_the_phrases_is_in_the_roster() -> None:
    loaded = phrases.load()
    assert {*loaded.titles.values(), *loaded.phrases.values()} - {""} == set(OFFICES + FURTHER) - {
        "assistant-secretary-general",
        "permanent-representative",
    }


def test_importing_the_package_loads_neither_roster_nor_automaton() -> None:
    code = "import sys, flows.leaders; sys.exit(any(m in sys.modules for m in ('tomllib', 'ahocorasick_rs')))"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
