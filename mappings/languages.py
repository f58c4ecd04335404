"""Text analysed by its own language: which languages, and how each is stemmed, on a node that has the filters.

A document's title, summary and body stand in the index twice: as written (``title``, ``body``: folded and in small
letters, what phrases and names are looked for in), and once more under ``text.LANGUAGE``, stemmed and without stop
words. Only the fields of its own language are filled (by the store), so an article costs one more analysis, not thirty.
They are no part of what is stored: ``_source`` stays the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

FIELD = "text"
"""The object the fields of every language lie in."""

PARTS = ("title", "summary", "body")

_POLISH = (
    "(?<=.{3})(iego|iemu|owie|iami|iach|ami|ach|iej|ego|emu|ymi|imi|iom|iem|ość|ości|iać|ać|yć|ić|ych|ich|ią|ię|ów|om|"
    "em|ie|ym|im|ej|ia|iu|io|ii|a|ą|e|ę|i|o|u|y)$"
)
_UKRAINIAN = (
    "(?<=.{3})(ові|еві|єві|ього|ьому|ого|ому|ими|іми|ами|ями|ах|ях|ів|їв|ей|ом|ем|єм|ою|ею|єю|ій|ий|их|іх|ти|"
    "а|я|о|е|є|у|ю|и|і|ї|ь|й)$"
)
"""Endings of cases. Both languages have stemmers as plugins only, which hardly a cluster has installed."""

_SUFFIXES = {"pl": _POLISH, "uk": _UKRAINIAN}

# Language: the stop words and the stemmer as Elasticsearch calls them, and filters before and after the stop words.
_STEMMED: Mapping[str, tuple[str, str, tuple[str, ...], tuple[str, ...]]] = {
    "ar": ("_arabic_", "arabic", ("lowercase", "decimal_digit"), ("arabic_normalization",)),
    "bg": ("_bulgarian_", "bulgarian", ("lowercase",), ()),
    "ca": ("_catalan_", "catalan", ("lowercase",), ()),
    "cs": ("_czech_", "czech", ("lowercase",), ()),
    "da": ("_danish_", "danish", ("lowercase",), ()),
    "de": ("_german_", "light_german", ("lowercase",), ("german_normalization",)),
    "el": ("_greek_", "greek", ("greek_lowercase",), ()),
    "en": ("_english_", "english", ("possessive", "lowercase"), ()),
    "es": ("_spanish_", "light_spanish", ("lowercase",), ()),
    "et": ("_estonian_", "estonian", ("lowercase",), ()),
    "eu": ("_basque_", "basque", ("lowercase",), ()),
    "fa": ("_persian_", "persian", ("lowercase", "decimal_digit", "arabic_normalization", "persian_normalization"), ()),
    "fi": ("_finnish_", "finnish", ("lowercase",), ()),
    "fr": ("_french_", "light_french", ("elision", "lowercase"), ()),
    "ga": ("_irish_", "irish", ("irish_lowercase",), ()),
    "gl": ("_galician_", "galician", ("lowercase",), ()),
    "hi": ("_hindi_", "hindi", ("lowercase", "decimal_digit", "indic_normalization", "hindi_normalization"), ()),
    "hu": ("_hungarian_", "hungarian", ("lowercase",), ()),
    "hy": ("_armenian_", "armenian", ("lowercase",), ()),
    "id": ("_indonesian_", "indonesian", ("lowercase",), ()),
    "it": ("_italian_", "light_italian", ("elision", "lowercase"), ()),
    "lt": ("_lithuanian_", "lithuanian", ("lowercase",), ()),
    "lv": ("_latvian_", "latvian", ("lowercase",), ()),
    "nl": ("_dutch_", "dutch", ("lowercase",), ()),
    "no": ("_norwegian_", "norwegian", ("lowercase",), ()),
    "pt": ("_portuguese_", "light_portuguese", ("lowercase",), ()),
    "ro": ("_romanian_", "romanian", ("lowercase",), ()),
    "ru": ("_russian_", "russian", ("lowercase",), ()),
    "sr": ("_serbian_", "serbian", ("lowercase",), ()),
    "sv": ("_swedish_", "swedish", ("lowercase",), ()),
    "tr": ("_turkish_", "turkish", ("apostrophe", "turkish_lowercase"), ()),
}

ALIKE = {
    "nb": "no",
    "nn": "no",
    "hr": "sr",
    "bs": "sr",
    "sh": "sr",
    "sk": "cs",
    "ja": "cjk",
    "zh": "cjk",
    "ko": "cjk",
}
"""Languages written into the fields of another: the same language, or one whose endings the stemmer takes off too."""

LANGUAGES: tuple[str, ...] = (*sorted([*_STEMMED, *_SUFFIXES]), "cjk")
"""Every language that has fields of its own where the node can."""

_SCRIPTS = {
    "ar": "arabic",
    "fa": "arabic",
    "bg": "cyrillic",
    "ru": "cyrillic",
    "uk": "cyrillic",
    "sr": "cyrillic latin",
    "el": "greek",
    "hi": "devanagari",
    "hy": "armenian",
    "cjk": "cjk",
}
"""What a language is written in, if not in Latin letters alone."""

_RANGES = (
    (0x0370, 0x03FF, "greek"),
    (0x0400, 0x052F, "cyrillic"),
    (0x0530, 0x058F, "armenian"),
    (0x0600, 0x077F, "arabic"),
    (0x0900, 0x097F, "devanagari"),
    (0x1100, 0x11FF, "cjk"),
    (0x1F00, 0x1FFF, "greek"),
    (0x3040, 0x30FF, "cjk"),
    (0x3400, 0x9FFF, "cjk"),
    (0xAC00, 0xD7AF, "cjk"),
)


def analysed_as(language: str | None) -> str | None:
    """The language whose fields a text goes into, or None where there are none for it."""
    code = (language or "").lower().partition("-")[0]
    code = ALIKE.get(code, code)
    return code if code in LANGUAGES else None


def written_in(text: str) -> tuple[str, ...]:
    """The languages that ``text`` may be in, by its letters: a query in Greek letters asks no Latin field."""
    scripts = {_script(character) for character in text if character.isalpha()} or {"latin"}
    return tuple(code for code in LANGUAGES if scripts & set(_SCRIPTS.get(code, "latin").split()))


def component(languages: Iterable[str]) -> dict[str, Any]:
    """The component template of these languages: analyzers, and the fields they analyse."""
    chosen = list(languages)
    filters: dict[str, Any] = {}
    analyzers: dict[str, Any] = {}
    fields: dict[str, Any] = {}
    for code in chosen:
        chain = []
        for name, spec in chain_of(code):
            chain.append(name)
            if spec is not None:
                filters[name] = spec
        analyzers[f"commentary_{code}"] = {"type": "custom", "tokenizer": "standard", "filter": chain}
        kept = {"type": "text", "analyzer": f"commentary_{code}", "index_options": "offsets"}
        fields[code] = {"properties": {part: dict(kept) for part in PARTS}}
    if not chosen:
        return {"template": {"mappings": {"properties": {}}}}
    return {
        "template": {
            "settings": {"analysis": {"filter": filters, "analyzer": analyzers}},
            "mappings": {"_source": {"excludes": [FIELD]}, "properties": {FIELD: {"properties": fields}}},
        }
    }


def chain_of(code: str) -> list[tuple[str, dict[str, Any] | None]]:
    """The token filters of a language: name, and its definition unless the node has one of this name by itself."""
    if code == "cjk":
        return [("cjk_width", None), ("lowercase", None), ("cjk_bigram", None)]
    if code in _SUFFIXES:
        cut = {"type": "pattern_replace", "pattern": _SUFFIXES[code], "replacement": ""}
        return [("lowercase", None), (f"commentary_stem_{code}", cut), ("asciifolding", None)]
    words, stemmer, before, after = _STEMMED[code]
    own: dict[str, dict[str, Any]] = {
        "possessive": {"type": "stemmer", "language": "possessive_english"},
        "elision": {"type": "elision", "articles_case": True, "articles": _ARTICLES.get(code, "").split()},
        "greek_lowercase": {"type": "lowercase", "language": "greek"},
        "irish_lowercase": {"type": "lowercase", "language": "irish"},
        "turkish_lowercase": {"type": "lowercase", "language": "turkish"},
    }
    chain = [(f"commentary_{name}_{code}" if name in own else name, own.get(name)) for name in before]
    chain.append((f"commentary_stop_{code}", {"type": "stop", "stopwords": words}))
    chain += [(name, None) for name in after]
    chain.append((f"commentary_stem_{code}", {"type": "stemmer", "language": stemmer}))
    return [*chain, ("asciifolding", None)]


def filled(document: Mapping[str, Any], languages: Iterable[str]) -> dict[str, Any]:
    """``document`` with the fields of its language, if the index has these; what is stored does not change."""
    code = analysed_as(document.get("language"))
    if code is None or code not in languages:
        return dict(document)
    return {**document, FIELD: {code: {part: document[part] for part in PARTS if document.get(part)}}}


_ARTICLES = {
    "fr": "l m t qu n s j d c jusqu quoiqu lorsqu puisqu",
    "it": "c l all dall dell nell sull coll pell gl agl dagl degl negl sugl un m t s v d",
}
"""What may stand before an apostrophe."""


def _script(character: str) -> str:
    code = ord(character)
    return next((name for low, high, name in _RANGES if low <= code <= high), "latin")
