# ruff: noqa: E501 (lists of words and the patterns made of them read better unwrapped)
"""What kind of text a page is, from its types, its address, the labels by its title and how its house writes."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from flows.extract.heads import Line
from flows.extract.lexicon import MIN_READ, any_of
from flows.extract.page import Page
from flows.extract.structured import squash, text_of
from flows.model import Genre

_TYPES = (
    ("OpinionNewsArticle", Genre.OPINION),
    ("AnalysisNewsArticle", Genre.ANALYSIS),
    ("LiveBlogPosting", Genre.LIVE),
    ("Interview", Genre.INTERVIEW),
)
_LABELS: tuple[tuple[Genre, str], ...] = (
    (
        Genre.EDITORIAL,
        (
            "editorial|editorials|editoriale|éditorial|éditoriaux|édito|editoriales|leitartikel|leader|leading article|our view|the guardian view"
            "|hoofdredactioneel|hoofdredactioneel commentaar|lederartikel|leder|ledare|ledare|pääkirjoitus|úvodník|vezércikk|редакционная статья|передова|редакционна|başyazı|社説|社论|사설"
            "|from the editorial board|by the editorial board|the editorial board"
        ),
    ),
    (
        Genre.OPINION,
        (
            "opinion|opinions|op-ed|oped|op ed|commentary|comment|commentisfree|comment is free|column|columns|columnist|columnists|columnist's view|viewpoint|viewpoints|perspective"
            "|perspectives|letters|letter to the editor|guest essay|voices|views|ideas|kommentar|kommentare|meinung|meinungen|gastbeitrag|gastkommentar|kolumne|kolumnen|standpunkt|glosse|debatte|pro & contra"
            "|tribune|tribunes|chronique|chroniques|point de vue|billet|opinión|opinion|columna|columnas|tribuna|opinião|colunas|coluna|crónica|opinione|opinioni|commento|commenti|l'opinione"
            "|opinie|opinies|opiniestuk|column|commentaar|felieton|komentarz|komentarze|publicystyka|opinia|názor|názory|komentár|komentáre|komentář|komentáře|glosa|vélemény|publicisztika|jegyzet"
            "|opinii|comentariu|comentarii|editorial de opinie|debatt|kronikk|krönika|ledarkrönika|debat|kronik|klumme|synspunkt|mening|meninger|mielipide|mielipiteet|kolumni|näkökulma|arvamus"
            "|viedoklis|viedokļi|komentārs|nuomonė|komentaras|nuomonės|köşe yazısı|köşe yazıları|yazarlar|görüş|yorum|mišljenje|kolumna|kolumne|kolumni|komentarji|komentar|mnenje|mnenja"
            "|мнение|мнения|колонка|колонки|комментарий|точка зрения|думка|думки|погляд|блоги|коментар|коментари|гледна точка|становище|мислење|γνώμη|άποψη|απόψεις|γνώμες|αρθρογραφία"
            "|رأي|آراء|مقالات|مقال رأي|یادداشت|דעה|דעות|オピニオン|コラム|论评|評論|评论|观点|칼럼|오피니언|기고|skoðun|pohled|opinii și comentarii"
        ),
    ),
    (
        Genre.ANALYSIS,
        (
            "analysis|analyses|news analysis|analyse|analysen|hintergrund|décryptage|análisis|análise|analisi|l'analisi|analiza|analizy|analýza|analýzy|elemzés|analys|analyysi|analüüs"
            "|analīze|analizė|analiz|анализ|аналитика|аналіз|аналітика|ανάλυση|تحليل|تحليلات|分析|분석|explainer|the interpreter|news analysis"
        ),
    ),
    (
        Genre.INTERVIEW,
        (
            "interview|interviews|the interview|im gespräch|im interview|entretien|grand entretien|entrevista|entrevistas|intervista|interviste|wywiad|wywiady|rozhovor|rozhovory|interjú|interviu|intervju"
            "|haastattelu|intervjuu|intervija|röportaj|söyleşi|интервью|інтерв'ю|інтервʼю|інтерв’ю|интервю|интервју|συνέντευξη|مقابلة|حوار|インタビュー|专访|인터뷰|q&a|q & a"
        ),
    ),
    (
        Genre.PRESS_RELEASE,
        (
            "press release|press releases|pressreleases|press-release|news release|media release|pressemitteilung|pressemitteilungen|presseportal|communiqué|communiqué de presse|communiques|comunicado|comunicado de prensa"
            "|comunicados|comunicato stampa|comunicati|persbericht|persberichten|komunikat prasowy|tisková zpráva|tlačová správa|sajtóközlemény|comunicat de presă|pressmeddelande|pressemelding"
            "|pressemeddelelse|lehdistötiedote|basın açıklaması|пресс-релиз|пресс-релизы|прес-реліз|прессъобщение|δελτίο τύπου|بيان صحفي|プレスリリース|新闻稿|보도자료|for immediate release"
        ),
    ),
    (
        Genre.TRANSCRIPT,
        "transcript|transcripts|full transcript|full text|speech|speeches|remarks|wortlaut|rede im wortlaut|verbatim|discours|discurso|стенограмма|transkript|opinions and speeches",
    ),
    (
        Genre.LIVE,
        "live|live blog|liveblog|live updates|live-blog|liveticker|live-ticker|newsticker|news-ticker|en direct|direct|en directo|en vivo|ao vivo|diretta|na żywo|onlajn|онлайн|прямой эфир|наживо|canlı|canlı anlatım|リアルタイム|实时更新",
    ),
    (Genre.BLOG, "blog|blogs|weblog|blogg|blogginlägg|блог"),
)
_BY_LABEL = {label.strip().casefold(): genre for genre, labels in reversed(_LABELS) for label in labels.split("|")}
_TITLE_LABEL = re.compile(
    rf"^(?P<label>{any_of('|'.join(words for _, words in _LABELS))})\s?(?:[:|–—•]|\s-\s|\s/\s)\s?(?=\S)|^(?P<live>LIVE)\b|\s[-–|:]\s?(?P<last>live|liveticker|liveblog|live updates|kommentar|opinion|analysis|analyse|komentarz)$",
    re.IGNORECASE,
)
_BLOG_HOSTS = re.compile(
    r"(?:^|\.)(?:substack|medium|wordpress|blogspot|blogger|typepad|tumblr|wixsite|ghost|livejournal|weebly)\.(?:com|io|org)$|(?:^|\.)blogs?\."
)
_BLOG_MAKERS = re.compile(
    r"wix\.com|substack|medium|wordpress\.com|blogger|ghost|squarespace|tumblr|typepad|weebly", re.IGNORECASE
)
_COMMENTARY = re.compile(
    r"\b(?:I|my|me|we must|must|should|cannot|ought|failed|failing|betray\w*|cowardice|shame\w*|hypocri\w+|illusion|moral|nonsense)\b"
)


def read_genre(page: Page, title: str, body: str, lines: list[Line]) -> Genre:
    """The genre; :attr:`Genre.NEWS` when nothing speaks for another."""
    data = page.structured
    types = data.article_types | data.microdata_types
    for name, genre in _TYPES:
        if name in types:
            return _refined(genre, page, title)
    for label in _labels(page, title, lines):
        if (found := label_genre(label)) is not None and found is not Genre.BLOG:
            return _refined(found, page, title)
    return _blog(page, body, lines) or Genre.NEWS


def _refined(genre: Genre, page: Page, title: str) -> Genre:
    """An opinion signed by the editorial board is an editorial; an opinion section's interview an interview."""
    if genre is Genre.OPINION:
        texts = [
            title,
            *(text_of(a) for a in [page.structured.article.get("author")]),
            *page.structured.meta.get("author", ()),
        ]
        if any(
            re.search(r"editorial board|^editorial\b|^leitartikel|^the .{2,30} view\b", t, re.IGNORECASE) for t in texts
        ):
            return Genre.EDITORIAL
    return genre


