"""What the text, Markdown and LaTeX renderings share: how blocks and lines make up a text."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator

from .blocks import Block, Element, Node
from .labels import Checked


class Writer(ABC):
    """Writes blocks apart, and inline nodes between them together."""

    def __init__(self, checked: Checked) -> None:
        self.checked = checked

    @abstractmethod
    def block(self, node: Node) -> str | None:
        """A node that stands by itself; None for an inline one."""

    @abstractmethod
    def inline(self, node: Node) -> str:
        """A node within a line."""

    def blocks(self, blocks: Iterable[Block]) -> Iterator[str]:
        """A text for each block; list items, which are blocks each, make one text together."""
        items: list[str] = []
        for block in blocks:
            text = "\n\n".join(self.nodes(block.nodes))
            if not text.strip():
                continue
            if _is_list(block):
                items.append(text)
                continue
            if items:
                yield "\n".join(items)
                items = []
            yield text
        if items:
            yield "\n".join(items)

    def nodes(self, nodes: Iterable[Node]) -> Iterator[str]:
        inline: list[str] = []
        for node in nodes:
            block = self.block(node)
            if block is None:
                inline.append(self.inline(node))
                continue
            if text := "".join(inline).strip():
                yield text
            inline = []
            yield block
        if text := "".join(inline).strip():
            yield text

    def inlines(self, nodes: Iterable[Node]) -> str:
        return "".join(self.inline(node) for node in nodes)

    def rows(self, table: Element) -> list[list[str]]:
        """The cells of a table, its head first, each on one line."""
        return [
            [" ".join(self.inlines(cell.children).split()) for cell in elements(row)]
            for part in elements(table)
            for row in elements(part)
        ]


def elements(parent: Element) -> Iterator[Element]:
    return (child for child in parent.children if isinstance(child, Element))


def prefixed(text: str, first: str, rest: str) -> str:
    """The text with `first` before its first line and `rest` before the others."""
    lines = text.split("\n")
    following = (rest + line if line else rest.rstrip() for line in lines[1:])
    return "\n".join((first + lines[0], *following))


def _is_list(block: Block) -> bool:
    return bool(block.nodes) and all(
        isinstance(node, Element) and node.tag in ("ul", "ol") for node in block.nodes
    )
