# ruff: noqa: E501 (lists of phrases read better unwrapped)
"""What a short block holds that sells, asks to log in, to subscribe or to give, claims rights, or speaks of the site.

Plain phrases in lower case: one pattern of them all would be tried at every letter of every paragraph.
"""

from __future__ import annotations

import re

_PHRASES = """
newsletter|newsletters|sign in or create|create an account|sign in to|log in to|already a subscriber|subscribe to|subscribe now|start your free trial|unlock more articles
empfohlener redaktioneller inhalt|externen inhalt|externe inhalte|access articles from|additional articles per month|failed to load|refreshing your browser|back to video|follow us on|join us on|join our whatsapp|whatsapp channel|on whatsapp
whatsapp-kanal|auf whatsapp|push-nachrichten|jetzt abonnieren|abonnieren sie|affiliate-link|affiliate link|browser ist veraltet|your browser|javascript
réservée aux abonnés|réservé aux abonnés|réservé à nos abonnés|abonnez-vous|inscrivez-vous|suscríbete|assine |iscriviti|abbonati|abonneer|prenumerera|abonner deg|bestil abonnement|zasubskrybuj|zapisz się
předplatné|odebírejte|feliratkozás|iratkozz fel|abonează-te|abone ol|подпишитесь|подписывайтесь|підпишіться|підписуйтесь|абонирайте се|εγγραφείτε|اشترك|ご登録|メールアドレス|구독
terms of service|privacy policy|cookie policy|datenschutzerklärung
all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|todos os direitos reservados|tutti i diritti riservati|alle rechten voorbehouden
wszelkie prawa zastrzeżone|wszystkie prawa zastrzeżone|všechna práva vyhrazena|všetky práva vyhradené|minden jog fenntartva|toate drepturile rezervate|alla rättigheter|alle rettigheder forbeholdes|ettertrykk forbudt
kaikki oikeudet pidätetään|tüm hakları saklıdır|все права защищены|всі права захищені|усі права захищені|всички права запазени|sva prava pridržana|sva prava zadržana|vse pravice pridržane|visos teisės saugomos|visas tiesības aizsargātas
με επιφύλαξη παντός δικαιώματος|جميع الحقوق محفوظة|כל הזכויות שמורות|無断転載|版权所有|版權所有|無斷轉載|무단 전재|무단전재
may not be published, broadcast|may not be reproduced|republished with permission|this article was originally published|weiterverbreitung nur mit|reproduction interdite
to comment|before commenting|comment policy|ad blocker|adblocker
support our journalism|support independent journalism|make a donation|donate |become a member|become a supporter|unterstützen sie uns|unterstützen sie unsere|spenden sie|soutenez-nous|soutenez notre|faites un don|faire un don
haz una donación|hazte socio|hazte soci|sostienici|fai una donazione|doneer |steun ons|wesprzyj nas|wspieraj nas|podpořte nás|podporte nás|támogass|susțineți|поддержите нас|підтримайте нас|подкрепете ни|destek olun|støtt oss|støt os|stöd oss
to continue reading|continue reading with|subscribe to read|to read the full|already have an account|weiterlesen mit|um weiterzulesen|jetzt weiterlesen|den vollständigen artikel lesen|diesen artikel weiterlesen|ganzen artikel lesen
il vous reste|la suite est réservée|lire la suite de|pour lire la suite|exclusivo para suscriptores|exclusivo para assinantes|para seguir leyendo|para continuar leyendo|continue lendo|per continuare a leggere|om verder te lezen
aby czytać dalej|treść dostępna dla|pokračování článku|celý článok|pro předplatitele|pre predplatiteľov|fortsätt läsa|for å lese videre|for at læse videre|lukeaksesi|чтобы читать дальше|щоб читати далі|续费|会員限定|有料会員|続きを読む|続きが読めます|読み放題
can be reached at|may be reached at|follow him on|follow her on|follow them on|follow me on|have a tip?|got a tip?|send tips to|letters to the editor
"""
PHRASES = tuple(phrase for line in _PHRASES.strip("\n").split("\n") for phrase in line.split("|") if phrase.strip())
_WORD = re.compile(r"[^\W\d_]+")
_WIDE = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]")
_WRITTEN_WIDE = tuple(p for p in PHRASES if _WIDE.search(p))
_BY_WORD: dict[str, list[str]] = {}
for _phrase in PHRASES:
    _BY_WORD.setdefault(max(_WORD.findall(_phrase), key=len), []).append(_phrase)
_LONGEST = frozenset(_BY_WORD)


def pitches(text: str) -> bool:
    """Whether a short block holds one of the phrases; they are looked for where the block has their longest word."""
    lowered = text.lower()
    words = _WORD.findall(lowered)
    if not _LONGEST.isdisjoint(words) and any(
        phrase in lowered for word in _LONGEST.intersection(words) for phrase in _BY_WORD[word]
    ):
        return True
    return not lowered.isascii() and any(phrase in lowered for phrase in _WRITTEN_WIDE)
