from __future__ import annotations

from pathlib import Path

import pytest

from jupyterlab_galactica.answer.compiling import compiles, drawn_part

from .examples import answered
from .exporting.documents import compiled, exported

FINE = [
    r"e^{i\pi} + 1 = 0", r"\frac{a}{b}", r"\frac12", r"x^\frac12", r"x_\mathrm{max}", r"x_\max",
    r"x^\sum", r"x^\text{in a box}", r"\sqrt[3]{x}", r"\left\{ x \right.",
    r"\left( \frac{1}{2} \right)^2",
    r"\sum\limits_{i=1}^n i", r"\operatorname*{arg\,max}_x f", r"f'(x)^2 + f''",
    r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}",
    r"\begin{cases} 1 & x>0 \\[2pt] 0 & \text{otherwise} \end{cases}",
    r"\begin{array}{c|c} a & b \\ \hline c & d \end{array}",
    r"\begin{aligned}a&=b\\&=c\end{aligned}",
    r"\begin{vmatrix} \begin{pmatrix}1\end{pmatrix} & 2\end{vmatrix}",
    r"\nabla \times \mathbf{E} = -\frac{\partial \mathbf{B}}{\partial t}",
    r"\mathcal{L}=\bar\psi(i\gamma^\mu D_\mu - m)\psi", r"\ket{\psi}", r"\bm{x}", r"{n \choose k}",
    r"\bigl(x\bigr)", r"\big| x \big|", r"10\%", r"\{x\}", r"\substack{a\\b}", r"\mathscr{F}",
    r"\left.\frac{a}{b}\right|_{x=0}", r"\xrightarrow{k}", r"\boxed{E=mc^2}", r"90^\circ",
    r"\hspace{1cm} x", r"\displaystyle\sum_i x_i", r"\text{H}_2\text{O}", r"^{14}C", "x^α",
]  # fmt: skip

FAULTY = [
    r"\frac{1}", r"\sqrt", r"\hat", r"{\hat}", r"x^", r"x_", r"x^2'", r"'_a'", r"\left x \right)",
    r"\middle| x", r"\big x", r"\limits x", r"\text{a_b}", r"\mbox{x^2}", r"\nosuchcommand{x}",
    r"\hat\mathrm{x}", r"x^\hat{y}", r"\begin{array}{xy} a\end{array}",
    r"\begin{cases} a & b & c \end{cases}", r"\begin{theorem} a \end{theorem}", r"a \\ [x]",
    r"\begin{equation} a \end{equation}", r"\section{x}", r"\item", r"\par", r"\+ x", "x\\", "",
    r"a \over b \over c", r"\begin{matrix} x^ & 2 \end{matrix}", r"x_~", r"\tag{1} x",
]  # fmt: skip


def test_formulas_of_everyday_are_typeset_and_compile(tmp_path: Path) -> None:
    assert [latex for latex in FINE if not compiles(drawn_part(latex), display=False)] == []
    assert [latex for latex in FINE if not compiles(drawn_part(latex), display=True)] == []
    text = "\n\n".join(rf"\({latex}\) and \[{latex}\]" for latex in FINE)
    tex = exported("talk.tex", answered(text))["talk.tex"]
    assert r"\texttt" not in tex
    compiled(tmp_path, {"talk.tex": tex})


@pytest.mark.parametrize("latex", FAULTY)
def test_a_formula_that_latex_stops_at_is_refused(latex: str) -> None:
    assert not compiles(latex, display=False)


def test_the_source_of_a_refused_formula_stands_in_its_place_with_the_verdict(
    tmp_path: Path,
) -> None:
    text = "\n\n".join(rf"\({latex}\) and \[{latex}\]" for latex in FAULTY if latex)
    tex = exported("talk.tex", answered(text))["talk.tex"]
    assert r"\texttt{\textbackslash{}nosuchcommand\{x\}}" in tex
    compiled(tmp_path, {"talk.tex": tex})


def test_rows_of_an_alignment_are_displayed_only() -> None:
    latex = r"\begin{align} a &= b \label{one} \\ c &= d \tag{2} \end{align}"
    assert compiles(drawn_part(latex), display=True)
    assert not compiles(drawn_part(latex), display=False)


def test_a_formula_numbered_by_hand_keeps_its_number() -> None:
    assert compiles(r"x = 1 \tag{1}", display=True)
