"""Fold a text for matching: lower case, no diacritics, one kind of apostrophe; every place can be led back.

Outlets drop diacritics (Geoana), set stress marks (Сто́лтенберг), put soft hyphens into names and mix apostrophes.
Folding maps each character to exactly one, so places stay; what has no meaning for matching (combining marks,
invisible characters, the second of two spaces) becomes a marker and is cut out; only then a table of shifts is kept.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

_CUT = "\0"
_CUTS = re.compile("\0[\0 ]*|(?<= )[ \0]+")
_ASCII_ODD = "\0\t\r\v\f`"
_PLAIN = bytes(code for code in range(128) if chr(code) not in _ASCII_ODD)
_ODD = re.compile(
    "[^а-ик-я\u0452\u0454-\u0456α-ρσ-ω\u05d0-\u05ea\u0621\u0627-\u063f\u0641-\u064a\u0904-\u0928\u092a-\u0930"
    "\u0e01-\u0e2e\u10d0-\u10f0\u0561-\u0586\u3041-\u304a\u4e00-\u9fa5\uac00-\ud7a3]"
)
"""Every lower-case letter that folds, and some that do not: what most texts consist of is left out. Deleting ASCII
as bytes and looking for these in the rest is three times as fast as a set of all letters (35 to 94 MB/s in Russian)."""
_MOST_REPLACED = 64
"""Replacing each distinct letter that folds is twice as fast as translating all of them (57 to 24 million characters a
second in French), as long as they are few; more of them than in any language's prose is a text made to be slow."""
_SPECIAL = {
    **dict.fromkeys("’‘ʼʹ`´′ʻ＇", "'"),
    **dict.fromkeys("“”„«»״″", '"'),
    **dict.fromkeys("‐‑־－", "-"),
    "ς": "σ",
    **dict.fromkeys("\t\r\v\f", " "),
    **dict.fromkeys("\u2028\u2029\x85", "\n"),
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u0640\0", _CUT),
    **dict(zip("łøđıħŧðə", "lodihtda", strict=True)),
    **dict(zip("ŁØĐĦŦÐƏ", "lodhtda", strict=True)),
}


class _Table(dict[int, str]):
    """Folds a character when it is first met and remembers it; bounded by the size of Unicode."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = _SPECIAL.get(char)
        if folded is None:
            folded = _CUT if _is_accent(char) else "\ufffd" if 0xD800 <= code < 0xE000 else _base(char)
        self[code] = folded
        return folded


def _is_accent(char: str) -> bool:
    """A mark over a letter that is complete without it; the vowel signs of Indic scripts (class 0 to 9) are letters."""
    return unicodedata.combining(char) >= 10


def _base(char: str) -> str:
    """The letter under its diacritics, lower case; a character that would become several stays as it is."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", char) if not _is_accent(c))
    for candidate in (plain.lower(), char.lower()):
        if len(candidate) == 1:
            return _SPECIAL.get(candidate, candidate)
    return char


_TABLE = _Table()


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text. ``starts`` and ``shifts`` say from which place on how many characters were cut before it."""

    text: str
    starts: tuple[int, ...] = ()
    shifts: tuple[int, ...] = ()

    def origin(self, place: int) -> int:
        """Where the character at ``place`` stood in the text that was folded."""
        if not self.starts:
            return place
        index = bisect_right(self.starts, place) - 1
        return place + self.shifts[index] if index >= 0 else place


def fold(text: str) -> Folded:
    """Fold ``text``. Linear; plain ASCII costs one ``lower()``."""
    # İ is the one letter whose lower case is two characters.
    folded = text.replace("İ", "I").lower()
    if not folded.isascii() or any(char in folded for char in _ASCII_ODD):
        changes = [(c, new) for c in _odd(folded) if (new := _TABLE[ord(c)]) != c]
        if len(changes) > _MOST_REPLACED:
            folded = folded.translate(_TABLE)
        else:
            for char, new in changes:
                folded = folded.replace(char, new)
    if _CUT not in folded and "  " not in folded:
        return Folded(folded)
    pieces, starts, shifts = [], [], []
    done = cut = 0
    for match in _CUTS.finditer(folded):
        piece = folded[done : match.start()]
        gap = match.group()
        # Marks alone vanish; a run that holds a space and does not follow one leaves one space behind.
        if gap[0] == _CUT and " " in gap and not piece.endswith((" ", "\n")):
            keep = gap.index(" ")
            pieces.append(piece + " ")
            starts.append(match.start() - cut)
            shifts.append(cut + keep)
            starts.append(match.start() - cut + 1)
            cut += len(gap) - 1
        else:
            pieces.append(piece)
            starts.append(match.start() - cut)
            cut += len(gap)
        shifts.append(cut)
        done = match.end()
    pieces.append(folded[done:])
    return Folded("".join(pieces), tuple(starts), tuple(shifts))


def _odd(text: str) -> set[str]:
    """The distinct letters of a text among which those are that fold."""
    rest = text.encode("utf-8", "surrogatepass").translate(None, _PLAIN).decode("utf-8", "surrogatepass")
    return set(_ODD.findall(rest))


def folded(word: str) -> str:
    """A single name or phrase, folded."""
    return fold(word).text.strip()
