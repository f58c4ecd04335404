# ruff: noqa: E501 (a page in a line reads better unwrapped)
"""Pages that are no articles, and short articles among them, made out of phrases in sixteen languages.

Every kind is a small generator over ``rejection-words.jsonl``; with it stand the reasons that are right for it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

Words = dict[str, Any]
DATE = "2026-03-09T07:12:00+00:00"
NUMBERS = range(1, 25)


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of page is made (path, title, markup of the body, markup of the head) and which reasons fit it."""

    name: str
    make: Callable[[Words], tuple[str, str, str, str]]
    reasons: tuple[str, ...]


def words() -> list[Words]:
    """What pages of each language say."""
    text = (Path(__file__).parent / "rejection-words.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def pages() -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Name, address, markup and fitting reasons of every page that is no article."""
    for kind in KINDS:
        for w in words():
            path, title, body, head = kind.make(w)
            yield (
                f"{kind.name}-{w['language']}",
                f"https://www.bote.example{path}",
                _page(w, title, body, head),
                kind.reasons,
            )


def articles() -> Iterator[tuple[str, str, str]]:
    """Name, address and markup of short articles, which must not be taken for any of those."""
    for w in words():
        for name, path, head in (
            ("dated", "/news/2026/03/09/second-pier", f'<meta property="article:published_time" content="{DATE}">'),
            ("bare", "/news/second-pier-for-the-harbour-11", ""),
            ("cookie", "/tech/cookies-and-privacy-in-the-new-law-12", ""),
            ("search", "/politics/search-for-the-missing-ferry-13", ""),
        ):
            second = w["second"] if name in ("dated", "bare", "search") else f"{w['second']}</p><p>{w['consent']}"
            body = f"<h1>{w['heads'][0]}</h1><p>{w['lead']}</p><p>{second}</p><p>{w['lead']} {w['second']}</p>"
            yield (
                f"article-{name}-{w['language']}",
                f"https://www.bote.example{path}",
                _page(w, w["heads"][0], body, head),
            )


def _page(w: Words, title: str, body: str, head: str) -> str:
    if body.startswith("<!--bare-->"):
        return f'<!doctype html><html lang="{w["language"]}"><head><title>{escape(title)}</title>{head}</head><body>{body}</body></html>'
    menu = "".join(f'<li><a href="/s{i}/">{escape(h.split()[0][:12])}</a></li>' for i, h in enumerate(w["heads"]))
    foot = "".join(f'<a href="/{p}">{escape(w[p])}</a> ' for p in ("about", "contact", "terms", "privacy", "subscribe"))
    site = (
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"WebSite","name":"Bote"}</script>'
    )
    return (
        f'<!doctype html><html lang="{w["language"]}"><head><meta charset="utf-8"><title>{escape(title)} | Bote</title>'
        f'<meta property="og:site_name" content="Bote">{site}{head}</head><body><header><a href="/">Bote</a><nav><ul>{menu}</ul>'
        f"</nav></header><main>{body}</main><footer><p>{foot}© 2026 Bote</p></footer></body></html>"
    )


def _cards(w: Words, count: int, *, leads: bool = True) -> str:
    cards = []
    for i in range(count):
        head = escape(f"{w['heads'][i % 5]} ({i})")
        lead = f"<p>{escape((w['lead'], w['second'])[i % 2])}</p>" if leads else ""
        cards.append(
            f'<div class="card"><a href="/n/{i}"><img src="/{i}.jpg" alt=""></a><h3><a href="/n/{i}">{head}</a></h3>{lead}</div>'
        )
    return "".join(cards)


def _list(w: Words, count: int) -> str:
    rows = "".join(
        f'<li><time>0{i % 9 + 1}.03.2026</time> <a href="/n/{i}">{escape(w["heads"][i % 5])} ({i})</a></li>'
        for i in range(count)
    )
    return f"<ul>{rows}</ul>"


def _listing(
    path: str, title: str, build: Callable[[Words], str], head: str = ""
) -> Callable[[Words], tuple[str, str, str, str]]:
    return lambda w: (path, w.get(title, title), f"<h1>{escape(w.get(title, title))}</h1>{build(w)}", head)


def _service(path: str, key: str, text: str, times: int = 1) -> Callable[[Words], tuple[str, str, str, str]]:
    def make(w: Words) -> tuple[str, str, str, str]:
        body = "".join(
            f"<h2>{i}.</h2><p>{escape(w[text])}</p>" if times > 1 else f"<p>{escape(w[text])}</p>"
            for i in range(1, times + 1)
        )
        return path, w[key], f"<h1>{escape(w[key])}</h1>{body}", ""

    return make


