"""What kind of text a page is, from its types, its address, the labels by its title and how its house writes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from flows.extract.genrewords import (
    ARTICLE,
    BY_LABEL,
    BY_SLUG,
    DISCLAIMER,
    DISCLAIMER_WORDS,
    HELD_BY,
    HELD_WORDS,
    IN_TITLE,
    NAMED_INTERVIEW,
    POSSESSED_LABEL,
    SIGNED_LABEL,
    SPEAKER,
    TITLE_LABELS,
    unaccented,
)
from flows.extract.heads import Line
from flows.extract.lexicon import MIN_READ
from flows.extract.page import Page
from flows.extract.structured import squash, text_of
from flows.model import Genre

SAMPLE = 8_000
"""Characters of a body that are read for its voice: it does not change behind the first minutes."""
HEAD = 200_000
"""Characters of markup in which the marks of a platform are looked for."""
_SECTIONS = (
    "section",
    "category",
    "genre",
    "articletype",
    "article-type",
    "contenttype",
    "content-type",
    "content_type",
)
_DIGIT = re.compile(r"\d")
_LIVE_PATH = re.compile(
    r"/(?:live-?blog|live-?ticker|news-?ticker)/|[/-](?:live-?blog|live-?ticker|news-?ticker)(?=[-_/.,]|$)"
)

_TYPES = (
    ("OpinionNewsArticle", Genre.OPINION),
    ("AnalysisNewsArticle", Genre.ANALYSIS),
    ("LiveBlogPosting", Genre.LIVE),
    ("Interview", Genre.INTERVIEW),
)
_BLOG_HOSTS = re.compile(
    r"(?:^|\.)(?:substack|medium|wordpress|blogspot|blogger|typepad|tumblr|wixsite|ghost|livejournal|weebly)"
    r"\.(?:com|io|org)$|(?:^|\.)blogs?\."
)
_BLOG_MAKERS = re.compile(
    r"wix\.com|substack|medium|wordpress\.com|blogger|ghost|squarespace|tumblr|typepad|weebly", re.IGNORECASE
)
_EDITORS = re.compile(r"editorial board|^editorial\b|^leitartikel", re.IGNORECASE)
_COMMENTARY = re.compile(
    r"\b(?:I|my|me|we must|must|should|cannot|ought|failed|failing|betray\w*|cowardice|shame\w*|hypocri\w+|illusion|"
    r"moral|nonsense)\b"
)


_SPECIAL = (
    Genre.LETTER,
    Genre.EDITORIAL,
    Genre.INTERVIEW,
    Genre.TRANSCRIPT,
    Genre.PRESS_RELEASE,
    Genre.LIVE,
    Genre.ANALYSIS,
    Genre.OPINION,
)
"""Of two genres one place names, the earlier: letters, editorials and interviews stand in sections called opinion."""


def read_genre(page: Page, title: str, body: str, lines: list[Line]) -> Genre:
    """The genre; :attr:`Genre.NEWS` when nothing speaks for another."""
    found = candidates(page, title, body, lines)
    if page.trace is None:
        return next((genre for genre, _, _ in found), Genre.NEWS)
    named = list(found)
    for genre, source, said in named:
        page.trace.note("genre", genre, source, said)
    genre, source, said = named[0] if named else (Genre.NEWS, "default", "")
    why = f"{source} says {said!r}" if said else f"by {source}: no type, title, section or label names another"
    page.trace.choose("genre", genre, source, why)
    return genre


def candidates(page: Page, title: str, body: str, lines: list[Line]) -> Iterator[tuple[Genre, str, str]]:
    """Genres that something on the page names, the most credible first, each with its source and what that said."""
    if host_is_live(page.url):
        yield Genre.LIVE, "address", page.url[-80:]
    labels = [(label, label_genre(label)) for label in _labels(page)]
    slugs = [(slug, slug_genre(slug)) for slug in _slugs(page)]
    named = {genre for _, genre in (*labels, *slugs) if genre is not None}
    types = page.structured.article_types | page.structured.microdata_types
    for name, genre in _TYPES:
        if name in types:
            yield _refined(genre, page, title, lines, named), "type", name
    titles = (title, squash(page.document.title)[:300], page.structured.first("og:title"))
    for text in dict.fromkeys(titles):
        if (found := title_genre(text)) is not None and found is not Genre.BLOG:
            yield _refined(found, page, title, lines, named), "title", text[:80]
    for place, pairs in (("address", slugs), ("section", labels)):
        for genre in _SPECIAL:
            if label := next((text for text, found in pairs if found is genre), ""):
                yield _refined(genre, page, title, lines, named), place, label
    for label in _kickers(lines):
        # "Live" by the title is mostly the button of a broadcaster's stream.
        if (found := label_genre(label)) is not None and found not in (Genre.BLOG, Genre.LIVE):
            yield _refined(found, page, title, lines, named), "line by the title", label[:80]
    yield from _habits(body, lines)
    if (found := _blog(page, body, lines)) is not None:
        yield found, "platform and voice", urlsplit(page.url).hostname or ""


def _habits(body: str, lines: list[Line]) -> Iterator[tuple[Genre, str, str]]:
    """What only texts of one kind carry: who asked the questions, whose views these are."""
    near = [line.text for i, line in enumerate(lines) if (i < 12 or line.before_title) and len(line.text) < 600]
    said = "\n".join((*near, body[:300], body[-600:]))
    lowered = said.lower()
    # The patterns are tried only where a word of theirs stands: they cost a hundred times the look for it.
    if any(word in lowered for word in HELD_WORDS) and (match := HELD_BY.search(said)):
        yield Genre.INTERVIEW, "byline", match[0]
    if any(word in lowered for word in DISCLAIMER_WORDS) and (match := DISCLAIMER.search(said)):
        yield Genre.OPINION, "disclaimer", match[0][:80]
    spoken = Counter(_speakers(body[:SAMPLE]))
    speakers = [name for name, count in spoken.items() if count >= 4]
    # Two who take turns: a list of terms or dates has a colon in each line, but never the same word.
    if len(speakers) == 2:
        yield Genre.INTERVIEW, "speakers", " and ".join(speakers)


def _speakers(body: str) -> Iterator[str]:
    """Who stands before a colon at the beginning of a line; the pattern is put only to lines with one."""
    at = 0
    while at >= 0:
        if body.find(":", at + 1, at + 31) >= 0 and (match := SPEAKER.match(body, at)):
            yield match[1]
        at = body.find("\n", at) + 1 or -1


def _refined(genre: Genre, page: Page, title: str, lines: list[Line], named: set[Genre]) -> Genre:
    """An opinion signed by the editorial board is an editorial; letters and interviews there keep their kind."""
    if genre is not Genre.OPINION:
        return genre
    if title_genre(title) is Genre.EDITORIAL:
        return Genre.EDITORIAL
    if own := next((kind for kind in _SPECIAL[:3] if kind in named), None):
        return own
    texts = [
        text_of(page.structured.article.get("author")),
        *page.structured.meta.get("author", ()),
        *(line.text for line in lines[:3] if len(line.text) < 60),
    ]
    return Genre.EDITORIAL if any(_EDITORS.search(t) for t in texts) else genre


def host_is_live(url: str) -> bool:
    """Whether an address is that of a live blog: ``/live/`` or a slug that says so."""
    return _LIVE_PATH.search(urlsplit(url).path) is not None


def title_genre(title: str) -> Genre | None:
    """The genre a title names: a label set apart, or words that only titles of one kind hold."""
    text = squash(title)
    for pattern in TITLE_LABELS:
        if (match := pattern.search(text)) and (found := _named(match["label"])) is not None:
            return found
    match = POSSESSED_LABEL.match(text)
    if match and (found := _named(match["label"])) in (Genre.OPINION, Genre.EDITORIAL, Genre.ANALYSIS):
        return found
    # A label set apart by its capitals only: INTERVIU „Cumpărăm timp”.
    words = text.split(" ", 3)
    for count in (2, 1):
        loud = " ".join(words[:count])
        apart = len(words) > count and len(loud) > 4 and loud.isupper() and not text.isupper()
        if apart and (found := _named(loud)) is not None:
            return found
    return next((genre for genre, pattern in IN_TITLE if pattern.search(text)), None)


def _named(label: str) -> Genre | None:
    # The Turkish İ folds to an i and a dot of its own.
    text = squash(label).casefold().replace("i\u0307", "i")
    return BY_LABEL.get(text) or BY_LABEL.get(ARTICLE.sub("", text))


def label_genre(label: str) -> Genre | None:
    """The genre a section or label names: whole, or the one of its words that does."""
    text = squash(label).casefold().replace("i\u0307", "i").strip(" .:|/[]【】〈〉")
    if not text or len(text) > 60:
        return None
    if text in BY_LABEL:
        return BY_LABEL[text]
    if NAMED_INTERVIEW.match(text):
        return Genre.INTERVIEW
    for part in re.split(r"\s*[/|,>:»&·-]\s*|\s+and\s+|\s+und\s+", text):
        if part in BY_LABEL and BY_LABEL[part] is not Genre.LIVE:
            return BY_LABEL[part]
    return None


def slug_genre(slug: str) -> Genre | None:
    """The genre a segment of an address names: ``nazory``, ``cartas-al-director``, ``opinion-editorial``."""
    text = slug.replace("-", " ").replace("_", " ").casefold()
    for words in (slug.casefold(), text, unaccented(text)):
        if found := BY_SLUG.get(words):
            return found
    # Only the first word of two or three: "opinion-pages", never "poll-of-opinion" or a slug of a headline.
    first, _, rest = text.partition(" ")
    return BY_SLUG.get(first) if len(first) > 4 and rest.count(" ") < 2 else None


def _slugs(page: Page) -> list[str]:
    """The segments of the address but the last, and the name of its host before the domain."""
    parts = urlsplit(page.url)
    slugs = [unquote(s) for s in parts.path.lower().split("/") if s][:-1][:6]
    if parts.hostname and parts.hostname.count(".") > 1:
        slugs.append(parts.hostname.split(".")[0])
    return slugs


def _labels(page: Page) -> list[str]:
    """Sections and kinds as the page's data state them."""
    data = page.structured
    labels: list[str] = []
    for key in ("articleSection", "genre"):
        value = data.article.get(key)
        labels += [v for v in (value if isinstance(value, list) else [value])[:4] if isinstance(v, str)]
    for name, values in data.meta.items():
        if name.endswith(_SECTIONS):
            labels += values[:2]
    return labels


