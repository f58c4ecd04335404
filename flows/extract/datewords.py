"""Words of dates in the languages of the press: days, "today", "ago", and what says published or updated."""

from __future__ import annotations

import re

from flows.extract.datemonths import fold

_WEEKDAY_WORDS = {
    0: """
    monday mon montag mo lundi lun lunes lunedì segunda-feira segunda dilluns maandag måndag mandag mánudagur
    mánudag maanantai
    maanantaina ma esmaspäev esmaspäeval pirmdiena pirmdien pirmadienis pirmadienį poniedziałek pondělí
    pondelok hétfő hétfőn ponedeljek
    ponedjeljak ponedeljak понедељак понеделник понедельник понеділок панядзелак luni hënë δευτέρα pazartesi
    bazarertəsi
    ორშაბათი երկուշաբթի الاثنين الإثنين دوشنبه שני सोमवार วันจันทร์ senin 월요일 月曜日 星期一 周一
    """,
    1: """
    tuesday tue dienstag mardi mar martes martedì terça-feira terça dimarts dinsdag tisdag tirsdag
    þriðjudagur þriðjudag tiistai
    tiistaina teisipäev teisipäeval otrdiena otrdien antradienis antradienį wtorek úterý utorok kedd kedden
    torek utorak уторак
    вторник вівторок аўторак marți martë τρίτη salı çərşənbəaxşamı სამშაბათი երեքշաբթի الثلاثاء سه‌شنبه שלישי मंगलवार
    วันอังคาร selasa 화요일 火曜日 星期二 周二
    """,
    2: """
    wednesday wed mittwoch mercredi mer miércoles mercoledì quarta-feira quarta dimecres woensdag onsdag
    miðvikudagur miðvikudag
    keskiviikko keskiviikkona kolmapäev kolmapäeval trešdiena trešdien trečiadienis trečiadienį środa środę
    středa středu streda
    szerda szerdán sreda srijeda среда сряда середа среду miercuri mërkurë τετάρτη çarşamba çərşənbə
    ოთხშაბათი չորեքշաբթի
    الأربعاء الاربعاء چهارشنبه רביעי बुधवार วันพุธ rabu 수요일 水曜日 星期三 周三
    """,
    3: """
    thursday thu donnerstag jeudi jeu jueves giovedì quinta-feira quinta dijous donderdag torsdag fimmtudagur
    fimmtudag torstai
    torstaina neljapäev neljapäeval ceturtdiena ceturtdien ketvirtadienis ketvirtadienį czwartek čtvrtek
    štvrtok csütörtök
    csütörtökön četrtek četvrtak четвртак четверг четвер чацвер четвъртък četvrtok четврток joi enjte πέμπτη perşembe
    ხუთშაბათი հինգշաբթի الخميس پنجشنبه חמישי गुरुवार วันพฤหัสบดี kamis 목요일 木曜日 星期四 周四
    """,
    4: """
    friday fri freitag vendredi ven viernes venerdì sexta-feira sexta divendres vrijdag fredag föstudagur
    föstudag perjantai
    perjantaina reede reedel piektdiena piektdien penktadienis penktadienį piątek pátek piatok péntek
    pénteken petek petak петак
    пятница пятницу пʼятниця п'ятниця пятніца петък петок vineri premte παρασκευή cuma cümə პარასკევი ուրբաթ
    الجمعة جمعه שישי
    शुक्रवार วันศุกร์ jumat 금요일 金曜日 星期五 周五
    """,
    5: """
    saturday sat samstag sonnabend samedi sam sábado sabato dissabte zaterdag lördag lørdag laugardagur
    laugardag lauantai
    lauantaina laupäev laupäeval sestdiena sestdien šeštadienis šeštadienį sobota sobotu sobotę szombat
    szombaton subota субота
    суббота субботу събота сабота sâmbătă shtunë σάββατο cumartesi şənbə შაბათი շաբաթ السبت شنبه שבת शनिवार
    วันเสาร์ sabtu
    토요일 土曜日 星期六 周六
    """,
    6: """
    sunday sun sonntag dimanche dim domingo domenica diumenge zondag söndag søndag sunnudagur sunnudag
    sunnuntai sunnuntaina
    pühapäev pühapäeval svētdiena svētdien sekmadienis sekmadienį niedziela niedzielę neděle neděli nedeľa
    nedeľu vasárnap nedelja
    nedjelja недеља воскресенье неділя нядзеля неделя недела duminică diel κυριακή pazar bazar კვირა կիրակի
    الأحد یکشنبه
    ראשון रविवार วันอาทิตย์ minggu 일요일 日曜日 星期日 星期天 周日
    """,
}
WEEKDAYS = {fold(word): number for number, words in _WEEKDAY_WORDS.items() for word in words.split()}

