"""The files that answers can be exported to, by suffix."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath

from ..answer import Answer

Files = Mapping[str, str]


def _markdown(answers: Sequence[Answer], name: str) -> Files:
    from .document import document_of
    from .markdown import document_to_markdown

    return {name: document_to_markdown(document_of(answers))}


def _latex(answers: Sequence[Answer], name: str) -> Files:
    from .document import document_of
    from .latex import document_to_latex

    # BibTeX takes a name up to a blank or a comma.
    stem = re.sub(r"[^\w.+-]", "-", PurePath(name).stem, flags=re.ASCII)
    document, works = document_to_latex(document_of(answers), stem)
    return {name: document} | ({f"{stem}.bib": works} if works else {})


def _html(answers: Sequence[Answer], name: str) -> Files:
    from .document import document_of
    from .html import document_to_html

    return {name: document_to_html(document_of(answers), PurePath(name).stem)}


def _notebook(answers: Sequence[Answer], name: str) -> Files:
    from .notebook import answers_to_notebook

    return {name: answers_to_notebook(answers)}


FORMATS: Mapping[str, Callable[[Sequence[Answer], str], Files]] = {
    ".md": _markdown,
    ".tex": _latex,
    ".html": _html,
    ".ipynb": _notebook,
}
"""What gives the text of each file by its name, from answers and the name asked for."""
