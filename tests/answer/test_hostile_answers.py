"""Answers of a model that went astray: nothing in them stops the kernel."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.answer import Answer
from jupyterlab_galactica.answer.blocks import Text, nodes_in
from jupyterlab_galactica.answer.compiling import compiles
from jupyterlab_galactica.answer.html import answer_to_html
from jupyterlab_galactica.answer.latex import answer_to_latex
from jupyterlab_galactica.answer.lexer import lex
from jupyterlab_galactica.answer.markdown import answer_to_markdown
from jupyterlab_galactica.answer.text import answer_to_text

pytestmark = pytest.mark.timeout(30)


@pytest.mark.parametrize("mark", ["*", "_", "~~"])
@pytest.mark.parametrize(
    "render", [answer_to_html, answer_to_latex, answer_to_markdown, answer_to_text]
)
def test_emphasis_within_emphasis_without_end_is_text(mark: str, render: object) -> None:
    text = mark * 3000 + "a" + mark * 3000
    answer = Answer(question="", text=text, blocks=lex(text))
    assert any("a" in node.text for node in nodes_in(answer.blocks, Text))
    assert "a" in render(answer)  # type: ignore[operator]


@pytest.mark.parametrize("unit", ["^{x", r"\frac{x", r"\mathbb{", r"\begin{matrix}x"])
def test_arguments_within_arguments_are_looked_at_once(unit: str) -> None:
    closing = r"\end{matrix}" if "begin" in unit else "}"
    assert not compiles(unit * 10_000 + closing * 10_000 + r"\unknown", display=True)
