"""Texts that look alike and are not copies, by program: the hard negatives of the benchmark of stories.

``(kind, outlet, title, body)`` each, and each a story of its own: templates with other numbers, daily briefings with
one title and frame, corrections, live blogs, pages of boilerplate alone, short notices with stock phrases, articles
with a quote in common.
"""
# ruff: noqa: ISC004  (tables of long texts)

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random

from benchmarks.story_edits import Source

Text = tuple[str, str, str, str]

_TEMPLATES = {
    "weather": (
        "Weather for {town}: {sky} and {a} degrees",
        "{day} will be {sky} in {town}, with highs near {a} degrees and a low of {b}. Winds from the {wind} at {c} "
        "to {d} miles "
        "an hour will ease by {hour} o'clock. The chance of rain is {e} percent. {next} will bring {sky2} skies and "
        "highs of "
        "{f} degrees, falling to {b} overnight. Sunrise is at 6:{g}, sunset at 7:{h}. The pollen count stands at "
        "{c}, the air "
        "quality index at {e}. Rainfall for the month so far is {d} millimetres, against a normal of {f}.",
    ),
    "markets": (
        "{town} index closes at {big}",
        "The {town} benchmark index closed {move} {a} points on {day}, or 0.{g} percent, at {big} points. Shares of "
        "{name} {move2} "
        "{b} percent after quarterly results, while {name2} was {move} {c} percent. Turnover reached {big2} "
        "million. Brent crude "
        "traded at {f} dollars a barrel, gold at {big3} dollars an ounce. The currency stood at 1.{h} against the "
        "dollar. In {wind}ern "
        "markets, the main index was {move2} {d} points at {big3}. Investors now wait for the figures on {next}.",
    ),
    "match": (
        "{name} {c}, {name2} {d}",
        "{name} beat {name2} {c}-{d} on {day} at {town}. {player} scored in the {a}th minute and {player2} made it "
        "two after "
        "{b} minutes. {name2} had {e} percent of possession and {c} shots on target. The attendance was {big}. "
        "{name} stay {d}th "
        "in the table with {f} points from {g} matches and travel to {town2} on {next}, while {name2} are {c}th "
        "with {b} points.",
    ),
    "results": (
        "{name} quarterly profit {move} {a} percent",
        "{name} said on {day} its net profit {move} {a} percent to {big} million in the quarter, against {big2} "
        "million a year "
        "earlier. Revenue {move2} {b} percent to {big3} million. Analysts had expected {big2} million. The company, "
        "based in "
        "{town}, employs {big} people and is led by {player}. Shares of {name} were {move} {c} percent in morning "
        "trading.",
    ),
    "wetter": (
        "Wetter in {town}: {a} Grad",
        "Am {tag} wird es in {town} {himmel}, die Höchstwerte liegen bei {a} Grad, nachts kühlt es auf {b} Grad ab. "
        "Der Wind weht mit "
        "{c} bis {d} Kilometern in der Stunde aus {richtung}. Die Wahrscheinlichkeit für Regen beträgt {e} Prozent. "
        "Am {tag2} "
        "steigen die Werte auf {f} Grad, dazu ist es {himmel2}. Die Sonne geht um 6.{g} Uhr auf und um 19.{h} Uhr "
        "unter. Der "
        "Pegel des Flusses steht bei {big} Zentimetern, die Pollenbelastung ist mit Stufe {c} anzugeben.",
    ),
    "guide": (
        "How to watch {name} v {name2}: time, channel and stream",
        "{name} take on {name2} in {town} on {day}, and here is all you need to know before it begins. Both sides "
        "come into this "
        "one after a busy week, and neither can afford to lose points at this stage of the season. {player} is fit "
        "again for "
        "{name}, while {name2} are without {player2}, who is suspended. Kick-off is at {hour}:{g} in the afternoon "
        "local time. "
        "You can watch it live on the main sports channel, where build-up begins an hour earlier, or on the channel's "
        "app and website if you have a subscription. Highlights will be shown later in the evening on free "
        "television, and you can "
        "follow every goal here on our site with our live commentary. If you are abroad, rights differ from country "
        "to country, so "
        "check with the broadcaster in yours before you pay for anything. Tickets start at {a} and can be bought "
        "from the box office, "
        "by telephone or on the club's own site. The last time they met, {name} won {c}-{d}. The bookmakers have "
        "{name} at {b}/{g} and "
        "{name2} at {f}/{h}, with the draw at {e}/{b}. Our prediction is a close one, but we take {name} to win by "
        "a goal.",
    ),
    "horoscope": (
        "Horoscope for {day}: what the stars hold for {sign}",
        "Welcome to your daily horoscope for {sign} on {day}. Our astrologer has looked at the stars for you, and "
        "this is what they "
        "say about love, work and money. In love, {love}. At work, {work}. Where money is concerned, {money}. Your "
        "lucky number is {a}, "
        "your lucky colour {colour}, and you will get on best with {sign2} and {sign3}. Remember that the stars "
        "show a way, and "
        "that you choose for yourself whether to walk it. Read what they say about the other signs on our horoscope "
        "page, "
        "where you also find the monthly and the yearly forecast, or have your personal chart drawn by our experts.",
    ),
    "blotter": (
        "Police: {player}, {a}, held in {town}",
        "Police in {town} arrested {player}, {a}, on {day} after a report of {crime} near {street} at about "
        "{hour}:{g}. Officers "
        "seized {b} items worth {big} dollars. {player} was booked into the county jail with bail set at {big3} "
        "dollars and is due "
        "in court on {next}. Anyone with information is asked to call the department at 555-{big}.",
    ),
}
_TOWNS = [
    "Ashford",
    "Bergen",
    "Calvia",
    "Dorval",
    "Elbing",
    "Farsund",
    "Gorizia",
    "Halden",
    "Ivrea",
    "Jelgava",
    "Kotor",
    "Leiria",
    "Mostar",
    "Narva",
]
_NAMES = [
    "Alder",
    "Borealis",
    "Corvus",
    "Deltan",
    "Ember",
    "Ferrum",
    "Granit",
    "Helix",
    "Ionia",
    "Juno",
    "Kestrel",
    "Lumen",
    "Meridian",
    "Norden",
]
_FIRST, _LAST = (
    ["Ana", "Ben", "Cleo", "Dirk", "Eva", "Finn", "Gro", "Hugo"],
    ["Ahl", "Brandt", "Costa", "Dahl", "Egger", "Falk", "Greco", "Horn"],
)
_SKIES, _HIMMEL = (
    ["cloudy", "sunny", "overcast", "clear", "windy", "hazy"],
    ["sonnig", "bewölkt", "trüb", "wechselhaft", "heiter"],
)
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_TAGE = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"]
_SIGNS = ["Aries", "Taurus", "Gemini", "Cancer", "Leo", "Virgo", "Libra", "Scorpio", "Pisces"]
_COLOURS = ["red", "blue", "green", "white", "amber"]
_ACTS = ["a small step brings", "an old promise asks for", "patience leads to", "a letter may bring", "a friend has"]
_ENDS = ["good news by the evening", "more than you hoped", "an answer you did not expect", "a choice to make soon"]

