from __future__ import annotations

import pytest

from .examples import FULL, answered, expected
from .test_injection import assert_only_draws


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
    assert latex.startswith(r"\texttt{")


# Of the command run as TeX compiles it and the file read, in the ways they can be written.
RUNS_OR_READS = [
    r"\input{/etc/passwd}", r"\write18{ls}", r"\immediate\openout1=x", r"\def\x{1}",
    r"\^^64irectlua{os.execute('id')}", r"^^5cdirectlua{os.execute('id')}",
    r"x^^5cinput{/etc/passwd}", r"^^^^005cdirectlua{x}", r"\begin{directlua}x\end{directlua}",
    r"\begin {directlua}x\end {directlua}", r"\begin{input}/etc/passwd\end{input}",
    r"\begin{filecontents}{x.tex}x\end{filecontents}",
    r"\begin{filecontents*}{x}x\end{filecontents*}",
    r"\begin{verbatiminput}x\end{verbatiminput}", r"\csname input\endcsname{x}", r"\@@input x",
    r"\expandafter\input\jobname", r"\text{\input{x}}", r"\tag{\input{x}}", r"\luaexec{x}",
    r"\label{\input{x}} y", r"\operatorname{\directlua{x}}", r"\begin{matrix}\input{x}\end{matrix}",
    r"\begin{array}{>{\input{x}}c}1\end{array}", r"\hspace{\input{x}}", r"\sqrt[\input{x}]{y}",
]  # fmt: skip


@pytest.mark.parametrize("delimited", [r"\({}\)", r"\[{}\]"])
@pytest.mark.parametrize("formula", RUNS_OR_READS)
def test_no_formula_runs_code_or_reads_or_writes_files(formula: str, delimited: str) -> None:
    latex = answered(delimited.replace("{}", formula)).to_latex()
    assert latex.startswith(r"\texttt{")
    assert_only_draws(latex)
