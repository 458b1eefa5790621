"""A document as Markdown that JupyterLab and Pandoc read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..blocks import Node
from ..labels import Checked, checks_by_node, citation_line, citation_status, numbered
from ..markdown import MarkdownWriter, escaped
from .document import Document, blocks_of


def document_to_markdown(document: Document) -> str:
    writer = MarkdownWriter(checks_by_node(document.drawn))
    return "\n\n".join((*writer.blocks(document.drawn.blocks), *_references(document))) + "\n"


def nodes_to_markdown(nodes: Iterable[Node]) -> str:
    """Nodes that nothing was checked of."""
    return "\n\n".join(MarkdownWriter(Checked()).blocks(blocks_of(nodes)))


def _references(document: Document) -> Iterator[str]:
    works = numbered(document.checks.citations)
    if works:
        yield "# References"
    for work in works:
        note = f"*({escaped(citation_status(work))})*"
        yield f"[{work.number}] {escaped(citation_line(work))} {note}"
