"""The language of a text, as ISO 639-1: the content decides, what the page declares is only a hint.

Three steps, each only where the one before is not sure: the script, for scripts that belong to one language;
function words, for the declared language and its rivals; and py3langid, whose model costs a second of CPU to load.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from flows.extract.function_words import LANGUAGES

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier  # type: ignore[import-untyped]  # it ships no types

SAMPLE = 2_000
"""Characters looked at; py3langid was right as often on 200 as on all of an article, but pages mix languages."""

SURE = 0.14
"""Share of function words at which a language is believed without asking the model:
with it .85 of 137 article bodies need no model, and one of those answers contradicts its (doubtful) label."""

_CODES = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi", "mo": "ro", "sh": "sr", "fil": "tl"}
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]"), 0.06),
    ("ko", re.compile(r"[\uac00-\ud7af]"), 0.2),
    ("zh", re.compile(r"[\u4e00-\u9fff]"), 0.4),
    ("el", re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]"), 0.4),
    ("he", re.compile(r"[\u0590-\u05ff]"), 0.4),
    ("ka", re.compile(r"[\u10a0-\u10ff]"), 0.4),
    ("hy", re.compile(r"[\u0530-\u058f]"), 0.4),
    ("th", re.compile(r"[\u0e00-\u0e7f]"), 0.4),
    ("ta", re.compile(r"[\u0b80-\u0bff]"), 0.4),
    ("te", re.compile(r"[\u0c00-\u0c7f]"), 0.4),
    ("kn", re.compile(r"[\u0c80-\u0cff]"), 0.4),
    ("ml", re.compile(r"[\u0d00-\u0d7f]"), 0.4),
    ("gu", re.compile(r"[\u0a80-\u0aff]"), 0.4),
    ("pa", re.compile(r"[\u0a00-\u0a7f]"), 0.4),
    ("bn", re.compile(r"[\u0980-\u09ff]"), 0.4),
)
_FAR = re.compile(r"[\u0370-\u03ff\u0530-\u05ff\u0980-\u1fff\u2e80-\ud7ff]")
"""Letters of the scripts above, roughly; text without any need not be put to each."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def code(declared: str) -> str:
    """``en-US``, ``eng``, ``EN_us`` as ISO 639-1; empty for what is none."""
    base = re.split(r"[-_,; ]", declared.strip().lower())[0]
    base = _CODES.get(base, base)
    return base if re.fullmatch(r"[a-z]{2}", base) else ""


def detect(text: str, declared: str = "") -> str:
    """The language of ``text``; the declared one where the text is too short to tell, or empty."""
    hint = code(declared)
    sample = text[:SAMPLE]
    letters = sum(map(str.isalpha, sample))
    if letters < 20:
        return hint
    if _FAR.search(sample):
        for language, script, share in _SCRIPTS:
            if len(script.findall(sample)) >= share * letters:
                return language
    if (sure := by_function_words(sample, hint)) is not None:
        return sure
    found, _ = _model().classify(sample)
    # The model knows languages that have no two-letter code, and is mostly wrong when it names one.
    found = code(str(found)) or hint
    # On a few words the model guesses; the page's own word is then the better guess.
    if hint and found != hint and letters < 60:
        return hint
    # Bokmål, Danish and the like on short texts: kin of the declared language is not contradiction enough.
    if hint and found != hint and {found, hint} in _KIN and letters < 400:
        return hint
    return found


_KIN = tuple(
    set(p.split())
    for p in (
        "no da",
        "hr sr",
        "bs hr",
        "bs sr",
        "cs sk",
        "id ms",
        "gl pt",
        "es gl",
        "ru bg",
        "mk bg",
        "af nl",
        "es ca",
    )
)


def by_function_words(sample: str, hint: str) -> str | None:
    """The language whose function words stand clearly out; ``None`` when two are close or none is."""
    words = _WORD.findall(sample.lower())
    if len(words) < 12:
        return None
    counts = Counter(language for word in words for language in LANGUAGES.get(word, ()))
    if not counts:
        return None
    shares = {language: count / len(words) for language, count in counts.items()}
    best = max(shares, key=lambda k: shares[k])
    if shares[best] < SURE or len(words) * shares[best] < 4:
        return None
    others = max((s for k, s in shares.items() if k != best), default=0.0)
    # With the page's own word behind it a small lead is enough; against it, only a large one.
    needed = 1.1 if best == hint else 1.6
    return best if shares[best] >= needed * others else None


_LOADED: list[LanguageIdentifier] = []


def _model() -> LanguageIdentifier:
    if not _LOADED:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        _LOADED.append(LanguageIdentifier.from_model_file(MODEL_FILE))
    return _LOADED[0]
