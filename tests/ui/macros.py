"""The user's Markdown before, among and after hostile answers, for `%run macros.py`.

It needs `vectors.json` beside it. MathJax typesets outputs in an order of its own, so each function
is for a cell that runs when what came before it stands on the page.
"""

import json
from pathlib import Path

from IPython.display import Markdown, display

from jupyterlab_galactica.answer.answer import Answer
from jupyterlab_galactica.answer.lexer import lex


def show(latex: str) -> None:
    text = rf"\({latex}\) and \(1 \ne 2\)"
    display(Answer(question="", text=text, blocks=lex(text), finish_reason="stop"))


def unequal(name: str) -> None:
    display(Markdown(rf"{name} $a \ne b$"))


def hostile() -> None:
    show("x")
    vectors = json.loads(Path("vectors.json").read_text(encoding="utf-8"))
    for latex in vectors["macros of the page"]:
        show(latex)


def redefine() -> None:
    display(Markdown(r"$\def\ne{=}$ the user's own $z$"))
