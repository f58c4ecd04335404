"""Words that mark lines of a page as furniture, in the languages we meet, as linear regular expressions."""

from __future__ import annotations

import re


def any_of(words: str) -> str:
    """An alternation of literal phrases: one a line, or split by ``|``; longest first, so that none hides another."""
    phrases = {w.strip() for w in words.replace("\n", "|").split("|") if w.strip()}
    return "|".join(re.escape(p) for p in sorted(phrases, key=lambda p: (-len(p), p)))


_ENDS = """
comments|leave a comment|leave a reply|post a comment|add a comment|join the conversation|view comments
show comments|comment
write a comment|join the discussion|reader comments|recent posts|about the author|submit a comment|post navigation
kommentare|kommentar schreiben|schreiben sie einen kommentar|kommentar hinterlassen|commentaires
laisser un commentaire
comentarios|deja un comentario|deja una respuesta|comentários|deixe um comentário|deixe uma resposta|commenti
lascia un commento
reacties|plaats een reactie|komentarze|dodaj komentarz|kommentarer|kommentit|komentáře|diskuse|diskusia
komentari|komentarai
komentāri|kommentaarid|comentarii|hozzászólások|yorumlar|yorum yap|σχόλια|комментарии|оставить комментарий|коментарі
коментари|التعليقات|コメント|コメントを残す|댓글|评论|評論
"""

ENDS = re.compile(rf"(?:\d+\s)?(?:{any_of(_ENDS)})\s?(?:\(?\d*\)?)\s?[:.]?$", re.IGNORECASE)
"""A short line behind which nothing belongs to the article: the comments begin."""

_RELATED = """
related posts|related articles|related stories|related content|related topics|related news|you may also like
you might also like
more from|read next|share this|share this article|tags:|topics:|tags|topics|see also
das könnte sie auch interessieren|mehr zum thema|auch interessant
sur le même sujet|à lire aussi|artículos relacionados|noticias relacionadas|leggi anche|lees ook|zobacz też
läs också|les også
læs også|lue myös|čtěte také|διαβάστε επίσης|διαβάστε ακόμη|читайте также|читайте також|прочетете още|povezano|related
"""
RELATED = re.compile(rf"(?:{any_of(_RELATED)})\s?[:.…]?$", re.IGNORECASE)
"""The heading of a box of links, which may stand in the middle of an article."""

MORE_FROM = re.compile(r"more from [^\n]{2,40}$", re.IGNORECASE)
"""The same with a name: only as a heading behind the text."""

_NOISE = """
share this|share on|share|tweet|email this|click here to|follow us|follow me|sign up|subscribe|read more:|read also
also read|read more|advertisement|loading...|photo:|image:|getty images|related:|see also|listen to this article
copy link|print|by clicking|your email|newsletter|all rights reserved|copyright|©|lesen sie auch|lesen sie mehr
mehr zum thema|anzeige|foto:|bild:|teilen|lire aussi|à lire aussi|lire la suite|partager|publicité|photo :
abonnez-vous|lea también|lee también|leer más|te puede interesar|compartir|publicidad|leia também|leia mais
leggi anche|lees ook|lees meer|foto's|czytaj także|czytaj też|zobacz także|udostępnij|läs också|läs mer|les også
læs også|lue myös|čtěte také|čítajte aj|přečtěte si|читайте также|читайте також|реклама|прочетете още|vezi și
citește și|olvasta már|ayrıca oku|اقرأ أيضا|اقرأ المزيد|関連記事|相关阅读
"""

NOISE = re.compile(rf"(?:{any_of(_NOISE)})(?:\b|\W|$)", re.IGNORECASE)
"""How lines of furniture begin."""

_BY = """
written by|reported by|posted by|published by|story by|text by|words by|by|von|text von|ein kommentar von
kommentar von
ein gastbeitrag von|eine analyse von|interview von|par|propos recueillis par|publié par|por|escrito por
texto de|di|a cura di
door|geschreven door|av|text av|skrevet av|af|skrevet af|skriven av|kirjoittanut|teksti|przez|autor|autorin
autorin/autor|autor/autorin|autor/in|autor:in|autor*in|autores|autora|autoren|od|napisao|napisala|napisał|napisała
autoři|autorzy
auteur|auteurs|autore|autori|author|authors|writer|writers|journalist|skribent|reporter|szerző|írta|yazan|yazar|haber
автор|авторы|автори|текст|συντάκτης|του|της|από|γράφει ο|γράφει η|بقلم|كتب|كتبت|文|記者|记者|作者|撰文|文／|글
napsal|napsala|piše|pišu
autors|autorius|tekst|scrie|scris de|de
"""
BY = re.compile(
    rf"^(?:{any_of(_BY)})\s?(?:[:：]\s?|(?<=[^\W\d_])\s+)(?=\S)",
    re.IGNORECASE,
)
"""How a byline begins: one of these words and a colon or a space."""

