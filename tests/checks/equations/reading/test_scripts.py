"""What is raised, primed, evaluated and put in brackets means what a reader takes it for."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.equations.check import check_formula


def checks(latex: str) -> list[EquationCheck]:
    return [finding.check for finding in check_formula(latex) if finding.final]


@pytest.mark.parametrize(
    "latex",
    [
        r"\int_0^{\pi/2} \sin y \, dy = -\cos y \Big|_0^{\pi/2}",
        r"\int_2^3 \frac{1}{v} \, dv = \ln v \big|_2^3",
        r"\int_0^1 (3y^2 + 2y) \, dy = y^3 + y^2 \Big|_0^1",
        r"y^2 \bigg|_0^2 - \frac{y}{4} \bigg|_0^2 = \frac{7}{2}",
        r"5 + y \Big|_0^1 = 6",
        r"\frac{d}{dy} y^3 \Big|_{y=2} = 12",
    ],
)
def test_an_evaluation_bar_takes_the_whole_expression_or_the_term(latex: str) -> None:
    assert checks(latex)[-1].verdict == "holds"


@pytest.mark.parametrize(
    "latex",
    [
        r"(f - g)'(t) = f'(t) - g'(t)",
        r"(fg)^\prime(y) = f^\prime(y) g(y) + f(y) g^\prime(y)",
        r"(r h)' = h + r h'",
        r"\ln(1+y)^n = \ln((1+y)^n)",
        r"\sin(y)^2 + \cos(y)^2 = 1",
        r"x^{(1/3)} = \sqrt[3]{x}",
        r"3^{(n+1)} = 3 \cdot 3^n",
    ],
)
def test_primes_and_exponents_belong_where_a_reader_puts_them(latex: str) -> None:
    assert checks(latex)[-1].verdict in ("holds", "conditional"), checks(latex)[-1].reason


@pytest.mark.parametrize(
    ("latex", "reading"),
    [
        (r"\mathbf{A}^{(0)} = \mathbf{0}", r"\mathbf{A}^{(0)} = 0"),
        (r"w^{(2)} = w^{(1)}", "w^{(2)} = w^{(1)}"),
        (r"G^{\mu\nu} = -G^{\nu\mu}", r"G^{\mu \nu} = -G^{\nu \mu}"),
        (r"v_\mu w^\mu = 3", r"v_{\mu} w^{\mu} = 3"),
        (r"y^i > 0", "y^{i} > 0"),
        (r"B(2)^3 = 1", r"B \cdot 2^{3} = 1"),
        (r"h = \delta(y - 3)", r"h = \delta\left(y - 3\right)"),
    ],
)
def test_labels_and_indices_are_parts_of_names(latex: str, reading: str) -> None:
    (check,) = checks(latex)
    assert check.reading == reading
    assert check.verdict in ("definition", "conditional")


def test_exponents_stay_exponents() -> None:
    assert checks(r"y^\alpha y^\beta = y^{\alpha + \beta}")[0].verdict == "holds"
    assert checks(r"\sum_{i=0}^{n} y^i = \frac{1 - y^{n+1}}{1 - y}")[0].verdict == "holds"
    assert checks(r"y^{(a+b)} = y^a + y^b")[0].verdict == "refuted"


@pytest.mark.parametrize("latex", [r"|K| = 1", r"\lvert S_n \rvert = 24", r"|w| = 2"])
def test_how_large_a_letter_is_said_and_no_claim(latex: str) -> None:
    assert checks(latex)[0].verdict == "definition"


def test_a_fault_of_the_checker_costs_the_other_equations_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from jupyterlab_galactica.checks.equations import check

    judged = check._judge_statement

    def faulty(statement: object, *rest: object) -> object:
        if getattr(statement, "start", 0) == 0:
            raise KeyError
        return judged(statement, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(check, "_judge_statement", faulty)
    first, second = checks(r"a = b, \quad 1 + 1 = 2")
    assert (first.verdict, second.verdict) == ("unsupported", "holds")


@pytest.mark.parametrize(
    "latex",
    [
        r"d_i = \sum_{j=1}^{m} (\mathbf{W})_{ij}",
        r"\left[\begin{array}{cc} 1 & 2 \\ 3 & 4 \end{array}\right]"
        r"\sim \left[\begin{array}{cc} 1 & 0 \\ 0 & 1 \end{array}\right]",
        r"\langle \vec{u}(\vec{r}, t) \rangle = \langle \vec{v}(\vec{r}, t) \rangle",
    ],
)
def test_what_has_no_single_value_is_no_fault(latex: str) -> None:
    assert checks(latex)[0].verdict == "definition"


@pytest.mark.parametrize(
    ("latex", "reading"),
    [
        (r"2 \underbrace{1 + 2}_{3} = 6", r"2 \left(1 + 2\right) = 6"),
        (r"H_1: \mu = 4", r"\mu = 4"),
        (r"w'_2(0) = 5", r"w_{2}'\left(0\right) = 5"),
        (r"{\vec{y}}' = Q \vec{y}", r"\vec{y}' = Q \vec{y}"),
        (r"S_1 = S_2.\qedhere", "S_{1} = S_{2}"),
    ],
)
def test_braces_names_and_the_end_of_a_proof_are_no_part_of_an_equation(
    latex: str, reading: str
) -> None:
    assert checks(latex)[0].reading == reading


def test_a_small_change_is_one_name_in_its_limit() -> None:
    latex = r"\lim_{\delta y \to 0} \frac{(y + \delta y)^3 - y^3}{\delta y} = 3y^2"
    assert checks(latex)[0].verdict == "holds"


@pytest.mark.parametrize(
    "latex",
    [
        r"\left[\frac{y^3}{3}\right]^3_0 = 9",
        r"\unit[6]{kg} = \SI[per-mode=symbol]{6}{\kilo\gram}",
        r"3 + 1 = \underbrace{6 - 2}_{4}",
    ],
)
def test_bounds_come_in_either_order_and_options_say_nothing(latex: str) -> None:
    assert checks(latex)[0].verdict == "holds"