_FRAME = (
    "Good morning. This is the daily briefing with everything you need to know today, written by our desk before "
    "breakfast. To have it sent to you by mail, sign up on our site.",
    "That is all for today. Tell us what you think of this briefing at the usual address, and pass it on to a "
    "friend who "
    "would like it. It comes back tomorrow at six with more of what matters. You can also hear it as a podcast.",
)
_WALLS = (
    "You have read your last free article this month. Subscribe now to go on reading, and get unlimited access to "
    "all our "
    "journalism, the crossword, the archive and the app on up to five devices. Cancel at any time. Already a "
    "subscriber? Log "
    "in here. Your subscription pays for reporting that holds power to account in a time when that is rare.",
    "We and our 842 partners store and access information on a device, such as unique identifiers in cookies, to "
    "process "
    "personal data. You may accept or manage your choices, including your right to object where legitimate interest "
    "is used, "
    "at any time on the page of our privacy policy. These choices will be signalled to our partners and will not "
    "affect browsing.",
    "Dieser Inhalt ist nur für Abonnenten. Testen Sie jetzt vier Wochen lang alle Artikel, die digitale Ausgabe und "
    "das Archiv "
    "für einen Euro. Danach verlängert sich das Abonnement monatlich zum regulären Preis und ist jederzeit kündbar. "
    "Sie haben "
    "bereits ein Konto? Dann melden Sie sich bitte mit Ihrer Adresse und Ihrem Passwort an.",
)
_STOCK = (
    "This is a breaking news story. Check back for updates.",
    "Dies ist eine Eilmeldung. Mehr dazu in Kürze an dieser Stelle.",
)


def negatives(sources: Sequence[Source], rng: Random) -> Iterator[Text]:
    """All of them, made from these sources where real sentences are needed."""
    yield from _templates(rng)
    yield from _briefings(sources, rng)
    yield from _corrections(sources, rng)
    yield from _live(sources, rng)
    yield from _walls(sources, rng)
    yield from _short(sources, rng)
    yield from _shared_quotes(sources, rng)