def _wall(title: str, body: str, head: str = "") -> Callable[[Words], tuple[str, str, str, str]]:
    return lambda _: ("/news/second-pier-for-the-harbour-11", title or "bote.example", "<!--bare-->" + body, head)


def _table(path: str, title: str, row: Callable[[int], str]) -> Callable[[Words], tuple[str, str, str, str]]:
    rows = "".join(row(i) for i in NUMBERS)
    return lambda _: (path, title, f"<h1>{title}</h1><table>{rows}</table>", "")


def _missing(cards: int) -> Callable[[Words], tuple[str, str, str, str]]:
    def make(w: Words) -> tuple[str, str, str, str]:
        body = f'<div class="error"><h1>404</h1><p>{escape(w["missing"])}</p></div>{_cards(w, cards)}'
        return "/news/old-story-of-the-pier-4", w["missing"].split(".")[0] if not cards else "404", body, ""

    return make


def _paywalled(w: Words) -> tuple[str, str, str, str]:
    data = json.dumps(
        {"@type": "NewsArticle", "headline": w["heads"][0], "datePublished": DATE, "isAccessibleForFree": False}
    )
    body = f'<h1>{escape(w["heads"][0])}</h1><div class="paywall"><p>{escape(w["login"])}</p></div>'
    return (
        "/news/second-pier-for-the-harbour-11",
        w["heads"][0],
        body,
        f'<script type="application/ld+json">{data}</script>',
    )


def _short(w: Words) -> tuple[str, str, str, str]:
    head = escape(w["heads"][0])
    return "/news/second-pier-for-the-harbour-11", w["heads"][0], f"<h1>{head}</h1><p>{head}.</p>", ""


def _frame(w: Words) -> tuple[str, str, str, str]:
    player = '<div class="player"><video src="/v.mp4"></video><button>▶</button><span>02:14</span></div>'
    return "/video/ferry-at-dawn-77", w["heads"][1], f"<h1>{escape(w['heads'][1])}</h1>{player}{_list(w, 6)}", ""


def _gallery(w: Words) -> tuple[str, str, str, str]:
    pictures = "".join(f'<figure><img src="{i}.jpg"><figcaption>{i} / 24 © Bote</figcaption></figure>' for i in NUMBERS)
    return "/pictures/harbour-week-9", w["heads"][2], f"<h1>{escape(w['heads'][2])}</h1>{pictures}", ""


def _shell(w: Words) -> tuple[str, str, str, str]:
    bare = f'<!--bare--><noscript>{escape(w["js"])}</noscript><div id="root"></div><script src="/static/js/main.8a1.js"></script>'
    return "/news/second-pier-for-the-harbour-11", "Bote", bare, '<script src="/runtime.js"></script>'


def _next(w: Words) -> tuple[str, str, str, str]:
    data = '{"props":{"pageProps":{}},"page":"/[slug]","buildId":"x1","isFallback":true}'
    bare = f'<!--bare--><div id="__next"><div class="spinner"></div></div><script id="__NEXT_DATA__" type="application/json">{data}</script>'
    return "/news/second-pier-for-the-harbour-11", w["heads"][0], bare, '<script src="/_next/main.js"></script>'


def _consent(w: Words) -> tuple[str, str, str, str]:
    bare = f'<!--bare--><div class="cmp"><h2>Bote</h2><p>{escape(w["consent"])}</p><button>OK</button></div><script src="/cmp.js"></script>'
    return "/news/second-pier-for-the-harbour-11", "Bote", bare, ""


def _login(w: Words) -> tuple[str, str, str, str]:
    body = f'<h1>Bote+</h1><p>{escape(w["login"])}</p><form><input type="email"><input type="password"></form>'
    return "/news/second-pier-for-the-harbour-11", "Bote+", body, ""


def _robot(w: Words) -> tuple[str, str, str, str]:
    bare = f'<!--bare--><h1>Bote</h1><p>{escape(w["robot"])}</p><div class="g-recaptcha" data-sitekey="k"></div><script src="/c.js"></script>'
    return "/news/second-pier-for-the-harbour-11", "Bote", bare, ""


