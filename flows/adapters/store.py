"""What is stored: documents and their earlier texts, read for the decider and written so that a replay is a no-op.

A document's ``_id`` is its id, its external version the time of its latest fetch in milliseconds; an earlier text's is
``ID-MILLISECONDS``. Writes use ``external_gte``: the same write again, or a merge of addresses, succeeds; an older one
is a conflict, which is no error. Every batch costs one search round trip, and one more when it finds something.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch import ApiError, AsyncElasticsearch, NotFoundError

from flows.adapters.elasticsearch import no_index, reason
from flows.errors import Transient
from flows.fingerprints import BANDS, HEAD_BANDS, Fingerprint
from flows.likeness import Version, related
from flows.model import Document
from flows.stories import CANDIDATES, Knowledge, Past
from flows.urls import canonical_url, document_id
from mappings.languages import filled
from mappings.names import Names

_ID = re.compile(r"[0-9a-f]{32}")
_LOOKUP = ["url.full", "url.original", "url.observed"]
_HISTORY = 1000
"""Earlier texts read of one document; a live blog fetched every five minutes for three days has fewer."""

HOT_BAND = 5_000
"""A band that more documents hold is boilerplate and not asked for: reading it would cost more each day, and what
shares nothing else is a page of boilerplate alone."""

_RAREST_FIRST: dict[str, Any] = {
    "fields": ["fingerprint.bands"],
    "min_term_freq": 1,
    "min_doc_freq": 1,
    "max_doc_freq": HOT_BAND,
    "max_query_terms": BANDS + HEAD_BANDS,
    "minimum_should_match": 1,
    "boost_terms": 1,
}
"""The engine looks up how many documents hold each band; boosted so, one rare band outweighs several common ones."""

_UNDIGESTED = (400, 413)
"""The request as a whole could not be read, or is too long."""

Operation = tuple[dict[str, Any], dict[str, Any]]
"""A bulk action and its document."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A write the index refused, by its place among those asked for, and why."""

    position: int
    reason: str


