"""The language of a text, as ISO 639-1: the content decides, what the page declares is only a hint.

Steps, each only where the one before is not sure: the main script, for scripts that belong to one language; function
words, for the declared language and its rivals; py3langid, whose model costs a second of CPU to load; and, within
groups of near kin (Croatian, Serbian, Bosnian; Malay, Indonesian), the words that only one of them has.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from flows.extract.function_words import LANGUAGES
from flows.extract.kin import told_apart

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier  # type: ignore[import-untyped]  # it ships no types

SAMPLE = 2_000
"""Characters looked at; py3langid was right as often on 200 as on all of an article, but pages mix languages."""

SURE = 0.14
"""Share of function words at which a language is believed without asking the model:
with it .85 of 137 article bodies need no model, and one of those answers contradicts its (doubtful) label."""

_CODES = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi", "mo": "ro", "sh": "sr", "fil": "tl"}
_ALPHABETS = tuple(
    (name, re.compile(f"[{letters}]"))
    for name, letters in (
        ("latin", "A-Za-z\u00c0-\u024f\u1e00-\u1eff"),
        ("cyrillic", "\u0400-\u052f"),
        ("arabic", "\u0600-\u06ff\u0750-\u077f"),
        ("devanagari", "\u0900-\u097f"),
        ("ko", "\uac00-\ud7af"),
        ("zh", "\u3400-\u9fff"),
        ("el", "\u0370-\u03ff\u1f00-\u1fff"),
        ("he", "\u0590-\u05ff"),
        ("ka", "\u10a0-\u10ff"),
        ("hy", "\u0530-\u058f"),
        ("th", "\u0e00-\u0e7f"),
        ("ta", "\u0b80-\u0bff"),
        ("te", "\u0c00-\u0c7f"),
        ("kn", "\u0c80-\u0cff"),
        ("ml", "\u0d00-\u0d7f"),
        ("gu", "\u0a80-\u0aff"),
        ("pa", "\u0a00-\u0a7f"),
        ("bn", "\u0980-\u09ff"),
    )
)
_KANA = re.compile(r"[\u3040-\u30ff]")
_ONE_LANGUAGE = frozenset(("ja", *(name for name, _ in _ALPHABETS[4:])))
"""Scripts that belong to one language here; they bear its name."""
_SCRIPTS_OF = {
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "kk", "ky", "mn", "tg"), ("cyrillic",)),
    **dict.fromkeys(("sr", "bs", "uz", "az"), ("latin", "cyrillic")),
    **dict.fromkeys(("ar", "fa", "ur", "ps", "ug", "sd"), ("arabic",)),
    **dict.fromkeys(("hi", "mr", "ne"), ("devanagari",)),
    **dict.fromkeys(("ja", "zh", "ko", "el", "he", "ka", "hy", "th", "ta", "te", "kn", "ml", "gu", "pa", "bn"), ()),
    "ku": ("latin", "arabic"),
}
_FAR = re.compile(r"[\u0370-\u1dff\u1f00-\u1fff\u2e80-\ud7ff]")
"""Letters of other scripts than the Latin, roughly; text without any need not be put to each."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def code(declared: str) -> str:
    """``en-US``, ``eng``, ``EN_us`` as ISO 639-1; empty for what is none."""
    base = re.split(r"[-_,; ]", declared.strip().lower())[0]
    base = _CODES.get(base, base)
    return base if re.fullmatch(r"[a-z]{2}", base) else ""


def detect(text: str, declared: str = "") -> str:
    """The language of ``text``; the declared one where the text is too short to tell, or empty."""
    sample, script = _main_script(text[:SAMPLE])
    letters = sum(map(str.isalpha, sample))
    if script in _ONE_LANGUAGE and letters >= 4:
        return script
    # A page cannot be in English when its text is in Cyrillic: many systems declare what they were installed with.
    hint = declared_code if (declared_code := code(declared)) and _writes(declared_code, script) else ""
    if letters < 20:
        return hint or ("" if script == "latin" else declared_code)
    if (sure := by_function_words(sample, hint)) is not None:
        return sure if sure == hint else told_apart(sure, sample)
    found, _ = _model().classify(sample)
    # The model knows languages that have no two-letter code, and is mostly wrong when it names one.
    found = code(str(found)) or hint
    # On a few words the model guesses; the page's own word is then the better guess, unless it is a system's default.
    if hint and found != hint and letters < (30 if hint == "en" else 60) and not _contradicted(hint, sample):
        return hint
    # Bokmål, Danish and the like on short texts: kin of the declared language is not contradiction enough.
    if hint and found != hint and {found, hint} in _KIN and letters < 400:
        return hint
    return told_apart(found, sample)


def _main_script(sample: str) -> tuple[str, str]:
    """The text without what stands in other scripts than its main one, and that script.

    A quote or the name of a street in another alphabet says nothing of the language.
    """
    if sample.isascii():
        return sample, "latin"
    if not _FAR.search(sample):
        return sample, "latin"
    counts = {name: len(pattern.findall(sample)) for name, pattern in _ALPHABETS}
    # A character of Chinese, Japanese or Korean holds as much as two or three letters.
    weights = {name: n * (2.5 if name in ("zh", "ko") else 1.0) for name, n in counts.items()}
    kana = len(_KANA.findall(sample))
    weights["zh"] += 2.5 * kana
    main = max(weights, key=lambda name: weights[name])
    if main == "zh":
        return sample, "ja" if kana >= 0.06 * (counts["zh"] + kana) else "zh"
    if sum(1 for n in counts.values() if n) > 1:
        keep = dict(_ALPHABETS)[main]
        sample = " ".join(word for word in sample.split() if keep.search(word) or not any(map(str.isalpha, word)))
    return sample, main


def _writes(language: str, script: str) -> bool:
    """Whether a language may be written in a script."""
    if script in _ONE_LANGUAGE:
        return language == script or (script == "he" and language == "yi")
    return (script in _SCRIPTS_OF.get(language, ("latin",))) or script not in (
        "latin",
        "cyrillic",
        "arabic",
        "devanagari",
    )


def _contradicted(hint: str, sample: str) -> bool:
    """Whether a short text has none of the words of the declared language but some of another."""
    words = _WORD.findall(sample.lower())
    spoken = [languages for word in words if (languages := LANGUAGES.get(word))]
    return len(spoken) >= 2 and not any(hint in languages for languages in spoken)


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
    counts: Counter[str] = Counter()
    # A few dozen words at most are told apart one by one: the rest is counted by the interpreter.
    for languages, times in Counter(filter(None, map(LANGUAGES.get, words))).items():
        for language in languages:
            counts[language] += times
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
