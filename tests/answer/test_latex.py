from __future__ import annotations

import pytest

from .examples import FULL, answered, expected


def test_a_full_answer_as_latex() -> None:
    assert FULL.to_latex() == expected("full.tex")


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("50% of A_1 & B#2 ~ {x}", r"50\% of A\_1 \& B\#2 \textasciitilde{} \{x\}"),
        (r"\(5% \)", r"\(5\%\)"),
        ("\\[a\n\nb\\]", "\\[\na\nb\n\\]"),
        (r"\begin{align}a &= b\end{align}", r"\begin{align}a &= b\end{align}"),
        ("[x] \\\\ [y]", r"{[}x{]} \textbackslash{} {[}y{]}"),
        ("```\n\\end{verbatim}\n```", "\\begin{verbatim}\n\\end {verbatim}\n\\end{verbatim}"),
        ("a\0b", "ab"),
    ],
)
def test_special_characters_compile(text: str, latex: str) -> None:
    assert answered(text).to_latex() == latex + "\n"


@pytest.mark.parametrize(
    "formula", [r"x_{1", r"x}", r"\left(x", r"a & b", r"\begin{matrix}1", r"\end{document}", "a#1"]
)
def test_a_formula_that_would_break_the_document_is_set_as_its_source(formula: str) -> None:
    latex = answered(rf"\({formula}\)").to_latex()
    assert latex.startswith(r"\(\text{\ttfamily ")


@pytest.mark.parametrize(
    "formula", [r"\input{/etc/passwd}", r"\write18{ls}", r"\immediate\openout1=x", r"\def\x{1}"]
)
def test_no_formula_reads_or_writes_files(formula: str) -> None:
    latex = answered(rf"Then \({formula}\).").to_latex()
    assert latex.startswith(r"Then \texttt{\textbackslash{}(\textbackslash{}")
