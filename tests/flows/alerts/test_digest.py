"""The mail: both parts say the same, nothing a page said breaks it, every header is safe."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from flows.alerts.addresses import Sender
from flows.alerts.cadence import parse_cadence
from flows.alerts.digest import DETAILED, STORIES_PER_MAIL, Section, build_mail, slug
from flows.alerts.hits import OFF, ON, Hit, Spread, build_hit
from flows.alerts.subscription import SavedSearch
from tests.flows.alerts.samples import NOW, SEARCH, stored

SENDER = Sender("Commentariat", "alerts@news.internal")
ID = "<0123456789abcdef@news.internal>"


def _hit(key: str, **values: str) -> Hit:
    hit = build_hit("Rutte", stored(key), {"body": [f"Mark {ON}Rutte{OFF} spoke & left."]}, [key])
    return replace(hit, **values)  # type: ignore[arg-type]  # text fields only


def _mail(
    *hits: Hit, search: SavedSearch = SEARCH, sender: Sender = SENDER, spread: dict[str, Spread] | None = None
) -> tuple[EmailMessage, str, str]:
    message = build_mail([Section(search, hits)], spread or {}, to=search.to, sender=sender, message_id=ID, date=NOW)
    raw = message.as_bytes()
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    read = message_from_bytes(raw, policy=default)
    assert not read.defects
    texts = [read.get_body((kind,)) for kind in ("plain", "html")]
    assert all(texts)
    plain, html = (part.get_content() for part in texts)  # type: ignore[union-attr]
    return read, plain, html


def _tree(html: str) -> Any:
    """The parsed HTML; untyped, for an XPath may give anything."""
    return lxml_html.fromstring(html)


def test_has_the_headers_of_a_polite_robot() -> None:
    mail, _, _ = _mail(_hit("a"))
    assert mail["From"] == "Commentariat <alerts@news.internal>"
    assert mail["To"] == "desk@news.internal"
    assert mail["Message-ID"] == ID
    assert parsedate_to_datetime(mail["Date"]) == NOW
    assert (mail["Auto-Submitted"], mail["Precedence"]) == ("auto-generated", "bulk")
    assert mail["List-Id"] == f"<{slug('Rutte')}.commentariat.news.internal>"
    assert mail["Subject"] == "[Commentariat] Rutte: 1 new story — Rutte asks for patience"
    assert mail.get_content_type() == "multipart/alternative"


def test_both_parts_say_everything() -> None:
    _, plain, html = _mail(_hit("a"), spread={"story-a": Spread(4, 3, ("Lantern", "Herald"))})
    tree = _tree(html)
    shown = " ".join("".join(tree.itertext()).split())
    for fact in (
        "Rutte asks for patience",
        "Lantern · GB · en · 22 Jan 2026 · opinion",
        "Mark Rutte (secretary general)",
        "Carried by 3 outlets: Lantern, Herald and 1 more",
        "Matched: Rutte",
        "desk@news.internal is named in the saved search",
        "mine.toml",
    ):
        assert fact in shown
        assert fact in " ".join(plain.split())
    assert "> Mark *Rutte* spoke & left." in plain
    assert "https://lantern.example/a" in plain
    assert tree.xpath("//h2/a/@href") == ["https://lantern.example/a"]
    assert tree.xpath('//span[@class="mark"]/text()') == ["Rutte"]
    assert not tree.xpath("//img | //script | //link | //@src")


def test_several_searches_share_a_mail_to_one_recipient() -> None:
    other = replace(SEARCH, name="Stoltenberg", query="stoltenberg")
    sections = [Section(SEARCH, (_hit("a"),)), Section(other, (_hit("b", note="Title changed."), _hit("c")))]
    message = build_mail(sections, {}, to=["one@news.internal"], sender=SENDER, message_id=ID, date=NOW)
    assert message["To"] == "one@news.internal"
    assert message["Subject"] == "[Commentariat] 2 searches: 3 new stories — Rutte asks for patience"
    for part in message.iter_parts():
        text = part.get_content()
        assert text.index("Stoltenberg") > text.index("1 new story for" if "html" in text else "Search: rutte")
        assert "Title changed." in text
        assert "one@news.internal is named in the saved searches" in text


def test_a_channel_is_no_address() -> None:
    message = build_mail(
        [Section(SEARCH, (_hit("a"),))], {}, to=["channel:desk"], sender=SENDER, message_id=ID, date=NOW
    )
    assert message["To"] is None


def test_the_most_carried_story_comes_first() -> None:
    mail, plain, _ = _mail(_hit("a", title="One"), _hit("b", title="Two"), spread={"story-b": Spread(2, 2)})
    assert str(mail["Subject"]).endswith("2 new stories — Two")
    assert plain.index("1. Two") < plain.index("2. One")


def test_many_stories_stay_under_the_size_where_clients_cut() -> None:
    # Long titles and addresses: what 100 stories of real outlets come to at worst.
    hits = [
        _hit(f"d{n}", title=f"Title {n} " + "word " * 16, url="https://lantern.example/" + "x" * 80)
        for n in range(STORIES_PER_MAIL)
    ]
    _, plain, html = _mail(*hits)
    assert len(html.encode()) < 102_000
    tree = _tree(html)
    assert len(tree.xpath("//a[@href]")) == STORIES_PER_MAIL
    assert f"\n{STORIES_PER_MAIL}. " in plain
    assert len(tree.xpath("//h2")) == DETAILED + 1


def test_a_hostile_page_stays_text() -> None:
    nasty = '<script>alert("1")</script> <b onload=x>&amp; \' " {{ 7*7 }} {% raw %}'
    hit = replace(
        _hit("a", title=nasty, outlet=nasty, genre=nasty, language='"><script>'),
        leaders=(nasty,),
        matched=(nasty,),
        snippets=(f"{nasty}{ON}{nasty}{OFF}",),
    )
    mail, plain, html = _mail(hit, spread={"story-a": Spread(2, 2, (nasty,))}, search=replace(SEARCH, query=nasty))
    tree = _tree(html)
    assert not tree.xpath("//script | //b | //*[@onload]")
    assert nasty in plain
    assert tree.xpath('string(//span[@class="mark"])') == nasty
    assert "49" not in plain + html
    assert nasty[:30] in str(mail["Subject"])


def test_without_a_safe_link_there_is_none() -> None:
    _, plain, html = _mail(_hit("a", url=""))
    assert not _tree(html).xpath("//a")
    assert "http" not in plain


def test_names_outside_ascii_survive() -> None:
    search = replace(SEARCH, name="Генсек 🕊️ שלום", query="генсек")
    mail, plain, html = _mail(
        _hit("a", title="خطاب الأمين العام " * 8), search=search, sender=Sender("Überblick", "a@b.internal")
    )
    assert str(mail["Subject"]).startswith("[Commentariat] Генсек 🕊️ שלום: 1 new story — خطاب الأمين العام")
    assert str(mail["From"]) == "Überblick <a@b.internal>"
    assert "Генсек 🕊️ שלום" in plain
    assert "Генсек 🕊️ שלום" in html
    assert _tree(html).xpath("//h2/@dir") == ["auto"]


@given(st.text(max_size=300), st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=100))
def test_no_title_and_no_name_can_break_a_header(title: str, name: str) -> None:
    hit = build_hit("Rutte", {**stored("a"), "title": title}, {}, ["a"])
    section = Section(replace(SEARCH, name=name), (hit,))
    message = build_mail([section], {}, to=SEARCH.to, sender=SENDER, message_id=ID, date=NOW)
    read = message_from_bytes(message.as_bytes(), policy=default)
    assert sorted(read.keys()) == sorted(message.keys())
    assert read["To"] == "desk@news.internal"
    # Folding may turn a run of spaces into one; nothing else may change.
    assert "".join(str(read["Subject"]).split()) == "".join(str(message["Subject"]).split())


@pytest.mark.parametrize(("one", "other"), [("Rutte", "rutte"), ("Генсек", "Генсеки"), ("a b", "a-b")])
def test_slugs_are_ascii_and_tell_names_apart(one: str, other: str) -> None:
    assert slug(one) != slug(other)
    assert re.fullmatch(r"[a-z0-9-]{6,47}", slug(one))


def test_the_brief_template_gives_every_story_a_line() -> None:
    _, text, html = _mail(_hit("a"), _hit("b"), search=replace(SEARCH, template="brief"))
    assert "spoke & left" not in text
    assert "brief" not in text
    assert html.count("Rutte asks for patience") >= 2
    assert "spoke" not in html


def test_a_digest_of_several_searches_has_one_headline_and_figures() -> None:
    one = replace(SEARCH, cadence=parse_cadence("hourly"))
    hits = tuple(replace(_hit(key), country=country) for key, country in (("a", "NO"), ("b", "NO"), ("c", "PL")))
    sections = [Section(one, hits), Section(replace(one, name="Other"), (replace(hits[0], search="Other"),))]
    message = build_mail(sections, {"story-a": Spread(3, 2)}, to=one.to, sender=SENDER, message_id=ID, date=NOW)
    plain, html = (part.get_content() for part in message.iter_parts())
    tree = _tree(html)
    assert tree.xpath("//h1/text()") == ["4 new stories in 2 searches"]
    assert tree.xpath("//h2/text()") == ["Rutte", "Other"]
    assert plain.startswith("Stories: 3, in 5 articles\nLeaders: Mark Rutte 3\nCountries: NO 2, PL 1\n")
    assert "Stories:" not in _mail(*hits)[1], "an immediate mail is the news itself"
