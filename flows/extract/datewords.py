"""Words of dates in the languages we meet: months, days, "today", "ago", and what says published or updated."""

from __future__ import annotations

import re

_MONTH_WORDS = {
    1: """
    january jan januar jänner janvier janv enero ene gennaio genn janeiro januari januara ledna leden tammikuuta
    stycznia styczeń январь января янв січня січень януари ιανουαρίου ιαν
    """,
    2: """
    february feb februar feber février févr fév febrero febbraio febbr fevereiro fev februari februára února
    únor helmikuuta lutego luty февраль февраля фев февр лютого лютий февруари φεβρουαρίου φεβ
    """,
    3: """
    march mar märz mär maerz mars marzo março maart marts marca března březen maaliskuuta marzec март марта мар
    березня березень μαρτίου μαρ
    """,
    4: """
    april apr avril avr abril abr aprile aprila dubna duben huhtikuuta kwietnia kwiecień апрель апреля апр
    квітня квітень април απριλίου απρ
    """,
    5: """
    may mai mayo maggio magg maio mei maj mája května květen toukokuuta maja май мая травня травень μαΐου μαΐ
    """,
    6: """
    june jun juni juin junio giugno giu junho júna června červen kesäkuuta czerwca czerwiec июнь июня июн червня
    червень юни ιουνίου ιουν
    """,
    7: """
    july jul juli juillet juil julio luglio lug julho júla července červenec heinäkuuta lipca lipiec июль июля
    июл липня липень юли ιουλίου ιουλ
    """,
    8: """
    august aug août agosto ago augustus augusti augusta srpna elokuuta sierpnia sierpień август августа авг
    серпня серпень αυγούστου αυγ
    """,
    9: """
    september sept sep septembre septiembre settembre sett setembro setiembre septembra září syyskuuta września
    wrzesień сентябрь сентября сен сент вересня вересень септември σεπτεμβρίου σεπ
    """,
    10: """
    october oct oktober okt octobre octubre ottobre ott outubro out október októbra října říjen lokakuuta
    października październik октябрь октября окт жовтня жовтень октомври οκτωβρίου οκτ
    """,
    11: """
    november nov novembre noviembre novembro novembra listopad listopadu listopada marraskuuta ноябрь ноября ноя
    нояб листопада ноември νοεμβρίου νοε
    """,
    12: """
    december dec dezember dez décembre déc diciembre dic dicembre dezembro desember des decembra prosince
    prosinec joulukuuta grudnia grudzień декабрь декабря дек грудня грудень декември δεκεμβρίου δεκ
    """,
}
MONTHS = {word: number for number, words in _MONTH_WORDS.items() for word in words.split()}
_ELSEWHERE = {"hr": {"listopada": 10, "listopad": 10}}
"""Names that mean another month in some language."""


def month_number(word: str, language: str) -> int | None:
    """The month a word names, with or without a full stop."""
    key = word.casefold().rstrip(".")
    return _ELSEWHERE.get(language, {}).get(key) or MONTHS.get(key)


_WEEKDAY_WORDS = {
    0: """
    monday montag lundi lunes lunedì segunda-feira maandag måndag mandag maanantaina poniedziałek pondělí
    pondelok понедельник понеділок понеделник
    """,
    1: """
    tuesday dienstag mardi martes martedì terça-feira dinsdag tisdag tirsdag tiistaina wtorek úterý utorok
    вторник вівторок
    """,
    2: """
    wednesday mittwoch mercredi miércoles mercoledì quarta-feira woensdag onsdag keskiviikkona środa středa
    streda среда середа сряда
    """,
    3: """
    thursday donnerstag jeudi jueves giovedì quinta-feira donderdag torsdag torstaina czwartek čtvrtek štvrtok
    четверг четвер четвъртък
    """,
    4: """
    friday freitag vendredi viernes venerdì sexta-feira vrijdag fredag perjantaina piątek pátek piatok пятница
    пʼятниця п'ятниця петък
    """,
    5: """
    saturday samstag sonnabend samedi sábado sabato zaterdag lördag lørdag lauantaina sobota суббота субота
    събота
    """,
    6: """
    sunday sonntag dimanche domingo domenica zondag söndag søndag sunnuntaina niedziela neděle nedeľa
    воскресенье неділя неделя
    """,
}
WEEKDAYS = {word: number for number, words in _WEEKDAY_WORDS.items() for word in words.split()}

_DAY_WORDS = {
    0: """
    today|just now|right now|heute|gerade eben|soeben|aujourd'hui|aujourd’hui|à l'instant|hoy|ahora|oggi
    adesso|hoje|agora|vandaag|zojuist|idag|i dag|just nu|akkurat nå|nå nettopp|tänään|dzisiaj|dziś|dzis|dnes
    ma|astăzi|azi|bugün|danas|šodien|šiandien|täna|сегодня|сейчас|только что|сьогодні|щойно|днес|данас|денес
    σήμερα|اليوم|היום|今日|今天|오늘|hari ini|hôm nay
    """,
    1: """
    yesterday|gestern|hier|ayer|ieri|ontem|gisteren|igår|i går|eilen|wczoraj|včera|tegnap|dün|jučer|juče
    včeraj|vakar|eile|вчера|вчора|јуче|χθες|χτες|أمس|אתמול|昨日|昨天|어제|kemarin|hôm qua
    """,
    2: """
    vorgestern|avant-hier|anteayer|anteontem|eergisteren|i förrgår|toissapäivänä|przedwczoraj|předevčírem
    позавчера|позавчора|一昨日|前天|그저께
    """,
}
DAY_WORDS = {word: days for days, words in _DAY_WORDS.items() for word in re.split(r"\s*[|\n]\s*", words.strip())}

ONE = re.compile(
    r"(?<![^\W\d_])(?:einer|einem|einen|eine|ein|une|un['’]|una|uno|un|uma|um|een|en|ett|et|yhden|one|an|a)(?![^\W\d_])\s?",
    re.IGNORECASE,
)
"""The article that stands for "1" in "vor einer Stunde", "il y a une heure"."""

AGO = re.compile(
    r"\b(?:vor|ago|il y a|hace|há|fa|geleden|sedan|siden|síðan|sitten|tagasi|prieš|pirms|temu|před|pred|prije|"
    r"пре|преди|назад|тому|önce|acum|ezelőtt|ora|πριν|منذ|قبل|cách đây|yang lalu)\b|前|전|पहले|לפני|ที่แล้ว|ก่อน|پیش",
    re.IGNORECASE,
)
"""Words that make "3 hours" a time and not a duration."""

UPDATED = re.compile(
    r"updat|modif|aktualisier|mis à jour|actualizad|atualizad|aggiornat|bijgewerkt|aktualizac|aktualizov|zaktualizow|"
    r"uppdaterad|oppdatert|opdateret|päivitetty|frissítve|güncelle|обновл|оновл|обнов|ενημ|更新|수정|محدث|تحديث|muokattu|"
    r"ändrad|letzte änderung|geändert",
    re.IGNORECASE,
)
PUBLISHED = re.compile(
    r"publi|posted|veröffentlich|erstellt|gepubliceerd|opublik|zverejn|zveřej|vydán|közzé|yayın|giriş|опублик|опублік|"
    r"δημοσ|公開|掲載|发布|發布|入力|입력|등록|نشر|objavlj|julkaistu|\b(?:datum|date|fecha|data|дата|stand)\b",
    re.IGNORECASE,
)
