"""Blocks in a short form that a person can read and write, for tests.

`prose <p>Let ⟨math x⟩ be</p>` is a prose block with a paragraph that holds a formula.
"""

from __future__ import annotations

from collections.abc import Iterable

from jupyterlab_galactica.answer.blocks import (
    Block,
    CitationRef,
    Code,
    Element,
    Math,
    Molecule,
    Node,
    Sequence,
    Text,
    Work,
)


def sketch(blocks: Iterable[Block]) -> list[str]:
    return [f"{block.type} {_nodes(block.nodes)}".rstrip(" ") for block in blocks]


def _nodes(nodes: Iterable[Node]) -> str:
    return "".join(_node(node) for node in nodes)


def _node(node: Node) -> str:
    match node:
        case Text(text):
            return text
        case Element(tag, children, attrs):
            written = "".join(f' {name}="{value}"' for name, value in sorted(attrs.items()))
            return f"<{tag}{written}>{_nodes(children)}</{tag}>"
        case Math():
            return f"⟨{'display' if node.display else 'math'} {node.latex}⟩"
        case CitationRef():
            return f"⟨cite {node.text}⟩"
        case Molecule():
            return f"⟨{'isomeric' if node.isomeric else 'smiles'} {node.smiles}⟩"
        case Sequence():
            return f"⟨{node.alphabet} {node.letters}⟩"
        case Code():
            return f"⟨code {node.language}|{node.code}⟩"
        case Work(blocks):
            return "⟨work " + " ‖ ".join(sketch(blocks)) + "⟩"