_CLOUDFLARE = (
    '<div class="main-wrapper"><h1>bote.example</h1><h2>Verifying you are human. This may take a few seconds.</h2><p>bote.example needs to '
    'review the security of your connection before proceeding.</p><div id="challenge-error-text"></div></div><script src="/cdn-cgi/'
    'challenge-platform/h/b/orchestrate/chl_page/v1"></script><div>Ray ID: <code>8a1</code></div>'
)
_DATADOME = (
    '<p id="cmsg">Please enable JS and disable any ad blocker</p><script>var dd={"rt":"c","cid":"x","host":"geo.captcha-delivery.com"}</script>'
    '<script src="https://ct.captcha-delivery.com/c.js"></script>'
)
_AKAMAI = (
    '<h1>Access Denied</h1>You don\'t have permission to access "http&#58;&#47;&#47;bote&#46;example&#47;news" on this server.<p>Reference '
    "&#35;18&#46;8a1&#46;17<p>https&#58;&#47;&#47;errors&#46;edgesuite&#46;net&#47;18&#46;8a1"
)
_PERIMETER = (
    '<div id="px-captcha"></div><h1>Press &amp; Hold to confirm you are a human (and not a bot).</h1><script>window._pxAppId="PX1"</script>'
    '<script src="/px/captcha.js"></script><p>Reference ID 8a1</p>'
)
_INCAPSULA = '<iframe id="main-iframe" src="/_Incapsula_Resource?SWUDNSAI=31&incident_id=1">Request unsuccessful. Incapsula incident ID: 1</iframe>'

KINDS: tuple[Kind, ...] = (
    Kind("home", _listing("/", "Bote", lambda w: _cards(w, 24)), ("listing",)),
    Kind("section", _listing("/politics/", "Politics", lambda w: _cards(w, 18)), ("listing",)),
    Kind("tag", _listing("/tag/harbour", "#harbour", lambda w: _cards(w, 9)), ("listing",)),
    Kind("search", _listing("/?s=harbour", "results", lambda w: _cards(w, 12)), ("listing",)),
    Kind("nothing", _listing("/search?q=xyzzy", "results", lambda _: "<p>0</p>"), ("listing", "too_short")),
    Kind("author", _listing("/author/ada-byron", "Ada Byron", lambda w: f"<p>{escape(w['lead'])}</p>{_cards(w, 12)}"), ("listing",)),
    Kind("archive", _listing("/archive/2026/03", "2026-03", lambda w: _list(w, 60)), ("listing",)),
    Kind("deep", _listing("/region/harbour/news/", "Harbour", lambda w: _list(w, 40)), ("listing",)),
    Kind("missing", _missing(0), ("error_page",)),
    Kind("lost", _missing(8), ("error_page", "listing")),
    Kind("consent", _consent, ("consent_wall",)),
    Kind("login", _login, ("login_wall",)),
    Kind("paywall", _paywalled, ("paywall",)),
    Kind("robot", _robot, ("bot_wall",)),
    Kind("cloudflare", _wall("Just a moment...", _CLOUDFLARE), ("bot_wall",)),
    Kind("datadome", _wall("", _DATADOME), ("bot_wall",)),
    Kind("akamai", _wall("Access Denied", _AKAMAI), ("bot_wall", "error_page")),
    Kind("perimeterx", _wall("Access to this page has been denied", _PERIMETER), ("bot_wall",)),
    Kind("incapsula", _wall("", _INCAPSULA), ("bot_wall", "needs_browser")),
    Kind("shell", _shell, ("needs_browser",)),
    Kind("next", _next, ("needs_browser",)),
    Kind("short", _short, ("too_short",)),
    Kind("video", _frame, ("too_short", "listing")),
    Kind("gallery", _gallery, ("too_short",)),
    Kind("weather", _table("/weather/bote", "12°", lambda i: f"<tr><td>{i}:00</td><td>{i}°</td><td>{i * 3} %</td></tr>"), ("too_short", "listing")),
    Kind("stocks", _table("/markets/", "DAX", lambda i: f"<tr><td><a href='/q/{i}'>AB{i}</a></td><td>{i}.20</td><td>+0.{i}</td></tr>"), ("too_short", "listing")),
    Kind("scores", _table("/scores/live", "Liga 1", lambda i: f"<tr><td>FC Bote {i}</td><td>{i % 4}:{i % 3}</td><td>SV Kai {i}</td></tr>"), ("too_short", "listing")),
    Kind("contact", _service("/contact", "contact", "about_text"), ("service",)),
    Kind("about", _service("/about-us/", "about", "about_text", 3), ("service",)),
    Kind("terms", _service("/legal/terms", "terms", "terms_text", 6), ("service",)),
    Kind("privacy", _service("/privacy-policy", "privacy", "privacy_text", 8), ("service", "consent_wall")),
    Kind("offers", _service("/subscribe/", "subscribe", "offer_text", 2), ("service", "login_wall")),
    Kind("job", lambda w: ("/jobs/reporter-81", "Reporter", f"<h1>Reporter</h1><p>{escape(w['job_text'])}</p>", '<script type="application/ld+json">{"@type":"JobPosting","title":"Reporter"}</script>'), ("service",)),
    Kind("titled", lambda w: (f"/p/{len(w['privacy'])}", w["privacy"], f"<h1>{escape(w['privacy'])}</h1><p>{escape(w['privacy_text'])}</p><p>{escape(w['terms_text'])}</p>", ""), ("service", "consent_wall")),
)  # fmt: skip