class Store:
    """Documents and earlier texts of one prefix, on one cluster. Holds no state of its own."""

    def __init__(self, client: AsyncElasticsearch, names: Names) -> None:
        self.client, self.names = client, names

    async def identity(self) -> str:
        """The unique id of the documents index; a journal of another index must not be believed.

        An index that was migrated keeps the id of the one it was made from: what was written there is in it.
        """
        try:
            found = (await self.client.indices.get(index=self.names.write, features="mappings,settings")).body
        except NotFoundError:
            raise no_index(self.names.write) from None
        return ",".join(sorted(_origin(index) for index in found.values()))

    async def ready(self) -> bool:
        """Whether both indices are there."""
        wanted = [self.names.write, self.names.read, self.names.revisions]
        return bool(await self.client.indices.exists(index=wanted))

    async def knowledge(self, incoming: Sequence[Version]) -> Knowledge:
        """Everything that may bear on the decision on these documents."""
        if not incoming:
            return Knowledge()
        searches: list[dict[str, Any]] = []
        for version in incoming:
            searches += [{"index": self.names.read}, _search(version)]
        answers = (await self.client.msearch(searches=searches, max_concurrent_searches=4)).body["responses"]
        wanted = {version.document.id for version in incoming}
        for version, answer in zip(incoming, answers, strict=True):
            if "error" in answer:
                raise _refused(self.names.read, answer)
            wanted |= set(_worth_reading(version, answer["hits"]["hits"]))
        versions = await self._read(wanted)
        leads = {v.document.story.id for v in versions if v.document.story} - {v.document.id for v in versions}
        versions += await self._read(leads)
        edited = [v.document.id for v in versions if v.document.revision.number > 1]
        return Knowledge(tuple(versions), await self._past(edited))

    async def write(self, operations: Sequence[Operation]) -> list[Failure]:
        """Write all, wait until searches see them, and return what was refused; older versions are passed over."""
        if not operations:
            return []
        languages = await self._languages()
        return await self._bulk(
            [
                (action, filled(document, languages) if action["index"]["_index"] == self.names.write else document)
                for action, document in operations
            ]
        )

    async def _languages(self) -> frozenset[str]:
        """The languages the index analyses, asked anew for every batch: a migration may have changed it."""
        try:
            answer = await self.client.indices.get_mapping(index=self.names.write, filter_path="*.mappings._meta")
        except NotFoundError:
            return frozenset()
        return frozenset(
            language for index in answer.body.values() for language in index["mappings"]["_meta"].get("languages", ())
        )

    async def _bulk(self, operations: Sequence[Operation]) -> list[Failure]:
        flat: list[dict[str, Any]] = [part for operation in operations for part in operation]
        try:
            answer = (await self.client.bulk(operations=flat, refresh=True)).body
        except ApiError as error:
            if error.status_code not in _UNDIGESTED:
                raise
            # One document (broken text, too long) spoils the whole request: halve until it is alone.
            if len(operations) == 1:
                return [Failure(0, reason(error.body))]
            half = len(operations) // 2
            failures = await self._bulk(operations[:half])
            return failures + [Failure(f.position + half, f.reason) for f in await self._bulk(operations[half:])]
        failures = []
        for position, item in enumerate(answer["items"]):
            result = item["index"]
            if result["status"] < 300 or result["status"] == 409:
                continue
            if result["status"] in (429, 503):
                raise Transient(
                    f"Elasticsearch is overloaded: {reason(result)}", remedy="Run again later; nothing is lost."
                )
            failures.append(Failure(position, reason(result)))
        return failures

    def current(self, version: Version) -> Operation:
        """The write of a document's present state."""
        return self._operation(self.names.write, version.document.id, version)

    def earlier(self, version: Version) -> Operation:
        """The write of an earlier text."""
        return self._operation(self.names.revisions, f"{version.document.id}-{version.fetched}", version)

    async def get(self, url_or_id: str) -> dict[str, Any] | None:
        """The stored document of an id, or of any address it was seen under."""
        ids = [url_or_id] if _ID.fullmatch(url_or_id) else [document_id(canonical_url(url_or_id))]
        for key in ids:
            try:
                return _shown((await self.client.get(index=self.names.read, id=key)).body["_source"])
            except NotFoundError:
                pass
        query = {"bool": {"should": [{"terms": {field: _spellings([url_or_id])}} for field in _LOOKUP]}}
        hits = await self._search(self.names.read, query, size=1, sort=[{"event.created": "asc"}])
        return _shown(hits[0]) if hits else None

    async def revisions(self, document: str) -> list[dict[str, Any]]:
        """The earlier texts of a document, oldest first, numbered from 1."""
        answer = await self.client.search(
            index=self.names.revisions, query={"term": {"id": document}}, size=_HISTORY, version=True
        )
        hits = sorted(answer.body["hits"]["hits"], key=lambda hit: hit["_version"])
        rows = [_shown(hit["_source"]) for hit in hits]
        for number, row in enumerate(rows, 1):
            row["revision"] = {**row["revision"], "number": number}
        return rows

    async def story(self, story: str, limit: int = 200) -> list[dict[str, Any]]:
        """The documents of a story, the lead first, then by first fetch."""
        order = [{"story.role": "desc"}, {"event.created": "asc"}, {"id": "asc"}]
        return [_shown(d) for d in await self._search(self.names.read, {"term": {"story.id": story}}, limit, order)]

    async def _search(
        self, index: str, query: Mapping[str, Any], size: int, sort: Sequence[Mapping[str, Any]]
    ) -> list[dict[str, Any]]:
        answer = await self.client.search(index=index, query=query, size=size, sort=list(sort))
        return [hit["_source"] for hit in answer.body["hits"]["hits"]]

    async def _read(self, ids: Iterable[str]) -> list[Version]:
        keys = sorted(ids)
        if not keys:
            return []
        found = (await self.client.mget(index=self.names.read, ids=keys)).body["docs"]
        for item in found:
            if "error" in item:
                raise _refused(self.names.read, item)
        return [_version(item["_source"], item["_version"]) for item in found if item.get("found")]

    async def _past(self, ids: Sequence[str]) -> dict[str, tuple[Past, ...]]:
        if not ids:
            return {}
        answer = await self.client.search(
            index=self.names.revisions,
            query={"terms": {"id": list(ids)}},
            source_includes=["id", "revision.digest"],
            version=True,
            size=10_000,
        )
        past: dict[str, tuple[Past, ...]] = {}
        for hit in answer.body["hits"]["hits"]:
            key = hit["_source"]["id"]
            past[key] = (*past.get(key, ()), Past(hit["_version"], hit["_source"]["revision"]["digest"]))
        return past

    def _operation(self, index: str, key: str, version: Version) -> Operation:
        action = {"_index": index, "_id": key, "version": version.fetched, "version_type": "external_gte"}
        return {"index": action}, {**version.document.to_json(), "fingerprint": version.fingerprint.to_json()}