_AGENCIES = """
reuters|afp|dpa|ap|associated press|the associated press|agence france-presse|apa|sda|ats|ansa|efe|pap|ctk|čtk
tasr|sita
belga|anp|ntb|ritzau|tt|stt|bns|leta|mti|tanjug|hina|beta|fena|bta|agerpres|interfax|tass|тасс|риа новости
інтерфакс-україна|укрінформ
унiан|уніан|xinhua|新华社|kyodo|yonhap|연합뉴스|共同通信|時事通信|pti|ians|ani|upi|bloomberg|bloomberg news
press association|pa media|pa
dts|epd|kna|sid|keystone-sda|europa press|agencia efe|anadolu|anadolu agency|anadolu ajansı|aa|iha|dha|lusa|agi
adnkronos|cnn|
deutsche presse-agentur|austria presse agentur|the canadian press|canadian press|aap
australian associated press|dpa-afx|dpa infocom|dpa/lno|dpa/lnw|agencies|agency|wire|tt-ritzau
"""
AGENCIES = re.compile(rf"(?:{any_of(_AGENCIES)})(?:[ /,+-](?:{any_of(_AGENCIES)}))*", re.IGNORECASE)
"""News agencies: they sign, but are no persons."""

_NOT_A_NAME = """
gazette|times|herald|tribune|daily|journal|magazine|magazin|nachrichten|zeitung|review|weekly|radio|tv|media
report|network|institute|university
agentur|presse|press|fact check|faktencheck|kommentare|deutschland|germany|frankfurt|mis à jour|welle|öffnen
admin|administrator|editor|editors|editorial|newsroom|news desk|newsdesk|staff|team|redaktion|redakce|redakcja
redakcia|rédaction
redacción|redação|redazione|redactie|redaksjonen|redaktionen|toimitus|redacția|szerkesztőség|редакция|редакція
редакция на
newsletter|subscribe|subscription|share|comments|comment|menu|login|sign in|sign up|follow|updated|published
posted|read|min
minute|minutes|minuten|photo|foto|video|copyright|all rights|home|news|politics|politik|opinion|world|business
sport|sports
correspondent|correspondents|contributor|contributors|webmaster|unknown|anonymous|guest|desk|online|agency
agencies|press release
lesezeit|stand|uhr|cookies|privacy|contact|search|advertisement|anzeige|latest|breaking|exclusive|analysis
interview|podcast
written|writer|author|authors|the|this|with|your|what|when|how|why|who|post|posts|blog|all|more|articles
category|categories|views|view|likes|like
"""
NOT_A_NAME = re.compile(rf"(?<![^\W_])(?:{any_of(_NOT_A_NAME)})(?![^\W_])", re.IGNORECASE)
"""Words that no person's name holds."""

_NOBODY = """
admin|administrator|webmaster|editor|author|autor|autorin|auteur|autore|writer|user|guest|gast|unknown
anonymous|anonym|default|test|root
null|none|undefined|n/a|na|post|posts|site|website|super user|superuser|wordpress|wpadmin|wp admin|sysadmin
moderator|contributor
contributors|the editors|editors|editorial|by|jr|sr|the|und|and|mr|ms|mrs|dr
"""
NOBODY = re.compile(any_of(_NOBODY), re.IGNORECASE)
"""What content systems put where nobody is named."""

_ORGANISATION = """
agentur|agency|agencies|agence|agencia|agenzia|presse|press|newsroom|news|desk|newsdesk|staff|team|redaktion
onlineredaktion|redakce|redakcja
redakcia|rédaction|redacción|redação|redazione|redactie|redaksjonen|redaktionen|toimitus|redacția|szerkesztőség
редакция|редакція|редакцията
online|media|zeitung|nachrichten|times|gazette|herald|tribune|daily|journal|magazin|magazine|radio|tv
correspondent|correspondents|editorial board
reporters|wire|service|services|institute|university|ministry|foundation|association|center|centre|council
committee|gmbh|inc|ltd|nato
"""
ORGANISATION = re.compile(rf"(?<![^\W_])(?:{any_of(_ORGANISATION)})(?![^\W_])", re.IGNORECASE)
"""Words of which one makes a stated author a house, desk or agency."""

_ROLES = """
reporter|correspondent|journalist|editor|columnist|producer|writer|analyst|korrespondent|redakteur|redakteurin|journalistin
washington|berlin|london|paris|brussels|wien
"""
TRAILING_ROLE = re.compile(
    rf"\s*(?:,|–|—|-|\||\bis\b|\bfor\b|\bin\b)\s+(?:[^\W\d_]+\s)?(?:{any_of(_ROLES)})\b.*$", re.IGNORECASE
)
"""A role or a place behind a name."""

