from __future__ import annotations

import json
from pathlib import Path

import pytest

from jupyterlab_galactica.answer.typesetting import fault, page_source

# Read by the tests of JupyterLab's part as well, which judges alike.
CASES = json.loads(Path(__file__).with_name("typesetting_cases.json").read_text("utf-8"))


@pytest.mark.parametrize("latex", CASES["typeset"])
def test_a_formula_of_known_commands_is_typeset(latex: str) -> None:
    assert fault(latex) == ""


@pytest.mark.parametrize("latex", CASES["refused"])
def test_a_formula_that_could_do_more_than_draw_in_its_place_is_not_typeset(latex: str) -> None:
    assert fault(latex) != ""


def test_a_label_that_goes_makes_no_command_of_two() -> None:
    assert page_source(r"\in\label{x}put{y}") == r"\in put{y}"


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        (r"\frac{a", "it breaks off before { is closed"),
        ("a}", "} closes nothing"),
        (r"\left( x", r"it breaks off before \left is closed"),
        (r"x \right)", r"\right closes nothing"),
        (r"{\left( x} \right)", "} closes nothing"),
        (r"\begin{align} a", r"it breaks off before \begin{align} is closed"),
        (r"\begin{align} a \end{gather}", r"\end{gather} closes nothing"),
        ("a & b", "& stands outside of any rows"),
        ("a # b", "# means nothing in a formula"),
        (r"\Newextarrow{\ne}{0,0}{0x3D}", r"\Newextarrow is no command it knows"),
        (r"\begin{directlua}x\end{directlua}", "directlua is no environment it knows"),
        (r"\begin{matrix}a\\[-9em]b\end{matrix}", "the space below a row is no small length"),
        (r"\begin{alignat}{1000000}x\end{alignat}", "the columns of alignat"),
        (r"\!" * 13, "negative spaces"),
        ("{" * 51, "nested deeper than 50"),
        ("x" * 10001, "longer than 10000 characters"),
        ("x^a^b", "two scripts side by side"),
        ("x_{1}^2_{3}", "two scripts side by side"),
    ],
)
def test_what_keeps_a_formula_from_being_typeset_is_said(latex: str, words: str) -> None:
    assert words in fault(latex)


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{a}{b}",
        r"\left\{ x \right.",
        r"\begin{pmatrix} a & b \\[2pt] c & d \end{pmatrix}",
        r"\sum_{i=1}^n x_i^2",
        r"x_\text{max}^2",
        r"{}^{14}_{6}\mathrm{C}",
        r"T^{a}{}_{b}{}^{c}",
        r"\text{item \#1 & more}",
        r"\{ \% \& \# \_ \}",
        r"x' + y''",
        "",
    ],
)
def test_nothing_is_said_of_a_formula_that_can_be_typeset(latex: str) -> None:
    assert fault(latex) == ""


@pytest.mark.parametrize(
    ("latex", "escaped"), [("5% x", r"5\% x"), (r"5\% x", r"5\% x"), (r"a \\% b", r"a \\\% b")]
)
def test_a_per_cent_sign_begins_no_comment(latex: str, escaped: str) -> None:
    assert page_source(latex) == escaped
