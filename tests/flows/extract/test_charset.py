"""Charsets: declared, lied about, and absent."""

from __future__ import annotations

import pytest

from flows.extract.charset import decode

RUSSIAN = "Мост через залив откроют весной, обещают строители. " * 8
GERMAN = "Über die Brücke führt künftig eine Straße, sagt der Bürgermeister. " * 8
JAPANESE = "北の港町に立つ古い灯台が、六十年ぶりに改修されることになった。" * 8


@pytest.mark.parametrize(
    ("text", "charset", "header", "meta"),
    [
        (GERMAN, "utf-8", "text/html; charset=iso-8859-1", "latin-1"),
        (GERMAN, "cp1252", "text/html; charset=utf-8", ""),
        (GERMAN, "iso-8859-1", "text/html", "iso-8859-1"),
        (RUSSIAN, "cp1251", "text/html", "windows-1251"),
        (RUSSIAN, "cp1251", "text/html; charset=ISO-8859-1", ""),
        (RUSSIAN, "koi8-r", "text/html; charset=koi8-r", ""),
        (JAPANESE, "shift_jis", "text/html", "Shift_JIS"),
        (JAPANESE, "euc-jp", "text/html; charset=euc-jp", "utf-8"),
        (JAPANESE, "iso-2022-jp", "text/html", ""),
        (GERMAN, "utf-16-le", "text/html", ""),
        (GERMAN, "utf-8", "text/html; charset=no-such-thing", "hex"),
    ],
)
def test_text_survives(text: str, charset: str, header: str, meta: str) -> None:
    html = f"<html><head><meta charset='{meta}'></head><body><p>{text}</p></body></html>"
    assert text[:60] in decode(html.encode(charset), header)[0]


def test_marks_nul_and_broken_characters() -> None:
    assert decode(b"\xef\xbb\xbfa\x00b") == ("ab", "utf-8")
    assert decode("\ufeffäb".encode("utf-16-le"))[0] == "äb"
    cut = ("<p>" + GERMAN).encode()[:-1] + b"\xc3"
    assert GERMAN[:50] in decode(cut)[0]
    assert decode(b"")[0] == ""
