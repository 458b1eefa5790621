"""Answers as a notebook: each question a `%%galactica` cell, its answer the cell's output."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from ..answer import Answer
from .findings import findings
from .markdown import nodes_to_markdown
from .provenance import provenance_nodes, provenance_rows

# Options of `%%galactica` by the names that provenance has for them.
_OPTIONS = {
    "task": "--task",
    "template": "--template",
    "new_tokens": "-n",
    "temperature": "--temperature",
    "top_p": "--top-p",
    "seed": "--seed",
    "tries": "--tries",
}
_WORD = re.compile(r"(?!-)[^\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def answers_to_notebook(answers: Sequence[Answer]) -> str:
    """A notebook of nbformat 4.5. Run, it asks all the questions again, as they were asked."""
    cells = [_code_cell("load", "%load_ext jupyterlab_galactica", [])]
    for number, answer in enumerate(answers, 1):
        output = {"output_type": "display_data", "metadata": {}, "data": answer._repr_mimebundle_()}
        cells.append(_code_cell(f"question-{number}", _asking(answer), [output]))
        nodes = (*findings(answer, count()), *provenance_nodes(provenance_rows(answer)))
        cells.append(_cell("markdown", f"findings-{number}", nodes_to_markdown(nodes)))
    notebook = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "language_info": {"name": "python"},
        },
        "cells": cells,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _cell(kind: str, name: str, source: str) -> dict[str, Any]:
    return {"cell_type": kind, "id": name, "metadata": {}, "source": source}


def _code_cell(name: str, source: str, outputs: list[dict[str, Any]]) -> dict[str, Any]:
    return {**_cell("code", name, source), "execution_count": None, "outputs": outputs}


def _asking(answer: Answer) -> str:
    return f"{' '.join(('%%galactica', *_words(answer)))}\n{answer.question.strip()}"


def _words(answer: Answer) -> Iterator[str]:
    """The cell's options, as far as they are known; a line can hold them."""
    provenance = answer.provenance
    if model := _word(provenance.get("model")):
        yield model
    for name, option in _OPTIONS.items():
        if word := _word(provenance.get(name)):
            yield f"{option} {word}"
    if provenance.get("raw") is True:
        yield "--raw"


def _word(value: Any) -> str:
    """A value as one word of the cell's first line; "" for any that cannot stand there."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return shlex.quote(str(value)) if _WORD.fullmatch(str(value)) else ""
