"""Saved searches: every mistake named with its place, all at once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from flows.alerts.searches import SHIPPED, SearchesInvalid, load_rules, load_searches
from flows.alerts.subscription import Group, Spike
from flows.errors import Configuration, Exit

GOOD = """
[[search]]
name = "Rutte"
query = "rutte and genre:opinion"
to = ["desk@news.internal", "Desk@News.internal", "two@news.internal"]
cadence = "immediate"
"""


def _load(folder: Path, **files: str) -> tuple[str, ...]:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")
    with pytest.raises(SearchesInvalid) as caught:
        load_searches(folder)
    assert caught.value.exit_code is Exit.USAGE
    assert all(problem in str(caught.value) for problem in caught.value.problems)
    return caught.value.problems


def test_the_shipped_searches_are_valid_and_their_recipients_placeholders() -> None:
    searches = load_searches(None)
    assert len(searches) >= 2
    assert {s.file.parent for s in searches} == {SHIPPED}
    assert all(address.endswith("@example.org") for s in searches for address in s.to)


def test_reads_a_search_with_its_defaults(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("\ufeff" + GOOD, "utf-8")
    (tmp_path / "notes.txt").write_text("not a search", "utf-8")
    (search,) = load_searches(tmp_path)
    assert search.to == ("Desk@News.internal", "two@news.internal"), "one mail to an address, however it is spelt"
    assert (search.syntax, search.language, search.leader, search.since) == ("kql", "", "", timedelta(hours=24))
    assert search.place == "a.toml, [[search]] 1 (Rutte)"
    assert search.dsl()["bool"]["filter"] == []


def test_filters_become_part_of_the_query(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(
        GOOD + 'language = "en"\nleader = "mark-rutte"\nminimum_relevance = 0.5\nsince = "7d"\nsyntax = "lucene"\n',
        "utf-8",
    )
    (search,) = load_searches(tmp_path)
    assert search.since == timedelta(days=7)
    assert search.dsl()["bool"]["filter"] == [
        {"term": {"language": "en"}},
        {"term": {"leaders.id": "mark-rutte"}},
        {"range": {"relevance": {"gte": 0.5}}},
    ]
    assert search.conditions() == "rutte and genre:opinion · leader mark-rutte · language en · relevance ≥ 0.5"


def test_reads_every_key(tmp_path: Path) -> None:
    more = """quiet = "22:00-06:00 Europe/Brussels"
