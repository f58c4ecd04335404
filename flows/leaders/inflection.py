"""Endings a name may carry, by script and by the last letter of its base form; all folded, no diacritics.

Slavic, Baltic, Finnic, Hungarian, Romanian, Albanian and Basque cases and possessive adjectives, written out once for a
class of names instead of for each name. A word is a form of a name when it is the base (less the letters the class
strips) and one of the endings, or the base, an apostrophe and up to eight letters (English, Turkish, Lithuanian).
"""

from __future__ import annotations

from functools import lru_cache

_FINNIC = "lle lla lta sta en ssa na ksi tta n ile ilta ille illa ista iin issa ina iksi itta le ga lt st l t"
_HUNGARIAN = "t et ot nak nek val vel tol hoz hez ra re rol ban ben ert ek ket nal nel"
_SLAVIC_C = (
    "a owi iem em u ie e owie ovi om uv ov ova ove ovo ovog ovoj ovom ovim ovih ovu ovej ovych ovou ovy "
    "in ina ino inog inom"
)
_BALTIC = "as o ui ai am is io iui i ia s a u"
_FINNIC_C = "ille illa ilta ista iin issa ina iksi itta ile iga ilt it ist il iks ia"
_HUNGARIAN_C = "gel gal rel ral sel sal"
_OTHERS = "s es a aren ren ari ri ek ekin rekin k un ut it in ului lui nin i"
# Vowel-final foreign names keep the vowel and add case endings (Ruttego, Rutteho, Rutteja, Rutteom, Ruttének).
_SLAVIC_V = "go mu m ho ja ju jem jev jeva jevo jevog jevi a u om ov ova ove ovo ovog ovoj ovom ovim ovih ovu v vi va j"

_LATIN: dict[str, tuple[tuple[int, str], ...]] = {
    "consonant": ((0, f"{_SLAVIC_C} {_BALTIC} {_OTHERS} {_FINNIC_C} {_HUNGARIAN} {_HUNGARIAN_C}"),),
    "a": (
        (0, f"s m n t an in ai as aa {_FINNIC} {_HUNGARIAN}"),
        (1, "y e u o ou ie i ei ej em ovi owi ove om ov ova uv as os in ina ino inog inom oj iej oi ai ici"),
    ),
    "o": (
        (0, f"s {_SLAVIC_V} {_FINNIC} {_HUNGARIAN} k ren"),
        (1, "a u em om ovi owi iem ie e ov ova uv as is oi"),
    ),
    "vowel": ((0, f"s es {_SLAVIC_V} {_FINNIC} {_HUNGARIAN} k ren rekin ri i is em"),),
}
_CYRILLIC: dict[str, tuple[tuple[int, str], ...]] = {
    "consonant": (
        (0, "а у ом ем е ови ове ові ов ова ово ову овой ової ового овог овом ів ым и ы і ою ът та ам ами ах"),
    ),
    "а": ((0, "та"), (1, "ы и е у ой ою ей ом о ин ина ину ину ен і ій")),
    "о": ((0, ""), (1, "а у ом ем е и ы ою")),
    # Final е, э, и stay: рутта or руте (routes) would be other words.
    "vowel": ((0, "а у ом ем ов ова ово ове ја ју јем јев м ю я и нің ға"),),
}
_VOWELS = frozenset("aeiouyаеиоуыэюяієї")


Rules = tuple[tuple[int, frozenset[str]], ...]


@lru_cache(maxsize=4096)
def _plans(base: str) -> Rules:
    """What may follow ``base``: letters to strip, and endings; nothing in scripts without such rules."""
    last = base[-1]
    if not ("a" <= last <= "z" or "Ѐ" <= last <= "ӿ"):
        return ()
    return _rules("a" <= last <= "z", last)


@lru_cache(maxsize=128)
def _rules(latin: bool, last: str) -> Rules:
    table = _LATIN if latin else _CYRILLIC
    rules = table.get(last) or table["vowel" if last in _VOWELS else "consonant"]
    # The endings above are written as in grammar books; folding has made й и, ї і and so on.
    return tuple((strip, frozenset(endings.replace("й", "и").replace("ї", "і").split())) for strip, endings in rules)


def stem(base: str) -> str:
    """What every form of ``base`` begins with: the string to search for."""
    return base[: len(base) - max((strip for strip, _ in _plans(base)), default=0)]


def is_form(word: str, base: str, *, language: str = "") -> bool:
    """Whether ``word`` is ``base`` in some case; both folded.

    A bare ``n`` after a vowel is the Finnish genitive and elsewhere another name (the Dutch trainer Rutten): it
    counts in Finnish and Estonian only.
    """
    if word == base:
        return True
    if word.startswith(base + "'"):
        rest = word[len(base) + 1 :]
        return len(rest) <= 8 and (not rest or rest.isalpha())
    for strip, endings in _plans(base):
        root = base[: len(base) - strip]
        if word.startswith(root) and (ending := word[len(root) :]) in endings:
            return not (ending == "n" and strip == 0) or language[:2] in {"fi", "et"} or base[-1] not in _VOWELS
    return False
