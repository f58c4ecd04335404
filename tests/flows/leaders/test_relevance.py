"""Relevance on whole texts of our own: what must score high, what must stay low, and what the evidence says."""

from __future__ import annotations

from datetime import date

import pytest

from flows.leaders import assess
from flows.leaders.relevance import Place, relevance, weigh

FILLER = "The council spoke about harvests, ferries and the price of timber on the northern coast."


def text(*sentences: str, filler: int = 0, every: int = 1) -> str:
    """Paragraphs: the given sentences, each followed by ``every`` of filler, then ``filler`` paragraphs of it."""
    return "\n".join([f"{s} {' '.join([FILLER] * every)}".strip() for s in sentences] + [FILLER] * filler)


ABOUT = ("Rutte spoke first.", "NATO needs money, Rutte said.", "Rutte travels on.", "The NATO chief was tired.")
DAY = date(2026, 2, 3)

# (what it is, title, body, language, day, lowest, highest)
CASES = [
    ("a column about him", "Rutte should resign", text(*ABOUT), "en", DAY, 0.9, 1),
    ("a column, few pronouns", "What Rutte owes NATO", text(*ABOUT * 3, every=2), "en", DAY, 0.9, 1),
    (
        "by office throughout",
        "NATO chief under fire",
        text("The NATO chief erred.", "NATO's Secretary General knew.", "The Secretary General left."),
        "en",
        DAY,
        0.85,
        1,
    ),
    (
        "German",
        "Rutte in der Kritik",
        "Der Nato-Generalsekretär schweigt.\nRutte müsse handeln.\nDie Nato wartet.",
        "de",
        DAY,
        0.85,
        1,
    ),
    ("Russian", "Рютте и деньги", "Генсек НАТО молчит.\nРютте должен действовать.\nАльянс ждёт.", "ru", DAY, 0.85, 1),
    ("Polish", "Rutte w Warszawie", "Szef NATO przybył rano.\nRozmowa z Ruttem trwała godzinę.", "pl", DAY, 0.8, 1),
    (
        "Japanese",
        "NATO事務総長が来日",
        "ルッテ事務総長は首相と会談した。NATOは連携を強める。ルッテ氏は謝意を示した。",
        "ja",
        DAY,
        0.85,
        1,
    ),
    (
        "the commander",
        "Grynkewich warns of gap",
        text("SACEUR Grynkewich testified.", "Grynkewich asked NATO for ships.", "Grynkewich left."),
        "en",
        DAY,
        0.85,
        1,
    ),
    (
        "the chair",
        "Bauer: prepare now",
        text("Admiral Rob Bauer spoke for NATO.", "Bauer was blunt.", "Bauer left."),
        "en",
        date(2023, 5, 5),
        0.85,
        1,
    ),
    (
        "the predecessor in his day",
        "Stoltenberg at ten",
        text("Stoltenberg led NATO.", "Stoltenberg stayed calm.", "Stoltenberg goes."),
        "en",
        date(2023, 5, 5),
        0.85,
        1,
    ),
    (
        "two leaders",
        "Rutte and Grynkewich differ",
        text("Rutte spoke for NATO.", "Grynkewich disagreed.", "Rutte smiled."),
        "en",
        DAY,
        0.85,
        1,
    ),
    (
        "news with him in the headline",
        "Kyiv hosts NATO chief",
        text("Rutte arrived by train.", filler=10),
        "en",
        DAY,
        0.5,
        0.75,
    ),
    ("headline only", "Rutte's town gets a new bridge over NATO pipeline", text(filler=20), "en", DAY, 0.3, 0.6),
    ("half the text, no headline", "A cold spring in Brussels", text(*ABOUT), "en", DAY, 0.45, 0.7),
    (
        "opening and one quote",
        "Summit opens",
        text("NATO leaders met; Rutte welcomed them.", "Rutte hoped for the best.", filler=20),
        "en",
        DAY,
        0.1,
        0.4,
    ),
    (
        "one passing mention",
        "Timber prices rise",
        text(filler=30) + "\nEven NATO chief Rutte noticed.\n" + text(filler=20),
        "en",
        DAY,
        0.01,
        0.15,
    ),
    (
        "passing mention in the opening",
        "Timber prices rise",
        text("NATO's Rutte noticed too.", filler=40),
        "en",
        DAY,
        0.1,
        0.3,
    ),
    (
        "two mentions far down",
        "A minister's long week",
        text(filler=40) + "\nHe met Rutte. NATO liked it. He met Rutte again.",
        "en",
        DAY,
        0.01,
        0.2,
    ),
    ("nothing", "Timber prices rise", text(filler=10), "en", DAY, 0, 0),
    (
        "NATO without its leaders",
        "NATO drills off Norway",
        text("NATO ships sailed.", "NATO jets flew."),
        "en",
        DAY,
        0,
        0,
    ),
    ("empty", "", "", "en", DAY, 0, 0),
    (
        "Dutch premier in 2022",
        "Rutte survives vote",
        text("Premier Rutte won.", "Rutte thanked his coalition.", "Rutte left."),
        "nl",
        date(2022, 5, 5),
        0,
        0.1,
    ),
    (
        "Dutch premier on NATO in 2022, passing",
        "Rutte survives vote",
        text("Premier Rutte won.", "Rutte spoke.", "Rutte named NATO once.", "Rutte left.", filler=5),
        "nl",
        date(2022, 5, 5),
        0,
        0.3,
    ),
    (
        "the nominee",
        "Rutte to lead NATO",
        text("NATO chose Rutte.", "NATO allies praised Rutte.", "Rutte starts at NATO in October."),
        "en",
        date(2024, 6, 27),
        0.4,
        0.7,
    ),
    (
        "finance minister in 2026",
        "Stoltenberg presents budget",
        text("Stoltenberg raised taxes.", "Stoltenberg smiled.", "The minister Stoltenberg left."),
        "en",
        DAY,
        0,
        0.1,
    ),
    (
        "finance minister, once called former NATO chief",
        "Stoltenberg presents budget",
        text(
            "Stoltenberg raised taxes.",
            "Stoltenberg, a former NATO chief, smiled.",
            "Stoltenberg left.",
            "Stoltenberg rests.",
        ),
        "en",
        DAY,
        0,
        0.3,
    ),
    (
        "his memoir of NATO",
        "Stoltenberg looks back on NATO",
        text("NATO was divided, Stoltenberg writes.", "NATO held, says Stoltenberg.", "NATO won."),
        "en",
        DAY,
        0.35,
        0.65,
    ),
    (
        "UN's Secretary General",
        "UN Secretary-General visits",
        text("The Secretary-General warned.", "Guterres left.", "NATO was silent."),
        "en",
        DAY,
        0,
        0,
    ),
    (
        "party secretary",
        "CDU-Generalsekretär greift an",
        "Der Generalsekretär sprach.\nDie Nato brauche Geld.",
        "de",
        DAY,
        0,
        0,
    ),
    ("Czech president at home", "Petr Pavel jmenoval vládu", "Pavel poděkoval.\nPavel odjel.", "cs", DAY, 0, 0),
    (
        "private life",
        "Rutte buys a house",
        text("Rutte likes Hague streets.", "Rutte pays himself.", "Rutte moves."),
        "en",
        DAY,
        0.4,
        0.75,
    ),
    ("day not known", "Rutte should resign", text(*ABOUT), "en", None, 0.7, 1),
    ("no body", "Rutte: NATO must spend", "", "en", DAY, 0.5, 1),
]


