"""The flat document answers like an element tree, and keeps its bounds."""

from __future__ import annotations

from datetime import UTC, datetime

from lxml.html import document_fromstring

from flows.extract.document import Document, Node, parse
from flows.extract.page import Page

HTML = """<html lang=en><head><title>T &amp; U</title><script>if (a < b) {}</script></head><body class="x">
<!-- a comment --><div id=d>before <b>bold &lt;1&gt;</b> behind<p>one<p>two<br>lines</div><ul><li>a<li>b</ul>tail</body>
</html>"""


def read(html: str, elements: int = 1_000, letters: int = 10_000) -> Document:
    document = parse(html.encode(), elements=elements, letters=letters)
    assert document is not None
    return document


def test_it_tells_what_a_tree_tells() -> None:
    tree, root = document_fromstring(HTML), read(HTML).root
    elements = list(tree.iter("*"))
    assert [n.tag for n in root.iter()] == [e.tag for e in elements]
    assert [n.attrib for n in root.iter()] == [dict(e.attrib) for e in elements]
    assert [len(n) for n in root.iter("body", "div", "ul", "p", "br")] == [2, 3, 0, 1, 0, 2]
    body = next(root.iter("body"))
    assert [c.tag for c in body] == ["div", "ul"]
    bold, div = next(body.iter("b")), next(body.iter("div"))
    assert (bold.text, bold.tail, div.text, div.tail) == ("bold <1>", " behind", "before ", "")
    assert next(body.iter("ul")).text_content() == "ab"
    assert [a.tag for a in bold.iterancestors()] == ["div", "body", "html"]
    assert (bold.getparent(), root.getparent()) == (div, None)
    assert [n.tag for n in div.iterdescendants()] == ["b", "p", "p", "br"]
    assert div.get("id") == "d"
    assert div.get("class", "none") == "none"


def test_titles_scripts_and_readable_text() -> None:
    document = read(HTML)
    assert document.title == "T & U"
    assert [n.text for n in document.nodes("script")] == ["if (a < b) {}"]
    assert "if" not in "".join(document.root.readable())
    assert [document.tags[at] for at in document.having("id")] == ["div"]
    assert read("<p>no title").title == ""


def test_entities_do_not_split_a_text() -> None:
    document = read("<p>Sturm &amp; Drang&#46; &Uuml;ber</p>")
    assert [t for t in document.tape if isinstance(t, str)] == ["Sturm & Drang. Über"]


def test_what_lies_behind_the_bounds_is_left_out_and_all_is_closed() -> None:
    many = read("<div>" + "<p>x</p>" * 50 + "</div>", elements=10)
    assert (len(many.tags), many.tape.count(None)) == (11, 11)
    assert many.ends[0] == 11
    long = read("<div><p>" + "word " * 50 + "</p><p>more</p></div><style>" + "s" * 99 + "</style>", letters=100)
    assert len(long.root.text_content()) == 100
    assert long.tags.count("p") == 1


def test_no_element_is_no_document() -> None:
    assert parse(b"", elements=9, letters=9) is None
    assert parse(b" \n <!-- nothing --> ", elements=9, letters=9) is None


def test_a_page_of_charset_marks_and_a_tree_on_demand() -> None:
    page = Page.parse(b"\xef\xbb\xbf<?xml version='1.0' encoding='latin-1'?><p>\xc3\xbcber", "", datetime.now(UTC))
    assert page is not None
    assert isinstance(page.root, Node)
    assert page.root.text_content() == page.tree.text_content() == "über"
    assert page.body.tag == "body"
