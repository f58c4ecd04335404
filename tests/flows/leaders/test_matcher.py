"""Names and offices in many languages, mentions counted once, the traps of the field, and what holds for any text."""

from __future__ import annotations

import functools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.leaders import assess, phrases, roster
from flows.leaders.matcher import LONGEST, Found, Matcher

DAY = date(2026, 2, 3)


@functools.cache
def matcher() -> Matcher:
    return Matcher(roster.load(), phrases.load())


def find(text: str, language: str = "en", on: date | None = DAY) -> Found:
    return matcher().find(text, language=language, on=on)


def people(text: str, language: str = "en", on: date | None = DAY) -> list[str]:
    return [mention.person for mention in find(text, language, on).mentions]


# (language, day, number of mentions, sentence)
SENTENCES = [
    ("en", "2026-02-03", 1, "NATO Secretary General Mark Rutte said so."),
    ("en", "2026-02-03", 1, "Mark Rutte, the NATO Secretary General, said so."),
    ("en", "2026-02-03", 1, "NATO’s new Secretary General, Mark Rutte, said so."),
    ("en", "2026-02-03", 1, "Rutte (the NATO chief) said so."),
    ("en", "2026-02-03", 2, "Rutte said so. The NATO chief nodded."),
    ("en", "2026-02-03", 1, "“Mark Rutte” trends"),
    ("en", "2026-02-03", 1, "the post-Rutte era"),
    ("de", "2026-02-03", 1, "NATO-Generalsekretär Mark Rutte sagte"),
    ("de", "2026-02-03", 1, "Nato-Chef Rutte sagte"),
    ("de", "2026-02-03", 1, "Mark Rutte, Generalsekretär der NATO, sagte"),
    ("fr", "2026-02-03", 1, "Mark Rutte, le secrétaire général de l’OTAN, a dit"),
    ("fr", "2026-02-03", 1, "le secrétaire général de l'Otan Mark Rutte"),
    ("fr", "2026-02-03", 1, "le patron de l’OTAN, Mark Rutte"),
    ("es", "2026-02-03", 1, "el secretario general de la OTAN, Mark Rutte"),
    ("es", "2026-02-03", 1, "El jefe de la OTAN, Mark Rutte, dijo"),
    ("ru", "2026-02-03", 1, "генеральный секретарь НАТО Марк Рютте заявил"),
    ("ru", "2026-02-03", 1, "генсека альянса Марка Рютте просили. НАТО."),
    ("uk", "2026-02-03", 1, "Генсек НАТО Марк Рютте заявив"),
    ("uk", "2026-02-03", 1, "Генеральним секретарем Альянсу Марком Рютте НАТО"),
    ("zh", "2026-02-03", 1, "北约秘书长马克·吕特说"),
    ("zh", "2026-02-03", 1, "北約秘書長呂特表示"),
    ("ja", "2026-02-03", 1, "NATOのルッテ事務総長が"),
    ("ja", "2026-02-03", 1, "マルク・ルッテNATO事務総長は"),
    ("ko", "2026-02-03", 1, "마르크 뤼터 나토 사무총장은"),
    ("ar", "2026-02-03", 1, "قال الأمين العام لحلف شمال الأطلسي مارك روته إن"),
    ("ar", "2026-02-03", 1, "قال الأمين العام لحلف الناتو"),
    ("he", "2026-02-03", 1, 'מזכ"ל נאט"ו מארק רוטה אמר'),
    ("el", "2026-02-03", 1, "ο γενικός γραμματέας του ΝΑΤΟ Μαρκ Ρούτε"),
    ("tr", "2026-02-03", 1, "NATO Genel Sekreteri Mark Rutte"),
    ("fi", "2026-02-03", 1, "Naton pääsihteeri Mark Rutte"),
    ("fi", "2026-02-03", 1, "Naton pääsihteerin Mark Rutten mukaan"),
    ("et", "2026-02-03", 1, "NATO peasekretär Mark Rutte"),
    ("ka", "2026-02-03", 1, "ნატოს გენერალური მდივანი მარკ რუტე"),
    ("hy", "2026-02-03", 1, "ՆԱՏՕ-ի գլխավոր քարտուղար Մարկ Ռյուտեն"),
    ("pl", "2026-02-03", 1, "sekretarz generalny NATO Mark Rutte powiedział"),
    ("pl", "2026-02-03", 1, "szefa NATO Marka Ruttego"),
    ("cs", "2026-02-03", 1, "šéf NATO Mark Rutte"),
    ("cs", "2026-02-03", 1, "generálního tajemníka NATO Marka Rutteho"),
    ("ro", "2026-02-03", 1, "secretarul general al NATO, Mark Rutte, a spus"),
    ("hu", "2026-02-03", 1, "Mark Rutte NATO-főtitkár"),
    ("hu", "2026-02-03", 1, "Mark Rutte, a NATO főtitkára"),
    ("nl", "2026-02-03", 1, "NAVO-secretaris-generaal Mark Rutte"),
    ("nl", "2026-02-03", 1, "secretaris-generaal Mark Rutte van de NAVO"),
    ("sv", "2026-02-03", 1, "Natochefen Mark Rutte"),
    ("da", "2026-02-03", 1, "NATO's generalsekretær, Mark Rutte, siger"),
    ("no", "2026-02-03", 1, "Nato-sjef Mark Rutte"),
    ("is", "2026-02-03", 1, "Mark Rutte, framkvæmdastjóri NATO"),
    ("sq", "2026-02-03", 1, "sekretari i përgjithshëm i NATO-s Mark Rutte"),
    ("sr", "2026-02-03", 1, "генерални секретар НАТО Марк Руте"),
    ("sr", "2026-02-03", 1, "Generalni sekretar NATO Mark Rute"),
    ("lv", "2026-02-03", 1, "NATO ģenerālsekretārs Marks Rite"),
    ("lt", "2026-02-03", 1, "NATO generalinis sekretorius Markas Rutte"),
    ("pt", "2026-02-03", 1, "o secretário-geral da OTAN, Mark Rutte"),
    ("it", "2026-02-03", 1, "il segretario generale della Nato, Mark Rutte"),
    ("en", "2023-02-03", 1, "U.S. Army Gen. Christopher G. Cavoli, the Supreme Allied Commander Europe, said"),
    ("en", "2023-02-03", 1, "SACEUR Gen. Cavoli said"),
    ("en", "2023-02-03", 2, "Christopher Cavoli spoke. Cavoli left."),
    ("en", "2022-02-03", 1, "Admiral Bauer, chair of the NATO Military Committee"),
    ("en", "2022-02-03", 1, "chair of NATO's Military Committee, Adm. Rob Bauer"),
    ("en", "2003-02-03", 1, "Lord Robertson told NATO"),
    ("en", "2003-02-03", 2, "NATO Secretary General Lord Robertson spoke. Robertson left."),
    ("en", "2026-02-03", 1, "NATO Deputy Secretary General Radmila Shekerinska"),
    ("hi", "2026-02-03", 1, "नाटो महासचिव मार्क रूट ने कहा"),
    ("vi", "2026-02-03", 1, "Tổng thư ký NATO Mark Rutte"),
    ("id", "2026-02-03", 1, "Sekretaris Jenderal NATO Mark Rutte"),
    ("th", "2026-02-03", 1, "เลขาธิการนาโต"),
    ("mk", "2026-02-03", 1, "генералниот секретар на НАТО, Марк Руте"),
    ("bg", "2026-02-03", 1, "генералният секретар на НАТО Марк Рюте"),
    ("be", "2026-02-03", 1, "генеральны сакратар НАТА Марк Рутэ"),
    ("az", "2026-02-03", 1, "NATO-nun Baş katibi Mark Rütte"),
    ("fa", "2026-02-03", 1, "مارک روته دبیرکل ناتو گفت"),
    ("en", "2026-02-03", 0, "the brutte wine"),
    ("en", "2026-02-03", 0, "visit to Rutteville"),
    ("en", "2026-02-03", 0, "the job of UN Secretary General"),
    ("en", "2026-02-03", 1, "JENS STOLTENBERG"),
    ("en", "2026-02-03", 1, "rutte is such a flatterer"),
    ("it", "2026-02-03", 0, "un rutto dopo pranzo"),
    ("en", "2026-02-03", 0, "Secretary General of Amnesty International"),
    ("en", "2026-02-03", 0, "secretary general of the Arab League criticised NATO"),
    ("en", "2026-02-03", 0, "The OSCE Secretary General met NATO officials"),
    ("en", "2026-02-03", 0, "a candidate for NATO secretary general"),
    ("en", "2026-02-03", 0, "predecessor as NATO secretary general"),
    ("en", "2026-02-03", 0, "the then-NATO Secretary General"),
    ("en", "2026-02-03", 0, "NATO's next Secretary General"),
    ("en", "2026-02-03", 1, "NATO Secretary General next week"),
    ("en", "2026-02-03", 0, "deputy chair of the NATO Military Committee"),
    ("de", "2026-02-03", 0, "der künftige Nato-Generalsekretär"),
    ("de", "2026-02-03", 1, "stellvertretende NATO-Generalsekretärin Foo"),
]