filters = ["outlet.country:NO", "not genre:interview"]
group = "document"
maximum = 20
template = "brief"
revisions = true
enabled = false
channels = ["team", "team"]
since = 2026-01-31
[search.spike]
factor = 4
"""
    (tmp_path / "a.toml").write_text(GOOD.replace("immediate", "weekly mon 08:00 Europe/Brussels") + more, "utf-8")
    (search,) = load_searches(tmp_path)
    assert str(search.cadence) == "weekly monday 08:00 Europe/Brussels"
    assert search.quiet is not None
    assert search.quiet.start == time(22)
    assert (search.group, search.maximum, search.template) == (Group.DOCUMENT, 20, "brief")
    assert (search.revisions, search.enabled, search.channels) == (True, False, ("team",))
    assert (search.start, search.spike) == (datetime(2026, 1, 31, tzinfo=UTC), Spike(factor=4))
    assert search.conditions() == "rutte and genre:opinion · outlet.country:NO · not genre:interview"
    assert len(search.dsl()["bool"]["filter"]) == 2
    assert search.targets == ("Desk@News.internal", "two@news.internal", "channel:team")


def test_a_search_may_start_now_and_tell_a_channel_alone(tmp_path: Path) -> None:
    lines = ['channels = ["team"]' if line.startswith("to = ") else line for line in GOOD.splitlines()]
    (tmp_path / "a.toml").write_text("\n".join([*lines, 'since = "now"', "spike = true"]), "utf-8")
    (search,) = load_searches(tmp_path)
    assert (search.to, search.targets, search.since, search.spike) == ((), ("channel:team",), timedelta(0), Spike())


def test_lines_are_found_behind_texts_that_look_like_tables(tmp_path: Path) -> None:
    text = (
        GOOD
        + '''[[search]]
name = """a
[[search]]
cadence = 1"""
query = "x"
to = ["desk@news.internal"]
cadence = "never"
'''
    )
    (first, second) = _load(tmp_path, a=text)
    assert first.startswith("a.toml, line 8, [[search]] 2, key `name`: ")
    assert "a.toml, line 13, " in second


def test_rules_for_searches_in_kibana(tmp_path: Path) -> None:
    rules = '[[kibana]]\ntag = "desk"\nto = ["a@news.internal"]\ncadence = "hourly"\n[[kibana]]\nsearch = "X"\n'
    (tmp_path / "a.toml").write_text(rules, "utf-8")
    (first, second) = load_rules(tmp_path)
    assert (first.tag, first.given) == ("desk", {"to": ["a@news.internal"], "cadence": "hourly"})
    assert (second.search, second.given, second.place) == ("X", {}, "a.toml, [[kibana]] 2")
    assert load_searches(tmp_path) == ()
    problems = _load(tmp_path, a='[[kibana]]\nto = ["a@b.c"]\n[[kibana]]\ntag = ""\nquery = "x"\ncadence = 7\n')
    assert problems[0].startswith("a.toml, line 1, [[kibana]] 1, key `search`: say which searches of Kibana")
    assert [p.split(", key ")[1].split(":")[0] for p in problems[1:]] == ["`tag`", "`query`", "`cadence`"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("", "key `cadence`: missing"),
        ('cadence = "daily"', "key `cadence`: 'daily' does not exist; there is immediate, hourly, "),
        ('cadence = "daily 25:00"', "key `cadence`: 'daily 25:00' does not exist"),
        ('cadence = "daily 08:00 Europe/Bruxelles"', "key `cadence`: 'Europe/Bruxelles' is no time zone"),
        ('cadence = "weekly maandag 08:00"', "key `cadence`: 'maandag' is no day of the week"),
        ('cadence = "immediate"\nqeury = "x"', "key `qeury`: unknown; did you mean `query`?"),
        ('cadence = "immediate"\nsyntax = "sql"', "key `syntax`: 'sql' does not exist; there are kql, lucene"),
        ('cadence = "immediate"\nsyntax = ["kql"]', "key `syntax`: ['kql'] does not exist"),
        ('cadence = "immediate"\nlanguage = "English"', "key `language`: 'English' is no ISO 639 code"),
        (
            'cadence = "immediate"\nleader = "mark-rute"',
            "key `leader`: 'mark-rute' is nobody in the roster; did you mean 'mark-rutte'?",
        ),
        ('cadence = "immediate"\nleader = 7', "key `leader`: 7 is nobody in the roster"),
        ('cadence = "immediate"\nminimum_relevance = 2', "key `minimum_relevance`: 2 is no number from 0 to 1"),
        ('cadence = "immediate"\nminimum_relevance = nan', "key `minimum_relevance`: nan is no number"),
        ('cadence = "immediate"\nminimum_relevance = true', "key `minimum_relevance`: True is no number"),
        (
            'cadence = "immediate"\nsince = "yesterday"',
            "key `since`: 'yesterday' is no period; examples: '24h', '7d'",
        ),
        ('cadence = "immediate"\nquiet = "22-6"', "key `quiet`: '22-6' are no hours; example: '22:00-06:00"),
        ('cadence = "immediate"\nquiet = 7', "key `quiet`: a text is wanted"),
        ('cadence = "immediate"\ngroup = "outlet"', "key `group`: 'outlet' does not exist; there are story, document"),
        (
            'cadence = "immediate"\ntemplate = "x.html"',
            "key `template`: 'x.html' does not exist; there are full, brief",
        ),
        ('cadence = "immediate"\nmaximum = 101', "key `maximum`: 101 is no whole number from 1 to 100"),
        ('cadence = "immediate"\nmaximum = 1.5', "key `maximum`: 1.5 is no whole number"),
        ('cadence = "immediate"\nrevisions = "yes"', "key `revisions`: 'yes' is neither true nor false"),
        ('cadence = "immediate"\nenabled = 0', "key `enabled`: 0 is neither true nor false"),
        ('cadence = "immediate"\nchannels = ["Team A"]', "key `channels`: 'Team A' is no name of a channel"),
        ('cadence = "immediate"\nchannels = []', "key `channels`: a list of names"),
        ('cadence = "immediate"\nfilters = "x"', "key `filters`: a list of queries is wanted"),
        ('cadence = "immediate"\nfilters = ["(x"]', "key `filters`: \n"),
        ('cadence = "immediate"\nspike = 3', "key `spike`: 3 is neither true nor a table"),
        ('cadence = "immediate"\nspike = { factor = 0 }', "key `spike`: `factor` is 0: a number from 1.1 to 100"),
        ('cadence = "immediate"\nspike = { weeks = 2.5 }', "key `spike`: `weeks` is 2.5: a whole number from 3"),
        ('cadence = "immediate"\n[search.spike]\nfaktor = 3', "key `spike`: `faktor` unknown; there are factor"),
    ],
)
def test_names_the_mistake_in_a_key(tmp_path: Path, line: str, problem: str) -> None:
    text = GOOD.replace('cadence = "immediate"', line)
    (found,) = _load(tmp_path, a=text)
    assert re.fullmatch(r"a\.toml, line [2-7], \[\[search\]\] 1 \(Rutte\), .*", found, re.DOTALL)
    assert found.split("(Rutte), ", 1)[1].startswith(problem)


@pytest.mark.parametrize(
    ("to", "problem"),
    [
        ("", "key `to`: missing"),
        ('to = "desk@news.internal"', "key `to`: a list of at least one address is wanted"),
        ("to = []", "key `to`: a list of at least one address is wanted"),
        ("to = [7]", "key `to`: an address is a string, not int"),
        ('to = ["desk"]', "key `to`: 'desk' is no mail address"),
        ('to = ["Desk <desk@news.internal>"]', "is no mail address: write it as name@host, without a display name"),
        ('to = ["desk@news.internal\\r\\nBcc: all@news.internal"]', "holds a line break or control character"),
        ('to = ["desk@bücher.internal"]', "is not plain ASCII: write the domain in its xn-- form"),
        ('to = ["a@b@news.internal"]', "is no mail address"),
    ],
)
def test_names_a_bad_recipient(tmp_path: Path, to: str, problem: str) -> None:
    lines = ["" if line.startswith("to = ") else line for line in GOOD.splitlines()]
    (found,) = _load(tmp_path, a="\n".join([*lines, to]))
    assert problem in found


def test_lists_every_mistake_of_every_file(tmp_path: Path) -> None:
    problems = _load(
        tmp_path,
        a=GOOD + GOOD.replace("Rutte", "RUTTE"),
        b=GOOD.replace('"Rutte"', '"Bell\\u0007"').replace("rutte and", ""),
        c="[search]\nname = 'x'\n",
        d="name = 'x'\n",
        e="[[search]\n",
        f="[[search]]\n",
    )
    text = "\n".join(problems)
    assert "a.toml, [[search]] 2 (RUTTE), key `name`: the same name as a.toml, [[search]] 1" in text
    assert "b.toml, line 3, [[search]] 1, key `name`" in text
    assert "c.toml: no table [[search]] (with double brackets)" in text
    assert "d.toml: unknown key `name` at the top" in text
    assert "e.toml: not TOML: " in text
    for key in ("name", "query", "to", "cadence"):
        assert f"f.toml, line 1, [[search]] 1, key `{key}`: missing" in text


def test_shows_where_a_query_breaks(tmp_path: Path) -> None:
    (problem,) = _load(tmp_path, a=GOOD.replace("rutte and genre:opinion", "rutte and (genre:opinion"))
    first, *rest = problem.splitlines()
    assert first == "a.toml, line 4, [[search]] 1 (Rutte), key `query`: "
    assert "rutte and (genre:opinion" in problem
    assert rest[-1].strip().startswith("^")


def test_a_file_that_is_no_text_is_a_mistake_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b'[[search]]\nname = "\xff"\n')
    (tmp_path / "b.toml").mkdir()
    problems = _load(tmp_path)
    assert problems[0].startswith("a.toml: not UTF-8 text (byte 19)")
    assert problems[1].startswith("b.toml: cannot be read: ")


def test_a_folder_without_searches_has_none_and_a_missing_one_is_an_error(tmp_path: Path) -> None:
    assert load_searches(tmp_path) == ()
    with pytest.raises(Configuration, match=r"COMMENTARIAT_SEARCHES names .*nowhere"):
        load_searches(tmp_path / "nowhere")
