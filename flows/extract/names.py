# ruff: noqa: E501 (lists of words read better unwrapped)
"""What the names of an element (class, id, data-component) say of it: that it is furniture, that it is the text, or
nothing.

Names are split into words as people join them, and the words are looked up; an answer is kept for the next element of
the same name, for a page repeats its names a hundred times and a house on all its pages.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from operator import add


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WORDS = _listed(
    """
    comment comments commentlist disqus share sharing social socials related recommend recommended recommendation
    recommendations newsletter newsletters sidebar breadcrumb breadcrumbs cookie cookies consent gdpr promo promos advert
    advertisement advertising ad ads adslot banner banners sponsor sponsored bio tag tags taglist popular trending teaser
    teasers caption captions credit credits copyright rights byline bylines dateline timestamp meta metadata toolbar tools
    print outbrain taboola subscribe subscription subscriptions popup modal overlay widget widgets nav navigation navbar
    menu footer masthead pagination pager gallery slideshow carousel login signup register donate donation donations rating
    ratings vote votes poll feedback hidden infobox factbox disclaimer sharedaddy addtoany yarpp respond trackback
    trackbacks reaction reactions emoji ticker newsticker regwall
    kommentar kommentare komentare commentaires comentarios reacties teilen partager compartir verwandt werbung anzeige
    reklam reklama publicidad publicite pubblicita
    """
)
_JOINED = _listed(
    """
    authorbio authorbox authorinfo authorcard authordescription aboutauthor abouttheauthor mostread mostpopular postinfo
    visuallyhidden sronly screenreader skiplink readmore readnext readalso moreon morefrom morestories morenews seealso
    nextup inlinerelated inlinepromo inlinenewsletter instagrammedia fbpost relatedposts signup adslot relatedarticles
    upnext authorcontent authordetails authorblock nextprev prevnext breakingnews breakingblock
    """
)
"""Two or three words that say it only together."""
_TELLING = _WORDS | _JOINED
_PREFIXES = ("dpsp", "mashsb", "ssba")

_CONTENT = re.compile(
    r"(?:^|[ _-])(?:article|story|entry|post|news)[_-]{0,2}(?:body|content|text|chunks?)(?:$|[ _-])|articlebody"
    r"|(?:^|\s)(?:hentry|type-post)(?:\s|$)",
    re.IGNORECASE,
)
"""Names that say outright that this is the text. WordPress writes a post's tags and category into its class."""
_CONTENT_WORDS = ("body", "content", "text", "chunk", "hentry", "type-post")
_STATES = re.compile(
    r"(?:^|(?<=\s))(?:(?:has|no|is|with|without|js)-[\w-]+"
    r"|[\w-]+-(?:enabled|disabled|open|opened|closed|active|on|off|template|layout))(?=\s|$)",
    re.IGNORECASE,
)
"""``comments-enabled``, ``has-sidebar``: what a page has, not what an element is."""
_UNSEEN = re.compile(
    r"(?:^|[ _-])(?:visually-?hidden|sr-?only|screen-?reader(?:-text)?|a11y-hidden)(?:$|[ _-])", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


@lru_cache(maxsize=20_000)
def names_furniture(names: str) -> bool:
    """Whether the names of an element, at most 600 characters of them, say that it is no part of the text."""
    if ":" in names or "[" in names:
        # Utility classes (`print:hidden`, `lg:[&_nav]:mt-0`) speak of looks, not of meaning.
        names = " ".join(n for n in names.split() if ":" not in n and "[" not in n)
    if "-" in names:
        names = _STATES.sub(" ", names)
    if "elementor" in names:
        # A page builder whose every box is a widget.
        names = " ".join(n for n in names.split() if not n.startswith("elementor"))
    if len(names) < 2:
        return False
    lowered = names.lower()
    # The pattern is put only to names that hold a word of it: it costs more than all the rest.
    if any(word in lowered for word in _CONTENT_WORDS) and _CONTENT.search(names):
        return False
    words = _WORD.findall(lowered[:400] if lowered == names else _HUMP.sub("-", names[:400]).lower())
    if not _TELLING.isdisjoint(words) or any(w.startswith(_PREFIXES) for w in words):
        return True
    if len(words) < 2:
        return False
    pairs = [a + b for a, b in pairwise(words)]
    return not _JOINED.isdisjoint(pairs) or not _JOINED.isdisjoint(map(add, pairs, words[2:]))


@lru_cache(maxsize=20_000)
def names_unseen(classes: str) -> bool:
    """Whether a class hides a word from the eye and leaves it to screen readers."""
    return _UNSEEN.search(classes) is not None


_PICTURE = _listed("image images photo photos foto picture img imagen bild pic picbox photobox imagebox")
_PICTURE_JOINED = _listed("mediaembed mediainfo mediatitle mediacaption mediadescription imgcaption")
_SIGNATURE = _listed(
    "author authors autor autoren auteur autore writer publish published pubdate date dates datum updated source"
)


@lru_cache(maxsize=20_000)
def names_picture(names: str) -> bool:
    """Whether a box is named after a picture: its short texts are captions."""
    words = _words(names)
    return not _PICTURE.isdisjoint(words) or any(a + b in _PICTURE_JOINED for a, b in pairwise(words))


@lru_cache(maxsize=20_000)
def names_signature(names: str) -> bool:
    """Whether a line is named after who wrote it or when."""
    return not _SIGNATURE.isdisjoint(_words(names))


_STANDFIRST = _listed(
    """
    standfirst subtitle subtitles subhead subheading subheadline subheader lede lead dek deck summary abstract chapo chapeau
    vorspann untertitel unterzeile bajada entradilla sottotitolo sommario occhiello onderkop manchet perex ingress spot leadin
    """
)


@lru_cache(maxsize=20_000)
def names_standfirst(names: str) -> bool:
    """Whether a block is named after the paragraph between headline and text."""
    return not _STANDFIRST.isdisjoint(_words(names))


def _words(names: str) -> list[str]:
    names = names[:400]
    return _WORD.findall(_HUMP.sub("-", _STATES.sub(" ", names) if "-" in names else names).lower())
