"""Notation of lecture notes and books: names, plain TeX, rows and cells, labels and arguments."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.lexer import lex
from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.equations.check import check_formula
from jupyterlab_galactica.checks.formulas import check_formulas
from jupyterlab_galactica.checks.gathering import gathered


def checks(latex: str) -> list[EquationCheck]:
    return [finding.check for finding in check_formula(latex) if finding.final]


def verdicts(latex: str) -> list[str]:
    return [check.verdict for check in checks(latex)]


def last(text: str) -> EquationCheck:
    return list(check_formulas(gathered(lex(text)).formulas))[-1]


@pytest.mark.parametrize(
    "latex",
    [
        r"{(a+b)^2 \over 2} = {a^2 + b^2 \over 2} + ab",
        r"x^{1 \over 2} x^{1 \over 2} = x",
        r"(\varpi + 1)^2 = \varpi^2 + 2\varpi + 1",
        r"(\upalpha + \varOmega)^2 = \alpha^2 + 2\alpha\Omega + \Omega^2",
        r"(k_+ + k_-)^2 = k_+^2 + 2 k_+ k_- + k_-^2",
        r"a\cdot{}(b + c) = a\cdot{}b + a\cdot{}c",
        r"\textcolor{blue}{36/4} - \textcolor{red}{28/4} = 2",
        r"\pause 2 + 3 = 5 \pause",
        r"\only<2->{2 + 3} = 5",
        r"s\mbox{'} + s\mbox{'} = 2s'",
        r"g_\varpi + g_\varpi = 2 g_\varpi",
        r"(x_{i\cdot} + 1)^2 = x_{i\cdot}^2 + 2 x_{i\cdot} + 1",
        r"(\hat{\bar x} + 1)^2 = \hat{\bar x}^2 + 2\hat{\bar x} + 1",
        r"\int_1^2 m^2 \, d\ln m = \frac{3}{2}",
        r"\int_0^1 x \,\text{d}x = \frac12",
        r"20\,\mbox{Hz} \cdot 30\,\mbox{Hz} = 600\,\mbox{Hz}^2",
        r"38 \equiv_{9} 2",
        r"38 \equiv 2 mod(9)",
        r"38 \equiv 2\ mod\ (9)",
        r"x^2 - 1 = (x-1)(x+1) \in \mathbb{R}",
        r"f = \left\{\begin{array}{ll} 1 & x > 0 \\ 0 & x \le 0 \end{array}\right. \quad 1 + 1 = 2",
    ],
)
def test_it_is_read(latex: str) -> None:
    assert checks(latex)[-1].verdict == "holds", checks(latex)[-1].reason


def test_a_wrong_congruence_in_such_notation_is_refuted() -> None:
    assert verdicts(r"38 \equiv_{9} 3") == ["refuted"]


@pytest.mark.parametrize(
    "text",
    [
        r"For all $x \in \R$ we have $\half x + \half x = x$.",
        r"$\Var(2X) = 4\Var(X)$",
        r"$\E[X + Y] = \E[X] + \E[Y]$",
        r"$\abs{x y} = \abs{x}\abs{y}$",
        r"$\norm{2 x} = 2\norm{x}$",
    ],
)
def test_shorthands_that_a_text_does_not_define_are_the_usual_ones(text: str) -> None:
    assert last(text).verdict == "holds", last(text).reason


def test_the_definition_of_a_text_comes_before_the_usual_one() -> None:
    text = r"$\newcommand{\half}{\frac{1}{4}}$ Now $\half + \half = \frac12$."
    assert last(text).verdict == "holds"


@pytest.mark.parametrize("latex", [r"\that_n = 3 x + 1", r"\Lln(\theta) = 2", r"\msun = 4"])
def test_an_unknown_macro_is_a_name(latex: str) -> None:
    assert verdicts(latex) == ["definition"]


@pytest.mark.parametrize(
    "latex",
    [
        r"\foo + \foo = 2\foo",
        r"(x + \foo)^2 = x^2 + \foo^2",
        r"\foo{x} \ge 0",
        r"\foo{x + y} = \foo{x} + \foo{y}",
    ],
)
def test_what_has_an_unknown_macro_neither_holds_nor_is_accused(latex: str) -> None:
    (check,) = checks(latex)
    assert check.verdict in ("definition", "conditional", "unsupported")
    assert r"\foo is not known" in check.reason


@pytest.mark.parametrize(
    "latex",
    [
        r"H = H_0 + \begin{pmatrix} 0 & h^{\otimes 2} \\ h & 0 \end{pmatrix}",
        r"L(w) = \nabla \cdot |\mathbf{E}|",
    ],
)
def test_what_names_something_that_is_not_judged_is_a_definition(latex: str) -> None:
    assert verdicts(latex) == ["definition"]


@pytest.mark.parametrize(
    "latex",
    [
        r"\mathbf{u} \cdot \mathbf{v} + \mathbf{u} = 2\mathbf{v}",
        r"\sum_{i=1}^m \mathbf{x}_i \mathbf{x}_i^{\top} = \mathbf{X}\mathbf{X}^{\top}",
    ],
)
def test_kinds_that_do_not_fit_are_given_up_without_a_claim(latex: str) -> None:
    assert verdicts(latex)[0] in ("conditional", "unsupported")


def test_cells_that_each_hold_a_relation_are_statements_of_their_own() -> None:
    latex = (
        r"\begin{array}{ll} s_1\mbox{'} = -0.5 + 1.3i & s_2\mbox{'} = -0.5 - 1.3i \\"
        r" s_3\mbox{'} = -1.3 + 0.5i & s_4\mbox{'} = -1.3 - 0.5i \end{array}"
    )
    assert verdicts(latex) == ["definition"] * 4


def test_a_row_set_in_that_begins_with_a_minus_goes_on() -> None:
    latex = (
        r"\begin{eqnarray} (x-y)^2 - z &=& x^2 - 2xy + y^2 \\ && \quad - (z + 1) + 1 \end{eqnarray}"
    )
    assert verdicts(latex) == ["holds"]


@pytest.mark.parametrize(
    "latex",
    [
        "Q_0(b_0) = b_0",
        "C(p_1 + p_2) > C(p_1) + C(p_2)",
        r"N(3\sqrt 2) = \sqrt{27}",
        r"d[n] = \sum_{i=0}^{n-1} d[i] d[n-1-i]",
    ],
)
def test_a_letter_that_has_brackets_wherever_it_stands_is_applied(latex: str) -> None:
    assert verdicts(latex)[0] in ("definition", "conditional", "unsupported")


@pytest.mark.parametrize(
    "latex", ["a(b + c) = ab + ac", "x(x + 1) = x^2 + x", r"\frac{k(k+1)}{2} = \sum_{i=1}^k i"]
)
def test_a_letter_that_also_stands_alone_is_a_factor(latex: str) -> None:
    assert verdicts(latex) == ["holds"]


@pytest.mark.parametrize(
    "latex", ["Y^1_i - Y^0_i = Y_i - 1", "E[Y^1 - Y^0] = E[Y] - 1", r"(Y^1 - Y^0)^2 = Y^2 - 1"]
)
def test_two_outcomes_of_one_quantity_are_no_powers(latex: str) -> None:
    assert verdicts(latex)[0] in ("definition", "conditional", "unsupported")


@pytest.mark.parametrize("latex", ["x^0 = 1", "a^1 = a", "x^0 + x^1 + x^2 = 1 + x + x^2"])
def test_powers_of_zero_and_one_are_powers_elsewhere(latex: str) -> None:
    assert verdicts(latex) == ["holds"]


def test_a_system_of_differential_equations_is_a_law() -> None:
    text = r"Here $\frac{dx}{dt} = y - x$ and $\frac{dy}{dt} = x y - 2 y$."
    found = last(text)
    assert (found.verdict, found.kind) == ("conditional", "law")


def test_a_distance_has_two_arguments() -> None:
    assert verdicts("d(x, y) = d(y, x)") == ["definition"]


def test_kets_and_bras_of_sized_brackets_are_read() -> None:
    assert verdicts(r"H\left|n\right\rangle = E_n\left|n\right\rangle")[0] in ("conditional", "law")
    assert verdicts(r"P = \left|n\right\rangle\left\langle n\right|") == ["definition"]


@pytest.mark.parametrize("latex", [r"r r^5 = e", r"a \cdot b = e", r"g \circ h = e"])
def test_what_a_product_of_letters_equals_is_the_identity_of_a_group(latex: str) -> None:
    assert verdicts(latex) == ["definition"]


def test_the_base_of_logarithms_stays_what_it_is() -> None:
    assert verdicts(r"\lim_{n\to\infty} \left(1 + \frac1n\right)^n = e") == ["holds"]


@pytest.mark.parametrize("latex", [r"\|x\| \ge 1", r"\|A\| > \frac{1}{1000}"])
def test_a_size_is_not_held_against_a_number(latex: str) -> None:
    assert verdicts(latex) == ["conditional"]


def test_units_that_do_not_cancel_leave_a_bare_number_open() -> None:
    latex = r"[(2\mbox{ cm})^2 (5\mbox{ cm}^{-3})]^{-1} \sim 10^{4}"
    assert verdicts(latex) == ["unsupported"]


def test_what_is_equal_is_not_asked_for_its_remainder() -> None:
    assert verdicts(r"7 \equiv 3 + 4 = 7 \pmod 5") == ["holds", "holds"]


@pytest.mark.parametrize("part", [r"{a \over ", "d(", "a(", "x^1_"])
def test_long_formulas_of_such_notation_are_read_or_refused_in_time(part: str) -> None:
    assert checks(f"y = {part * 2000}")[0].verdict in ("unparsed", "unsupported", "definition")


def test_an_order_in_brackets_beside_primes_is_one_of_a_derivative() -> None:
    text = "Solve $y^{(4)} - 2 y''' + y'' = 0$. The solution is $y = (a + b x) e^x + c + d x$."
    assert last(text).verdict != "refuted"


def test_a_bare_percent_sign_behind_a_number_is_one() -> None:
    assert verdicts(r"0.314 = 31.4 % ") == ["holds"]
    assert verdicts(r"0.314 = 31.4%") == ["holds"]
    assert verdicts(r"0.314 = 32.4%") == ["refuted"]
    assert verdicts(r"0.5 = 50% \text{ of them}") != ["refuted"]


def test_a_remark_behind_a_percent_sign_is_still_none_of_the_formula() -> None:
    assert verdicts("2 + 3 = 5 % as counted above") == ["holds"]
    assert verdicts("2 + 3 %\n = 5") == ["holds"]
    assert verdicts("x + x = 2x %") == ["holds"]
