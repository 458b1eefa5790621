"""Every formula of a file of each format is found, and nothing else; each at its exact place."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyterlab_galactica.answer.blocks import Math, nodes_in
from jupyterlab_galactica.answer.lexer import lex_parts
from jupyterlab_galactica.checks.documents import read_document

CORPUS = Path(__file__).parent / "corpus"

FOUND = {
    "project/main.tex": [
        r"9:9 \half + \half = 1",
        "10:5 1+1=2",
        r"11:1 \begin{align}\label{eq:two} 1+2 &= 3 \\ 1+3 &= 4 \end{align}",
        "12:5 1+4=5",
        "chapters/one.tex:3:15 2+1=3",
        r"chapters/one.tex:4:3 \begin{align*} 2+2 &= 4 \end{align*}",
        "chapters/two.tex:3:8 2+3=5",
        r"21:4 \fbox{$1+5=6$}",
        r"22:1 \begin{eqnarray} 1+6 &=& 7 \end{eqnarray}",
        r"24:1 \begin{multline} 1+7 \\ = 8 \end{multline}",
        r"26:11 \dv{x} x^2 = 2x",
        r"26:33 \threefold{x} = 3x",
        r"27:1 \fbox{$\displaystyle 1+8=9$}",
        "28:2 1 - 2 = -1",
        "29:28 1+9=10",
        r"30:1 f(x)=\begin{cases} 1 &  x > 0  \\ 0 &  x < 0  \end{cases}",
    ],
    "pandoc.md": [
        "7:9 1+1=2",
        r"7:23 \half+\half=1",
        "9:3 1+2=3",
        "14:5 1+3=4",
        r"17:1 \begin{align} 1+4 &= 5 \\ 1+5 &= 6 \end{align}",
        "24:4 1+6=7",
        "24:14 1+7=8",
        "30:17 1+8=9",
    ],
    "github.md": [
        "3:10 1+1=2",
        "3:29 1+2=3",
        "3:46 1 + 3 = 4",
        "7:1 1+4=5",
        "11:3 1+5=6",
        "17:4 1+6=7",
        "25:34 x = 2",
        r"26:69 \two = 2",
    ],
    "myst.md": [
        "7:13 1+1=2",
        r"7:25 \two+1=3",
        "11:1 1+3=4",
        "13:1 1+4=5",
        "16:26 1+5=6",
        "18:7 1+6=7",
        "20:11 1+7=8",
        "25:12 1+8=9",
        "33:1 1+9=10",
    ],
    "quarto.qmd": ["7:10 1+1=2", "8:7 1+2=3", "17:1 1+3=4", "20:36 x = x"],
    "rmarkdown.Rmd": ["10:24 1+1=2", "13:1 1+2=3", "18:1 1+3=4"],
    "percent.py": ["7:17 1+1=2", "10:3 1+2=3", "18:14 1+3=4"],
    "light.py": ["8:14 1+1=2", "9:8 1+2=3"],
    "obsidian.md": [
        "1:18 1+1=2",
        "2:9 1+2=3",
        "4:3 1+3=4",
        "6:13 1+4=5",
        "9:5 1+5=6",
        "10:4 1+6=7",
        "12:25 1+7=8",
    ],
    "jekyll.md": [
        "5:11 1+1=2",
        "6:5 1+2=3",
        "7:12 1+3=4",
        "13:20 1+4=5",
        "13:53 1+5=6",
        "14:25 1+6=7",
    ],
    "sphinx.rst": [
        "4:13 1+1=2",
        "4:84 1+2 = 3",
        "7:11 1+3=4",
        "9:28 1+4=5",
        "11:20 1+5=6",
        "16:4 1+6=7",
        r"18:4 1+7 &= 8 \\ 1+8 &= 9",
        "34:13 1+9=10",
    ],
    "notebook.ipynb": [
        "cell 1:1:6 1+1=2",
        "cell 1:2:7 1+2=3",
        "cell 2:output 2:2:2 1+3=4",
        r"cell 2:output 3:1:2 \displaystyle 1+4=5",
        "cell 3:output 1:1:5 1+5=6",
        "cell 4:2:13 1+6=7",
        "cell 5:1:6 1+7=8",
    ],
    "knitr.Rnw": ["6:21 1+1=2"],
}
"""The formulas of each file, as `place formula`; those with `0=` must not be found."""


def found_in(path: Path) -> list[str]:
    document = read_document(str(path))
    lines = []
    for math in nodes_in(lex_parts(document.parts), Math):
        place = document.place(math.start)
        file = f"{place.file}:" if place.file else ""
        # A formula of several lines is shown on one; how wide its blanks are does not matter.
        latex = math.latex if "cases" in math.latex else " ".join(math.latex.split())
        lines.append(f"{file}{place} {latex}")
    return lines


@pytest.mark.parametrize("name", FOUND)
def test_every_formula_of_a_format_is_found_at_its_place(name: str) -> None:
    assert found_in(CORPUS / name) == FOUND[name]


def test_every_file_of_the_corpus_is_looked_at() -> None:
    files = {path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*") if path.is_file()}
    assert files - set(FOUND) == {
        "project/header.tex",
        "project/shorthands.sty",
        "project/chapters/one.tex",
        "project/chapters/two.tex",
    }


def test_files_that_are_not_read_are_named() -> None:
    unread = read_document(str(CORPUS / "project/main.tex")).unread
    assert unread == ("missing: not found", "../outside: not found")


def test_a_chapter_knows_the_macros_of_its_document() -> None:
    document = read_document(str(CORPUS / "project/chapters/one.tex"))
    assert {r"\half", r"\threefold", r"\dv"} <= set(document.macros)
