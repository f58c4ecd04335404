# ruff: noqa: E501 (patterns of many words read better unwrapped)
"""Pages that are no articles, told by what they hold; every reason is listed in docs/document.md.

An article must not be lost: each rule asks for the absence of what articles have (running text, a date with a headline,
an article type), not only for a suspicious word.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flows.extract.blocks import Block, all_blocks, weigh
from flows.extract.lexicon import ERROR_PAGE
from flows.extract.page import Page
from flows.extract.services import service
from flows.extract.structured import ARTICLE_TYPES, squash

if TYPE_CHECKING:
    from flows.extract.body import Body

Reason = tuple[str, str]
"""A reason and what was seen."""

MINIMUM_WORDS = 20
MINIMUM_WEIGHT = 100
"""Twenty words, or forty characters of a script without spaces (weighed at 2.5). The figure is the issue's
definition of a page without running text, not a measurement."""

ENOUGH = 250.0
"""Weight of text beside the paragraphs about consent from which the page is an article about consent, or with a notice."""

# Of lower-case text: a pattern that ignores case is tried letter by letter, five times as slow.
_WALL = re.compile(
    r"are you (?:a )?(?:human|robot)|verify (?:that )?you are (?:a )?human|checking (?:if the site connection|your browser)|"
    r"enable javascript and cookies|just a moment\.\.\.|attention required|ddos protection|captcha|unusual traffic|pardon our interruption|access to this page has been denied|enable js and disable any ad blocker|press & hold to confirm|verifying you are human|incapsula incident|review the security of your connection",
)
_CONSENT = re.compile(
    r"cookies?(?![a-z])|consent|consenso|accett[aoi]|gdpr|privacy|datenschutz|zustimm|einwilligung|akzeptieren|accept(?:er|ar|eren|all)?\b|témoins|confidentialité|privacidad|"
    r"privacidade|toestemming|samtykke|samtyck|integritets|souhlas|zgod[aęy]|eväste|suostumu|tietosuoj|hozzájárul|consim|onay|согласи|куки|згод|çerez|συγκατάθεσ|同意|クッキー|プライバシー|쿠키|동의|ملفات تعريف|موافق|kolačić|pristan|piškot|soglas|sütik|бисквитк|съглас|slapuk|sutik|sīkdat|piekr|küpsis|nõusolek|súhlas|vafrakök|הסכמ|עוגיות|bannissement|werbefrei|pur-abo|tracking",
)
_LOGIN = re.compile(
    r"subscribe|subscri[bp]|log ?in|sign ?in|register|abonn|suscr|assin|prenumer|předplat|predplat|prenumer|zaloguj|einloggen|anmelden|se connecter|"
    r"iniciar sesión|accedi|inloggen|logga in|logg inn|log ind|kirjaudu|войти|подпис|увійти|підпис|членств|abone|giriş yap|premium|συνδρομ|συνδεθ|σύνδεση|ログイン|会員|購読|登录|登入|订阅|訂閱|로그인|구독|회원|اشترك|تسجيل الدخول|مشترك|اشتراک|előfizet|bejelentkez|conectare|вход|абонам|pretplat|prijav|predplat|prihlás|přihl|prisijung|abonē|pieslēg|logi sisse|tellija|tilaaj|\btilaa\b|התחבר|מנוי|innskrá|áskri",
)
_WALL_MARKS = (
    "captcha-delivery.com",
    "px-captcha",
    "_Incapsula_Resource",
    "/cdn-cgi/challenge-platform",
    "cf-chl-",
    "errors.edgesuite.net",
    "awswaf",
    "g-recaptcha",
    "h-captcha",
    "hcaptcha.com",
    "geo.captcha",
    "kasada",
    "ddos-guard",
)
"""Marks of the makers of walls, in the markup: looked for only where a page shows no text, for forms bear them too."""
_LISTING_PATH = re.compile(
    r"^/?$|^/(?:[a-z]{2}(?:-[a-z]{2})?/?)?$|/(?:tags?|topics?|themen?|thema|category|categories|kategorie|kategoria|author|authors|autor|autoren|auteur|search|suche|archive|archiv|"
    r"archives|section|page/\d+|label|dossier|rubrique|temas?|seccion|tema|stichwort|etiqueta|keyword)(?:/|$)|^/index\.\w+$",
    re.IGNORECASE,
)


_SEARCH = re.compile(
    r"^/(?:\w\w/)?(?:search|suche|recherche|busca|buscar|busqueda|cerca|ricerca|zoeken|szukaj|sok|sog|haku|ara|arama|hledat|poshuk)(?:/|\.\w+|\?|$)"
    r"|\?(?:.*&)?(?:q|query|search|s|suche|keyword|keywords)=",
    re.IGNORECASE,
)
"""Addresses that carry a search."""

_ARTICLE_PATH = re.compile(
    r"(?:[^/_-]+[_-]){3,}[^/_-]+/?$|\d{5,}[^/]*$|/(?:article|story|node|posts?|p)/[^/]+/?$|(?:19|20)\d\d/\d\d/\d\d/",
    re.IGNORECASE,
)
"""How addresses of single articles end: a slug of several words, a number, a date."""


def has_article_signals(page: Page) -> bool:
    """Whether the page says of itself that it is one article: a type together with a date or an author."""
    data = page.structured
    dated = any(data.article.get(k) for k in ("datePublished", "author", "articleBody"))
    if data.article_types & ARTICLE_TYPES and dated:
        return True
    if data.microdata_types & ARTICLE_TYPES and data.microdata.get("datePublished"):
        return True
    return data.first("og:type").lower() == "article" and bool(data.first("article:published_time", "article:author"))


def before_body(page: Page, title: str) -> Reason | None:
    """Walls and error pages that say so in their title."""
    signals = has_article_signals(page)
    if (seen := service(page, title, signals=signals)) is not None:
        return "service", seen
    head = squash(page.document.title)[:200]
    named = f"{head} | {title}"
    if signals:
        return None
    if _WALL.search(named.lower()):
        return "bot_wall", f"the title says: {named[:120]}"
    if (match := ERROR_PAGE.search(named)) and running_weight(page) < 1500:
        return "error_page", f"the title says: {match[0].strip()}"
    return None


def running_weight(page: Page) -> float:
    """How much running text stands on the page."""
    return sum(b.weight for b in all_blocks(page) if b.running)


def after_body(page: Page, body: Body, words: int) -> Reason | None:
    """What the body found, and what stands around it, say about the page."""
    text = body.text
    signals = has_article_signals(page)
    every = all_blocks(page)
    whole = "" if signals and words >= MINIMUM_WORDS else " ".join([b.text for b in every])[:20_000].lower()
    if words < MINIMUM_WORDS and weigh(text) < MINIMUM_WEIGHT:
        return _too_little(page, whole, words, signals)
    if (left := _without(body, _LOGIN, 2, MINIMUM_WEIGHT)) < MINIMUM_WEIGHT and left < 0.5 * weigh(text):
        return (
            "paywall" if signals else "login_wall"
        ), f"{left:.0f} characters beside a request to subscribe or log in"
    if not signals:
        if _WALL.search(whole) and words < 150:
            return "bot_wall", "asks to prove that the reader is human"
        consent = 0 if _dated(page) else len(_CONSENT.findall(text.lower()))
        if consent >= 4 and consent * 22 >= words and _without(body, _CONSENT, 2, ENOUGH) < ENOUGH:
            return "consent_wall", f"{consent} words of consent among {words}"
        if (match := ERROR_PAGE.search(text[:300])) and words < 80:
            return "error_page", f"the text says: {match[0].strip()}"
        if (login := len(_LOGIN.findall(text.lower()))) >= 3 and words < 80:
            return "login_wall", f"{login} words of subscription among {words}"
        if sum(weigh(p) for p in body.paragraphs if _is_running(p)) < MINIMUM_WEIGHT:
            return "too_short", "rows and labels, but no sentences"
    return listing(page, every, body, signals=signals)


def _without(body: Body, words: re.Pattern[str], count: int, enough: float) -> float:
    """How much is left without the paragraphs that speak of one thing, counted as far as is enough: the patterns are
    long, and to put a whole article to one took a fifth of the time of a page."""
    left = 0.0
    for paragraph in sorted(body.paragraphs, key=len, reverse=True):
        if len(paragraph) > 600 or len(words.findall(paragraph.lower())) < count:
            left += weigh(paragraph)
            if left >= enough:
                break
    return left


def _is_running(paragraph: str) -> bool:
    return weigh(paragraph) >= 60 or paragraph[-1:] in ".!?…。！？»”\"'।؟"


def _dated(page: Page) -> bool:
    return bool(page.structured.article.get("datePublished") or page.structured.first("article:published_time"))


def _too_little(page: Page, whole: str, words: int, signals: bool) -> Reason:
    if _WALL.search(whole):
        return "bot_wall", "asks to prove that the reader is human"
    address = urlsplit(page.url)
    if not signals and _SEARCH.search(f"{address.path}?{address.query}"):
        return "listing", "the address of a search"
    if not signals and ERROR_PAGE.search(whole[:2000]):
        return "error_page", f"{words} words, and they speak of an error"
    if len(_CONSENT.findall(whole)) >= 4 and len(whole) < 6_000:
        return "consent_wall", f"{words} words beside a request for consent"
    if weigh(whole) < 400 and (mark := next((m for m in _WALL_MARKS if page.text.find(m, 0, 100_000) >= 0), "")):
        return "bot_wall", f"the mark of a wall: {mark}"
    scripts = _programs(page)
    if weigh(whole) < 200 and scripts:
        return "needs_browser", f"{scripts} scripts and {words} words of text: an empty shell"
    if signals and len(_LOGIN.findall(whole)) >= 2:
        return "paywall", f"{words} words can be read without a subscription"
    if not signals and len(_LOGIN.findall(whole)) >= 2 and len(whole) < 4_000:
        return "login_wall", f"{words} words beside a request to log in"
    every = all_blocks(page)
    if not signals and _link_share(every) > 0.5 and _headlines(every) >= 3:
        return "listing", "hardly any running text among linked headlines"
    return "too_short", f"{words} words of running text"


def _programs(page: Page) -> int:
    """Scripts that run; data in a script element does not."""
    attributes = page.document.attributes
    return sum("json" not in attributes[at].get("type", "") for at in page.document.numbers("script"))


def _link_share(every: list[Block]) -> float:
    total = sum(len(b.text) for b in every)
    return sum(b.linked for b in every) / total if total else 0.0


def _headlines(every: list[Block]) -> int:
    return sum(1 for b in every if b.link_density > 0.7 and 25 <= b.weight <= 250)


def listing(page: Page, every: list[Block], body: Body, *, signals: bool) -> Reason | None:
    """Front, section, tag and search pages: many linked headlines, little text of their own."""
    if signals:
        return None
    own_types = page.structured.types()
    share = _link_share(every)
    headlines = _headlines(every)
    own = sum(weigh(p) for p in body.paragraphs if len(p) > 60)
    longest = max((weigh(p) for p in body.paragraphs), default=0.0)
    address = urlsplit(page.url)
    searched = _SEARCH.search(f"{address.path}?{address.query}") is not None
    named = not address.query and not _ARTICLE_PATH.search(address.path)
    suspicious = (
        searched
        or bool(named and _LISTING_PATH.search(address.path))
        or bool(own_types & {"CollectionPage", "SearchResultsPage", "ItemList", "ProfilePage"})
    )
    teasers = teaser_count(page, body)
    dated = bool(page.structured.article.get("datePublished") or page.structured.first("article:published_time"))
    if suspicious and not dated and (headlines >= 8 or teasers >= 5 or len(every) < 40 or share > 0.4):
        return "listing", f"the address or type of a listing, {headlines} linked headlines, link share {share:.2f}"
    if dated:
        return None
    if teasers >= 6 and longest < 500:
        return "listing", f"{teasers} teasers, each beside a link of its own"
    if named and headlines >= 20 and share > 0.55 and own < 1200 and longest < 350:
        return "listing", f"{headlines} linked headlines, link share {share:.2f}, {own:.0f} characters of text"
    return None


def teaser_count(page: Page, body: Body) -> int:
    """Headings inside the body that are links themselves: an article does not link its own sub-headings."""
    count = 0
    root = body.container if body.container is not None else page.root
    for heading in root.iter("h2", "h3", "h4"):
        parent = heading.getparent()
        link = next(heading.iter("a"), parent if parent is not None and parent.tag == "a" else None)
        if link is None or (link.get("href") or "#").startswith("#"):
            continue
        count += len(squash("".join(islice(heading.itertext(), 50)))) > 15
    return count
