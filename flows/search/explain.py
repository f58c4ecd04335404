"""Why a hit stands where it stands: the node's tree of an explanation as a list of what gave how much."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

_WEIGHT = re.compile(r"weight\((?P<field>[\w.@]+):(?P<words>.+) in \d+\)")
_OTHERS = re.compile(r"max plus (?P<share>[\d.]+) times others of:")
_RANGE = re.compile(r"relevance:\[(?P<least>[\d.E-]+) TO")


@dataclass(frozen=True, slots=True)
class Part:
    """``score`` is what it gave. Of several fields with a word the best counts whole, others by ``share``."""

    reason: str
    field: str
    words: str
    score: float
    share: float = 1.0

    def to_json(self) -> dict[str, Any]:
        """As ``search --explain --json`` prints it."""
        return asdict(self)

    def line(self) -> str:
        """For people."""
        share = f" ({self.share:g} of it, beside a better field)" if self.share != 1 else ""
        told = f"{self.field}: {self.words}" if self.field else self.words
        return f"{self.score:6.2f}  {self.reason:9} {told}{share}".rstrip()


def explained(tree: Mapping[str, Any]) -> tuple[Part, ...]:
    """The parts of an explanation, what gave most first; together they are the score."""
    return tuple(sorted(_walk(tree, 1.0), key=lambda part: (-part.score, part.field, part.words)))


def _walk(node: Mapping[str, Any], share: float) -> Iterator[Part]:
    value, told = float(node["value"]) * share, str(node["description"])
    children = list(node.get("details", ()))
    if not value:
        return
    if found := _WEIGHT.search(told):
        language = re.fullmatch(r"text\.(\w+)\.(\w+)", found["field"])
        reason = "word form" if language else "phrase" if found["words"].startswith('"') else "word"
        field = f"{language[2]} ({language[1]})" if language else found["field"]
        yield Part(reason, field, found["words"].strip('"'), value, share)
    elif told.startswith("Distance score"):
        yield Part("recent", "@timestamp", "the newer the more", value, share)
    elif found := _RANGE.search(told):
        yield Part("prominent", "relevance", f"{float(found['least']):g} or more", value, share)
    elif (found := _OTHERS.match(told)) or told == "max of:":
        best = max(children, key=lambda child: float(child["value"]))
        rest = float(found["share"]) if found else 0.0
        for child in children:
            yield from _walk(child, share if child is best else share * rest)
    elif told == "sum of:":
        for child in children:
            yield from _walk(child, share)
    else:
        yield Part("other", "", told, value, share)
