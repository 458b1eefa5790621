"""A text is read out of papers and notebooks, and every equation is found again in its file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jupyterlab_galactica.answer.blocks import Math, nodes_in
from jupyterlab_galactica.answer.lexer import lex, lex_parts
from jupyterlab_galactica.checks.documents import Document, read_document
from jupyterlab_galactica.errors import InputError

PAPER = r"""\documentclass{article} % no $1=1$
\begin{document}
``Quoted'' and `quoted': $2=2$ 100\% $3=3$ % not $4=4$
\begin{verbatim}
$5=5$
\end{verbatim}
\verb|$6=6$| and \iffalse $7=7$ \fi
    \begin{align*}
      8 &= 8 \\
    \end{align*}
\begin{comment}
$9=9$
\end{comment}
\end{document}
$10=10$
"""


def formulas(document: Document) -> list[str]:
    return [math.latex for math in nodes_in(lex(document.text), Math)]


def test_of_latex_what_is_typeset_is_read(tmp_path: Path) -> None:
    (tmp_path / "paper.tex").write_text(PAPER)
    document = read_document(str(tmp_path / "paper.tex"))
    first, second, rows = formulas(document)
    assert (first, second) == ("2=2", "3=3")
    assert rows.startswith(r"\begin{align*}")
    assert str(document.place(document.text.index("2=2"))) == "3:27"


def test_markdown_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("50 % of `$1=1$`\n\n$2=2$ 100% $3=3$")
    document = read_document(str(tmp_path / "notes.md"))
    assert formulas(document) == ["2=2", "3=3"]
    assert str(document.place(document.text.index("3=3"))) == "3:13"


def test_places_in_a_notebook_are_cells_with_their_lines(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "source": ["One\n", "$1=1$"]},
        {"cell_type": "code", "source": "# $2=2$"},
        {"cell_type": "markdown", "source": "$3=3$"},
    ]
    (tmp_path / "notes.ipynb").write_text(json.dumps({"nbformat": 4, "cells": cells}))
    document = read_document(str(tmp_path / "notes.ipynb"))
    assert formulas(document) == ["1=1", "3=3"]
    assert str(document.place(document.text.index("1=1"))) == "cell 1:2:2"
    assert str(document.place(document.text.index("3=3"))) == "cell 3:1:2"


@pytest.mark.parametrize("open_mark", ["```python\n", "~~~\n", "$$\n", "<work>", "\\\\["])
def test_what_a_cell_leaves_open_ends_with_it(tmp_path: Path, open_mark: str) -> None:
    cells = [
        {"cell_type": "markdown", "source": f"$1=1$\n\n{open_mark}x"},
        {"cell_type": "markdown", "source": "So $2=2$ and $$3=3$$"},
    ]
    (tmp_path / "notes.ipynb").write_text(json.dumps({"nbformat": 4, "cells": cells}))
    document = read_document(str(tmp_path / "notes.ipynb"))
    *_, second, third = nodes_in(lex_parts(document.parts), Math)
    assert (second.latex, third.latex) == ("2=2", "3=3")
    assert (document.place(second.start).cell, document.place(third.start).cell) == (2, 2)


@pytest.mark.parametrize("content", ["", "{}", '{"cells": [{}]}', '{"cells": 3}', "[]"])
def test_what_is_no_notebook_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "notes.ipynb").write_text(content)
    with pytest.raises(InputError, match=r"notes\.ipynb is not a notebook"):
        read_document(str(tmp_path / "notes.ipynb"))


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "image.md").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01")
    with pytest.raises(InputError, match="cannot be read as text"):
        read_document(str(tmp_path / "image.md"))


def test_the_header_is_no_text_and_is_kept(tmp_path: Path) -> None:
    header = "---\nbibliography: refs.bib\n---\n"
    cell = {"cell_type": "raw", "source": f"{header}Here is $a$.", "metadata": {}}
    (tmp_path / "a.md").write_text(f"{header}Here is $a$.\n")
    (tmp_path / "a.ipynb").write_text(json.dumps({"nbformat": 4, "cells": [cell]}))
    for name in ("a.md", "a.ipynb"):
        document = read_document(str(tmp_path / name))
        assert document.header == header
        assert "bibliography" not in document.text
