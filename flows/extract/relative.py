"""How long ago, in the languages of the press: ``vor 3 Stunden``, ``az önce``, ``час назад``, ``منذ "
"ساعتين``, ``2h ago``.

A count and a unit of time beside a word such as "ago"; without a count the unit counts once ("il y a une heure").
Units are told by their beginnings, for most languages bend their ends.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from flows.extract.datemonths import fold
from flows.extract.datewords import AGO, LONGEST_RELATIVE, NOW
from flows.model import Precision

_UNITS = {
    "s": "sec|sek|seg|секунд|сек|seconde|sekund|másodperc|saniye|saniyə|δευτερ|ثانية|ثوان|ثانیه|שנייה|שניות|sekond|"
    "sekundi|წამ|վայրկ|วินาที|giây|detik|segundo|secund|sekúnd|sekunt|sekundž|segund|सेकंड|सेकेंड|সেকেন্ড|秒|초",
    "m": "min|мин|хв|perc|λεπτ|دقيق|دقائق|دقیقه|דק|წუთ|րոպե|นาที|phút|menit|मिनट|মিনিট|dakika|dəqiqə|daqiqa|"
    "minut|mínút|"
    "nóiméad|munud|хвилин|хвіл|хвилин|минут|分|분|minuut|minūt|minuč|minutt|minuutti|minit|মিনিট|منٹ",
    "h": "hour|hr|hrs|h|stunde|std|heure|hora|hores|ore|ora|oră|uur|uren|timm|time|timer|timar|tim|klukkust|"
    "klst|stund|tunti|tuntia|"
    "tunnin|tund|tunni|stund|valand|val|godz|hodin|hod|óra|órá|ore|sat|sata|sati|ur|uro|uri|ure|сат|сати|сата|"
    "час|ч|год|гадзін|"
    "saat|soat|сағат|ώρ|ωρ|ساعة|ساعات|ساعت|گھنٹ|שעה|שעות|საათ|ժամ|ชั่วโมง|ชม|giờ|jam|घंट|घण्ट|ঘণ্ট|ঘন্ট|時|小时|"
    "小時|시간|uair|awr|ordu|"
    "siegħa|sigħat|oras|oren|orë|orëve",
    "d": "day|d|tag|jour|j|día|dias|dia|dies|giorn|dag|dög|päiv|pv|päev|dien|dn|dzień|dni|den|dny|deň|nap|dan|"
    "дан|день|дня|дней|дн|днів|"
    "дзён|дзень|ден|дена|zi|zile|ditë|ημέρ|μέρ|gün|kun|күн|يوم|أيام|ايام|روز|דני|יום|ימים|დღ|օր|วัน|ngày|hari|"
    "दिन|দিন|天|日|일|"
    "lá|diwrnod|egun|jum|araw|دن|dzien|днів|дні|днеў",
    "w": "week|wk|w|woche|semaine|semana|setman|settiman|sem|week|weken|vecka|veckor|uge|uke|uker|vika|viku|"
    "vikum|viik|viikko|nädal|nedēļ|savait|tydzień|"
    "tygodn|tyg|týden|týdn|týžd|hét|hete|tedn|teden|tjed|nedelj|недељ|недел|нед|тижд|тижн|тыдн|тыдз|săptămân|"
    "jav|εβδομάδ|hafta|həftə|hafta|апта|أسبوع|أسابيع|"
    "اسبوع|هفته|שבוע|კვირ|շաբաթ|สัปดาห์|tuần|minggu|pekan|हफ्त|सप्ताह|सप्ताह|সপ্তাহ|週|周|주|sedmic|седмиц|"
    "seachtain|wythnos|ġimgħ|ہفت",
    "mo": "month|mo|mos|monat|mois|mes|mês|meses|mesi|mese|maand|månad|måned|mån|mánuð|kuukau|kk|kuu|mēneš|"
    "mėnes|miesiąc|miesięc|mies|měsíc|mesiac|mesec|mjesec|"
    "hónap|lun|muaj|μήν|ay|месец|месяц|мес|місяц|міс|месяц|oy|شهر|أشهر|شهور|ماه|חודש|თვ|ամիս|ամս|เดือน|tháng|"
    "bulan|महीन|মাস|月|개월|个月|個月|カ月|ヶ月|か月",
    "y": "year|yr|yrs|y|jahr|an|ans|année|año|any|anno|anni|ano|anos|ani|jaar|år|ár|árum|vuo|vuot|aasta|gad|"
    "metų|metai|metus|rok|roku|lat|lata|let|év|leto|godin|"
    "yıl|il|sene|χρόν|έτη|года|лет|рік|рок|років|год|سنة|سنوات|عام|أعوام|سال|שנה|שנים|წლ|წელ|տար|ปี|năm|tahun|"
    "साल|वर्ष|বছর|年|년|vjet|vit",
}
_PARTICULAR = {
    # Beginnings that mean another unit in one language.
    "uk": {"год": "h"},
    "be": {"гадзін": "h", "год": "y"},
    "ru": {"год": "y", "ч": "h"},
    "bg": {"годин": "y", "ч": "h"},
    "mk": {"годин": "y"},
    "sr": {"годин": "y", "sat": "h"},
    "et": {"tund": "h", "kuu": "mo"},
    "az": {"il": "y", "ay": "mo"},
    "is": {"ar": "y", "stund": "h"},
    "sl": {"ur": "h", "let": "y"},
    "da": {"time": "h", "ar": "y"},
    "mt": {"sena": "y"},
}
_STEMS = {fold(stem): unit for unit, stems in _UNITS.items() for stem in stems.split("|")}
_NUMBER_WORDS = {
    fold(word): number
    for number, words in {
        1: "a an one einer einem einen eine ein un une una uno um uma een en ett et én egy yhden ühe vienas "
        "vieną vienas jedną jeden "
        "jednu jedan jedna едно един една один одну одна bir o unei μία ένα μια один واحد واحدة یک אחת אחד "
        "ერთი մեկ một एक একটি 一 hiji jednoj "
        "eno enim enega vienu viena vieni einni einum eins адну адзін një moja isa",
        2: "two zwei deux dos due dois duas twee två to tveimur kaks kahe kaksi kahden divām dviejų dvi dwie "
        "dwa dvě dva dvěma dvoma "
        "két kettő dve две два два дві iki două doi δύο دو שתי שני ორი երկու hai दो দুই 两 両 兩 dy",
        3: "three drei trois tres tre três drie tri три üç trei τρεις τρία سه שלוש שלושה სამი երեք ba तीन তিন "
        "kolme kolm trim trijų trzy tři ثلاث ثلاثة három",
        4: "four vier quatre cuatro quattro quatro fire fyra neljä neli cztery čtyři четыре чотири dört patru",
        5: "five fünf cinq cinco cinque vijf fem viisi viis pięć pět пять пʼять beş cinci",
        6: "six sechs six seis sei zes seks sex kuusi kuus sześć šest шесть шість altı șase",
    }.items()
    for word in words.split()
}
_DUALS = {
    "ساعتين": (2, "h"), "يومين": (2, "d"), "دقيقتين": (2, "m"), "أسبوعين": (2, "w"), "شهرين": (2, "mo"),
    "שעתיים": (2, "h"), "יומיים": (2, "d"), "שבועיים": (2, "w"), "חודשיים": (2, "mo"), "שנתיים": (2, "y"),
    "halben": (0, "h"), "полчаса": (0, "h"), "halvtimme": (0, "h"), "מחצי": (0, "h"),
}  # fmt: skip
_DUALS = {fold(word): meant for word, meant in _DUALS.items()}
_COUNTED = re.compile(r"(?<![\d.,:/-])(\d{1,3})\s{0,2}([^\s\d.,:;()|/·•–—-]{1,20})")
_WORD = re.compile(r"[^\s\d.,:;()|/·•–—'’]{1,25}")
_SHORT = re.compile(
    r"^(?P<n>\d{1,3})\s?(?P<u>mins?|m|hrs?|h|d|wk?|mo|yrs?)(?:\s\d{1,3}\s?(?:mo|yrs?))?$", re.IGNORECASE
)
_EAST = re.compile(
    r"(?P<n>\d{1,3}|[一二三四五六七八九十两兩])\s?(?:个|個|か|カ|ヶ)?\s?(?P<u>秒钟|秒鐘|秒|分钟|分鐘|分|時間|"
    r"小时|小時|시간|분|초|日|天|일|週間|星期|礼拜|周|週|주|개월|月|年|년)"
    r"(?:間|间)?\s?(?:之?[前內内]|전|以前)"
)
_EAST_UNITS = {"秒": "s", "초": "s", "分": "m", "분": "m", "時": "h", "小": "h", "시": "h", "週": "w", "周":
    "w", "주": "w",
               "星": "w", "礼": "w", "月": "mo", "개": "mo", "年": "y", "년": "y"}  # fmt: skip
_EAST_NUMBERS = {c: n for n, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2, "兩": 2}


def relative(text: str, base: datetime, language: str) -> tuple[datetime, Precision, str] | None:
    """The time a text such as ``2 days ago`` means, seen from ``base``; ``None`` when it names none."""
    if match := _SHORT.match(text):
        return _back(int(match["n"]), _short_unit(match["u"].lower()), base, match[0])
    if match := _EAST.search(text):
        count = _EAST_NUMBERS.get(match["n"]) or int(match["n"])
        return _back(count, _EAST_UNITS.get(match["u"][0], "d"), base, match[0])
    if len(text) > LONGEST_RELATIVE:
        return None
    if match := NOW.search(text):
        return base.astimezone(UTC).replace(second=0, microsecond=0), Precision.HOUR, match[0]
    ago = AGO.search(text)
    return _counted(text, ago, base, language) if ago is not None else None


def _counted(text: str, ago: re.Match[str], base: datetime, language: str) -> tuple[datetime, Precision, str] | None:
    for match in _COUNTED.finditer(text):
        if (kind := unit_of(match[2], language)) is not None and _beside(ago, match.start(), match.end()):
            # "1 hour 30 minutes ago": the larger unit is precise enough.
            return _back(int(match[1]), kind, base, _span(text, ago, match.start(), match.end()))
    words = list(_WORD.finditer(text))
    for at, word in enumerate(words):
        if not _beside(ago, word.start(), word.end()) or ago.start() <= word.start() < ago.end():
            continue
        key = fold(word[0])
        before = _NUMBER_WORDS.get(fold(words[at - 1][0])) if at else None
        if (dual := _DUALS.get(key)) is not None:
            count, unit = dual
            start = word.start()
        elif len(key) > 1 and key not in _NUMBER_WORDS and (unit_found := unit_of(word[0], language)) is not None:
            unit, count = unit_found, before or 1
            start = words[at - 1].start() if before else word.start()
            # Hebrew and Slavic put "one" behind the unit; it is one without it too.
        else:
            continue
        if count == 0:
            moment = (base - timedelta(minutes=30)).astimezone(UTC).replace(second=0, microsecond=0)
            return moment, Precision.HOUR, _span(text, ago, start, word.end())
        return _back(count, unit, base, _span(text, ago, start, word.end()))
    return None


def _beside(ago: re.Match[str], start: int, end: int) -> bool:
    """Whether the word for "ago" stands close by, before or behind."""
    return -1 <= start - ago.end() <= 12 or -1 <= ago.start() - end <= 12 or start <= ago.start() < end


def _span(text: str, ago: re.Match[str], start: int, end: int) -> str:
    return text[min(start, ago.start()) : max(end, ago.end())]


@lru_cache(maxsize=4096)
def unit_of(word: str, language: str) -> str | None:
    """The unit of time a word names, by its longest known beginning; short ones must be the whole word."""
    key = fold(word)
    own = _PARTICULAR.get(language[:2], {})
    for length in range(min(len(key), 12), 0, -1):
        part = key[:length]
        unit = own.get(part) or _STEMS.get(part)
        rest = len(key) - length
        if unit is not None and (
            rest == 0 or (length > 2 and rest <= (9 if length > 3 else 7)) or (length == 2 and rest <= 3)
        ):
            return unit
    return None


def _short_unit(text: str) -> str:
    return {"mi": "m", "m": "m", "mo": "mo"}.get(text[:2], text[0]) if text != "m" else "m"


def _back(count: int, unit: str, base: datetime, raw: str) -> tuple[datetime, Precision, str]:
    base = base.astimezone(UTC)
    raw = raw.strip()
    midnight = base.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == "s":
        return base - timedelta(seconds=count), Precision.MINUTE, raw
    if unit == "m":
        return (base - timedelta(minutes=count)).replace(second=0, microsecond=0), Precision.MINUTE, raw
    if unit == "h":
        return (base - timedelta(hours=count)).replace(second=0, microsecond=0), Precision.HOUR, raw
    if unit == "mo":
        return midnight - timedelta(days=30 * count), Precision.MONTH, raw
    if unit == "y":
        return midnight - timedelta(days=365 * count), Precision.YEAR, raw
    return midnight - timedelta(days=count * (7 if unit == "w" else 1)), Precision.DAY, raw
