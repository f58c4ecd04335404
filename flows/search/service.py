"""One search: a query and its filters to hits, one a story, best first (how they are ordered: :mod:`.ranking`).

Two round trips. The first asks for the ids of somewhat more articles than are wanted, so that the node may skip what
cannot be among them; the second for the best of each story with its highlights, and for counts. Where many copies of
few stories fill the first answer, the node collapses them instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flows.errors import Configuration
from flows.search import compile_query, lucene, moments
from flows.search.errors import QueryError
from flows.search.explain import Part, explained
from flows.search.ranking import order, ranked
from mappings.languages import FIELD, written_in

if TYPE_CHECKING:
    from elasticsearch import AsyncElasticsearch

    from mappings.names import Names

MAX_LIMIT = 1000
"""Most stories of one search: their bodies travel with them, some 5 KB each."""

COUNTED = 10_000
"""Articles counted exactly; beyond, ``total`` says "at least": counting a million costs more than finding the best."""

SPARE = 4
"""Articles asked for each story that is wanted; one first page of many copies costs a second request."""

MARK = ("<em>", "</em>")
"""Around each matched word in a highlight; all else in it is HTML-escaped, so a fragment may be put into a page."""

ANALYZED = 900_000
"""Characters of a body looked at for highlights; the node refuses more than a million."""

SHOWN_FIELDS = {"title": 0, "summary": 1, "body": 2}
"""Highlighted fields with their number of fragments; 0 gives the whole field back."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What is wanted. ``leader`` is the id of a person or office; ``since`` and ``until`` as in ``moments``."""

    query: str = ""
    syntax: str = "kql"
    leader: str | None = None
    since: str | None = None
    until: str | None = None
    language: str | None = None
    outlet: str | None = None
    limit: int = 10
    explain: bool = False


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One story by its best matching document. ``copies`` are the other documents of the story, matching or not."""

    id: str
    score: float
    document: Mapping[str, Any]
    highlights: Mapping[str, list[str]]
    copies: int = 0
    parts: tuple[Part, ...] | None = None

    def to_json(self) -> dict[str, Any]:
        """The hit as ``search --json`` prints it."""
        shown = {"id": self.id, "score": self.score, "document": self.document, "highlights": self.highlights}
        return shown if self.parts is None else {**shown, "explanation": [part.to_json() for part in self.parts]}


@dataclass(frozen=True, slots=True)
class SearchResult:
    """``total`` counts matching documents, ``stories`` the stories they belong to (estimated above 3,000).

    With ``more`` there are at least so many, and stories are not counted.
    """

    total: int = 0
    stories: int = 0
    hits: tuple[SearchHit, ...] = field(default=())
    more: bool = False

    def to_json(self) -> dict[str, Any]:
        """The result as ``search --json`` prints it."""
        hits = [hit.to_json() for hit in self.hits]
        return {"total": self.total, **({"more": True} if self.more else {}), "hits": hits}


def body(request: SearchRequest) -> dict[str, Any]:
    """The request as Elasticsearch is asked. Pure. Raises ``QueryError`` or ``Configuration`` for a bad one."""
    if not 1 <= request.limit <= MAX_LIMIT:
        raise Configuration(f"the limit is {request.limit}: it must lie between 1 and {MAX_LIMIT}")
    compiled = compile_query(request.query, syntax=request.syntax)
    return {
        "query": ranked(compiled, filters(request)),
        "sort": order(compiled),
        "size": min(request.limit * SPARE, 10_000),
        "track_total_hits": COUNTED,
        "track_scores": True,
        "source": False,
        "docvalue_fields": ["story.id"],
    }


def collapsed(asked: Mapping[str, Any], limit: int) -> dict[str, Any]:
    """The same request with one hit a story, whatever it costs."""
    return {**asked, "size": limit, "collapse": {"field": "story.id"}}


def details(request: SearchRequest, asked: Mapping[str, Any], ids: list[str]) -> dict[str, Any]:
    """The request for what is shown of the documents ``ids``."""
    codes = written_in(request.query)
    return {
        "query": {"bool": {"must": [asked["query"]], "filter": [{"ids": {"values": ids}}]}},
        "size": len(ids),
        "_source": {"excludes": ["fingerprint"]},
        "explain": request.explain,
        "highlight": {
            "encoder": "html",
            "pre_tags": [MARK[0]],
            "post_tags": [MARK[1]],
            "max_analyzed_offset": ANALYZED,
            "fields": {
                # A word found by its stem is marked as it stands; fields an index does not have are ignored.
                name: {
                    "number_of_fragments": count,
                    "fragment_size": 180,
                    "matched_fields": [name, *(f"{FIELD}.{code}.{name}" for code in codes)],
                }
                for name, count in SHOWN_FIELDS.items()
            },
        },
    }


def filters(request: SearchRequest) -> list[dict[str, Any]]:
    """The options as conditions."""
    out: list[dict[str, Any]] = []
    if request.leader:
        either = [{"term": {name: request.leader}} for name in ("leader.id", "leader.office")]
        out.append({"bool": {"should": either, "minimum_should_match": 1}})
    if request.language:
        out.append({"term": {"language": {"value": request.language, "case_insensitive": True}}})
    if request.outlet:
        wanted = {"value": request.outlet, "case_insensitive": True}
        places = [{"term": {name: wanted}} for name in ("outlet.id", "outlet.name")]
        out.append({"bool": {"should": places, "minimum_should_match": 1}})
    bounds: dict[str, str] = {}
    if request.since:
        bounds["gte"] = moments.option("since", request.since).start
    if request.until:
        until = moments.option("until", request.until)
        bounds["lte" if until.start == until.end else "lt"] = until.end
    if bounds:
        out.append({"range": {"@timestamp": bounds}})
    return out


async def search(client: AsyncElasticsearch, names: Names, request: SearchRequest) -> SearchResult:
    """Ask the node. Raises ``QueryError``, ``Configuration`` (no index, no access) or ``Transient``."""
    from elasticsearch import ApiError, BadRequestError, NotFoundError, TransportError

    from flows.adapters.elasticsearch import mapped, reason

    asked = body(request)
    try:
        if request.syntax == "lucene":
            await _validate(client, names, request.query)
        found = (await client.search(index=names.read, **asked)).body
        total, best = found["hits"]["total"], _best(found["hits"]["hits"], request.limit)
        if len(best) < request.limit and len(found["hits"]["hits"]) == asked["size"]:
            rows = (await client.search(index=names.read, **collapsed(asked, request.limit))).body["hits"]["hits"]
            best = _best(rows, request.limit)
        more = total["relation"] != "eq"
        shown, sizes, stories = await _details(client, names, request, asked, best, count=not more)
    except NotFoundError:
        raise Configuration(
            f"there is no index behind {names.read} yet", remedy="Run `commentariat setup`, then `commentariat ingest`."
        ) from None
    except BadRequestError as error:
        raise QueryError(f"the node does not accept this query: {reason(error.body)}", request.query, 0) from None
    except (ApiError, TransportError) as error:
        raise mapped(error) from error
    hits = tuple(_hit(shown[row["_id"]], row["_score"], sizes) for row in best if row["_id"] in shown)
    return SearchResult(total["value"], stories, hits, more)


def _best(rows: list[dict[str, Any]], limit: int) -> list[dict[str, Any]]:
    """The first row of each story."""
    seen: dict[str, dict[str, Any]] = {}
    for row in rows:
        story = next(iter(row.get("fields", {}).get("story.id", ())), "")
        seen.setdefault(story or row["_id"], row)
    return list(seen.values())[:limit]


async def _details(
    client: AsyncElasticsearch,
    names: Names,
    request: SearchRequest,
    asked: Mapping[str, Any],
    best: list[dict[str, Any]],
    *,
    count: bool,
) -> tuple[dict[str, dict[str, Any]], dict[str, int], int]:
    """What is shown of each document, how many each story has in all, and how many stories match."""
    from flows.adapters.elasticsearch import reason

    if not best:
        return {}, {}, 0
    ids = [row["_id"] for row in best]
    stories = [story for row in best for story in row.get("fields", {}).get("story.id", ()) if story]
    size = {"terms": {"field": "story.id", "size": max(1, len(stories))}}
    bodies = [
        details(request, asked, ids),
        {"size": 0, "query": {"terms": {"story.id": stories}}, "aggs": {"stories": size}},
    ]
    if count:
        unscored = {"bool": {"filter": [asked["query"]]}}
        cardinality = {"cardinality": {"field": "story.id", "precision_threshold": 3000}}
        bodies.append({"size": 0, "query": unscored, "aggs": {"stories": cardinality}})
    searches = [part for body in bodies for part in ({"index": names.read}, body)]
    answers = (await client.msearch(searches=searches)).body["responses"]
    for answer in answers:
        if "error" in answer:
            raise QueryError(f"the node does not accept this query: {reason(answer)}", request.query, 0)
    shown = {row["_id"]: row for row in answers[0]["hits"]["hits"]}
    sizes = {bucket["key"]: bucket["doc_count"] for bucket in answers[1]["aggregations"]["stories"]["buckets"]}
    return shown, sizes, answers[2]["aggregations"]["stories"]["value"] if count else 0


async def _validate(client: AsyncElasticsearch, names: Names, text: str) -> None:
    query = compile_query(text, syntax="lucene")
    answer = (await client.indices.validate_query(index=names.read, query=query, explain=True)).body
    if not answer["valid"]:
        said = next((row["error"] for row in answer.get("explanations", ()) if row.get("error")), "")
        raise lucene.mistake(text, said)


def _hit(row: Mapping[str, Any], score: float | None, sizes: Mapping[str, int]) -> SearchHit:
    story = (row["_source"].get("story") or {}).get("id")
    return SearchHit(
        id=row["_id"],
        score=score or 0.0,
        document=row["_source"],
        highlights=row.get("highlight", {}),
        copies=max(0, sizes.get(story, 1) - 1) if story else 0,
        parts=explained(row["_explanation"]) if "_explanation" in row else None,
    )
