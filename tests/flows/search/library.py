"""Twelve made-up articles in several scripts: what the table ``kql-cases.txt`` asks about.

====  ================  ===  =======  ==========  =====  ==========================================================
 no   day               in   outlet   genre       words  leaders (tone), other
====  ================  ===  =======  ==========  =====  ==========================================================
  1   2020-01-20        en   press    opinion       100  Rutte, title (-0.5), Stoltenberg (0.6); relevance 0.9
  2   2020-01-22        en   press    news          200  none; two authors; relevance 0.25
  3   2019-12-31        en   herald   editorial     300  Stoltenberg, title (-0.2)
  4   2020-02-01        pl   gazeta   opinion       400  Rutte (-0.1)
  5   2020-02-01 10:30  uk   kyiv     news          500  Rutte (0.4)
  6   2020-02-02        zh   xin      news          600  none
  7   2020-02-03        en   blog     news          700  none; signs everywhere
  8   none              --   none     news          800  none; no authors, tags
  9   2020-01-25        en   press    news          900  Cavo Dragone (no tone); story "wire"
 10   2020-01-25        en   herald   news         1000  as 9, a copy
 11   a day ago         en   press    news         1100  none; two authors
 12   twenty days ago   fr   matin    news         1200  none; accents; body cut by the page
====  ================  ===  =======  ==========  =====  ==========================================================
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from flows.model import DateFound, Document, Event, Genre, Leader, OutletRef, Precision, Role, Story
from tests.sample import DOCUMENT

NOW = datetime.now(UTC).replace(microsecond=0)

RUTTE = Leader("mark-rutte", "Mark Rutte", "secretary-general", 9, in_title=True, tone=-0.5)
STOLTENBERG = Leader("jens-stoltenberg", "Jens Stoltenberg", "", 2, tone=0.6)
CAVO_DRAGONE = Leader("giuseppe-cavo-dragone", "Giuseppe Cavo Dragone", "chair-military-committee", 1)

PRESS = OutletRef("press", "The Press", "GB", "newspaper")
HERALD = OutletRef("herald", "The Herald", "US", "agency")


def article(number: int, title: str, body: str, day: str | timedelta, **changes: Any) -> Document:
    """One article; ``day`` is its date or how long ago it was published."""
    date = NOW - day if isinstance(day, timedelta) else datetime.fromisoformat(day).replace(tzinfo=UTC)
    plain = replace(
        DOCUMENT,
        id=f"{number:032x}",
        url=replace(
            DOCUMENT.url, full=f"https://press.example/{number}", original=f"https://press.example/{number}?a=1"
        ),
        title=title,
        body=body,
        published=DateFound(date, Precision.DAY, "meta", "raw words"),
        event=Event(NOW, NOW),
        tags=(),
        outlet=PRESS,
        genre=Genre.NEWS,
        leaders=(),
        relevance=0.5,
        word_count=100 * number,
        reading_minutes=number,
        story=Story(f"story-{number}"),
    )
    return replace(plain, **changes)


LIBRARY = (
    article(
        1,
        "Rutte and the missing shells",
        "The secretary general asked for ammunition.\nAllies nodded.",
        "2020-01-20",
        genre=Genre.OPINION,
        leaders=(RUTTE, STOLTENBERG),
        relevance=0.9,
        tags=("defence", "summit"),
    ),
    article(
        2,
        "Budget talks in Brussels",
        "A long text in which Rutte is named once, on shells and budgets.",
        "2020-01-22",
        authors=("Ana Berg", "John Smith"),
        relevance=0.25,
        tags=("budget",),
    ),
    article(
        3,
        "Stoltenberg returns",
        "The former secretary general, now a minister.",
        "2019-12-31",
        outlet=HERALD,
        genre=Genre.EDITORIAL,
        leaders=(replace(STOLTENBERG, mentions=5, in_title=True, tone=-0.2),),
        authors=(),
        tags=("summit",),
    ),
    article(
        4,
        "Grożby i amunicja",
        "Rutte mówi o amunicji.",
        "2020-02-01",
        language="pl",
        outlet=OutletRef("gazeta", "Gazeta Próbna", "PL", "newspaper"),
        genre=Genre.OPINION,
        leaders=(replace(RUTTE, mentions=3, tone=-0.1),),
        authors=("Łukasz Żak",),
        tags=("obrona",),
    ),
    article(
        5,
        "Рютте в Києві",
        "Генеральний секретар прибув до столиці.",
        "2020-02-01T10:30:00",
        language="uk",
        outlet=OutletRef("kyiv", "Київ Сьогодні", "UA", "newspaper"),
        leaders=(replace(RUTTE, tone=0.4),),
        authors=("Олена Коваль",),
    ),
    article(
        6,
        "吕特访问华盛顿",
        "北约秘书长会见总统。",
        "2020-02-02",
        language="zh",
        outlet=OutletRef("xin", "新报", "CN", "agency"),
        authors=(),
    ),
    article(
        7,
        'C:\\Temp (draft): "final" and/or not?',
        "Reserved signs: a+b=c & d|e ~ [x] {y} ^z! 100% of it.",
        "2020-02-03",
        outlet=OutletRef("blog", "Plain & Simple: a (small) blog", "US", "blog"),
        authors=("O'Neil, Pat",),
        tags=("a b", "and", "x*y", "x-y", "C:\\dir", 'the "end"', "{braces}", "a<b"),
    ),
    article(
        8,
        "Undated page",
        "Nothing was found here.",
        "2020-01-01",
        published=DateFound(),
        event=Event(NOW),
        language="",
        outlet=OutletRef(),
        authors=(),
    ),
    article(
        9,
        "Wire: committee meets",
        "The military committee met. Cavo Dragone spoke.",
        "2020-01-25",
        leaders=(CAVO_DRAGONE,),
        story=Story("wire"),
        tags=("defence",),
    ),
    article(
        10,
        "Committee meets",
        "The military committee met. Cavo Dragone spoke.",
        "2020-01-25",
        outlet=HERALD,
        leaders=(CAVO_DRAGONE,),
        authors=(),
        story=Story("wire", Role.COPY, 0.9),
        tags=("defence",),
    ),
    article(
        11,
        "Fresh news",
        "More ammunition arrived yesterday, an ally said.",
        timedelta(days=1),
        authors=("John Smith", "Jane Smith"),
        tags=("summit",),
    ),
    article(
        12,
        "Café de l’été",
        "Une longue soirée à Paris, à 19:30 précises.",
        timedelta(days=20),
        language="fr",
        outlet=OutletRef("matin", "Le Matin d'Été", "FR", "newspaper"),
        authors=("Zoë Ångström",),
        tags=("Été",),
        truncated=True,
    ),
)
"""The articles, numbered from 1."""
