"""What kind of text a page is, from its types, its address, the labels by its title and how its house writes."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from flows.extract.genrewords import BY_LABEL, IN_TITLE, LOUD_LABEL, SIGNED_LABEL, TITLE_LABELS
from flows.extract.heads import Line
from flows.extract.lexicon import MIN_READ
from flows.extract.page import Page
from flows.extract.structured import squash, text_of
from flows.model import Genre

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


def read_genre(page: Page, title: str, body: str, lines: list[Line]) -> Genre:
    """The genre; :attr:`Genre.NEWS` when nothing speaks for another."""
    data = page.structured
    types = data.article_types | data.microdata_types
    for name, genre in _TYPES:
        if name in types:
            return _told(page, _refined(genre, page, title, lines), "type", name)
    titles = (title, squash(page.document.title)[:300], data.first("og:title"))
    for text in dict.fromkeys(titles):
        if (found := title_genre(text)) is not None and found is not Genre.BLOG:
            return _told(page, _refined(found, page, title, lines), "title", text)
    for label in _labels(page):
        if (found := label_genre(label)) is not None and found is not Genre.BLOG:
            return _told(page, _refined(found, page, title, lines), "section", label)
    for label in _kickers(lines):
        # "Live" by the title is mostly the button of a broadcaster's stream.
        if (found := label_genre(label)) is not None and found not in (Genre.BLOG, Genre.LIVE):
            return _told(page, _refined(found, page, title, lines), "line by the title", label)
    if (blog := _blog(page, body, lines)) is not None:
        return _told(page, blog, "platform and voice", "")
    return _told(page, Genre.NEWS, "default", "")


def _told(page: Page, genre: Genre, source: str, said: str) -> Genre:
    """The genre, told to whoever asked for reasons, with every label that was looked at."""
    if page.trace:
        for label in _labels(page):
            page.trace.note("genre", label_genre(label) or "none", "section", label)
        page.trace.note("genre", genre, source, said)
        reason = f"{source} says {said!r}" if said else f"by {source}: no type, title, section or label names another"
        page.trace.choose("genre", genre, source, reason)
    return genre


def _refined(genre: Genre, page: Page, title: str, lines: list[Line]) -> Genre:
    """An opinion signed by the editorial board is an editorial; an opinion section's interview an interview."""
    if genre is not Genre.OPINION:
        return genre
    if title_genre(title) is Genre.EDITORIAL:
        return Genre.EDITORIAL
    texts = [
        text_of(page.structured.article.get("author")),
        *page.structured.meta.get("author", ()),
        *(line.text for line in lines[:3] if len(line.text) < 60),
    ]
    return Genre.EDITORIAL if any(_EDITORS.search(t) for t in texts) else genre


def title_genre(title: str) -> Genre | None:
    """The genre a title names: a label set apart, or words that only titles of one kind hold."""
    text = squash(title)
    for pattern in TITLE_LABELS:
        if match := pattern.search(text):
            return _named(match["label"])
    if (
        (match := LOUD_LABEL.match(text))
        and match["label"].isupper()
        and len(match["label"]) > 4
        and not text.isupper()
    ):
        return _named(match["label"])
    return next((genre for genre, pattern in IN_TITLE if pattern.search(text)), None)


def _named(label: str) -> Genre | None:
    # The Turkish İ folds to an i and a dot of its own.
    return BY_LABEL.get(squash(label).casefold().replace("i\u0307", "i"))


def label_genre(label: str) -> Genre | None:
    """The genre a section or label names: whole, or the one of its words that does."""
    text = squash(label).casefold().replace("i\u0307", "i").strip(" .:|/")
    if not text or len(text) > 60:
        return None
    if text in BY_LABEL:
        return BY_LABEL[text]
    for part in re.split(r"\s*[/|,>:»&·-]\s*|\s+and\s+|\s+und\s+", text):
        if part in BY_LABEL and BY_LABEL[part] is not Genre.LIVE:
            return BY_LABEL[part]
    return None


def _labels(page: Page) -> list[str]:
    """Sections that may name the genre: those in the address, then those in the page's data."""
    data = page.structured
    parts = urlsplit(page.url)
    labels: list[str] = []
    segments = [unquote(s) for s in parts.path.lower().split("/") if s][:-1][:6]
    labels += [s.replace("-", " ").replace("_", " ") for s in segments]
    labels += [re.split(r"[-_]", s)[0] for s in segments if len(re.split(r"[-_]", s)[0]) > 4]
    if parts.hostname and parts.hostname.count(".") > 1:
        labels.append(parts.hostname.split(".")[0])
    sections = data.article.get("articleSection")
    labels += [str(s) for s in (sections if isinstance(sections, list) else [sections])[:4] if isinstance(s, str)]
    labels += [
        v
        for n in (
            "article:section",
            "section",
            "parsely-section",
            "cxenseparse:category",
            "og:article:section",
            "content-type",
            "articletype",
        )
        for v in data.meta.get(n, ())[:2]
    ]
    return labels


def _kickers(lines: list[Line]) -> list[str]:
    """Short lines by the title."""
    labels = [line.text for line in lines if line.before_title and len(line.text) < 40][:3]
    labels += [line.text for line in lines[:2] if len(line.text) < 30]
    labels += [m["label"] for line in lines[:5] if len(line.text) < 90 and (m := SIGNED_LABEL.match(line.text))]
    return labels


def _blog(page: Page, body: str, lines: list[Line]) -> Genre | None:
    """A post on a blog is commentary when it argues or says "I"; else it is a blog entry."""
    data = page.structured
    host = urlsplit(page.url).hostname or ""
    maker = f"{data.first('generator')} {data.first('og:site_name')}"
    platform = bool(
        _BLOG_HOSTS.search(host)
        or _BLOG_MAKERS.search(maker)
        or "wixstatic.com" in page.text[:400_000]
        or "substackcdn" in page.text[:400_000]
    )
    timed = any(MIN_READ.search(line.text) for line in lines)
    own = "BlogPosting" in data.article_types or "/blog/" in page.url.lower() or "/post/" in page.url.lower()
    publisher = bool({"NewsArticle", "ReportageNewsArticle", "NewsMediaOrganization"} & data.types())
    if publisher or not (platform or timed or own):
        return None
    said = _COMMENTARY.findall(body[:20_000])
    voice = len(said)
    argument = sum(word not in ("I", "my", "me") for word in said)
    words = len(body[:20_000].split())
    # One such word in 110: chosen on a handful of posts, not measured on a labelled set yet.
    # Who says "I" may tell of a recipe: some of the words have to argue.
    if words and voice * 110 >= words and argument * 250 >= words and argument > 1:
        return Genre.OPINION
    return Genre.BLOG if platform or own else None
