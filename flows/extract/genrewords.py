# ruff: noqa: E501 (patterns of many words read better unwrapped)
"""Labels by which houses name the kinds of their texts, in the languages we meet, and what titles of a kind hold."""

from __future__ import annotations

import re
import unicodedata

from flows.model import Genre

_EDITORIAL = """
editorial|editorials|editoriale|éditorial|éditoriaux|édito|editoriales|leitartikel|leader|leading article
our view|the guardian view|hoofdredactioneel|hoofdredactioneel commentaar|lederartikel|leder|ledare|pääkirjoitus
úvodník|vezércikk|редакционная статья|передова|редакционна|başyazı|社説|社论|사설|from the editorial board
by the editorial board|the editorial board
editoriali|editoriais|leaders|leading articles|leitartikler|ledarna|huvudledare|pääkirjoitukset|úvodníky|uvodnik
uvodnici|wstępniak|komentarz redakcji|juhtkiri|ievadraksts|redakcijas sleja|vedamasis|vezércikkek
редакционный комментарий|от редакции|редакційна стаття|від редакції|редакционен коментар|κύριο άρθρο|افتتاحية
سرمقاله|מאמר מערכת|社评|社評|社說|tajuk rencana|l’édito|lederen|dagens leder|editorial board
"""
_OPINION = """
opinion|opinions|op-ed|oped|op ed|commentary|comment|commentisfree|comment is free|column|columns|columnist
columnists|columnist's view|viewpoint|viewpoints|perspective|perspectives
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
offener brief|lettre ouverte|carta abierta|podium|replik|replikk
forum opinii|okiem eksperta
guest column|guest columns|guest commentary|guest opinion|contributors|idées|firmas|firma invitada|tribuna abierta
opinió|articles d'opinió|opinione|kolumnen|gastkommentare|gastbeiträge|kommentar der anderen|felietony
opinie i komentarze|glosy|krönikor|signerat|gästkrönika|kolumnit|vieraskynä|kronikker|kommentarer|ytring|ytringer
klummer|opiniestukken|columnisten|kroniek|sleja|sleja|skiltis|repliika|kolumnid|kolom
opini|góc nhìn|bình luận|ý kiến|колумни|колумна|мислења|колумне|ставови|став|лични мнения|авторські колонки
авторская колонка|pikëpamje|opinion-editorial|دیدگاه|مقاله|טור|טורים|論説|時評|投稿|時論|시론|칼럼니스트|전문가 기고
köşe yazarları|pareri|punct de vedere|tablete|jegyzetek|publicisztikák|názory a komentáře
"""
_ANALYSIS = """
analysis|analyses|news analysis|analyse|analysen|hintergrund|décryptage|análisis|análise|analisi|l'analisi
analiza|analizy|analýza|analýzy|elemzés|analys|analyysi|analüüs|analīze|analizė|analiz|анализ|аналитика|аналіз
аналітика|ανάλυση|تحليل|تحليلات|分析|분석|explainer|the interpreter|analiză|analize|in depth|in-depth|l’analisi
análisis y opinión|deep dive|éclairage
explainers|explained|news explainer|analyser|analyysit|analiză politică|analüüsid|analīzes|analizės|elemzések|rozbor
décryptages|l'analyse|análises|analisis|analitika|аналитички|анализи|αναλύσεις|تحليل إخباري|تحلیل|ניתוח|解説|解读|深度|해설
phân tích|explicación|hintergründe|achtergrond
"""
_INTERVIEW = """
interview|interviews|the interview|im gespräch|im interview|entretien|grand entretien|entrevista|entrevistas
intervista|interviste|wywiad|wywiady|rozhovor|rozhovory|interjú|interviu|intervju|haastattelu|intervjuu
intervija|röportaj|söyleşi|интервью|інтерв'ю|інтервʼю|інтерв’ю|интервю|интервју|συνέντευξη|مقابلة|حوار|インタビュー|专访
인터뷰|q&a|q & a|l'intervista|l’intervista|l'interview|nachgefragt|q and a|wawancara|phỏng vấn|gespräch
rozmowa|rozmowy|entretiens|gespräche|interviuri|interjúk|intervjuer|intervjui|haastattelut|intervijas|pokalbis
pokalbiai|usutlus|mülakat|söyleşiler|röportajlar|интервюта|интервјуа|συνεντεύξεις|ראיון|ראיונות|گفتگو|گفت‌وگو|مصاحبه
حوارات|مقابلات|مقابلة خاصة|訪談|專訪|대담|wywiady i rozmowy|intervistë|intervista|intervistat|conversaciones|beszélgetés
vraaggesprek|hovory|in conversation|phỏng vấn độc quyền
"""
_PRESS_RELEASE = """
press release|press releases|pressreleases|press-release|news release|media release|pressemitteilung
pressemitteilungen|presseportal|communiqué|communiqué de presse|communiques|comunicado|comunicado de prensa
comunicados|comunicato stampa|comunicati|persbericht|persberichten|komunikat prasowy|tisková zpráva
tlačová správa|sajtóközlemény|comunicat de presă|pressmeddelande|pressemelding|pressemeddelelse|lehdistötiedote
basın açıklaması|пресс-релиз|пресс-релизы|прес-реліз|прессъобщение|δελτίο τύπου|بيان صحفي|プレスリリース|新闻稿|보도자료
for immediate release
comunicati stampa|comunicados de prensa|comunicado de imprensa|comunicados de imprensa|nota de prensa
notas de prensa|nota à imprensa|notas à imprensa|komunikaty prasowe|komunikaty|tiskové zprávy|tlačové správy
sajtóközlemények|comunicate de presă|pressmeddelanden|pressemeldinger|pressemeddelelser|tiedotteet
lehdistötiedotteet|pranešimai spaudai|pranešimas spaudai|preses relīze|preses relīzes|pressiteade|pressiteated
priopćenja|priopćenje|saopštenje|saopštenja|sporočila za javnost|sporočilo za javnost|basın bülteni|basın bültenleri
basın açıklamaları|siaran pers|thông cáo báo chí|بيانات صحفية|اطلاعیه مطبوعاتی|הודעה לעיתונות|新聞稿|媒体发布|보도 자료
прес-релізи|съобщения за медиите|соопштение за јавност|media releases|news releases|medienmitteilung
medienmitteilungen|communiqués de presse|δελτία τύπου|fréttatilkynning|komunikatë për shtyp|nota premsa
comunicats de premsa
"""
_TRANSCRIPT = """
transcript|transcripts|full transcript|full text|speech|speeches|remarks|wortlaut|rede im wortlaut|verbatim
discours|discurso|стенограмма|transkript|opinions and speeches|reden|rede|redemanuskript|adresse|discursos
discorso|discorsi|przemówienie|przemówienia|projev|projevy|toespraak|tal|taler|puhe|puheet|konuşma|речь
выступление|виступ|ομιλία|خطاب|演説|讲话|연설|keynote|address|statement and q&a|press conference
joint press conference|wortprotokoll|mitschrift|verbatims
remarks and statements|speeches and transcripts|speeches and remarks|allocution|allocutions|discorsi ufficiali
toespraken|выступления|промови|ομιλίες|خطابات|نص كامل|متن کامل|נאום|nyilatkozat szövege|beszédek|beszéd|discursuri
стенограми|govori|govor|ræður|lời phát biểu|pidato
"""
_LETTER = """
letters|letter to the editor|letters to the editor|letters to editor|your letters|readers' letters|reader letters
readers’ letters|leserbrief|leserbriefe|leserpost|leserforum|lezersbrief|lezersbrieven|brieven|lezerspost|lettere
lettere al direttore|lettera al direttore|cartas|cartas al director|carta al director|cartas de los lectores
cartas a la directora|cartas ao director|cartas ao diretor|carta ao director|cartas dos leitores|painel do leitor
courrier des lecteurs|courrier du lecteur|le courrier des lecteurs|insändare|leserbrev|leserinnlegg|læserbrev|læserbreve
yleisönosasto|lukijoilta|lukijan mielipide|listy do redakcji|list do redakcji|listy czytelników|dopisy čtenářů
listy čitateľov|olvasói levél|olvasói levelek|scrisori|scrisoarea cititorului|okur mektubu|okur mektupları
письма читателей|письмо в редакцию|письма в редакцию|листи читачів|писма на читатели|писма от читатели|pisma čitatelja
pisma bralcev|skaitytojų laiškai|lugejakiri|lugejakirjad|lasītāju vēstules|επιστολές|επιστολές αναγνωστών|رسائل القراء
بريد القراء|نامه به سردبیر|מכתבים למערכת|投書|読者投稿|読者の声|读者来信|讀者來信|독자투고|독자의 소리|surat pembaca
cartes al director|cartes dels lectors|letra e lexuesit
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
_SLUGS = """
mneniya|mnenie|kolonki|kolumni|komentari|apopseis|apopsi|gnomes|arthrografia|dumka|dumky|poglyad|avtorskie-kolonki|opinions
"""
"""How addresses write the labels of other alphabets; those in Latin letters lose their accents there."""
_SLUGS_INTERVIEW = "intervyu|intervyuta|intervju|interviu|synenteuxeis|synentefxeis|sinentefxi"
LABELS: tuple[tuple[Genre, str], ...] = (
    (Genre.LETTER, _LETTER),
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


def unaccented(text: str) -> str:
    """As addresses write it: ``Názory`` is ``nazory``, ``œ`` and ``ø`` lose themselves too."""
    plain = text.translate(_PLAIN)
    return "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))


_PLAIN = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "ð": "d", "’": "", "'": ""}
)
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
BY_SLUG = {
    **{label.strip(): Genre.OPINION for label in _SLUGS.split("|")},
    **dict.fromkeys(_SLUGS_INTERVIEW.split("|"), Genre.INTERVIEW),
    **{unaccented(label): genre for label, genre in BY_LABEL.items()},
    **{unaccented(label.translate(_GERMAN)): genre for label, genre in BY_LABEL.items()},
}
"""Labels as segments of an address say them, with spaces for hyphens."""
ARTICLE = re.compile(
    r"^(?:(?:the|der|die|das|le|la|les|il|lo|el|o|a|de|het|ein|eine|un|une|una|um|uma|een|en|et)\s|l['’]\s?)",
    re.IGNORECASE,
)
"""Articles before a label."""
# The patterns below take whatever stands in the place of a label, and BY_LABEL says whether it is one: an alternation of
# a thousand phrases costs a hundred times as much.
TITLE_LABELS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # [KOMENTARZ], (Analysis), 【コラム】 at either end
        r"^[\[(【〈<]\s?(?P<label>[^\])】〉>]{2,40}?)\s?[\])】〉>]",
        r"[\[(【〈<]\s?(?P<label>[^\[(【〈<\])】〉>]{2,40}?)\s?[\])】〉>]$",
        # Kommentar: …, Opinion. …, Il commento: …, ANALİZ - …, 社説：…, ++ Liveticker ++ …
        r"^(?:\+\+\s?)?(?P<label>[^:：|–—•]{2,40}?)(?:\s?[:：|–—•]|\.\s|\s-\s|\s/\s|\s?\+\+)\s?(?=\S)",
        # … – Kommentar, … . Analiza, … – Eine Analyse
        r"(?:\s[–—|:-]|[.!?])\s(?P<label>[^–—|:.!?]{2,40})$",
    )
)
POSSESSED_LABEL = re.compile(
    r"^(?:(?:le|la|il|lo|el|the|de|der|die|das)\s|l['’]\s?)?(?P<label>[^\W\d_]{3,14}) (?:(?:de|du|des|di|del|della|do|da|von|van|av|af|by|of)\s|d['’])[^:?!]{2,30}\s?:",
    re.IGNORECASE,
)
"""``L'édito de Luc Orme : …``, ``Le billet du vendredi : …``."""
_BY = r"(?:by|von|vom|par|por|de|di|door|av|af|autor|przez|od|от|від|του|της)"
SIGNED_LABEL = re.compile(
    rf"(?:^|[.!?…]\s)(?P<label>[^\W\d_][\w '’-]{{2,40}}?)\s{_BY}(?:\s[^.!?]{{2,60}}\.?)?$|^(?P<label2>[^\W\d_][\w '’-]{{2,40}}?)\s{_BY}\s",
    re.IGNORECASE,
)
"""``Ein Kommentar von Anna Meier``, alone or behind the standfirst; ``Kommentar von``, the name in the next line."""
HELD_BY = re.compile(
    r"\b(?:propos recueillis par|das (?:gespräch|interview) (?:führten?|führte)|(?:interview|gespräch|interviewed|"
    r"interviu|intervju|rozhovor|wywiad|entrevista|intervista)\s?(?::|conducted by|by|geführt von|realizada por|di|door)\s"
    r"(?=[A-ZÀ-Ž])|rozmawiał[a]?(?= [A-ZÀ-Ž])|беседовала?(?= [А-Я])|розмовля(?:в|ла)(?= [А-ЯЇІЄ])|разговора води)",
    re.IGNORECASE,
)
"""Who held an interview: only interviews say so."""
HELD_WORDS = (
    "recueillis",
    "führte",
    "interview:",
    "interview by",
    "interviewed by",
    "gespräch:",
    "interviu:",
    "intervju:",
    "rozhovor:",
    "wywiad:",
    "entrevista",
    "intervista",
    "interview di",
    "interview door",
    "interview conducted",
    "rozmawiał",
    "беседовал",
    "розмовля",
    "разговора води",
)
DISCLAIMER = re.compile(
    r"(?:opinions?|views?)(?: and opinions?)? (?:expressed|presented)(?: (?:here|herein|are|in|by|this|the|article|column|piece|"
    r"commentary|post|author|authors|solely|those|of|own|and|do|not|necessarily|,)){3,}|"
    r"gibt (?:die|allein die|nicht (?:unbedingt|notwendigerweise)) (?:die )?meinung (?:der|des) |"
    r"les (?:opinions|propos|points de vue) exprimés? [^.]{0,60}(?:auteur|engagent)|"
    r"opini(?:ón|ones)[^.]{0,40}(?:del autor|de sus autores|responsabilidad)|opini(?:ão|ões) (?:do autor|expressas?)|"
    r"мнение (?:автора|редакции) может не совпадать|думка (?:автора|редакції) може не збігатися|"
    r"становището на автора|opinie (?:wyrażone|zawarte)[^.]{0,40}autor|názory? (?:autora|vyjádřené)[^.]{0,40}(?:redakc|nemus)|"
    r"(?:skribenten|skribentens|forfatterens|skribentenes) (?:egne? |for )?(?:åsikter|holdning|mening)|"
    r"yazarın (?:kendi )?görüş|(?:de )?mening van de auteur",
    re.IGNORECASE,
)
"""What houses print by texts that are not their own voice."""
DISCLAIMER_WORDS = (
    "expressed",
    "presented",
    "gibt ",
    "exprimé",
    "opini",
    "мнение ",
    "думка ",
    "становището на",
    "názor",
    "skribent",
    "forfatterens",
    "yazarın",
    "mening van",
)
NAMED_INTERVIEW = re.compile(
    r"^(?:the .{2,30} interview|(?:das|le|la|el) .{0,20}(?:interview|entretien|entrevista)|interview \w.{1,30})$",
    re.IGNORECASE,
)
SPEAKER = re.compile(r"^([^\W\d_][\w .'’-]{0,28}):\s", re.MULTILINE)
"""Who speaks, in interviews and minutes that name each speaker: ``ZEIT: …``, ``Lind: …``."""
_IN_TITLE: tuple[tuple[Genre, tuple[str, ...]], ...] = (
    (
        Genre.LIVE,
        (
            r"\b(?:live[- ]?blog|live[- ]?ticker|news[- ]?ticker|live updates|live coverage)\b",
            r"^live(?=\s?[:–—|-])",
            r"^\w{3,20}-(?:live)?ticker\s?:",
            r"(?<!\w)(?:live|na żywo|en directo?|en vivo|ao vivo|in diretta|онлайн|наживо|uživo|živě|canlı)\s?[:–—|]",
        ),
    ),
    (
        Genre.INTERVIEW,
        (
            r"\bim (?:\w+-)?(?:interview|gespräch)\s?[:–]",
            r"(?:^|[.!?:»”\"“]\s)(?:interview with|interview mit|entretien avec|interview de)\s",
            r"(?:^|[.!?:»”\"“]\s)(?:entrevista (?:a|con|com))\s",
            r"(?:^|[.!?:»”\"“]\s)intervista (?:a |con |al |alla |agli |ai |all['’])",
            r"(?:^|[.!?:»”\"“–—-]\s)(?:wywiad z|rozhovor so?|interviu cu|intervju (?:med|s|sa)|interjú|haastattelu|intervija ar)\s",
            r"(?:^|[.!?:»”\"“–—-]\s)(?:інтерв[ʼ’']ю з|интервью со?|интервю с(?:ъс)?|интервју со?|συνέντευξη (?:του|της|με|στ))\s",
            r"^(?:ראיון עם|مقابلة مع|حوار مع|گفتگو با|گفت‌وگو با|مصاحبه با|phỏng vấn|wawancara|专访|專訪|[^\s:]{1,12} röportajı)(?:\s|(?<=[访訪]))",
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
            r"\b(?:full )?transcript\b\s?[:–—|]|\bfull (?:transcript|text) of\s",
            r"^transcript of (?:the |an? )?(?:speech|remarks|press|interview|briefing|address|statement|hearing)\b",
            r"^(?:\w+ )?(?:doorstep|press) statement by |^(?:opening |closing )?remarks at the ",
        ),
    ),
    (Genre.EDITORIAL, (r"^the .{2,30} view (?:on|of)\b", r"^our view\b", r"^editorial\s?[:|–—]")),
)
IN_TITLE = tuple((genre, re.compile("|".join(patterns), re.IGNORECASE)) for genre, patterns in _IN_TITLE)
"""What only titles of one kind hold."""
