"""Shows the user's Markdown around hostile answers: `%run macros.py`, beside `vectors.json`."""

import json
from pathlib import Path

from IPython.display import Markdown, display

from jupyterlab_galactica.answer.answer import Answer
from jupyterlab_galactica.answer.lexer import lex


def show(latex: str) -> None:
    text = rf"\({latex}\) and \(1 \ne 2\)"
    display(Answer(question="", text=text, blocks=lex(text), finish_reason="stop"))


display(Markdown(r"before $a \ne b$"))
show("x")
for latex in json.loads(Path("vectors.json").read_text(encoding="utf-8"))["macros of the page"]:
    show(latex)
display(Markdown(r"after $a \ne b$"))
display(Markdown(r"$\def\ne{=}$ the user's own"))
show("y")
display(Markdown(r"last $a \ne b$"))