@pytest.mark.parametrize(
    ("language", "day", "number", "sentence"), SENTENCES, ids=[f"{s[0]}-{s[3][:40]}" for s in SENTENCES]
)
def test_mentions_in_a_sentence(language: str, day: str, number: int, sentence: str) -> None:
    found = find(sentence, language, date.fromisoformat(day))
    assert len(found.mentions) == number, [sentence[m.start : m.end] for m in found.mentions]


@pytest.mark.parametrize(
    ("language", "form"),
    [
        *[("pl", form) for form in ("Ruttego", "Ruttem", "Ruttemu", "Stoltenbergowi", "Stoltenbergiem", "Geoany")],
        *[("cs", form) for form in ("Rutteho", "Ruttemu", "Ruttovi", "Stoltenbergovi", "Stoltenbergem", "Šekerinské")],
        *[("hu", form) for form in ("Ruttének", "Ruttét", "Ruttével", "Stoltenberget", "Stoltenberggel")],
        *[("fi", form) for form in ("Rutten", "Ruttea", "Ruttelle", "Stoltenbergin", "Stoltenbergille")],
        *[("et", form) for form in ("Ruttele", "Ruttega", "Stoltenbergi", "Stoltenbergile")],
        *[("lt", form) for form in ("Rutte‘s", "Stoltenbergo", "Stoltenbergą", "Stoltenbergui")],
        *[("sr", form) for form in ("Rutea", "Stoltenberga", "Столтенберга", "Столтенбергом")],
        *[("tr", form) for form in ("Rutte'nin", "Rutte’ye", "Stoltenberg'in")],
        *[("uk", form) for form in ("Столтенберга", "Столтенбергу", "Столтенбергом", "Гринкевича")],
        *[("ro", form) for form in ("Geoana", "Geoană", "Geoanei", "Ruttele")],
        *[("de", form) for form in ("Ruttes", "Stoltenbergs")],
        *[("en", form) for form in ("Rutte's", "Rutte’s", "Stoltemberg", "Grinkevitch")],
    ],
)
def test_inflected_and_misspelt_names(language: str, form: str) -> None:
    # A few forms are other words elsewhere and need the given name; in running text it is never far.
    given_name = {"Rutea": "Marka ", "Стoлтенберга": "Јенса "}.get(form, "")
    if form == "Стoлтенберга":
        form = "Столтенберга"
    if form == "Гринкевича":
        form = "Гринкевича"
    text = f"NATO: {given_name}{form}."
    assert len(people(text, language)) == 1, text


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


