"""What the lexer makes of an answer: blocks, and the nodes each block is drawn from.

A block, once closed, never changes. Its nodes are a small safe tree: every front end draws them
without parsing anything, and nothing in them is HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, TypeVar, get_args

BlockType = Literal["prose", "math", "code", "work", "molecule", "sequence"]

Tag = Literal[
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li", "hr", "br",
    "table", "thead", "tbody", "tr", "th", "td", "strong", "em", "s", "code", "a", "sup", "sub",
]  # fmt: skip

TAGS: frozenset[str] = frozenset(get_args(Tag))

_LINK = re.compile(r"https?://|mailto:")


def is_safe_link(url: str) -> bool:
    """Whether a link may stand in an answer."""
    return _LINK.match(url) is not None


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Element:
    """An element of the whitelist; `attrs` are `href` (http, https, mailto), `start`, `align`."""

    tag: Tag
    children: tuple[Node, ...] = ()
    attrs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Math:
    """LaTeX without its delimiters. `id` counts the formulas of the answer from 0.

    `start` and `end` are offsets of `latex` in the answer's text.
    """

    id: int
    latex: str
    display: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CitationRef:
    """A `[START_REF] … [END_REF]` token run; `text` is what stands between. `id` counts from 0."""

    id: int
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Molecule:
    """A SMILES string between its tokens. `id` counts from 0."""

    id: int
    smiles: str
    isomeric: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """A DNA or protein sequence between its tokens."""

    alphabet: Literal["dna", "amino"]
    letters: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Code:
    """A fenced code block. `id` counts from 0; `language` is "" where the fence names none."""

    id: int
    language: str
    code: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Work:
    """A `<work>` block: the model's scratch pad, folded by the front ends."""

    blocks: tuple[Block, ...]


Node: TypeAlias = Text | Element | Math | CitationRef | Molecule | Sequence | Code | Work


@dataclass(frozen=True, slots=True)
class Block:
    """`source` is the text from offset `start`; the sources of all blocks join to the text."""

    index: int
    type: BlockType
    start: int
    source: str
    nodes: tuple[Node, ...]

    def __hash__(self) -> int:
        """Of the place and the text alone: renderings are cached by block, and nodes hold dicts."""
        return hash((self.index, self.start, self.source))


_N = TypeVar("_N", Text, Element, Math, CitationRef, Molecule, Sequence, Code, Work)


def nodes_in(blocks: Iterable[Block], kind: type[_N]) -> Iterator[_N]:
    """All nodes of one type, in the order of the text, `<work>` blocks included."""
    for block in blocks:
        yield from _walk(block.nodes, kind)


def _walk(nodes: Iterable[Node], kind: type[_N]) -> Iterator[_N]:
    for node in nodes:
        if isinstance(node, kind):
            yield node
        if isinstance(node, Element):
            yield from _walk(node.children, kind)
        elif isinstance(node, Work):
            yield from nodes_in(node.blocks, kind)
