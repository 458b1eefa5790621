from __future__ import annotations

import subprocess
import sys

from jupyterlab_galactica.answer.blocks import Element, Node, Text
from jupyterlab_galactica.answer.lexer import lex


def text_of(nodes: tuple[Node, ...]) -> str:
    parts = []
    for node in nodes:
        if isinstance(node, Text):
            parts.append(node.text)
        elif isinstance(node, Element):
            parts.append(text_of(node.children))
    return "".join(parts)


def depth(nodes: tuple[Node, ...]) -> int:
    inner = [depth(node.children) for node in nodes if isinstance(node, Element)]
    return 1 + max(inner, default=0)


def test_what_nests_too_deep_is_shown_as_it_stands() -> None:
    (block,) = lex("> " * 150 + "deep inside")
    assert "deep inside" in text_of(block.nodes)
    assert depth(block.nodes) < 80


def test_a_paragraph_of_unusual_length_is_shown_as_it_stands() -> None:
    (block,) = lex("*word* " * 10_000)
    (paragraph,) = block.nodes
    assert isinstance(paragraph, Element)
    assert paragraph.children == (Text(("*word* " * 10_000).rstrip()),)


def test_formulas_in_a_paragraph_of_unusual_length_stay_formulas() -> None:
    (block,) = lex("word " * 11_000 + "$x$")
    (paragraph,) = block.nodes
    assert isinstance(paragraph, Element)
    assert type(paragraph.children[-1]).__name__ == "Math"


def test_markdown_is_imported_only_when_text_is_drawn() -> None:
    code = (
        "import sys, jupyterlab_galactica.answer.lexer, jupyterlab_galactica.answer.html;"
        "assert 'markdown_it' not in sys.modules;"
        "jupyterlab_galactica.answer.lexer.lex('a');"
        "assert 'markdown_it' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