def label_genre(label: str) -> Genre | None:
    """The genre a section or label names: whole, or the one of its words that does."""
    text = squash(label).casefold().strip(" .:|/")
    if not text or len(text) > 60:
        return None
    if text in _BY_LABEL:
        return _BY_LABEL[text]
    for part in re.split(r"\s*[/|,>:»&·-]\s*|\s+and\s+|\s+und\s+", text):
        if part in _BY_LABEL and _BY_LABEL[part] is not Genre.LIVE:
            return _BY_LABEL[part]
    return None


def _labels(page: Page, title: str, lines: list[Line]) -> list[str]:
    """Everything that may name the genre, most telling first: title, sections in the address, section meta, kickers."""
    data = page.structured
    titles = (title, squash(page.tree.xpath("string(//head/title)"))[:300], data.first("og:title"))
    labels = [m["label"] or m["live"] or m["last"] for m in map(_TITLE_LABEL.search, titles) if m]
    parts = urlsplit(page.url)
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
    labels += [line.text for line in lines if line.before_title and len(line.text) < 40][:3]
    labels += [line.text for line in lines[:2] if len(line.text) < 30]
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
    voice = len(_COMMENTARY.findall(body[:20_000]))
    words = len(body[:20_000].split())
    # One such word in 110: chosen on a handful of posts, not measured on a labelled set yet.
    if words and voice * 110 >= words:
        return Genre.OPINION
    return Genre.BLOG if platform or own else None