_DAY_WORDS = {
    0: """
    today|just now|right now|heute|gerade eben|soeben|aujourd'hui|à l'instant|hoy|ahora|oggi|avui|hoxe
    adesso|hoje|agora|vandaag|vandag|zojuist|idag|i dag|í dag|just nu|akkurat nå|nå nettopp|tänään|dzisiaj
    dziś|dzis|dnes
    ma|astăzi|azi|bugün|bu gün|bugun|danas|danes|šodien|šiandien|täna|сегодня|сейчас|только что|сьогодні
    щойно|сёння|днес|данас|денес
    σήμερα|sot|اليوم|امروز|היום|今日|本日|今天|오늘|hari ini|hôm nay|დღეს|այսօր|วันนี้|आज|আজ|آج|gaur|inniu
    heddiw|illum|leo|бүгін|haut
    """,
    1: """
    yesterday|gestern|hier|ayer|ieri|ahir|onte|ontem|gisteren|gister|igår|i går|í gær|eilen|wczoraj|včera
    tegnap|dün|dünən|kecha|jučer|juče
    včeraj|vakar|eile|вчера|вчора|учора|ўчора|јуче|вчера|χθες|χτες|εχθές|dje|أمس|امس|دیروز|אתמול|昨日|昨天|어제
    kemarin|semalam|hôm qua
    გუშინ|երեկ|เมื่อวาน|เมื่อวานนี้|कल|গতকাল|کل|atzo|inné|ddoe|ilbieraħ|jana|кеше|kahapon|gëschter
    """,
    2: """
    vorgestern|avant-hier|anteayer|antier|anteontem|l'altro ieri|eergisteren|i förrgår|i forgårs
    toissapäivänä|üleeile|aizvakar|užvakar
    przedwczoraj|předevčírem|predvčerom|tegnapelőtt|predvčerajšnjim|prekjučer|prekjuče|прекјуче|alaltăieri
    προχθές|pardje|evvelsi gün
    позавчера|позавчора|пазаўчора|завчера|онзи ден|أول أمس|پریروز|שלשום|一昨日|おととい|前天|그저께|გუშინწინ
    herëngën|hôm kia
    """,
}
DAY_WORDS = {fold(word): days for days, words in _DAY_WORDS.items() for word in re.split(r"\s*[|\n]\s*", words.strip())}

_AGO = (
    "vor|virun|ago|il y a|hace|há|fa|fai|fas|atrás|geleden|gelede|sedan|siden|síðan|fyrir|sitten|tagasi|"
    "prieš|pirms|temu|před|pred|prije|pre|пре|пред|преди|назад|тому|таму|бұрын|önce|əvvəl|oldin|acum|urmă|ezelőtt|órája|"
    "napja|perce|hete|hónapja|éve|"
    "πριν|منذ|قبل|më parë|para|cách đây|trước|yang lalu|lalu|lepas|duela|ó shin|yn ôl|ilu|zilizopita|iliyopita|"
    "nakaraan|წინ|առաջ|לפני|پیش|پہلے"
)
_AGO_ANYWHERE = "前|전|पहले|ที่แล้ว|ที่ผ่านมา|ก่อน|আগে"
AGO = re.compile(rf"\b(?:{_AGO})(?!\w)|{_AGO_ANYWHERE}", re.IGNORECASE)
"""Words that make "3 hours" a time and not a duration."""

