"""A span as the node that front ends draw."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from .blocks import CitationRef, Code, Element, Math, Molecule, Node, Sequence, Text
from .fences import code_of
from .lines import Fence
from .spans import Span


@dataclass(frozen=True, slots=True)
class Ids:
    """The next number of each kind of node in an answer."""

    math: Iterator[int] = field(default_factory=count)
    citation: Iterator[int] = field(default_factory=count)
    molecule: Iterator[int] = field(default_factory=count)
    code: Iterator[int] = field(default_factory=count)


# Environments that only say "display"; of all others the body means nothing without them.
_BARE_ENVIRONMENTS = frozenset(
    f"{name}{star}" for name in ("equation", "displaymath", "dmath") for star in ("", "*")
)


def span_node(span: Span, text: str, offset: int, ids: Ids, *, quoted: bool = False) -> Node:
    """The node of a span of `text`, which stands at `offset` in the answer.

    In a `quoted` span the quote marks at the beginning of its lines are not part of it.
    """
    start, end = _trimmed(text, span.inner, span.inner_end)
    content = text[start:end]
    if quoted:
        content = re.sub(r"\n[ \t]*>[ ]?", "\n", content)
    first, last = offset + start, offset + end
    match span.kind:
        case "math" | "display":
            return _math(span, text, offset, ids, quoted)
        case "code":
            return Element("code", (Text(_inline_code(text[span.inner : span.inner_end])),))
        case "fence":
            fence = Fence(span.start, span.inner, text[span.start], span.closer)
            language = span.closer.split(maxsplit=1)[0] if span.closer else ""
            body_end = max(span.inner, span.inner_end)
            return Code(
                next(ids.code), language.strip("{}."), code_of(text, fence, span.inner_end),
                offset + span.inner, offset + body_end,
            )  # fmt: skip
        case "REF":
            return CitationRef(next(ids.citation), " ".join(content.split()), first, last)
        case "SMILES" | "I_SMILES":
            isomeric = span.kind == "I_SMILES"
            return Molecule(next(ids.molecule), content, isomeric, first, last)
        case "DNA":
            return Sequence("dna", content, first, last)
        case "AMINO":
            return Sequence("amino", content, first, last)
        case "SUP":
            return Element("sup", (Text(content),))
        case "SUB":
            return Element("sub", (Text(content),))
        case "drop":
            return Text("")
        case _:
            return Text(text[span.start : span.end])


def _math(span: Span, text: str, offset: int, ids: Ids, quoted: bool) -> Node:
    environment = span.closer if span.closer[:1].isalpha() else ""
    if environment and environment not in _BARE_ENVIRONMENTS:
        start, end = _trimmed(text, span.start, span.end)
        latex = text[start:end] + ("" if span.closed else rf"\end{{{environment}}}")
    else:
        start, end = _trimmed(text, span.inner, span.inner_end)
        latex = text[start:end]
    if quoted:
        latex = re.sub(r"\n[ \t]*>[ ]?", "\n", latex)
    display = span.kind == "display"
    return Math(next(ids.math), latex, display, offset + start, offset + end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    stripped = text[start:end].strip()
    if not stripped:
        return start, start
    start = text.index(stripped, start)
    return start, start + len(stripped)


def _inline_code(source: str) -> str:
    """After CommonMark: line breaks are spaces, and one space on both sides is taken off."""
    code = source.replace("\n", " ")
    if code.strip() and code[0] == code[-1] == " ":
        return code[1:-1]
    return code
