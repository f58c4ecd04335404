"""Public suffixes, read from the list that the tldextract package ships: no network, no cache folder.

The list is matched here, by the algorithm of publicsuffix.org, because importing tldextract costs 190 ms of CPU (it
brings an HTTP client) and reading its list 16 ms; a test holds the two to the same answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from flows.errors import Configuration


def public_suffix_length(labels: Sequence[str]) -> int:
    """How many of the last labels of a host form its public suffix; 1 where no rule is known."""
    rules = _rules()
    for start in range(len(labels)):
        rest = ".".join(labels[start:])
        if "!" + rest in rules:
            return len(labels) - start - 1
        if rest in rules or "*." + ".".join(labels[start + 1 :]) in rules:
            return len(labels) - start
    return 1


@lru_cache(maxsize=1)
def _rules() -> frozenset[str]:
    """Every rule, private ones (blog platforms) included, international ones as punycode too."""
    spec = find_spec("tldextract")
    if spec is None or spec.origin is None:
        raise Configuration("the package tldextract is missing", remedy="Install commentariat again.")
    text = (Path(spec.origin).parent / ".tld_set_snapshot").read_text("utf-8")
    rules = {line for raw in text.splitlines() if (line := raw.strip()) and not line.startswith("//")}
    return frozenset(rules | {_ascii(rule) for rule in rules if not rule.isascii()})


def _ascii(rule: str) -> str:
    return ".".join(
        label if label.isascii() else "xn--" + label.encode("punycode").decode() for label in rule.split(".")
    )
