"""Files of definitions: read, added to the shipped ones, and refused with the place of every mistake."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mappings.definitions import DefinitionsInvalid, load

PANEL: dict[str, Any] = {
    "id": "volume",
    "chart": "bar_stacked",
    "title": "Volume",
    "grid": [0, 0, 48, 10],
    "time": "@timestamp",
    "split": {"field": "genre", "label": "Genre", "size": 5},
    "metrics": [{"function": "count", "label": "Articles"}],
}
DASHBOARD: dict[str, Any] = {
    "type": "dashboard",
    "id": "mine",
    "title": "Mine",
    "description": "",
    "from": "now-7d",
    "to": "now",
    "panels": [PANEL],
}
SEARCH: dict[str, Any] = {
    "type": "search",
    "id": "commentary-latest",
    "title": "Other",
    "description": "",
    "query": "genre: news",
    "columns": ["title"],
    "sort": [["@timestamp", "desc"]],
}


def put(folder: Path, *given: Any, name: str = "own.json") -> Path:
    """A folder with one file in it."""
    (folder / name).write_text(json.dumps(list(given)), "utf-8")
    return folder


def mistakes(folder: Path) -> list[str]:
    """What is wrong with a folder, without the names of its files."""
    with pytest.raises(DefinitionsInvalid) as caught:
        load(folder)
    assert all(problem.file.startswith(str(folder)) for problem in caught.value.problems)
    return [f"{problem.place}: {problem.text}" for problem in caught.value.problems]


def test_own_ones_are_added_and_take_the_place_of_shipped_ones(tmp_path: Path) -> None:
    found = {definition.key: definition.given for definition in load(put(tmp_path, DASHBOARD, SEARCH))}
    assert found["dashboard", "mine"] == DASHBOARD
    assert found["search", "commentary-latest"]["title"] == "Other"
    assert len(found) == len(load()) + 1


def test_nothing_in_the_folder(tmp_path: Path) -> None:
    assert load(tmp_path) == load()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda d: d.pop("title"), "dashboard mine: title is missing"),
        (lambda d: d.update(colour="red"), "dashboard mine: colour is not known"),
        (lambda d: d.update(id="Mine!"), "an id is lower-case letters"),
        (lambda d: d.update({"from": 7}), "dashboard mine, from: a text is wanted"),
        (lambda d: d.update(tags="x"), "dashboard mine, tags: a list of texts is wanted"),
        (lambda d: d.update(panels={}), "panels: a panel is an object"),
        (lambda d: d.update(controls=[{"field": "x"}]), "controls[0]: a control has field, title"),
        (lambda d: d["panels"].append(3), "panels[1]: a panel is an object"),
        (lambda d: d["panels"][0].update(chart="pie"), "panel volume: a panel is an object whose chart is one of"),
        (lambda d: d["panels"][0].update(chart=["pie"]), "panel volume: a panel is an object whose chart is one of"),
        (lambda d: d["panels"][0].pop("metrics"), "panel volume: metrics is missing"),
        (lambda d: d["panels"][0].update(metrics=[]), "panel volume: metrics: at least one"),
        (lambda d: d["panels"][0].update(metrics=[{"function": "mode", "label": "x"}]), "metrics[0]: function is one"),
        (
            lambda d: d["panels"][0].update(metrics=[{"function": "sum", "label": "x"}]),
            "metrics[0]: every function but",
        ),
        (lambda d: d["panels"][0].update(metrics=[1]), "metrics[0]: function and label"),
        (lambda d: d["panels"][0].update(order=1), "panel volume: order: the position"),
        (lambda d: d["panels"][0].update(grid=[0, 0, 49, 1]), "panel volume: grid: it is wider"),
        (lambda d: d["panels"][0].update(grid=[0, 0, 4]), "panel volume: grid: left, top"),
        (lambda d: d["panels"][0].update(grid=[0, True, 4, 4]), "panel volume: grid: left, top"),
        (lambda d: d["panels"][0].update(rows=[]), "panel volume: either time or rows"),
        (lambda d: d["panels"][0].update(interval="daily"), "panel volume: interval: write 1h"),
        (lambda d: d.update({"from": "yesterday"}), "dashboard mine, from: a time is written as"),
        (lambda d: d.update(panels=[PANEL] * 101), "dashboard mine, panels: Kibana takes 100 at most"),
        (lambda d: d["panels"][0]["metrics"][0].update(label=1), "metrics[0]: label, field and query are texts"),
        (lambda d: d["panels"][0]["metrics"][0].update(decimals="2"), "metrics[0], decimals: a whole number"),
        (lambda d: d["panels"][0]["split"].update(other="yes"), "split: other and hidden are true or false"),
        (lambda d: d["panels"][0]["split"].update(size=0), "split, size: a whole number"),
        (lambda d: d["panels"][0]["split"].update(filters=[{"label": "x"}]), "split, filters: a list of objects"),
        (lambda d: d["panels"][0].update(split="genre"), "split: an object with a label"),
        (lambda d: d["panels"][0].update(links=[{"to": "x"}]), "links[0]: a link has to"),
        (lambda d: d["panels"][0].update(colour=1), "panel volume: colour is not known; a bar_stacked has"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, change: Callable[[dict[str, Any]], Any], says: str) -> None:
    given = json.loads(json.dumps(DASHBOARD))
    change(given)
    assert says in "\n".join(mistakes(put(tmp_path, given)))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"type": "lens"}, "type: a definition is an object whose type is one of"),
        (7, "type: a definition is an object"),
        ({**SEARCH, "sort": ["x"]}, 'sort: a list of ["field"'),
        ({**SEARCH, "sort": [["x", "up"]]}, 'sort: a list of ["field"'),
        ({**SEARCH, "columns": [1]}, "columns: a list of texts"),
        ({"type": "tag", "id": "x", "name": "x", "color": "red"}, "color: a color is written as"),
        ({"type": "data view", "id": "x", "name": "x", "time": "t", "index": "logs"}, "a data view looks at documents"),
    ],
)
def test_mistakes_of_other_kinds(tmp_path: Path, given: Any, says: str) -> None:
    assert says in "\n".join(mistakes(put(tmp_path, given)))


def test_two_with_one_id(tmp_path: Path) -> None:
    put(tmp_path, SEARCH)
    assert "id: search commentary-latest stands in" in mistakes(put(tmp_path, SEARCH, name="zwei.json"))[0]


@pytest.mark.parametrize("text", ["{", "", "\ufeff[]"])
def test_files_that_are_no_json(tmp_path: Path, text: str) -> None:
    (tmp_path / "own.json").write_text(text, "utf-8")
    assert "not JSON" in mistakes(tmp_path)[0]


def test_half_a_character(tmp_path: Path) -> None:
    (tmp_path / "own.json").write_text('{"type": "tag", "id": "x", "name": "\\ud800", "color": "#000000"}', "utf-8")
    assert "half a character" in mistakes(tmp_path)[0]


JUNK: list[Any] = [None, 0, -1, 1.5, True, "", [], {}, "x", [1], {"a": 1}, [[]], ["@timestamp"], "title", "leaders.id"]


def test_whatever_passes_can_be_made_into_objects(tmp_path: Path) -> None:
    """Shipped definitions with anything anywhere: refused with places, or made; never another error."""
    import random

    from flows.dashboards.check import problems
    from mappings.bundle import dashboards, saved_objects
    from mappings.definitions import Definition
    from mappings.names import Names
    from mappings.shapes import mistakes as misshapen

    chance = random.Random(8)
    shipped, made = load(), 0
    for _ in range(300):
        at = chance.randrange(len(shipped))
        given = json.loads(json.dumps(shipped[at].given))
        spot: Any = given
        while True:
            key = chance.choice(list(spot) if isinstance(spot, dict) else range(len(spot)))
            if isinstance(spot[key], dict | list) and spot[key] and chance.random() < 0.8:
                spot = spot[key]
                continue
            spot[key] = chance.choice(JUNK)
            break
        definitions = [*shipped[:at], Definition("own.json", given), *shipped[at + 1 :]]
        if not list(misshapen(given)) and not problems(definitions):
            rows = [definition.given for definition in definitions]
            assert saved_objects(Names(), rows)
            assert dashboards(Names(), rows)
            made += 1
    assert made
