"""The tables of docs/sources.md, made from the shipped registry.

``python -m tests.crawlers.registry_page`` rewrites them. A test compares the page with what this module makes, so
that neither can be changed alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from crawlers.iso import KINDS
from crawlers.sources import MECHANISMS, SHIPPED, Source, load

PAGE = Path(__file__).resolve().parents[2] / "docs" / "sources.md"
BEGIN, END = "<!-- made by tests/crawlers/registry_page.py -->", "<!-- end -->"


def _names(text: str) -> dict[str, str]:
    return {code.strip(): name for code, name in (line.strip().split(" ", 1) for line in text.strip().split(","))}


NATO = _names(
    "AL Albania, BE Belgium, BG Bulgaria, CA Canada, HR Croatia, CZ Czechia, DK Denmark, EE Estonia, FI Finland, "
    "FR France, DE Germany, GR Greece, HU Hungary, IS Iceland, IT Italy, LV Latvia, LT Lithuania, LU Luxembourg, "
    "ME Montenegro, NL Netherlands, MK North Macedonia, NO Norway, PL Poland, PT Portugal, RO Romania, SK Slovakia, "
    "SI Slovenia, ES Spain, SE Sweden, TR Türkiye, GB United Kingdom, US United States"
)
"""The 32 members, by the English names of docs/sources.md."""

OTHERS = {
    **_names("UA Ukraine, RU Russia, CN China"),
    "": "International organisations",
    **_names(
        "AT Austria, AU Australia, BA Bosnia and Herzegovina, BY Belarus, CH Switzerland, GE Georgia, HK Hong Kong, "
        "IE Ireland, JP Japan, KR South Korea, QA Qatar, RS Serbia, XK Kosovo"
    ),
}
"""Everybody else the registry has, those first whom it is bound to have."""

SEEN = re.compile(
    r"\[\[source]]\n# seen: ((?:tested list|crawler|reader|feed lists|query by domain), 20\d\d)"
    r"(?:; opinion: (?:tested list|crawler|reader|feed lists), 20\d\d)?\n"
    r'id = "([a-z0-9-]+)"\n'
)
"""How a table of the shipped file begins: what the addresses were seen in, and when."""


def witnesses() -> dict[str, str]:
    """What each source's addresses were seen in, by id."""
    return {found[2]: found[1] for found in SEEN.finditer(SHIPPED.read_text("utf-8"))}


def tables(sources: Sequence[Source]) -> str:
    """Everything that stands between the two marks of the page."""
    held = Counter(source.country for source in sources)
    opinion, languages = [s for s in sources if s.opinion], {code for s in sources for code in s.languages}
    parts = [
        f"{len(sources)} sources in {len(languages)} languages; {len(opinion)} have an opinion section marked as such.",
        _table(("Member of NATO", *COLUMNS), (_row(name, code, sources) for code, name in NATO.items())),
        _table(("Elsewhere", *COLUMNS), (_row(name, code, sources) for code, name in OTHERS.items() if held[code])),
        _table(("Kind", "sources"), ((f"`{k}`", str(len([s for s in sources if s.kind == k]))) for k in KINDS)),
        _table(
            ("Mechanism", "sources"),
            ((f"`{key}`", str(len([s for s in sources if getattr(s, key)]))) for key in MECHANISMS),
        ),
        _table(
            ("Seen in", "sources"), ((kind, str(count)) for kind, count in Counter(witnesses().values()).most_common())
        ),
    ]
    return "\n\n".join(parts)


COLUMNS = ("sources", "with opinion section", "languages")


def _row(name: str, code: str, sources: Sequence[Source]) -> tuple[str, ...]:
    mine = [source for source in sources if source.country == code]
    languages = Counter(language for source in mine for language in source.languages)
    named = " ".join(sorted(languages, key=lambda language: (-languages[language], language)))
    return name, str(len(mine)), str(len([source for source in mine if source.opinion])), named


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rule = ["---" if column == 0 or title == "languages" else "---:" for column, title in enumerate(head)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))


def rewritten(page: str) -> str:
    """The page with its tables made anew."""
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n\n{tables(load())}\n\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text("utf-8")), "utf-8")
