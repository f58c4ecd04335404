"""Searches of Kibana's: each shape is read, filters mean what they mean there, what cannot run is refused by name."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.alerts.kibana_searches import Read, parse_export, read
from flows.alerts.searches import Rule
from flows.errors import Configuration
from mappings.names import Names
from tests.flows.alerts.kibana_objects import combined, export, ndjson, phrase, search, source, view

NAMES = Names("commentary")
DESK = "mail:desk@news.internal"


def _read(*searches: dict[str, Any], rules: tuple[Rule, ...] = (), **options: str) -> Read:
    return read(parse_export(ndjson(*searches, **options), "mine.ndjson"), rules, NAMES)


def _refusal(*searches: dict[str, Any], **options: Any) -> str:
    found = _read(*searches, **options)
    assert found.searches == ()
    (reason,) = found.refused.values()
    return reason


@pytest.mark.parametrize("shape", ["flat", "both", "tabs"])
def test_every_shape_is_read(shape: str) -> None:
    found = _read(search(source("rutte"), DESK, "cadence:daily 08:00 UTC", "quiet:22:00-06:00 UTC", shape=shape))
    (one,) = found.searches
    assert found.refused == {}
    assert (one.name, one.query, one.syntax, one.to) == ("Rutte", "rutte", "kql", ("desk@news.internal",))
    assert (str(one.cadence), str(one.quiet)) == ("daily 08:00 UTC", "22:00-06:00 UTC")
    assert one.place == "Kibana, search search-1 (Rutte)"


def test_each_tab_of_a_session_is_a_search() -> None:
    item = search(source("rutte"), DESK, shape="tabs")
    other = {
        "label": "Lucene",
        "attributes": {"kibanaSavedObjectMeta": {"searchSourceJSON": source("a", (), "lucene")}},
    }
    item["attributes"]["tabs"].append(other)
    found = _read(item)
    assert [(one.name, one.syntax) for one in found.searches] == [
        ("Rutte: Untitled", "kql"),
        ("Rutte: Lucene", "lucene"),
    ]


def test_filters_mean_what_they_mean_in_kibana() -> None:
    filters = (
        phrase("language", "en"),
        phrase("genre", "interview", negate=True),
        phrase("outlet.country", "NO", disabled=True),
        combined("OR", phrase("genre", "blog"), combined("AND", phrase("genre", "opinion"), phrase("language", "en"))),
        {"meta": {"negate": True, "alias": "no copies"}, "query": {"term": {"story.role": "copy"}}},
        {"meta": {}, "exists": {"field": "authors"}},
        {"meta": {}, "query": {"match": {"title": {"query": "a b", "type": "phrase"}}}},
        {"meta": {"type": "range"}, "range": {"word_count": {"gte": 5}}},
    )
    (one,) = _read(search(source("", filters), DESK)).searches
    clauses = [f.clause for f in one.filters]
    assert clauses[0] == {"match_phrase": {"language": "en"}}
    assert clauses[1] == {"bool": {"must_not": [{"match_phrase": {"genre": "interview"}}]}}
    assert clauses[2]["bool"]["minimum_should_match"] == 1
    assert clauses[3] == {"bool": {"must_not": [{"term": {"story.role": "copy"}}]}}
    assert clauses[4:] == [
        {"exists": {"field": "authors"}},
        {"match_phrase": {"title": {"query": "a b"}}},
        {"range": {"word_count": {"gte": 5}}},
    ]
    said = [f.said for f in one.filters]
    assert said[1] == 'not genre: "interview"'
    assert said[3] == "not no copies"
    assert said[2] == '(genre: "blog" or (genre: "opinion" and language: "en"))'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (json.dumps({"query": {"esql": "FROM commentary"}}), "it asks in ES|QL"),
        (json.dumps({"query": {"query": "x", "language": "kuery"}}), "it names no data view"),
        (source({"esql": "FROM x"}), "its query is no text"),
        (source("rutte and ("), "its query: "),
        (source("nosuch:1"), "its query: "),
        (source("x", (), "painless"), "its query language 'painless' is not known"),
        (source("x", ({"meta": {}, "query": {"script": {"script": "1"}}},)), "its filter uses `script`"),
        (
            source("x", ({"meta": {"type": "custom"}, "query": {"geo_shape": {"a": {}}}},)),
            "its filter uses `geo_shape`",
        ),
        (source("x", (phrase("host.name", "a"),)), "the field `host.name`, which the index does not have"),
        (source("x", ({"meta": {}, "query": {"bool": {"must": [{"knn": {}}]}}},)), "its filter uses `knn`"),
        (source("x", ("y",)), "one of its filters is no object"),
        ("{", "it has no searchSourceJSON that can be read"),
        ("[]", "its searchSourceJSON is no object"),
    ],
)
def test_what_cannot_run_is_refused_by_name(text: str, reason: str) -> None:
    said = _refusal(search(text, DESK))
    assert said.startswith("Kibana, search search-1 (Rutte): ")
    assert reason in said


def test_esql_is_refused_as_such_whatever_else_it_says() -> None:
    item = search(source(), DESK, shape="tabs")
    item["attributes"]["tabs"][0]["attributes"]["isTextBasedQuery"] = True
    assert "ES|QL" in _refusal(item)
    text = json.dumps({"query": {"esql": "FROM x"}, "index": {"title": "commentary*"}})
    assert "ES|QL" in _refusal(search(text, DESK))


def test_a_search_over_another_data_view_is_refused() -> None:
    assert "it looks at 'logs-*', not at 'commentary'" in _refusal(search(source(), DESK), view_title="logs-*")
    assert len(_read(search(source(), DESK), view_title="logs-*,commentary").searches) == 1
    alone = [item for item in export(search(source(), DESK)) if item["type"] != "index-pattern"]
    (reason,) = read(alone, (), NAMES).refused.values()
    assert "its data view view-1 is not in the export" in reason
    ad_hoc = json.dumps({"query": {"query": "x", "language": "kuery"}, "index": {"title": "commentary", "id": "a"}})
    assert len(_read(search(ad_hoc, DESK)).searches) == 1


def test_tags_and_rules_select() -> None:
    assert _read(search(source())) == Read()
    assert _read(search(source(), "press desk")) == Read()
    by_tag = Rule("", "Press Desk", {"to": ["a@news.internal"], "cadence": "hourly"}, "a.toml")
    by_title = Rule("rutte", "", {"cadence": "weekly monday 08:00"}, "a.toml")
    (one,) = _read(search(source(), "press desk", "channel:team"), rules=(by_title, by_tag)).searches
    assert one.targets == ("a@news.internal", "channel:team")
    assert str(one.cadence) == "weekly monday 08:00 UTC", "the first rule has the last word"
    assert "nobody is named to be told" in _refusal(search(source()), rules=(by_title,))
    assert "`to`: 'desk' is no mail address" in _refusal(search(source(), "mail:desk"))
    assert "`cadence`: 'often' does not exist" in _refusal(search(source(), DESK, "cadence:often"))


def test_a_rule_for_a_search_that_is_not_there_is_reported() -> None:
    found = _read(search(source(), DESK), rules=(Rule("Rute", "", {}, "a.toml, [[kibana]] 1"),))
    assert len(found.searches) == 1
    assert list(found.refused.values()) == ["a.toml, [[kibana]] 1, key `search`: Kibana has no saved search 'Rute'"]


def test_a_title_is_safe_in_headers() -> None:
    (one,) = _read(search(source(), DESK, title="A\r\nBcc: x\u0000\u202e " + "y" * 200)).searches
    assert one.name.startswith("A Bcc: x y")
    assert len(one.name) == 100


def test_two_searches_of_one_name_are_refused() -> None:
    twice = search(source(), DESK), search(source(), DESK, id_="search-2")
    assert "search search-2 (Rutte): another search has the same name" in _refusal(*twice)


def test_an_export_that_is_none_is_told_with_its_line() -> None:
    with pytest.raises(Configuration, match=r"mine\.ndjson, line 2: not JSON"):
        parse_export('{"type": "search"}\n{', "mine.ndjson")
    with pytest.raises(Configuration, match=r"mine\.ndjson, line 1: no saved object"):
        parse_export("[]", "mine.ndjson")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(JSON, JSON, JSON, JSON)
def test_no_object_is_a_crash(attributes: Any, tab: Any, held: Any, filter_: Any) -> None:
    texts = [source("x", (filter_,)), json.dumps(held), json.dumps({"query": held, "index": {"title": "commentary"}})]
    items = [{"type": "search", "id": "a", "attributes": attributes, "references": held}, view()]
    for text in texts:
        one = search(text, DESK)
        one["attributes"]["tabs"] = [tab, {"attributes": tab}, {"attributes": {"kibanaSavedObjectMeta": tab}}]
        items += [search(text, DESK), one]
    read([*items, *export(search(source("x", ({"meta": held, "query": filter_},)), DESK))], (), NAMES)
