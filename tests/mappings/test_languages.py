"""Texts analysed by their own language, on a real node that can; and that nothing but the search knows of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from elasticsearch import AsyncElasticsearch, Elasticsearch

from flows.adapters.elasticsearch import connect
from flows.adapters.store import Store
from flows.fingerprints import fingerprint
from flows.likeness import Version
from flows.search.service import SearchRequest, SearchResult, search
from flows.settings import Settings
from mappings.languages import LANGUAGES, PARTS, analysed_as, component, filled, written_in
from mappings.loader import install
from mappings.migration import migrate
from mappings.names import Names
from tests.flows.search.corpus import document
from tests.mappings.moving import everything, fill, old_index, version
from tests.search_fixture import remove

FORMS = {
    "ar": ("الكتب الجديدة", "كتاب الجديد"),
    "bg": ("мостовете над реката", "мостове"),
    "ca": ("les escoles tancades", "escola"),
    "cs": ("demise vlády a nové volby", "volba"),
    "da": ("skolerne er lukket", "skole"),
    "de": ("die Häuser am Deich", "haus"),
    "el": ("οι δρόμοι της πόλης", "δρόμος"),
    "en": ("harbours and exchanges", "exchange"),
    "es": ("los astilleros solares", "astillero"),
    "et": ("uued sillad avati", "sild"),
    "fi": ("sillat suljettiin", "silta"),
    "fr": ("les grèves des traducteurs", "grève"),
    "ga": ("na scoileanna", "scoil"),
    "hu": ("az új házak", "ház"),
    "it": ("gli ammiragli silenziosi", "ammiraglio"),
    "lt": ("nauji tiltai", "tiltas"),
    "lv": ("jaunas skolas", "skola"),
    "nl": ("de zandzakken van scholieren", "zandzak"),
    "no": ("skolene og havnene", "skole"),
    "pl": ("nowe wagony kolejowe", "wagonów"),
    "pt": ("os navios lentos", "navio"),
    "ro": ("podurile închise", "poduri"),
    "ru": ("новые мосты", "мост"),
    "sr": ("нови мостови", "мостова"),
    "sv": ("skolorna stängdes", "skola"),
    "tr": ("okullar kapandı", "okul"),
    "uk": ("нові школи енергетиків", "школа"),
    "zh": ("北京的学校", "学校"),
}
"""A text, and another form of one of its words."""

PAIRS = [pytest.param(code, *pair, id=code) for code, pair in FORMS.items() if code not in ("ga", "et", "ar")]


def test_a_language_goes_where_it_is_analysed() -> None:
    assert len(LANGUAGES) >= 20
    assert [analysed_as(code) for code in ("de", "DE-AT", "nb", "hr", "zh", "xx", "", None)] == [
        *("de", "de", "no", "sr", "cjk"),
        *(None, None, None),
    ]


def test_a_query_asks_the_languages_of_its_letters() -> None:
    assert written_in("δρόμος") == ("el",)
    assert {"en", "de", "pl", "sr"} <= set(written_in("harbours"))
    assert not {"ru", "el", "cjk", "ar"} & set(written_in("harbours"))
    assert {"uk", "ru", "bg", "sr"} == set(written_in("мост"))
    assert set(written_in("NATO мост")) == set(written_in("nato")) | set(written_in("мост"))
    assert written_in("2026") == written_in("nato")


def test_what_is_stored_stays_the_document() -> None:
    given = {"id": "1", "language": "nb", "title": "Skoler", "summary": "", "body": "Havn"}
    assert filled(given, ["no"]) == {**given, "text": {"no": {"title": "Skoler", "body": "Havn"}}}
    assert filled(given, ["de"]) == given
    assert filled({**given, "language": None}, LANGUAGES) == {**given, "language": None}


def test_every_language_has_its_analyzer() -> None:
    body = component(LANGUAGES)["template"]
    used = {
        spec["analyzer"]
        for fields in body["mappings"]["properties"]["text"]["properties"].values()
        for spec in fields["properties"].values()
    }
    assert used == set(body["settings"]["analysis"]["analyzer"])
    assert len(used) == len(LANGUAGES)
    assert component(())["template"] == {"mappings": {"properties": {}}}


@pytest.fixture(scope="module")
def names(fuller_url: str) -> Iterator[Names]:
    """A prefix on the fuller node with a document for every pair, and a lure in a language of its own."""
    names = Names("tlanguages")

    async def work() -> None:
        async with connected(fuller_url) as client:
            remove(Elasticsearch(fuller_url), names.prefix)
            changes = await install(client, names)
            assert changes[0].name == "full"
            store = Store(client, names)
            written = []
            for number, (code, (text, _)) in enumerate(FORMS.items(), 1):
                made = replace(document(number, text, f"{text}."), language=code)
                written.append(store.current(Version(made, fingerprint(made.title, made.body), 1)))
            assert not await store.write(written)

    asyncio.run(work())
    yield names
    with Elasticsearch(fuller_url) as client:
        remove(client, names.prefix)


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[AsyncElasticsearch]:
    """A client that is closed."""
    client = connect(Settings(elasticsearch_url=url))
    try:
        yield client
    finally:
        await client.close()


def asked(url: str, names: Names, query: str, **options: Any) -> SearchResult:
    """The answer to a query."""

    async def work() -> SearchResult:
        async with connected(url) as client:
            return await search(client, names, SearchRequest(query=query, **options))

    return asyncio.run(work())


@pytest.mark.node
@pytest.mark.parametrize(("code", "text", "form"), PAIRS)
def test_another_form_of_a_word_is_found(fuller_url: str, names: Names, code: str, text: str, form: str) -> None:
    for syntax in ("kql", "lucene"):
        hits = asked(fuller_url, names, form, syntax=syntax).hits
        assert code in [hit.document["language"] for hit in hits]
        best = next(hit for hit in hits if hit.document["language"] == code)
        assert best.document["title"] == text
        assert "text" not in best.document
        assert "<em>" in best.highlights["title"][0]


@pytest.mark.node
def test_phrases_are_taken_at_their_word(fuller_url: str, names: Names) -> None:
    assert not asked(fuller_url, names, '"exchange"').hits
    assert asked(fuller_url, names, '"harbours and exchanges"').total == 1


@pytest.mark.node
def test_kibanas_bare_words_find_the_same(fuller_url: str, names: Names) -> None:
    """Kibana names no fields for a bare word: the index's own setting decides."""
    with Elasticsearch(fuller_url) as client:
        bare = {"multi_match": {"query": "exchange", "type": "best_fields", "lenient": True}}
        assert client.search(index=names.read, query=bare)["hits"]["total"]["value"] == 1


