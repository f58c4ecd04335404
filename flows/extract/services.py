# ruff: noqa: E501 (lists of names read better unwrapped)
"""Pages by which a house speaks of itself: contact, about, terms, privacy, subscription, jobs; told by their whole name."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from flows.extract.genrewords import unaccented
from flows.extract.page import Page
from flows.extract.structured import squash

_NAMES = """
contact|contact us|contacts|get in touch|kontakt|kontakta oss|kontakt os|kontakt oss|kontakte|contacto|contactos|contáctenos|contatti|contattaci|contato|fale conosco|contactez-nous|nous contacter|yhteystiedot|ota yhteyttä|kontakty|elérhetőség|kapcsolat|iletişim|bize ulaşın|контакты|контакти|контакт|επικοινωνία|اتصل بنا|تماس با ما|צור קשר|お問い合わせ|联系我们|聯絡我們|문의하기|kontaktai|kontakti|kontaktid|hubungi kami|liên hệ
about|about us|who we are|our team|the team|our story|mission statement|über uns|wir über uns|das team|qui sommes-nous|à propos|a propos|quiénes somos|quienes somos|acerca de|sobre nosotros|sobre nós|quem somos|chi siamo|over ons|o nas|o nás|om oss|om os|tietoa meistä|rólunk|impresszum|despre noi|hakkımızda|künye|о нас|о редакции|о проекте|про нас|за нас|о нама|о nama|o nama|ποιοι είμαστε|ταυτότητα|من نحن|درباره ما|אודות|会社概要|私たちについて|关于我们|關於我們|회사소개|apie mus|par mums|meist|tentang kami|giới thiệu|impressum|imprint|mentions légales|aviso legal|note legali|nota legal|redaktion|redakcja|redakce|rédaction|masthead|colophon|colofon
terms|terms of use|terms of service|terms and conditions|terms & conditions|conditions of use|user agreement|legal notice|legal information|disclaimer|nutzungsbedingungen|agb|allgemeine geschäftsbedingungen|conditions d'utilisation|conditions générales|conditions générales d'utilisation|cgu|cgv|términos de uso|términos y condiciones|condiciones de uso|termos de uso|termos e condições|termini di utilizzo|termini e condizioni|condizioni d'uso|gebruiksvoorwaarden|algemene voorwaarden|regulamin|podmínky užití|obchodní podmínky|podmienky používania|användarvillkor|villkor|vilkår|brukervilkår|käyttöehdot|felhasználási feltételek|ászf|termeni și condiții|kullanım koşulları|kullanım şartları|пользовательское соглашение|правила использования|условия использования|умови користування|правила користування|общи условия|όροι χρήσης|شروط الاستخدام|شرایط استفاده|תנאי שימוש|利用規約|使用条款|服务条款|이용약관|uvjeti korištenja|uslovi korišćenja|pogoji uporabe|naudojimo taisyklės|lietošanas noteikumi|kasutustingimused|community guidelines|code of ethics|editorial guidelines|accessibility|accessibility statement|barrierefreiheit
privacy|privacy policy|privacy notice|privacy statement|cookie policy|cookies policy|cookie notice|datenschutz|datenschutzerklärung|datenschutzhinweise|cookie-richtlinie|politique de confidentialité|confidentialité|données personnelles|politique de cookies|política de privacidad|política de cookies|política de privacidade|informativa sulla privacy|informativa privacy|cookie policy|privacyverklaring|privacybeleid|cookiebeleid|polityka prywatności|polityka cookies|zásady ochrany osobních údajů|ochrana osobních údajů|ochrana osobných údajov|integritetspolicy|personvern|personvernerklæring|privatlivspolitik|cookiepolitik|tietosuojaseloste|tietosuoja|adatvédelem|adatvédelmi tájékoztató|politica de confidențialitate|gizlilik politikası|çerez politikası|kvkk|политика конфиденциальности|політика конфіденційності|политика за поверителност|πολιτική απορρήτου|سياسة الخصوصية|حریم خصوصی|מדיניות פרטיות|プライバシーポリシー|个人情報保護方針|個人情報保護方針|隐私政策|隱私政策|개인정보처리방침|pravila privatnosti|politika privatnosti|privatumo politika|privātuma politika|privaatsuspoliitika|kebijakan privasi|your privacy choices|do not sell my personal information
subscribe|subscriptions|subscription|subscription plans|membership|become a member|support us|donate|newsletter|newsletters|sign up|abo|abonnement|abonnements|abonnieren|abo-angebote|s'abonner|nos offres|suscríbete|suscripción|suscripciones|assine|assinatura|assinar|abbonati|abbonamenti|abonneren|abonnementen|prenumerata|prenumerera|abonner|abonnér|předplatné|predplatné|tilaa|előfizetés|abonamente|abone ol|подписка|подписаться|підписка|передплата|абонамент|συνδρομή|συνδρομές|اشترك|購読申し込み|ご購読|订阅|구독|pretplata|naročnina|prenumerata|abonēt|telli|log in|login|sign in|register|anmelden|registrieren|se connecter|iniciar sesión|iniciar sessão|accedi|inloggen|zaloguj się|přihlášení|logga in|logg inn|log ind|kirjaudu|giriş yap|войти|увійти|вход|ログイン|登录|로그인|my account|mein konto|mon compte|mi cuenta|checkout|cart|warenkorb
jobs|careers|work with us|vacancies|stellenangebote|karriere|offres d'emploi|empleo|trabaja con nosotros|trabalhe conosco|lavora con noi|vacatures|kariera|kariéra|lediga jobb|kariyer|вакансии|вакансії|採用情報|招聘|채용|advertise|advertise with us|media kit|mediadaten|werbung|publicité|publicidad|publicidade|pubblicità|adverteren|reklama|reklamní nabídka|annonsera|annonser|mediatiedot|reklam|реклама|διαφήμιση|広告掲載|sitemap|site map|seitenübersicht|plan du site|mapa del sitio|mapa do site|mappa del sito|faq|help|help centre|help center|hilfe|aide|ayuda|ajuda|rss|rss feeds|unsubscribe|thank you
"""
NAMES = frozenset(name.strip().casefold() for name in _NAMES.replace("\n", "|").split("|") if name.strip())
_SLUGS = frozenset(unaccented(name).replace("-", " ") for name in NAMES)
_TYPES = frozenset(("ContactPage", "AboutPage", "JobPosting", "CheckoutPage"))
_SPLIT = re.compile(r"\s+[|–—·•:»-]\s+|\s*\|\s*")


def service(page: Page, title: str, *, signals: bool) -> str | None:
    """What tells that the page is one of these. A page that says it is an article has to bear such a name twice."""
    parts = _SPLIT.split(squash(page.document.title)[:200])
    names = {squash(text).casefold().strip(" .!") for text in (title, parts[0], parts[-1] if len(parts) == 2 else "")}
    named = names & NAMES
    address = _address(page.url)
    if named and (address or not signals):
        return f"the title is {next(iter(named))!r}"
    if signals:
        return None
    if kinds := page.structured.types() & _TYPES:
        return f"the type {next(iter(kinds))}"
    return f"the address ends in {address!r}" if address else None


def _address(url: str) -> str:
    """The last segment of a short path, where it is such a name: ``/legal/terms-of-use``."""
    segments = [s for s in urlsplit(url).path.split("/") if s]
    if not segments or len(segments) > 3:
        return ""
    last = (
        unaccented(re.sub(r"\.(?:html?|php|aspx?|jsp)$", "", unquote(segments[-1]).casefold()))
        .replace("-", " ")
        .replace("_", " ")
    )
    return segments[-1] if last in _SLUGS else ""
