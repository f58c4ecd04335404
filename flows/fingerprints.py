"""Fingerprints of texts: find and measure near copies without comparing every pair. Pure and deterministic.

A text becomes the set of hashes of its overlapping runs of four words (eight characters where a script has no spaces),
blind to case, punctuation and typography. Of that set two samples are kept, both the *smallest* hashes, so that the
samples of a text and of a piece of it are the same hashes wherever they could be:

* ``bands`` are keywords in the index: the 20 smallest of the whole text and the 8 smallest of its first 160 words. A
  copy that keeps a third of the text keeps each of the original's bands with probability 1/3 and has it among its own
  smallest; one that keeps only the first paragraphs meets the bands of the beginning.
* ``sketch``, the 256 smallest, estimates resemblance (shared of all) and containment (shared of the smaller text).
"""

from __future__ import annotations

import base64
import re
import struct
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

BANDS, HEAD_BANDS, HEAD_WORDS = 20, 8, 160
SKETCH = 256
SHORT = 40
"""Texts of fewer words are fingerprinted with their title: below it a stock phrase is most of the text."""

_RUN, _RUN_UNSPACED = 4, 8
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # kana, Han
)
_UNSPACED_CHARACTER = re.compile(f"[{_UNSPACED}\U00020000-\U0003ffff]")
_TABLE = 0x20000
"""Characters with a kind of their own; all above it are Han ideographs, or nothing that is written."""

