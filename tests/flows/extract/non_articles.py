# ruff: noqa: E501 (sentences of a language in a line)
"""Made-up pages that are no articles: fifteen kinds in eleven languages, each as a small generator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """What pages of a language say. ``heads`` and ``leads`` are headlines and teasers."""

    language: str
    heads: tuple[str, ...]
    leads: tuple[str, ...]
    missing: str
    consent: str
    login: str
    results: str
    more: str


WORDS = (
    Words(
        "en",
        ("Harbour gets a second pier", "Mayor defends the new timetable", "Rain keeps the fair away"),
        (
            "The council voted late on Monday, after three hours of talk.",
            "Passengers had complained for weeks about the early ferry.",
        ),
        "Page not found. The page you are looking for does not exist or has been moved.",
        "We and our partners use cookies and process personal data. With your consent we use cookies to measure content. You can refuse cookies or change your privacy settings at any time.",
        "Please log in or sign in to read on. Subscribe now or register for free.",
        "Search results for",
        "Read more",
    ),
    Words(
        "de",
        ("Hafen bekommt zweiten Anleger", "Bürgermeister verteidigt den Fahrplan", "Regen vertreibt den Jahrmarkt"),
        (
            "Der Rat stimmte am späten Montag nach drei Stunden zu.",
            "Fahrgäste hatten sich wochenlang über die frühe Fähre beschwert.",
        ),
        "Seite nicht gefunden. Die gewünschte Seite gibt es nicht oder nicht mehr.",
        "Wir und unsere Partner verwenden Cookies und verarbeiten Daten. Mit Ihrer Einwilligung nutzen wir Cookies für Werbung. Sie können zustimmen oder Ihre Einwilligung widerrufen; mehr im Datenschutz.",
        "Bitte einloggen oder anmelden, um weiterzulesen. Jetzt Abonnent werden und Premium lesen.",
        "Suchergebnisse für",
        "Weiterlesen",
    ),
    Words(
        "fr",
        ("Le port aura un second quai", "Le maire défend les nouveaux horaires", "La pluie chasse la foire"),
        (
            "Le conseil a voté tard lundi, après trois heures de débat.",
            "Les passagers se plaignaient depuis des semaines du bac matinal.",
        ),
        "Page introuvable. La page demandée n'existe pas ou plus.",
        "Nous et nos partenaires utilisons des cookies. Avec votre consentement, les cookies mesurent l'audience. Vous pouvez accepter ou refuser les cookies et gérer la confidentialité.",
        "Se connecter ou s'abonner pour lire la suite. Abonnez-vous à l'offre premium.",
        "Résultats de recherche pour",
        "Lire la suite",
    ),
    Words(
        "es",
        ("El puerto tendrá un segundo muelle", "El alcalde defiende el nuevo horario", "La lluvia ahuyenta la feria"),
        (
            "El pleno votó el lunes por la noche, tras tres horas.",
            "Los viajeros llevaban semanas quejándose del ferri temprano.",
        ),
        "Página no encontrada. La página que busca no existe o ha cambiado.",
        "Nosotros y nuestros socios usamos cookies. Con su consentimiento las cookies miden la audiencia. Puede aceptar o rechazar las cookies y cambiar su privacidad.",
        "Iniciar sesión o suscribirse para seguir leyendo. Suscríbase a la edición premium.",
        "Resultados de la búsqueda",
        "Leer más",
    ),
    Words(
        "it",
        ("Il porto avrà un secondo molo", "Il sindaco difende il nuovo orario", "La pioggia allontana la fiera"),
        (
            "Il consiglio ha votato lunedì sera, dopo tre ore.",
            "I passeggeri protestavano da settimane per il traghetto.",
        ),
        "Pagina non trovata. La pagina richiesta non esiste.",
        "Noi e i nostri partner usiamo cookie. Con il tuo consenso i cookie misurano il pubblico. Puoi accettare o rifiutare i cookie; leggi la privacy.",
        "Accedi o abbonati per leggere. Abbonati a premium o registrati.",
        "Risultati della ricerca",
        "Leggi tutto",
    ),
    Words(
        "pt",
        ("O porto terá um segundo cais", "O autarca defende o novo horário", "A chuva afasta a feira"),
        (
            "A assembleia votou na segunda-feira, depois de três horas.",
            "Os passageiros queixavam-se há semanas do barco da manhã.",
        ),
        "Página não encontrada. A página que procura não existe.",
        "Nós e os nossos parceiros usamos cookies. Com o seu consentimento os cookies medem a audiência. Pode aceitar ou recusar os cookies; leia a privacidade.",
        "Faça login ou assine para ler. Assine já o premium.",
        "Resultados da pesquisa",
        "Leia mais",
    ),
    Words(
        "nl",
        ("Haven krijgt tweede steiger", "Burgemeester verdedigt de dienstregeling", "Regen verjaagt de kermis"),
        (
            "De raad stemde maandagavond laat, na drie uur praten.",
            "Reizigers klaagden al weken over de vroege veerboot.",
        ),
        "Pagina niet gevonden. De pagina die u zoekt bestaat niet.",
        "Wij en onze partners gebruiken cookies. Met uw toestemming meten cookies het bereik. U kunt cookies accepteren of weigeren; zie privacy.",
        "Inloggen of abonneren om verder te lezen. Word abonnee van premium.",
        "Zoekresultaten voor",
        "Lees meer",
    ),
    Words(
        "pl",
        ("Port dostanie drugie molo", "Burmistrz broni rozkładu", "Deszcz przegania jarmark"),
        (
            "Rada głosowała późno w poniedziałek, po trzech godzinach.",
            "Pasażerowie od tygodni skarżyli się na wczesny prom.",
        ),
        "Strona nie istnieje. Nie znaleziono strony, której szukasz.",
        "My i nasi partnerzy używamy cookies. Za Twoją zgodą cookies mierzą ruch. Możesz wyrazić zgodę lub odmówić; zobacz privacy i cookies.",
        "Zaloguj się lub kup abonament. Abonament premium już dziś.",
        "Wyniki wyszukiwania",
        "Czytaj więcej",
    ),
    Words(
        "sv",
        ("Hamnen får en andra brygga", "Borgmästaren försvarar tidtabellen", "Regnet skrämmer bort marknaden"),
        ("Rådet röstade sent i måndags, efter tre timmar.", "Resenärerna hade klagat i veckor på den tidiga färjan."),
        "Sidan kunde inte hittas. Sidan du söker finns inte.",
        "Vi och våra partner använder cookies. Med ditt consent mäter cookies trafiken. Du kan acceptera cookies eller säga nej till tracking.",
        "Logga in eller prenumerera för att läsa. Bli prenumerant på premium.",
        "Sökresultat för",
        "Läs mer",
    ),
    Words(
        "tr",
        ("Limana ikinci iskele geliyor", "Başkan yeni tarifeyi savundu", "Yağmur panayırı kaçırdı"),
        ("Meclis pazartesi geç saatte, üç saat sonra oy verdi.", "Yolcular haftalardır erken vapurdan yakınıyordu."),
        "Sayfa bulunamadı. Aradığınız sayfa yok.",
        "Biz ve ortaklarımız cookies kullanıyoruz. Onayınız ile cookies ölçüm yapar. Onay verebilir ya da cookies reddedebilirsiniz; privacy.",
        "Okumak için abone olun. Abone girişi ve premium abone seçenekleri.",
        "Arama sonuçları",
        "Devamını oku",
    ),
    Words(
        "uk",
        ("Порт отримає другий причал", "Мер захищає новий розклад", "Дощ розігнав ярмарок"),
        ("Рада голосувала пізно в понеділок, після трьох годин.", "Пасажири тижнями скаржилися на ранній пором."),
        "Сторінку не знайдено. Такої сторінки немає.",
        "Ми та наші партнери використовуємо куки. За вашою згодою куки вимірюють відвідуваність. Ви можете погодитися на куки; cookies, privacy.",
        "Увійти або оформити підписку. Підпишіться на premium.",
        "Результати пошуку",
        "Читати далі",
    ),
)


def _page(words: Words, title: str, body: str, head: str = "") -> str:
    menu = "".join(f'<li><a href="/s{i}">{h.split()[0]}</a></li>' for i, h in enumerate(words.heads * 3))
    return (
        f'<!doctype html><html lang="{words.language}"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body><header><nav><ul>{menu}</ul></nav></header><main>{body}</main>"
        f"<footer><p>© 2026 {title}</p></footer></body></html>"
    )


def _cards(words: Words, count: int, *, leads: bool = True) -> str:
    cards = []
    for i in range(count):
        head = f"{words.heads[i % len(words.heads)]} ({i})"
        lead = f"<p>{words.leads[i % len(words.leads)]}</p>" if leads else ""
        cards.append(f'<article class="card"><h3><a href="/news/{i}">{head}</a></h3>{lead}</article>')
    return "".join(cards)


def home(w: Words) -> tuple[str, str]:
    return "/", _page(w, "Der Bote", f"<h1>Der Bote</h1>{_cards(w, 24)}")


def section(w: Words) -> tuple[str, str]:
    return "/politics/", _page(w, w.heads[0].split()[0], f"<h1>{w.heads[0].split()[0]}</h1>{_cards(w, 18)}")


def tag(w: Words) -> tuple[str, str]:
    return "/tag/harbour", _page(w, "#harbour", f"<h1>#harbour</h1>{_cards(w, 10, leads=False)}")


def search(w: Words) -> tuple[str, str]:
    return "/search?q=harbour", _page(
        w, f"{w.results} harbour", f"<h1>{w.results} harbour</h1><p>12</p>{_cards(w, 12)}"
    )


def author(w: Words) -> tuple[str, str]:
    return "/author/ada-byron", _page(w, "Ada Byron", f"<h1>Ada Byron</h1><p>{w.leads[0]}</p>{_cards(w, 12)}")


def soft_404(w: Words) -> tuple[str, str]:
    return "/news/the-old-story-of-the-pier", _page(w, "404", f"<h1>404</h1><p>{w.missing}</p>{_cards(w, 4)}")


def gone(w: Words) -> tuple[str, str]:
    return "/news/the-old-story-of-the-pier", _page(
        w, w.missing.split(".")[0], f"<h1>{w.missing.split('.')[0]}</h1><p>{w.missing}</p>"
    )


def consent(w: Words) -> tuple[str, str]:
    return "/news/second-pier-for-the-harbour", _page(
        w, "Bote", f'<div class="wall"><h2>Cookies</h2><p>{w.consent}</p><button>OK</button></div>'
    )


def login(w: Words) -> tuple[str, str]:
    return "/news/second-pier-for-the-harbour", _page(
        w, "Bote", f"<div><h1>Bote+</h1><p>{w.login}</p><form><input></form></div>"
    )


def shell(w: Words) -> tuple[str, str]:
    return "/news/second-pier-for-the-harbour", (
        f'<html lang="{w.language}"><head><title>Bote</title><script src="/app.js"></script></head>'
        '<body><div id="root"></div><noscript>JavaScript</noscript><script>boot({"env":"live"})</script></body></html>'
    )


def gallery(w: Words) -> tuple[str, str]:
    pictures = "".join(
        f'<figure><img src="{i}.jpg"><figcaption>{w.heads[i % 3]}</figcaption></figure>' for i in range(12)
    )
    return "/pictures/of-the-week-at-the-harbour", _page(w, w.heads[2], f"<h1>{w.heads[2]}</h1>{pictures}")


def documents(w: Words) -> tuple[str, str]:
    files = "".join(f'<li><a href="/f/{i}.pdf">{w.heads[i % 3]} {2000 + i}.pdf</a> (120 kB)</li>' for i in range(20))
    return "/documents", _page(w, "PDF", f"<h1>PDF</h1><ul>{files}</ul>")


def forum(w: Words) -> tuple[str, str]:
    rows = "".join(
        f'<tr><td><a href="/t/{i}">{w.heads[i % 3]}</a></td><td>{i * 3}</td><td>ada, 12:0{i % 10}</td></tr>'
        for i in range(25)
    )
    return "/forum/", _page(w, "Forum", f"<h1>Forum</h1><table>{rows}</table>")


def weather(w: Words) -> tuple[str, str]:
    rows = "".join(f"<tr><td>{i}:00</td><td>{i}°</td><td>{i * 3} %</td></tr>" for i in range(24))
    return "/weather", _page(w, "12°", f"<h1>12°</h1><table>{rows}</table>")


def ticker(w: Words) -> tuple[str, str]:
    lines = "".join(f'<li><time>12:{i:02d}</time> <a href="/t/{i}">{w.heads[i % 3]}</a></li>' for i in range(40))
    return "/live/", _page(w, "Live", f"<h1>Live</h1><ul>{lines}</ul>")


KINDS: tuple[Callable[[Words], tuple[str, str]], ...] = (
    home, section, tag, search, author, soft_404, gone, consent, login, shell, gallery, documents, forum, weather, ticker,
)  # fmt: skip


def pages() -> Iterator[tuple[str, str, str]]:
    """Name, address and markup of each."""
    for kind in KINDS:
        for words in WORDS:
            path, html = kind(words)
            yield f"{kind.__name__}-{words.language}", f"https://bote.example{path}", html
