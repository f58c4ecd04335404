"""Where the sentences of a text begin and end: for tone and for whom a pronoun means. Cheap and never far off."""

from __future__ import annotations

import re

_END = re.compile(r"[.!?…]+[\"'”’»“)\]]*\s+(?=\S)|[。！？]+[」』”]?|\n+")
_SHORT = re.compile(
    r"(?:^|[\s(\"“«„])(?:[^\W\d_]|Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Adm|Sen|Rep|Gov|St|Jr|Sr|No|Nr|vs|etc|bzw|ca|np|tzv|ul|"
    r"tzn|min|pl|sv|им|г|т|гг|d\.h|z\.B|e\.g|i\.e|U\.S|U\.K|U\.N|E\.U)\.$"
)


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of every sentence, in order; a line feed ends one, an abbreviation and an initial never do."""
    found = []
    start = 0
    for match in _END.finditer(text):
        mark = match.group()
        if mark[0] == "." and "\n" not in mark:
            following = text[match.end()]
            if following.islower() or _SHORT.search(text[max(0, match.start() - 8) : match.start() + 1]):
                continue
        if text[start : match.end()].strip():
            found.append((start, match.end()))
        start = match.end()
    if text[start:].strip():
        found.append((start, len(text)))
    return found
