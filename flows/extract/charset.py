"""Bytes to text: the charset a page really has, whatever it says.

Order: byte order mark; valid UTF-8 (no other text of some length happens to be valid UTF-8); the declared charsets
that decode; detection; and at last Windows-1252, which decodes anything. Pages lie about single-byte charsets
(Cyrillic served as ISO-8859-1), so a declared Latin charset that yields implausible words is put to detection.
"""

from __future__ import annotations

import codecs
import re

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([a-zA-Z0-9_:.\-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s{0,99}<\?xml[^>]{0,99}encoding\s{0,9}=\s{0,9}["']([a-zA-Z0-9_:.\-]{2,40})""")
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([a-zA-Z0-9_:.\-]{2,40})""", re.IGNORECASE)
_ALIASES = {
    # What browsers do (https://encoding.spec.whatwg.org/#names-and-labels): the label's superset.
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "tis-620": "cp874",
    "iso-8859-11": "cp874",
    "x-mac-cyrillic": "mac_cyrillic",
    "unicode": "utf-16",
    "utf8": "utf-8",
    "utf-8mb4": "utf-8",
}
_LATIN = frozenset({"cp1252", "cp1250", "cp1254", "cp1257", "iso-8859-2", "iso-8859-15", "mac-roman"})
_MARKUP = re.compile(rb"<script\b.{0,200000}?</script>|<style\b.{0,200000}?</style>|<[^>]{0,2000}>|\s+", re.S | re.I)

SAMPLE = 12_000
"""Bytes of text put to detection: a bound on its cost; no measurement stands behind the figure."""


def decode(body: bytes, content_type: str = "") -> tuple[str, str]:
    """The text of a page and the name of the charset used. Never fails; NUL characters are dropped."""
    text, charset = _decode(body, content_type)
    # Looked for in the bytes: in a text of wide characters every other byte is zero.
    return text.replace("\x00", "") if charset != "utf-8" or b"\x00" in body else text, charset


def _decode(body: bytes, content_type: str) -> tuple[str, str]:
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name
    if wide := _wide(body):
        return body.decode(wide, "replace"), wide
    if b"\x1b" not in body:
        # All but a few pages end here. (Japanese mail's charset is made of ASCII and escapes.)
        try:
            return body.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            pass
    declared = declared_charsets(body, content_type)
    if "iso-2022-jp" in declared or b"\x1b$B" in body[:100_000]:
        return body.decode("iso2022_jp", "replace"), "iso-2022-jp"
    text = body.decode("utf-8", "replace")
    broken = text.count("�")
    if not broken:
        return text, "utf-8"
    # A page cut in the middle of a character, or one mis-pasted word in an otherwise sound UTF-8 page: most of
    # the non-ASCII characters decode. In any other charset nearly none does.
    if broken * 20 < sum(1 for c in text if c > "\x7f") or (broken < 3 and "utf-8" in declared):
        return text, "utf-8"
    for name in declared:
        if name == "utf-8":
            continue
        try:
            candidate = body.decode(name)
        except (LookupError, UnicodeDecodeError, ValueError):
            if (lenient := _lenient(body, name)) is None:
                continue
            candidate = lenient
        if name not in _LATIN or _plausible_latin(candidate):
            return candidate, name
    if found := _detected(body):
        return body.decode(found, "replace"), found
    return body.decode("cp1252", "replace"), "cp1252"


def declared_charsets(body: bytes, content_type: str) -> tuple[str, ...]:
    """Charsets named by the header, the XML declaration and the first meta, as codec names, best first."""
    names = [m[1] for m in [_HEADER.search(content_type or "")] if m]
    names += [m[1].decode("ascii") for m in (_XML.search(body[:400]), _META.search(body[:20_000])) if m]
    codecs_named = []
    for name in names:
        label = _ALIASES.get(name.strip().lower(), name.strip().lower())
        try:
            info = codecs.lookup(label)
        except (LookupError, ValueError):
            continue
        # Codecs such as `hex` or `rot13` are no charsets; `idna` and `punycode` would decode ASCII only.
        if not getattr(info, "_is_text_encoding", True) or info.name in {"idna", "punycode", "unicode_escape"}:
            continue
        if label not in codecs_named:
            codecs_named.append(label)
    return tuple(codecs_named)


def _wide(body: bytes) -> str:
    """UTF-16 without a mark: every other byte of mostly ASCII markup is NUL."""
    head = body[:2000]
    if len(head) < 40:
        return ""
    half = len(head) // 2
    if head[1::2].count(0) > half * 0.7 and head[::2].count(0) < half * 0.1:
        return "utf-16-le"
    if head[::2].count(0) > half * 0.7 and head[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return ""


def _lenient(body: bytes, name: str) -> str | None:
    """The text when next to nothing of it fails to decode in the declared charset."""
    try:
        text = body.decode(name, "replace")
    except (LookupError, ValueError):
        return None
    return text if text.count("�") * 200 < max(200, sum(1 for c in text if c > "\x7f")) else None


def _plausible_latin(text: str) -> bool:
    """Whether non-ASCII letters stand among ASCII ones, as in every Latin language; in a mis-declared Cyrillic or
    Greek page whole words consist of them."""
    words = re.findall(r"[^\W\d_]{4,}", re.sub(r"<[^>]{0,2000}>", " ", text[:400_000]))
    odd = sum(1 for word in words if sum(c > "\x7f" for c in word) * 2 > len(word))
    return odd * 20 < max(20, len(words))


def _detected(body: bytes) -> str:
    from charset_normalizer import from_bytes

    text = _MARKUP.sub(b" ", body[:2_000_000])
    # Detection looks at the part with the most to tell: from the first non-ASCII byte on.
    start = next((i for i, byte in enumerate(text) if byte > 0x7F), 0)
    best = from_bytes(text[start : start + SAMPLE], steps=5, chunk_size=512).best()
    return best.encoding if best is not None else ""
