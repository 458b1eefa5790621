"""A prose block as a tree: Markdown around spans that Markdown must not touch."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate, groupby
from typing import TYPE_CHECKING, NamedTuple, cast
from urllib.parse import quote

from .blocks import TAGS, Code, Element, Node, Tag, Text, is_safe_link
from .nodes import Ids, span_node
from .spans import Span

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# A span stands in Markdown's input as a number between two characters of the private use area;
# where those occur in the text itself they become spans of their own.
_OPEN, _CLOSE = "\ue000", "\ue001"
_PLACEHOLDER = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_QUOTED_PLACEHOLDER = re.compile(f"{quote(_OPEN)}(\\d+){quote(_CLOSE)}")
_BRACKET = re.compile(r"[\[\]]")
_OWN_MARKS = re.compile(f"[{_OPEN}{_CLOSE}]")

# Beyond these a paragraph is shown as it stands: no reader is helped, and Markdown's cost grows
# faster than the text.
_LENGTH_LIMIT = 50_000
_NESTING_LIMIT = 60


class Stretch(NamedTuple):
    """The part of `text` from `start` to `end`; `offset` is where `text` stands in the answer."""

    text: str
    start: int
    end: int
    offset: int


def prose_nodes(
    stretch: Stretch, spans: Sequence[Span], ids: Ids, *, starts_line: bool, quoted: bool
) -> tuple[Node, ...]:
    """The nodes of a prose block.

    Without `starts_line` the text goes on behind a formula, so that its beginning is no heading
    or list, whatever it looks like. `quoted` text is a block quote.
    """
    markdown, nodes, sources = _with_placeholders(stretch, spans, ids, quoted)
    lead = len(markdown) - len(markdown.lstrip())
    if lead == len(markdown):
        return ()
    line_start = markdown.rfind("\n", 0, lead) + 1
    starts_line = starts_line or line_start > 0
    indent = markdown[line_start:lead]
    markdown = markdown[lead:].rstrip()
    tree = _Tree(nodes, sources)
    if not starts_line:
        nodes.append(Text(""))
        markdown = f"{_OPEN}{len(nodes) - 1}{_CLOSE}{markdown}"
    elif indent:
        markdown = re.sub(f"^[ \t]{{1,{len(indent)}}}", "", markdown, flags=re.MULTILINE)
    if len(markdown) > _LENGTH_LIMIT or _has_deep_brackets(markdown):
        return (Element("p", tree.inline_text(markdown)),)
    tokens = _parser().parse(markdown)
    if any(token.level >= _NESTING_LIMIT for token in tokens):
        return (Element("p", tree.inline_text(markdown)),)
    return tree.blocks(tokens)


def _has_deep_brackets(markdown: str) -> bool:
    """Whether more brackets are open at once than there may be levels: a link is looked for at each
    of them, as far as the levels go.
    """
    depth = 0
    for sign in _BRACKET.findall(markdown):
        depth = depth + 1 if sign == "[" else max(0, depth - 1)
        if depth > _NESTING_LIMIT:
            return True
    return False


def _with_placeholders(
    stretch: Stretch, spans: Sequence[Span], ids: Ids, quoted: bool
) -> tuple[str, list[Node], list[str]]:
    """The text with each span replaced, the spans' nodes, and their sources."""
    text, cursor, end, offset = stretch
    parts: list[str] = []
    nodes: list[Node] = []
    sources: list[str] = []

    def add(node: Node, source: str) -> None:
        parts.append(f"{_OPEN}{len(nodes)}{_CLOSE}")
        nodes.append(node)
        sources.append(source)

    def add_text(plain: str) -> None:
        done = 0
        for mark in _OWN_MARKS.finditer(plain):
            parts.append(plain[done : mark.start()])
            add(Text(mark.group()), mark.group())
            done = mark.end()
        parts.append(plain[done:])

    for span in spans:
        add_text(text[cursor : span.start])
        add(
            span_node(span, text, offset, ids, quoted=quoted),
            text[span.start : span.end],
        )
        cursor = span.end
    add_text(text[cursor:end])
    return "".join(parts), nodes, sources


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _NESTING_LIMIT + 40})
    parser.enable(["table", "strikethrough"])
    # Spans (code, fences), what would vanish (reference definitions), and code by indent.
    parser.disable(["backticks", "fence", "code", "reference", "html_block", "html_inline"])
    parser.validateLink = is_safe_link  # type: ignore[method-assign]
    return parser


