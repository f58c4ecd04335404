"""Labels by which houses name the kinds of their texts, in the languages we meet, and what titles of a kind hold."""

from __future__ import annotations

import re

from flows.extract.lexicon import any_of
from flows.model import Genre

_EDITORIAL = """
editorial|editorials|editoriale|éditorial|éditoriaux|édito|editoriales|leitartikel|leader|leading article
our view|the guardian view|hoofdredactioneel|hoofdredactioneel commentaar|lederartikel|leder|ledare|pääkirjoitus
úvodník|vezércikk|редакционная статья|передова|редакционна|başyazı|社説|社论|사설|from the editorial board
by the editorial board|the editorial board
"""
_OPINION = """
opinion|opinions|op-ed|oped|op ed|commentary|comment|commentisfree|comment is free|column|columns|columnist
columnists|columnist's view|viewpoint|viewpoints|perspective|perspectives|letters|letter to the editor
guest essay|voices|views|ideas|kommentar|kommentare|meinung|meinungen|gastbeitrag|gastkommentar|kolumne|kolumnen
standpunkt|glosse|debatte|pro & contra|tribune|tribunes|chronique|chroniques|point de vue|billet|opinión|columna
columnas|tribuna|opinião|colunas|coluna|crónica|opinione|opinioni|commento|commenti|l'opinione|opinie|opinies
opiniestuk|commentaar|felieton|komentarz|komentarze|publicystyka|opinia|názor|názory|komentár|komentáre|komentář
komentáře|glosa|vélemény|publicisztika|jegyzet|opinii|comentariu|comentarii|editorial de opinie|debatt|kronikk
krönika|ledarkrönika|debat|kronik|klumme|synspunkt|mening|meninger|mielipide|mielipiteet|kolumni|näkökulma
arvamus|viedoklis|viedokļi|komentārs|nuomonė|komentaras|nuomonės|köşe yazısı|köşe yazıları|yazarlar|görüş|yorum
mišljenje|kolumna|komentarji|komentar|mnenje|mnenja|мнение|мнения|колонка|колонки|комментарий|точка зрения|думка
думки|погляд|блоги|коментар|коментари|гледна точка|становище|мислење|γνώμη|άποψη|απόψεις|γνώμες|αρθρογραφία|رأي
آراء|مقالات|مقال رأي|یادداشت|דעה|דעות|オピニオン|コラム|论评|評論|评论|观点
칼럼|오피니언|기고|skoðun|pohled|opinii și comentarii
the column|il commento|i commenti|mein standpunkt|meine meinung|essay|essays|point of view|open letter
offener brief|lettre ouverte|carta abierta|podium|replik|replikk|leserbrief|leserbriefe|lezersbrieven|lettere
cartas|courrier des lecteurs|forum opinii|okiem eksperta
"""
_ANALYSIS = """
analysis|analyses|news analysis|analyse|analysen|hintergrund|décryptage|análisis|análise|analisi|l'analisi
analiza|analizy|analýza|analýzy|elemzés|analys|analyysi|analüüs|analīze|analizė|analiz|анализ|аналитика|аналіз
аналітика|ανάλυση|تحليل|تحليلات|分析|분석|explainer|the interpreter|analiză|analize|in depth|in-depth|l’analisi
análisis y opinión|deep dive|éclairage
"""
_INTERVIEW = """
interview|interviews|the interview|im gespräch|im interview|entretien|grand entretien|entrevista|entrevistas
intervista|interviste|wywiad|wywiady|rozhovor|rozhovory|interjú|interviu|intervju|haastattelu|intervjuu
intervija|röportaj|söyleşi|интервью|інтерв'ю|інтервʼю|інтерв’ю|интервю|интервју|συνέντευξη|مقابلة|حوار|インタビュー|专访
인터뷰|q&a|q & a|l'intervista|l’intervista|l'interview|nachgefragt|q and a|wawancara|phỏng vấn|gespräch
"""
_PRESS_RELEASE = """
press release|press releases|pressreleases|press-release|news release|media release|pressemitteilung
pressemitteilungen|presseportal|communiqué|communiqué de presse|communiques|comunicado|comunicado de prensa
comunicados|comunicato stampa|comunicati|persbericht|persberichten|komunikat prasowy|tisková zpráva
tlačová správa|sajtóközlemény|comunicat de presă|pressmeddelande|pressemelding|pressemeddelelse|lehdistötiedote
basın açıklaması|пресс-релиз|пресс-релизы|прес-реліз|прессъобщение|δελτίο τύπου|بيان صحفي|プレスリリース|新闻稿|보도자료
for immediate release
"""
_TRANSCRIPT = """
transcript|transcripts|full transcript|full text|speech|speeches|remarks|wortlaut|rede im wortlaut|verbatim
discours|discurso|стенограмма|transkript|opinions and speeches|reden|rede|redemanuskript|adresse|discursos
discorso|discorsi|przemówienie|przemówienia|projev|projevy|toespraak|tal|taler|puhe|puheet|konuşma|речь
выступление|виступ|ομιλία|خطاب|演説|讲话|연설|keynote|address|statement and q&a|press conference
joint press conference|wortprotokoll|mitschrift|verbatims
"""
_LIVE = """
live|live blog|liveblog|live updates|live-blog|liveticker|live-ticker|newsticker|news-ticker|en direct|direct
en directo|en vivo|ao vivo|diretta|na żywo|onlajn|онлайн|прямой эфир|наживо|canlı|canlı anlatım|リアルタイム|实时更新
in diretta|relacja na żywo|relacja live|nieuwsblog|directo|minuto a minuto|ticker|suora lähetys|seuranta|živě
uživo|en vivo y en directo|live coverage|as it happened
"""
_BLOG = """
blog|blogs|weblog|blogg|blogginlägg|блог
"""
LABELS: tuple[tuple[Genre, str], ...] = (
    (Genre.EDITORIAL, _EDITORIAL),
    (Genre.OPINION, _OPINION),
    (Genre.ANALYSIS, _ANALYSIS),
    (Genre.INTERVIEW, _INTERVIEW),
    (Genre.PRESS_RELEASE, _PRESS_RELEASE),
    (Genre.TRANSCRIPT, _TRANSCRIPT),
    (Genre.LIVE, _LIVE),
    (Genre.BLOG, _BLOG),
)
BY_LABEL = {
    label.strip().casefold(): genre
    for genre, labels in reversed(LABELS)
    for label in labels.replace("\n", "|").split("|")
    if label.strip()
}
_LABEL = any_of("|".join(words for _, words in LABELS))
_ARTICLE = r"(?:(?:the|der|die|das|le|la|les|l['’]|il|lo|el|o|a|de|het|ein|eine|un|une|una|um|uma|een|en|et)\s?)?"
TITLE_LABELS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # [KOMENTARZ], (Analysis), 【コラム】 at either end
        rf"^[\[(【〈<]\s?(?P<label>{_LABEL})\s?[\])】〉>]",
        rf"[\[(【〈<]\s?(?P<label>{_LABEL})\s?[\])】〉>]$",
        # Kommentar: …, Opinion. …, Il commento: …, ANALİZ - …, ++ Liveticker ++ …
        rf"^(?:\+\+\s?)?{_ARTICLE}(?P<label>{_LABEL})(?:\s?[:：|–—•]|\.\s|\s-\s|\s/\s|\s?\+\+)\s?(?=\S)",
        # … – Kommentar, … . Analiza
        rf"(?:\s[–—|:-]|[.!?])\s(?P<label>{_LABEL})$",
    )
)
LOUD_LABEL = re.compile(rf"^(?P<label>{_LABEL})\s(?=\S)", re.IGNORECASE)
"""A label set apart by its capitals only: ``INTERVIU „Cumpărăm timp”``."""
SIGNED_LABEL = re.compile(
    rf"^{_ARTICLE}(?P<label>{_LABEL})\s(?:by|von|par|por|de|di|door|av|af|autor|przez|od|от|від)\s", re.IGNORECASE
)
"""``Ein Kommentar von Anna Meier``."""
_IN_TITLE: tuple[tuple[Genre, tuple[str, ...]], ...] = (
    (
        Genre.LIVE,
        (
            r"\b(?:live[- ]?blog|live[- ]?ticker|news[- ]?ticker|live updates|live coverage)\b",
            r"^live(?=\s?[:–—|-])",
            r"(?<!\w)(?:live|na żywo|en directo?|en vivo|ao vivo|in diretta|онлайн|наживо|uživo|živě|canlı)\s?[:–—|]",
        ),
    ),
    (
        Genre.INTERVIEW,
        (
            r"\bim (?:\w+-)?(?:interview|gespräch)\s?[:–]",
            r"(?:^|[.!?:»”\"“]\s)(?:interview with|interview mit|entretien avec|interview de)\s",
            r"(?:^|[.!?:»”\"“]\s)(?:entrevista (?:a|con|com))\s",
            r"(?:^|[.!?:»”\"“]\s)(?:intervista a|wywiad z|rozhovor s|interviu cu|intervju (?:med|s|sa)|interjú)\s",
            r"(?:^|[.!?:»”\"“]\s)(?:інтерв[ʼ’']ю з|интервью с)\s",
        ),
    ),
    (
        Genre.TRANSCRIPT,
        (
            r"^(?:(?:opening|closing|joint|introductory|keynote) )?(?:remarks|speech|address|statement) (?:by|of) ",
            r"^(?:joint )?(?:press conference|press point|doorstep|lecture|keynote)(?: speech)? (?:by|of|with) ",
            r"^(?:rede|ansprache|grußwort) (?:der|des|von) |\bim wortlaut\b",
            r"^(?:discours|allocution|intervention) (?:du|de|d['’])|^discurso d[eo]l? |^discorso del",
            r"^(?:przemówienie|projev|выступление|промова) ",
            r"\b(?:full )?transcript\b\s?(?:[:–—|]|of\s)",
        ),
    ),
    (Genre.EDITORIAL, (r"^the .{2,30} view (?:on|of)\b", r"^our view\b", r"^editorial\s?[:|–—]")),
)
IN_TITLE = tuple((genre, re.compile("|".join(patterns), re.IGNORECASE)) for genre, patterns in _IN_TITLE)
"""What only titles of one kind hold."""