def _origin(index: Mapping[str, Any]) -> str:
    return str(index["mappings"].get("_meta", {}).get("origin") or index["settings"]["index"]["uuid"])


def _search(version: Version) -> dict[str, Any]:
    """Documents at any of this one's addresses, then those that share bands, the rarest bands counting most."""
    url, outlet = version.document.url, version.document.outlet.id
    spellings = _spellings([url.full, url.original, *url.observed])
    should: list[dict[str, Any]] = [
        {"constant_score": {"filter": {"terms": {field: spellings}}, "boost": 1000}} for field in _LOOKUP
    ]
    if version.fingerprint.bands:
        should.append({"more_like_this": {**_RAREST_FIRST, "like": list(version.fingerprint.bands)}})
    query: dict[str, Any] = {"bool": {"must": [{"bool": {"should": should}}]}}
    if outlet:
        # Of equals, the same outlet's own document matters most: it may be this very one under another address.
        query["bool"]["should"] = [{"constant_score": {"filter": {"term": {"outlet.id": outlet}}, "boost": 1}}]
    return {"query": query, "size": CANDIDATES, "_source": ["fingerprint.sketch"], "track_total_hits": False}


def _worth_reading(version: Version, hits: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    for hit in hits:
        if hit["_score"] >= 1000:
            yield hit["_id"]
            continue
        other = Fingerprint.from_json(hit["_source"].get("fingerprint"))
        if other and related(version.fingerprint, other):
            yield hit["_id"]


def _spellings(urls: Iterable[str]) -> list[str]:
    """Each address as given and canonical, with either scheme: what may stand in the index for it."""
    spelt: dict[str, None] = {}
    for url in urls:
        for form in (url, canonical_url(url)):
            rest = re.sub(r"^https?://", "", form)
            spelt |= dict.fromkeys((form, f"http://{rest}", f"https://{rest}"))
    return [form for form in spelt if form and len(form) <= 8191 and _encodable(form)]


def _encodable(text: str) -> bool:
    """A lone surrogate cannot be sent, and nothing stored can match it."""
    return not any("\ud800" <= char <= "\udfff" for char in text)


def _version(source: dict[str, Any], version: int) -> Version:
    stored = Fingerprint.from_json(source.get("fingerprint"))
    if stored is None:
        from flows.fingerprints import fingerprint

        stored = fingerprint(source["title"], source["body"])
    return Version(Document.from_json(source), stored, version)


def _shown(source: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in source.items() if key != "fingerprint"}


def _refused(index: str, answer: Mapping[str, Any]) -> Exception:
    error = answer.get("error") or {}
    if error.get("type") == "index_not_found_exception":
        return no_index(index)
    return Transient(f"Elasticsearch cannot search {index}: {reason(answer)}", remedy="Run again later.")
