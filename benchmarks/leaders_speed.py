"""How many megabytes of text a CPU second are read for leaders: folding, matching and relevance, whole roster loaded.

Texts are made of sentences of our own in four languages; one in forty speaks of a leader, as in a long article about
other things. Ten times the names: every person of the roster nine times more, with made-up surnames.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from flows.leaders import phrases
from flows.leaders.matcher import Matcher
from flows.leaders.roster import Person, Roster, load

ON = date(2026, 1, 1)
TEXTS = {
    "English": (
        "en",
        [
            "The ministers met on Tuesday to talk about roads, harvests and the price of bread.",
            "Nobody expected a decision before the autumn, and most of those who came left early.",
            "A spokesman for the port said that work on the second quay would begin next year.",
            "In the north the rain had stopped, but the fields were still under water.",
        ],
        "NATO chief Rutte spoke of it in Brussels.",
    ),
    "French": (
        "fr",
        [
            "Les ministres se sont réunis mardi pour parler des routes, des récoltes et du prix du pain.",
            "Personne n’attendait de décision avant l’automne, et la plupart des invités sont partis tôt.",
            "À la préfecture, on précise que les travaux du deuxième quai commenceront l’année prochaine.",
        ],
        "Le secrétaire général de l’Otan, Mark Rutte, en a parlé à Bruxelles.",
    ),
    "Russian": (
        "ru",
        [
            "Министры встретились во вторник, чтобы обсудить дороги, урожай и цены на хлеб.",
            "Никто не ждал решения до осени, и большинство гостей уехали раньше срока.",
            "В порту сообщили, что строительство второго причала начнётся в следующем году.",
        ],
        "Генсек НАТО Рютте говорил об этом в Брюсселе.",
    ),
    "Chinese": (
        "zh",
        [
            "部长们周二开会讨论道路、收成和面包价格。",
            "没有人期待秋天之前会有决定，大多数客人提前离开。",
            "港口表示，第二码头的工程将于明年开始。",
        ],
        "北约秘书长吕特在布鲁塞尔谈到此事。",
    ),
}  # fmt: skip


def speeds() -> dict[str, float]:
    """Rates by text and roster."""
    from flows import leaders

    articles = {name: (language, _article(lines, mention)) for name, (language, lines, mention) in TEXTS.items()}
    rates = {}
    for name, (language, article) in articles.items():
        rates[f"{name}, with relevance and sidebars"] = _rate(
            article, partial(leaders.assess, "Once more", "", language=language, on=ON)
        )
    roster, words = load(), phrases.load()
    for times in (1, 10):
        matcher = Matcher(_grown(roster, times), words)
        for name, (language, article) in articles.items():
            rates[f"{name}, matching, {times}× names"] = _rate(article, partial(matcher.find, language=language, on=ON))
    return rates


def _article(sentences: list[str], mention: str) -> str:
    """Some 8 kB, in paragraphs of eight sentences."""
    lines = [sentences[i % len(sentences)] for i in range(80)]
    lines[20] = lines[60] = mention
    return "\n".join(" ".join(lines[i : i + 8]) for i in range(0, len(lines), 8))


def _rate(text: str, work: Callable[[str], object]) -> float:
    size, rounds = len(text.encode()), 100
    work(text)
    best = 0.0
    for _ in range(3):
        began = time.process_time()
        for _ in range(rounds):
            work(text)
        best = max(best, rounds * size / (time.process_time() - began) / 1e6)
    return best


def _grown(roster: Roster, times: int) -> Roster:
    """The roster with everybody ``times`` times, under other surnames of the same length and script."""
    persons: dict[str, Person] = dict(roster.persons)
    for number in range(1, times):
        for person in roster.everybody.values():
            spin: Any = {
                key: tuple(_spun(name, number) for name in getattr(person, key)) for key in ("unique", "shared", "full")
            }
            persons[f"{person.id}-{number}"] = replace(person, id=f"{person.id}-{number}", holdings=(), **spin)
    return replace(roster, persons=persons)


def _spun(name: str, number: int) -> str:
    return (
        "".join(
            chr(ord(c) + (number + place) % 5) if c.isalpha() and c.isascii() else c for place, c in enumerate(name)
        )
        + "qxzjvwkyh"[number % 9]
    )
