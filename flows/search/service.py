"""One search: a query and its filters to hits, one a story, best first.

Ranking: relevance to the words, times a gentle preference for what is about a leader and for what is recent. Nothing
old is ever hidden: the factor lies between 0.5 and 1, so a good match of last year stands before a poor one of
today. A query of filters alone has no relevance and is listed by date, newest first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flows.errors import Configuration
from flows.search import compile_query, lucene, moments
from flows.search.errors import QueryError

if TYPE_CHECKING:
    from elasticsearch import AsyncElasticsearch

    from mappings.names import Names

MAX_LIMIT = 1000
"""Most stories of one search: their bodies travel with them, some 5 KB each."""

HALF_LIFE = "30d"
"""A story this old has lost half of what recency can give. Commentary on a summit is read for weeks, not years."""

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


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One story by its best matching document. ``copies`` are the other documents of the story, matching or not."""

    id: str
    score: float
    document: Mapping[str, Any]
    highlights: Mapping[str, list[str]]
    copies: int = 0

    def to_json(self) -> dict[str, Any]:
        """The hit as ``search --json`` prints it."""
        return {"id": self.id, "score": self.score, "document": self.document, "highlights": self.highlights}


@dataclass(frozen=True, slots=True)
class SearchResult:
    """``total`` counts matching documents, ``stories`` the stories they belong to (estimated above 3,000)."""

    total: int = 0
    stories: int = 0
    hits: tuple[SearchHit, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """The result as ``search --json`` prints it."""
        return {"total": self.total, "hits": [hit.to_json() for hit in self.hits]}


def body(request: SearchRequest) -> dict[str, Any]:
    """The request as Elasticsearch is asked. Pure. Raises ``QueryError`` or ``Configuration`` for a bad one."""
    if not 1 <= request.limit <= MAX_LIMIT:
        raise Configuration(f"the limit is {request.limit}: it must lie between 1 and {MAX_LIMIT}")
    compiled = compile_query(request.query, syntax=request.syntax)
    # Everything scores 1 for match_all; as a filter it scores nothing, and dates decide.
    place = "filter" if compiled == {"match_all": {}} else "must"
    conditions: dict[str, list[dict[str, Any]]] = {"must": [], "filter": filters(request)}
    conditions[place].append(compiled)
    return {
        "query": {
            "function_score": {
                "query": {"bool": conditions},
                "functions": [
                    {"weight": 0.5},
                    {"gauss": {"@timestamp": {"origin": "now", "scale": HALF_LIFE, "decay": 0.5}}, "weight": 0.3},
                    {"field_value_factor": {"field": "relevance", "missing": 0}, "weight": 0.2},
                ],
                "score_mode": "sum",
                "boost_mode": "multiply",
            }
        },
        "sort": ["_score", {"@timestamp": "desc"}, {"id": "asc"}],
        "collapse": {"field": "story.id"},
        "size": request.limit,
        "track_total_hits": True,
        "track_scores": True,
        "source_excludes": ["fingerprint"],
        "aggs": {"stories": {"cardinality": {"field": "story.id", "precision_threshold": 3000}}},
        "highlight": {
            "encoder": "html",
            "pre_tags": [MARK[0]],
            "post_tags": [MARK[1]],
            "max_analyzed_offset": ANALYZED,
            "fields": {
                # A word found by its stem is marked as it stands; a node of the core profile ignores the subfield.
                name: {"number_of_fragments": count, "fragment_size": 180, "matched_fields": [name, f"{name}.en"]}
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
        bounds["gte"] = _moment("since", request.since).start
    if request.until:
        until = _moment("until", request.until)
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
        rows = found["hits"]["hits"]
        sizes = await _story_sizes(
            client, names, [story for row in rows for story in row.get("fields", {}).get("story.id", ()) if story]
        )
    except NotFoundError:
        raise Configuration(
            f"there is no index behind {names.read} yet", remedy="Run `commentariat setup`, then `commentariat ingest`."
        ) from None
    except BadRequestError as error:
        raise QueryError(f"the node does not accept this query: {reason(error.body)}", request.query, 0) from None
    except (ApiError, TransportError) as error:
        raise mapped(error) from error
    return SearchResult(
        total=found["hits"]["total"]["value"],
        stories=found["aggregations"]["stories"]["value"],
        hits=tuple(_hit(row, sizes) for row in rows),
    )


async def _story_sizes(client: AsyncElasticsearch, names: Names, stories: list[str]) -> dict[str, int]:
    """How many documents each story has in all, whatever was searched for."""
    if not stories:
        return {}
    found = await client.search(
        index=names.read,
        size=0,
        query={"terms": {"story.id": stories}},
        aggs={"stories": {"terms": {"field": "story.id", "size": len(stories)}}},
    )
    return {bucket["key"]: bucket["doc_count"] for bucket in found["aggregations"]["stories"]["buckets"]}


async def _validate(client: AsyncElasticsearch, names: Names, text: str) -> None:
    query = compile_query(text, syntax="lucene")
    answer = (await client.indices.validate_query(index=names.read, query=query, explain=True)).body
    if not answer["valid"]:
        said = next((row["error"] for row in answer.get("explanations", ()) if row.get("error")), "")
        raise lucene.mistake(text, said)


def _hit(row: Mapping[str, Any], sizes: Mapping[str, int]) -> SearchHit:
    story = (row["_source"].get("story") or {}).get("id")
    return SearchHit(
        id=row["_id"],
        score=row["_score"] or 0.0,
        document=row["_source"],
        highlights=row.get("highlight", {}),
        copies=max(0, sizes.get(story, 1) - 1) if story else 0,
    )


def _moment(option: str, text: str) -> moments.Span:
    span = moments.read(text)
    if span is None:
        raise Configuration(f"--{option} is {text!r}, which is no point in time", remedy=f"Write {moments.FORMS}.")
    return span
