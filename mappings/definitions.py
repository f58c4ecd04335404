"""Definitions of Kibana's objects: tags, data views, saved searches and dashboards, as short JSON files.

The shipped ones lie in ``kibana/``; an operator's own, in a folder of theirs, are added, and one with the kind and id
of a shipped one takes its place. Here they are read, and their shape is checked by :mod:`mappings.shapes`, every
mistake with its file and place; whether fields exist and queries run is :mod:`flows.dashboards`' business.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from mappings.shapes import mistakes

VIEW = "commentary"
"""The data view of whatever names none. Its id is fixed: what users build on it survives our updates."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One object as its file says it; ``file`` is for messages."""

    file: str
    given: Mapping[str, Any]

    @property
    def key(self) -> tuple[str, str]:
        """Kind and id."""
        return str(self.given["type"]), str(self.given["id"])


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake: in which file, where in it, and what is wrong."""

    file: str
    place: str
    text: str

    def __str__(self) -> str:
        return ", ".join(part for part in (self.file, self.place) if part) + f": {self.text}"


class DefinitionsInvalid(ValueError):
    """Files that are no definitions; ``problems`` names each mistake."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = tuple(problems)


def load(folder: Path | None = None) -> list[Definition]:
    """The shipped definitions and those of ``folder``. Raises :class:`DefinitionsInvalid`, or ``OSError``."""
    found: dict[tuple[str, str], Definition] = {}
    shipped = [(entry.name, entry.read_text("utf-8")) for entry in (files("mappings") / "kibana").iterdir()]
    own = [(str(path), path.read_text("utf-8", "replace")) for path in sorted(folder.glob("*.json"))] if folder else []
    problems: list[Problem] = []
    for source in (sorted(row for row in shipped if row[0].endswith(".json")), own):
        here: dict[tuple[str, str], Definition] = {}
        for file, text in source:
            for definition in _read(file, text, problems):
                if definition.key in here:
                    kind, id_ = definition.key
                    problems.append(Problem(file, "id", f"{kind} {id_} stands in {here[definition.key].file} too"))
                here[definition.key] = definition
        found |= here
    if problems:
        raise DefinitionsInvalid(problems)
    return list(found.values())


def _read(file: str, text: str, problems: list[Problem]) -> Iterator[Definition]:
    try:
        data = json.loads(text)
    except ValueError as error:
        problems.append(Problem(file, "", f"not JSON: {error}"))
        return
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        problems.append(Problem(file, "", "a text in it holds half a character (a lone surrogate)"))
        return
    for given in data if isinstance(data, list) else [data]:
        wrong = [Problem(file, place, text) for place, text in mistakes(given)]
        problems += wrong
        if not wrong:
            yield Definition(file, given)
