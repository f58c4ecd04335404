"""Queries for the benchmark and the tests of KQL: made from the grammar as Kibana documents it, and mutated.

What is made here means the same to Kibana as to us: no short names, keywords in their own letter case, times in quotes,
no months or years for dates, no ``not not``, no ``:*`` on keywords that may be empty (docs/search.md names these).
"""

from __future__ import annotations

import random
from collections.abc import Sequence

WORDS = ("rutte", "RUTTE", "shells", "committee", "ammunition", "budget talks", "secretary general", "амуніція",
         "Рютте", "吕特", "Grożby", "nonexistentword", "stolten*", "*berg", "ammu*", "rut* shells", "undated",
         "café", "brussels", "а\u0301", "not\\*", "\\and", "a\\:b", "x\\(y\\)", "final", "met spoke")  # fmt: skip
PHRASES = ('"secretary general"', '"missing shells"', '"general secretary"', '"rutte"', '"military committee met"',
           '"генеральний секретар"', '"北约秘书长"', '"a \\"b\\""', '"and"', '"C:\\\\Temp"', '"(draft)"')  # fmt: skip
KEYWORDS = {
    "language": ("en", "pl", "uk", "zh", "fr", "xx", '"en"', "(en or pl)", "(not en)", "e*", "*k"),
    "genre": ("news", "opinion", "editorial", "(opinion or editorial)", "(opinion and editorial)", "o*", '"news"'),
    "outlet.country": ("GB", "US", "PL", "(US or CN)", "(not US and not GB)", "U*"),
    "outlet.name": ("The Press", '"The Press"', "The H*", "*e*", '"Plain & Simple: a (small) blog"', "Press",
                    "Київ Сьогодні", "(The Press or The Herald)", "Plain & Simple\\: a \\(small\\) blog"),
    "authors": ("*", "Ana Berg", "(Ana Berg and John Smith)", "*Smith", '"O\'Neil, Pat"', "Łukasz Żak", "Nobody"),
    "tags": ("summit", "(defence and not summit)", '"a b"', "x\\*y", '"x*y"', "x*y", '"the \\"end\\""', "\\and", "*",
             "d*", "a\\<b", "\\{braces\\}", '"C:\\\\dir"', "C\\:\\\\dir"),
    "story.role": ("copy", "lead"),
    "title.keyword": ("Undated page", '"Undated page"', "Und*", "*page", "undated"),
}  # fmt: skip
NUMBERS = {
    "word_count": ("100", "500", "1000", "99999", "(500 or 600)", "-1"),
    "relevance": ("0.5", "0.25", "0.9", "1"),
    "story.similarity": ("0.9", "1"),
}
DATES = ("2020-01-20", "2020-01-25", "2020-02-01", "2019-12-31", '"2020-02-01T10:30:00Z"',
         "now-7d", "now", "now-30d", "now-2d/d")  # fmt: skip
INNER = ("id:mark-rutte", "id:jens-stoltenberg", "tone < 0", "tone > 0.5", "in_title:true", "not in_title:true",
         "mentions >= 5", "id:(mark-rutte or jens-stoltenberg)", 'name:"Mark Rutte"', "id:*rutte",
         "office:secretary-general", "name:*", "mentions:1", "tone:*")  # fmt: skip
FIELD_PATTERNS = ("outlet.*:herald", 'outlet.*:"The Herald"', "outlet.na*:The Press", "*.country:CN", "tit*:rutte")
SIGNS = ("<", "<=", ">", ">=")
JUNK = ("and", "or", "not", " and ", " or ", " not ", "(", ")", "{", "}", ":", '"', "*", "\\", "<", ">=", " ",
        "leaders:{", "title:", "\\u00", "\\u0416", "\ud800", "吕", "\u0000", "\u202e", "\n", "\t", "/", "~", "AND",
        "now-7d", "-", "||", "1e400", "İ", "ß", "e\u0301", "\U0001f600", "https://", "T10:", "?", "[", "^2",
        "\u3000", "\u00a0", "fingerprint.bands:", "((((", "not not not ", "a*" * 8, "x" * 300)  # fmt: skip


def condition(chance: random.Random) -> str:
    """One condition."""
    kind = chance.randrange(9)
    if kind < 2:
        return chance.choice(WORDS + PHRASES)
    if kind == 2:
        return f"{chance.choice(('title', 'body'))}:{chance.choice(WORDS + PHRASES)}"
    if kind < 5:
        field = chance.choice(sorted(KEYWORDS))
        return f"{field}{chance.choice((':', ': ', ' : '))}{chance.choice(KEYWORDS[field])}"
    if kind == 5:
        field = chance.choice(sorted(NUMBERS))
        value = chance.choice(NUMBERS[field])
        return f"{field}:{value}" if value.startswith("(") or chance.random() < 0.3 else _ordered(chance, field, value)
    if kind == 6:
        if chance.random() < 0.2:
            return chance.choice(("published.date:*", "truncated:true", "truncated:false", *FIELD_PATTERNS))
        value = chance.choice(DATES)
        literal = not value.startswith("now")
        return (
            f"published.date:{value}"
            if literal and chance.random() < 0.4
            else _ordered(chance, "published.date", value)
        )
    inner = query(chance, depth=1, leaf=lambda c: c.choice(INNER))
    return f"leaders:{{ {inner} }}"


def query(chance: random.Random, depth: int = 3, leaf: object = None) -> str:
    """A query of up to ``depth`` levels of operators."""
    make = leaf if callable(leaf) else condition
    if depth == 0 or chance.random() < 0.35:
        return str(make(chance))
    kind = chance.randrange(5)
    if kind == 0:
        return _negated(chance, query(chance, 0, leaf))
    if kind == 1:
        return f"({query(chance, depth - 1, leaf)})"
    sign = chance.choice((" and ", " or ", " AND ", " Or "))
    return sign.join(query(chance, depth - 1, leaf) for _ in range(chance.randint(2, 3)))


def mutated(chance: random.Random, seeds: Sequence[str]) -> str:
    """One of the ``seeds`` with one to four changes."""
    text = chance.choice(seeds)
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 4))):
        at, to = sorted((chance.randint(0, len(text)), chance.randint(0, len(text))))
        kind = chance.randrange(6)
        if kind == 0:
            text = text[:at] + text[at + 1 :]
        elif kind == 1:
            text = text[:at] + chance.choice(JUNK) + text[at:]
        elif kind == 2:
            text = text[:to] + text[at:to] + text[to:]
        elif kind == 3:
            text = text[:at] + text[to:]
        elif kind == 4:
            other = chance.choice(seeds)
            text = text[:at] + other[chance.randint(0, len(other)) :]
        else:
            letters = list(text)
            chance.shuffle(letters) if len(letters) < 8 else letters.insert(at, chr(chance.randrange(0x250)))
            text = "".join(letters)
    return text


def _negated(chance: random.Random, text: str) -> str:
    sign = chance.choice(("not", "NOT"))
    return f"{sign} ({text})" if text.startswith("not ") else f"{sign} {text}"


def _ordered(chance: random.Random, field: str, value: str) -> str:
    blank = chance.choice(("", " "))
    return f"{field}{blank}{chance.choice(SIGNS)}{blank}{value}"