def _filled(text: tuple[str, str], rng: Random) -> tuple[str, str]:
    def person() -> str:
        return f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"

    values: dict[str, object] = {}
    values |= {k: rng.randint(2, 59) for k in "abcdef"} | {k: rng.randint(10, 59) for k in "gh"}
    values |= {"big": rng.randint(200, 9999), "big2": rng.randint(100, 999), "big3": rng.randint(1000, 20000)}
    values |= dict(zip(("town", "town2"), rng.sample(_TOWNS, 2), strict=True), hour=rng.randint(1, 12))
    values |= dict(zip(("name", "name2"), rng.sample(_NAMES, 2), strict=True), player=person(), player2=person())
    values |= dict(zip(("day", "next"), rng.sample(_DAYS, 2), strict=True), wind=rng.choice(["north", "south", "west"]))
    values |= dict(
        zip(("tag", "tag2"), rng.sample(_TAGE, 2), strict=True), richtung=rng.choice(["Nord", "West", "Süd"])
    )
    values |= dict(zip(("sky", "sky2"), rng.sample(_SKIES, 2), strict=True), move=rng.choice(["rose", "fell"]))
    values |= dict(
        zip(("himmel", "himmel2"), rng.sample(_HIMMEL, 2), strict=True), move2=rng.choice(["gained", "lost"])
    )
    values |= {"crime": rng.choice(["theft", "a burglary", "shots", "fraud"]), "street": f"{rng.choice(_LAST)} Street"}
    values |= dict(zip(("sign", "sign2", "sign3"), rng.sample(_SIGNS, 3), strict=True), colour=rng.choice(_COLOURS))
    values |= {kind: f"{rng.choice(_ACTS)} {rng.choice(_ENDS)}" for kind in ("love", "work", "money")}
    return text[0].format(**values), text[1].format(**values)


def _templates(rng: Random) -> Iterator[Text]:
    for name, text in _TEMPLATES.items():
        titles: set[frozenset[str]] = set()
        while len(titles) < 24:
            title, body = _filled(text, rng)
            number, words = len(titles), frozenset(re.findall(r"\w+", title))
            if words in titles:  # the same two teams once more: nobody could say whether it is another match
                continue
            titles.add(words)
            # Half of them daily on one outlet, half printed at once by a chain, each paper with its own numbers.
            yield "template", f"{name}-desk" if number % 2 else f"chain-{number}", title, body


def _briefings(sources: Sequence[Source], rng: Random) -> Iterator[Text]:
    order = [s for s in sources if len(s.paragraphs) > 3]
    rng.shuffle(order)
    for day in range(len(order) // 4):
        items = [p for s in order[day * 4 : day * 4 + 4] for p in s.paragraphs[-1:]]
        yield "briefing", "briefing-desk", "Your morning briefing", "\n".join([_FRAME[0], *items, _FRAME[1]])


def _corrections(sources: Sequence[Source], rng: Random) -> Iterator[Text]:
    for source in sources[:30]:
        quoted = " ".join(rng.choice(source.paragraphs).split()[:12])
        body = (
            f"An article published on Tuesday under the headline “{source.title}” misstated a name and a date. It "
            f"should have read: “{quoted}”. The article has been corrected online. We apologise for the error. "
            "Corrections are listed here for a week; to report one, write to the readers' editor with the address of "
            "the page and what is wrong on it."
        )
        yield "correction", "corrections-desk", "Correction", body


def _live(sources: Sequence[Source], rng: Random) -> Iterator[Text]:
    for number in range(20):
        lines = []
        for place, source in enumerate(rng.sample(list(sources), 12)):
            words = rng.choice(source.paragraphs).split()
            lines += [f"{10 + place}:{rng.randint(10, 59)}", " ".join(words[:35])]
        yield "live blog", f"live-{number % 5}", "Live: all developments", "\n".join(lines)


def _walls(sources: Sequence[Source], rng: Random) -> Iterator[Text]:
    for number, wall in enumerate(_WALLS):
        pages = rng.sample(list(sources), 20)
        for source in pages[:10]:
            # The second wall is a supplier's: the same words on every outlet that buys it.
            outlet = f"wall-{rng.random()}" if number == 1 else f"wall-{number}"
            yield "boilerplate alone", outlet, source.title, wall
        for source in pages[10:]:
            teaser = " ".join(source.body.split()[:30])[:250]
            yield "teaser and boilerplate", f"wall-{number}", f"{source.title} (2)", f"{teaser} …\n{wall}"


def _short(sources: Sequence[Source], rng: Random) -> Iterator[Text]:
    for number, source in enumerate(rng.sample(list(sources), min(40, len(sources)))):
        words = re.split(r"(?<=[.!?])\s", source.body)[-1].split()[:20]
        stock = _STOCK[source.language == "de"]
        yield (
            "short",
            f"brief-{number % 3}",
            f"Breaking: {' '.join(source.title.split()[-3:])}",
            f"{' '.join(words)} {stock}",
        )


def _shared_quotes(sources: Sequence[Source], rng: Random) -> Iterator[Text]:
    """Two articles of different outlets and different words with one long quote in common."""
    order = [s for s in sources if len(s.body.split()) > 300]
    rng.shuffle(order)
    for number in range(0, len(order) - 2, 3):
        one, other, spoken = order[number : number + 3]
        words = spoken.body.split()
        quote = "“" + " ".join(words[40 : 40 + rng.randint(40, 80)]) + "”"
        for name, source in (("a", one), ("b", other)):
            parts = source.paragraphs
            # Another part of the text than the source's own: its last words are in no copy's beginning.
            body = "\n".join([*parts[: len(parts) // 2], quote, *parts[len(parts) // 2 :]])
            yield "shared quote", f"quote-{name}", f"{source.title} ({name})", body