@pytest.mark.parametrize(
    ("what", "title", "body", "language", "on", "lowest", "highest"), CASES, ids=[c[0] for c in CASES]
)
def test_relevance_of_a_text(
    what: str, title: str, body: str, language: str, on: date | None, lowest: float, highest: float
) -> None:
    found = assess(title, "", body, language=language, on=on)
    assert lowest <= found.relevance <= highest, found


def test_more_prominence_never_scores_lower() -> None:
    body = text("NATO met.", filler=10)
    plain = assess("Summit", "", body + "\nRutte spoke.", language="en", on=DAY).relevance
    summary = assess("Summit", "Rutte spoke to NATO.", body + "\nRutte spoke.", language="en", on=DAY).relevance
    title = assess("Rutte at summit", "Rutte spoke to NATO.", body + "\nRutte spoke.", language="en", on=DAY).relevance
    assert plain < summary < title


def test_evidence_names_person_office_and_each_part() -> None:
    evidence = assess("Rutte should resign", "", text(*ABOUT), language="en", on=DAY).evidence
    assert evidence[0].startswith("Mark Rutte (secretary-general): 5 mentions")
    assert [line.split(" ")[0] for line in evidence[1:]] == ["title", "opening", "share", "number"]


def test_an_office_nobody_is_known_to_hold_is_said_and_not_guessed() -> None:
    found = assess("NATO chief speaks", "", "", language="en", on=date(1950, 1, 1))
    assert (found.leaders, found.relevance) == ((), 0.0)
    assert "nobody is known to hold it on 1950-01-01" in found.evidence[0]


def test_parts_add_up_to_one_at_most() -> None:
    places = [Place("title", 0, "a", 1.0), *(Place("body", i, "a", 1.0) for i in range(100))]
    assert relevance("a" * 100, places)[0] == pytest.approx(1.0, abs=0.001)


@pytest.mark.parametrize("marks", ["." * 200_000, "!?" * 100_000, '."' * 100_000, "\n" * 200_000])
def test_sentences_of_nothing_but_marks_are_counted_in_linear_time(marks: str) -> None:
    # Quadratic, this would take minutes and run into the suite's time limit.
    assert relevance(marks + "x", [Place("body", 0, "a", 1.0)])[0] > 0


def test_a_former_leader_never_reaches_a_holders_score() -> None:
    body = text("NATO and Stoltenberg.", "Stoltenberg on NATO.", "NATO, Stoltenberg, NATO.") + "\nNATO. NATO. NATO."
    found = assess("Stoltenberg on NATO", "", body, language="en", on=DAY)
    assert found.relevance <= 0.6


def test_weight_of_those_not_in_office_grows_with_nato_and_stays_below_the_holders() -> None:
    weights = [weigh(in_office=False, dated=True, natos=n, mentions=5) for n in range(6)]
    assert weights == sorted(weights)
    assert weights[0] == 0
    assert weights[-1] < weigh(in_office=True, dated=True, natos=1, mentions=5)
