"""Offices by day, surnames that need more, the traps of the field, and places in the text."""

from __future__ import annotations

from datetime import date

import pytest

from flows.leaders import assess
from flows.leaders.matcher import LONGEST
from tests.flows.leaders.finding import DAY, find, people


def test_bare_secretary_general_counts_after_nato_and_without_a_rival() -> None:
    assert people("NATO met. The Secretary General spoke.") == ["mark-rutte"]
    assert people("The Secretary General spoke.") == []
    assert people("NATO met.\nFar away, in a paragraph of its own, the Secretary General spoke.") == []
    assert people("NATO’s Secretary General met the UN Secretary-General. The Secretary General spoke.") == [
        "mark-rutte"
    ]
    assert people("NATO met. The Secretary General of the union spoke.") == []
    assert people("NATO met. The Secretary General of the Alliance spoke.") == ["mark-rutte"]


@pytest.mark.parametrize(
    ("day", "person"),
    [
        ("2009-07-31", "jaap-de-hoop-scheffer"),
        ("2009-08-01", "anders-fogh-rasmussen"),
        ("2014-09-30", "anders-fogh-rasmussen"),
        ("2014-10-01", "jens-stoltenberg"),
        ("2024-09-30", "jens-stoltenberg"),
        ("2024-10-01", "mark-rutte"),
    ],
)
def test_an_office_alone_is_its_holders_of_the_day(day: str, person: str) -> None:
    assert people("The NATO chief spoke.", on=date.fromisoformat(day)) == [person]


def test_without_a_day_an_office_is_nobodys_and_a_name_has_no_office() -> None:
    assert find("The NATO chief spoke.", on=None).unresolved == ("secretary-general",)
    (leader,) = assess("NATO chief Rutte", "", "", language="en", on=None).leaders
    assert (leader.id, leader.office) == ("mark-rutte", "")


def test_shared_surname_needs_the_full_name_somewhere() -> None:
    on = date(2022, 5, 5)
    assert people("Bauer: Europe must prepare\nNATO's Bauer spoke.", on=on) == []
    assert people("Bauer: Europe must prepare\nAdmiral Rob Bauer of NATO spoke.", on=on) == ["rob-bauer"] * 2


def test_a_stranger_of_the_same_surname_takes_it_away() -> None:
    assert people("Shows\nNATO heard Joseph Ralston. Then singer Esther Ralston sang. Ralston bowed.") == [
        "joseph-ralston"
    ]


def test_another_given_name_before_a_common_surname_is_somebody_else() -> None:
    assert people("Stage\nKevin Hart joked about NATO. Allison Hart of NATO did not laugh. Hart left.") == [
        "allison-hart",
        "allison-hart",
    ]
    assert (
        people("Lord Robertson led NATO.\nLater Lord Robertson wrote.", on=date(2003, 2, 3)) == ["george-robertson"] * 2
    )


def test_namesakes_of_a_rare_surname() -> None:
    assert people("It was Camilla Stoltenberg. Stoltenberg leads the institute.") == []
    assert people("Camilla Stoltenberg and Jens Stoltenberg met. Stoltenberg spoke.") == ["jens-stoltenberg"] * 2


def test_offices_carried_by_the_leader() -> None:
    (leader,) = assess("", "", "Rutte met NATO.", language="nl", on=date(2024, 9, 30)).leaders
    assert leader.office == ""
    (leader,) = assess("", "", "Stoltenberg met NATO.", language="no", on=date(2024, 9, 30)).leaders
    assert leader.office == "secretary-general"
    (leader,) = assess("", "", "Minuto-Rizzo met NATO.", language="it", on=date(2003, 12, 24)).leaders
    assert leader.office == "secretary-general"  # acting, and deputy at the same time


def test_leaders_come_most_prominent_first_and_title_is_told_apart() -> None:
    found = assess("NATO chief warns", "", "Grynkewich agreed. Grynkewich left. Rutte stayed.", language="en", on=DAY)
    assert [(leader.id, leader.mentions, leader.in_title) for leader in found.leaders] == [
        ("mark-rutte", 2, True),
        ("alexus-grynkewich", 2, False),
    ]
    assert not found.leaders[0].by_office_only
    assert assess("NATO chief warns", "", "", language="en", on=DAY).leaders[0].by_office_only


def test_summary_is_not_counted_twice() -> None:
    (leader,) = assess("Rutte warns", "Rutte warned NATO.", "Rutte warned NATO.", language="en", on=DAY).leaders
    assert leader.mentions == 2


def test_diacritics_stress_marks_soft_hyphens_and_decomposed_letters() -> None:
    for name in (
        "Geoana",
        "Geoană",
        "Geoana\u0306",
        "Столтенбе\u0301рг",
        "Stolten\u00adberg",
        "Rut\u200bte",
        "Ｒｕｔｔｅ",
        "روتــه",
    ):
        assert len(people(name, on=None)) == 1, name


def test_places_are_those_of_the_original() -> None:
    text = "Сто\u0301лтенберг  и  Mark\u00a0 Rut\u00adte в НАТО"
    assert [text[m.start : m.end] for m in find(text).mentions] == ["Сто\u0301лтенберг", "Mark\u00a0 Rut\u00adte"]


def test_a_text_longer_than_the_limit_is_read_up_to_it() -> None:
    assert people("Rutte " + "x" * LONGEST + " Rutte") == ["mark-rutte"]