@pytest.mark.node
def test_a_node_that_learned_languages_gets_them_by_migration(on_fuller: Settings) -> None:
    names = Names(on_fuller.index_prefix)
    url = on_fuller.elasticsearch_url or ""

    async def work() -> None:
        async with connected(url) as client:
            source = await old_index(client, names)
            await install(client, names)
            await fill(client, names, range(1, 41))
            before = await everything(client, source)

            report = await migrate(client, names)
            assert (report.profile, report.documents) == ("full", 40)
            assert await everything(client, names.read) == before
            held = (await client.count(index=names.read, query={"exists": {"field": "text.de.title"}})).body
            assert held["count"] == 10
            # A writer that did not know yet: its document has no fields of its language, until it is migrated again.
            late = version(4 * 99).document.to_json()
            await client.index(index=names.write, id=late["id"], document=late, version=7, version_type="external")
            again = await migrate(client, names)
            assert (again.source, again.refilled) == ("", 1)
            await client.indices.refresh(index=names.read)

    try:
        asyncio.run(work())
        assert asked(url, names, "haus").total == 11
        assert not asked(url, names, '"haus"').hits
    finally:
        with Elasticsearch(url) as client:
            remove(client, names.prefix)


def test_parts_are_those_of_a_document() -> None:
    assert set(PARTS) < set(version(1).document.to_json())
