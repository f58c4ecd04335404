"""A parsed page as flat lists: the parser's events on a tape, and what each element is by its number.

libxml2 tells what it finds (an element begins, text, an element ends) and we keep just that. Making a Python object of
each element and asking it for its text and attributes cost more than the parsing itself (docs/decisions/0038). Elements
are numbered in document order, so that a subtree is a range of numbers; a :class:`Node` is made where somebody wants
to look around, and answers like an element of lxml. Nothing changes after parsing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, overload

from lxml import etree

Tape = list[int | str | None]

RAW = frozenset(("script", "style"))
"""Elements whose text is no text."""


class Document:
    """The elements of a page by number. ``tape`` holds a number where an element begins, its text as it comes, and
    ``None`` where an element ends; ``begins`` and ``stops`` are the places of an element on it, ``ends`` the number
    behind its subtree."""

    def __init__(self) -> None:
        self.tape: Tape = []
        self.tags: list[str] = []
        self.attributes: list[dict[str, str]] = []
        self.parents: list[int] = []
        self.ends: list[int] = []
        self.begins: list[int] = []
        self.stops: list[int] = []

    @property
    def root(self) -> Node:
        """The outermost element."""
        return Node(self, 0)

    def numbers(self, tag: str, start: int = 0, end: int | None = None) -> Iterator[int]:
        """The numbers of all elements of a tag, in order."""
        at = start - 1
        stop = len(self.tags) if end is None else end
        try:
            while True:
                at = self.tags.index(tag, at + 1, stop)
                yield at
        except ValueError:
            return

    def nodes(self, *tags: str) -> Iterator[Node]:
        """All elements of the tags, in order."""
        return self.root.iter(*tags)

    def having(self, attribute: str) -> list[int]:
        """The numbers of all elements that bear an attribute."""
        return [at for at, attributes in enumerate(self.attributes) if attribute in attributes]

    @cached_property
    def title(self) -> str:
        """The text of the first ``title`` in the head."""
        head = next(self.numbers("head"), None)
        at = None if head is None else next(self.numbers("title", head, self.ends[head]), None)
        return "" if at is None else Node(self, at).text_content()


class Node:
    """One element; the names are those of lxml."""

    __slots__ = ("at", "document")

    def __init__(self, document: Document, at: int) -> None:
        self.document = document
        self.at = at

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and other.at == self.at and other.document is self.document

    def __hash__(self) -> int:
        return hash((id(self.document), self.at))

    def __repr__(self) -> str:
        return f"<{self.tag} {self.attrib}>"

    def __bool__(self) -> bool:
        return True

    @property
    def tag(self) -> str:
        """The name of the element, in lower case."""
        return self.document.tags[self.at]

    @property
    def attrib(self) -> dict[str, str]:
        """The attributes; not to be changed."""
        return self.document.attributes[self.at]

    def get(self, name: str, default: str | None = None) -> str | None:
        """The value of an attribute."""
        return self.document.attributes[self.at].get(name, default)

    @property
    def text(self) -> str:
        """The text before the first child."""
        return self._run(self.document.begins[self.at] + 1)

    @property
    def tail(self) -> str:
        """The text behind the element, up to the next one."""
        return self._run(self.document.stops[self.at] + 1)

    def _run(self, place: int) -> str:
        tape = self.document.tape
        end = place
        while end < len(tape) and tape[end].__class__ is str:
            end += 1
        return "".join(tape[place:end])  # type: ignore[arg-type]  # only text lies between

    def itertext(self) -> Iterator[str]:
        """Every piece of text under the element."""
        document = self.document
        return (t for t in document.tape[document.begins[self.at] : document.stops[self.at]] if t.__class__ is str)

    def readable(self) -> Iterator[str]:
        """Every piece of text under the element but that of scripts and styles."""
        document, node = self.document, self.at
        for item in document.tape[document.begins[self.at] : document.stops[self.at]]:
            if item is None:
                node = document.parents[node]
            elif item.__class__ is int:
                node = item
            elif document.tags[node] not in RAW:
                yield item  # type: ignore[misc]  # a text

    def text_content(self) -> str:
        """All the text under the element."""
        return "".join(self.itertext())

    def getparent(self) -> Node | None:
        """The element around this one."""
        parent = self.document.parents[self.at]
        return Node(self.document, parent) if parent >= 0 else None

    def iterancestors(self) -> Iterator[Node]:
        """The elements around this one, innermost first."""
        at = self.document.parents[self.at]
        while at >= 0:
            yield Node(self.document, at)
            at = self.document.parents[at]

    def iter(self, *tags: str) -> Iterator[Node]:
        """This element and all under it, those of the tags."""
        return self._range(self.at, tags)

    def iterdescendants(self, *tags: str) -> Iterator[Node]:
        """All elements under this one, those of the tags."""
        return self._range(self.at + 1, tags)

    def _range(self, start: int, tags: tuple[str, ...]) -> Iterator[Node]:
        document = self.document
        end = document.ends[self.at]
        if len(tags) == 1:
            return (Node(document, at) for at in document.numbers(tags[0], start, end))
        return (Node(document, at) for at in range(start, end) if not tags or document.tags[at] in tags)

    def __iter__(self) -> Iterator[Node]:
        """The children."""
        at, ends = self.at + 1, self.document.ends
        while at < ends[self.at]:
            yield Node(self.document, at)
            at = ends[at]

    def __len__(self) -> int:
        """How many children there are."""
        return sum(1 for _ in self)


class Elements(Sequence[Node]):
    """Elements by their number in an outline, made when asked for."""

    __slots__ = ("document", "numbers")

    def __init__(self, document: Document) -> None:
        self.document = document
        self.numbers: list[int] = []

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, at: int) -> Node: ...
    @overload
    def __getitem__(self, at: slice) -> list[Node]: ...
    def __getitem__(self, at: int | slice) -> Node | list[Node]:
        if isinstance(at, slice):
            return [Node(self.document, number) for number in self.numbers[at]]
        return Node(self.document, self.numbers[at])


def parse(data: bytes, *, elements: int, letters: int) -> Document | None:
    """Parse UTF-8; what lies behind so many elements or letters of text is left out. ``None`` for no element at all."""
    document = Document()
    # huge_tree: unclosed <font> and <div> nest hundreds deep on real pages; libxml2 still stops at 2,048 levels.
    target: Any = _Target(document, elements, letters, counted=len(data) > letters)
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, target=target)
    try:
        etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError):
        return None
    return document if document.tags else None


class _Target:
    """What libxml2 calls. The three are closures over the lists: they run a thousand times a page.

    ``counted``: whether there may be more letters than are wanted, so that each text has to be measured.
    """

    start: Callable[[str, dict[str, str]], None]
    end: Callable[[str], None]
    data: Callable[[str], None]

    def __init__(self, document: Document, elements: int, letters: int, *, counted: bool) -> None:
        tags, attributes, parents = document.tags, document.attributes, document.parents
        ends, begins, stops, tape = document.ends, document.begins, document.stops, document.tape
        put_tag, put_attributes, put_parent = tags.append, attributes.append, parents.append
        put_end, put_begin, put_stop, put = ends.append, begins.append, stops.append, tape.append
        # An entity splits a text: its pieces are put together when something else follows.
        pieces: list[str] = []
        take = pieces.pop
        none: dict[str, str] = {}
        node = -1
        left = letters

        def gather() -> None:
            nonlocal left
            text = pieces[0] if len(pieces) == 1 else "".join(pieces)
            pieces.clear()
            if node < 0 or left <= 0:
                return
            if tags[node] not in RAW:
                left -= len(text)
                if left < 0:
                    text, left = text[:left], 0
            put(text)

        def start(tag: str, attrs: dict[str, str]) -> None:
            nonlocal node, left
            if pieces:
                if counted or len(pieces) > 1 or node < 0:
                    gather()
                else:
                    put(take())
            number = len(tags)
            if number > elements or left <= 0:
                left = -1
                return
            put_tag(tag)
            # For no attributes lxml has an object of its own, whose every answer is a call of Python.
            put_attributes(attrs if attrs.__class__ is dict else none)
            put_parent(node)
            put_end(0)
            put_begin(len(tape))
            put_stop(0)
            put(number)
            node = number

        def end(_tag: str) -> None:
            nonlocal node
            if pieces:
                if counted or len(pieces) > 1 or node < 0:
                    gather()
                else:
                    put(take())
            if left < 0 or node < 0:
                return
            ends[node] = len(tags)
            stops[node] = len(tape)
            put(None)
            node = parents[node]

        def close() -> None:
            # What was cut off has left elements open.
            nonlocal node, tags, attributes, parents, ends, begins, stops, tape
            nonlocal put_tag, put_attributes, put_parent, put_end, put_begin, put_stop, put
            if pieces:
                gather()
            while node >= 0:
                ends[node] = len(tags)
                stops[node] = len(tape)
                put(None)
                node = parents[node]
            # lxml's parser is in a cycle of references with its context, which holds these functions: without the
            # lists the page is gone when it is read, and not with the next search for cycles.
            del tags, attributes, parents, ends, begins, stops, tape
            del put_tag, put_attributes, put_parent, put_end, put_begin, put_stop, put

        self.start, self.end, self.data, self.close = start, end, pieces.append, close
