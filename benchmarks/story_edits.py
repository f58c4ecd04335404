"""What outlets do to a text they carry: edits by program, for the benchmark of stories. Pure; a seed decides alone.

Each edit takes a source, another text of the same language where there is one (ledes, paragraphs and words come from
it) and a random generator, and gives title and body of the copy.
"""
# ruff: noqa: ARG005  (edits have one signature, and few need all of it)

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Source:
    """A text to make copies of."""

    id: str
    title: str
    body: str
    language: str

    @property
    def paragraphs(self) -> list[str]:
        """Its paragraphs; one without breaks is cut after every third sentence."""
        found = [p.strip() for p in self.body.split("\n") if p.strip()]
        if len(found) >= 3:
            return found
        sentences = re.split(r"(?<=[.!?。！？])\s*", self.body)
        return [" ".join(sentences[i : i + 3]).strip() for i in range(0, len(sentences), 3) if sentences[i].strip()]


Edit = Callable[[Source, Source, Random], tuple[str, str]]

_BOILERPLATE = {
    "en": "Share this article with friends. Our newsletter brings the news that matters to your inbox every morning.",
    "de": "Jetzt den Artikel teilen. Unser Newsletter bringt Ihnen jeden Morgen die Nachrichten ins Postfach.",
    "fr": "Partagez cet article avec vos amis. Notre lettre vous apporte chaque matin les nouvelles du jour.",
    "es": "Comparta este artículo con sus amigos. Nuestro boletín le trae cada mañana las noticias más importantes.",
}
_RIGHTS = {
    "en": "All rights reserved. This material may not be published, broadcast or redistributed without leave.",
    "de": "Alle Rechte vorbehalten. Vervielfältigung und Weitergabe nur mit schriftlicher Genehmigung des Verlages.",
    "fr": "Tous droits réservés. La reproduction même partielle est interdite sans l'accord écrit de la rédaction.",
    "es": "Todos los derechos reservados. Queda prohibida la reproducción total o parcial sin permiso por escrito.",
}
_SPELLINGS = (
    ("ization", "isation"), ("ize", "ise"), ("color", "colour"), ("defense", "defence"), ("center", "centre"),
    ("labor", "labour"), (" percent", " per cent"), ("ß", "ss"), ("U.S.", "US"), (" Prozent", " %"),
)  # fmt: skip
_NUMBERS = (
    ("two", "2"), ("three", "3"), ("four", "4"), ("five", "5"), ("six", "6"), ("seven", "7"), ("eight", "8"),
    ("nine", "9"), ("ten", "10"), ("zwei", "2"), ("drei", "3"), ("vier", "4"), ("fünf", "5"), ("zehn", "10"),
)  # fmt: skip
_QUOTES = "\"“”„«»‟'’‘‚‹›「」『』"
_STYLES = ("\"\"''", "“”‘’", "„“‚‘", "«»‹›", "»«›‹")


def _words(text: str) -> list[str]:
    return text.split(" ")


def _join(paragraphs: list[str]) -> str:
    return "\n".join(p for p in paragraphs if p)


def _head(text: str, share: float) -> str:
    """The beginning of a text, cut after a word; after a character where there are no spaces."""
    cut = text[: int(len(text) * share)]
    return cut.rpartition(" ")[0] or cut


def _own_words(text: str, rng: Random) -> str:
    """Words of the language in an order nobody wrote: a text of the outlet's own, that is in no other document."""
    unspaced = text.count(" ") * 12 < len(text)
    words = [text[i : i + 2] for i in range(0, len(text), 2)] if unspaced else text.split()
    rng.shuffle(words)
    return ("" if unspaced else " ").join(words)


def _lede(donor: Source, rng: Random) -> str:
    """25 to 60 words (or twice as many characters) that the copying outlet wrote itself."""
    words, size = _own_words(donor.body, rng), rng.randint(25, 60)
    return words[: size * 2] if words.count(" ") * 12 < len(words) else " ".join(words.split(" ")[:size])


def _headline(source: Source, rng: Random) -> str:
    """Another headline on the same text: some of the long words it begins with."""
    if source.body.count(" ") * 12 < len(source.body):
        start = rng.randrange(max(1, min(60, len(source.body) - 14)))
        return source.body[start : start + 14].replace("\n", "")
    words = [w.strip(f".,:;!?()–{_QUOTES}") for w in source.body[:600].split()]
    long = list(dict.fromkeys(w for w in words if len(w) > 4))
    return " ".join(rng.sample(long, min(5, len(long)))) or source.body[:12]


def _changed(text: str, donor: Source, rng: Random, rate: float) -> str:
    """Some words (of scripts without spaces: characters) are others."""
    if text.count(" ") * 12 < len(text):
        pool = [c for c in donor.body if c.isalnum()]
        return "".join(rng.choice(pool) if c.isalnum() and rng.random() < rate / 2 else c for c in text)
    pool = donor.body.split()
    lines = [[rng.choice(pool) if rng.random() < rate else w for w in _words(line)] for line in text.split("\n")]
    return "\n".join(" ".join(line) for line in lines)