UPDATED = re.compile(
    r"updat|modif|aktualisier|mis à jour|mise à jour|actualizad|actualitza|atualizad|aggiornat|bijgewerkt|"
    r"bygewerk|aktualizac|aktualizov|"
    r"zaktualizow|aktualizirano|ažurir|posodob|uppdaterad|oppdatert|opdateret|uppfært|päivitetty|uuendatud|"
    r"atjaunot|atjaunin|frissítve|"
    r"güncelle|yenilən|обновл|оновл|обнов|абноўл|ажурир|актуализ|përditës|ενημ|更新|수정|업데이트|محدث|تحديث|"
    r"به‌روز|بروزرسانی|"
    r"עודכן|განახლ|թարմաց|cập nhật|diperbarui|pembaruan|แก้ไข|อัปเดต|अपडेट|muokattu|ändrad|(?:last|letzte|"
    r"zuletzt)\b.{0,40}(?:ed|änder)|"
    r"geändert",
    re.IGNORECASE,
)
PUBLISHED = re.compile(
    r"publi|posted|veröffentlich|erstellt|gepubliceerd|geplaatst|opublik|zverejn|zveřej|vydán|közzé|megjelen|"
    r"yayın|giriş|dərc|"
    r"опублик|опублік|апублік|публик|објав|δημοσ|公開|掲載|发布|發布|入力|입력|등록|게시|نشر|منتشر|פורסם|"
    r"გამოქვეყ|հրապարակ|đăng|terbit|"
    r"เผยแพร่|प्रकाशित|objavlj|objav|julkaistu|avaldatud|paskelbta|publicēts|birt|udgivet|botuar|"
    r"\b(?:datum|date|fecha|data|дата|stand)\b",
    re.IGNORECASE,
)

_NOW = (
    "just now|gerade eben|à l['’]instant|ahora mismo|agora mesmo|proprio ora|zojuist|net nu|just nu|lige nu|akkurat nå|"
    "nå nettopp|rétt í þessu|juuri nyt|äsja|tikko|ką tik|przed chwilą|právě teď|práve teraz|az imént|éppen most|"
    "upravo sada|upravo|pravkar|управо|пред малку|току-що|chiar acum|sapo|μόλις τώρα|az önce|şimdi|biraz önce|indicə|"
    "elə indi|только что|щойно|толькі што|"
    "الآن|هم اکنون|همین حالا|כרגע|עכשיו|ახლახან|հենց հիմա|เมื่อสักครู่|vừa xong|baru saja|"
    "अभी अभी|अभी-अभी|এইমাত্র|刚刚|剛剛|たった今|방금|ara mateix|tani"
)
NOW = re.compile(rf"\b(?:{_NOW})", re.IGNORECASE)
"""A text of this minute."""

LONGEST_RELATIVE = 70
"""Characters of a text that may say how long ago something was."""

_RUN = re.compile(r"\w+")


def _opening(phrase: str) -> str:
    match = _RUN.search(fold(phrase.replace(".", " ")))
    return match[0] if match else ""


_OPENINGS = frozenset(map(_opening, (*DAY_WORDS, *_AGO.split("|"), *(p for p in _NOW.split("|") if not p.isalpha()))))
_BEGINNINGS = frozenset(_opening(p)[:4] for p in _NOW.split("|") if p.isalpha())
_ANYWHERE = (*_AGO_ANYWHERE.split("|"), "內", "内")


def may_be_relative(text: str) -> bool:
    """Whether a text without a number may hold one of the words that make it a date all the same.

    Cheap, and never wrong when it says no: the patterns behind it cost a hundred times as much, and are put to every
    line by a title.
    """
    plain = text.isascii()
    if len(text) > LONGEST_RELATIVE and plain:
        return False
    text = text.replace(".", " ")
    runs = _RUN.findall(text.lower() if plain else fold(text))
    if not _OPENINGS.isdisjoint(runs) or not _BEGINNINGS.isdisjoint([run[:4] for run in runs]):
        return True
    return not plain and (
        any(mark in text for mark in _ANYWHERE) or not _BEGINNINGS.isdisjoint([run[:2] for run in runs])
    )