_BETWEEN, _LETTER, _ALONE, _HIDDEN = 0, 1, 2, 3
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Soft hyphens and zero-width characters: house style, not text."""

_LONGEST = 64
"""Letters of a word that have a weight each, a power of two; those of longer words take them anew."""

_HEADER = struct.Struct("<BIQ")
_VERSION = 2
_ALL = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True)
class Similarity:
    """Of two texts: ``resemblance`` of the whole, ``containment`` of the smaller in the larger, and how many
    ``shared`` hashes say so. ``identical`` texts have the same words in the same order.
    """

    resemblance: float
    containment: float
    shared: int
    identical: bool = False


@dataclass(frozen=True)
class Fingerprint:
    """``count`` distinct runs of words, the ``words`` digest of them all in order, and the two samples."""

    count: int
    words: int
    bands: tuple[str, ...]
    sketch: bytes

    @cached_property
    def hashes(self) -> NDArray[np.uint32]:
        """The sketch as sorted numbers."""
        return np.frombuffer(self.sketch, dtype="<u4")

    def to_json(self) -> dict[str, Any]:
        """The ``fingerprint`` field of a stored document."""
        head = _HEADER.pack(_VERSION, self.count, self.words)
        return {"bands": list(self.bands), "sketch": base64.b64encode(head + self.sketch).decode()}

    @classmethod
    def from_json(cls, data: Any) -> Self | None:
        """Read a stored one; ``None`` when there is none or it is of another version."""
        try:
            raw = base64.b64decode(data["sketch"], validate=True)
            version, count, words = _HEADER.unpack_from(raw)
            sketch = raw[_HEADER.size :]
            if version != _VERSION or len(sketch) % 4:
                return None
            return cls(count, words, tuple(data.get("bands") or ()), sketch)
        except (KeyError, TypeError, ValueError, AttributeError, struct.error):
            return None


def fingerprint(title: str, body: str) -> Fingerprint:
    """The fingerprint of an article: of its body, and of title and body together when the body is short."""
    codes, unspaced = _words(body)
    if len(codes) < SHORT:
        codes, unspaced = _words(f"{title}\n{body}")
    if not len(codes):
        return Fingerprint(0, 0, (), b"")
    run = min(_RUN_UNSPACED if unspaced * 2 > len(codes) else _RUN, len(codes))
    runs = np.zeros(len(codes) - run + 1, dtype=np.uint64)
    for place in range(run):
        runs = runs * np.uint64(0x9E3779B97F4A7C15) + codes[place : len(codes) - run + 1 + place]
    runs = _mix(runs)
    hashes, head = _distinct(runs), _distinct(runs[:HEAD_WORDS])
    order: NDArray[np.uint64] = np.arange(1, len(codes) + 1, dtype=np.uint64)
    words = int(np.bitwise_xor.reduce(_mix(codes + order)))
    smallest = dict.fromkeys([*hashes[:BANDS].tolist(), *head[:HEAD_BANDS].tolist()])
    bands = tuple(f"{value >> 16:012x}" for value in smallest)
    # The top halves of sorted numbers are sorted; two runs that share one (1 in 10 million) count once.
    sketch = _distinct((hashes[:SKETCH] >> np.uint64(32)).astype("<u4"))
    return Fingerprint(len(hashes), words, bands, sketch.tobytes())


def similarity(one: Fingerprint, other: Fingerprint) -> Similarity:
    """Compare two texts by their sketches, on the part of the hash space that both sampled whole."""
    if not one.count or not other.count:
        return Similarity(0.0, 0.0, 0)
    bound = min(_bound(one), _bound(other))
    a = one.hashes[: int(np.searchsorted(one.hashes, bound, side="right"))]
    b = other.hashes[: int(np.searchsorted(other.hashes, bound, side="right"))]
    shared = len(np.intersect1d(a, b, assume_unique=True))
    smaller = len(a) if one.count <= other.count else len(b)
    identical = one.words == other.words and one.count == other.count
    return Similarity(
        resemblance=shared / max(1, len(a) + len(b) - shared),
        containment=min(1.0, shared / max(1, smaller)),
        shared=shared,
        identical=identical,
    )


def is_unspaced(text: str) -> bool:
    """Whether any of it is of a script that sets no spaces between words."""
    return not text.isascii() and _UNSPACED_CHARACTER.search(text) is not None


def _bound(value: Fingerprint) -> int:
    """Up to here the sketch holds every hash of the text."""
    return int(value.hashes[-1]) if value.count > SKETCH else _ALL


def _words(text: str) -> tuple[NDArray[np.uint64], int]:
    """A hash of each word, in order, and how many of them are single characters of a script without spaces.

    All in whole arrays: word by word, splitting and hashing took three quarters of a fingerprint's time.
    """
    if text.isascii():
        text = text.lower()
        points = np.frombuffer(text.encode("ascii"), dtype=np.uint8)
    else:
        text = text.replace("\u00a0", " ").replace("\u2026", " ")  # so common that they would cost the short way
        if not unicodedata.is_normalized("NFKC", text):
            text = unicodedata.normalize("NFKC", text)
        points = np.frombuffer(text.casefold().encode("utf-32-le", "surrogatepass"), dtype="<u4")
    plain = points.dtype == np.uint8
    kinds = _kinds()[points if plain else np.minimum(points, _TABLE)]
    inside = kinds != _BETWEEN
    if not plain and (hidden := kinds == _HIDDEN).any():
        points, kinds, inside = points[~hidden], kinds[~hidden], inside[~hidden]
    first = inside.copy()
    # A letter after a letter goes on with its word; a character that stands alone is a word each time.
    first[1:] &= (kinds[1:] == _ALONE) | (kinds[:-1] != _LETTER)
    starts = np.flatnonzero(first)
    if not len(starts):
        return np.zeros(0, dtype=np.uint64), 0
    place = np.arange(len(points), dtype=np.int32)
    nth = place - np.maximum.accumulate(np.where(first, place, 0))
    letters = (points.astype(np.uint64) + inside) * _WEIGHTS[nth & (_LONGEST - 1)]
    letters[~inside] = 0
    return _mix(np.add.reduceat(letters, starts)), int(np.count_nonzero(kinds == _ALONE))


@cache
def _kinds() -> NDArray[np.uint8]:
    """What each character is to a text: between words, a letter or digit, a word by itself, or nothing."""
    kinds = np.zeros(_TABLE + 1, dtype=np.uint8)
    every = "".join(map(chr, range(_TABLE)))
    for pattern, kind in ((r"[^\W_]+", _LETTER), (f"[{_UNSPACED}]+", _ALONE), (f"[{_INVISIBLE}]+", _HIDDEN)):
        for found in re.finditer(pattern, every):
            kinds[found.start() : found.end()] = kind
    kinds[_TABLE] = _ALONE
    return kinds


def _distinct(values: NDArray[Any]) -> NDArray[Any]:
    """Sorted, each once; three times as fast as ``np.unique`` on a text's worth of numbers."""
    values = np.sort(values)
    return values[np.concatenate(([True], values[1:] != values[:-1]))] if len(values) else values


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of splitmix64: spreads every bit over all."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


_WEIGHTS = _mix(np.arange(1, _LONGEST + 1, dtype=np.uint64)) | np.uint64(1)
"""What the letters of a word are multiplied by, each by its place."""