def _kickers(lines: list[Line]) -> list[str]:
    """Short lines by the title."""
    labels = [line.text for line in lines if line.before_title and len(line.text) < 40][:3]
    labels += [line.text for line in lines[:2] if len(line.text) < 30]
    # "Meinung" and the headline in one heading, each in an element of its own.
    labels += [line.pieces[0] for line in lines[:3] if len(line.pieces) > 1 and line.element.tag in ("h1", "h2")]
    for line in lines[:8]:
        for text in dict.fromkeys((line.text[:90], line.text[-120:])) if len(line.text) < 400 else ():
            if match := SIGNED_LABEL.search(text):
                labels.append(ARTICLE.sub("", match["label"] or match["label2"]))
    return labels


def _blog(page: Page, body: str, lines: list[Line]) -> Genre | None:
    """A post on a blog is commentary when it argues or says "I"; else it is a blog entry."""
    data = page.structured
    host = urlsplit(page.url).hostname or ""
    address = page.url.lower()
    hosted = _BLOG_HOSTS.search(host) is not None
    publisher = bool({"NewsArticle", "ReportageNewsArticle", "NewsMediaOrganization"} & data.types())
    own = any(mark in address for mark in ("/blog/", "/blogs/", "/post/"))
    if publisher and not hosted and not own:
        return None
    platform = hosted or bool(_BLOG_MAKERS.search(f"{data.first('generator')} {data.first('og:site_name')}"))
    # find() with bounds: a slice would copy hundreds of kilobytes for each word.
    platform = platform or any(page.text.find(mark, 0, HEAD) >= 0 for mark in ("wixstatic.com", "substackcdn"))
    # WordPress gives the type to the news of small houses too: it needs the voice of somebody.
    typed = "BlogPosting" in data.article_types
    timed = any(len(line.text) < 200 and _DIGIT.search(line.text) and MIN_READ.search(line.text) for line in lines)
    if not (platform or timed or own or typed):
        return None
    said = _COMMENTARY.findall(body[:SAMPLE])
    voice = len(said)
    argument = sum(word not in ("I", "my", "me") for word in said)
    words = len(body[:SAMPLE].split())
    # One such word in 110: chosen on a handful of posts, not measured on a labelled set yet.
    # Who says "I" may tell of a recipe: some of the words have to argue.
    if words and voice * 110 >= words and argument * 250 >= words and argument > 1:
        return Genre.OPINION
    personal = typed and voice * 60 >= words and voice > 2
    return Genre.BLOG if platform or own or personal else None
