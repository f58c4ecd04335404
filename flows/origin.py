"""What a document owes to how its page was landed, not to what the page says: the same for pages and posts."""

from __future__ import annotations

import hashlib

from crawlers.records import LandedPage, Outlet
from flows.model import OutletRef, Provenance, Url
from flows.urls import registrable_domain


def content_digest(title: str, body: str) -> str:
    """A hash of what a reader sees: the same for the same title and body, whatever else on the page changed."""
    return hashlib.sha256(f"{title}\n\n{body}".encode("utf-8", "replace")).hexdigest()[:32]


def addresses(landed: LandedPage, canonical: str) -> Url:
    """The canonical address, the one fetched, and every other one the page was seen under."""
    seen = landed.discovery.observed if landed.discovery else ()
    return Url(
        full=canonical,
        original=landed.url,
        observed=tuple(dict.fromkeys(url for url in seen if url not in (canonical, landed.url))),
        domain=registrable_domain(canonical),
    )


def outlet_of(landed: LandedPage, fallback: Outlet | None) -> OutletRef:
    """The outlet whose source found the page; ``fallback`` where none of ours did."""
    found = landed.discovery
    outlet = found.outlet if found and found.outlet else fallback
    return OutletRef(outlet.id, outlet.name, outlet.country, outlet.kind) if outlet else OutletRef()


def provenance_of(landed: LandedPage, extractor: str = "") -> Provenance:
    """Where the raw page lies, how it was found, and what read its body."""
    found = landed.discovery
    return Provenance(
        warc=landed.warc,
        offset=landed.offset,
        digest=landed.digest,
        source_id=found.source_id if found else "",
        spider=found.spider if found else "",
        found_on=found.found_on if found else "",
        extractor=extractor,
    )
