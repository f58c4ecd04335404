"""What can be searched: every field of the document mapping, and shorter names for people.

Read from the mapping that is installed, never listed twice: a field added there can be searched at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from mappings.languages import FIELD, written_in
from mappings.loader import define
from mappings.names import Names

TEXT_FIELDS = ("title^3", "summary", "body")
"""Where words are looked for as they are written, phrases and wildcards here alone. The title says what an article is
about, hence its weight."""

STEMMED = (("title", "^2.5"), ("summary", "^0.8"), ("body", "^0.8"))
"""The same parts in the fields of each language, on an index that has them: the very word counts a little more."""

TIE = 0.3
"""What a word counts in each field besides its best one: title and body together before the title alone."""

ALIASES: Mapping[str, tuple[str, ...]] = {
    "leader": ("leader.id", "leader.office"),
    "office": ("leader.office",),
    "outlet": ("outlet.id", "outlet.name"),
    "country": ("outlet.country",),
    "kind": ("outlet.kind",),
    "domain": ("url.domain",),
    "url": ("url.full", "url.original", "url.observed"),
    "author": ("authors",),
    "tag": ("tags",),
    "lang": ("language",),
    "story": ("story.id",),
    "source": ("provenance.source_id",),
    "published": ("published.date",),
    "modified": ("modified.date",),
    "ingested": ("event.ingested",),
    "since": ("@timestamp",),
    "until": ("@timestamp",),
    "date": ("@timestamp",),
    "tone": ("leaders.tone",),
    "words": ("word_count",),
}
"""Short names; a value of one with several fields may stand in any of them."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field as it is mapped: ``kind`` is Elasticsearch's type, ``nested`` the path of inner objects, or empty."""

    name: str
    kind: str
    nested: str = ""
    searchable: bool = True
    aggregatable: bool = True


def fields_for(text: str) -> list[str]:
    """Where the words of ``text`` are looked for: as written, and stemmed in every language of its script.

    Fields an index does not have are ignored by the node.
    """
    return [*TEXT_FIELDS, *(f"{FIELD}.{code}.{part}{boost}" for code in written_in(text) for part, boost in STEMMED)]


@cache
def catalogue(part: str = "documents") -> Mapping[str, Field]:
    """Every leaf of the mapping of one of our indices by name: ``documents``, ``sources`` …"""
    names = Names()
    mapping = define(names, profile="core").indices[getattr(names, part)]
    return {field.name: field for field in _leaves(mapping["properties"])}


@cache
def objects() -> frozenset[str]:
    """Names that hold other fields: ``outlet``, ``published``, ``leaders`` …"""
    return frozenset(name.rpartition(".")[0] for name in catalogue() if "." in name) - catalogue().keys()


@cache
def nested_paths() -> frozenset[str]:
    """Fields that hold a list of inner objects."""
    return frozenset(field.nested for field in catalogue().values() if field.nested)


def near(name: str, names: Mapping[str, Any] | frozenset[str] | None = None) -> list[str]:
    """Known names that look like ``name``, best first."""
    known = [*(names if names is not None else [*ALIASES, *catalogue()])]
    tails = {known_name.rpartition(".")[2]: known_name for known_name in known}
    exact = [tails[name]] if name in tails else []
    return list(dict.fromkeys(exact + difflib.get_close_matches(name, known, n=3, cutoff=0.6)))[:3]


def _leaves(properties: Mapping[str, Any], prefix: str = "", nested: str = "") -> Iterator[Field]:
    for key, spec in properties.items():
        name = prefix + key
        if "properties" in spec:
            path = name if spec.get("type") == "nested" else nested
            yield from _leaves(spec["properties"], name + ".", path)
            continue
        kind = spec["type"]
        doc_values = spec.get("doc_values", kind != "text")
        # Fingerprints are for finding copies; a person who searches has no use for them.
        searchable = spec.get("index", True) and not name.startswith("fingerprint.")
        yield Field(name, kind, nested, searchable, kind != "text" and doc_values)
        yield from _leaves(spec.get("fields", {}), name + ".", nested)
