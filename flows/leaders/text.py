"""A folded text and the questions the matchers ask of it: is this a whole word, which words stand beside it.

Every question looks at a bounded stretch, so that matching stays linear whatever the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from flows.leaders.folding import Folded, fold

WINDOW = 48
"""How far around a hit is looked, in characters: longer than any rank, given name and preposition in a row."""
_LONGEST_ENDING = 16
# Vowel signs of Indic scripts are no letters to `re`.
_WORD = re.compile(r"(?:[^\W_]|[\u0900-\u0963\u0966-\u0dff])+(?:\.[^\W\d_](?![^\W_])|)")
_STOP = re.compile(r"[.;:!?\n,()]")
_HARD_STOP = re.compile(r"[;:!?\n。！？]|\.(?=\s+\S\S\S)")

_ALPHABETIC, _UNSPACED, _KATAKANA, _HANGUL = 1, 2, 3, 4


@lru_cache(maxsize=8192)
def _script(char: str) -> int:
    """How a character joins its neighbours: 0 not at all; scripts without spaces are never joined."""
    code = ord(char)
    if code < 0x0900:
        return _ALPHABETIC if char.isalnum() else 0
    if 0x30A1 <= code <= 0x30FA or code == 0x30FC:
        return _KATAKANA
    if 0xAC00 <= code <= 0xD7A3:
        return _HANGUL
    if 0x3040 <= code <= 0x9FFF or 0x0E00 <= code <= 0x0EFF or 0x1780 <= code <= 0x17FF or 0x20000 <= code <= 0x3FFFF:
        return _UNSPACED
    return _ALPHABETIC if char.isalnum() or (0x0900 <= code < 0x0E00 and code not in {0x0964, 0x0965}) else 0


@dataclass(frozen=True, slots=True)
class Text:
    """The original beside its folded form; all places are in the folded form unless said otherwise."""

    original: str
    folds: Folded
    folded: str
    first_break: int
    """Where the first line ends, -1 when there is but one."""

    @classmethod
    def of(cls, original: str) -> Text:
        """Fold a text."""
        folds = fold(original)
        return cls(original, folds, folds.text, folds.text.find("\n"))

    def opens(self, start: int) -> bool:
        """Whether a word may begin here. Arabic and Hebrew write one-letter prepositions onto the word."""
        text = self.folded
        for _ in range(3):
            if start == 0 or (script := _script(text[start - 1])) == 0 or script == _UNSPACED:
                return True
            if script != _script(text[start]):
                return True
            if text[start - 1] not in "وبلفكהובלמשכ":
                return False
            start -= 1
        return False

    def closes(self, end: int) -> bool:
        """Whether a word may end here. Korean particles follow the name without a space."""
        text = self.folded
        if end >= len(text):
            return True
        script = _script(text[end])
        return script in {0, _UNSPACED, _HANGUL} or script != _script(text[end - 1])

    def word_end(self, place: int) -> int:
        """Where the word that covers ``place - 1`` ends; an apostrophe and letters behind it belong to it."""
        text, limit = self.folded, min(len(self.folded), place + _LONGEST_ENDING)
        while place < limit:
            if _script(text[place]) == _ALPHABETIC:
                place += 1
            elif text[place] == "'" and place + 1 < limit and _script(text[place + 1]) == _ALPHABETIC:
                place += 2
            else:
                break
        return place

    def before(self, start: int) -> list[tuple[int, str]]:
        """Words before ``start`` on the same line, nearest last, with their places."""
        floor = max(0, start - WINDOW)
        stretch = self.folded[floor:start]
        cut = stretch.rfind("\n") + 1
        words = [(floor + m.start(), m.group()) for m in _WORD.finditer(stretch, cut)]
        # The window may have cut the first word in two.
        return words[1:] if floor and cut == 0 else words

    def clause_before(self, start: int) -> list[str]:
        """Words before ``start`` back to the nearest punctuation, nearest last."""
        floor = max(0, start - WINDOW)
        stretch = self.folded[floor:start]
        marks = list(_STOP.finditer(stretch))
        return _WORD.findall(stretch[marks[-1].end() :] if marks else stretch)

    def clause_after(self, end: int) -> list[tuple[int, str]]:
        """Words after ``end`` up to the nearest punctuation, with their places."""
        stretch = self.folded[end : end + WINDOW]
        mark = _STOP.search(stretch)
        return [(end + m.start(), m.group()) for m in _WORD.finditer(stretch[: mark.start()] if mark else stretch)]

    def gap(self, start: int, end: int, *, longest: int = 32) -> list[str] | None:
        """The words between two places when nothing but words, commas and brackets stands there; else ``None``."""
        if not 0 <= end - start <= longest:
            return None
        stretch = self.folded[start:end]
        return None if _HARD_STOP.search(stretch) else _WORD.findall(stretch)

    def one_line(self, one: int, other: int) -> bool:
        """Whether two places lie in the same paragraph."""
        return "\n" not in self.folded[min(one, other) : max(one, other)]

    def original_word(self, start: int, length: int) -> str:
        """What stood there before folding."""
        return self.original[self.folds.origin(start) : self.folds.origin(start + length - 1) + 1]

    def capital(self, start: int) -> bool:
        """Whether the original begins with a capital there, or with a letter that knows no case."""
        char = self.original[self.folds.origin(start)]
        return char.isupper() or char.lower() == char.upper()

    def upper(self, start: int) -> bool:
        """Whether the original has a capital there."""
        return self.original[self.folds.origin(start)].isupper()

    def in_body(self, start: int) -> bool:
        """Whether a line stands before this one: headlines in title case capitalise everything."""
        return 0 <= self.first_break < start

    def lower_case_prose(self, start: int) -> bool:
        """Whether whoever wrote this does without capitals."""
        place = self.folds.origin(start)
        stretch = self.original[max(0, place - WINDOW) : place + WINDOW]
        return stretch == stretch.lower()

    def sentence_start(self, start: int) -> bool:
        """Whether only quotes and spaces stand between ``start`` and the end of a sentence or line."""
        before = self.folded[max(0, start - 8) : start].rstrip(" \"'([-–—")
        return not before or before[-1] in ".!?:;\n…"
