"""What a reader is told about equations as people write them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.formulas import check_equation, check_formula
from jupyterlab_galactica.checks.pool import EquationPool


@pytest.fixture(scope="module")
def pool() -> Iterator[EquationPool]:
    pool = EquationPool(workers=1)
    yield pool
    pool.close()


def verdict(latex: str, pool: EquationPool) -> str:
    return check_equation(latex, pool).verdict


@pytest.mark.parametrize(
    "latex",
    [
        r"\sin 2x = 2 \sin x \cos x",
        r"$\sin^2 x + \cos^2 x = 1$",
        r"\[ e^{i\pi} + 1 = 0 \]",
        r"(a+b)^2 = a^2 + 2ab + b^2",
        r"\frac{d}{dx} x^3 = 3x^2",
        r"\frac{d^2}{dx^2} \sin x = -\sin x",
        r"\frac{d}{dx}\left[f(x) g(x)\right] = f'(x) g(x) + f(x) g'(x)",
        r"\int x^2 \, dx = \frac{x^3}{3} + C",
        r"\int \frac{dx}{1+x^2} = \arctan x + C",
        r"\int_0^1 x^2 \, dx = \frac{1}{3}",
        r"\int_{-\infty}^{\infty} e^{-x^2} dx = \sqrt{\pi}",
        r"\sum_{k=1}^{n} k = \frac{n(n+1)}{2}",
        r"\sum_{n=1}^{\infty} \frac{1}{n^2} = \frac{\pi^2}{6}",
        r"\lim_{x \to 0} \frac{\sin x}{x} = 1",
        r"\binom{n}{k} = \frac{n!}{k!(n-k)!}",
        r"\cos(a \pm b) = \cos a \cos b \mp \sin a \sin b",
        r"\log_2 8 = 3",
        r"\sin 30^\circ = \frac{1}{2}",
        r"|x|^2 = x^2, \quad x \in \mathbb{R}",
        r"\sqrt{x^2} = x \quad \text{for } x > 0",
        r"0.1 + 0.2 = 0.3",
        r"\frac{1}{3} = 0.333",
        r"\pi \approx 3.14",
        r"25\% = \frac{1}{4}",
        r"\boxed{2 + 2 = 4}",
        r"x^2 + y^2 \ge 2xy",
        r"2^{10} > 1000",
    ],
)
def test_true_equations_hold(latex: str, pool: EquationPool) -> None:
    assert verdict(latex, pool) == "holds"


@pytest.mark.parametrize(
    "latex",
    [
        r"\sin 2x = 2 \sin x",
        r"\sin(a+b) = \sin a + \sin b",
        r"(a+b)^2 = a^2 + b^2",
        r"1 + \tan^2 x = \sec^3 x",
        r"\frac{d}{dx} x^3 = 3x^3",
        r"\frac{d}{dx}\left[f(x) g(x)\right] = f'(x) g'(x)",
        r"\int \sin x \, dx = \cos x + C",
        r"\int_0^1 x^2 \, dx = \frac{1}{2}",
        r"\sum_{k=1}^{n} k = \frac{n(n-1)}{2}",
        r"\lim_{x \to 0} \frac{1 - \cos x}{x^2} = 1",
        r"0.1 + 0.2 = 0.4",
        r"\sqrt{2} = 1.5",
        r"e^{i\pi} = 1",
        r"e^{-100} = 0",
        r"2 + 2 = 5",
        r"3 > \pi",
    ],
)
def test_false_claims_are_refuted_with_a_counterexample(latex: str, pool: EquationPool) -> None:
    check = check_equation(latex, pool)
    assert check.verdict == "refuted"
    assert check.counterexample is not None
    assert check.counterexample.left != check.counterexample.right


@pytest.mark.parametrize(
    "latex",
    [
        r"E = mc^2",
        r"F = ma",
        r"f(x) = x^2 + 1",
        r"x = 5",
        r"pV = nRT",
        r"\frac{dy}{dt} = -k y",
        r"x^2 + y^2 = r^2",
        r"g := \frac{G M}{r^2}",
    ],
)
def test_definitions_and_laws_are_not_judged_as_identities(latex: str, pool: EquationPool) -> None:
    assert verdict(latex, pool) in ("definition", "conditional", "law")


def test_an_equation_to_solve_comes_with_its_solutions(pool: EquationPool) -> None:
    check = check_equation(r"x^2 - 5x + 6 = 0", pool)
    assert (check.verdict, check.kind) == ("conditional", "equation")
    assert check.solutions == r"x \in \left\{2, 3\right\}"


@pytest.mark.parametrize("latex", [r"x - 4 = \sqrt{11 - 2x}", r"\sin A = 2\cos A", r"xy = x + y"])
def test_an_equation_to_solve_is_not_refuted(latex: str, pool: EquationPool) -> None:
    assert verdict(latex, pool) == "conditional"


def test_a_domain_is_named_where_an_identity_needs_one(pool: EquationPool) -> None:
    check = check_equation(r"\sqrt{x^2} = x", pool)
    assert check.verdict == "conditional"
    assert check.domain == r"x \ge 0"
    assert check.domain in check.reason
    assert check.counterexample is not None
    assert check.counterexample.values["x"].startswith("-")


def test_a_near_miss_does_not_hold(pool: EquationPool) -> None:
    # Ramanujan's constant differs from an integer by 7.5e-13 in 2.6e17.
    assert verdict(r"e^{\pi\sqrt{163}} = 640320^3 + 744", pool) != "holds"


def test_a_repair_is_suggested(pool: EquationPool) -> None:
    check = check_equation(r"\cos 2x = 2\cos^2 x + 1", pool)
    assert check.verdict == "refuted"
    assert check.repair is not None
    assert r"2 \cos^{2}\left(x\right) - 1" in check.repair


def test_rounded_results_are_neither_true_nor_false(pool: EquationPool) -> None:
    assert verdict(r"1.25 \times 1.25 = 1.56", pool) == "conditional"


def test_an_ambiguous_equation_is_read_in_its_favour(pool: EquationPool) -> None:
    assert verdict(r"1/2x = \frac{1}{2x}", pool) == "holds"
    assert verdict(r"1/2x = \frac{x}{2}", pool) == "holds"
    assert verdict(r"\log 100 = 2", pool) == "holds"


def test_a_foreign_macro_is_named(pool: EquationPool) -> None:
    check = check_equation(r"x = \frobnicate{y}", pool)
    assert check.verdict == "definition"
    assert r"\frobnicate is not known" in check.reason


def test_text_without_an_equation_is_unparsed(pool: EquationPool) -> None:
    assert verdict("x + 1", pool) == "unparsed"
    assert check_formula("x + 1", pool=pool) == []


def test_each_step_of_a_chain_is_judged(pool: EquationPool) -> None:
    steps = check_formula(
        r"\begin{aligned} (x+1)^2 &= x^2+2x+1 \\ &= x(x+2)+2 \end{aligned}", pool=pool
    )
    assert [step.verdict for step in steps] == ["holds", "refuted"]


def test_offsets_point_into_the_text(pool: EquationPool) -> None:
    text = r"Energy $a = b,\; c = d$."
    formula = text[8:-2]
    checks = check_formula(formula, math=3, offset=8, pool=pool)
    assert [text[check.start : check.end] for check in checks] == ["a = b", "c = d"]
    assert {check.math for check in checks} == {3}
    assert [check.latex for check in checks] == ["a = b", "c = d"]


def test_the_reading_is_available_as_sympy(pool: EquationPool) -> None:
    import sympy

    check = check_equation(r"\frac{x^2}{2} = y_0", pool)
    relation = check.sympy
    x, y = sympy.Symbol("x"), sympy.Symbol("y_0")
    assert isinstance(relation, sympy.Equality)
    assert sympy.simplify(relation.lhs - x**2 / 2) == 0
    assert relation.rhs == y


def test_the_worst_of_several_equations_counts(pool: EquationPool) -> None:
    check: EquationCheck = check_equation(r"1 + 1 = 2, \quad 1 + 1 = 3", pool)
    assert (check.verdict, check.latex) == ("refuted", "1 + 1 = 3")


@pytest.mark.parametrize(
    ("latex", "verdict"),
    [
        (r"4\pi \approx 12.57", "holds"),
        (r"\frac{22}{7} \approx 3.14", "holds"),
        (r"4\pi \approx 13.57", "refuted"),
        (r"\frac{100}{7} \approx 14.39", "refuted"),
        (r"\sqrt{50} \approx 7.5", "conditional"),  # of two digits nobody knows how they came
    ],
)
def test_approximations_are_judged_by_the_digits_given(
    latex: str, verdict: str, pool: EquationPool
) -> None:
    assert check_equation(latex, pool).verdict == verdict


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{d}{dx}\left((1-x^2) f'\right) + n(n+1) f = 0",
        "(p f')' + q f = 0",
        r"\frac{d}{dx}\left(f(x)^2\right) = f(x)",
        "(e^x f)' = e^x g",
    ],
)
def test_a_differential_equation_claims_nothing_of_all_functions(
    latex: str, pool: EquationPool
) -> None:
    assert check_equation(latex, pool).verdict in ("conditional", "definition")


@pytest.mark.parametrize(
    ("latex", "verdict"),
    [
        (r"\frac{d}{dx}\left(\frac{f}{g}\right) = \frac{f'g - fg'}{g^2}", "holds"),
        (r"\frac{d}{dx}\left(\frac{f}{g}\right) = \frac{f'g + fg'}{g^2}", "refuted"),
        ("(fg)' = f'g + fg'", "holds"),
        ("(fg)' = f'g - fg'", "refuted"),
        ("(fg)' = f'g'", "refuted"),
    ],
)
def test_rules_for_derivatives_may_leave_the_variable_out(
    latex: str, verdict: str, pool: EquationPool
) -> None:
    assert check_equation(latex, pool).verdict == verdict
