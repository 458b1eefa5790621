"""Equations to solve come with their solutions, false ones with what would have been true."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jupyterlab_galactica.checks.formulas import check_equation
from jupyterlab_galactica.checks.pool import EquationPool


@pytest.fixture(scope="module")
def pool() -> Iterator[EquationPool]:
    pool = EquationPool(workers=1)
    yield pool
    pool.close()


@pytest.mark.parametrize(
    ("latex", "solutions"),
    [
        (r"2x + 3 = 7", "x = 2"),
        (r"\frac{x}{3} - 1 = \frac{x}{2}", "x = -6"),
        (r"x^2 - 5x + 6 = 0", r"x \in \left\{2, 3\right\}"),
        (r"x^2 = 2", r"x \in \left\{-\sqrt{2}, \sqrt{2}\right\}"),
        (
            r"4x^2 - 8x + 1 = 0",
            r"x \in \left\{1 - \frac{\sqrt{3}}{2}, 1 + \frac{\sqrt{3}}{2}\right\}",
        ),
        (r"x^2 + x + 1 = 0", r"\text{no real } x"),
        (r"y(y+1) = y^2", "y = 0"),
        (r"\sqrt{x+6} = x", "x = 3"),
        (r"x - 4 = \sqrt{11 - 2x}", "x = 5"),
        (r"|x - 2| = 3", r"x \in \left\{-1, 5\right\}"),
        (r"\frac{x^2-1}{x-1} = 2", r"\text{no real } x"),
        (r"2^x = 8", "x = 3"),
    ],
)
def test_an_equation_to_solve_comes_with_its_solutions(
    latex: str, solutions: str, pool: EquationPool
) -> None:
    check = check_equation(latex, pool)
    assert (check.verdict, check.kind) == ("conditional", "equation"), check.reason
    assert check.solutions == solutions


@pytest.mark.parametrize(
    ("latex", "repair"),
    [
        (r"\cos 2x = 2\cos^2 x + 1", r"2 \cos^{2}\left(x\right) - 1"),
        (r"\frac{d}{dx} \cos x = \sin x", r"-\sin\left(x\right)"),
        (r"(a+b)^2 = a^2 + b^2", "2 a b"),
        (r"2^{n+1} = 2 + 2^n", r"2 \cdot 2^{n}"),
        (r"\Gamma(n) = n!", r"\left(n - 1\right)!"),
        (r"\int \sin x \, dx = \cos x + C", r"-\cos\left(x\right)"),
    ],
)
def test_one_edit_that_makes_it_true_is_shown(latex: str, repair: str, pool: EquationPool) -> None:
    check = check_equation(latex, pool)
    assert check.verdict == "refuted", check.reason
    assert check.repair is not None
    assert repair in check.repair


def test_a_counterexample_can_be_put_in_by_hand(pool: EquationPool) -> None:
    check = check_equation(r"\frac{1}{x} + \frac{1}{y} = \frac{1}{x+y}", pool)
    assert check.counterexample is not None
    assert check.counterexample.values == {"x": "1", "y": "2"}
    assert (check.counterexample.left, check.counterexample.right) == ("3/2", "1/3")


def test_a_counterexample_meets_the_condition_given(pool: EquationPool) -> None:
    check = check_equation(r"(a+b)^2 = a^2 + b^2 \quad \text{for } 0 < a < 1, b > 10", pool)
    assert check.verdict == "refuted", check.reason
    assert check.counterexample is not None
    first, _, second = check.counterexample.values["a"].partition("/")
    assert 0 < int(first) < int(second)


@pytest.mark.parametrize(
    "latex",
    [
        r"x^2 + y^2 \ge 2xy",
        r"|a + b| \le |a| + |b|",
        r"e^x \ge 1 + x",
        r"\ln x \le x - 1",
        r"\sin^2 x \le 1",
        r"n! \ge 2^{n-1}",
        r"x + \frac{1}{x} \ge 2 \quad \text{for } x > 0",
        r"3 < \pi",
    ],
)
def test_true_inequalities_hold(latex: str, pool: EquationPool) -> None:
    assert check_equation(latex, pool).verdict == "holds"


@pytest.mark.parametrize("latex", [r"3 > \pi", r"x^2 + 1 \le x"])
def test_inequalities_that_are_never_true_are_refuted(latex: str, pool: EquationPool) -> None:
    assert check_equation(latex, pool).verdict == "refuted"


@pytest.mark.parametrize("latex", [r"x^2 < 0", r"\Im z > 0"])
def test_a_bound_says_where_something_lies(latex: str, pool: EquationPool) -> None:
    """Squares of space-time intervals are negative, numbers of a half-plane not real."""
    assert check_equation(latex, pool).verdict == "conditional"


@pytest.mark.parametrize(
    ("latex", "domain"),
    [
        (r"5x - 1 < 0", r"x < \frac{1}{5}"),
        (r"3 - 2x \le 7", r"x \ge -2"),
        (r"x^2 > 4", r"x < -2 \text{ or } x > 2"),
        (r"x^2 \le 2", r"-\sqrt{2} \le x \le \sqrt{2}"),
        (r"x + \frac{1}{x} \ge 2", "x > 0"),
        (r"\sin x < x", "x > 0"),
    ],
)
def test_an_inequality_true_on_a_part_names_the_part(
    latex: str, domain: str, pool: EquationPool
) -> None:
    check = check_equation(latex, pool)
    assert check.verdict == "conditional"
    assert check.domain == domain


def test_an_inequality_that_large_numbers_meet_is_not_refuted(pool: EquationPool) -> None:
    assert check_equation(r"3n \ge 48", pool).domain == r"n \ge 16"


def test_a_strict_inequality_with_an_exception_does_not_hold(pool: EquationPool) -> None:
    check = check_equation(r"a^2 + b^2 > 2ab", pool)
    assert check.verdict == "conditional"
    assert check.counterexample is not None
    assert check.counterexample.left == check.counterexample.right


def test_the_wrong_step_of_a_chain_is_the_one_refuted(pool: EquationPool) -> None:
    from jupyterlab_galactica.checks.formulas import check_formula

    steps = check_formula(r"(x+2)^2 - 4 = x^2 + 4x + 4 - 4 = x^2 + 4 = x(x+4) - 4x + 4", pool=pool)
    assert steps[0].verdict == "holds"
    assert steps[2].verdict == "holds"
    assert steps[1].verdict != "holds"