_MINUTES = (
    r"(?:min(?:ute)?s?\.?|minutos?|minuti|minuten|minuter|minutter|minut|mins|perc(?:es)?|minuutin|minuuttia|dakikalık|"
    r"dakika|dk|мин(?:ут[аыу]?)?\.?|хв(?:илин[аи]?)?\.?|λεπτ(?:ά|ών|ό)|דקות|دقائق|دقيقة|分钟|分鐘|분|minúty?|minút|minute)"
)
_OF_READING = (
    r"(?:read(?:ing)?(?:\stime)?|lesezeit|lesedauer|lesen|lecture|lectura|leitura|lettura|leestijd|lezen|läsning|läsa|"
    r"lästid|lesetid|lesing|læsetid|læsning|lukuaika|luku|czytania|čtení|čítania|olvasás|olvasmány|okuma(?:\ssüresi)?|"
    r"чтения|на чтение|читання|четене|читања|citire|lectură|čitanja|branja|"
    r"ανάγνωσης|ανάγνωση|קריאה|قراءة|阅读|閱讀|읽기)"
)
_READING_TIME = """
lesezeit|lesedauer|reading time|read time|temps de lecture|tiempo de lectura|tempo de leitura|tempo di lettura|leestijd
lästid|lesetid|læsetid|lukuaika|czas czytania|doba čtení|okuma süresi|время чтения|время на чтение|час читання|阅读时间
預計閱讀時間|読了時間|この記事は約
"""
MIN_READ = re.compile(
    rf"(?<![\d.,])(?P<n>\d{{1,3}})(?:\s?[-–]\s?\d{{1,3}})?[\s-]{{0,2}}(?:{_MINUTES}\s{{0,2}}"
    rf"(?:of\s|de\s|di\s|til\s|att\s|för\s|zum\s|na\s)?{_OF_READING}|分で読め|分钟阅读|分鐘閱讀)"
    rf"|(?:{any_of(_READING_TIME)})\s{{0,2}}[:：]?\s{{0,2}}(?:ca\.?\s|約)?(?P<n2>\d{{1,3}})\s?(?:min|мин|хв|分|dk|dakika)",
    re.IGNORECASE,
)
"""A reading time as pages state it, in many languages."""

_ERROR_PAGE = """
page not found|not found|page doesn’t exist|page doesn't exist|page does not exist|page can't be found
page cannot be found
page you requested|page you are looking for|oops|something went wrong|access denied|forbidden
service unavailable|seite nicht gefunden|nicht gefunden|page introuvable|page non trouvée|introuvable
página no encontrada
no encontrada|página não encontrada|não encontrada|pagina non trovata|pagina niet gevonden|niet gevonden
nie znaleziono
strona nie istnieje|stránka nenalezena|nenalezena|stránka nebola nájdená|sidan kunde inte hittas
siden blev ikke fundet
siden finnes ikke|fant ikke siden|sivua ei löytynyt|az oldal nem található|pagina nu a fost găsită|sayfa bulunamadı
страница не найдена|сторінку не знайдено|страницата не е намерена|stranica nije pronađena|η σελίδα δεν βρέθηκε
الصفحة غير موجودة|ページが見つかりません|页面不存在|找不到页面|페이지를 찾을 수 없습니다|lapa nav atrasta
puslapis nerastas|lehte ei leitud
"""
ERROR_PAGE = re.compile(
    r"(?:^|\b)(?:error\s|fehler\s)?(?:404|410|500|502|503|403)"
    r"(?=\s*$|\s*[-–|:!]|\s(?:error|not|page|fehler|erreur))"
    rf"|(?<!\w)(?:{any_of(_ERROR_PAGE)})(?!\w)",
    re.IGNORECASE,
)
"""What pages say that are served in place of one that is not there."""

_NUMERIC = r"\d{1,2}\s?[./]\s?\d{1,2}\s?[./]\s?\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{4}年\s?\d{1,2}月\s?\d{1,2}日"
_WORDED = r"\d{1,2}\.?\s[^\W\d_]{3,12}\.?,?\s\d{4}|[^\W\d_]{3,12}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}"
DATE_LINE = re.compile(
    rf"^(?:[^\W\d_]{{2,14}}\.?,?\s){{0,3}}(?:\d{{4}}-\d\d-\d\dT\S+|{_NUMERIC}|{_WORDED})"
    r"(?:\s?[,|–-]?\s?(?:at|um|à|kl\.?|o|в)?\s?\d{1,2}[:.h]\d\d(?::\d\d)?)?"
    r"(?:\s?(?:uhr|[ap]\.?m\.?|[A-Z]{2,4}))?[\s.,|)]*(?:(?:lesedauer|lesezeit)[^\n]{0,20})?$",
    re.IGNORECASE,
)
"""A line that is a date and nothing else."""
