"""The demo proves itself: what it reports is held against the press's own truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.demo.truth import edited, pages, totals, wire


@dataclass(frozen=True, slots=True)
class Check:
    """One statement about the demo, what it should be and what it was."""

    what: str
    expected: object
    found: object

    @property
    def holds(self) -> bool:
        """Whether it came out as it should."""
        return self.expected == self.found

    def to_json(self) -> dict[str, Any]:
        """As the demo prints it for machines."""
        return {"what": self.what, "expected": self.expected, "found": self.found, "holds": self.holds}


def of_run(number: int, report: Mapping[str, Any]) -> list[Check]:
    """What run 1, 2 or 3 reported, as :meth:`flows.pipeline.RunReport.to_json` gives it."""
    want, ingest = totals(number), report["ingest"]
    checks = [
        Check(f"run {number}: new documents", want.indexed, ingest["indexed"]),
        Check(f"run {number}: copies", want.copies, ingest["copies"]),
        Check(f"run {number}: revisions", want.revised, ingest["revised"]),
        Check(f"run {number}: set aside", 0, ingest["quarantined"]),
    ]
    if number == 1:
        checks.append(Check("run 1: pages that are no article", want.rejected, ingest["rejected"]))
    if number == 3:
        checks.append(Check("run 3: mails", 0, report["alerts"]["mails"]))
    else:
        checks.append(Check(f"run {number}: mails went out", True, report["alerts"]["mails"] > 0))
    return checks


def of_requests(requests: Counter[str]) -> list[Check]:
    """What the press was asked for."""
    forbidden = {page.url for page in pages(2) if page.forbidden}
    asked = sum(count for url, count in requests.items() if url.partition("?")[0] in forbidden)
    return [Check("requests for pages that robots.txt forbids", 0, asked)]


def of_index(story: Sequence[Mapping[str, Any]], revisions: Mapping[str, int]) -> list[Check]:
    """The wire story's documents, and the revision number of each edited article by its first address."""
    outlets = sorted(page.site.id for page in wire())
    checks = [Check("the wire story's outlets", outlets, sorted(row["outlet"]["id"] for row in story))]
    checks += [Check(f"revision of {before.url}", 2, revisions.get(before.url)) for before, _ in edited()]
    return checks
