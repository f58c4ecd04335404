# ruff: noqa: E501 (lists of words read better unwrapped)
"""The elements of HTML by what they mean for running text."""

from __future__ import annotations


def listed(words: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(words.split())


INLINE = listed(
    "a abbr acronym amp-fit-text b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp rt ruby s samp small span strike strong sub sup time tt u var wbr"
)
"""Elements that stand inside a sentence."""

SKIPPED = listed(
    "applet aside audio button canvas dialog embed fieldset figcaption figure footer form iframe img input map math menu nav object option picture select textarea video"
)
"""Elements whose text is never running text. ``form`` is walked all the same where it wraps the page."""

DEAD = listed("head noscript script style svg template title")
"""Elements that hold no text for readers at all."""

HEADLINES = listed("h1 h2 h3 h4")
"""Headings in which a line break is a space."""

TELLING = listed("blockquote dd dt h1 h2 h3 h4 h5 h6 li p pre td th")
"""Elements that say what a text is."""

WHOLE = listed("article body html main")
"""Elements that are never furniture, whatever their names."""

NAMES = listed("class data-component id")
"""Attributes that name an element."""

ROLES = listed("banner complementary contentinfo dialog menu navigation search")
"""Values of ``role`` that mark furniture."""