@pytest.mark.parametrize(
    "piece",
    [
        "Rutte ",
        "NATO Secretary General ",
        "secretary general of the ",
        "Bauer ",
        "former ",
        "нато генсек ",
        "'",
        "a\u0301",
        "秘书长",
        "ルッテ",
        "\0 ",
    ],
)
def test_hostile_repetition_is_linear(piece: str) -> None:
    # Quadratic, one of these would take minutes and run into the suite's time limit.
    find("NATO " + piece * (60_000 // len(piece)))


PIECES = [
    "Rutte",
    "Mark ",
    "NATO",
    " Secretary General",
    "генсек ",
    "НАТО ",
    "Jens",
    "Stoltenberg",
    "'s",
    "秘书长",
    "吕特",
    "\u0301",
    "\u00ad",
    "  ",
    "\n",
    ". ",
    "former ",
    "UN ",
    "Bauer",
    "İ",
    "ß",
    "\ud800",
    "\0",
]


@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=30).map("".join),
    st.sampled_from(["en", "fi", "de", ""]),
)
def test_any_text_gives_ordered_places_inside_it(text: str, language: str) -> None:
    found = find(text, language)
    ends = 0
    for mention in found.mentions:
        assert ends <= mention.start < mention.end <= len(text)
        assert mention.person in matcher().roster.persons
        ends = mention.end
    assert all(0 <= place < len(text) for place in found.natos)


@given(st.text(max_size=200), st.text(max_size=100), st.text(max_size=400))
def test_relevance_of_any_text_lies_between_0_and_1(title: str, summary: str, body: str) -> None:
    found = assess(title, summary, body, language="", on=DAY)
    assert 0 <= found.relevance <= 1
    assert bool(found.leaders) == (found.relevance > 0) or all(not leader.office for leader in found.leaders)


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_name_is_found_whatever_stands_around_it(before: str, after: str) -> None:
    assert "mark-rutte" in people(f"{before}\nMark Rutte\n{after}")