def _depth(tokens: Sequence[Token]) -> int:
    """How deep emphasis nests, which the parser does not bound."""
    return max(accumulate((token.nesting for token in tokens), initial=0))


class _Tree:
    """Markdown's tokens as nodes, the placeholders among them as the nodes of their spans."""

    def __init__(self, nodes: Sequence[Node], sources: Sequence[str]) -> None:
        self._nodes = nodes
        self._sources = sources

    def blocks(self, tokens: Iterable[Token]) -> tuple[Node, ...]:
        stack: list[tuple[Token | None, list[Node]]] = [(None, [])]
        for token in tokens:
            children = stack[-1][1]
            if token.nesting == 1:
                stack.append((token, []))
            elif token.nesting == -1:
                opener, inner = stack.pop()
                assert opener is not None
                stack[-1][1].extend(self._element(opener, _merged(inner)))
            elif token.type == "inline":
                within = token.children or ()
                too_deep = _depth(within) >= _NESTING_LIMIT
                children.extend(
                    self.inline_text(token.content) if too_deep else self.blocks(within)
                )
            elif token.type in ("text", "text_special", "code_inline"):
                children.extend(self.inline_text(token.content))
            elif token.type == "softbreak":
                children.append(Text("\n"))
            elif token.type == "image":
                children.append(self._image(token))
            elif token.tag in TAGS:
                children.append(Element(cast(Tag, token.tag)))
            elif token.content:
                children.extend(self.inline_text(token.content))
        return _merged(stack[0][1])

    def inline_text(self, text: str) -> tuple[Node, ...]:
        parts = _PLACEHOLDER.split(text)
        found: list[Node] = []
        for plain, number in zip(parts[::2], [*parts[1::2], None], strict=True):
            found.append(Text(plain))
            if number is not None:
                found.append(self._nodes[int(number)])
        return _merged(found)

    def _element(self, token: Token, children: tuple[Node, ...]) -> Iterable[Node]:
        if token.hidden:  # the paragraphs of a tight list
            return children
        if token.tag not in TAGS:
            return children
        element = Element(cast(Tag, token.tag), children, self._attributes(token))
        return _lifted(element) if token.tag == "p" else (element,)

    def _attributes(self, token: Token) -> dict[str, str]:
        if token.tag == "a":
            return {"href": self._url(str(token.attrs.get("href", "")))}
        if token.tag == "ol" and "start" in token.attrs:
            return {"start": str(token.attrs["start"])}
        if token.tag in ("th", "td"):
            style = str(token.attrs.get("style", ""))
            if style.startswith("text-align:"):
                return {"align": style.removeprefix("text-align:")}
        return {}

    def _url(self, url: str) -> str:
        return _QUOTED_PLACEHOLDER.sub(lambda number: quote(self._sources[int(number[1])]), url)

    def _image(self, token: Token) -> Node:
        """A link: nothing is fetched because a model names it."""
        url = self._url(str(token.attrs.get("src", "")))
        label = self.inline_text(token.content) or (Text(url),)
        return Element("a", label, {"href": url})


def _merged(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Neighbouring texts as one, empty ones left out."""
    merged: list[Node] = []
    pieces: list[str] = []
    for node in nodes:
        if isinstance(node, Text):
            pieces.append(node.text)
            continue
        if text := "".join(pieces):
            merged.append(Text(text))
        pieces.clear()
        merged.append(node)
    if text := "".join(pieces):
        merged.append(Text(text))
    return tuple(merged)


def _lifted(paragraph: Element) -> Iterator[Node]:
    """A paragraph, split where code blocks stand in it: they are no inline content."""
    for is_code, group in groupby(paragraph.children, lambda child: isinstance(child, Code)):
        if is_code:
            yield from group
        elif inline := _stripped(tuple(group)):
            yield Element("p", inline)


def _stripped(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Inline nodes without space at their two ends."""
    if nodes and isinstance(nodes[0], Text):
        nodes = (Text(nodes[0].text.lstrip()), *nodes[1:])
    if nodes and isinstance(nodes[-1], Text):
        nodes = (*nodes[:-1], Text(nodes[-1].text.rstrip()))
    return _merged(nodes)
