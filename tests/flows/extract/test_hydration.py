# ruff: noqa: E501 (pages in a line)
"""Articles that stand only in the data for a page's scripts."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from flows.extract.page import Page
from flows.extract.reader import best_body

TEXT = [
    "The first paragraph tells of the harbour, the pier and the men who mend the nets there every winter.",
    "The second paragraph tells of the mayor, who had promised a road and then forgot about it, as mayors do.",
    "The third paragraph ends the story, for the road was built by others in a single and rainy summer.",
    "The fourth paragraph is about the ferry, which nobody takes any more, and about its captain, who still waits.",
]
OTHER = [f"{line} But this one is another story." for line in TEXT]
MARKUP = "".join(f"<p>{line}</p>" for line in TEXT)
ARTICLE = {"headline": "The road", "body": [{"type": "text", "children": [{"text": line}]} for line in TEXT]}


def _stream(text: str) -> str:
    return f"<script>self.__next_f.push([1,{json.dumps(text)}])</script>"


def _body(scripts: str) -> tuple[str, ...]:
    html = f"<html><head><title>The road</title></head><body><div id=root></div>{scripts}</body></html>"
    page = Page.parse(html.encode(), "https://x.example/a", datetime(2026, 3, 10, tzinfo=UTC))
    assert page is not None
    return best_body(page, "The road").paragraphs


@pytest.mark.parametrize(
    "scripts",
    [
        f'<script id="__NEXT_DATA__" type="application/json">{json.dumps({"props": {"pageProps": {"article": ARTICLE}}})}</script>',
        f"<script>window.__STATE__ = {json.dumps({'story': {'title': 'The road', 'content': MARKUP}})};</script>",
        f"<script>window.__STATE__ = JSON.parse({json.dumps(json.dumps({'paragraphs': TEXT}))});</script>",
        f"<script>(window.q = window.q || []).push({json.dumps({'data': {'articleBody': chr(10).join(TEXT)}})})</script>",
        _stream(f"2:T{len(MARKUP):x},{MARKUP[:90]}") + _stream(f'{MARKUP[90:]}3:["$","div",null,{{}}]\n'),
    ],
)
def test_the_article_is_read_out_of_data(scripts: str) -> None:
    assert _body(scripts) == tuple(TEXT)


def test_the_text_beside_the_pages_title_is_the_pages() -> None:
    more = {"headline": "Another", "body": [{"text": line} for line in (*OTHER, *OTHER[::-1])]}
    assert _body(f"<script>window.s = {json.dumps({'next': [more], 'now': ARTICLE})}</script>") == tuple(TEXT)


@pytest.mark.parametrize(
    "data",
    [
        {"labels": {"text": "Accept all", "more": "Read more about it, here and there."}},
        {"gallery": {"body": TEXT}, "ads": [{"content": MARKUP}], "related": ARTICLE},
        {"content": "x" * 5_000},
    ],
)
def test_what_is_no_article_is_left(data: object) -> None:
    assert _body(f"<script>window.s = {json.dumps(data)}</script>") == ()


@pytest.mark.parametrize(
    "source", ['{"body":[' * 100_000, "={" * 200_000, '{"body":"' + "<p>x " * 50_000, "JSON.parse(" * 50_000]
)
def test_broken_data_is_nothing(source: str) -> None:
    assert _body(f"<script>window.s = {source}</script>") == ()