def _quoted(text: str, style: str) -> str:
    opened = {'"': False, "'": False}

    def mark(match: re.Match[str]) -> str:
        double = match[0] in '"“”„«»‟「」『』'
        before = text[match.start() - 1 : match.start()]
        after = text[match.end() : match.end() + 1]
        if not double and before.isalnum() and after.isalnum():
            return "’" if style != "\"\"''" else "'"
        key = '"' if double else "'"
        opened[key] = not opened[key]
        return style[(0 if double else 2) + (not opened[key])]

    return re.sub(f"[{_QUOTES}]", mark, text)


def _house(text: str, rng: Random) -> str:
    text = _quoted(text, rng.choice(_STYLES))
    for one, other in _SPELLINGS:
        text = text.replace(one, other)
    for word, digit in _NUMBERS:
        text = re.sub(rf"\b{word}\b", digit, text)
    text = re.sub(r"(\d)[,.](\d{3})\b", r"\1 \2", text)
    return text.replace(" – ", " — ").replace(" - ", " – ").replace("%", " %")


def _typography(text: str, rng: Random) -> str:
    text = text.replace(" ", "\u00a0", 20).replace("...", "…").replace("fi", "ﬁ").replace("'", "’")
    text = re.sub(r"(\w{5})(\w{4})", lambda m: m[1] + ("\u00ad" if rng.random() < 0.2 else "") + m[2], text)
    first, _, rest = text.partition("\u00a0")
    return unicodedata.normalize("NFD", f"{first.upper()} {rest}") if rng.random() < 0.5 else f"{first.upper()} {rest}"


def _around(source: Source, body: str, donor: Source, rng: Random) -> str:
    language = source.language if source.language in _BOILERPLATE else "en"
    teasers = [f"• {_own_words(p, rng)[:90]}" for p in rng.sample(donor.paragraphs, min(4, len(donor.paragraphs)))]
    return _join([_BOILERPLATE[language], body, *teasers, _RIGHTS[language]])


def _update(source: Source, donor: Source, rng: Random) -> tuple[str, str]:
    parts, new = source.paragraphs, _own_words(rng.choice(donor.paragraphs), rng)
    place = rng.randrange(len(parts))
    parts[place] = _changed(parts[place], donor, rng, 0.5)
    parts.insert(rng.randrange(len(parts) + 1), new)
    return source.title, _join(parts)


def _inside(source: Source, donor: Source, rng: Random) -> tuple[str, str]:
    parts = [_own_words(p, rng) for p in donor.paragraphs]
    place = rng.randrange(len(parts) + 1)
    return _headline(source, rng), _join([*parts[:place], source.body, *parts[place:]])


def _abridged(source: Source, rng: Random) -> str:
    kept = [s for s in re.split(r"(?<=[.!?。！？])\s*", source.body) if rng.random() > 0.3]
    return " ".join(kept)


def _shuffled(source: Source, rng: Random) -> str:
    parts = source.paragraphs
    rng.shuffle(parts)
    return _join(parts)


def _localised(source: Source, donor: Source, rng: Random) -> tuple[str, str]:
    body = _house(_changed(_head(source.body, 0.5), donor, rng, 0.02), rng)
    return _headline(source, rng), _around(source, _join([_lede(donor, rng), body]), donor, rng)


EDITS: dict[str, Edit] = {
    "verbatim": lambda s, d, r: (s.title, s.body),
    "other headline": lambda s, d, r: (_headline(s, r), s.body),
    "local lede": lambda s, d, r: (_headline(s, r), _join([_lede(d, r), s.body])),
    "first third": lambda s, d, r: (s.title, _head(s.body, 1 / 3)),
    "first three paragraphs": lambda s, d, r: (s.title, _join(s.paragraphs[:3])),
    "lede, first half": lambda s, d, r: (_headline(s, r), _join([_lede(d, r), _head(s.body, 1 / 2)])),
    "lede, first third": lambda s, d, r: (_headline(s, r), _join([_lede(d, r), _head(s.body, 1 / 3)])),
    "house style": lambda s, d, r: (s.title, _house(s.body, r)),
    "typography": lambda s, d, r: (s.title, _typography(s.body, r)),
    "quotation marks": lambda s, d, r: (s.title, _quoted(s.body, r.choice(_STYLES))),
    "one word in twenty": lambda s, d, r: (s.title, _changed(s.body, d, r, 0.05)),
    "update": _update,
    "boilerplate around": lambda s, d, r: (s.title, _around(s, s.body, d, r)),
    "paragraphs reordered": lambda s, d, r: (s.title, _shuffled(s, r)),
    "paragraphs merged": lambda s, d, r: (s.title, " ".join(s.paragraphs)),
    "abridged": lambda s, d, r: (s.title, _abridged(s, r)),
    "inside a longer text": _inside,
    "localised": _localised,
}
"""Edits by name."""
