"""KQL: what is read, what is refused and where the caret points."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from flows.search import compile_query
from flows.search.errors import QueryError
from flows.search.kql import MAX_DEPTH, MAX_PARTS, And, Compare, Everything, Match, Nested, Node, Not, Or, parse
from flows.search.tokens import MAX_LENGTH


def shape(node: Node) -> str:
    """The tree in one line: brackets wherever there is a choice, phrases quoted, live wildcards as %."""
    match node:
        case Everything():
            return "all"
        case And(children):
            return "(" + " and ".join(shape(c) for c in children) + ")"
        case Or(children):
            return "(" + " or ".join(shape(c) for c in children) + ")"
        case Not(child):
            return f"not {shape(child)}"
        case Nested(path, child):
            return f"{path.text}{{{shape(child)}}}"
        case Compare(field, operator, value):
            return f"{field.text}{operator}{value.text}"
        case Match(field, value):
            text = "".join("%" if at in value.stars else c for at, c in enumerate(value.text))
            return (f"{field.text}:" if field else "") + (f'"{text}"' if value.quoted else text)


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("", "all"),
        ("  \t\n ", "all"),
        ("rutte", "rutte"),
        ("rutte  summit", "rutte summit"),
        ('"nato chief"', '"nato chief"'),
        ("language:en", "language:en"),
        ("language : en", "language:en"),
        ('title:"a b"', 'title:"a b"'),
        ("outlet.name:The Guardian", "outlet.name:The Guardian"),
        ("a or b and c", "(a or (b and c))"),
        ("a and b or c", "((a and b) or c)"),
        ("not a and b", "(not a and b)"),
        ("not (a or b)", "not (a or b)"),
        ("not not a", "not not a"),
        ("a AND b Or NOT c", "((a and b) or not c)"),
        ("(a or b) and (c or d)", "((a or b) and (c or d))"),
        ("((a))", "a"),
        ('genre:(opinion or "press release")', '(genre:opinion or genre:"press release")'),
        ("genre:(not opinion and not news)", "(not genre:opinion and not genre:news)"),
        ("word_count >= 100 and word_count<2000", "(word_count>=100 and word_count<2000)"),
        ("published > now-7d", "published>now-7d"),
        ("published >= 2026-01-22T10:30:00Z and a", "(published>=2026-01-22T10:30:00Z and a)"),
        ("url:https://a.example/b?c=d", "url:https://a.example/b?c=d"),
        ("stolten*", "stolten%"),
        ("jens stolten*", "jens stolten%"),
        (r"a\*b*", "a*b%"),
        ('"a*b"', '"a*b"'),
        (r"a\:b", "a:b"),
        (r"\(a\)", "(a)"),
        (r"say \"hi\"", 'say "hi"'),
        (r'"say \"hi\""', '"say "hi""'),
        (r"a \and b", "a and b"),
        (r"\not a", "not a"),
        (r"\u0416", "Ж"),
        (r"C:\Temp".replace(":", r"\:"), r"C:\Temp"),
        ("android or oracle", "(android or oracle)"),
        ("Рютте or 吕特", "(Рютте or 吕特)"),
        ("leaders:{ id:mark-rutte and tone < 0 }", "leaders{(id:mark-rutte and tone<0)}"),
        ("leaders:{id:(a or b)}", "leaders{(id:a or id:b)}"),
        ("outlet.*:x", "outlet.*:x"),
    ],
)
def test_reads(query: str, tree: str) -> None:
    assert shape(parse(query)) == tree


@pytest.mark.parametrize(
    ("query", "start", "says"),
    [
        ('"open', 0, "no closing quote"),
        ("(a", 0, "never closed"),
        ("leaders:{id:a", 8, "never closed"),
        ("a)", 1, "closes nothing"),
        ("a }", 2, "closes nothing"),
        ("a and", 5, "ends where a condition"),
        ("and a", 0, "not `and`"),
        ("a or or b", 5, "not `or`"),
        ("()", 0, "nothing stands between"),
        ("genre:()", 6, "nothing stands between"),
        ("language:", 8, "has no value"),
        ("published >=", 10, "a value is wanted"),
        (": a", 0, "`:` is not expected"),
        ("< 5", 0, "`<` is not expected"),
        ("language:en genre:news", 12, "missing before `genre`"),
        ('"a" b', 4, "missing before `b`"),
        ("a not b", 2, "missing before `not`"),
        ("genre:(language:en)", 7, "no fields"),
        ("a\\", 1, "nothing follows the backslash"),
        ("leadr:rutte", 0, "no field `leadr`"),
        ("leaders:{idd:x}", 9, "no field `idd`"),
        ("outlet:{id:x}", 0, "no conditions in braces"),
        ("leaders:{rutte}", 9, "needs its field"),
        ("published:soon", 10, "this is none"),
        ("word_count:many", 11, "whole number"),
        ("word_count:1.5", 11, "whole number"),
        ("word_count:99999999999", 11, "whole number"),
        ("relevance:nan", 10, "a number"),
        ("leaders.in_title:yes", 17, "true or false"),
        ("word_count:1*", 11, "wildcards are for"),
        ("published > 2*", 12, "cannot be compared"),
        ("title > a", 0, "no order"),
        ("leader > a", 0, "no order"),
        ("fingerprint.sketch:x", 0, "cannot be searched"),
        ("published.*.x:y", 0, "no field"),
        ('""', 0, "empty"),
        ("rutte or " + "a*" * 21, 9, "more than 20 wildcards"),
        ("a" * (MAX_LENGTH + 1), MAX_LENGTH, "at most"),
        ("(" * (MAX_DEPTH + 1) + "a", MAX_DEPTH, "nested more than"),
        ("not " * (MAX_DEPTH + 1) + "a", MAX_DEPTH * 4, "nested more than"),
        (" or ".join(["a"] * (MAX_PARTS + 1)), MAX_PARTS * 5, "more than"),
    ],
)
def test_refuses_at(query: str, start: int, says: str) -> None:
    with pytest.raises(QueryError) as refused:
        compile_query(query)
    assert says in str(refused.value)
    assert refused.value.start == start
    assert refused.value.exit_code == 2


def test_caret_stands_under_the_spot_also_after_wide_signs() -> None:
    with pytest.raises(QueryError) as refused:
        compile_query("吕特 and leadr:x")
    problem, line, caret = str(refused.value).split("\n")
    assert problem == "there is no field `leadr`"
    assert line == "    吕特 and leadr:x"
    assert caret == "    " + " " * len("____ and ") + "^^^^^"
    assert "leader" in refused.value.remedy


def test_caret_of_a_long_query_shows_the_spot_alone() -> None:
    with pytest.raises(QueryError) as refused:
        compile_query("a or " * 100 + "leadr:x" + " or a" * 100)
    _, line, caret = str(refused.value).split("\n")
    assert len(line) < 80
    assert line[caret.index("^") : caret.rindex("^") + 1] == "leadr"


def test_caret_never_obeys_the_query() -> None:
    with pytest.raises(QueryError) as refused:
        compile_query("\x1b[31mred\u202e and (")
    assert "\x1b" not in str(refused.value)
    assert "\u202e" not in str(refused.value)


PIECES = st.sampled_from(
    ["and", "or", "not", "(", ")", "{", "}", ":", '"', "*", "\\", "<", ">=", " ", "leaders:{", "title", "leader",
     "published", "now-7d", "word_count", "1e400", "-", "||", "\\u00", "\ud800", "吕", "\u0000", "/", "~", "AND"]
)  # fmt: skip


@examples(max_examples=400, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60), st.lists(PIECES, max_size=25).map("".join), st.lists(PIECES, max_size=25).map(" ".join)
    )
)
def test_nothing_but_the_declared_error(query: str) -> None:
    for syntax in ("kql", "lucene"):
        try:
            compile_query(query, syntax=syntax)
        except QueryError as error:
            assert 0 <= error.start <= len(query)  # noqa: PT017  # the error is what the property is about
            assert str(error)  # noqa: PT017  # and that it says something
